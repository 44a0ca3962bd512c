"""What kind of place each state is, compiled: where all around is open, and what a search may leave out."""

# ruff: noqa: ANN001, ANN201, ANN202, C901, PLR0912, SIM110  numba infers the types; loops over cells

from __future__ import annotations

import numpy as np
from numba import njit

PLAIN = 1
THIN = 2
APART = 4
PIECE_BIT = 3
"""The bits from this one on say which piece of its block a state lies in (`guidance`), 0 for none."""
MOST_PIECES = 31


@njit(cache=True)
def _count(closed, held, price, base, shut, barred, sides, r, columns):  # type: ignore[no-untyped-def]
    """Count closed cells along a row and those beside it, running; `held` says whose counts stand in each place."""
    for rr in range(r - 2, r + 3):
        if held[rr % 5] == rr:
            continue
        held[rr % 5] = rr
        running = 0
        for c in range(columns):
            if price[base + rr * columns + c] <= 0 or (barred and shut[rr * columns + c] & sides):
                running += 1
            closed[rr % 5, c + 1] = running


@njit(cache=True)
def _clear(closed, r, c, columns, reach):  # type: ignore[no-untyped-def]
    """Say whether all cells within two rows and `reach` columns are open."""
    low, high = c - reach, c + reach + 1
    if low < 0 or high > columns:
        return False
    for rr in range(r - 2, r + 3):
        if closed[rr % 5, high] - closed[rr % 5, low] > 0:
            return False
    return True


@njit(cache=True)
def kinds_of(price, shut, barred, shift, climb, stretch, columns, thinned, out):  # type: ignore[no-untyped-def]
    """Set the kind of each state, flags together, in `out`, which is all zero.

    `PLAIN`: the two rings around it are open, no side is shut, and nothing climbs. `THIN`: in a narrow row, off the
    columns that the stretched moves use there, with open cells all around: the search leaves it out. `APART`: on such
    a column, with no neighbour left beside it.
    """
    rows = len(stretch)
    size = rows * columns
    run = np.zeros(columns, dtype=np.int64)
    closed = np.zeros((5, columns + 1), dtype=np.int32)
    for layer in range(len(price) // size):
        base = layer * size
        sides = np.uint8(15 << shift[layer]) if barred else np.uint8(0)
        held = np.full(5, -1)
        for r in range(rows):
            k = stretch[r]
            if k > 1:
                if not thinned or r < 2 or r >= rows - 2 or min(stretch[r - 2], stretch[r + 2]) == 1:
                    continue
                _count(closed, held, price, base, shut, barred, sides, r, columns)
                for c in range(columns):
                    state = base + r * columns + c
                    if price[state] <= 0:
                        continue
                    if c % k != 0:
                        if _clear(closed, r, c, columns, 2 * k):
                            out[state] = THIN
                    elif _clear(closed, r, c, columns, 2 * k + 2):
                        out[state] = APART
                continue
            if r < 2 or r >= rows - 2 or stretch[r - 2] > 1 or stretch[r + 2] > 1 or climb[layer] > 0.0:
                continue
            length = 0
            for c in range(columns):
                clear = True
                for rr in range(r - 2, r + 3):
                    cell = rr * columns + c
                    if price[base + cell] <= 0 or (barred and shut[cell] & sides):
                        clear = False
                        break
                length = length + 1 if clear else 0
                run[c] = length
            for c in range(2, columns - 2):
                if run[c + 2] >= 5:
                    out[base + r * columns + c] = PLAIN
