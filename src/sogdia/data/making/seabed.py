"""The sea in which the world's cables are drawn, and the line of a cable between two places in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.making.inshore import Shores, off_land
from sogdia.data.terrain_file import unpack
from sogdia.data.terrain_surface import STEP
from sogdia.geodesy import distance_km
from sogdia.routing import Surface
from sogdia.routing.globe import earth_km
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.pricing import prices
from sogdia.routing.proposals import find
from sogdia.routing.raster import touched

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Point = tuple[float, float]

COAST_FACTOR: Final = 2.0
"""Price of a cell that holds land too, in one of water alone: lines keep off a coast where they can."""
ALONG_KM: Final = 100.0
"""No segment of a drawn line is longer."""
BESIDE_KM: Final = 0.25
"""A vertex of a route is left out where the line without it runs within this distance."""


@dataclass(frozen=True, eq=False)
class Sea:
    """Where cables are drawn: a priced surface, and the land that lines keep off."""

    surface: Surface
    shores: Shores

    @classmethod
    def of(cls, hazards: pd.DataFrame, land: Sequence[Any]) -> Sea:
        """Price the shipped terrain by the facts on belts and shipping.

        Parameters
        ----------
        hazards
            Columns kind (seismic, shipping, ...) and wkt.
        land
            Polygons in lon, lat.
        """
        lattice = Lattice.globe(STEP)
        height, holds, shut = unpack()
        belts, ships = (
            touched(lattice, shapely.from_wkt(hazards.wkt[hazards.kind == kind].to_numpy(dtype=object)))
            for kind in ("seismic", "shipping")
        )
        price = prices(lattice, height, holds & 1 > 0, holds & 2 > 0, seismic=belts, shipping=ships)
        price[SEA] *= np.where(price[LAND] > 0, np.float32(COAST_FACTOR), np.float32(1.0))
        return cls(Surface(lattice, price, height, shut=shut), Shores.of(land))

    def line(self, start: Point, end: Point) -> NDArray[np.float64]:
        """Give the cheapest line at sea between two places, off the land and with few vertices, shape (n, 2).

        Raises
        ------
        InfeasibleError
            No way over water joins the two (a lake or an enclosed basin).
        """
        found = find(self.surface, [start], [end], "submarine")[0].lonlat
        points = off_land(np.vstack([[start], found, [end]]), self.surface, self.shores)
        moved = np.r_[True, np.abs(np.diff(points, axis=0)).max(axis=1) > 1e-9]
        return thinned(points[moved] if moved.sum() > 1 else np.array([start, end]))


def thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out the vertices of a line that lie within `BESIDE_KM` of the line without them."""
    spot = earth_km(points[:, 0], points[:, 1])
    gone = np.r_[0.0, np.cumsum(distance_km(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]))]
    keep = [0]
    while keep[-1] < len(points) - 1:
        first = keep[-1]
        last = first + 1
        while last + 1 < len(points) and gone[last + 1] - gone[first] <= ALONG_KM and _beside(spot, first, last + 1):
            last += 1
        keep.append(last)
    return points[keep]


def _beside(spot: NDArray[np.float64], first: int, last: int) -> bool:
    """Say whether the vertices between two lie beside the arc of them."""
    normal = np.cross(spot[first], spot[last])
    size = float(np.linalg.norm(normal))
    return size > 0.0 and bool((np.abs(spot[first + 1 : last] @ normal) <= BESIDE_KM * size).all())
