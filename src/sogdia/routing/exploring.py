"""The search itself, compiled: cheapest ways over the cells of a mesh from one origin, with a bucket queue.

A state is a cell in one layer (a setting): `layer * rows * columns + row * columns + column`. Costs are labels that are
corrected until none gets lower, so the answer is that of Dijkstra whatever the width of a bucket. Memory that is never
visited is never touched: `came` is all zero at first and tells which `cost` is set.
"""

# ruff: noqa: ANN001, ANN202  numba infers the types
# ruff: noqa: C901, E501, PLR0917  arrays are passed one by one: counting references to tuples of them costs more than the search
# fmt: off

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from sogdia.routing.ellipsoid import LEAST_RADIUS_KM
from sogdia.routing.stepping import is_open, knight_cells, wide_price

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVER_POLE: Final = 31
SHORE: Final = 32
CHANGE: Final = 36
SOURCE: Final = 60
CLOSED: Final = 128
FULL: Final = -2
_SIDES: Final = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])


class Mesh(NamedTuple):
    """What the search runs over; the arrays are flat, layer by layer, then row by row.

    `price` is US$ million per km by state, 0 or less where nothing passes. `shut` has by cell a bit for each of the
    sides E, N, NE, NW that a layer cannot pass, at `shift` of the layer; it counts where `barred`. `climb` is
    US$ million per metre of rise or fall by layer. `change` is the cost of a landing by cell, or one number for all;
    below 0 none is possible. `total` and `bad` are running sums along the rows in which cells are narrow, `at` says
    where a row's are.
    """

    rows: int
    columns: int
    wrap: bool
    south_pole: bool
    north_pole: bool
    layers: int
    price: NDArray[np.float32]
    barred: bool
    shut: NDArray[np.uint8]
    shift: NDArray[np.int64]
    height: NDArray[np.float32]
    climb: NDArray[np.float64]
    change: NDArray[np.float32]
    drow: NDArray[np.int64]
    dcol: NDArray[np.int32]
    km: NDArray[np.float32]
    pole_km: float
    least: float
    most: float
    typical: float
    total: NDArray[np.float64]
    bad: NDArray[np.int32]
    at: NDArray[np.int32]


class Aim(NamedTuple):
    """What bounds the rest of a way from below: rate times the least radius times the angle to the goal.

    Ways whose cost and bound together exceed `limit` are dropped. `frozen` is `CLOSED` where a state that was expanded
    is not taken up again: the bound is then too high to be admissible, and the way found only good.
    """

    rate: float
    limit: float
    frozen: int
    row: NDArray[np.float64]
    ring: NDArray[np.float64]
    column: NDArray[np.float64]


@njit(cache=True)
def _improve(state, r, c, new, code, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Take a cost of a state if it is lower; `free` is: head of the free places, places ever used, waiting, bucket, full."""
    if came[state] and (new >= cost[state] or came[state] & frozen):
        return
    reach = np.float64(new)
    if rate > 0.0:
        inner = arow[r] + aring[r] * acol[c]
        reach += rate * 2.0 * LEAST_RADIUS_KM * np.arcsin(np.sqrt(min(inner, 1.0)))
        if reach > limit:
            return
    cost[state] = new
    came[state] = code
    place = free[0]
    if place < 0:
        place = free[1]
        if place >= len(node):
            free[4] = 1
            return
        free[1] += 1
    else:
        free[0] = after[place]
    slot = max(np.int64(reach * scale), free[3]) & (len(heads) - 1)
    node[place] = state
    after[place] = heads[slot]
    heads[slot] = place
    free[2] += 1


@njit(cache=True)
def _near(state, r, c, base, columns, wrap, price, barred, shut, shift, height, climb, drow, dcol, km, least, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the moves of a king and of a knight."""
    so_far = np.float64(cost[state])
    p = np.float64(price[state])
    here = state - base
    for m in range(16):
        length = km[r, m]
        if length <= 0.0:
            continue
        dr, dc = drow[m], np.int64(dcol[r, m])
        rr, cc = r + dr, c + dc
        if cc < 0 or cc >= columns:
            if not wrap:
                continue
            cc = cc + columns if cc < 0 else cc - columns
        there = base + rr * columns + cc
        q = np.float64(price[there])
        floor = so_far + (0.5 * (p + q) if m < 8 else 0.25 * (p + q) + 0.5 * least) * length
        if q <= 0.0 or (came[there] and cost[there] <= floor):
            continue
        if m < 8:
            if (barred or m >= 4) and not is_open(price, barred, shut, shift, base, columns, r, c, dr, dc):
                continue
            new = so_far + 0.5 * (p + q) * length
            if climb > 0.0:
                new += climb * abs(np.float64(height[there - base]) - height[here])
        else:
            a, b = knight_cells(price, barred, shut, shift, base, columns, r, c, dr, dc)
            if a < 0:
                continue
            new = so_far + 0.25 * (p + price[a] + price[b] + q) * length
            if climb > 0.0:
                middle = 0.5 * (np.float64(height[a - base]) + height[b - base])
                new += climb * (abs(middle - height[here]) + abs(height[there - base] - middle))
        _improve(there, rr, cc, np.float32(new), np.uint8(1 + m), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)


@njit(cache=True)
def _far(state, r, c, layer, base, columns, wrap, price, height, climb, drow, dcol, km, total, bad, at, least, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the moves that are stretched along narrow rows."""
    so_far = np.float64(cost[state])
    for m in range(16, len(drow)):
        length = km[r, m]
        if length <= 0.0:
            continue
        dr, dc = drow[m], np.int64(dcol[r, m])
        rr, cc = r + dr, c + dc
        if cc < 0 or cc >= columns:
            if not wrap:
                continue
            cc %= columns
        there = base + rr * columns + cc
        if price[there] <= 0.0 or (came[there] and cost[there] <= so_far + least * length):
            continue
        mean = wide_price(price, total[layer], bad[layer], at, base, columns, r, c, dr, dc)
        if mean < 0.0:
            continue
        new = so_far + mean * length
        if climb > 0.0:
            new += climb * abs(np.float64(height[there - base]) - height[state - base])
        _improve(there, rr, cc, np.float32(new), np.uint8(1 + m), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)


@njit(cache=True)
def _ashore(state, r, c, base, rows, columns, wrap, price, change, km, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the landings of a state: in its own cell, or into a neighbour that has the other setting alone."""
    size = rows * columns
    cell = state - base
    other = size - base
    each = len(change) > 1
    toll = change[cell if each else 0]
    if toll < 0.0:
        return
    if price[other + cell] > 0:
        new = np.float32(cost[state] + toll)
        _improve(other + cell, r, c, new, np.uint8(CHANGE), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
        return
    for side in range(4):
        rr, cc = r + _SIDES[side, 0], c + _SIDES[side, 1]
        if wrap:
            cc %= columns
        if rr < 0 or rr >= rows or cc < 0 or cc >= columns:
            continue
        there = rr * columns + cc
        toll_there = change[there if each else 0]
        if price[other + there] <= 0 or price[base + there] > 0 or toll_there < 0.0:
            continue
        mean = 0.5 * (np.float64(price[state]) + price[other + there])
        new = np.float32(cost[state] + 0.5 * (toll + toll_there) + mean * km[r, side])
        _improve(other + there, rr, cc, new, np.uint8(SHORE + side), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)


@njit(cache=True)
def _settled(goals, cost, came, reached):  # type: ignore[no-untyped-def]
    for goal in goals:
        if came[goal] == 0 or cost[goal] >= reached:
            return False
    return len(goals) > 0


@njit(cache=True)
def explore(mesh, aim, cost, came, sources, start_costs, goals, width, heads, node, after):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Find the cheapest ways from the sources until all goals have theirs, or everywhere when there is no goal.

    Fills `cost` (float32) and `came` (uint8, all zero at first; move by which a state was reached). Gives the number
    of states expanded, or `FULL` when the queue's places did not suffice.
    """
    rows, columns, wrap, price, km = mesh.rows, mesh.columns, mesh.wrap, mesh.price, mesh.km
    barred, shut, height, drow, dcol = mesh.barred, mesh.shut, mesh.height, mesh.drow, mesh.dcol
    total, bad, at_row, change = mesh.total, mesh.bad, mesh.at, mesh.change
    rate, limit, frozen, arow, aring, acol = aim.rate, aim.limit, aim.frozen, aim.row, aim.ring, aim.column
    size, scale = rows * columns, 1.0 / width
    free = np.array([-1, 0, 0, 0, 0], dtype=np.int64)
    first = np.int64(1) << 62
    for i in range(len(sources)):
        r, c = (sources[i] % size) // columns, sources[i] % columns
        bound = (
            0.0
            if rate <= 0.0
            else rate * 2.0 * LEAST_RADIUS_KM * np.arcsin(np.sqrt(min(arow[r] + aring[r] * acol[c], 1.0)))
        )
        first = min(first, np.int64((start_costs[i] + bound) * scale))
    free[3] = first
    for i in range(len(sources)):
        r, c = (sources[i] % size) // columns, sources[i] % columns
        _improve(sources[i], r, c, np.float32(start_costs[i]), np.uint8(SOURCE), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
    expanded = 0
    while free[2] > 0 and free[4] == 0:
        slot = free[3] & (len(heads) - 1)
        place = np.int64(heads[slot])
        if place < 0:
            free[3] += 1
            if _settled(goals, cost, came, free[3] * width):
                break
            continue
        heads[slot] = after[place]
        state = np.int64(node[place])
        after[place] = free[0]
        free[0] = place
        free[2] -= 1
        if came[state] & CLOSED:
            continue
        came[state] |= np.uint8(CLOSED)
        expanded += 1
        layer = state // size
        base = layer * size
        r, c = (state - base) // columns, (state - base) % columns
        _near(state, r, c, base, columns, wrap, price, barred, shut, mesh.shift[layer], height, mesh.climb[layer], drow, dcol, km, mesh.least, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
        if at_row[r] >= 0:
            _far(state, r, c, layer, base, columns, wrap, price, height, mesh.climb[layer], drow, dcol, km, total, bad, at_row, mesh.least, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
        if (r == 0 and mesh.south_pole) or (r == rows - 1 and mesh.north_pole):
            cc = (c + columns // 2) % columns
            there = base + r * columns + cc
            if price[there] > 0:
                new = np.float32(cost[state] + 0.5 * (price[state] + price[there]) * mesh.pole_km)
                _improve(there, r, cc, new, np.uint8(OVER_POLE), cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
        if mesh.layers == 2:
            _ashore(state, r, c, base, rows, columns, wrap, price, change, km, cost, came, rate, limit, frozen, arow, aring, acol, scale, heads, node, after, free)
    return FULL if free[4] else expanded
