"""From degrees to a flat map: a projection that suits the places shown, cut where a map must be cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_POLAR_SHARE: Final = 0.3
_POLAR_LATITUDE: Final = 58.0
_WIDE_DEGREES: Final = 88.0


@dataclass(frozen=True)
class Projection:
    """A map projection.

    Attributes
    ----------
    name
        In words, for the caption.
    kind
        ``azimuthal`` (Lambert's equal-area, any centre, the poles among them) or ``world`` (Equal Earth).
    lon, lat
        Centre, degrees.
    """

    name: str
    kind: str
    lon: float
    lat: float

    def points(self, lonlat: Floats) -> Floats:
        """Project points of shape (n, 2), degrees, to km on the map; the antipode of the centre has no place (inf)."""
        lonlat = np.asarray(lonlat, dtype=float).reshape(-1, 2)
        lon = lonlat[:, 0]
        if self.kind == "world":
            lon = (lon - self.lon + 180.0) % 360.0 - 180.0
        x, y = _transformer(self._proj()).transform(lon, lonlat[:, 1])
        return np.column_stack([x, y]) / 1000.0

    def shape(self, geometry: Any) -> Any:  # noqa: ANN401  any shapely geometry
        """Project a geometry in degrees that is cut at the antimeridian; it is cut anew where this map needs it."""
        if geometry is None or geometry.is_empty:
            return shapely.GeometryCollection()
        if self.kind == "world":
            cut = shapely.geometrycollections(list(_recentred(np.array([geometry]), self.lon)))
            return shapely.transform(shapely.segmentize(cut, 2.0), self._centred)
        return shapely.transform(shapely.segmentize(self._without_antipode(geometry), 2.0), self.points)

    def strokes(self, geometries: Iterable[Any]) -> list[Floats]:
        """Project the lines of geometries (polygons' rims), without the seams at 180 degrees and at the poles."""
        given = [g.boundary if g.geom_type.endswith("Polygon") else g for g in geometries if g is not None]
        parts = shapely.get_parts(np.array([*given, None], dtype=object)[:-1])
        pieces = [piece for part in parts for piece in _unseamed(shapely.get_coordinates(part))]
        lines = np.array([*map(shapely.linestrings, pieces), None], dtype=object)[:-1]
        if self.kind == "world":
            lines = shapely.get_parts(_recentred(lines, self.lon))
        lines = lines[shapely.length(lines) > 0]
        lonlat, index = shapely.get_coordinates(shapely.segmentize(lines, 2.0), return_index=True)
        xy = self._centred(lonlat) if self.kind == "world" else self.points(lonlat)
        strokes = np.split(xy, np.flatnonzero(np.diff(index)) + 1)
        return [stroke for stroke in strokes if len(stroke) > 1 and np.isfinite(stroke).all()]

    def _proj(self) -> str:
        if self.kind == "world":
            return "+proj=eqearth +lon_0=0 +datum=WGS84"
        return f"+proj=laea +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84"

    def _centred(self, lonlat: Floats) -> Floats:
        x, y = _transformer(self._proj()).transform(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([x, y]) / 1000.0

    def _without_antipode(self, geometry: Any) -> Any:  # noqa: ANN401
        if not geometry.geom_type.endswith("Polygon"):
            return geometry
        far = shapely.Point((self.lon + 360.0) % 360.0 - 180.0, -self.lat).buffer(0.05)
        if not geometry.intersects(far):
            return geometry
        return shapely.union_all([p for p in shapely.get_parts(geometry) if not p.intersects(far)])


@cache
def _transformer(proj: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", proj, always_xy=True)


def fitting(lonlat: Floats) -> Projection:
    """Choose a projection for places: polar where many lie far north or south, else centred on them, else the world.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees; with no places at all the world is centred on 60 degrees east.
    """
    points = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    if not len(points):
        return world(60.0)
    lon, lat = centre(points)
    for pole, side in (("North", 1.0), ("South", -1.0)):
        if np.mean(side * points[:, 1] > _POLAR_LATITUDE) >= _POLAR_SHARE:
            return Projection(f"Lambert azimuthal equal-area on the {pole} Pole", "azimuthal", lon, 90.0 * side)
    if _angle(points, lon, lat).max() > _WIDE_DEGREES:
        return world(lon)
    return Projection("Lambert azimuthal equal-area, centred on the places shown", "azimuthal", lon, lat)


def rim(projection: Projection) -> Floats:
    """Give the outline of the whole globe on a map of the world: shape (n, 2), km."""
    lat = np.linspace(-90.0, 90.0, 91)
    west, east = (
        projection.points(np.column_stack([np.full(91, projection.lon + x), lat])) for x in (-180.0, 179.9999)
    )
    return np.vstack([west, east[::-1]])


def world(lon: float) -> Projection:
    """Give the map of the whole world with a meridian in its middle."""
    return Projection("Equal Earth", "world", round(lon), 0.0)


def centre(lonlat: Floats) -> tuple[float, float]:
    """Give the middle of the cap that holds the places: mean direction, drawn to the middle of the extremes.

    Examples
    --------
    >>> centre(np.array([[179.0, 0.0], [-179.0, 0.0]]))
    (180.0, 0.0)
    """
    lon, lat = np.radians(lonlat[:, 0]), np.radians(lonlat[:, 1])
    x, y = float(np.mean(np.cos(lat) * np.cos(lon))), float(np.mean(np.cos(lat) * np.sin(lon)))
    middle = float(np.degrees(np.arctan2(y, x)))
    offset = (lonlat[:, 0] - middle + 180.0) % 360.0 - 180.0
    shifted = middle + float(offset.min() + offset.max()) / 2.0
    east = (shifted + 180.0) % 360.0 - 180.0
    return (180.0 if round(abs(east), 1) == 180.0 else round(east, 1)), round(
        float(lonlat[:, 1].min() + lonlat[:, 1].max()) / 2.0, 1
    )


def _angle(points: Floats, lon: float, lat: float) -> Floats:
    a, b = np.radians(points[:, 1]), np.radians(lat)
    turn = np.radians(points[:, 0] - lon)
    cosine = np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(turn)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), dtype=float)


def _recentred(geometries: Any, lon: float) -> Any:  # noqa: ANN401  array of geometries
    """Turn the globe so that `lon` is at 0, cutting what crosses the new rim; give the parts."""
    seam = lon + 180.0 if lon <= 0 else lon - 180.0
    west, east = shapely.box(-180, -90, seam, 90), shapely.box(seam, -90, 180, 90)
    steps = (-lon + 360.0, -lon) if lon > 0 else (-lon, -lon - 360.0)
    parts = [
        shapely.get_parts(
            shapely.transform(shapely.intersection(geometries, side), lambda c, s=step: c + np.array([s, 0.0]))
        )
        for side, step in zip((west, east), steps, strict=True)
    ]
    found = np.concatenate(parts)
    return found[~shapely.is_empty(found)]


def _unseamed(lonlat: Floats) -> list[Floats]:
    """Leave out the edges of a rim that run along the antimeridian or a pole."""
    one, two = lonlat[:-1], lonlat[1:]
    along = (np.abs(one[:, 0] + two[:, 0]) > 359.98) | (np.abs(one[:, 1] + two[:, 1]) > 179.8)
    breaks = np.flatnonzero(along)
    starts, ends = np.r_[0, breaks + 1], np.r_[breaks + 1, len(lonlat)]
    return [lonlat[a:b] for a, b in zip(starts, ends, strict=True) if b - a > 1]
