"""Lines as pieces on the ellipsoid: places in km from the Earth's centre, so that no meridian and no pole is special.

Between two points less than 100 km apart the straight line differs from the geodesic by less than one part in 90,000;
pieces of at most `PIECE_KM` leave their chord by less than 2 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

MEAN_RADIUS_KM: Final = 6371.0088
"""Mean radius of the Earth, km (IUGG)."""

PIECE_KM: Final = 5.0
_A_KM: Final = 6378.137
_FLATTENING: Final = 1.0 / 298.257223563


def earth_km(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Give points on the WGS84 ellipsoid as km from the centre of the Earth.

    Returns
    -------
    ndarray
        Shape (..., 3).

    Examples
    --------
    >>> [round(float(v), 3) for v in earth_km(90.0, 0.0)]
    [0.0, 6378.137, 0.0]
    """
    x, y = np.deg2rad(np.asarray(lon, dtype=float)), np.deg2rad(np.asarray(lat, dtype=float))
    e2 = _FLATTENING * (2.0 - _FLATTENING)
    normal = _A_KM / np.sqrt(1.0 - e2 * np.sin(y) ** 2)
    return np.stack(
        [normal * np.cos(y) * np.cos(x), normal * np.cos(y) * np.sin(x), normal * (1.0 - e2) * np.sin(y)], axis=-1
    )


@dataclass(frozen=True, eq=False)
class Pieces:
    """Short straight pieces of several lines.

    Attributes
    ----------
    start, end
        Ends of each piece, km from the Earth's centre; shape (n, 3).
    km
        Length of each piece; shape (n,).
    line
        Line that each piece is part of; shape (n,).
    """

    start: Floats
    end: Floats
    km: Floats
    line: NDArray[np.intp]

    @property
    def middle(self) -> Floats:
        """Middle of each piece, km from the Earth's centre; shape (n, 3)."""
        return (self.start + self.end) / 2.0

    def keep(self, which: NDArray[Any]) -> Pieces:
        """Give some of the pieces."""
        return Pieces(self.start[which], self.end[which], self.km[which], self.line[which])

    @classmethod
    def of(cls, lines: Sequence[Any], step_km: float = PIECE_KM, near: Pieces | None = None) -> Pieces:
        """Cut lines (shapely lines in lon, lat; None for none) into pieces of at most `step_km`.

        A seam at 180 degrees is no gap: the two ends of the cut are one place on the ellipsoid. With `near`, segments
        that cannot come within `step_km` of the box around these pieces are left out.
        """
        parts, of = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
        points, at = shapely.get_coordinates(parts, return_index=True)
        step = np.flatnonzero(at[1:] == at[:-1])
        if near is not None:
            step = step[_within_box(points[step], points[step + 1], near, 2.0 * step_km)]
        return cls.between(points[step], points[step + 1], of[at[step]], step_km)

    @classmethod
    def between(cls, first: Floats, last: Floats, line: NDArray[np.intp], step_km: float = PIECE_KM) -> Pieces:
        """Cut the straight ways between points (lon, lat; shape (n, 2)) into pieces of at most `step_km`."""
        km = distance_km(first[:, 0], first[:, 1], last[:, 0], last[:, 1])
        some = km > 0
        first, last, km, line = first[some], last[some], km[some], line[some]
        count = np.maximum(np.ceil(km / step_km), 1).astype(int)
        which = np.repeat(np.arange(len(km)), count)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        a, b = earth_km(first[:, 0], first[:, 1]), earth_km(last[:, 0], last[:, 1])
        ends = [_on_arc(a[which], b[which], (turn + shift) / count[which]) for shift in (0.0, 1.0)]
        return cls(ends[0], ends[1], (km / count)[which], line[which])


def _within_box(first: Floats, last: Floats, near: Pieces, room_km: float) -> NDArray[np.bool_]:
    """Say which ways between points (lon, lat) can come within `room_km` of the box around pieces.

    No place on a way is farther from the nearer end than its chord, since it is at most half round the Earth.
    """
    if not len(near.km):
        return np.zeros(len(first), dtype=bool)
    low = np.minimum(near.start.min(axis=0), near.end.min(axis=0)) - room_km
    high = np.maximum(near.start.max(axis=0), near.end.max(axis=0)) + room_km
    a, b = earth_km(first[:, 0], first[:, 1]), earth_km(last[:, 0], last[:, 1])
    reach = np.linalg.norm(b - a, axis=1, keepdims=True)
    return np.asarray(((np.maximum(a, b) + reach >= low) & (np.minimum(a, b) - reach <= high)).all(axis=1))


def _on_arc(a: Floats, b: Floats, share: Floats) -> Floats:
    """Give the points a share of the way along the great arcs from a to b, put on the ellipsoid."""
    ua, ub = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (a, b))
    angle = 2.0 * np.arcsin(np.clip(np.linalg.norm(ub - ua, axis=1) / 2.0, 0.0, 1.0))
    small = angle < 1e-9
    over = np.where(small, 1.0, np.sin(angle))
    wa = np.where(small, 1.0 - share, np.sin((1.0 - share) * angle) / over)
    wb = np.where(small, share, np.sin(share * angle) / over)
    way = wa[:, None] * ua + wb[:, None] * ub
    lon, lat = degrees(way)
    return earth_km(lon, lat)


def degrees(way: Floats) -> tuple[Floats, Floats]:
    """Give lon and geographic lat of the points of the ellipsoid in these directions from the Earth's centre."""
    e2 = _FLATTENING * (2.0 - _FLATTENING)
    across = np.hypot(way[..., 0], way[..., 1])
    return np.rad2deg(np.arctan2(way[..., 1], way[..., 0])), np.rad2deg(np.arctan2(way[..., 2], across * (1.0 - e2)))


def apart_km(points: Floats, start: Floats, end: Floats) -> Floats:
    """Give the distance from points to straight pieces, row by row, km; shapes (n, 3)."""
    along = end - start
    share = np.einsum("ij,ij->i", points - start, along) / np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
    near = start + np.clip(share, 0.0, 1.0)[:, None] * along
    return np.asarray(np.linalg.norm(points - near, axis=1), dtype=float)
