"""Ends of drawn lines and the places at which they lie: what joins a map's lines to its points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SNAP_KM: Final = 5.0
"""A line's end takes the nearest point within this distance; other ends become nodes of their own."""
WELD_KM: Final = 0.1
"""Ends nearer than this to each other are one node."""
_EARTH_KM: Final = 6371.0


def _vectors(places: Floats) -> Floats:
    lon, lat = np.radians(places[:, 0]), np.radians(places[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def join_ends(
    lines: Sequence[Floats], places: Floats, snap_km: float = SNAP_KM
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Give the place at each end of each line.

    Parameters
    ----------
    lines
        Polylines of shape (n, 2), n >= 2, degrees.
    places
        Shape (k, 2), degrees.
    snap_km
        Greatest distance at which an end takes a place.

    Returns
    -------
    tuple
        Shape (m,): number of the place at the first and at the last point of each line, k and more for new ones;
        shape (j, 2): the new places. Both ends of a line never snap to the same place: the farther one is new.
    """
    ends = np.array([point for shape in lines for point in (shape[0], shape[-1])], dtype=float).reshape(-1, 2)
    at = np.full(len(ends), -1, dtype=np.int64)
    if not len(ends):
        return at, at, np.zeros((0, 2))
    vectors = _vectors(ends)
    if len(places):
        chord, nearest = cKDTree(_vectors(places)).query(vectors)
        near = 2 * _EARTH_KM * np.arcsin(np.minimum(chord / 2, 1)) <= snap_km
        at[near] = nearest[near]
        same = (at[0::2] == at[1::2]) & (at[0::2] >= 0)
        farther = 2 * np.flatnonzero(same) + (chord[1::2] >= chord[0::2])[same]
        closed = np.linalg.norm(vectors[0::2] - vectors[1::2], axis=1)[same] <= WELD_KM / _EARTH_KM
        at[farther[~closed]] = -1
    new: list[Floats] = []
    tree: dict[tuple[int, int, int], list[int]] = {}
    cell = WELD_KM / _EARTH_KM
    for i in np.flatnonzero(at < 0):
        box = np.floor(vectors[i] / cell).astype(int)
        around = [tuple(box + step) for step in _STEPS]
        same_place = [
            j
            for key in around
            for j in tree.get(key, ())
            if np.linalg.norm(_vectors(new[j][None])[0] - vectors[i]) <= cell
        ]
        if not same_place:
            new.append(ends[i])
            tree.setdefault(tuple(box), []).append(len(new) - 1)
        at[i] = len(places) + (same_place[0] if same_place else len(new) - 1)
    return at[0::2], at[1::2], np.array(new, dtype=float).reshape(-1, 2)


def nodes_of_lines(spans: pd.DataFrame, ends: Mapping[str, str]) -> pd.DataFrame | None:
    """Give nodes with the ids that lines name as their ends, where the lines end; None where these do not fit.

    Parameters
    ----------
    spans
        With `geometry` (LineStrings, or MultiLineStrings whose first and last points count).
    ends
        Columns of the ids of `start` and `end`.
    """
    shapes = spans["geometry"].tolist() if "geometry" in spans else []
    if not shapes or not all("LineString" in getattr(shape, "geom_type", "") for shape in shapes):
        return None
    places: dict[str, Floats] = {}
    for shape, *ids in zip(shapes, spans[ends["start"]], spans[ends["end"]], strict=True):
        for tip, key in zip(shapely.get_coordinates(shape)[[0, -1]], ids, strict=True):
            known = places.setdefault(str(key), tip)
            apart = np.linalg.norm(np.diff(_vectors(np.vstack([known, tip])), axis=0))
            if pd.isna(key) or apart > SNAP_KM / _EARTH_KM:
                return None
    lonlat = np.array(list(places.values()))
    made = pd.DataFrame({"id": list(places), "lon": lonlat[:, 0], "lat": lonlat[:, 1]})
    made.index = pd.RangeIndex(1, len(made) + 1)
    return made


_STEPS: Final = np.array([(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1)])
