"""Pieces of a surface within blocks, and which of them touch, compiled."""

# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0911, PLR0917  numba infers the types; loops over cells

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from sogdia.routing.stepping import is_open

_MOST: Final = 250
_BEGIN: Final = 1 << 17
"""Places for pieces at first; they are doubled as needed."""
_ROWS: Final = 8
_STEPS: Final = np.array([[0, 1], [0, -1], [1, 0], [-1, 0], [1, 1], [1, -1], [-1, 1], [-1, -1]])


@njit(cache=True)
def _flood(mesh, layer, box, seed, mark, label, stack, ring, turn, spot, least):  # type: ignore[no-untyped-def]
    """Label what is joined to a cell within a box; adds its directions to `spot` and lowers `least` to its price."""
    columns, price = mesh.columns, mesh.price
    base = layer * mesh.rows * columns
    top, bottom, left, right = box
    stack[0] = seed
    label[base + seed] = mark
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
            if price[there] <= 0 or label[there] != 0:
                continue
            if (mesh.barred or m >= 4) and not is_open(
                price, mesh.barred, mesh.shut, mesh.shift[layer], base, columns, y, x, yy - y, xx - x
            ):
                continue
            label[there] = mark
            stack[depth] = yy * columns + xx
            depth += 1


@njit(cache=True)
def pieces_of(mesh, blocks, block, shift, ring, turn, label):  # type: ignore[no-untyped-def]
    """Label the states of each block by what is joined within it, in `label`, which is all zero.

    Returns
    -------
    tuple
        First piece of each block (layer by layer), sum of directions and least price by piece.
    """
    rows, columns, price = mesh.rows, mesh.columns, mesh.price
    size = rows * columns
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
                        if price[base + r * columns + c] <= 0 or label[base + r * columns + c] != 0:
                            continue
                        if count < _MOST:
                            count += 1
                            if n + 1 >= len(least):
                                more_spot, more_least = np.zeros((2 * len(least), 3)), np.zeros(2 * len(least))
                                more_spot[: len(least)], more_least[: len(least)] = spot, least
                                spot, least = more_spot, more_least
                            least[n] = np.inf
                            n += 1
                        box = (top, min(top + _ROWS, rows), left, min(left + wide, columns))
                        _flood(mesh, layer, box, r * columns + c, count, label, stack, ring, turn, spot[n - 1],
                               least[n - 1 : n])  # fmt: skip
    first[blocks * mesh.layers] = n
    return first, spot[:n].copy(), least[:n].copy()


@njit(cache=True)
def piece_at(label, first, blocks, block, shift, layer, r, c, state):  # type: ignore[no-untyped-def]
    """Give the piece of an open state."""
    return first[layer * blocks + block[r] + (c >> shift[r])] + label[state] - 1


@njit(cache=True)
def _beside(mesh, layer, r, c, m, pole):  # type: ignore[no-untyped-def]
    """Give layer, row and column of the m-th place that a cell may touch; the layer is -1 where it does not.

    0 to 3: the neighbours ahead; 4: over the pole; 5 to 9: the other layer, at a landing.
    """
    rows, columns = mesh.rows, mesh.columns
    if m == 4:
        return (layer if pole else -1), r, (c + columns // 2) % columns
    if m < 4:
        dr, dc = (0, 1) if m == 0 else ((1, 0) if m == 1 else ((1, 1) if m == 2 else (1, -1)))
    else:
        dr = 1 if m == 6 else (-1 if m == 7 else 0)
        dc = 1 if m == 8 else (-1 if m == 9 else 0)
        if mesh.layers != 2 or layer == 1:
            return -1, r, c
    rr, cc = r + dr, c + dc
    if rr < 0 or rr >= rows or ((cc < 0 or cc >= columns) and not mesh.wrap):
        return -1, r, c
    cc %= columns
    if m > 4:
        apart = m > 5 and mesh.price[rows * columns + r * columns + c] > 0
        return (-1 if apart else 1), rr, cc
    base = layer * rows * columns
    if mesh.price[base + rr * columns + cc] <= 0:
        return -1, rr, cc
    if (mesh.barred or m >= 2) and not is_open(
        mesh.price, mesh.barred, mesh.shut, mesh.shift[layer], base, columns, r, c, dr, dc
    ):
        return -1, rr, cc
    return layer, rr, cc


@njit(cache=True)
def crossings(mesh, blocks, block, shift, label, first):  # type: ignore[no-untyped-def]
    """Give the pairs of pieces that touch across a border, over a pole or at a landing (the lower first), sorted."""
    rows, columns, price = mesh.rows, mesh.columns, mesh.price
    size = rows * columns
    out = np.empty(1 << 16, dtype=np.int64)
    k = 0
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
                if not (edge or side or (c & wide) == 0 or pole or mesh.layers == 2):
                    continue
                here = np.int64(piece_at(label, first, blocks, block, shift, layer, r, c, state))
                for m in range(10):
                    there_layer, rr, cc = _beside(mesh, layer, r, c, m, pole)
                    if there_layer < 0:
                        continue
                    state_there = there_layer * size + rr * columns + cc
                    if price[state_there] <= 0:
                        continue
                    there = np.int64(piece_at(label, first, blocks, block, shift, there_layer, rr, cc, state_there))
                    if there == here:
                        continue
                    pair = (min(here, there) << 32) | max(here, there)
                    if pair == last[m]:
                        continue
                    last[m] = pair
                    if k == len(out):
                        kept = np.unique(out)
                        k = len(kept)
                        if 2 * k > len(out):
                            out = np.empty(2 * len(out), dtype=np.int64)
                        out[:k] = kept
                    out[k] = pair
                    k += 1
    return np.unique(out[:k])
