"""`paths`: where a cable would run between points, what it costs, what it passes and how often it fails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import ParameterError, pick
from sogdia.geodesy import distance_km, line
from sogdia.results import Result, manifest
from sogdia.routing.bill import bill
from sogdia.routing.coefficients import values
from sogdia.routing.crossings import crossings, lasting
from sogdia.routing.fields import LAYERS, mesh_of
from sogdia.routing.finding import SMALL_CELLS, cheapest, no_way, search, straight, trace
from sogdia.routing.line import SETTINGS as KINDS
from sogdia.routing.line import Route
from sogdia.routing.neighbours import Neighbours
from sogdia.routing.polyline import Line
from sogdia.routing.sounding import drawn
from sogdia.routing.unit_costs import cable_share
from sogdia.routing.works import Works

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network
    from sogdia.routing.bill import Bill
    from sogdia.routing.surface import Surface
    from sogdia.routing.surroundings import Surroundings

    Point = tuple[float, float]

SETTINGS: Final = ("auto", "submarine", "terrestrial")
RULE: Final = (
    "Each route is the cheapest line found over the surface by cost to build and ten years of repairs; its cost is "
    "exact along the line. Length is the line with slack by the table of coefficients; the bill is built from below."
)


@dataclass(frozen=True)
class RouteResult(Result):
    """Routes: one row each.

    Attributes
    ----------
    crossings
        Cables that stand and are crossed: `route` (its row), other (system), along_km, lon, lat, angle_deg and oblique
        (under the least angle that is recommended).
    bills
        The bill of each route, in the order of the rows.
    items
        Cost items of each route: `route` (its row) and the columns of a bill.
    profile
        What each route passes, piece by piece, with `route`.
    routes
        The lines as arrays, in the order of the rows.
    lines
        The lines as geometry, cut at ±180°, in the order of the rows.
    """

    items: pd.DataFrame = field(repr=False)
    profile: pd.DataFrame = field(repr=False)
    crossings: pd.DataFrame = field(repr=False)
    bills: tuple[Bill, ...] = field(repr=False)
    routes: tuple[Route, ...] = field(repr=False)
    lines: tuple[Any, ...] = field(repr=False)


def paths(
    origin: Point,
    target: Point | Sequence[Point],
    surface: Surface,
    *,
    setting: str = "auto",
    via: Sequence[Point] = (),
    avoid: Sequence[object] = (),
    prefer: Sequence[str] = (),
    works: Works | None = None,
    net: Network | None = None,
    trenches: Sequence[Any] = (),
    protected: Sequence[Any] = (),
    names: Sequence[str] | None = None,
) -> RouteResult:
    """Find the cheapest routes from a point to one or several others.

    Parameters
    ----------
    origin, target
        lon, lat in degrees; several targets are reached with one field.
    surface
        What is crossed, as `terrain` gives it.
    setting
        ``submarine``, ``terrestrial``, or ``auto`` for both with landings between.
    via
        Points that the routes pass, in their order; the cable lands there where both legs are at sea.
    avoid
        Polygons, ISO 3166-1 alpha-3 codes of countries, names of straits: nothing of them is entered.
    prefer
        Rights of way (``road``, ``rail``) beside which land costs less; the surface must hold them.
    works
        What is built besides the line.
    net
        What stands: each of its cables at sea (in service or under construction) that a route crosses is paid, by
        angle, and a way beside one counts as dearer. None where nothing stands.
    trenches
        Lines on land (shapely) whose trench can be shared: where a route keeps to one, its civil works are not paid.
    protected
        Polygons (shapely) in which civil works on land cost more; what is refused belongs to `avoid`.
    names
        Names of the origin and of each target for the table; their coordinates where None.

    Raises
    ------
    ParameterError
        Points that are the same or off the surface, or a setting, country or strait that is not known.
    InfeasibleError
        There is no way: the message names what closes it.
    """
    pick(setting, SETTINGS, "setting")
    targets = _points(target)
    stops = [origin, *via]
    for a, b in [*pairwise(stops), *((stops[-1], t) for t in targets)]:
        if float(distance_km(*a, *b)) < 0.001:
            raise ParameterError(f"both ends of a route are {a[0]:g}, {a[1]:g}; give two different points")
    around = Neighbours(cables_of(net) if net is not None else {}, trenches, protected)
    free = around.priced(surface.following(prefer, values()["along_road_factor"]) if prefer else surface)
    ground = free.without(*avoid)
    labels = list(names) if names else [f"{x:g},{y:g}" for x, y in (origin, *targets)]
    near = surface.surroundings() if surface.surroundings else None
    ways = legs_to(ground, stops, targets, setting, avoid, free)
    found = [joined(legs) for legs in ways]
    made = [
        _billed(legs, surface, near, around.works(works or Works(), legs, surface, prefer), around) for legs in ways
    ]
    rows = [
        {"from": labels[0], "to": to, **_row(*one)}
        for to, one in zip(labels[1:], zip(found, made, strict=True), strict=True)
    ]
    asked = {"origin": origin, "targets": targets, "setting": setting, "via": list(via), "prefer": list(prefer),
             "avoid": [each if isinstance(each, str) else "polygon" for each in avoid],
             "surface": dict(surface.about)}  # fmt: skip
    digest = hashlib.sha256(np.ascontiguousarray(ground.price[:, ::7, ::7]).tobytes()).hexdigest()
    return RouteResult(
        table=pd.DataFrame(rows),
        rule=RULE,
        manifest=manifest("route", asked, digest=digest),
        items=pd.concat([bill_.items.assign(route=i) for i, (bill_, _) in enumerate(made)], ignore_index=True),
        profile=pd.concat([bill_.pieces.assign(route=i) for i, (bill_, _) in enumerate(made)], ignore_index=True),
        crossings=pd.concat([crossed.assign(route=i) for i, (_, crossed) in enumerate(made)], ignore_index=True),
        bills=tuple(bill_ for bill_, _ in made),
        routes=tuple(found),
        lines=tuple(line(route.lonlat) for route in found),
    )


def cables_of(net: Network) -> dict[str, Any]:
    """Give the lines of a network's cables at sea that are in service or under construction, by id of the system.

    A span of no system stands under its own id.
    """
    spans = net.spans
    stands = spans.status.fillna("in_service").isin(["in_service", "under_construction"])
    at_sea = spans[stands & (spans.setting == "submarine")]
    names = at_sea.system.fillna(at_sea.id).astype(str)
    lines = pd.Series(drawn(net, at_sea), index=names.to_numpy(), dtype=object)
    return {str(name): shapely.union_all(of.to_numpy()) for name, of in lines.groupby(level=0)}


def _billed(
    legs: Sequence[Route], surface: Surface, near: Surroundings | None, works: Works, around: Neighbours
) -> tuple[Bill, pd.DataFrame]:
    """Give the bill of a route's legs with the crossings of what stands, and the crossings."""
    tables, before = [], 0.0
    for leg in legs:
        table = lasting(crossings(Line.of(leg), around.cables))
        tables.append(table[table.setting == KINDS[0]].assign(along_km=table.along_km + before))
        before += float(leg.length_km.sum())
    crossed = pd.concat(tables, ignore_index=True)
    met = replace(works, crossings=(*works.crossings, *crossed.angle_deg))
    shared = [Line.along(trench, KINDS[1], surface.depth_along) for trench in around.trenches]
    return bill(legs, near, met, trenches=shared), crossed


def find(
    ground: Surface,
    stops: Sequence[Point],
    targets: Sequence[Point],
    setting: str = "auto",
    avoid: Sequence[object] = (),
    free: Surface | None = None,
) -> list[Route]:
    """Find the routes through `stops` to each target, as arrays.

    Raises
    ------
    InfeasibleError
        There is no way to one of them.
    """
    return [joined(legs) for legs in legs_to(ground, stops, targets, setting, avoid, free)]


def legs_to(
    ground: Surface,
    stops: Sequence[Point],
    targets: Sequence[Point],
    setting: str = "auto",
    avoid: Sequence[object] = (),
    free: Surface | None = None,
) -> list[list[Route]]:
    """Find the legs between `stops` and on to each target; a stop between legs at sea is a landing."""
    mesh = mesh_of(ground, LAYERS[setting])
    legs: list[Route] = []
    for start, end in pairwise(stops):
        legs += _leg(ground, mesh, start, [end], setting, avoid, free)
    return [[*legs, last] for last in _leg(ground, mesh, stops[-1], targets, setting, avoid, free)]


def _leg(
    ground: Surface, mesh: Any, start: Point, ends: Sequence[Point], setting: str, avoid: Sequence[object],  # noqa: ANN401
    free: Surface | None,
) -> list[Route]:  # fmt: skip
    out = [straight(ground, start, end, setting, mesh.least) for end in ends]
    rest = [i for i, one in enumerate(out) if one is None]
    if not rest:
        return [one for one in out if one is not None]
    if len(rest) == 1:
        out[rest[0]] = cheapest(ground, start, ends[rest[0]], setting, mesh)
    else:
        field_, first, lasts = search(ground, start, [ends[i] for i in rest], setting, mesh)
        for i, last in zip(rest, lasts, strict=True):
            out[i] = trace(field_, first, last, thorough=mesh.rows * mesh.columns <= SMALL_CELLS)
    for end, one in zip(ends, out, strict=True):
        if one is None:
            raise no_way(ground, start, end, setting, avoid, free or ground)
    return [one for one in out if one is not None]


def joined(legs: Sequence[Route]) -> Route:
    """Join legs that follow each other to one route."""
    if len(legs) == 1:
        return legs[0]
    cut = [0, *([1] * (len(legs) - 1))]

    def chain(name: str) -> Any:  # noqa: ANN401  an array
        return np.concatenate([getattr(leg, name)[c:] for leg, c in zip(legs, cut, strict=True)])

    return Route(
        lon=chain("lon"),
        lat=chain("lat"),
        elevation_m=chain("elevation_m"),
        setting=np.concatenate([leg.setting for leg in legs]),
        length_km=np.concatenate([leg.length_km for leg in legs]),
        cost_musd=float(sum(leg.cost_musd for leg in legs)),
        geodesic_km=float(distance_km(legs[0].lon[0], legs[0].lat[0], legs[-1].lon[-1], legs[-1].lat[-1])),
    )


def _points(target: Point | Sequence[Point]) -> list[Point]:
    array = np.asarray(target, dtype=float)
    if array.ndim == 1 and array.shape == (2,):
        array = array[None, :]
    if array.ndim != 2 or array.shape[1] != 2 or not len(array):
        raise ParameterError("a target is one point (lon, lat) or a list of them")
    return [(float(x), float(y)) for x, y in array]


def slack_length_km(pieces: pd.DataFrame) -> float:
    """Give the length of cable on the pieces of a profile: with slack, and at sea with the slope of the bottom."""
    k = values()
    at_sea = (pieces.setting == "submarine").to_numpy(dtype=bool)
    share = np.where(at_sea, cable_share(pieces.depth_m, pieces.slope_deg, k), 1.0 + k["slack_land_share"])
    return float((pieces.km.to_numpy(dtype=float) * share).sum())


def _row(route: Route, billed: tuple[Bill, pd.DataFrame]) -> dict[str, Any]:
    made, met = billed
    pieces, items, crossed = made.pieces, made.items, made.crossed
    kinds = list(dict.fromkeys(pieces.setting))
    faults = made.faults[["faults_per_year", "low", "high"]].sum()

    def count(name: str) -> int:
        own = items.quantity[items["item"] == name]
        return round(float(own.sum()))

    permits = items[items.group == "permits"].quantity.sum()
    return {
        "setting": kinds[0] if len(kinds) == 1 else "submarine and terrestrial",
        "length_km": slack_length_km(pieces),
        "line_km": float(route.length_km.sum()),
        "geodesic_km": route.geodesic_km,
        "sea_km": float(pieces.km[pieces.setting == "submarine"].sum()),
        "land_km": float(pieces.km[pieces.setting == "terrestrial"].sum()),
        "capex_musd": made.capex.musd,
        "capex_musd_low": made.capex.low_musd,
        "capex_musd_high": made.capex.high_musd,
        "opex_musd_per_year": made.opex.musd,
        "opex_musd_per_year_low": made.opex.low_musd,
        "opex_musd_per_year_high": made.opex.high_musd,
        "faults_per_year": float(faults.faults_per_year),
        "faults_per_year_low": float(faults.low),
        "faults_per_year_high": float(faults.high),
        "depth_max_m": float(pieces.depth_m.max()),
        "height_max_m": float(np.max(route.elevation_m)),
        "countries": " ".join(dict.fromkeys(c for one in crossed for c in one.countries)),
        "waters": " ".join(dict.fromkeys(c for one in crossed for c in (*one.territorial, *one.eez))),
        "landings": sum(len(one.landings) for one in crossed),
        "repeaters": count("repeaters"),
        "branching_units": count("branching units"),
        "permits": round(float(permits)),
        "crossings": len(met),
        "surface_cost_musd": route.cost_musd,
        "basis": "modelled",
        "source": "sogdia table of routing coefficients",
    }
