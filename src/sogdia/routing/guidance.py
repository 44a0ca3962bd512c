"""How much a way still costs at least, nearly: the surface in blocks, and the cheapest costs over these to one goal.

A block is eight rows high and about as wide. Water (or land) of a block that nothing joins within it makes several
pieces, so no isthmus is crossed by a block. A piece is as cheap as its cheapest cell. Pieces that touch are joined, and
those that touch a common one; landings join pieces of two settings.
"""

# ruff: noqa: ANN001, ANN201, ANN202, C901  numba infers the types; one loop is Dijkstra's

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

from sogdia.routing.joining import crossings, pieces_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.routing.exploring import Mesh
    from sogdia.routing.lattice import Lattice

RADIUS_KM: Final = 6371.0088
SHIFT: Final = 3
"""A block has 2**SHIFT rows."""


class Pieces(NamedTuple):
    """A surface in pieces.

    `kind` tells in its upper bits the piece of each state within its block, `first` is the first piece of each block,
    `block` and `shift` of each row the first block and the columns of a block as a power of two. `spot` are directions
    of the middles of the pieces, `price` their least price. `start`, `end`, `cost` are the joints of each piece
    (compressed rows).
    """

    kind: NDArray[np.uint8]
    first: NDArray[np.int32]
    block: NDArray[np.int32]
    shift: NDArray[np.int32]
    spot: NDArray[np.float64]
    price: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int32]
    cost: NDArray[np.float32]


def split(lattice: Lattice, mesh: Mesh) -> Pieces:
    """Split a surface into pieces and join them; the pieces are marked in `mesh.kind`."""
    wide = np.maximum(np.cos(np.radians(lattice.lat)), 1e-6) * lattice.step_lon
    middle = np.minimum((np.arange(lattice.rows) >> SHIFT << SHIFT) + (1 << SHIFT) // 2, lattice.rows - 1)
    power = np.rint(np.log2(lattice.step_lat / wide[middle])).astype(np.int64)
    shift = np.clip(SHIFT + power, 0, max(int(lattice.columns).bit_length() - 3, 0)).astype(np.int32)
    each = ((lattice.columns - 1) >> shift) + 1
    heads = np.arange(lattice.rows) % (1 << SHIFT) == 0
    begin = np.r_[0, np.cumsum(each[heads])]
    block = begin[np.arange(lattice.rows) >> SHIFT].astype(np.int32)
    ring = np.column_stack([np.cos(np.radians(lattice.lat)), np.sin(np.radians(lattice.lat))])
    turn = np.column_stack([np.cos(np.radians(lattice.lon)), np.sin(np.radians(lattice.lon))])
    first, spot, price = pieces_of(mesh, int(begin[-1]), block, shift, ring, turn)
    spot /= np.maximum(np.linalg.norm(spot, axis=1, keepdims=True), 1e-12)
    start, end = _both_ways(crossings(mesh, int(begin[-1]), block, shift, first), len(price))
    n = len(price)
    layer = np.searchsorted(first[:: int(begin[-1])][: mesh.layers], np.arange(n), side="right") - 1
    toll = max(float(mesh.change[mesh.change >= 0].min(initial=np.inf)), 0.0) if mesh.layers == 2 else 0.0
    joining = (start, end, spot, price, layer, toll if np.isfinite(toll) else 0.0)
    _, count = _joints(*joining, np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32))
    ends, costs = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.float32)
    begins, _ = _joints(*joining, ends, costs)
    return Pieces(mesh.kind, first, block, shift, spot, price, begins, ends, costs)


@njit(cache=True)
def _both_ways(pairs, n):  # type: ignore[no-untyped-def]
    """Give what each of `n` pieces touches as compressed rows, of sorted pairs (the lower piece in the high bits)."""
    start = np.zeros(n + 1, dtype=np.int64)
    for pair in pairs:
        start[(pair >> 32) + 1] += 1
        start[(pair & 0xFFFFFFFF) + 1] += 1
    start = np.cumsum(start)
    place, end = start.copy(), np.empty(2 * len(pairs), dtype=np.int32)
    for pair in pairs:
        a, b = pair >> 32, pair & 0xFFFFFFFF
        end[place[a]] = b
        place[a] += 1
    for pair in pairs:
        a, b = pair >> 32, pair & 0xFFFFFFFF
        end[place[b]] = a
        place[b] += 1
    return start, end


@njit(cache=True)
def _apart(spot, a, b):  # type: ignore[no-untyped-def]
    chord2 = (spot[a, 0] - spot[b, 0]) ** 2 + (spot[a, 1] - spot[b, 1]) ** 2 + (spot[a, 2] - spot[b, 2]) ** 2
    return np.sqrt(chord2) * (1.0 + chord2 / 24.0) * RADIUS_KM


@njit(cache=True)
def _joints(start, end, spot, price, layer, toll, ends, costs):  # type: ignore[no-untyped-def]
    """Set the joints of pieces that touch, and of those that touch a third one between them; gives where each begins.

    With room for none they are only counted.
    """
    n = len(price)
    begins = np.zeros(n + 1, dtype=np.int64)
    room = len(ends) > 0
    mark = np.full(n, -1, dtype=np.int64)
    k = 0
    for i in range(n):
        begins[i] = k
        mark[i] = i
        for e in range(start[i], start[i + 1]):
            j = end[e]
            mark[j] = i
            if room:
                ends[k] = j
                costs[k] = 0.5 * (price[i] + price[j]) * _apart(spot, i, j) + (toll if layer[i] != layer[j] else 0.0)
            k += 1
        for e in range(start[i], start[i + 1]):
            j = end[e]
            if layer[j] != layer[i]:
                continue
            near = _apart(spot, i, j)
            for f in range(start[j], start[j + 1]):
                g = end[f]
                if mark[g] == i or layer[g] != layer[i]:
                    continue
                by, direct = near + _apart(spot, j, g), _apart(spot, i, g)
                if 0.9 * by < direct < 0.998 * by:
                    mark[g] = i
                    if room:
                        ends[k] = g
                        costs[k] = 0.25 * (price[i] + 2.0 * price[j] + price[g]) * direct
                    k += 1
    begins[n] = k
    return begins, k


def rest(pieces: Pieces, goals: list[int], place: NDArray[np.float64]) -> NDArray[np.float32]:
    """Give what the rest of a way to a goal costs, nearly, from each piece.

    Parameters
    ----------
    goals
        Pieces of the goal.
    place
        Direction of the goal, shape (3,).

    Returns
    -------
    ndarray
        Shape (pieces, 5): a place some way on towards the goal (a direction), the cost from there, and US$ million per
        unit of chord up to there. The cost is infinite where no way leads to the goal.
    """
    out: NDArray[np.float32] = _rest(
        pieces.spot, pieces.price, pieces.start, pieces.end, pieces.cost, np.array(goals, dtype=np.int64), place
    )
    return out


@njit(cache=True)
def _rest(spot, price, start, end, cost, goals, place):  # type: ignore[no-untyped-def]
    n = len(price)
    best = np.full(n + 1, np.inf)
    came = np.full(n, n)
    spots = np.empty((n + 1, 3))
    spots[:n] = spot
    spots[n] = place
    best[n] = 0.0
    size = 0
    key, item = np.empty(8 * n + 64), np.empty(8 * n + 64, dtype=np.int64)
    for goal in goals:
        best[goal] = price[goal] * _apart(spots, goal, n)
        size = push(key, item, size, best[goal], goal)
        for e in range(start[goal], start[goal + 1]):
            j = end[e]
            new = price[goal] * _apart(spots, j, n)
            if new < best[j]:
                best[j] = new
                size = push(key, item, size, new, j)
    while size > 0:
        reached, i = key[0], item[0]
        size = pop(key, item, size)
        if reached > best[i]:
            continue
        for e in range(start[i], start[i + 1]):
            j = end[e]
            new = reached + cost[e]
            if new < best[j] and size < len(key):
                best[j] = new
                came[j] = i
                size = push(key, item, size, new, j)
    out = np.empty((n, 5), dtype=np.float32)
    for i in range(n):
        hop = came[i]
        if hop < n:
            hop = came[hop]
        gap = max(_apart(spots, i, hop), 1.0) / RADIUS_KM
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = spots[hop, 0], spots[hop, 1], spots[hop, 2], best[hop]
        out[i, 4] = (best[i] - best[hop]) / gap if best[i] < np.inf else 0.0
        if best[i] == np.inf:
            out[i, 3] = np.inf
    return out


@njit(cache=True)
def push(key, item, size, value, what):  # type: ignore[no-untyped-def]
    """Put something into a binary heap; gives its size."""
    i = size
    while i > 0 and key[(i - 1) >> 1] > value:
        key[i], item[i] = key[(i - 1) >> 1], item[(i - 1) >> 1]
        i = (i - 1) >> 1
    key[i], item[i] = value, what
    return size + 1


@njit(cache=True)
def pop(key, item, size):  # type: ignore[no-untyped-def]
    """Take the least out of a binary heap, which is key[0] and item[0]; gives its size."""
    size -= 1
    value, what = key[size], item[size]
    i = 0
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and key[child + 1] < key[child]:
            child += 1
        if key[child] >= value:
            break
        key[i], item[i] = key[child], item[child]
        i = child
    key[i], item[i] = value, what
    return size
