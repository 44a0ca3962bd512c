"""Spans whose setting does not fit where they run: on land by their word, over the open sea by the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.data.terrain_file import SHAPE, unpack
from sogdia.inspection.flaws import Flaw, flaw
from sogdia.inspection.land import EARTH_KM, ground_km, on_sphere

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject

    Floats = NDArray[np.float64]
    Marks = NDArray[np.bool_]

SEA_KM: Final = 50.0
"""A span on land may cross so much water (a strait with a bridge, a bay); the mask has cells of some 9 km."""
_STEP_KM: Final = 5.0
_ROUND: Final = 1.2
"""A length so many times the geodesic is that of a way round the water."""
_LAND_BIT: Final = 2


def setting_flaws(subject: Subject, doubtful: Marks) -> list[Flaw]:
    """Find the spans on land that run over `SEA_KM` of open sea; nothing is said of ends that are `doubtful`.

    A span without a line is followed along the geodesic of its ends, unless its length says that it goes round.
    """
    spans = subject.tables["spans"]
    if spans.empty:
        return []
    asked = (spans.setting == "terrestrial").to_numpy(dtype=bool, na_value=False) & subject.joined
    asked &= (np.nan_to_num(subject.straight_km) > SEA_KM) & ~np.append(doubtful, values=False)[subject.ends].any(
        axis=1
    )
    round_about = subject.numbers("spans", "length_km") > _ROUND * subject.straight_km
    asked &= subject.drawn | ~round_about
    if not asked.any():
        return []
    over = _over_sea_km(*_legs(subject, asked), len(spans))
    rows = np.flatnonzero(over > SEA_KM)
    way = np.where(subject.drawn, "its line", "the straight way of its ends")
    problem = [f"is on land by its setting, and {way[i]} runs over {over[i]:.0f} km of sea" for i in rows]
    mend = "write the setting `submarine`, or draw its way on land"
    return flaw("terrestrial-over-sea", ("spans", "setting"), spans, rows, problem, mend)


def _legs(subject: Subject, asked: Marks) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Give the legs of spans as places, degrees, from and to: of their lines, else of their ends."""
    span, xy, part = subject.parts
    leg = np.flatnonzero((part[1:] == part[:-1]) & asked[span[part[1:]]]) if len(xy) else np.array([], dtype=np.int64)
    bare = np.flatnonzero(asked & ~subject.drawn)
    ends = subject.ends[bare]
    places = np.column_stack([subject.lon, subject.lat])
    owner = np.concatenate([span[part[leg]], bare])
    start = np.concatenate([xy[leg].reshape(-1, 2), places[ends[:, 0]].reshape(-1, 2)])
    stop = np.concatenate([xy[leg + 1].reshape(-1, 2), places[ends[:, 1]].reshape(-1, 2)])
    order = np.argsort(owner, kind="stable")
    return owner[order], start[order], stop[order]


def _over_sea_km(owner: NDArray[np.int64], start: Floats, stop: Floats, count: int) -> Floats:
    """Give the longest stretch of each span over the sea, km, shape (count,)."""
    a, b = on_sphere(start[:, 0], start[:, 1]), on_sphere(stop[:, 0], stop[:, 1])
    length = ground_km(np.linalg.norm(a - b, axis=1))
    steps = np.maximum(1, np.ceil(length / _STEP_KM).astype(np.int64))
    leg = np.repeat(np.arange(len(owner)), steps)
    share = (np.arange(len(leg)) - np.repeat(np.cumsum(steps) - steps, steps) + 0.5) / steps[leg]
    angle = np.maximum(length[leg] / EARTH_KM, 1e-12)[:, None]
    along = share[:, None]
    points = (np.sin((1 - along) * angle) * a[leg] + np.sin(along * angle) * b[leg]) / np.sin(angle)
    sea = ~_land(points)
    whose = owner[leg]
    turns = np.ones(len(leg), dtype=bool)
    turns[1:] = (sea[1:] != sea[:-1]) | (whose[1:] != whose[:-1])
    run = np.cumsum(turns) - 1
    km = np.bincount(run, weights=np.where(sea, length[leg] / steps[leg], 0.0))
    out = np.zeros(count)
    np.maximum.at(out, whose[turns], km)
    return out


def _land(points: Floats) -> Marks:
    """Tell which unit vectors stand in a cell of the shipped grid that holds land."""
    lon = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    lat = np.degrees(np.arcsin(np.clip(points[:, 2], -1.0, 1.0)))
    rows, columns = SHAPE
    row = np.clip(((lat + 90.0) / 180.0 * rows).astype(np.int64), 0, rows - 1)
    column = ((lon + 180.0) / 360.0 * columns).astype(np.int64) % columns
    return unpack()[1][row, column] & _LAND_BIT > 0
