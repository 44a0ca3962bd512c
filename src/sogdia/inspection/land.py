"""Whose land a point is on, and how far it is from a country: vectorised, on the outlines and towns of the package."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from sogdia.data import outlines, places

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG), km."""

_STEP_DEGREES = 0.1


def on_sphere(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Give points as unit vectors, shape (n, 3).

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,).
    """
    x, y = np.radians(np.asarray(lon, dtype=float)), np.radians(np.asarray(lat, dtype=float))
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def chord(km: float) -> float:
    """Give the straight distance of two unit vectors that are `km` apart on the ground."""
    return float(2.0 * np.sin(km / EARTH_KM / 2.0))


def ground_km(chords: ArrayLike) -> Floats:
    """Give the distance on the ground, km, of unit vectors that are so far apart."""
    return np.asarray(2.0 * EARTH_KM * np.arcsin(np.clip(np.asarray(chords, dtype=float) / 2.0, 0.0, 1.0)))


@cache
def _parts() -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Give the polygons of all countries and the code of each."""
    land = outlines()
    land = land[land.code.notna()]
    parts, owner = shapely.get_parts(land.geometry.to_numpy(), return_index=True)
    return parts, land.code.to_numpy(dtype=object)[owner]


def country_at(lon: Floats, lat: Floats) -> NDArray[np.object_]:
    """Give the code of the country on whose land each point lies; empty at sea.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,), all in range.
    """
    parts, codes = _parts()
    at = np.full(len(lon), "", dtype=object)
    if len(lon):
        part, point = shapely.STRtree(shapely.points(lon, lat)).query(parts, predicate="intersects")
        at[point[::-1]] = codes[part[::-1]]
    return at


@cache
def _marks() -> tuple[Floats, NDArray[np.object_]]:
    """Give points along all coasts, borders and in all towns as unit vectors, and the code of each."""
    parts, codes = _parts()
    xy, owner = shapely.get_coordinates(shapely.segmentize(parts, _STEP_DEGREES), return_index=True)
    towns = places().dropna(subset=["country"])
    lon = np.concatenate([xy[:, 0], towns.lon.to_numpy()])
    lat = np.concatenate([xy[:, 1], towns.lat.to_numpy()])
    return on_sphere(lon, lat), np.concatenate([codes[owner], towns.country.to_numpy(dtype=object)])


@cache
def _tree(code: str) -> cKDTree | None:
    points, codes = _marks()
    own = points[codes == code]
    return cKDTree(own) if len(own) else None


def km_from(lon: Floats, lat: Floats, codes: NDArray[np.object_]) -> Floats:
    """Give how far each point is from the land of the country named for it, km.

    Parameters
    ----------
    lon, lat, codes
        Shape (n,); degrees in range, ISO 3166-1 alpha-3.

    Returns
    -------
    ndarray
        0 on its land; not a number for countries that neither the outlines nor the towns have. Good to about 6 km.
    """
    out = np.where(country_at(lon, lat) == codes, 0.0, np.nan)
    points = on_sphere(lon, lat)
    for code in set(codes[np.isnan(out)]):
        tree = _tree(str(code))
        rows = np.flatnonzero((codes == code) & np.isnan(out))
        if tree is not None:
            out[rows] = ground_km(tree.query(points[rows])[0])
    return out


@cache
def _borders() -> cKDTree:
    xy = shapely.get_coordinates(shapely.segmentize(_parts()[0], _STEP_DEGREES))
    return cKDTree(on_sphere(xy[:, 0], xy[:, 1]))


def km_from_border(lon: Floats, lat: Floats) -> Floats:
    """Give how far each point is from the nearest coast or border, km; good to about 6 km."""
    return ground_km(_borders().query(on_sphere(lon, lat))[0]) if len(lon) else np.zeros(0)
