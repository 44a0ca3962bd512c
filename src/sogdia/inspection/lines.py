"""Drawn lines of spans: lines that miss their nodes, swapped ones, and lines not cut at the antimeridian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sogdia.geodesy import line
from sogdia.inspection.flaws import Flaw, flaw
from sogdia.inspection.land import ground_km, on_sphere

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject

    Floats = NDArray[np.float64]
    Marks = NDArray[np.bool_]

MEETS_KM = 1.0
"""A line meets a node when one of its ends is so near to it."""


def line_flaws(subject: Subject, doubtful: Marks) -> list[Flaw]:
    """Find the spans whose line is wrong; nothing is said of a line's ends at nodes that are `doubtful`."""
    spans = subject.tables["spans"]
    if spans.empty:
        return []
    drawn = spans.geometry.to_numpy(dtype=object)
    none = ~shapely.is_geometry(drawn)
    bad = ~none & ~subject.drawn
    types = [shape.geom_type for shape in drawn[bad]]
    flaws = flaw("bad-line", ("spans", "geometry"), spans, bad, "is no line with finite coordinates",
                 "draw a LineString or leave it empty", values=types)  # fmt: skip
    return flaws + _unsplit(subject) + _off_nodes(subject, doubtful)


def _unsplit(subject: Subject) -> list[Flaw]:
    """Find the lines that leap over the antimeridian or leave [-180, 180]."""
    span, xy, part = subject.parts
    leaps = np.zeros(len(subject.lines), dtype=bool)
    if len(xy):
        wide = (np.abs(np.diff(xy[:, 0])) > 180.0) & (part[1:] == part[:-1])
        leaps[span[part[1:][wide]]] = True
        outside = (np.abs(xy[:, 0]) > 180.0) & (np.abs(xy[:, 0]) <= 540.0) & (np.abs(xy[:, 1]) <= 90.0)
        leaps[span[part[outside]]] = True
    rows = np.flatnonzero(leaps)
    split = [split_line(subject.lines[i]) for i in rows]
    return flaw(
        "unsplit-line", ("spans", "geometry"), subject.tables["spans"], rows,
        "crosses the antimeridian (±180°) without being cut there: it is drawn around the whole world",
        "cut the line at ±180° into a MultiLineString", values=[""] * len(rows), cells={"geometry": split},
    )  # fmt: skip


def split_line(shape: Any) -> Any:  # noqa: ANN401  shapely geometry
    """Bring a line's longitudes to [-180, 180] and cut it where it crosses the antimeridian.

    Examples
    --------
    >>> split_line(shapely.LineString([(179, 0), (181, 0)])).geom_type
    'MultiLineString'
    """
    pieces = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part)
        outside = np.abs(xy[:, 0]) > 180.0
        xy[outside, 0] = (xy[outside, 0] + 180.0) % 360.0 - 180.0
        pieces += list(shapely.get_parts(line(xy)))
    kept = [piece for piece in pieces if piece.length > 0] or pieces
    return kept[0] if len(kept) == 1 else shapely.MultiLineString(kept)


def line_ends(subject: Subject) -> tuple[Floats, NDArray[np.int64]]:
    """Give the first and last point of every part of every line, and the span of each."""
    span, xy, part = subject.parts
    new = np.flatnonzero(np.diff(part)) + 1
    first, last = np.concatenate([[0], new]), np.concatenate([new - 1, [len(part) - 1]])
    return xy[np.concatenate([first, last])], span[part[np.concatenate([first, last])]]


def miss_km(subject: Subject, rows: NDArray[np.int64], xy: Floats, owner: NDArray[np.int64]) -> Floats:
    """Give how far each of the spans' two nodes is from the nearest end of its line, km, shape (spans, 2)."""
    ends = on_sphere(xy[:, 0], xy[:, 1])
    out = np.full((len(rows), 2), np.inf)
    for side in (0, 1):
        node = subject.ends[rows, side]
        at = on_sphere(subject.lon[node], subject.lat[node])[owner]
        np.minimum.at(out[:, side], owner, ground_km(np.linalg.norm(ends - at, axis=1)))
    return out


def _off_nodes(subject: Subject, doubtful: Marks) -> list[Flaw]:
    sure = subject.joined & ~np.append(doubtful, values=False)[subject.ends].any(axis=1) & subject.drawn
    rows = np.flatnonzero(sure)
    if not len(rows):
        return []
    xy, owner = line_ends(subject)
    asked = sure[owner]
    xy, owner = xy[asked], (np.cumsum(sure) - 1)[owner[asked]]
    off = miss_km(subject, rows, xy, owner)
    away = (off > MEETS_KM).any(axis=1)
    turned = np.full_like(off, np.inf)
    valid = np.zeros(len(rows), dtype=bool)
    np.logical_or.at(valid, owner, np.abs(xy[:, 0]) > 90.0)
    valid = away & ~valid
    if valid.any():
        some = valid[owner]
        number = np.cumsum(valid) - 1
        turned[valid] = miss_km(subject, rows[valid], xy[some][:, ::-1], number[owner[some]])
    swapped = (turned <= MEETS_KM).all(axis=1) & (off > MEETS_KM).all(axis=1)
    flip = shapely.transform(subject.lines[rows[swapped]], lambda c: c[:, ::-1])
    spans = subject.tables["spans"]
    flaws = flaw("swapped-line", ("spans", "geometry"), spans, rows[swapped],
                 "has latitude before longitude: swapped, its ends meet the span's nodes", "swap them",
                 values=[""] * len(flip), cells={"geometry": list(flip)})  # fmt: skip
    away &= ~swapped
    ids = subject.tables["nodes"].id.fillna("").to_numpy(dtype=object)
    worse = off[away].argmax(axis=1)
    node = ids[subject.ends[rows[away], worse]]
    words = [f"ends {km:,.1f} km from its node {name!r}" for km, name in zip(off[away].max(axis=1), node, strict=True)]
    return flaws + flaw("line-off-node", ("spans", "geometry"), spans, rows[away], words,
                        "move the node, mend the line, or name the right node", values=[""] * len(words))  # fmt: skip


def drawn_km(subject: Subject) -> Floats:
    """Give the length of each span's line on the sphere, km (within 0.6 % of the ellipsoid's); 0 where it has none."""
    span, xy, part = subject.parts
    out = np.zeros(len(subject.lines))
    if len(xy) < 2:
        return out
    points = on_sphere(xy[:, 0], xy[:, 1])
    same = part[1:] == part[:-1]
    km = ground_km(np.linalg.norm(np.diff(points, axis=0), axis=1))
    return np.asarray(np.bincount(span[part[1:][same]], km[same], minlength=len(out)), dtype=float)
