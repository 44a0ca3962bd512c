"""What may happen to a network in a year: each peril with its rate, the spans it takes, and how they are mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from sogdia.flows.cuts import lost_spans, span_lines
from sogdia.geodesy import densify
from sogdia.network.graph import span_length_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.maintenance import Zones
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

STEP_KM: Final = 20.0
"""A line at sea is looked at every so many kilometres for lines beside it."""
EARTH_KM: Final = 6371.0
AT_SEA, IN_HOURS, IN_DAYS = 0, 1, 2
"""Ways to mend: by a ship of the zone; on the spot, in hours; when a withdrawal ends, in days."""
CAUSES: Final = (
    "single faults at sea", "dragged anchors", "earthquakes and slides", "faults on land", "landings", "withdrawals",
)  # fmt: skip


@dataclass(frozen=True)
class Perils:
    """Perils of a network; p of them.

    Attributes
    ----------
    rate
        Shape (p,), a year.
    indptr, span
        Spans that each takes, in compressed rows, in the order of ``net.spans``.
    cause
        Shape (p,): place in `CAUSES`.
    mend
        Shape (p,): `AT_SEA`, `IN_HOURS` or `IN_DAYS`.
    zone
        Shape (p,): maintenance zone, where it is mended at sea.
    """

    rate: Floats
    indptr: Ints
    span: Ints
    cause: Ints
    mend: Ints
    zone: Ints

    def by_cause(self) -> pd.DataFrame:
        """Sum up: cause, perils, events and faults of spans a year."""
        faults = self.rate * np.diff(self.indptr)
        rows = pd.DataFrame({"cause": self.cause, "events_per_year": self.rate, "faults_per_year": faults, "perils": 1})
        told = rows.groupby("cause").sum().reindex(range(len(CAUSES)), fill_value=0)
        told.index = pd.Index(CAUSES, name="cause")
        return told.reset_index()


LANDINGS: Final = CAUSES.index("landings")


def perils(
    net: Network,
    useful: Flags,
    k: Mapping[str, float],
    zones: Zones,
    withdrawals: Iterable[tuple[str, str, float]] = (),
) -> Perils:
    """List the perils of a network.

    Parameters
    ----------
    net
        All its spans count.
    useful
        Shape (m,): spans whose loss matters. Faults at sea are kept for all spans, since they keep ships busy.
    k
        Rates (`sogdia.flows.fault_rates.fault_rates`).
    withdrawals
        Role (`sogdia.flows.cuts.WITHDRAWALS`), name and rate a year of each.

    Notes
    -----
    A place at which an anchor or a slide takes n cables has 1/n of the rate of each, so that a cable keeps its own
    faults a year whatever lies beside it.
    """
    parts = [_at_sea(net, k, zones), _on_land(net, useful, k), _landings(net, k)]
    parts += [_withdrawal(net, role, name, rate) for role, name, rate in withdrawals]
    rows = [row for part in parts for row in part]
    sizes = [len(row[1]) for row in rows]
    return Perils(
        rate=np.array([row[0] for row in rows], dtype=float),
        indptr=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        span=np.array([s for row in rows for s in row[1]], dtype=np.int64),
        cause=np.array([row[2] for row in rows], dtype=np.int64),
        mend=np.array([row[3] for row in rows], dtype=np.int64),
        zone=np.array([row[4] for row in rows], dtype=np.int64),
    )


Row = tuple[float, "tuple[int, ...]", int, int, int]


def yearly_faults(net: Network, k: Mapping[str, float]) -> Floats:
    """Give the faults a year of each span, shape (m,): as `survey` filled them, else by length; none in space."""
    spans = net.spans
    km = span_length_km(spans, net.nodes) if len(spans) else np.zeros(0)
    each = spans.setting.map({"submarine": k["sea_faults"], "terrestrial": k["land_faults"], "satellite": 0.0})
    filled = spans.faults_per_year.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(filled), filled, each.to_numpy(dtype=float) * km / 1000.0)


def _at_sea(net: Network, k: Mapping[str, float], zones: Zones) -> list[Row]:
    wet = (net.spans.setting == "submarine").to_numpy(dtype=bool)
    faults = np.where(wet, yearly_faults(net, k), 0.0)
    sea = np.flatnonzero(wet)
    lines = span_lines(net)
    shore, belt = _exposure(net)
    drags = faults * np.minimum(k["share_anchors"] * shore, 1.0) * k["share_drags"]
    slides = faults * np.minimum(k["share_earthquakes"] * belt, 1.0)
    at, of = _points(lines, sea)
    if not len(at):
        return []
    zone = zones.of(*_degrees(at))
    number = np.bincount(of, minlength=len(lines))
    rows: list[Row] = []
    middle = {int(s): int(z) for s, z in zip(of, zone, strict=True)}
    alone = faults - drags - slides
    rows += [(float(alone[s]), (int(s),), 0, AT_SEA, middle[int(s)]) for s in sea if alone[s] > 0]
    tree = cKDTree(at)
    for cause, rate, reach_km in ((1, drags, k["drag_km"]), (2, slides, k["slide_km"])):
        found: dict[tuple[int, tuple[int, ...]], float] = {}
        near = tree.query_ball_point(at, 2.0 * np.sin(reach_km / EARTH_KM / 2.0))
        for i, points in enumerate(near):
            hit = tuple(np.unique(of[points]).tolist())
            key = (int(zone[i]), hit)
            found[key] = found.get(key, 0.0) + sum(rate[s] / number[s] for s in (of[i],)) / len(hit)
        shares = _balanced(found, rate)
        rows += [(share, hit, cause, AT_SEA, z) for (z, hit), share in shares.items() if share > 0]
    return rows


def _balanced(
    found: dict[tuple[int, tuple[int, ...]], float], rate: Floats
) -> dict[tuple[int, tuple[int, ...]], float]:
    """Scale all places by one factor, so that the faults of all cables together are those of their rates."""
    total = sum(value * len(hit) for (_, hit), value in found.items())
    factor = float(rate.sum()) / total if total > 0 else 0.0
    return {key: value * factor for key, value in found.items()}


def _exposure(net: Network) -> tuple[Floats, Floats]:
    """Weigh anchors by the share in shallow water, slides by the share in seismic belts; 1 where nobody surveyed.

    Anchors lie in water under 200 m for the most part; a span's own share is set against the mean of all that were
    surveyed, weighed by faults, so that the causes keep their parts over the network.
    """
    spans = net.spans
    km = span_length_km(spans, net.nodes) if len(spans) else np.zeros(0)
    shallow = spans.share_shallow.to_numpy(dtype=float, na_value=np.nan)
    seismic = spans.seismic_km.to_numpy(dtype=float, na_value=np.nan) / np.maximum(km, 1e-9)
    faults = np.nan_to_num(spans.faults_per_year.to_numpy(dtype=float, na_value=np.nan))
    sea = (spans.setting == "submarine").to_numpy(dtype=bool)
    return _against_mean(shallow, faults * sea), _against_mean(np.clip(seismic, 0.0, 1.0), faults * sea)


def _against_mean(share: Floats, weight: Floats) -> Floats:
    known = np.isfinite(share)
    total = float((share[known] * weight[known]).sum())
    if total <= 0:
        return np.ones(len(share))
    return np.where(known, np.nan_to_num(share) * float(weight[known].sum()) / total, 1.0)


def _points(lines: Sequence[shapely.Geometry], rows: Ints) -> tuple[Floats, Ints]:
    """Give places along lines as unit vectors, shape (n, 3), and the row of each."""
    places, of = [], []
    for row in rows:
        for part in shapely.get_parts(lines[row]):
            lonlat = densify(shapely.get_coordinates(part), STEP_KM)
            places.append(lonlat)
            of.append(np.full(len(lonlat), row))
    if not places:
        return np.zeros((0, 3)), np.zeros(0, dtype=np.int64)
    x, y = np.radians(np.concatenate(places)).T
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)]), np.concatenate(of)


def _degrees(at: Floats) -> tuple[Floats, Floats]:
    return np.degrees(np.arctan2(at[:, 1], at[:, 0])), np.degrees(np.arcsin(np.clip(at[:, 2], -1.0, 1.0)))


def _on_land(net: Network, useful: Flags, k: Mapping[str, float]) -> list[Row]:
    land = (net.spans.setting == "terrestrial").to_numpy(dtype=bool)
    faults = yearly_faults(net, k)
    return [(float(faults[s]), (int(s),), 3, IN_HOURS, 0) for s in np.flatnonzero(land & useful) if faults[s] > 0]


def _landings(net: Network, k: Mapping[str, float]) -> list[Row]:
    spans = net.spans
    with_country = set(net.nodes.id[net.nodes.country.notna()])
    at: dict[str, list[int]] = {}
    for i, (start, end, setting) in enumerate(zip(spans.start, spans.end, spans.setting, strict=True)):
        if setting == "submarine":
            for node in {start, end} & with_country:
                at.setdefault(node, []).append(i)
    rate = k["landing_faults"]
    return [(rate, tuple(at[node]), 4, IN_HOURS, 0) for node in sorted(at)] if rate > 0 else []


def _withdrawal(net: Network, role: str, name: str, rate: float) -> list[Row]:
    gone = np.flatnonzero(lost_spans(net, withdraw={role: name}).lost)
    return [(rate, tuple(gone.tolist()), 5, IN_DAYS, 0)] if len(gone) and rate > 0 else []
