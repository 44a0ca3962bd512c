"""The surface of a finer grid within a corridor: the coarse grid says where, and it widens until the cost settles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.terrain_tiles import Sheet, lattice_of, part_of, sheet
from sogdia.errors import InfeasibleError, ParameterError
from sogdia.routing.corridors import excess_through, with_room
from sogdia.routing.diversity import cells_near
from sogdia.routing.proposals import find
from sogdia.routing.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.grids import Grid
    from sogdia.routing.lattice import Lattice

    Point = tuple[float, float]

WIDTHS: Final = (0.01, 0.02, 0.04, 0.08)
"""Corridors: the share by which a way of the coarse grid may exceed its best one."""
SETTLED: Final = 0.001
"""A corridor suffices when the next wider one lowers the cost by less than this share."""
MOST_STATES: Final = 2_000_000_000
"""Most cells, in both settings, of a window: places in it are 32-bit numbers."""
END_ROOM_KM: Final = 80.0
"""What lies within this distance of a stop belongs to the corridor; a stop off the sea or land is moved less far."""


def corridor(
    grid: Grid, coarse: Surface, stops: Sequence[Point], setting: str, avoid: Sequence[object], shore: dict[str, Any]
) -> Surface:
    """Give the surface of a finer grid around the best ways between stops.

    The first corridor holds every cell of the coarse grid through which a way runs that costs up to 1 % more than the
    best. A route is found in it on the finer grid, then in one of 2 %, and so on, until the cost falls by less than
    `SETTLED`. Nothing of the grid is read but these corridors.

    Parameters
    ----------
    coarse
        Surface of the globe by which corridors are found, with rights of way but without what is avoided.
    stops
        From the first to the last, in their order.

    Returns
    -------
    Surface
        Its `about` says which corridors were tried and what the route cost in each, US$ million.

    Raises
    ------
    InfeasibleError
        There is no way.
    ParameterError
        A stop off the grid, or a window of more than `MOST_STATES`.
    """
    whole = lattice_of(grid)
    if off := [point for point in stops if not whole.holds(*point)]:
        raise ParameterError(
            f"the point {off[0][0]:g}, {off[0][1]:g} lies off {grid.path.name} ({whole.west:g}, {whole.south:g} to "
            f"{whole.east:g}, {whole.north:g}); take a grid that holds it, or mend the point (order is lon, lat)"
        )
    ground = coarse.without(*avoid)
    barred = [part for each in avoid for part in coarse.polygons(each)]
    excess = excess_through(ground, stops, setting, WIDTHS[-1], avoid, coarse)
    ends = np.zeros(excess.shape, dtype=np.bool_)
    for point in stops:
        ends |= cells_near(coarse.lattice, np.array([point]), END_ROOM_KM)
    tried: list[dict[str, float]] = []
    best, settled = coarse, False
    for width in WIDTHS:
        made = _within(grid, coarse.lattice, with_room(excess <= width, coarse.lattice) | ends, setting, barred)
        surface = Surface(made.lattice, made.price, made.height, exact=True, **shore)
        try:
            cost = find(surface, stops[:-1], stops[-1:], setting)[0].cost_musd
        except InfeasibleError:
            if width == WIDTHS[-1] and not tried:
                raise
            continue
        before = tried[-1]["cost_musd"] if tried else np.inf
        tried.append({"excess": width, "cells": made.filled, "cost_musd": cost})
        best = surface if cost <= before else best
        settled = bool(np.isfinite(before)) and cost >= before * (1.0 - SETTLED)
        if settled:
            break
    names = [each if isinstance(each, str) else "polygon" for each in avoid]
    return replace(best, about={"grid": grid.path.name, "avoid": names, "corridors": tried, "settled": settled})


def _within(grid: Grid, coarse: Lattice, mask: NDArray[np.bool_], setting: str, barred: Sequence[Any]) -> Sheet:
    """Read what lies under the cells of the coarse grid."""
    rows = np.flatnonzero(mask.any(axis=1))
    west, east = _extent(np.asarray(mask.any(axis=0)), coarse)
    south, north = (coarse.south + float(r) * coarse.step_lat for r in (rows[0], rows[-1] + 1))
    part = part_of(lattice_of(grid), west, south, east, north)
    states = part.rows * part.columns * (2 if setting == "auto" else 1)
    if states > MOST_STATES:
        raise ParameterError(
            f"the corridor spans {part.rows:,} rows by {part.columns:,} columns of {grid.path.name}; "
            "take a coarser grid, or a stop on the way (via)"
        )
    return sheet(grid, part, setting, _wanted(part, coarse, mask), [p for p in barred if not shapely.is_empty(p)])


def _extent(columns: NDArray[np.bool_], coarse: Lattice) -> tuple[float, float]:
    """Give west and east of the shortest stretch that holds all columns; east may exceed 180."""
    at = np.flatnonzero(columns)
    gaps = np.diff(np.r_[at, at[0] + coarse.columns])
    widest = int(np.argmax(gaps))
    first = int(at[(widest + 1) % len(at)])
    count = coarse.columns - int(gaps[widest]) + 1
    west = coarse.west + first * coarse.step_lon
    return west, west + count * coarse.step_lon


def _wanted(part: Lattice, coarse: Lattice, mask: NDArray[np.bool_]) -> Callable[[int, int], NDArray[np.bool_]]:
    middle = part.west + (np.arange(part.columns) + 0.5) * part.step_lon
    column = (((middle - coarse.west) % 360.0) / coarse.step_lon).astype(np.int64) % coarse.columns

    def wanted(first: int, last: int) -> NDArray[np.bool_]:
        low = int((part.south + (first + 0.5) * part.step_lat - coarse.south) / coarse.step_lat)
        high = int((part.south + (last - 0.5) * part.step_lat - coarse.south) / coarse.step_lat)
        return np.asarray(mask[low : min(high, coarse.rows - 1) + 1].any(axis=0))[column]

    return wanted
