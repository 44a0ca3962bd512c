"""A window of a finer grid of heights as a surface, read and priced tile by tile."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from sogdia.data.embedded import hazards, outlines
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.pricing import prices
from sogdia.routing.raster import inside, touched
from sogdia.routing.sparse_arrays import zeros

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.grids import Grid

TILE_DEG: Final = 1.0
"""Height of a tile, degrees."""
WIDEST: Final = 4096
"""Most columns of a tile."""
_APART: Final = 64
"""Stretches of a row that lie nearer than this, columns, are read as one."""


class Sheet(NamedTuple):
    """A window of a grid: where it lies in the grid, and the arrays of its surface."""

    lattice: Lattice
    price: NDArray[np.float32]
    height: NDArray[Any]
    filled: int


def lattice_of(grid: Grid) -> Lattice:
    """Give the lattice of a whole grid; nodes at the poles themselves are left out."""
    step_lon, step_lat = grid.step
    low, high = float(grid.lat.min()), float(grid.lat.max())
    low, high = (low + step_lat if low <= -90.0 + 1e-9 else low), (high - step_lat if high >= 90.0 - 1e-9 else high)
    columns = round(360.0 / step_lon) if grid.is_global else len(grid.lon)
    rows = round((high - low) / step_lat) + 1
    south, north = max(low - step_lat / 2, -90.0), min(high + step_lat / 2, 90.0)
    return Lattice(float(grid.lon.min() - step_lon / 2), south, step_lon, (north - south) / rows, rows, columns)


def part_of(whole: Lattice, west: float, south: float, east: float, north: float) -> Lattice:
    """Cut the cells that a box touches out of a lattice; east > west, and all around where they are a turn apart."""
    bottom = max(int(np.floor((south - whole.south) / whole.step_lat + 1e-6)), 0)
    top = min(int(np.ceil((north - whole.south) / whole.step_lat - 1e-6)), whole.rows)
    if whole.wrap and (east - west) / whole.step_lon > whole.columns - 2:
        left, count = 0, whole.columns
    else:
        turn = (west - whole.west + 180.0) % 360.0 - 180.0 if not whole.wrap else west - whole.west
        left = int(np.floor(turn / whole.step_lon + 1e-6))
        right = int(np.ceil((turn + east - west) / whole.step_lon - 1e-6))
        if not whole.wrap:
            left, right = max(left, 0), min(right, whole.columns)
        count = right - left
    return Lattice(
        whole.west + left * whole.step_lon, whole.south + bottom * whole.step_lat, whole.step_lon, whole.step_lat,
        max(top - bottom, 0), max(count, 0),
    )  # fmt: skip


def sheet(grid: Grid, part: Lattice, setting: str, wanted: Any = None, barred: Sequence[Any] = ()) -> Sheet:  # noqa: ANN401
    """Read and price the cells of a window.

    Parameters
    ----------
    part
        The window.
    setting
        Which layers are priced.
    wanted
        Gives the columns of a band of rows that are read (first row, last row not included); all where None.
    barred
        Polygons that nothing enters.

    Raises
    ------
    DataError
        The grid cannot be read, or values are missing.
    """
    price = zeros((2, *part.shape), np.float32)
    height = zeros(part.shape, np.int16)
    tall = max(int(TILE_DEG / part.step_lat), 16)
    filled = 0
    for first in range(0, part.rows, tall):
        last = min(first + tall, part.rows)
        columns = np.ones(part.columns, dtype=bool) if wanted is None else wanted(first, last)
        for left, right in _runs(columns):
            z, layers = _tile(grid, part, (first, last, left, right), setting, barred)
            if z.dtype.kind == "f" and height.dtype.kind != "f":
                height = height.astype(np.float32)
            height[first:last, left:right] = z
            for layer in (SEA, LAND):
                if layers[layer].any():
                    price[layer, first:last, left:right] = layers[layer]
            filled += z.size
    return Sheet(part, price, height, filled)


def _runs(columns: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Give the stretches of wanted columns, near ones joined, long ones cut."""
    at = np.flatnonzero(columns)
    if not len(at):
        return
    cuts = np.flatnonzero(np.diff(at) > _APART)
    for left, last in zip(at[np.r_[0, cuts + 1]], at[np.r_[cuts, len(at) - 1]], strict=True):
        for begin in range(int(left), int(last) + 1, WIDEST):
            yield begin, min(begin + WIDEST, int(last) + 1)


def _tile(
    grid: Grid, part: Lattice, box: tuple[int, int, int, int], setting: str, barred: Sequence[Any]
) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Read a tile with one cell around it, by whose heights the slopes at its edges are known, and price it."""
    first, last, left, right = box
    low, high = max(first - 1, 0), min(last + 1, part.rows)
    begin, end = (left - 1, right + 1) if part.wrap else (max(left - 1, 0), min(right + 1, part.columns))
    around = Lattice(
        part.west + begin * part.step_lon, part.south + low * part.step_lat, part.step_lon, part.step_lat,
        high - low, min(end - begin, part.columns),
    )  # fmt: skip
    west = (around.west + part.step_lon / 2 + 180.0) % 360.0 - 180.0
    z = grid.window(
        west, around.south + part.step_lat / 2, west + (around.columns - 1) * part.step_lon,
        around.north - part.step_lat / 2,
    ).z  # fmt: skip
    land, coast = _ashore(around)
    price = prices(
        around,
        z,
        ~land if setting != "terrestrial" else None,
        land | coast if setting != "submarine" else None,
        seismic=_touched(around, _hazards("seismic")),
        shipping=_touched(around, _hazards("shipping")),
    )
    if barred:
        price[:, touched(around, barred)] = 0.0
    keep = (slice(first - low, first - low + last - first), slice(left - begin, left - begin + right - left))
    return z[keep], price[(slice(None), *keep)]


def _ashore(lattice: Lattice) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Give the cells whose centre is on land, and others that hold some land."""
    near = _near(lattice, _outlines())
    ashore = inside(lattice, near) if near else np.zeros(lattice.shape, dtype=np.bool_)
    return ashore, (touched(lattice, near) & ~ashore) if near else ashore.copy()


def _touched(lattice: Lattice, tree: shapely.STRtree) -> NDArray[np.bool_] | None:
    near = _near(lattice, tree)
    return touched(lattice, near) if near else None


def _near(lattice: Lattice, tree: shapely.STRtree) -> list[Any]:
    """Cut the polygons around a lattice out, with some room, so that the cuts lie off it."""
    out: list[Any] = []
    room_lon, room_lat = 3.0 * lattice.step_lon, 3.0 * lattice.step_lat
    for turn in (0.0, 360.0, -360.0):
        box = (lattice.west - turn - room_lon, lattice.south - room_lat, lattice.east - turn + room_lon,
               lattice.north + room_lat)  # fmt: skip
        found = tree.geometries[tree.query(shapely.box(*box))]
        if len(found):
            parts = shapely.get_parts(shapely.clip_by_rect(found, *box))
            out += [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return out


@cache
def _outlines() -> shapely.STRtree:
    return shapely.STRtree(shapely.get_parts(outlines().geometry.to_numpy()))


@cache
def _hazards(kind: str) -> shapely.STRtree:
    table = hazards()
    areas = table.geometry[(table.kind == kind).fillna(value=False).to_numpy(dtype=bool)]
    return shapely.STRtree(shapely.get_parts(areas.to_numpy(dtype=object)))
