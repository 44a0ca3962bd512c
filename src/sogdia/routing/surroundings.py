"""What lies around lines and bears on their cost and risk: seismic belts, dense shipping, towns, shores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.routing.globe import earth_km
from sogdia.routing.near_points import Cloud
from sogdia.routing.waters import Shores

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_PEOPLE_PER_KM2: Final = 4000.0
"""Density by which a town's people give its radius: assumed, the order of large towns (UN-Habitat)."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What lies around lines; any part may be empty, and then counts as absent.

    Attributes
    ----------
    seismic, shipping
        Areas (polygons in lon, lat, cut at the antimeridian).
    towns
        lon, lat and radius, km, of towns; shape (n, 3).
    shores
        Coasts and land of countries, None where countries and waters do not matter.
    """

    seismic: tuple[Any, ...] = ()
    shipping: tuple[Any, ...] = ()
    towns: Floats | None = None
    shores: Shores | None = None

    @classmethod
    def of(
        cls, hazards: pd.DataFrame, outlines: pd.DataFrame | None = None, places: pd.DataFrame | None = None
    ) -> Surroundings:
        """Take a network's table of hazards, country outlines (code, geometry) and towns (lon, lat, population).

        Hazards of the kinds ``seismic`` and ``shipping`` count; straits do not by themselves.
        """
        areas = {
            kind: tuple(hazards.geometry[(hazards.kind == kind).fillna(value=False).to_numpy(dtype=bool)])
            for kind in ("seismic", "shipping")
        }
        towns = None
        if places is not None:
            radius = np.sqrt(places.population.to_numpy(dtype=float) / _PEOPLE_PER_KM2 / np.pi)
            towns = np.column_stack([places.lon.to_numpy(dtype=float), places.lat.to_numpy(dtype=float), radius])
        shores = None if outlines is None else Shores.of(list(outlines.code), list(outlines.geometry))
        return cls(**areas, towns=towns, shores=shores)

    def shares(self, lon: Floats, lat: Floats) -> dict[str, Floats]:
        """Give for each point 1 or 0: in a belt (`seismic`), in dense shipping (`shipping`), in a town (`urban`)."""
        return {
            "seismic": within(lon, lat, self.seismic).astype(float),
            "shipping": within(lon, lat, self.shipping).astype(float),
            "urban": self._urban(lon, lat).astype(float),
        }

    def waters(self, lon: Floats, lat: Floats, sea: NDArray[np.bool_]) -> tuple[Any, Any]:
        """Give country and zone of each point, empty where the shores are not known."""
        if self.shores is None:
            return np.full(len(lon), "", dtype=object), np.where(sea, "sea", "land").astype(object)
        return self.shores.at(lon, lat, sea)

    @cached_property
    def _centres(self) -> Floats:
        """Centres of the towns, km from the Earth's centre."""
        towns = np.empty((0, 3)) if self.towns is None else self.towns
        return earth_km(towns[:, 0], towns[:, 1])

    def _urban(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        inside = np.zeros(len(lon), dtype=bool)
        if self.towns is None or not len(self.towns) or not len(lon):
            return inside
        points, radius = earth_km(lon, lat), self.towns[:, 2]
        middle = points.mean(axis=0)
        reach = np.linalg.norm(points - middle, axis=1).max() + radius
        near = np.linalg.norm(self._centres - middle, axis=1) <= reach
        inside[Cloud.of(points).within(self._centres[near], radius[near])[1]] = True
        return inside


@lru_cache(maxsize=64)
def _parts(areas: tuple[Any, ...]) -> tuple[NDArray[np.object_], Floats]:
    """Give the polygons of areas, prepared, and their bounds."""
    parts = shapely.get_parts(np.asarray(areas, dtype=object))
    shapely.prepare(parts)
    return parts, shapely.bounds(parts)


def within(lon: ArrayLike, lat: ArrayLike, areas: tuple[Any, ...]) -> NDArray[np.bool_]:
    """Tell which points lie in any of the areas."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    inside = np.zeros(x.shape, dtype=bool)
    if areas and x.size:
        parts, bounds = _parts(areas)
        box = np.array([x.min(), y.min(), x.max(), y.max()])
        apart = (bounds[:, :2] > box[2:]).any(axis=1) | (bounds[:, 2:] < box[:2]).any(axis=1)
        for part, (west, south, east, north) in zip(parts[~apart], bounds[~apart], strict=True):
            near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north) & ~inside)
            inside[near] = shapely.contains_xy(part, x[near], y[near])
    return inside
