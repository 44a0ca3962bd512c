"""Coordinate reference systems that a GeoJSON names (GeoJSON of 2008; RFC 7946 has degrees of WGS 84 alone)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Transform = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def to_degrees(crs: object) -> Transform | None:
    """Give what turns positions of a named system to longitude and latitude; None where nothing is to turn.

    Raises
    ------
    DataError
        The system is not known.
    """
    about = crs.get("properties") if isinstance(crs, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    if not isinstance(name, str) or name.upper().endswith("CRS84"):
        return None
    try:
        system = pyproj.CRS.from_user_input(name)
        if system.to_epsg() == 4326:
            return None
        transformer = pyproj.Transformer.from_crs(system, 4326, always_xy=True)
    except pyproj.exceptions.ProjError as fault:
        raise DataError(f"no coordinate reference system {name[:80]!r} is known; give degrees of WGS 84") from fault

    def transform(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(places[:, 0], places[:, 1]))

    return transform


def turned(geometry: Any, transform: Transform) -> Any:  # noqa: ANN401  any JSON value
    """Give a geometry with its positions turned; what is no position stays as it is."""
    if not isinstance(geometry, dict):
        return geometry
    if isinstance(geometry.get("geometries"), list):
        return geometry | {"geometries": [turned(one, transform) for one in geometry["geometries"][:10_000]]}
    return geometry | {"coordinates": _turned(geometry.get("coordinates"), transform, 0)}


def _turned(value: Any, transform: Transform, depth: int) -> Any:  # noqa: ANN401  any JSON value
    if not isinstance(value, list) or not value or depth > 4:
        return value
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
        try:
            place = transform(np.array([value[:2]], dtype=float)) if len(value) > 1 else np.full((1, 2), np.nan)
        except (OverflowError, ValueError):
            return []
        return place[0].tolist() if np.isfinite(place).all() else []
    return [_turned(one, transform, depth + 1) for one in value]
