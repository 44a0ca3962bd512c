"""Pieces of a surface within blocks, and which of them touch, compiled."""

# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0917  numba infers the types; loops over cells

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from sogdia.routing.kinds import MOST_PIECES, PIECE_BIT
from sogdia.routing.stepping import is_open

_BEGIN: Final = 1 << 17
"""Places for pieces at first; they are doubled as needed."""
_ROWS: Final = 8
_STEPS: Final = np.array([[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]])


@njit(cache=True)
def _flood(mesh, layer, box, seed, mark, stack, ring, turn, spot, least):  # type: ignore[no-untyped-def]
    """Label what is joined to a cell within a box; adds its directions to `spot` and lowers `least` to its price."""
    columns, price, kind = mesh.columns, mesh.price, mesh.kind
    base, mark = layer * mesh.rows * columns, np.uint8(mark << PIECE_BIT)
    top, bottom, left, right = box
    stack[0] = seed
    kind[base + seed] |= mark
    depth = 1
    while depth > 0:
        depth -= 1
        y, x = stack[depth] // columns, stack[depth] % columns
        least[0] = min(least[0], price[base + y * columns + x])
        spot[0] += ring[y, 0] * turn[x, 0]
        spot[1] += ring[y, 0] * turn[x, 1]
        spot[2] += ring[y, 1]
        for m in range(8):
            yy, xx = y + _STEPS[m, 0], x + _STEPS[m, 1]
            if yy < top or yy >= bottom or xx < left or xx >= right:
                continue
            there = base + yy * columns + xx
            if price[there] <= 0 or kind[there] >> PIECE_BIT != 0:
                continue
            if (mesh.barred or m >= 4) and not is_open(
                price, mesh.barred, mesh.shut, mesh.shift[layer], base, columns, y, x, yy - y, xx - x
            ):
                continue
            kind[there] |= mark
            stack[depth] = yy * columns + xx
            depth += 1


@njit(cache=True)
def pieces_of(mesh, blocks, block, shift, ring, turn):  # type: ignore[no-untyped-def]
    """Mark the states of each block by what is joined within it, in the upper bits of `mesh.kind`.

    Returns
    -------
    tuple
        First piece of each block (layer by layer), sum of directions and least price by piece.
    """
    rows, columns, price, kind = mesh.rows, mesh.columns, mesh.price, mesh.kind
    size = rows * columns
    for state in range(len(kind)):
        if kind[state] >> PIECE_BIT:
            kind[state] &= np.uint8((1 << PIECE_BIT) - 1)
    first = np.zeros(blocks * mesh.layers + 1, dtype=np.int32)
    places = max(min(4 * blocks * mesh.layers, _BEGIN), 64)
    spot, least = np.zeros((places, 3)), np.zeros(places)
    stack = np.empty(min(size, 4_000_000), dtype=np.int64)
    n = 0
    for layer in range(mesh.layers):
        base = layer * size
        for top in range(0, rows, _ROWS):
            wide = 1 << shift[top]
            for left in range(0, columns, wide):
                first[layer * blocks + block[top] + left // wide] = n
                count = 0
                for r in range(top, min(top + _ROWS, rows)):
                    for c in range(left, min(left + wide, columns)):
                        state = base + r * columns + c
                        if price[state] <= 0 or kind[state] >> PIECE_BIT != 0:
                            continue
                        if count < MOST_PIECES:
                            count += 1
                            if n + 1 >= len(least):
                                more_spot, more_least = np.zeros((2 * len(least), 3)), np.zeros(2 * len(least))
                                more_spot[: len(least)], more_least[: len(least)] = spot, least
                                spot, least = more_spot, more_least
                            least[n] = np.inf
                            n += 1
                        box = (top, min(top + _ROWS, rows), left, min(left + wide, columns))
                        seed = r * columns + c
                        _flood(mesh, layer, box, seed, count, stack, ring, turn, spot[n - 1], least[n - 1 : n])
    first[blocks * mesh.layers] = n
    return first, spot[:n].copy(), least[:n].copy()


@njit(cache=True)
def piece_at(kind, first, blocks, block, shift, layer, r, c, state):  # type: ignore[no-untyped-def]
    """Give the piece of an open state."""
    return first[layer * blocks + block[r] + (c >> shift[r])] + (kind[state] >> PIECE_BIT) - 1


@njit(cache=True)
def _beside(price, barred, shut, shift, rows, wrap, layer, columns, r, c, m, pole):  # type: ignore[no-untyped-def]
    """Give layer, row and column of the m-th place that a cell may touch; the layer is -1 where it does not.

    0 to 3: the neighbours ahead; 4: over the pole; 5 to 9: the other layer, at a landing.
    """
    if m == 4:
        return (layer if pole else -1), r, (c + columns // 2) % columns
    if m < 4:
        dr, dc = (0, 1) if m == 0 else ((1, 0) if m == 1 else ((1, 1) if m == 2 else (1, -1)))
    else:
        dr = 1 if m == 6 else (-1 if m == 7 else 0)
        dc = 1 if m == 8 else (-1 if m == 9 else 0)
    rr, cc = r + dr, c + dc
    if rr < 0 or rr >= rows or ((cc < 0 or cc >= columns) and not wrap):
        return -1, r, c
    cc %= columns
    if m > 4:
        apart = m > 5 and price[rows * columns + r * columns + c] > 0
        return (-1 if apart else 1), rr, cc
    base = layer * rows * columns
    if price[base + rr * columns + cc] <= 0:
        return -1, rr, cc
    if (barred or m >= 2) and not is_open(price, barred, shut, shift[layer], base, columns, r, c, dr, dc):
        return -1, rr, cc
    return layer, rr, cc


@njit(cache=True)
def crossings(mesh, blocks, block, shift, first):  # type: ignore[no-untyped-def]
    """Give the pairs of pieces that touch across a border, over a pole or at a landing (the lower first), sorted."""
    rows, columns, price, shut = mesh.rows, mesh.columns, mesh.price, mesh.shut
    barred, wrap, sides, kind = mesh.barred, mesh.wrap, mesh.shift, mesh.kind
    size = rows * columns
    table = np.full(1 << 16, -1, dtype=np.int64)
    count = 0
    last = np.full(10, -1, dtype=np.int64)
    for layer in range(mesh.layers):
        base = layer * size
        for r in range(rows):
            edge = r % _ROWS == _ROWS - 1
            wide = (1 << shift[r]) - 1
            pole = (r == 0 and mesh.south_pole) or (r == rows - 1 and mesh.north_pole)
            for c in range(columns):
                state = base + r * columns + c
                if price[state] <= 0:
                    continue
                side = (c & wide) == wide or c == columns - 1
                border = edge or side or (c & wide) == 0 or pole
                ashore = mesh.layers == 2 and layer == 0 and _meets_land(price, rows, columns, r, c)
                if not (border or ashore):
                    continue
                here = np.int64(piece_at(kind, first, blocks, block, shift, layer, r, c, state))
                for m in range(0 if border else 5, 10 if ashore else 5):
                    there_layer, rr, cc = _beside(price, barred, shut, sides, rows, wrap, layer, columns, r, c, m, pole)
                    if there_layer < 0:
                        continue
                    state_there = there_layer * size + rr * columns + cc
                    if price[state_there] <= 0:
                        continue
                    there = np.int64(piece_at(kind, first, blocks, block, shift, there_layer, rr, cc, state_there))
                    if there == here:
                        continue
                    pair = (min(here, there) << 32) | max(here, there)
                    if pair == last[m]:
                        continue
                    last[m] = pair
                    count += _put(table, pair)
                    if 2 * count > len(table):
                        kept = table[table >= 0]
                        table = np.full(2 * len(table), -1, dtype=np.int64)
                        for each in kept:
                            _put(table, each)
    return np.sort(table[table >= 0])


@njit(cache=True)
def _meets_land(price, rows, columns, r, c):  # type: ignore[no-untyped-def]
    """Say whether land passes a cell or one on its sides; the first and last columns count as beside each other."""
    land = rows * columns + r * columns
    return (
        price[land + c] > 0
        or price[land + (c + 1) % columns] > 0
        or price[land + (c - 1) % columns] > 0
        or (r > 0 and price[land - columns + c] > 0)
        or (r < rows - 1 and price[land + columns + c] > 0)
    )


@njit(cache=True)
def _put(table, pair):  # type: ignore[no-untyped-def]
    """Put a pair into a table of a power of two of places, -1 where free, by its hash; says whether it is new."""
    mixed = pair * 0x1F123BB5159A55E5
    place = (mixed ^ (mixed >> 32)) & (len(table) - 1)
    while table[place] >= 0:
        if table[place] == pair:
            return False
        place = (place + 1) & (len(table) - 1)
    table[place] = pair
    return True
