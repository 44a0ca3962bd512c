"""Single moves over a mesh, compiled: what bars them, and the price along them."""

# ruff: noqa: ANN001, ANN201, ANN202, PLR0917  numba infers the types, and takes arrays one by one

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, _nrt=False)
def is_open(price, barred, shut, shift, base, columns, r, c, dr, dc):  # type: ignore[no-untyped-def]
    """Say whether a layer passes from a cell to a neighbour; a corner is passed unless both cells beside it bar it."""
    rr, cc = r + dr, c + dc
    cc = cc + columns if cc < 0 else (cc - columns if cc >= columns else cc)
    if dr == 0:
        return (not barred) or (shut[r * columns + (c if dc > 0 else cc)] >> shift) & 1 == 0
    if dc == 0:
        return (not barred) or (shut[(r if dr > 0 else rr) * columns + c] >> shift) & 2 == 0
    if barred:
        low, at = (r, c) if dr > 0 else (rr, cc)
        side = 4 if (dc > 0) == (dr > 0) else 8
        if (shut[low * columns + at] >> shift) & side != 0:
            return False
    return price[base + r * columns + cc] > 0 or price[base + rr * columns + c] > 0


@njit(cache=True, _nrt=False)
def knight_cells(price, barred, shut, shift, base, columns, r, c, dr, dc):  # type: ignore[no-untyped-def]
    """Give the two states between the ends of a knight's move; -1 where the way is barred."""
    rr, cc = r + dr, c + dc
    cc = cc + columns if cc < 0 else (cc - columns if cc >= columns else cc)
    if abs(dc) == 2:
        half = c + dc // 2
        half = half + columns if half < 0 else (half - columns if half >= columns else half)
        r1, c1, r2, c2 = r, half, rr, half
    else:
        r1, c1, r2, c2 = r + dr // 2, c, r + dr // 2, cc
    a, b = base + r1 * columns + c1, base + r2 * columns + c2
    if price[a] <= 0 or price[b] <= 0:
        return -1, -1
    if barred and shut[r * columns + c] | shut[a - base] | shut[b - base] | shut[rr * columns + cc]:
        along = 0 if r1 != r else dc // 2
        up = dr // 2 if r1 != r else 0
        if not (
            is_open(price, barred, shut, shift, base, columns, r, c, up, along)
            and is_open(price, barred, shut, shift, base, columns, r1, c1, r2 - r1, 0 if r1 == r else dc)
            and is_open(price, barred, shut, shift, base, columns, r2, c2, up, along)
        ):
            return -1, -1
    return a, b


@njit(cache=True, _nrt=False)
def _sum(price, total, bad, layer, slot, first_state, columns, start, stop):  # type: ignore[no-untyped-def]
    """Give the price summed over a stretch of a row, ends in columns; negative where it touches a barred cell."""
    if start > stop:
        start, stop = stop, start
    first, end = int(np.floor(start - 1e-6)), int(np.floor(stop + 1e-6)) + 1
    if first >= 0 and end <= columns:
        if bad[layer, slot, end] - bad[layer, slot, first] > 0:
            return -1.0
    else:
        barred = (end // columns) * bad[layer, slot, columns] + bad[layer, slot, end % columns]
        if barred - (first // columns) * bad[layer, slot, columns] - bad[layer, slot, first % columns] > 0:
            return -1.0
    first, last = int(np.floor(start)), int(np.floor(stop))
    if first >= 0 and last < columns:
        upto = total[layer, slot, last] + (stop - last) * price[first_state + last]
        return upto - total[layer, slot, first] - (start - first) * price[first_state + first]
    upto = (last // columns) * total[layer, slot, columns] + total[layer, slot, last % columns]
    upto += (stop - last) * price[first_state + last % columns]
    before = (first // columns) * total[layer, slot, columns] + total[layer, slot, first % columns]
    return upto - before - (start - first) * price[first_state + first % columns]


@njit(cache=True, _nrt=False)
def wide_price(price, total, bad, layer, at, base, columns, r, c, dr, dc):  # type: ignore[no-untyped-def]
    """Give the mean price along a stretched move, exact by the rows' running sums; negative where it is barred."""
    x, span = c + 0.5, float(dc)
    here_row = base + r * columns
    slot = at[r]
    if dr == 0:
        return _sum(price, total, bad, layer, slot, here_row, columns, x, x + span) / abs(span)
    there = at[r + dr]
    there_row = base + (r + dr) * columns
    if abs(dr) == 1:
        one = _sum(price, total, bad, layer, slot, here_row, columns, x, x + span / 2)
        if one < 0:
            return -1.0
        two = _sum(price, total, bad, layer, there, there_row, columns, x + span / 2, x + span)
        return -1.0 if two < 0 else (one + two) / abs(span)
    middle = at[r + dr // 2]
    middle_row = base + (r + dr // 2) * columns
    one = _sum(price, total, bad, layer, slot, here_row, columns, x, x + span / 4)
    if one < 0:
        return -1.0
    two = _sum(price, total, bad, layer, middle, middle_row, columns, x + span / 4, x + 3 * span / 4)
    three = _sum(price, total, bad, layer, there, there_row, columns, x + 3 * span / 4, x + span)
    return -1.0 if two < 0 or three < 0 else (one + two + three) / abs(span)
