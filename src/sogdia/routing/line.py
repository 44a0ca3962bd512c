"""A route as arrays: the line that a search found, with what lies under it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SEA: Final = 0
LAND: Final = 1
SETTINGS: Final = ("submarine", "terrestrial")
"""Setting of a segment by its code: `SEA` is submarine, `LAND` is terrestrial."""


@dataclass(frozen=True)
class Route:
    """The line of a cable, in the order of laying.

    Attributes
    ----------
    lon, lat
        Shape (n,), degrees; longitudes in [-180, 180], with a jump where the line crosses the antimeridian.
    elevation_m
        Shape (n,), metres above sea level; negative is depth.
    setting
        Shape (n - 1,), `SEA` or `LAND` of each segment. A change is a landing: its place is the vertex between.
    length_km
        Shape (n - 1,), geodesic length of each segment, km, without slack.
    cost_musd
        Cost of the cheapest line as the surface prices it, US$ million of 2024: exact along this line.
    geodesic_km
        Geodesic from the first to the last vertex, km.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    elevation_m: NDArray[np.float64]
    setting: NDArray[np.uint8]
    length_km: NDArray[np.float64]
    cost_musd: float = field(default=float("nan"))
    geodesic_km: float = field(default=float("nan"))

    @property
    def lonlat(self) -> NDArray[np.float64]:
        """Shape (n, 2): lon, lat of the vertices."""
        return np.column_stack([self.lon, self.lat])

    @property
    def landings(self) -> NDArray[np.int64]:
        """Indices of the vertices at which the line goes ashore or to sea."""
        return np.flatnonzero(np.diff(self.setting.astype(np.int64)) != 0) + 1

    def reversed(self) -> Route:
        """Give the same line from its end to its start."""
        flipped = {name: getattr(self, name)[::-1] for name in ("lon", "lat", "elevation_m", "setting", "length_km")}
        return replace(self, **flipped)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Give each stretch of one setting: setting, index of its first vertex, index of its last vertex."""
        edges = [0, *self.landings.tolist(), len(self.setting)]
        for first, last in pairwise(edges):
            if last > first:
                yield int(self.setting[first]), first, last
