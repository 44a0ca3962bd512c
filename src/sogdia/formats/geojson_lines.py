"""Points and lines of GeoJSON geometries as arrays; what is no place of the Earth is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def line_parts(geometry: object) -> list[NDArray[np.float64]]:
    """Give the polylines of a LineString, MultiLineString or GeometryCollection, each of shape (n, 2), n >= 2.

    Longitudes beyond 180 degrees are brought back; a third coordinate (height) is dropped.
    """
    if not isinstance(geometry, dict):
        return []
    kind, inner = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        return [
            shape
            for one in geometry["geometries"]
            if isinstance(one, dict) and one.get("type") != kind
            for shape in line_parts(one)
        ]
    if kind == "LineString":
        inner = [inner]
    elif kind != "MultiLineString":
        return []
    shapes = (polyline(points) for points in inner) if isinstance(inner, list) else ()
    return [shape for shape in shapes if shape is not None]


def point_places(geometry: object) -> list[tuple[float, float]]:
    """Give the positions of a Point, a MultiPoint or those in a GeometryCollection."""
    if not isinstance(geometry, dict):
        return []
    kind, inner = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        some = [one for one in geometry["geometries"] if isinstance(one, dict) and one.get("type") != kind]
        return [place for one in some for place in point_places(one)]
    points = [inner] if kind == "Point" else inner if kind == "MultiPoint" and isinstance(inner, list) else []
    return [place for point in points if (place := position(point)) is not None]


def polyline(points: Any) -> NDArray[np.float64] | None:  # noqa: ANN401  any JSON value
    """Give a list of positions as an array of shape (n, 2); None where fewer than two are places."""
    kept = [place for point in points if (place := position(point)) is not None] if isinstance(points, list) else []
    return np.array(kept, dtype=float) if len(kept) > 1 else None


def position(point: object) -> tuple[float, float] | None:
    """Give longitude and latitude of a position, degrees; None where it is no place."""
    if not isinstance(point, list | tuple) or len(point) < 2:
        return None
    lon, lat = point[:2]
    if (
        isinstance(lon, bool)
        or isinstance(lat, bool)
        or not isinstance(lon, int | float)
        or not isinstance(lat, int | float)
    ):
        return None
    if not (-360 <= lon <= 360 and -90 <= lat <= 90):
        return None
    turned = lon - 360 if lon > 180 else lon + 360 if lon < -180 else lon
    return float(turned), float(lat)
