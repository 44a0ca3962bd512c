"""The search itself, compiled: cheapest ways over the cells of a mesh from one origin, with a bucket queue.

A state is a cell in one layer (a setting): `layer * rows * columns + row * columns + column`. Costs are labels that are
corrected until none gets lower, so the answer is that of Dijkstra whatever the width of a bucket. Memory that is never
visited is never touched: `came` is all zero at first and tells which `cost` is set.
"""

# ruff: noqa: ANN001, ANN201, ANN202  numba infers the types
# ruff: noqa: C901, E501, PLR0915, PLR0917  arrays are passed one by one: counting references to tuples of them costs more than the search
# fmt: off

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numba import njit

from sogdia.routing.ellipsoid import LEAST_RADIUS_KM
from sogdia.routing.kinds import APART, PIECE_BIT, PLAIN, THIN
from sogdia.routing.lattice import KNIGHT, UNIT
from sogdia.routing.stepping import is_open, knight_cells, wide_price

if TYPE_CHECKING:
    from numpy.typing import NDArray

OVER_POLE: Final = 31
SHORE: Final = 32
CHANGE: Final = 36
SOURCE: Final = 60
CLOSED: Final = 128
BLIND: Final = 0
DIRECT: Final = 1
GUIDED: Final = 2
FULL: Final = -2
_SIDES: Final = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])
_COLUMNS: Final = np.array([dc for _, dc in UNIT + KNIGHT])


class Mesh(NamedTuple):
    """What the search runs over; the arrays are flat, layer by layer, then row by row.

    `price` is US$ million per km by state, 0 or less where nothing passes. `shut` has by cell a bit for each of the
    sides E, N, NE, NW that a layer cannot pass, at `shift` of the layer; it counts where `barred`. `climb` is
    US$ million per metre of rise or fall by layer. `change` is the cost of a landing by cell, or one number for all;
    below 0 none is possible. `usual` is a low but not rare price: a bucket of the queue holds less than a cell costs at
    it, since the order within a bucket is not that of cost. `narrow` says in which rows moves are stretched. `kind` tells of each state whether all around it is open (`PLAIN`), and whether it is left out
    because cells beside it in a narrow row stand for it (`THIN`).
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
    usual: float
    narrow: NDArray[np.bool_]
    kind: NDArray[np.uint8]


class Aim(NamedTuple):
    """What bounds the rest of a way from below.

    `mode` is `BLIND` (no bound), `DIRECT` (rate times the least radius times the angle to the goal `hops[0]`; never
    too high) or `GUIDED` (rate times the cost over pieces, see `guidance`; nearly never too high). Ways whose cost and
    bound together exceed `limit` are dropped. `frozen` is `CLOSED` where a state that was expanded is not taken up
    again. `ring` and `turn` are cosine and sine of the rows' latitudes and the columns' longitudes.
    """

    mode: int
    rate: float
    limit: float
    frozen: int
    ring: NDArray[np.float64]
    turn: NDArray[np.float64]
    hops: NDArray[Any]
    label: NDArray[np.uint8]
    first: NDArray[np.int32]
    block: NDArray[np.int32]
    shift: NDArray[np.int32]


@njit(cache=True, _nrt=False)
def _bound(state, r, c, mode, rate, ring, turn, hops, label, first, block, shift, size):  # type: ignore[no-untyped-def]
    """Give the bound of the rest of a way; `size` is of one layer."""
    piece = 0
    if mode == GUIDED:
        layer = 1 if state >= size else 0
        blocks = (len(first) - 1) * size // len(label)
        piece = first[layer * blocks + block[r] + (c >> shift[r])] + (label[state] >> PIECE_BIT) - 1
    x, y, z = ring[r, 0] * turn[c, 0] - hops[piece, 0], ring[r, 0] * turn[c, 1] - hops[piece, 1], ring[r, 1] - hops[piece, 2]
    chord = np.sqrt(x * x + y * y + z * z)
    if mode == GUIDED:
        return rate * (np.float64(hops[piece, 3]) + hops[piece, 4] * chord)
    return rate * 2.0 * LEAST_RADIUS_KM * np.arcsin(min(0.5 * chord, 1.0))


@njit(cache=True, _nrt=False)
def _improve(state, r, c, new, code, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Take a cost of a state if it is lower; `free` is: head of the free places, places ever used, waiting, bucket, full."""
    if came[state] and (new >= cost[state] or came[state] & frozen):
        return
    reach = np.float64(new)
    if mode != BLIND:
        reach += _bound(state, r, c, mode, rate, ring, turn, hops, label, first, block, bshift, size)
        if not reach <= limit:
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


@njit(cache=True, _nrt=False)
def _plain(state, r, c, price, km, off, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the moves of a king and of a knight where all around is open and nothing climbs."""
    so_far = np.float64(cost[state])
    p = np.float64(price[state])
    for m in range(16):
        length = np.float64(km[r, m])
        there = state + off[m, 0]
        if came[there] and cost[there] <= so_far + least * length:
            continue
        if m < 8:
            new = np.float32(so_far + 0.5 * (p + price[there]) * length)
        else:
            new = np.float32(so_far + 0.25 * (p + price[state + off[m, 1]] + price[state + off[m, 2]] + price[there]) * length)
        if came[there] == 0 or new < cost[there]:
            _improve(there, r + off[m, 3], c + off[m, 4], new, np.uint8(1 + m), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)


@njit(cache=True, _nrt=False)
def _near(state, r, c, base, columns, wrap, price, kind, barred, shut, shift, height, climb, drow, dcol, km, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the moves of a king and of a knight."""
    so_far = np.float64(cost[state])
    p = np.float64(price[state])
    here = state - base
    apart = kind[state] & APART
    for m in range(16):
        length = km[r, m]
        if length <= 0.0 or (apart and m not in (2, 3)):
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
        if q <= 0.0 or kind[there] & THIN or (came[there] and cost[there] <= floor):
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
        _improve(there, rr, cc, np.float32(new), np.uint8(1 + m), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)


@njit(cache=True, _nrt=False)
def _far(state, r, c, base, columns, wrap, price, kind, barred, shut, shift, height, climb, drow, dcol, km, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
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
        if price[there] <= 0.0 or kind[there] & THIN or (came[there] and cost[there] <= so_far + least * length):
            continue
        mean = wide_price(price, barred, shut, shift, base, columns, r, c, dr, dc)
        if mean < 0.0:
            continue
        new = so_far + mean * length
        if climb > 0.0:
            new += climb * abs(np.float64(height[there - base]) - height[state - base])
        _improve(there, rr, cc, np.float32(new), np.uint8(1 + m), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)


@njit(cache=True, _nrt=False)
def _ashore(state, r, c, base, rows, columns, wrap, price, kind, change, km, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free):  # type: ignore[no-untyped-def]
    """Relax the landings of a state: in its own cell, or into a neighbour that has the other setting alone."""
    cell = state - base
    other = size - base
    each = len(change) > 1
    toll = change[cell if each else 0]
    if toll < 0.0:
        return
    if price[other + cell] > 0 and kind[other + cell] & THIN == 0:
        new = np.float32(cost[state] + toll)
        _improve(other + cell, r, c, new, np.uint8(CHANGE), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
        return
    for side in range(4):
        rr, cc = r + _SIDES[side, 0], c + _SIDES[side, 1]
        if wrap:
            cc %= columns
        if rr < 0 or rr >= rows or cc < 0 or cc >= columns:
            continue
        there = rr * columns + cc
        toll_there = change[there if each else 0]
        if price[other + there] <= 0 or kind[other + there] & THIN or price[base + there] > 0 or toll_there < 0.0:
            continue
        mean = 0.5 * (np.float64(price[state]) + price[other + there])
        new = np.float32(cost[state] + 0.5 * (toll + toll_there) + mean * km[r, side])
        _improve(other + there, rr, cc, new, np.uint8(SHORE + side), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)


@njit(cache=True, _nrt=False)
def _settled(goals, cost, came, reached):  # type: ignore[no-untyped-def]
    for goal in goals:
        if came[goal] == 0 or cost[goal] >= reached:
            return False
    return len(goals) > 0


@njit(cache=True, _nrt=False)
def explore(mesh, aim, cost, came, sources, start_costs, goals, width, heads, node, after, free, off):  # type: ignore[no-untyped-def]
    """Find the cheapest ways from the sources until all goals have theirs, or everywhere when there is no goal.

    Fills `cost` (float32) and `came` (uint8, all zero at first; move by which a state was reached). Gives the number
    of states expanded, or `FULL` when the queue's places did not suffice.
    """
    rows, columns, wrap, price, km, kind = mesh.rows, mesh.columns, mesh.wrap, mesh.price, mesh.km, mesh.kind
    barred, shut, height, drow, dcol = mesh.barred, mesh.shut, mesh.height, mesh.drow, mesh.dcol
    narrow, change, least = mesh.narrow, mesh.change, mesh.least
    shift, climb, layers, pole_km = mesh.shift, mesh.climb, mesh.layers, mesh.pole_km
    poles = (mesh.south_pole, mesh.north_pole)
    mode, rate, limit, frozen, ring, turn = aim.mode, aim.rate, aim.limit, aim.frozen, aim.ring, aim.turn
    hops, label, first, block, bshift = aim.hops, aim.label, aim.first, aim.block, aim.shift
    size, scale = rows * columns, 1.0 / width
    lowest = np.int64(1) << 62
    for i in range(len(sources)):
        r, c = (sources[i] % size) // columns, sources[i] % columns
        bound = 0.0 if mode == BLIND else _bound(sources[i], r, c, mode, rate, ring, turn, hops, label, first, block, bshift, size)
        if bound < np.inf:
            lowest = min(lowest, np.int64((start_costs[i] + bound) * scale))
    free[3] = lowest
    for i in range(len(sources)):
        r, c = (sources[i] % size) // columns, sources[i] % columns
        _improve(sources[i], r, c, np.float32(start_costs[i]), np.uint8(SOURCE), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
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
        if kind[state] & PLAIN:
            _plain(state, r, c, price, km, off, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
            continue
        _near(state, r, c, base, columns, wrap, price, kind, barred, shut, shift[layer], height, climb[layer], drow, dcol, km, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
        if narrow[r]:
            _far(state, r, c, base, columns, wrap, price, kind, barred, shut, shift[layer], height, climb[layer], drow, dcol, km, least, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
        if (r == 0 and poles[0]) or (r == rows - 1 and poles[1]):
            cc = (c + columns // 2) % columns
            there = base + r * columns + cc
            if price[there] > 0 and kind[there] & THIN == 0:
                new = np.float32(cost[state] + 0.5 * (price[state] + price[there]) * pole_km)
                _improve(there, r, cc, new, np.uint8(OVER_POLE), cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
        if layers == 2:
            _ashore(state, r, c, base, rows, columns, wrap, price, kind, change, km, cost, came, mode, rate, limit, frozen, ring, turn, hops, label, first, block, bshift, size, scale, heads, node, after, free)
    return FULL if free[4] else expanded


@njit(cache=True)
def offsets(drow, columns):  # type: ignore[no-untyped-def]
    """Give, of the moves of a king and of a knight, how far on in flat arrays the end and the cells between are."""
    out = np.zeros((16, 5), dtype=np.int64)
    for m in range(16):
        dr, dc = drow[m], _COLUMNS[m]
        out[m, 0], out[m, 3], out[m, 4] = dr * columns + dc, dr, dc
        if m >= 8 and abs(dc) == 2:
            out[m, 1], out[m, 2] = dc // 2, dr * columns + dc // 2
        elif m >= 8:
            out[m, 1], out[m, 2] = (dr // 2) * columns, (dr // 2) * columns + dc
    return out
