"""The cheapest route between points of a surface: search over cells, then a line at any angle with its exact cost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.geodesy import distance_km
from sogdia.routing.fields import LAYERS, Field, field_from, mesh_of
from sogdia.routing.line import LAND, SEA, SETTINGS, Route
from sogdia.routing.siding import through_sides
from sogdia.routing.tightening import densified, lengths_km, tighten
from sogdia.routing.walking import Ground, costs, line_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.routing.exploring import Mesh
    from sogdia.routing.surface import Surface

    Point = tuple[float, float]

EAGER: Final = 1.15
"""Factor on the bound of the rest in the first of two searches over few cells."""
SMALL_CELLS: Final = 200_000
"""On more cells than this one search is made, drawn to its goal by the cost over pieces."""
DRAWN: Final = 0.96
"""Factor on that cost."""
CALM: Final = 0.9
"""Factor on the bound by distance over many cells: at 1 all cells towards the goal fall into one bucket of a queue."""
POINTS: Final = 1_000_000
"""Cells times the square of points on each side, in the search for a line over few cells."""
MOST_POINTS: Final = 16
CHOSEN_CELLS: Final = 20_000
"""Of few cells so many at most, those with the cheapest ways through them, are searched for the line."""
NEAR_KM: Final = 60.0
"""A point farther than this from the nearest cell of the setting is refused."""


def ground_of(surface: Surface, layer: int) -> Ground:
    """Give one layer of a surface as lines read it."""
    grid = surface.lattice
    laid_out = [surface.kept[layers] for layers in ((layer,), (SEA, LAND)) if layers in surface.kept]
    return Ground(
        grid.west,
        grid.south,
        grid.step_lon,
        grid.step_lat,
        grid.wrap,
        surface.price[layer],
        surface.shut.shape == grid.shape,
        surface.shut,
        4 * layer,
        surface.elevation_m,
        float(surface.climb_musd_per_m) if layer == LAND else 0.0,
        max((float(mesh.least) for mesh in laid_out), default=0.0),
    )


def anchors(surface: Surface, point: Point, layers: tuple[int, ...]) -> list[tuple[int, Point]]:
    """Give the states at which a route from a point begins: its own cell, else the nearest one that a layer passes.

    Returns
    -------
    list
        State and the point from which the line runs: the point itself where its cell is open, else the cell's centre.

    Raises
    ------
    ParameterError
        The point is off the surface.
    InfeasibleError
        Nothing within `NEAR_KM` of the point can be passed in this setting.
    """
    grid = surface.lattice
    lon, lat = point
    if not (np.isfinite(lon) and np.isfinite(lat)) or not grid.holds(lon, lat):
        raise ParameterError(
            f"the point {lon:g}, {lat:g} lies off the surface ({grid.west:g}, {grid.south:g} to {grid.east:g}, "
            f"{grid.north:g}); take a surface that holds it, or mend the point (order is lon, lat)"
        )
    row, column = grid.cell(lon, lat)
    size = grid.rows * grid.columns
    out = []
    for i, layer in enumerate(layers):
        if surface.price[layer, row, column] > 0:
            out.append((i * size + row * grid.columns + column, point))
    if out:
        return out
    near = _nearest(surface, point, layers)
    if near is None:
        places: dict[tuple[int, ...], str] = {(SEA,): "at sea", (LAND,): "on land"}
        where = places.get(layers, "open to a cable")
        kind: dict[tuple[int, ...], str] = {
            (SEA,): "far inland, in an avoided area or in water that the grid does not hold",
            (LAND,): "at sea or in an avoided area",
        }
        raise InfeasibleError(
            f"the point {lon:g}, {lat:g} is not {where}, and nothing within {NEAR_KM:g} km of it is: it lies "
            f"{kind.get(layers, 'in an avoided area')}; move it, or choose another setting"
        )
    return [near]


def _nearest(surface: Surface, point: Point, layers: tuple[int, ...]) -> tuple[int, Point] | None:
    grid = surface.lattice
    row, column = grid.cell(*point)
    tall = int(NEAR_KM / 111.0 / grid.step_lat) + 1
    wide = int(NEAR_KM / 111.0 / grid.step_lon / max(np.cos(np.radians(point[1])), 0.02)) + 1
    rows = np.arange(max(row - tall, 0), min(row + tall + 1, grid.rows))
    columns = np.arange(column - wide, column + wide + 1)
    columns = np.unique(columns % grid.columns) if grid.wrap else columns[(columns >= 0) & (columns < grid.columns)]
    best: tuple[float, int, Point] | None = None
    for i, layer in enumerate(layers):
        r, c = np.nonzero(surface.price[layer][np.ix_(rows, columns)] > 0)
        if not len(r):
            continue
        r, c = rows[r], columns[c]
        away = distance_km(grid.lon[c], grid.lat[r], *point)
        k = int(np.argmin(away))
        if away[k] <= NEAR_KM and (best is None or away[k] < best[0]):
            state = i * grid.rows * grid.columns + int(r[k]) * grid.columns + int(c[k])
            best = (float(away[k]), state, (float(grid.lon[c[k]]), float(grid.lat[r[k]])))
    return None if best is None else best[1:]


def _stub(surface: Surface, layers: tuple[int, ...], anchor: tuple[int, Point]) -> float:
    """Give the cost from the centre of an anchor's cell to the point itself."""
    grid = surface.lattice
    state, (lon, lat) = anchor
    layer, cell = divmod(state, grid.rows * grid.columns)
    row, column = divmod(cell, grid.columns)
    cost = line_cost(ground_of(surface, layers[layer]), lon, lat, float(grid.lon[column]), float(grid.lat[row]), np.inf)
    return float(cost) if np.isfinite(cost) else 0.0


def search(
    surface: Surface,
    start: Point,
    ends: Sequence[Point],
    setting: str = "auto",
    mesh: Mesh | None = None,
    *,
    eager: float = 1.0,
    limit: float = np.inf,
    guided: bool = False,
) -> tuple[Field, list[tuple[int, Point]], list[list[tuple[int, Point]]]]:
    """Search from one point to others; A* where there is one end.

    Returns
    -------
    tuple
        The field, the anchors of the start, and those of each end.
    """
    layers = LAYERS[setting]
    mesh = mesh_of(surface, layers) if mesh is None else mesh
    first = anchors(surface, start, layers)
    lasts = [anchors(surface, end, layers) for end in ends]
    sources = [(state, _stub(surface, layers, (state, point))) for state, point in first]
    goals = sorted({state for last in lasts for state, _ in last})
    one = len({state % (mesh.rows * mesh.columns) for state in goals}) == 1
    field = field_from(
        surface, layers, sources, goals, mesh, aimed=one, eager=eager, limit=limit, guided=guided and one
    )
    return field, first, lasts


def straight(surface: Surface, start: Point, end: Point, setting: str, least: float) -> Route | None:
    """Give the straight line where it is proved cheapest: nothing on the surface is cheaper than it is all along."""
    floor = least * float(distance_km(*start, *end))
    for layer in LAYERS[setting]:
        if not all(surface.lattice.holds(*point) for point in (start, end)):
            return None
        cost = float(line_cost(ground_of(surface, layer), *start, *end, floor * (1.0 + 1e-5)))
        if np.isfinite(cost):
            return _route(
                surface, [(np.array([start[0], end[0]]), np.array([start[1], end[1]]), layer)], cost, start, end
            )
    return None


def cheapest(surface: Surface, start: Point, end: Point, setting: str, mesh: Mesh) -> Route | None:
    """Find the cheapest route to one end; None where there is none.

    An eager search gives a route whose exact cost bounds the answer from above; a second one, with an admissible bound,
    looks only where less can still be had: on small surfaces anything less, and the answer is never dearer than the
    cheapest way over cells; on others (but exact ones) by four hundredths, and it may be dearer by that much.
    """
    if mesh.rows * mesh.columns > SMALL_CELLS:
        factor = CALM if surface.exact else DRAWN
        field, first, lasts = search(surface, start, [end], setting, mesh, eager=factor, guided=not surface.exact)
        return trace(field, first, lasts[0])
    if start > end:
        back = cheapest(surface, end, start, setting, mesh)
        return None if back is None else back.reversed()
    found = []
    for eager in (1.0, EAGER):
        field, first, lasts = search(surface, start, [end], setting, mesh, eager=eager)
        found.append(trace(field, first, lasts[0], thorough=True))
    return min((route for route in found if route is not None), key=lambda route: route.cost_musd, default=None)


def trace(
    field: Field, first: list[tuple[int, Point]], last: list[tuple[int, Point]], *, thorough: bool = False
) -> Route | None:
    """Make the route from a field to an end; None where no way leads there."""
    surface, layers = field.surface, field.layers
    grid = surface.lattice
    cost = field.reached(np.array([state for state, _ in last]))
    cost = cost + np.array([_stub(surface, layers, anchor) for anchor in last])
    if not np.isfinite(cost).any():
        return None
    state, end = last[int(np.argmin(cost))]
    chain = np.array(field.chain(state), dtype=np.int64)
    start = dict(first)[int(chain[0])]
    layer, cell = np.divmod(chain, grid.rows * grid.columns)
    lon, lat = grid.lon[cell % grid.columns].copy(), grid.lat[cell // grid.columns].copy()
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64], int]] = []
    price = 0.0
    cuts = [0, *(np.flatnonzero(np.diff(layer)) + 1).tolist(), len(chain)]
    for begin, stop in pairwise(cuts):
        x, y = lon[begin:stop], lat[begin:stop]
        kind = layers[int(layer[begin])]
        if begin == 0:
            x, y = np.r_[start[0], x], np.r_[start[1], y]
        else:
            price += _toll(surface, cell[begin - 1], cell[begin])
            x, y = np.r_[_inwards(parts[-1][0][-1], x[0]), x], np.r_[_inwards(parts[-1][1][-1], y[0]), y]
        if stop == len(chain):
            x, y = np.r_[x, end[0]], np.r_[y, end[1]]
        elif cell[stop] != cell[stop - 1]:
            x = np.r_[x, _between(x[-1], lon[stop])]
            y = np.r_[y, 0.5 * (y[-1] + lat[stop])]
        keep = np.r_[True, (np.diff(x) != 0) | (np.diff(y) != 0)]
        x, y = x[keep], y[keep]
        line = tighten(ground_of(surface, kind), x, y, thorough=thorough)
        if thorough and len(x) > 2:
            line = min(line, sided(surface, kind, x, y), key=lambda each: each[2])
        x, y, paid = line
        price += paid
        parts.append((x, y, kind))
    return _route(surface, parts, price, start, end)


def sided(
    surface: Surface, layer: int, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Find a line between the ends of a way, of one setting, through points on the sides of cells, and tighten it.

    Of many cells those are taken through which the cheapest ways run, so every way round that is nearly as cheap as the
    best one is known. The cost is infinite where no line is found.
    """
    grid, ground = surface.lattice, ground_of(surface, layer)
    ends = [(float(lon[i]), float(lat[i])) for i in (0, -1)]
    chosen = np.asarray(ground.price > 0)
    if int(chosen.sum()) > CHOSEN_CELLS:
        cells = [grid.cell(*point) for point in ends]
        reach = [field_from(surface, (layer,), [(row * grid.columns + column, 0.0)]) for row, column in cells]
        through = sum(field.reached(np.arange(chosen.size)) for field in reach)
        most = np.partition(through, CHOSEN_CELLS)[CHOSEN_CELLS]
        chosen = np.asarray((through <= most) & np.isfinite(through)).reshape(grid.shape)
    points = min(MOST_POINTS, max(int(np.sqrt(POINTS / max(int(chosen.sum()), 1))), 4))
    x, y = through_sides(ground, chosen, *ends[0], *ends[1], points)
    if not len(x) or not np.isfinite(costs(ground, x, y)).all():
        return lon, lat, np.inf
    return tighten(ground, x, y)


def _inwards(side: float, middle: float) -> float:
    """Move a coordinate on the side of a cell a hair towards its middle, so that rounding does not put it beyond."""
    return side + 1e-6 * ((middle - side + 180.0) % 360.0 - 180.0)


def _between(a: float, b: float) -> float:
    return (a + ((b - a + 180.0) % 360.0 - 180.0) / 2.0 + 180.0) % 360.0 - 180.0


def _toll(surface: Surface, here: int, there: int) -> float:
    if isinstance(surface.landing_musd, np.ndarray):
        flat = surface.landing_musd.reshape(-1)
        return 0.5 * float(flat[here] + flat[there])
    return float(surface.landing_musd)


def _route(
    surface: Surface,
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64], int]],
    price: float,
    start: Point,
    end: Point,
) -> Route:
    """Join parts of one setting to a route with a vertex at least every row's height."""
    step = max(111.2 * surface.lattice.step_lat, 1.0)
    lons: list[NDArray[np.float64]] = []
    lats: list[NDArray[np.float64]] = []
    kinds: list[NDArray[np.uint8]] = []
    for x, y, kind in parts:
        fine_x, fine_y = densified(x, y, step) if len(x) > 1 else (x, y)
        skip = 1 if lons else 0
        lons.append(fine_x[skip:])
        lats.append(fine_y[skip:])
        kinds.append(np.full(len(fine_x) - 1, kind, dtype=np.uint8))
    lon, lat = np.concatenate(lons), np.concatenate(lats)
    return Route(
        lon=lon,
        lat=lat,
        elevation_m=surface.depth_along(lon, lat),
        setting=np.concatenate(kinds),
        length_km=lengths_km(lon, lat),
        cost_musd=price,
        geodesic_km=float(distance_km(*start, *end)),
    )


def no_way(
    surface: Surface, start: Point, end: Point, setting: str, barred: Sequence[object], free: Surface
) -> InfeasibleError:
    """Say why there is no way: what is avoided closes it, or the water or land is not connected."""
    what = "" if setting == "auto" else f" {SETTINGS[LAYERS[setting][0]]}"
    text = f"no{what} way from {start[0]:g}, {start[1]:g} to {end[0]:g}, {end[1]:g}"
    if barred:
        field, _, lasts = search(free, start, [end], setting)
        if np.isfinite(field.reached(np.array([s for s, _ in lasts[0]]))).any():
            closing = [each for each in barred if not _passes(free.without(each), start, end, setting)]
            names = ", ".join(each if isinstance(each, str) else "a polygon" for each in (closing or barred))
            how = (
                "closes the way" if len(closing) == 1 else "close the way together" if not closing else "each close it"
            )
            return InfeasibleError(f"{text}: what is avoided ({names}) {how}; allow some of it")
    del surface
    water = setting == "submarine"
    return InfeasibleError(
        f"{text}: "
        + (
            "one of them lies in an enclosed basin; let it cross land (setting auto)"
            if water
            else "sea or avoided ground lies between; let it cross the sea (setting auto)"
        )
    )


def _passes(surface: Surface, start: Point, end: Point, setting: str) -> bool:
    try:
        field, _, lasts = search(surface, start, [end], setting)
    except InfeasibleError:
        return False
    return bool(np.isfinite(field.reached(np.array([s for s, _ in lasts[0]]))).any())
