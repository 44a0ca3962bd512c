"""Corridors: the cells through which nearly the cheapest ways run, by a search from each end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.routing.fields import LAYERS, Field, field_from, mesh_of
from sogdia.routing.finding import DRAWN, anchors, no_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.routing.lattice import Lattice
    from sogdia.routing.surface import Surface

    Point = tuple[float, float]

ROOM_CELLS: Final = 2
"""Cells around a corridor that belong to it."""


def excess_through(
    surface: Surface, stops: Sequence[Point], setting: str, most: float, avoid: Sequence[object], free: Surface
) -> NDArray[np.float32]:
    """Give by how much the best way through each cell exceeds the best of all.

    Parameters
    ----------
    stops
        What the way runs through, in their order.
    most
        Largest share of the least cost that is asked for, above 0.
    avoid, free
        What is barred on the surface, and the surface without that: they tell what closes the way.

    Returns
    -------
    ndarray
        Shape (rows, columns): share of the least cost of its leg, by the cost from one end and from the other; infinite
        above `most`.

    Raises
    ------
    InfeasibleError
        There is no way: the message names what closes it.
    """
    out = np.full(surface.lattice.shape, np.inf, dtype=np.float32)
    for start, end in pairwise(stops):
        leg = _between(surface, start, end, setting, most)
        if leg is None:
            raise no_way(surface, start, end, setting, avoid, free)
        np.minimum(out, leg, out=out)
    return out


def _between(surface: Surface, start: Point, end: Point, setting: str, most: float) -> NDArray[np.float32] | None:
    layers = LAYERS[setting]
    mesh = mesh_of(surface, layers)
    ends = [[state for state, _ in anchors(surface, point, layers)] for point in (start, end)]

    def reach(one: int, limit: float) -> Field:
        goals = ends[1 - one]
        return field_from(surface, layers, [(s, 0.0) for s in ends[one]], goals, mesh, aimed=True, eager=DRAWN,
                          guided=True, limit=limit, beyond=bool(np.isfinite(limit)))  # fmt: skip

    least = float(reach(0, np.inf).reached(np.array(ends[1])).min())
    if not np.isfinite(least):
        return None
    there, back = (reach(one, least * (1.0 + most)) for one in (0, 1))
    out = np.full(surface.lattice.shape, np.inf, dtype=np.float32)
    size = out.size
    for i in range(len(layers)):
        part = slice(i * size, (i + 1) * size)
        both = np.flatnonzero((there.came[part] > 0) & (back.came[part] > 0))
        share = (there.cost[part][both] + back.cost[part][both]) / np.float32(least) - np.float32(1.0)
        share = np.maximum(share, np.float32(0.0))
        out.reshape(-1)[both] = np.minimum(out.reshape(-1)[both], np.where(share <= most, share, np.float32(np.inf)))
    return out


def with_room(mask: NDArray[np.bool_], lattice: Lattice) -> NDArray[np.bool_]:
    """Add room around cells; along narrow rows, of which a search takes every few columns, as wide on the ground."""
    out = mask.copy()
    for row in np.flatnonzero(mask.any(axis=1)):
        reach = min(ROOM_CELLS * int(lattice.stretch[row]), lattice.columns // 2)
        line = np.pad(mask[row], reach, mode="wrap" if lattice.wrap else "constant")
        count = np.r_[0, np.cumsum(line)]
        near = count[2 * reach + 1 :] - count[: -2 * reach - 1] > 0
        out[max(row - ROOM_CELLS, 0) : row + ROOM_CELLS + 1] |= near
    return out
