"""`survey`: fill depth, slope, exposure and expected faults of spans that are drawn, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.geodesy import arc
from sogdia.routing.coefficients import SIDES, values
from sogdia.routing.globe import Pieces, degrees
from sogdia.routing.hazard import Exposure, segment_faults
from sogdia.routing.heights import Heights
from sogdia.routing.shared_risk import groups_of, landing_groups, shared_strips, strait_groups
from sogdia.routing.surface import Surface
from sogdia.routing.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Elevation = Callable[[Floats, Floats], Floats]

STEP_KM: Final = 10.0
FILLED: Final = (
    "depth_mean_m", "depth_max_m", "share_shallow", "share_burial", "slope_mean_deg", "seismic_km", "shipping_km",
    "faults_per_year", "faults_per_year_low", "faults_per_year_high", "shared_risk_groups",
)  # fmt: skip


def survey(
    net: Network,
    elevation: Elevation | Surface,
    around: Surroundings | None = None,
    *,
    groups: bool = True,
    reach_km: dict[str, float] | None = None,
    length_km: dict[str, float] | None = None,
) -> Network:
    """Fill depth, slope, exposure and expected faults of the spans on land and at sea.

    Parameters
    ----------
    net
        Network. Reads spans (setting, start, end, geometry, length_km), nodes and hazards. A span without geometry is
        taken as the geodesic of its ends.
    elevation
        Gives the height of the ground, m, under 0 below the sea, at arrays of lon and lat, degrees; or a surface.
    around
        Belts, shipping and towns; where None, the network's own hazards, and no towns.
    groups
        Whether shared-risk groups are found too.
    reach_km, length_km
        By setting, when two spans share a strip; the coefficients' where None.

    Returns
    -------
    Network
        The same with `FILLED` columns of spans. Lengths within belts and faults are those of the span's own length
        (`length_km` where it has one). A line at sea that is drawn over land counts as shallow there. Spans by
        satellite stay as they are. What a column says: the schema.

    Raises
    ------
    ParameterError
        A height that is no finite number.

    Examples
    --------
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["PAK", "DJI"], "lon": [0.0, 9.0], "lat": [0.0, 0.0]})
    >>> from sogdia.network import Network
    >>> net = Network(nodes=nodes).add("spans", id="s", start="a", end="b", setting="submarine")
    >>> surveyed = survey(net, lambda lon, lat: -4000.0 + 0.0 * lon)
    >>> float(surveyed.spans.depth_mean_m[0]), round(float(surveyed.spans.faults_per_year[0]), 4)
    (4000.0, 0.0321)
    """
    spans = net.spans
    fixed = (spans.setting != "satellite").to_numpy(dtype=bool)
    lines = drawn(net, spans)
    height = Heights(elevation.lattice, elevation.elevation_m) if isinstance(elevation, Surface) else elevation
    walk = _walk(spans, lines, fixed, height, around or Surroundings.of(net.hazards))
    found = _columns(spans, walk, fixed)
    if groups:
        named = shared_groups(net, lines, reach_km=reach_km, length_km=length_km)
        of = [name or None for name in groups_of(spans.id.tolist(), named)]
        found["shared_risk_groups"] = pd.Series(of, index=spans.index, dtype="string")
    return net.replace(spans=spans.assign(**found))


def drawn(net: Network, spans: pd.DataFrame) -> list[Any]:
    """Give the line of each span, the geodesic of its ends where none is drawn, None for spans by satellite."""
    place = net.nodes.drop_duplicates("id").set_index("id")[["lon", "lat"]].astype(float)
    lines: list[Any] = []
    for geometry, start, end, setting in zip(spans.geometry, spans.start, spans.end, spans.setting, strict=True):
        if setting == "satellite":
            lines.append(None)
        elif geometry is not None and not geometry.is_empty:
            lines.append(geometry)
        else:
            lines.append(arc(*place.loc[start], *place.loc[end]))
    return lines


def shared_groups(
    net: Network,
    lines: list[Any] | None = None,
    *,
    reach_km: dict[str, float] | None = None,
    length_km: dict[str, float] | None = None,
) -> pd.DataFrame:
    """Give the shared-risk groups of a network's spans: strips on land and at sea, landings and straits.

    Returns
    -------
    DataFrame
        id, kind (trench, seabed, landing, strait), members (ids of spans joined by ``;``), shared_km, lon, lat.
    """
    spans = net.spans
    of = dict(zip(spans.id.astype(object), drawn(net, spans) if lines is None else lines, strict=True))
    of = {i: line for i, line in of.items() if line is not None}
    settings = {i: s for i, s in zip(spans.id.astype(object), spans.setting.astype(object), strict=True) if i in of}
    _, strips = shared_strips(of, settings, reach_km, length_km)
    at_sea = spans[spans.setting == "submarine"]
    ends = pd.concat([at_sea[["id", side]].set_axis(["line", "node"], axis=1) for side in ("start", "end")])
    nodes = net.nodes
    landings = nodes[nodes.kind.isna() | (nodes.kind != "branching_unit")][["id", "lon", "lat"]]
    hazards = net.hazards
    straits = hazards[(hazards.kind == "strait").fillna(value=False)]
    wet = {i: line for i, line in of.items() if settings[i] == "submarine"}
    parts = [
        strips,
        landing_groups(ends.astype(object), landings.astype(object)),
        strait_groups(wet, dict(zip(straits.id.astype(object), straits.geometry, strict=True))),
    ]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else strips


@dataclass(frozen=True, eq=False)
class _Walk:
    """Pieces of all spans, with what they pass; `line` counts the spans."""

    line: NDArray[np.intp]
    passed: Exposure


def _walk(
    spans: pd.DataFrame, lines: list[Any], fixed: NDArray[np.bool_], elevation: Elevation, around: Surroundings
) -> _Walk:
    pieces = Pieces.of(lines, STEP_KM)
    lon, lat = degrees(pieces.middle)
    heights = [np.asarray(elevation(*degrees(end)), dtype=float) for end in (pieces.start, pieces.end)]
    height = np.asarray(elevation(lon, lat), dtype=float)
    bad = np.flatnonzero(~np.isfinite(height + heights[0] + heights[1]))
    if bad.size:
        where = ", ".join(f"{lon[i]:.3f},{lat[i]:.3f}" for i in bad[:5])
        raise ParameterError(
            f"the elevation has no number at {bad.size} places, among them {where}; give a grid that covers them"
        )
    drawn_km = np.bincount(pieces.line, weights=pieces.km, minlength=len(spans))
    stated = spans.length_km.to_numpy(dtype=float, na_value=np.nan)
    stretch = np.where(np.isfinite(stated) & (drawn_km > 0) & fixed, stated / np.maximum(drawn_km, 1e-9), 1.0)
    sea = (spans.setting == "submarine").to_numpy(dtype=bool)[pieces.line]
    slope = np.rad2deg(np.arctan2(np.abs(heights[1] - heights[0]), pieces.km * 1000.0))
    passed = Exposure(
        km=pieces.km * stretch[pieces.line],
        sea=sea,
        elevation_m=height,
        slope_deg=slope,
        **around.shares(lon, lat),
        aerial=np.zeros(len(height)),
    )
    return _Walk(pieces.line, passed)


def _columns(spans: pd.DataFrame, walk: _Walk, fixed: NDArray[np.bool_]) -> dict[str, Any]:
    """Sum what the pieces pass over each span."""
    n, e = len(spans), walk.passed
    k = values()
    km = np.bincount(walk.line, weights=e.km, minlength=n)
    known = fixed & (km > 0)
    sea = (spans.setting == "submarine").to_numpy(dtype=bool)
    depth = np.where(e.sea, np.maximum(-e.elevation_m, 0.0), 0.0)

    def total(weight: Floats) -> Floats:
        return np.bincount(walk.line, weights=weight * e.km, minlength=n).astype(float)

    def told(figure: Floats, where: NDArray[np.bool_]) -> Floats:
        return np.where(where, figure, np.nan)

    mean = {
        "depth_mean_m": total(depth),
        "share_shallow": total((depth < k["depth_shallow_m"]).astype(float)),
        "share_burial": total((depth < k["depth_burial_m"]).astype(float)),
    }
    deepest = np.zeros(n)
    np.maximum.at(deepest, walk.line, depth)
    out = {name: told(figure / np.maximum(km, 1e-9), known & sea) for name, figure in mean.items()}
    out |= {
        "depth_max_m": told(deepest, known & sea),
        "slope_mean_deg": told(total(e.slope_deg) / np.maximum(km, 1e-9), known),
        "seismic_km": told(total(e.seismic), known),
        "shipping_km": told(total(e.shipping), known & sea),
    }
    for side in SIDES:
        each = np.sum(list(segment_faults(e, values(side)).values()), axis=0)
        name = "faults_per_year" if side == "default" else f"faults_per_year_{side}"
        out[name] = told(np.bincount(walk.line, weights=each, minlength=n).astype(float), known)
    return out
