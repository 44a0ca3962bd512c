"""Distances, arcs and shapes on the WGS84 ellipsoid. Order is always lon, lat in decimal degrees."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@cache
def _ellipsoid() -> Any:  # noqa: ANN401  pyproj ships no types for Geod
    return Geod(ellps="WGS84")


def distance_km(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Give the geodesic distance between points, element by element, in km.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees, numbers or arrays of shapes that broadcast together.

    Source
    ------
    Karney (2013), Algorithms for geodesics, as implemented by PROJ.

    Examples
    --------
    >>> round(float(distance_km(0, 0, 1, 0)), 3)
    111.319
    """
    a, b, c, d = (np.asarray(v, dtype=float) for v in np.broadcast_arrays(lon1, lat1, lon2, lat2))
    shape = a.shape
    metres = _ellipsoid().inv(a.ravel(), b.ravel(), c.ravel(), d.ravel())[2]
    return np.asarray(metres, dtype=float).reshape(shape) / 1000.0


def length_km(lonlat: Floats) -> float:
    """Give the length of a polyline along geodesics, in km.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    """
    points = np.asarray(lonlat, dtype=float)
    if len(points) < 2:
        return 0.0
    return float(distance_km(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]).sum())


def geometry_km(geometry: Any) -> float:  # noqa: ANN401  any shapely geometry
    """Give the length of a LineString or MultiLineString along geodesics, in km; 0 for none."""
    if geometry is None or geometry.is_empty:
        return 0.0
    parts = geometry.geoms if hasattr(geometry, "geoms") else [geometry]
    return float(sum(length_km(shapely.get_coordinates(part)) for part in parts))


def densify(lonlat: Floats, step_km: float = 100.0) -> Floats:
    """Put points on the geodesics of a polyline so that none is longer than `step_km`.

    Returns
    -------
    ndarray
        Shape (m, 2), m >= n; longitudes in [-180, 180].
    """
    points = np.asarray(lonlat, dtype=float)
    out = [points[:1]]
    for (x1, y1), (x2, y2) in pairwise(points):
        inner = int(float(distance_km(x1, y1, x2, y2)) // step_km)
        if inner:
            out.append(np.asarray(_ellipsoid().npts(x1, y1, x2, y2, inner), dtype=float))
        out.append(np.array([[x2, y2]]))
    return np.vstack(out)


def line(lonlat: Floats) -> Any:  # noqa: ANN401  shapely geometry
    """Make a line of a polyline, cut at the antimeridian: a LineString, or a MultiLineString where it crosses.

    Examples
    --------
    >>> line(np.array([[179.0, 0.0], [-179.0, 0.0]])).geom_type
    'MultiLineString'
    """
    points = np.asarray(lonlat, dtype=float)
    parts: list[list[tuple[float, float]]] = [[(float(points[0, 0]), float(points[0, 1]))]]
    for (x1, y1), (x2, y2) in pairwise(points):
        if abs(x2 - x1) > 180.0:
            side = 180.0 if x1 > 0 else -180.0
            x2_near = x2 + 2 * side
            share = (side - x1) / (x2_near - x1) if x2_near != x1 else 0.5
            y_cross = float(y1 + share * (y2 - y1))
            parts[-1].append((side, y_cross))
            parts.append([(-side, y_cross)])
        parts[-1].append((float(x2), float(y2)))
    lines = [shapely.LineString(part) for part in parts if len(part) > 1]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def arc(lon1: float, lat1: float, lon2: float, lat2: float, step_km: float = 100.0) -> Any:  # noqa: ANN401
    """Draw the geodesic between two points as a line with a vertex at least every `step_km`."""
    return line(densify(np.array([[lon1, lat1], [lon2, lat2]]), step_km))


def circle(lon: float, lat: float, radius_km: float, points: int = 72) -> Any:  # noqa: ANN401
    """Draw the circle of `radius_km` around a point as a polygon (a box at the pole or the antimeridian is cut).

    Raises
    ------
    ValueError
        `radius_km` is not above 0 and below 20,000.
    """
    if not 0 < radius_km < 20_000:
        raise ValueError(f"a circle's radius is above 0 and below 20,000 km, not {radius_km}")
    bearing = np.linspace(0.0, 360.0, points, endpoint=False)
    n = len(bearing)
    x, y, _ = _ellipsoid().fwd(np.full(n, lon), np.full(n, lat), bearing, np.full(n, radius_km * 1000.0))
    x = np.asarray(x)
    x = np.where(x - lon > 180, x - 360, np.where(x - lon < -180, x + 360, x))
    whole = shapely.make_valid(shapely.Polygon(np.column_stack([x, y])))
    world = shapely.box(-180, -90, 180, 90)
    east, west = (shapely.transform(whole, lambda c, s=shift: c + np.array([s, 0.0])) for shift in (-360.0, 360.0))
    return shapely.union_all([part.intersection(world) for part in (whole, east, west)])
