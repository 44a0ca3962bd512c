"""A way over cells becomes a line at any angle: pulled straight wherever that is not dearer, then moved sideways.

Every step keeps the line it had unless the new one is cheaper by the exact cost along it, so the answer is never
dearer than the way that the search found.
"""

# ruff: noqa: ANN001, ANN202  numba infers the types

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from sogdia.routing.ellipsoid import degrees_of, directions, gap_km, on_arc, place
from sogdia.routing.walking import cost_between, costs, line_cost

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.routing.walking import Ground

    Floats = NDArray[np.float64]

_LEVELS: Final = (
    (64.0, 8.0, 4),
    (32.0, 4.0, 4),
    (16.0, 2.0, 3),
    (8.0, 1.0, 3),
    (4.0, 0.5, 3),
    (3.0, 0.2, 2),
    (3.0, 0.06, 2),
)
"""Spacing of stations and step sideways, in rows, and steps to each side."""

_FIRST: Final = ((48, 6.0), (48, 2.0), (2, 6.0), (2, 2.0), (2, 0.7))
"""Vertices skipped and step sideways, in rows, before a way over cells is pulled straight: bends stay bends."""
_SLACK: Final = 0.03
"""Share by which a way may get dearer when vertices are skipped."""
_NO_DEARER: Final = 1e-12
"""The same where it may not, beside what rounding leaves."""
_ANY: Final = 1 << 30
"""Vertices skipped where all may be."""


@njit(cache=True)
def _pull(ground, lon, lat, reverse, slack, longest):  # type: ignore[no-untyped-def]
    """Keep, from each vertex kept, the farthest one to which straight on is not dearer (doubling, then halving).

    `slack` is the share by which it may be dearer, `longest` the most vertices skipped at once.
    """
    if reverse:
        lon, lat = lon[::-1].copy(), lat[::-1].copy()
    n = len(lon)
    run = np.zeros(n)
    each = costs(ground, lon, lat)
    for i in range(n - 1):
        run[i + 1] = run[i] + each[i]
    kept = np.zeros(n, dtype=np.bool_)
    kept[0] = True
    i = 0
    while i < n - 1:
        step, best, top = 2, i + 1, min(n, i + longest)
        while i + step < top:
            most = (run[i + step] - run[i]) * (1.0 + slack)
            if not line_cost(ground, lon[i], lat[i], lon[i + step], lat[i + step], most) <= most:
                top = i + step
                break
            best = i + step
            step *= 2
        while top - best > 1:
            middle = (best + top) // 2
            most = (run[middle] - run[i]) * (1.0 + slack)
            if line_cost(ground, lon[i], lat[i], lon[middle], lat[middle], most) <= most:
                best = middle
            else:
                top = middle
        kept[best] = True
        i = best
    if reverse:
        return lon[kept][::-1].copy(), lat[kept][::-1].copy()
    return lon[kept], lat[kept]


@njit(cache=True)
def _stations(lon, lat, spacing_km):  # type: ignore[no-untyped-def]
    """Put vertices on a polyline so that they are at most `spacing_km` apart."""
    total = 1
    for i in range(len(lon) - 1):
        angle = directions(place(lon[i], lat[i]), place(lon[i + 1], lat[i + 1]))[2]
        total += max(1, int(np.ceil(angle * 6371.0 / spacing_km - 1e-9)))
    x, y = np.empty(total), np.empty(total)
    x[0], y[0] = lon[0], lat[0]
    k = 1
    for i in range(len(lon) - 1):
        first, across, angle = directions(place(lon[i], lat[i]), place(lon[i + 1], lat[i + 1]))
        count = max(1, int(np.ceil(angle * 6371.0 / spacing_km - 1e-9)))
        for j in range(1, count):
            x[k], y[k] = degrees_of(on_arc(first, across, angle * j / count))
            k += 1
        x[k], y[k] = lon[i + 1], lat[i + 1]
        k += 1
    return x, y


@njit(cache=True)
def _beside(lon, lat, step_km, sides):  # type: ignore[no-untyped-def]
    """Give places at both sides of every inner vertex, and the ends alone: degrees (n, k), and km from the centre."""
    n, wide = len(lon), 2 * sides + 1
    x, y, spot = np.empty((n, wide)), np.empty((n, wide)), np.empty((n, wide, 3))
    for i in range(n):
        a, b = max(i - 1, 0), min(i + 1, n - 1)
        shrink = max(np.cos(np.radians(lat[i])), 1e-6)
        east = ((lon[b] - lon[a] + 180.0) % 360.0 - 180.0) * shrink
        north = lat[b] - lat[a]
        norm = max(np.sqrt(east * east + north * north), 1e-12)
        for j in range(wide):
            off = (j - sides) * step_km / 111.2 if 0 < i < n - 1 and abs(lat[i]) < 89.0 else 0.0
            y[i, j] = min(max(lat[i] + off * east / norm, -89.99), 89.99) if off != 0.0 else lat[i]
            x[i, j] = (lon[i] - off * north / norm / shrink + 180.0) % 360.0 - 180.0 if off != 0.0 else lon[i]
            spot[i, j, 0], spot[i, j, 1], spot[i, j, 2] = place(x[i, j], y[i, j])
    return x, y, spot


@njit(cache=True)
def _sideways(ground, lon, lat, step_km, sides):  # type: ignore[no-untyped-def]
    """Choose for every inner vertex one of the places beside it, so that the whole costs least (dynamic programme)."""
    n, wide = len(lon), 2 * sides + 1
    x, y, spot = _beside(lon, lat, step_km, sides)
    best = np.full((n, wide), np.inf)
    came = np.full((n, wide), sides)
    best[0, sides] = 0.0
    for i in range(1, n):
        order = np.argsort(best[i - 1], kind="mergesort")
        for j in range(wide):
            if i == n - 1 and j != sides:
                continue
            there = (spot[i, j, 0], spot[i, j, 1], spot[i, j, 2])
            for k in order:
                most = best[i, j] - best[i - 1, k]
                if not most > 0.0:
                    break
                here = (spot[i - 1, k, 0], spot[i - 1, k, 1], spot[i - 1, k, 2])
                new = best[i - 1, k] + cost_between(
                    ground, x[i - 1, k], y[i - 1, k], here, x[i, j], y[i, j], there, most
                )
                if new < best[i, j]:
                    best[i, j] = new
                    came[i, j] = k
    out_x, out_y = np.empty(n), np.empty(n)
    j = sides
    for i in range(n - 1, -1, -1):
        out_x[i], out_y[i] = x[i, j], y[i, j]
        j = came[i, j]
    return out_x, out_y


def tighten(ground: Ground, lon: Floats, lat: Floats, *, thorough: bool = False) -> tuple[Floats, Floats, float]:
    """Tighten a polyline.

    Parameters
    ----------
    ground
        The layer that it runs over.
    lon, lat
        Shape (n,), degrees; neighbours joined by lines that nothing bars.
    thorough
        Whether to begin from the way itself too, with small steps, and to keep the better line of the two.

    Returns
    -------
    tuple
        Longitudes and latitudes of fewer vertices from the first point to the last, and the exact cost of the line.
    """
    lon, lat = np.ascontiguousarray(lon, dtype=float), np.ascontiguousarray(lat, dtype=float)
    line = _tightened(ground, lon, lat, _LEVELS)
    if not thorough or len(line[0]) < 3:
        return line
    x, y = _sideways(ground, lon, lat, 22.0 * ground.step_lat, 2)
    other = _tightened(ground, x, y, _LEVELS[3:])
    return min(line, _tightened(ground, other[0], other[1], _LEVELS), key=lambda each: each[2])


def _straighter(
    ground: Ground,
    lon: Floats,
    lat: Floats,
    *,
    reverse: bool = False,
    slack: float = _NO_DEARER,
    longest: int = _ANY,
) -> tuple[Floats, Floats]:
    """Pull a line straight; all is given to the compiled function, so that it is compiled once."""
    line: tuple[Floats, Floats] = _pull(ground, lon, lat, reverse, slack, longest)
    return line


def _tightened(
    ground: Ground, lon: Floats, lat: Floats, levels: tuple[tuple[float, float, int], ...]
) -> tuple[Floats, Floats, float]:
    row_km = 111.2 * ground.step_lat
    best = float(costs(ground, lon, lat).sum())

    def keep(x: Floats, y: Floats) -> bool:
        nonlocal lon, lat, best
        cost = float(costs(ground, x, y).sum())
        better = cost < best
        if cost <= best:
            lon, lat, best = x, y, cost
        return better

    if len(lon) < 3:
        return lon, lat, best
    if levels is _LEVELS:
        for skipped, step in _FIRST:
            x, y = _straighter(ground, lon, lat, slack=_SLACK, longest=skipped)
            keep(*_sideways(ground, x, y, step * row_km, 4))
        keep(*_straighter(ground, lon, lat))
    for spacing, step, sides in levels:
        for _ in range(2):
            far = keep(*_sideways(ground, lon, lat, 4.0 * step * row_km, sides))
            near = keep(*_sideways(ground, lon, lat, step * row_km, sides))
            if not (far or near):
                break
        keep(*_straighter(ground, *_stations(lon, lat, spacing * row_km / 2.0), reverse=spacing in {32.0, 8.0}))
        keep(*_sideways(ground, *_stations(lon, lat, spacing * row_km), step * row_km, sides))
    for reverse in (True, False):
        keep(*_straighter(ground, *_stations(lon, lat, 2.0 * row_km), reverse=reverse))
    return lon, lat, best


def densified(lon: Floats, lat: Floats, step_km: float) -> tuple[Floats, Floats]:
    """Put vertices on the arcs of a polyline so that they are at most `step_km` apart."""
    x, y = _stations(np.ascontiguousarray(lon), np.ascontiguousarray(lat), step_km)
    return x, y


@njit(cache=True)
def lengths_km(lon, lat):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Give the length of each segment of a polyline of near points, km."""
    out = np.empty(len(lon) - 1)
    for i in range(len(out)):
        out[i] = gap_km(lon[i], lat[i], lon[i + 1], lat[i + 1])
    return out
