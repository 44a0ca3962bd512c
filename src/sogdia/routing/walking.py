"""The exact cost of a straight line over a mesh, compiled: each cell's price times the length of the line within it.

A line is a great ellipse, cut into pieces of at most two and a half rows; a piece is straight in longitude and
latitude (it leaves the arc by some 10 m at 5 minutes), so the parts of it within cells are found exactly.
"""

# ruff: noqa: ANN001, ANN201, ANN202, C901  numba infers the types; one loop walks the cells

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from sogdia.routing.ellipsoid import chord_km, degrees_of, directions, no_less_km, on_arc, place

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CORNER: Final = 3e-3
_PIECE_ROWS: Final = 2.5
_POLAR: Final = 85.0


class Ground(NamedTuple):
    """One layer of a mesh with its place: what a line of one setting runs over; no cell costs less than `least`."""

    west: float
    south: float
    step_lon: float
    step_lat: float
    wrap: bool
    price: NDArray[np.float32]
    barred: bool
    shut: NDArray[np.uint8]
    shift: int
    height: NDArray[np.float32]
    climb: float
    least: float = 0.0


@njit(cache=True, _nrt=False)
def height_at(ground, lon, lat):  # type: ignore[no-untyped-def]
    """Give the elevation at a point, m, bilinear between the centres of cells."""
    rows, columns = ground.price.shape
    x = ((lon - ground.west) % 360.0) / ground.step_lon - 0.5
    y = min(max((lat - ground.south) / ground.step_lat - 0.5, 0.0), rows - 1.0)
    row, column = int(np.floor(y)), int(np.floor(x))
    v, u = y - row, x - column
    upper = min(row + 1, rows - 1)
    if ground.wrap:
        left, right = column % columns, (column + 1) % columns
    else:
        left, right = min(max(column, 0), columns - 1), min(max(column + 1, 0), columns - 1)
    low = ground.height[row, left] * (1.0 - u) + ground.height[row, right] * u
    high = ground.height[upper, left] * (1.0 - u) + ground.height[upper, right] * u
    return low * (1.0 - v) + high * v


@njit(cache=True, _nrt=False)
def _barred(ground, r, c, dr, dc):  # type: ignore[no-untyped-def]
    """Say whether the side between a cell and its neighbour (or their corner) is closed."""
    rows, columns = ground.price.shape
    rr, cc = r + dr, c + dc
    if ground.wrap:
        cc %= columns
    if rr < 0 or rr >= rows or cc < 0 or cc >= columns or ground.price[rr, cc] <= 0:
        return True
    if dr != 0 and dc != 0:
        low, at = (r, c) if dr > 0 else (rr, cc)
        side = 4 if (dc > 0) == (dr > 0) else 8
        if ground.barred and (ground.shut[low, at] >> ground.shift) & side:
            return True
        return ground.price[r, cc] <= 0 and ground.price[rr, c] <= 0
    if not ground.barred:
        return False
    if dr == 0:
        return bool((ground.shut[r, c if dc > 0 else cc] >> ground.shift) & 1)
    return bool((ground.shut[r if dr > 0 else rr, c] >> ground.shift) & 2)


@njit(cache=True, _nrt=False)
def _piece(ground, lon1, lat1, lon2, lat2):  # type: ignore[no-untyped-def]
    """Give the mean price of a piece that is straight in degrees; infinite where something bars it."""
    rows, columns = ground.price.shape
    turn = (lon2 - lon1 + 180.0) % 360.0 - 180.0
    x, y = ((lon1 - ground.west) % 360.0) / ground.step_lon, (lat1 - ground.south) / ground.step_lat
    dx, dy = turn / ground.step_lon, (lat2 - lat1) / ground.step_lat
    r, c = min(max(int(np.floor(y)), 0), rows - 1), int(np.floor(x))
    if not ground.wrap and (c < 0 or c >= columns or y < -1e-9 or y > rows + 1e-9):
        return np.inf
    go_x, go_y = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
    next_x = np.inf if dx == 0 else ((c + 1 if dx > 0 else c) - x) / dx
    next_y = np.inf if dy == 0 else ((r + 1 if dy > 0 else r) - y) / dy
    per_x, per_y = (np.inf if dx == 0 else 1.0 / abs(dx)), (np.inf if dy == 0 else 1.0 / abs(dy))
    corner = _CORNER * min(per_x, per_y)
    if ground.wrap:
        c %= columns
    price = ground.price[r, c]
    if price <= 0:
        return np.inf
    done, cost = 0.0, 0.0
    while True:
        upto = min(next_x, next_y)
        if upto >= 1.0 - 1e-12:
            return cost + (1.0 - done) * price
        move_x = next_x <= next_y + corner
        move_y = next_y <= next_x + corner
        if move_x and move_y and max(next_x, next_y) >= 1.0 - corner:
            move_x, move_y = next_x <= next_y, next_y < next_x
        cost += (upto - done) * price
        done = upto
        if (
            (move_x != move_y)
            and upto >= 1.0 - corner
            and _barred(ground, r, c, go_y if move_y else 0, go_x if move_x else 0)
        ):
            return cost + (1.0 - done) * price
        if _barred(ground, r, c, go_y if move_y else 0, go_x if move_x else 0):
            return np.inf
        if move_x:
            c += go_x
            next_x += per_x
            if ground.wrap:
                c %= columns
        if move_y:
            r += go_y
            next_y += per_y
        price = ground.price[r, c]


@njit(cache=True, _nrt=False)
def _span(ground, lon1, lat1, lon2, lat2, km):  # type: ignore[no-untyped-def]
    """Give the cost of a piece, with what it climbs; across a pole's last cells its ends' prices count half each."""
    rows, columns = ground.price.shape
    turn = abs((lon2 - lon1 + 180.0) % 360.0 - 180.0)
    if turn > 20.0 and max(abs(lat1), abs(lat2)) > _POLAR:
        mean = 0.0
        for lon, lat in ((lon1, lat1), (lon2, lat2)):
            r = min(max(int((lat - ground.south) / ground.step_lat), 0), rows - 1)
            c = int(((lon - ground.west) % 360.0) / ground.step_lon)
            if c >= columns or ground.price[r, c] <= 0:
                return np.inf
            mean += 0.5 * ground.price[r, c]
        return mean * km
    cost = _piece(ground, lon1, lat1, lon2, lat2) * km
    if ground.climb > 0.0 and cost < np.inf:
        wide = max(turn / ground.step_lon, abs(lat2 - lat1) / ground.step_lat)
        steps = max(1, int(np.floor(wide + 0.5)))
        sweep = (lon2 - lon1 + 180.0) % 360.0 - 180.0
        before = height_at(ground, lon1, lat1)
        for i in range(1, steps + 1):
            now = height_at(ground, lon1 + sweep * i / steps, lat1 + (lat2 - lat1) * i / steps)
            cost += ground.climb * abs(now - before)
            before = now
    return cost


@njit(cache=True, _nrt=False)
def line_cost(ground, lon1, lat1, lon2, lat2, most):  # type: ignore[no-untyped-def]
    """Give the cost of a straight line; infinite where something bars it, or as soon as it exceeds `most`."""
    return cost_between(ground, lon1, lat1, place(lon1, lat1), lon2, lat2, place(lon2, lat2), most)


@njit(cache=True, _nrt=False)
def cost_between(ground, lon1, lat1, here, lon2, lat2, there, most):  # type: ignore[no-untyped-def]
    """Do as `line_cost`, the places of the ends known."""
    first, across, angle = directions(here, there)
    if angle == 0.0:
        return 0.0
    if ground.least * no_less_km(here, there) > most:
        return np.inf
    row_km = 111.0 * ground.step_lat
    rows = _PIECE_ROWS if max(abs(lat1), abs(lat2)) < _POLAR - 3.0 else 0.5
    count = max(1, int(np.ceil(angle * 6371.0 / (rows * row_km) - 1e-3)))
    cost = 0.0
    a, b, spot = lon1, lat1, here
    for i in range(1, count + 1):
        if i == count:
            c, d, onward = lon2, lat2, there
        else:
            onward = on_arc(first, across, angle * i / count)
            c, d = degrees_of(onward)
        cost += _span(ground, a, b, c, d, chord_km(spot, onward))
        if cost > most or cost == np.inf:
            return np.inf
        a, b, spot = c, d, onward
    return cost


@njit(cache=True)
def costs(ground, lon, lat):  # type: ignore[no-untyped-def]
    """Give the cost of each segment of a polyline."""
    out = np.empty(len(lon) - 1)
    for i in range(len(out)):
        out[i] = line_cost(ground, lon[i], lat[i], lon[i + 1], lat[i + 1], np.inf)
    return out
