"""Reads the points and lines of the Open Fibre Data Standard, and draws lines for it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sogdia.geodesy import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.formats.ofds_values import Values

    Floats = NDArray[np.float64]

_NUMBERS = {int, float}


def read_point(values: Values, value: Any, column: str) -> tuple[float, float] | None:  # noqa: ANN401  any JSON value
    """Read a GeoJSON Point: lon and lat in degrees, or None where it is none."""
    if value is None:
        return None
    given = value.get("coordinates") if isinstance(value, dict) and value.get("type", "Point") == "Point" else None
    found = _positions([given]) if isinstance(given, list) else None
    if found is None:
        values.wrong(column, value, "is not a GeoJSON Point")
        return None
    placed = _in_range(values, found, column)
    return None if placed is None else (float(placed[0, 0]), float(placed[0, 1]))


def read_route(values: Values, value: Any, column: str) -> Floats | None:  # noqa: ANN401  any JSON value
    """Read a GeoJSON LineString (or the parts of a MultiLineString, joined): shape (n, 2), or None where it is none."""
    if value is None:
        return None
    kind = value.get("type", "LineString") if isinstance(value, dict) else None
    given = value.get("coordinates") if isinstance(value, dict) else None
    if kind == "MultiLineString" and isinstance(given, list) and all(isinstance(part, list) for part in given):
        given = list(chain.from_iterable(given))
        values.tell(
            "note", "line-in-parts", column, kind, "is not one line", "its parts are joined in order", mended=True
        )
        kind = "LineString"
    found = _positions(given) if kind == "LineString" and isinstance(given, list) else None
    if found is None or len(found) < 2:
        values.wrong(column, value, "is not a GeoJSON LineString of two or more positions")
        return None
    return _in_range(values, found, column)


def _positions(given: list[Any]) -> Floats | None:
    """Give positions as an array of shape (n, 2); a height is left out."""
    if set(map(type, given)) != {list}:
        return None
    sizes = set(map(len, given))
    if sizes != {2}:
        if min(sizes) < 2:
            return None
        given = [position[:2] for position in given]
    if not set(map(type, chain.from_iterable(given))) <= _NUMBERS:
        return None
    try:
        found = np.array(given, dtype=float)
    except (OverflowError, ValueError):
        return None
    return found if bool(np.isfinite(found).all()) else None


def _in_range(values: Values, found: Floats, column: str) -> Floats | None:
    east, north = np.abs(found).max(axis=0)
    if east <= 180.0 and north <= 90.0:
        return found
    if north <= 90.0 and east <= 360.0:
        values.tell("warning", "longitude-range", column, float(found[np.abs(found[:, 0]).argmax(), 0]),
                    "longitude is beyond 180 degrees", "taken as that meridian within 180", mended=True)  # fmt: skip
        turned = found.copy()
        turned[:, 0] = (turned[:, 0] + 180.0) % 360.0 - 180.0
        return turned
    worst = found[int(np.abs(found[:, 1]).argmax() if north > 90.0 else np.abs(found[:, 0]).argmax())]
    if north > 90.0 and float(np.abs(found[:, 0]).max()) <= 90.0 and north <= 180.0:
        mend = "left out: longitude comes first, then latitude; swap them if that is what happened"
    else:
        mend = "left out: give degrees of WGS 84, longitude first"
    values.tell("warning", "coordinates-range", column, worst.tolist(), "is no place on earth", mend, mended=True)
    return None


def lines(routes: Sequence[Floats | None]) -> list[Any]:
    """Make lines of routes in one go: a LineString each, a MultiLineString where one crosses the antimeridian."""
    there = [i for i, route in enumerate(routes) if route is not None]
    out: list[Any] = [None] * len(routes)
    if not there:
        return out
    arrays = [routes[i] for i in there]
    sizes = np.array([len(array) for array in arrays if array is not None])
    points = np.concatenate([array for array in arrays if array is not None])
    made = shapely.linestrings(points, indices=np.repeat(np.arange(len(there)), sizes))
    after = np.cumsum(sizes)
    jump = np.abs(np.diff(points[:, 0])) > 180.0
    jump[after[:-1] - 1] = False
    crossing = set(np.repeat(np.arange(len(there)), sizes)[:-1][jump].tolist())
    for k, (i, shape) in enumerate(zip(there, made, strict=True)):
        out[i] = _cut(points[after[k] - sizes[k] : after[k]]) if k in crossing else shape
    return out


def _cut(points: Floats) -> Any:  # noqa: ANN401  a shapely geometry
    """Cut a line at the antimeridian; one that stands on it on both sides is cut there and nowhere else."""
    jumps = np.flatnonzero(np.abs(np.diff(points[:, 0])) > 180.0)
    if all(abs(points[i, 0]) == 180.0 and abs(points[i + 1, 0]) == 180.0 for i in jumps):
        parts = [part for part in np.split(points, jumps + 1) if len(part) > 1]
        if len(parts) == len(jumps) + 1:
            return shapely.MultiLineString([shapely.LineString(part) for part in parts])
    return line(points)


def in_parts(shape: Any, sizes: list[int]) -> Any:  # noqa: ANN401  a shapely geometry
    """Take a line apart into parts of so many vertices; the line as it is where the sizes do not fit it."""
    points = shapely.get_coordinates(shape)
    if any(size < 2 for size in sizes) or sum(sizes) != len(points) or len(sizes) < 1:
        return shape
    return shapely.MultiLineString([shapely.LineString(part) for part in np.split(points, np.cumsum(sizes)[:-1])])


def route_of(shape: Any) -> tuple[list[list[float]], list[int] | None]:  # noqa: ANN401  a shapely geometry
    """Give the positions of a line, and the vertices of its parts where the standard's one line cannot tell them."""
    points = shapely.get_coordinates(shape)
    if shape.geom_type == "LineString":
        return points.tolist(), None
    sizes = [shapely.get_num_coordinates(part) for part in shape.geoms]
    ends = np.cumsum(sizes)[:-1]
    cut = all(abs(points[i - 1, 0]) == 180.0 and points[i, 0] == -points[i - 1, 0] for i in ends)
    inside = np.abs(np.diff(points[:, 0])) > 180.0
    plain = cut and len(sizes) > 1 and set(np.flatnonzero(inside).tolist()) == {int(i) - 1 for i in ends}
    return points.tolist(), None if plain else [int(size) for size in sizes]
