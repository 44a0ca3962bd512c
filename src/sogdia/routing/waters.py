"""Whose land and waters a point lies in, by the nearest coast: approximate, and no position on any border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sogdia.routing.globe import MEAN_RADIUS_KM, earth_km
from sogdia.routing.near_points import Cloud

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

TERRITORIAL_KM: Final = 12 * 1.852
"""Breadth of the territorial sea, 12 nautical miles (UNCLOS article 3)."""

EEZ_KM: Final = 200 * 1.852
"""Breadth of the exclusive economic zone, 200 nautical miles (UNCLOS article 57)."""

ZONES: Final = ("land", "territorial", "eez", "high seas")
_STEP_DEG: Final = 0.05
_CHUNK: Final = 64
"""Polygons that are taken at a time."""
_NO_WATERS: Final = frozenset({"ATA"})
"""Outlines without waters of a state: Antarctica, whose claims the Antarctic Treaty sets aside (article IV)."""


@dataclass(frozen=True, eq=False)
class Shores:
    """Coasts and land of countries, ready to be asked.

    Attributes
    ----------
    codes
        Code of each outline.
    owner
        Outline of each point of a coast; shape (n,).
    coast
        The coasts' points, km from the centre of the Earth.
    land
        Tree of the outlines' polygons.
    polygon_owner
        Outline of each polygon of `land`.
    """

    codes: tuple[str, ...]
    owner: NDArray[np.int32]
    coast: Cloud
    land: shapely.STRtree
    polygon_owner: NDArray[np.intp]

    @classmethod
    def of(cls, codes: Sequence[str], outlines: Sequence[object]) -> Shores:
        """Take the outlines (polygons in lon, lat) of countries by code; two may have one code."""
        polygons, of = shapely.get_parts(np.asarray(outlines, dtype=object), return_index=True)
        places, owners = [np.empty((0, 3))], [np.empty(0, dtype=np.int32)]
        for first in range(0, len(polygons), _CHUNK):
            rings, of_ring = shapely.get_rings(polygons[first : first + _CHUNK], return_index=True)
            lon, lat, ring = _along(*shapely.get_coordinates(rings, return_index=True))
            places.append(earth_km(lon, lat))
            owners.append(of[first + of_ring[ring]].astype(np.int32))
        whole = np.concatenate(places)
        del places
        coast = Cloud.of(whole)
        return cls(tuple(codes), np.concatenate(owners), coast, shapely.STRtree(polygons), of)

    def at(self, lon: ArrayLike, lat: ArrayLike, sea: ArrayLike) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Give country and zone of points.

        Parameters
        ----------
        lon, lat
            Degrees; shape (n,).
        sea
            Whether each point lies at sea; shape (n,).

        Returns
        -------
        tuple
            Codes (empty on the high seas) and one of `ZONES`; shape (n,) each. At sea the waters are those of the
            nearest coast within 12 and 200 nautical miles. Agreed and disputed maritime boundaries, baselines and
            archipelagic waters are not known here, so a count of permits may be off by one or two. Coasts are those
            of the outlines given; islands that they leave out have no waters.
        """
        x, y, wet = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float), np.asarray(sea, dtype=bool)
        chord, near = self.coast.nearest(earth_km(x, y))
        away = 2.0 * MEAN_RADIUS_KM * np.arcsin(np.clip(chord / (2.0 * MEAN_RADIUS_KM), 0.0, 1.0))
        names = np.array([*self.codes, ""], dtype=object)
        owner = self.owner[near].copy()
        dry = np.flatnonzero(~wet)
        if dry.size:
            point, polygon = self.land.query(shapely.points(x[dry], y[dry]), predicate="intersects")
            owner[dry[point]] = self.polygon_owner[polygon]
        zone = np.select([~wet, away <= TERRITORIAL_KM, away <= EEZ_KM], ["land", "territorial", "eez"], "high seas")
        free = wet & ((zone == "high seas") | np.isin(names[owner], list(_NO_WATERS)))
        code = np.where(free, "", names[owner])
        return code.astype(object), np.where(free, "high seas", zone).astype(object)


def _along(points: Floats, ring: NDArray[np.int64]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Give points along rings at most `_STEP_DEG` apart, with their rings; a cut at 180 degrees is no coast."""
    step = np.flatnonzero(ring[1:] == ring[:-1])
    gone = points[step + 1] - points[step]
    count = np.maximum(np.ceil(np.hypot(*gone.T) / _STEP_DEG), 1).astype(np.int64)
    which = np.repeat(np.arange(len(step)), count)
    share = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / count[which]
    lon, lat = (points[step[which]] + share[:, None] * gone[which]).T
    real = (np.abs(lon) < 180.0 - 1e-6) & (lat > -89.0)
    return lon[real], lat[real], ring[step[which[real]]]
