"""Follows the drawn lines of one cable from landing to landing: where they meet is a branching unit.

Cable maps draw a cable as several lines. Their ends meet at landings, at ends or corners of other lines, somewhere
along another line, or at the antimeridian. `trace` joins them, brings each landing onto the lines, cuts off what leads
nowhere, and gives one polyline for each span. Points are unit vectors, so that ±180° is a meridian like others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import cKDTree

from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EARTH_KM: Final = 6371.0
WELD_KM: Final = 0.1
"""Points nearer than this are one: map makers cut lines at ±179.9999 degrees, which is some tens of metres."""
SNAP_KM: Final = 25.0
"""An end that lies on nothing is joined to the nearest line within this distance."""
OFF_LINE_KM: Final = 30.0
"""A landing further from its cable's lines than this is reported."""
BRIDGE_KM: Final = 50.0
"""Parts of one cable that are nearer to each other than this are joined."""


@dataclass(frozen=True)
class Traced:
    """Spans of one cable.

    Attributes
    ----------
    branching
        Shape (b, 2): branching units, degrees.
    spans
        First end, second end (a landing's number, or the number of landings plus that of a branching unit) and the
        polyline between them, shape (n, 2).
    off_line
        Landings that lie off the lines, with the distance in km.
    bridged_km
        Gaps that were closed.
    dead_km
        Length of the lines that lead to no landing and were left out.
    parts
        Number of parts with landings that stay apart.
    """

    branching: Floats
    spans: list[tuple[int, int, Floats]]
    off_line: dict[int, float] = field(default_factory=dict)
    bridged_km: list[float] = field(default_factory=list)
    dead_km: float = 0.0
    parts: int = 1


def _vectors(lonlat: Floats) -> Floats:
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _lonlat(vector: Floats) -> Floats:
    return np.degrees([np.arctan2(vector[1], vector[0]), np.arctan2(vector[2], np.hypot(vector[0], vector[1]))])


class _Drawing:
    """Points and the pieces between them; grows while ends and landings are joined."""

    def __init__(self, lines: Sequence[Floats]) -> None:
        raw = np.vstack(lines)
        number = _welded(_vectors(raw))
        count = int(number.max()) + 1
        first = np.full(count, len(raw))
        np.minimum.at(first, number, np.arange(len(raw)))
        self.lonlat = [raw[i] for i in first]
        self.vector = list(_vectors(raw[first]))
        self.beside: list[set[int]] = [set() for _ in range(count)]
        starts = np.cumsum([0, *[len(line) for line in lines]])
        for begin, stop in pairwise(starts):
            for a, b in zip(number[begin : stop - 1], number[begin + 1 : stop], strict=True):
                self.join(int(a), int(b))
        ends = {int(number[i]) for begin, stop in pairwise(starts) for i in (begin, stop - 1)}
        self.loose = sorted(i for i in ends if len(self.beside[i]) <= 1)

    def join(self, a: int, b: int) -> None:
        if a != b:
            self.beside[a].add(b)
            self.beside[b].add(a)

    def cut(self, a: int, b: int) -> None:
        self.beside[a].discard(b)
        self.beside[b].discard(a)

    def new(self, lonlat: Floats) -> int:
        self.lonlat.append(np.asarray(lonlat, dtype=float))
        self.vector.append(_vectors(np.asarray(lonlat, dtype=float).reshape(1, 2))[0])
        self.beside.append(set())
        return len(self.beside) - 1

    def nearest(self, point: Floats, without: set[int]) -> tuple[float, int, int, float]:
        """Give the distance (km) to the nearest piece, its two points, and where on it (share of its length)."""
        pairs = [(a, b) for a, near in enumerate(self.beside) for b in near if a < b and not {a, b} & without]
        if not pairs:
            return float("inf"), -1, -1, 0.0
        vectors = np.array(self.vector)
        a, b = vectors[[p[0] for p in pairs]], vectors[[p[1] for p in pairs]]
        along = b - a
        square = np.einsum("ij,ij->i", along, along)
        share = np.clip(np.einsum("ij,ij->i", point - a, along) / np.where(square > 0, square, 1.0), 0.0, 1.0)
        foot = a + share[:, None] * along
        foot /= np.maximum(np.linalg.norm(foot, axis=1), 1e-12)[:, None]
        chord = np.linalg.norm(foot - point, axis=1)
        best = int(chord.argmin())
        return _km(float(chord[best])), *pairs[best], float(share[best])

    def place_on(self, a: int, b: int, share: float) -> int:
        """Give the point on a piece at `share` of it: one of its ends, or a new one that divides the piece."""
        length = _km(float(np.linalg.norm(self.vector[a] - self.vector[b])))
        if share * length <= WELD_KM:
            return a
        if (1 - share) * length <= WELD_KM:
            return b
        vector = self.vector[a] + share * (self.vector[b] - self.vector[a])
        middle = self.new(_lonlat(vector / np.linalg.norm(vector)))
        self.cut(a, b)
        self.join(a, middle)
        self.join(middle, b)
        return middle

    def parts(self) -> NDArray[np.int32]:
        """Give each point the number of its connected part."""
        pairs = np.array([(a, b) for a, near in enumerate(self.beside) for b in near], dtype=int).reshape(-1, 2)
        count = len(self.beside)
        matrix = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
        labels: NDArray[np.int32] = connected_components(matrix, directed=False)[1]
        return labels


def _km(chord: float) -> float:
    return 2 * EARTH_KM * float(np.arcsin(min(1.0, chord / 2)))


def _welded(vectors: Floats) -> NDArray[np.int32]:
    """Give the points numbers so that those within `WELD_KM` of each other share a number."""
    pairs = cKDTree(vectors).query_pairs(WELD_KM / EARTH_KM, output_type="ndarray")
    matrix = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(vectors), len(vectors)))
    number: NDArray[np.int32] = connected_components(matrix, directed=False)[1]
    return number


def trace(lines: Sequence[Floats], landings: Floats) -> Traced:
    """Give the spans of a cable.

    Parameters
    ----------
    lines
        Polylines of shape (n, 2), n >= 2, degrees.
    landings
        Shape (k, 2), degrees.
    """
    drawing = _Drawing(lines)
    at, off_line = _attach_landings(drawing, landings)
    _attach_ends(drawing, set(at))
    bridged = _bridge(drawing, at)
    dead = _prune(drawing, set(at))
    labels = drawing.parts()
    branching, spans = _contract(drawing, at)
    return Traced(branching, spans, off_line, bridged, dead, len({int(labels[i]) for i in at}))


def _attach_landings(drawing: _Drawing, landings: Floats) -> tuple[list[int], dict[int, float]]:
    """Bring each landing onto the lines, the nearest first; give their points and those that were far."""
    vectors = _vectors(landings)
    order = np.argsort([drawing.nearest(v, set())[0] for v in vectors], kind="stable")
    at = [-1] * len(landings)
    off: dict[int, float] = {}
    for i in order:
        distance, a, b, share = drawing.nearest(vectors[i], set())
        if distance > OFF_LINE_KM:
            off[int(i)] = distance
        foot = drawing.place_on(a, b, share)
        if foot in at or distance > OFF_LINE_KM:
            at[i] = drawing.new(landings[i])
            drawing.join(at[i], foot)
        else:
            at[i] = foot
            drawing.lonlat[foot] = np.asarray(landings[i], dtype=float)
            drawing.vector[foot] = vectors[i]
    return at, off


def _attach_ends(drawing: _Drawing, landed: set[int]) -> None:
    for end in drawing.loose:
        if end in landed or len(drawing.beside[end]) != 1:
            continue
        distance, a, b, share = drawing.nearest(drawing.vector[end], {end})
        if distance <= SNAP_KM and not drawing.beside[end] & {a, b}:
            drawing.join(end, drawing.place_on(a, b, share))


def _bridge(drawing: _Drawing, at: list[int]) -> list[float]:
    """Join parts of the cable that are near each other, the nearest first; give the gaps in km."""
    gaps: list[float] = []
    while True:
        labels = drawing.parts()
        alive = sorted({int(labels[i]) for i in at})
        if len(alive) < 2:
            return gaps
        best = (BRIDGE_KM, -1, -1)
        vectors = np.array(drawing.vector)
        for part in alive[:-1]:
            mine, theirs = np.flatnonzero(labels == part), np.flatnonzero(np.isin(labels, alive) & (labels != part))
            chord, which = cKDTree(vectors[theirs]).query(vectors[mine])
            k = int(chord.argmin())
            best = min(best, (_km(float(chord[k])), int(mine[k]), int(theirs[which[k]])))
        if best[1] < 0:
            return gaps
        drawing.join(best[1], best[2])
        gaps.append(best[0])


def _prune(drawing: _Drawing, landed: set[int]) -> float:
    """Cut off what leads to no landing; give its length in km."""
    labels = drawing.parts()
    alive = {int(labels[i]) for i in landed}
    dead = 0.0
    for a, near in enumerate(drawing.beside):
        if int(labels[a]) not in alive:
            dead += sum(_piece_km(drawing, a, b) for b in near) / 2
            near.clear()
    stack = [i for i, near in enumerate(drawing.beside) if len(near) == 1 and i not in landed]
    while stack:
        end = stack.pop()
        if len(drawing.beside[end]) != 1:
            continue
        (other,) = drawing.beside[end]
        dead += _piece_km(drawing, end, other)
        drawing.cut(end, other)
        if len(drawing.beside[other]) == 1 and other not in landed:
            stack.append(other)
    return dead


def _piece_km(drawing: _Drawing, a: int, b: int) -> float:
    return _km(float(np.linalg.norm(drawing.vector[a] - drawing.vector[b])))


def _contract(drawing: _Drawing, at: list[int]) -> tuple[Floats, list[tuple[int, int, Floats]]]:
    """Make one span of each chain between landings and points where three or more pieces meet."""
    landing = {point: number for number, point in enumerate(at)}
    walks = _walks(drawing, set(at))
    loops = [walk for walk in walks if walk[0] == walk[-1]]
    while loops:
        for walk in loops:
            for a, b in pairwise(walk):
                drawing.cut(a, b)
        _prune(drawing, set(at))
        walks = _walks(drawing, set(at))
        loops = [walk for walk in walks if walk[0] == walk[-1]]
    meeting = sorted({end for walk in walks for end in (walk[0], walk[-1]) if end not in landing})
    meeting.sort(key=lambda point: tuple(drawing.lonlat[point]))
    number = landing | {point: len(at) + i for i, point in enumerate(meeting)}
    spans = []
    for walk in walks:
        ends = (number[walk[0]], number[walk[-1]])
        shape = np.array([drawing.lonlat[point] for point in walk])
        spans.append((*ends, shape) if ends[0] < ends[1] else (ends[1], ends[0], shape[::-1]))
    spans.sort(key=lambda span: (span[0], span[1], len(span[2])))
    places = np.array([drawing.lonlat[point] for point in meeting], dtype=float).reshape(-1, 2)
    return places, spans


def _walks(drawing: _Drawing, landed: set[int]) -> list[list[int]]:
    fixed = {i for i, near in enumerate(drawing.beside) if near and (i in landed or len(near) > 2)}
    walks, done = [], set()
    for start in sorted(fixed):
        for first in sorted(drawing.beside[start]):
            if (start, first) in done:
                continue
            walk = [start, first]
            while walk[-1] not in fixed:
                (ahead,) = drawing.beside[walk[-1]] - {walk[-2]}
                walk.append(ahead)
            done |= {(start, first), (walk[-1], walk[-2])}
            walks.append(walk)
    return walks


def shortest_tree(places: Floats) -> list[tuple[int, int]]:
    """Give the pairs of places that the shortest tree joins by geodesics.

    Parameters
    ----------
    places
        Shape (n, 2), degrees.
    """
    if len(places) < 2:
        return []
    lon, lat = places[:, 0], places[:, 1]
    matrix = distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    matrix = np.maximum(matrix, 1e-6) * (1 - np.eye(len(places)))
    tree = minimum_spanning_tree(matrix).tocoo()
    return sorted((int(min(a, b)), int(max(a, b))) for a, b in zip(tree.row, tree.col, strict=True))
