"""Where drawn lines meet points, or the ends of other lines, on their way: there they are cut, so that they join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ON_LINE_KM: Final = 1.0
"""A point so near to a line lies on it: `check` lets a line miss its node by as much."""
TOUCH_KM: Final = 0.1
"""An end of a line so near to another line branches off there."""
_KM_PER_DEGREE: Final = 111.2
"""Of latitude on the sphere of 6,371 km, which is enough for distances of a kilometre."""
_FARTHEST_NORTH: Final = 85.0
_JUMP: Final = 180.0
"""A segment over more degrees of longitude goes the other way round, over the antimeridian."""


def cut_lines(lines: Sequence[Floats], points: Floats, snap_km: float) -> tuple[NDArray[np.int64], list[Floats]]:
    """Cut lines where they pass points, and where another line ends on them.

    Parameters
    ----------
    lines
        Polylines of shape (n, 2), n >= 2, degrees.
    points
        Shape (k, 2), degrees.
    snap_km
        An end of a line takes a point within this distance by itself: no cut is made for that point near that end.

    Returns
    -------
    tuple
        Shape (m,): number of the line of each piece; and the pieces in their order along it. At a cut both pieces end
        in the point itself, or in the end of the other line.
    """
    if not len(lines):
        return np.zeros(0, dtype=np.int64), []
    runs = _runs(lines)
    cuts: dict[int, list[tuple[float, Floats]]] = {}
    tips = np.array([tip for one in lines for tip in (one[0], one[-1])], dtype=float).reshape(-1, 2)
    for places, within_km, apart_km in ((points, ON_LINE_KM, snap_km), (tips, TOUCH_KM, TOUCH_KM)):
        for line, place in _pairs(runs, tips, places, within_km, apart_km):
            found = _met(lines[line], places[place], within_km)
            if found is not None:
                cuts.setdefault(line, []).append((found, places[place]))
    owners: list[int] = []
    pieces: list[Floats] = []
    for number, whole in enumerate(lines):
        parts = _cut(whole, cuts[number]) if number in cuts else [whole]
        owners += [number] * len(parts)
        pieces += parts
    return np.array(owners, dtype=np.int64), pieces


def _runs(lines: Sequence[Floats]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Give the parts of lines between their jumps over the antimeridian as shapes, and the line of each."""
    points = np.vstack(lines)
    owner = np.repeat(np.arange(len(lines)), [len(one) for one in lines])
    new = (np.diff(owner) != 0) | (np.abs(np.diff(points[:, 0])) > _JUMP)
    run = np.concatenate([[0], np.cumsum(new)])
    size = np.bincount(run)
    kept = size[run] > 1
    number = np.unique(run[kept], return_inverse=True)[1]
    return shapely.linestrings(points[kept], indices=number), owner[np.flatnonzero(np.diff(run, prepend=-1))][size > 1]


def _pairs(
    runs: tuple[NDArray[np.object_], NDArray[np.int64]], tips: Floats, places: Floats, within_km: float, apart_km: float
) -> list[tuple[int, int]]:
    """Give lines and places whose boxes are near enough to look closer; places at a line's own tips are left out."""
    if not len(places):
        return []
    shrink = np.cos(np.radians(np.minimum(np.abs(places[:, 1]), _FARTHEST_NORTH)))
    dx, dy = within_km / _KM_PER_DEGREE / shrink, within_km / _KM_PER_DEGREE
    boxes = shapely.box(places[:, 0] - dx, places[:, 1] - dy, places[:, 0] + dx, places[:, 1] + dy)
    place, run = STRtree(runs[0]).query(boxes, predicate="intersects")
    line = runs[1][run]
    scale = np.column_stack([shrink, np.ones(len(places))])[place] * _KM_PER_DEGREE
    first, last = (np.hypot(*((tips[2 * line + end] - places[place]) * scale).T) for end in (0, 1))
    inside = np.minimum(first, last) > apart_km
    return sorted(set(zip(line[inside].tolist(), place[inside].tolist(), strict=True)))


def _met(line: Floats, place: Floats, within_km: float) -> float | None:
    """Give how far along a line (vertices counted) it passes a place; None where it does not."""
    scale = np.array([np.cos(np.radians(min(abs(place[1]), _FARTHEST_NORTH))), 1.0]) * _KM_PER_DEGREE
    flat = (line - place) * scale
    step = np.diff(flat, axis=0)
    size = (step**2).sum(axis=1)
    share = np.clip(-(flat[:-1] * step).sum(axis=1) / np.where(size > 0, size, 1.0), 0.0, 1.0)
    off = np.hypot(*(flat[:-1] + share[:, None] * step).T)
    off[np.abs(np.diff(line[:, 0])) > _JUMP] = np.inf
    best = int(np.argmin(off))
    along = best + float(share[best])
    return along if off[best] <= within_km and 0 < along < len(line) - 1 else None


def _cut(line: Floats, cuts: list[tuple[float, Floats]]) -> list[Floats]:
    """Cut a line at several places; places that are nearer to each other than the lines' own joints count once."""
    pieces: list[Floats] = []
    begin, first = 0.0, line[0]
    for along, place in sorted(cuts, key=lambda one: one[0]):
        if np.hypot(*(place - first)) * _KM_PER_DEGREE <= TOUCH_KM:
            continue
        inner = line[int(np.floor(begin)) + 1 : int(np.ceil(along))]
        pieces.append(np.vstack([first, inner, place]))
        begin, first = along, place
    pieces.append(np.vstack([first, line[int(np.floor(begin)) + 1 :]]))
    return [piece for piece in pieces if len(piece) > 1]


def over_antimeridian(parts: list[Floats]) -> list[Floats]:
    """Join parts of one line that meet at 180 degrees east and west.

    Examples
    --------
    >>> parts = [np.array([[178.0, 1.0], [180.0, 2.0]]), np.array([[-180.0, 2.0], [-179.0, 3.0]])]
    >>> over_antimeridian(parts)[0].tolist()
    [[178.0, 1.0], [180.0, 2.0], [-179.0, 3.0]]
    """
    whole = list(parts)
    for place in range(len(whole)):
        while True:
            tail = whole[place][-1] if len(whole[place]) else np.zeros(2)
            if abs(tail[0]) != _JUMP:
                break
            meets = next((i for i in range(len(whole)) if i != place and _opposite(tail, whole[i])), None)
            if meets is None:
                break
            other = whole[meets] if _opposite(tail, whole[meets][:1]) else whole[meets][::-1]
            whole[place] = np.vstack([whole[place], other[1:]])
            whole[meets] = np.zeros((0, 2))
    return [part for part in whole if len(part)]


def _opposite(tail: Floats, part: Floats) -> bool:
    """Tell whether a part begins or ends at a place of the antimeridian, told from its other side."""
    tips = part[[0, -1]] if len(part) else np.zeros((0, 2))
    return bool(((tips[:, 0] == -tail[0]) & (np.abs(tips[:, 1] - tail[1]) < 1e-9)).any())
