"""What stands around, in the price of a km: cables to cross or keep from, trenches to share, protected land."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.geodesy import densify, distance_km
from sogdia.routing.coefficients import values
from sogdia.routing.line import LAND, SEA
from sogdia.routing.pricing import slopes_deg
from sogdia.routing.raster import touched
from sogdia.routing.sparse_arrays import give_back
from sogdia.routing.unit_costs import land_cost_per_km, overhead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.routing.lattice import Lattice
    from sogdia.routing.line import Route
    from sogdia.routing.surface import Surface
    from sogdia.routing.works import Works

    Floats = NDArray[np.float64]

DEGREE_KM: Final = 111.2
LONG_KM: Final = 100.0
"""A segment of a line that is longer is cut along its geodesic first."""


@dataclass(frozen=True)
class Neighbours:
    """What stands around a new cable.

    Attributes
    ----------
    cables
        Lines of cables that stand at sea, by id.
    trenches
        Lines on land whose trench can be shared.
    protected
        Polygons in which civil works cost more.
    """

    cables: Mapping[str, Any] = field(default_factory=dict)
    trenches: Sequence[Any] = ()
    protected: Sequence[Any] = ()

    def priced(self, surface: Surface) -> Surface:
        """Give the surface with all of it in the price of a km."""
        surface = beside_cables(surface, list(self.cables.values())) if self.cables else surface
        surface = sharing_trenches(surface, self.trenches) if self.trenches else surface
        return through_protected(surface, self.protected) if self.protected else surface

    def works(self, works: Works, legs: Sequence[Route], surface: Surface, prefer: Sequence[str]) -> Works:
        """Give the works with the shares of the way on land that run beside rights of way and in protected areas."""
        lon, lat, km = _on_land(legs)
        if not km.sum():
            return works
        shares = {}
        if prefer:
            beside = np.max([surface.exposure[way][surface.at(lon, lat)] for way in prefer], axis=0)
            shares["share_road"] = float(np.average(beside, weights=km))
        if self.protected:
            within = shapely.contains_xy(shapely.union_all(list(self.protected)), lon, lat)
            shares["share_protected"] = float(np.average(within, weights=km))
        return replace(works, **shares)  # type: ignore[arg-type]


def _on_land(legs: Sequence[Route]) -> tuple[Floats, Floats, Floats]:
    """Give start, lon and lat, and length, km, of each segment on land."""
    parts = [(np.column_stack([leg.lon, leg.lat]), leg.length_km, leg.setting == LAND) for leg in legs]
    start = np.concatenate([points[:-1][land] for points, _, land in parts])
    return start[:, 0], start[:, 1], np.concatenate([km[land] for _, km, land in parts])


def beside_cables(surface: Surface, cables: Sequence[Any]) -> Surface:
    """Price the crossing of cables that stand at sea, and a way beside them.

    A cable is a strip of the cells that it runs through. A km in the strip costs the price of a right-angled crossing
    divided by the strip's width more: a line that crosses at an angle pays that price divided by the sine of the
    angle, as the bill does, and one that runs along the cable pays on. Within `apart_depths` times the depth of a
    cable a km costs `beside_cable_factor` times as much.

    Parameters
    ----------
    surface
        What is crossed.
    cables
        Lines in lon, lat, cut at the antimeridian.
    """
    k = values()
    grid = surface.lattice
    parts = [_strip(grid, *_steps(cable, grid)) for cable in cables]
    if not sum(len(cell) for cell, _ in parts):
        return surface
    cells, at = np.unique(np.concatenate([cell for cell, _ in parts]), return_inverse=True)
    wide = np.concatenate([width for _, width in parts])
    toll = np.bincount(at, k["crossing_cable_musd"] * overhead(k) / wide)
    narrowest = np.full(len(cells), np.inf)
    np.minimum.at(narrowest, at, wide)
    depth = np.maximum(-surface.elevation_m.reshape(-1)[cells].astype(float), 0.0)
    share = np.minimum(2.0 * k["apart_depths"] * depth / 1000.0 / narrowest, 1.0)
    price = _copied(surface)
    own = price[SEA].reshape(-1)
    dearer = own[cells] * (1.0 + (k["beside_cable_factor"] - 1.0) * share) + toll
    own[cells] = np.where(own[cells] > 0, dearer, 0.0)
    give_back()
    return replace(surface, price=price)


def sharing_trenches(surface: Surface, trenches: Sequence[Any]) -> Surface:
    """Price land along trenches that can be shared: where one runs through a cell the civil works are not paid again.

    Parameters
    ----------
    trenches
        Lines in lon, lat, cut at the antimeridian.
    """
    cells = np.zeros(surface.lattice.shape, dtype=bool)
    for trench in trenches:
        lon, lat, _, _ = _steps(trench, surface.lattice)
        cells[surface.at(lon, lat)] = True
    return _times(surface, cells, joint=1.0)


def through_protected(surface: Surface, areas: Sequence[Any]) -> Surface:
    """Price land in protected areas: civil works cost `protected_factor` times as much there.

    Parameters
    ----------
    areas
        Polygons in lon, lat.
    """
    return _times(surface, touched(surface.lattice, areas), protected=1.0)


def _times(surface: Surface, cells: NDArray[np.bool_], **shares: float) -> Surface:
    """Price land in some cells as if all of it had these shares (`land_cost_per_km`)."""
    rows = np.flatnonzero(cells.any(axis=1))
    if not len(rows):
        return surface
    first, last = int(rows[0]), int(rows[-1]) + 1
    height = surface.elevation_m[first:last][cells[first:last]].astype(float)
    slope = slopes_deg(surface.lattice, surface.elevation_m, first, last)[cells[first:last]]
    ratio = land_cost_per_km(height, slope, **shares) / land_cost_per_km(height, slope)  # type: ignore[arg-type]
    price = _copied(surface)
    price[LAND][cells] *= ratio.astype(np.float32)
    return replace(surface, price=price)


def _steps(line: Any, lattice: Lattice) -> tuple[Floats, Floats, Floats, Floats]:  # noqa: ANN401  shapely line
    """Give points on the lattice along a line, a third of a cell apart, and the way on from each, km east and north."""
    parts = []
    for part in shapely.get_parts(line):
        points = shapely.get_coordinates(part)
        ends = points[:-1], points[1:]
        if float(distance_km(*ends[0].T, *ends[1].T).max(initial=0.0)) > LONG_KM:
            points = densify(points, LONG_KM)
        gone = np.diff(points, axis=0)
        gone[:, 0] = (gone[:, 0] + 180.0) % 360.0 - 180.0
        count = np.ceil(3.0 * np.abs(gone / [lattice.step_lon, lattice.step_lat]).max(axis=1)).astype(np.int64) + 1
        which = np.repeat(np.arange(len(count)), count)
        share = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[which]
        at = points[:-1][which] + share[:, None] * gone[which]
        east = gone[which, 0] * DEGREE_KM * np.cos(np.radians(at[:, 1]))
        parts.append(np.column_stack([at, east, gone[which, 1] * DEGREE_KM]))
    lon, lat, east, north = np.concatenate(parts).T
    on = (lat >= lattice.south) & (lat <= lattice.north)
    if not lattice.wrap:
        on &= (lon - lattice.west) % 360.0 <= lattice.east - lattice.west
    return lon[on], lat[on], east[on], north[on]


def _strip(lattice: Lattice, lon: Floats, lat: Floats, east: Floats, north: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Give the cells of points of a line, each once, and the width of the strip of cells that it runs through, km."""
    row, column = lattice.cells(lon, lat)
    tall = DEGREE_KM * lattice.step_lat
    wide = DEGREE_KM * lattice.step_lon * np.maximum(np.cos(np.radians(lat)), 1e-3)
    gone = np.maximum(np.hypot(east, north), 1e-9)
    cell, first = np.unique(row * lattice.columns + column, return_index=True)
    return cell, ((np.abs(east) * tall + np.abs(north) * wide) / gone)[first]


def _copied(surface: Surface) -> NDArray[np.float32]:
    """Copy the prices; a layer on which nothing passes takes no memory."""
    price = np.zeros_like(surface.price)
    for layer in (SEA, LAND):
        if surface.price[layer].any():
            price[layer] = surface.price[layer]
    return price
