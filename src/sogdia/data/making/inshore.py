"""Lines at sea beside land: the stretches that touch land are searched anew on cells of one minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.errors import InfeasibleError
from sogdia.geodesy import densify, distance_km
from sogdia.routing import Surface
from sogdia.routing.finding import search, trace
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import SEA
from sogdia.routing.raster import inside, touched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

STEP: Final = 1.0 / 60.0
"""Side of a cell of the finer search, degrees of latitude."""
TILE_DEG: Final = 2.0
"""Land is cut into tiles of this size at most, so that a point is soon told to lie on it or not."""
SEEN_KM: Final = 2.0
"""A line is held against the land at points so far apart."""
FROM_KM: Final = 25.0
"""The finer search begins and ends so far before and behind the land."""
ROOM_DEG: Final = 0.4
COAST_FACTOR: Final = 5.0
"""Price of a fine cell that holds land and water, in one of water alone."""
MOST_ROUND: Final = 3.0
"""A finer line this many times the coarse one follows a shore that the outlines draw wrongly; the coarse one stays."""


@dataclass(frozen=True, eq=False)
class Shores:
    """The land, in parts that can be asked for quickly."""

    parts: NDArray[Any]
    tree: shapely.STRtree

    @classmethod
    def of(cls, land: Sequence[Any]) -> Shores:
        """Take polygons in lon, lat, and cut them into tiles."""
        whole = shapely.get_parts(np.asarray(land, dtype=object))
        tiles = [tile for part in whole for tile in _tiles(part)]
        parts = np.array(tiles, dtype=object)
        return cls(parts, shapely.STRtree(parts))

    def hold(self, points: Points) -> NDArray[np.bool_]:
        """Say which points lie on land."""
        ashore = np.zeros(len(points), dtype=bool)
        ashore[np.unique(self.tree.query(shapely.points(points), predicate="intersects")[0])] = True
        return ashore

    def within(self, box: tuple[float, float, float, float]) -> list[Any]:
        """Give the land in a box (west, south, east, north); the box may leave [-180, 180]."""
        found: list[Any] = []
        for turn in (-360.0, 0.0, 360.0):
            frame = (box[0] + turn, box[1], box[2] + turn, box[3])
            near = shapely.clip_by_rect(self.parts[self.tree.query(shapely.box(*frame))], *frame)
            moved = shapely.transform(near, lambda xy, turn=turn: xy - [turn, 0.0])
            found += [part for part in shapely.get_parts(moved) if part.geom_type == "Polygon" and not part.is_empty]
        return found


def _tiles(part: Any) -> list[Any]:  # noqa: ANN401  shapely polygon
    """Halve a polygon across its longer side until no piece is wider or taller than `TILE_DEG`."""
    west, south, east, north = part.bounds
    if max(east - west, north - south) <= TILE_DEG:
        return [part]
    middle = 0.5 * (west + east), 0.5 * (south + north)
    if east - west >= north - south:
        halves = (west, south, middle[0], north), (middle[0], south, east, north)
    else:
        halves = (west, south, east, middle[1]), (west, middle[1], east, north)
    pieces = shapely.get_parts([shapely.clip_by_rect(part, *half) for half in halves])
    return [tile for piece in pieces if piece.geom_type == "Polygon" and piece.area > 0 for tile in _tiles(piece)]


def off_land(points: Points, surface: Surface, shores: Shores) -> Points:
    """Draw the stretches of a line that touch land anew, on cells of one minute; the line else stays as it is.

    Parameters
    ----------
    points
        Vertices of the line, shape (n, 2): lon, lat.
    """
    fine = densify(points, SEEN_KM)
    ashore = shores.hold(fine)
    if not ashore.any():
        return points
    gone = np.r_[0.0, np.cumsum(distance_km(fine[:-1, 0], fine[:-1, 1], fine[1:, 0], fine[1:, 1]))]
    out, last = [], 0
    for first, end in _stretches(ashore, gone):
        found = _searched(fine[first : end + 1], surface, shores)
        if found is not None:
            out += [fine[last:first], found]
            last = end + 1
    return np.vstack([*out, fine[last:]]) if out else points


def _stretches(ashore: NDArray[np.bool_], gone: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Give the first and last point of each stretch to be searched anew: from water to water, or to an end."""
    out: list[tuple[int, int]] = []
    for at in np.flatnonzero(ashore):
        first = int(np.searchsorted(gone, gone[at] - FROM_KM))
        end = int(np.searchsorted(gone, gone[at] + FROM_KM, side="right")) - 1
        while first > 0 and ashore[first]:
            first -= 1
        while end < len(gone) - 1 and ashore[end]:
            end += 1
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((first, end))
    return out


def _searched(stretch: Points, surface: Surface, shores: Shores) -> Points | None:
    """Search the way between the ends of a stretch on cells of one minute; None where there is none that is better."""
    turns = stretch[0, 0] + np.r_[0.0, np.cumsum((np.diff(stretch[:, 0]) + 180.0) % 360.0 - 180.0)]
    wide = STEP / max(float(np.cos(np.radians(np.abs(stretch[:, 1]).max()))), 0.1)
    room = ROOM_DEG + 0.15 * float(np.ptp(stretch[:, 1]) + np.ptp(turns) * STEP / wide)
    west, south = turns.min() - room * wide / STEP, max(stretch[:, 1].min() - room, -89.9)
    columns = int((np.ptp(turns) + 2.0 * room * wide / STEP) / wide) + 1
    rows = int((min(stretch[:, 1].max() + room, 89.9) - south) / STEP) + 1
    lattice = Lattice(float(west), float(south), wide, STEP, rows, columns)
    land = shores.within((lattice.west, lattice.south, lattice.east, lattice.north))
    if not land:
        return None
    ashore = inside(lattice, land)
    lon, lat = np.meshgrid(lattice.lon, lattice.lat)
    price = surface.price[SEA][surface.at(lon, lat)]
    shallow = float(np.max(price))
    price = np.where(price > 0, price, shallow) * np.where(touched(lattice, land), COAST_FACTOR, 1.0)
    finer = Surface.of(lattice, sea=np.where(ashore, 0.0, price))
    ends = (float(turns[0]), float(stretch[0, 1])), (float(turns[-1]), float(stretch[-1, 1]))
    try:
        field, first, lasts = search(finer, ends[0], [ends[1]], "submarine")
    except InfeasibleError:
        return None
    way = trace(field, first, lasts[0])
    if way is None:
        return None
    before = float(distance_km(stretch[:-1, 0], stretch[:-1, 1], stretch[1:, 0], stretch[1:, 1]).sum())
    if float(way.length_km.sum()) > MOST_ROUND * before:
        return None
    return np.vstack([stretch[:1], way.lonlat, stretch[-1:]])
