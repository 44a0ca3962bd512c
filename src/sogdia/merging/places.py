"""Which points are near each other, anywhere on the globe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_RADIUS_KM: Final = 6371.0088
_SLACK: Final = 1.007
"""The ellipsoid's arcs differ from the sphere's by 0.6 % at most."""


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Give points as unit vectors, shape (n, 3): neither ±180 degrees nor a pole is an edge."""
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def chord(radius_km: float) -> float:
    """Give the chord of the unit sphere that no two points within `radius_km` exceed."""
    angle = min(radius_km * _SLACK / _RADIUS_KM, np.pi)
    return float(2.0 * np.sin(angle / 2.0)) + 1e-12


def near_pairs(lon: Floats, lat: Floats, group: Integers, within_km: float) -> tuple[Integers, Integers, Floats]:
    """Give every pair of points of different groups that is within `within_km`.

    Parameters
    ----------
    lon, lat
        Shape (n,), degrees.
    group
        Shape (n,): points of one group make no pairs.

    Returns
    -------
    tuple
        Positions of both points (the lower first) and their geodesic distance in km.
    """
    nothing = np.zeros(0, dtype=np.int64)
    if len(lon) < 2:
        return nothing, nothing, np.zeros(0)
    points = on_sphere(lon, lat)
    pairs = cKDTree(points).query_pairs(chord(within_km), output_type="ndarray").astype(np.int64)
    pairs = pairs[group[pairs[:, 0]] != group[pairs[:, 1]]]
    first, second = pairs.min(axis=1, initial=len(lon)), pairs.max(axis=1, initial=-1)
    far = distance_km(lon[first], lat[first], lon[second], lat[second])
    keep = far <= within_km
    return first[keep], second[keep], far[keep]


def nearest(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> tuple[Integers, Floats]:
    """Give for each point the position of the nearest of other points, and the distance in km."""
    tree = cKDTree(on_sphere(to_lon, to_lat))
    found = np.asarray(tree.query(on_sphere(lon, lat))[1], dtype=np.int64)
    return found, distance_km(lon, lat, to_lon[found], to_lat[found])
