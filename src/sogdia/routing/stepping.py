"""Single moves over a mesh, compiled: what bars them, and the price along them."""

# ruff: noqa: ANN001, ANN201, ANN202  numba infers the types

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
def _sum(price, barred, shut, shift, base, columns, r, start, stop):  # type: ignore[no-untyped-def]
    """Give the price summed over a stretch of a row, ends in columns; negative where it touches a barred cell."""
    if start > stop:
        start, stop = stop, start
    total = 0.0
    for x in range(int(np.floor(start - 1e-6)), int(np.floor(stop + 1e-6)) + 1):
        cell = r * columns + x % columns
        p = np.float64(price[base + cell])
        if p <= 0.0 or (barred and (shut[cell] >> shift) & 15 != 0):
            return -1.0
        total += p * max(min(stop, x + 1.0) - max(start, np.float64(x)), 0.0)
    return total


@njit(cache=True, _nrt=False)
def wide_price(price, barred, shut, shift, base, columns, r, c, dr, dc):  # type: ignore[no-untyped-def]
    """Give the mean price along a stretched move, exact by the cells it runs through; negative where it is barred."""
    x, span = c + 0.5, float(dc)
    if dr == 0:
        return _sum(price, barred, shut, shift, base, columns, r, x, x + span) / abs(span)
    if abs(dr) == 1:
        one = _sum(price, barred, shut, shift, base, columns, r, x, x + span / 2)
        if one < 0:
            return -1.0
        two = _sum(price, barred, shut, shift, base, columns, r + dr, x + span / 2, x + span)
        return -1.0 if two < 0 else (one + two) / abs(span)
    one = _sum(price, barred, shut, shift, base, columns, r, x, x + span / 4)
    if one < 0:
        return -1.0
    two = _sum(price, barred, shut, shift, base, columns, r + dr // 2, x + span / 4, x + 3 * span / 4)
    if two < 0:
        return -1.0
    three = _sum(price, barred, shut, shift, base, columns, r + dr, x + 3 * span / 4, x + span)
    return -1.0 if three < 0 else (one + two + three) / abs(span)
