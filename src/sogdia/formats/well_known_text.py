"""Lines and areas as well-known text (OGC 06-103r4), to the last digit, which GEOS neither reads nor writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK: Final = 5000
"""Shapes that are read at once: the texts of their numbers take much memory."""
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

Shapes = np.ndarray[Any, np.dtype[np.object_]]


def from_wkt(texts: Iterable[object]) -> Shapes:
    """Read texts as shapes; what is no text or no shape becomes None.

    Examples
    --------
    >>> from_wkt(["LINESTRING (0 0, 1 0.1)", None, "hello"]).tolist()
    [<LINESTRING (0 0, 1 0.1)>, None, None]
    """
    cells = [text if isinstance(text, str) else None for text in texts]
    shapes: Shapes = np.empty(len(cells), dtype=object)
    for first in range(0, len(cells), BLOCK):
        shapes[first : first + BLOCK] = _block(cells[first : first + BLOCK])
    return shapes


def _block(cells: list[str | None]) -> Shapes:
    shapes: Shapes = np.empty(len(cells), dtype=object)
    shapes[:] = shapely.from_wkt(np.array([*cells, None], dtype=object), on_invalid="ignore")[:-1]
    flat = np.flatnonzero([shape is not None and not shapely.has_z(shape) for shape in shapes])
    numbers = [_NUMBER.findall(cells[i] or "") for i in flat]
    counts = shapely.get_num_coordinates(shapes[flat]) * 2
    exact = flat[[len(found) == count for found, count in zip(numbers, counts, strict=True)]]
    kept = [found for found, count in zip(numbers, counts, strict=True) if len(found) == count]
    if len(exact):
        values = np.array([float(number) for found in kept for number in found]).reshape(-1, 2)
        shapes[exact] = shapely.set_coordinates(shapes[exact], values)
    return shapes


def to_wkt(shapes: Iterable[object]) -> list[str | None]:
    """Write shapes as texts from which `from_wkt` gives the same shapes; None stays None."""
    return [_written(shape) if hasattr(shape, "geom_type") else None for shape in shapes]


def _written(shape: Any) -> str:  # noqa: ANN401  any shapely geometry
    return f"{shape.geom_type.upper()} {_inner(shape)}"


def _inner(shape: Any) -> str:  # noqa: ANN401  the same
    if shape.is_empty:
        return "EMPTY"
    if shape.geom_type == "GeometryCollection":
        return f"({', '.join(map(_written, shape.geoms))})"
    if hasattr(shape, "geoms"):
        return f"({', '.join(map(_inner, shape.geoms))})"
    if shape.geom_type == "Polygon":
        return f"({', '.join(map(_inner, (shape.exterior, *shape.interiors)))})"
    points = shapely.get_coordinates(shape).tolist()
    return f"({', '.join(f'{x!r} {y!r}' for x, y in points)})"
