"""Nearly the cheapest line over few cells, compiled: a search through points on the sides of the cells.

Within a cell the price is the same, so the cheapest line is straight there and bends on sides alone. With a few points
on each side the best line through them lies within some tenths of a per cent of the best of all, whichever way round it
goes; `tightening` then moves its bends. The points are not put in corners: a corner that bars is passed beside it.

Source: Lanthier, Maheshwari and Sack 2001, Approximating shortest paths on weighted polyhedral surfaces, Algorithmica
30: 527-562.
"""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0917  numba infers the types; one loop is Dijkstra's

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from sogdia.routing.ellipsoid import gap_km
from sogdia.routing.guidance import pop, push
from sogdia.routing.walking import height_at

_INWARDS: Final = 1e-6
"""Share of a cell by which a point on a side is moved into the cheaper of the two cells."""
_BULGE: Final = 1.5 * np.pi / 180.0 / 16.0
"""A line along a side between rows leaves the parallel by the square of its degrees times this, at 45 degrees; half as
much is added, since such a line is to stay in its cell."""


@njit(cache=True)
def _side(ground, r, c, side):  # type: ignore[no-untyped-def]
    """Give the cell whose east or north side is one of the sides E, N, W, S of a cell; row -1 off the grid."""
    columns = ground.price.shape[1]
    if side == 2:
        c -= 1
    if side == 3:
        r -= 1
    if c < 0:
        c = columns - 1 if ground.wrap else c
    if r < 0 or c < 0:
        return -1, -1, 0
    return r, c, side % 2


@njit(cache=True)
def _beyond(ground, r, c, which):  # type: ignore[no-untyped-def]
    """Give the cell on the other side of an east or north side; row -1 off the grid."""
    rows, columns = ground.price.shape
    if which == 1:
        return (r + 1 if r + 1 < rows else -1), c
    if c + 1 < columns:
        return r, c + 1
    return (r, 0) if ground.wrap else (-1, -1)


@njit(cache=True)
def _passable(ground, chosen, r, c, which):  # type: ignore[no-untyped-def]
    """Say whether a side is not shut and one of its cells at least is taken."""
    if ground.barred and (ground.shut[r, c] >> ground.shift) & (1 if which == 0 else 2):
        return False
    rr, cc = _beyond(ground, r, c, which)
    return chosen[r, c] or (rr >= 0 and chosen[rr, cc])


@njit(cache=True)
def _spot(ground, points, node):  # type: ignore[no-untyped-def]
    """Give row and column, with their fractions, of a point on a side."""
    columns = ground.price.shape[1]
    share = (node % points + 0.5) / points
    which, cell = (node // points) % 2, node // (2 * points)
    r, c = cell // columns, cell % columns
    return (r + share, c + 1.0) if which == 0 else (r + 1.0, c + share)


@njit(cache=True)
def _length(wide, tall, y1, x1, y2, x2, columns):  # type: ignore[no-untyped-def]
    """Give the distance of two places of one cell, km; `wide` is of a column at each edge of a row."""
    dx = abs(x2 - x1)
    dx = min(dx, abs(columns - dx))
    middle = 0.5 * (y1 + y2)
    low = min(int(middle), len(wide) - 2)
    across = dx * (wide[low] + (middle - low) * (wide[low + 1] - wide[low]))
    along = (y2 - y1) * tall[min(low, len(tall) - 1)]
    return np.sqrt(across * across + along * along)


@njit(cache=True)
def _relax(ground, chosen, wide, tall, r, c, y, x, node, reached, goal, points, cost, came, key, item, size):  # type: ignore[no-untyped-def]
    """Go straight from a place on the rim of a cell, or within it, to the points on its sides and to the goal."""
    columns, total = ground.price.shape[1], len(cost) - 1
    price, height = np.float64(ground.price[r, c]), 0.0
    if ground.climb > 0.0:
        height = height_at(ground, ground.west + x * ground.step_lon, ground.south + y * ground.step_lat)
    for side in range(5):
        if side == 4:
            if r != int(goal[0]) or c != int(goal[1]):
                continue
            begin, count = np.int64(total), 1
        else:
            rr, cc, which = _side(ground, r, c, side)
            if rr < 0 or not _passable(ground, chosen, rr, cc, which):
                continue
            begin, count = np.int64(((rr * columns + cc) * 2 + which) * points), points
        for there in range(begin, begin + count):
            yy, xx = _spot(ground, points, there) if there < total else (goal[0], goal[1])
            new = reached + price * _length(wide, tall, y, x, yy, xx, columns)
            if new < cost[there] and ground.climb > 0.0:
                level = height_at(ground, ground.west + xx * ground.step_lon, ground.south + yy * ground.step_lat)
                new += ground.climb * abs(level - height)
            if new < cost[there]:
                cost[there], came[there] = new, node
                size = push(key, item, size, new, there)
    return size


@njit(cache=True)
def through_sides(ground, chosen, lon1, lat1, lon2, lat2, points):  # type: ignore[no-untyped-def]
    """Find the cheapest line through points on the sides of cells.

    Parameters
    ----------
    ground
        The layer that it runs over.
    chosen
        Open cells that it may use, shape (rows, columns).
    lon1, lat1, lon2, lat2
        Its ends, degrees.
    points
        Number of points on each side.

    Returns
    -------
    tuple
        Longitudes and latitudes of its vertices; both empty where no way was found.
    """
    rows, columns = ground.price.shape
    wide, tall = np.empty(rows + 1), np.empty(rows)
    for r in range(rows + 1):
        lat = min(max(ground.south + r * ground.step_lat, -90.0), 90.0)
        wide[r] = gap_km(0.0, lat, ground.step_lon, lat)
        if r < rows:
            tall[r] = gap_km(0.0, lat, 0.0, min(lat + ground.step_lat, 90.0))
    total = rows * columns * 2 * points
    cost, came = np.full(total + 1, np.inf), np.full(total + 1, -1, dtype=np.int64)
    key, item = np.empty(1 << 16), np.empty(1 << 16, dtype=np.int64)
    begin, goal = _place(ground, lon1, lat1), _place(ground, lon2, lat2)
    size = _relax(ground, chosen, wide, tall, int(begin[0]), int(begin[1]), begin[0], begin[1], np.int64(-1), 0.0, goal,
                  points, cost, came, key, item, 0)  # fmt: skip
    while size > 0:
        reached, node = key[0], item[0]
        size = pop(key, item, size)
        if node == total:
            return _traced(ground, came, total, points, lon1, lat1, lon2, lat2)
        if reached > cost[node]:
            continue
        if size + 8 * points + 2 > len(key):
            key, item = np.append(key, np.empty(len(key))), np.append(item, np.empty(len(item), dtype=np.int64))
        y, x = _spot(ground, points, node)
        cell = node // (2 * points)
        r, c = cell // columns, cell % columns
        other_r, other_c = _beyond(ground, r, c, (node // points) % 2)
        for rr, cc in ((r, c), (other_r, other_c)):
            if rr >= 0 and chosen[rr, cc]:
                size = _relax(ground, chosen, wide, tall, rr, cc, y, x, node, reached, goal, points, cost, came, key,
                              item, size)  # fmt: skip
    return np.empty(0), np.empty(0)


@njit(cache=True)
def _place(ground, lon, lat):  # type: ignore[no-untyped-def]
    """Give row and column, with their fractions, of a point of the grid."""
    rows, columns = ground.price.shape
    y = min(max((lat - ground.south) / ground.step_lat, 0.0), rows - 1e-9)
    return y, min(((lon - ground.west) % 360.0) / ground.step_lon, columns - 1e-9)


@njit(cache=True)
def _traced(ground, came, total, points, lon1, lat1, lon2, lat2):  # type: ignore[no-untyped-def]
    """Give the vertices of a way, those on sides moved a little into the cheaper cell that is open."""
    columns = ground.price.shape[1]
    count, node = 2, came[total]
    while node >= 0:
        count += 1
        node = came[node]
    lon, lat = np.empty(count), np.empty(count)
    lon[0], lat[0], lon[count - 1], lat[count - 1] = lon1, lat1, lon2, lat2
    at, node = count - 2, came[total]
    while node >= 0:
        y, x = _spot(ground, points, node)
        cell, which = node // (2 * points), (node // points) % 2
        r, c = cell // columns, cell % columns
        rr, cc = _beyond(ground, r, c, which)
        here = ground.price[r, c]
        there = ground.price[rr, cc] if rr >= 0 else np.float32(0.0)
        shift = _INWARDS
        if which == 1:
            lat_here = min(abs(ground.south + y * ground.step_lat), 85.0)
            shift += ground.step_lon**2 / ground.step_lat * np.sin(np.radians(2.0 * lat_here)) * _BULGE
        if here > 0 and (there <= 0 or here <= there):
            shift = -shift
        x, y = (x + shift, y) if which == 0 else (x, y + shift)
        lon[at] = (ground.west + x * ground.step_lon + 180.0) % 360.0 - 180.0
        lat[at] = ground.south + y * ground.step_lat
        at -= 1
        node = came[node]
    return lon, lat
