"""`terrain`: the surface of the globe or of a window, from the shipped grid or a finer one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.embedded import outlines, places, world
from sogdia.data.terrain_file import unpack
from sogdia.errors import ParameterError
from sogdia.formats.grids import open_grid
from sogdia.routing.coefficients import values
from sogdia.routing.lattice import Lattice
from sogdia.routing.pricing import prices
from sogdia.routing.raster import inside, touched
from sogdia.routing.surface import Surface
from sogdia.routing.surroundings import Surroundings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Box = tuple[float, float, float, float]

STEP: Final = 1.0 / 12.0
"""Step of the shipped grid, degrees."""
MOST_CELLS: Final = 120_000_000
"""Most cells of a surface that is made of a finer grid at once."""


class Areas(Mapping[str, Any]):
    """Areas that can be avoided by name: countries by ISO 3166-1 alpha-3 code, straits by id or name."""

    def _straits(self) -> dict[str, Any]:
        table = world().hazards
        rows = table[table.kind == "strait"]
        return {**dict(zip(rows.name, rows.geometry, strict=True)), **dict(zip(rows.id, rows.geometry, strict=True))}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  a polygon
        straits = self._straits()
        if name in straits:
            return straits[name]
        land = outlines()
        own = land[land.code == name]
        if own.empty:
            raise KeyError(name)
        return shapely.union_all(own.geometry.to_numpy())

    def __iter__(self) -> Iterator[str]:
        return iter([*sorted(set(outlines().code.dropna())), *self._straits()])

    def __len__(self) -> int:
        return len(list(iter(self)))


def terrain(bounds: Box | None = None, step: float | None = None, *, grid: str | Path | None = None) -> Surface:
    """Give the surface of the globe, or of a window of it.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees; west > east crosses ±180°. The whole globe where None.
    step
        Side of a cell, degrees: a multiple of 1/12 for the shipped grid. Its own step where None.
    grid
        A finer grid of heights (GEBCO and the like, netCDF or ESRI ASCII); only the window is read.

    Returns
    -------
    Surface
        With prices per km by the table of coefficients. Land and sea are told apart by country outlines (1:50 million),
        never by height; the Caspian counts as sea, other lakes as land.

    Raises
    ------
    ParameterError
        An empty window, a step that is none of the grid's, or more than `MOST_CELLS` cells of a finer grid.
    DataError
        The grid cannot be read or does not cover the window.

    Source
    ------
    ETOPO5 (NOAA, public domain); Natural Earth 4.1 outlines.

    Examples
    --------
    >>> surface = terrain((40.0, 10.0, 50.0, 20.0))
    >>> surface.lattice.shape
    (120, 120)
    """
    k = values()
    shore = {
        "landing_musd": k["landing_station_musd"] + k["beach_works_musd"] + k["permit_landing_musd"],
        "climb_musd_per_m": k.get("climb_musd_per_m", 0.0),
        "areas": Areas(),
        "surroundings": surroundings,
    }
    if grid is not None:
        return _finer(bounds, Path(grid), shore)
    lattice = Lattice.globe(STEP)
    height, holds, shut = unpack()
    if bounds is not None:
        lattice, rows, columns = _window(lattice, bounds)
        height = height[rows][:, columns]
        holds, shut = holds[rows][:, columns], shut[rows][:, columns]
    if step is not None and abs(step - STEP) > 1e-9:
        lattice, height, holds, shut = _coarser(lattice, height, holds, step)
    return _surface(lattice, height, holds & 1 > 0, holds & 2 > 0, {**shore, "shut": shut})


@cache
def surroundings() -> Surroundings:
    """Give what lies around lines anywhere: belts and shipping of the world's hazards, towns, shores."""
    return Surroundings.of(world().hazards, outlines(), places())


def _surface(
    lattice: Lattice, height: NDArray[Any], water: NDArray[np.bool_], land: NDArray[np.bool_], more: dict[str, Any]
) -> Surface:
    table = world().hazards
    layers = {}
    for kind in ("seismic", "shipping"):
        areas = list(table.geometry[(table.kind == kind).fillna(value=False).to_numpy(dtype=bool)])
        if areas:
            layers[kind] = touched(lattice, areas)
    price = prices(lattice, height, water, land, seismic=layers.get("seismic"), shipping=layers.get("shipping"))
    return Surface(lattice, price, height, exposure=layers, **more)


def _window(lattice: Lattice, bounds: Box) -> tuple[Lattice, slice, NDArray[np.int64]]:
    """Cut a window of whole cells out of the globe."""
    west, south, east, north = bounds
    if (
        not np.isfinite(bounds).all()
        or not -90 <= south < north <= 90
        or abs(west) > 360
        or abs(east) > 360
        or west == east
    ):
        raise ParameterError(
            f"the window {bounds} is empty or no box in degrees; give west, south, east, north with south < north"
        )
    step = lattice.step_lat
    bottom, top = int(np.floor((south + 90.0) / step + 1e-9)), int(np.ceil((north + 90.0) / step - 1e-9))
    left = int(np.floor((west + 180.0) / step + 1e-9))
    wide = (east - west) % 360.0 or 360.0
    count = min(int(np.ceil((west + wide + 180.0) / step - 1e-9)) - left, lattice.columns)
    columns = (left + np.arange(count)) % lattice.columns
    part = Lattice(-180.0 + left * step, -90.0 + bottom * step, step, step, top - bottom, count)
    return part, slice(bottom, top), columns


def _coarser(
    lattice: Lattice, height: NDArray[np.int16], holds: NDArray[np.uint8], step: float
) -> tuple[Lattice, NDArray[np.int16], NDArray[np.uint8], NDArray[np.uint8]]:
    """Join cells: mean heights, and what any of them holds."""
    many = round(step / STEP)
    if many < 1 or abs(many * STEP - step) > 1e-6 or lattice.rows % many or lattice.columns % many:
        raise ParameterError(f"step {step:g} does not divide the window into cells of 1/12 degree; give a multiple")
    rows, columns = lattice.rows // many, lattice.columns // many
    blocks = height.reshape(rows, many, columns, many).mean(axis=(1, 3))
    joined = np.bitwise_or.reduce(np.bitwise_or.reduce(holds.reshape(rows, many, columns, many), axis=3), axis=1)
    wide = Lattice(lattice.west, lattice.south, step, step, rows, columns)
    return wide, np.rint(blocks).astype(np.int16), joined, np.zeros((1, 1), dtype=np.uint8)


def _finer(bounds: Box | None, path: Path, shore: dict[str, Any]) -> Surface:
    """Read a window of a finer grid and tell land and sea apart at its own step."""
    opened = open_grid(path)
    box = opened.bounds if bounds is None else bounds
    cells = ((box[2] - box[0]) % 360.0 or 360.0) / opened.step[0] * (box[3] - box[1]) / opened.step[1]
    if cells > MOST_CELLS:
        raise ParameterError(
            f"the window holds {cells:,.0f} cells of {path.name}; give bounds of at most {MOST_CELLS:,}, "
            "or route within a corridor"
        )
    z, lon, lat = opened.window(*box)
    step_lon, step_lat = opened.step
    south, north = max(lat[0] - step_lat / 2, -90.0), min(lat[-1] + step_lat / 2, 90.0)
    if opened.registration == "node" and (lat[0] <= -90.0 or lat[-1] >= 90.0):
        keep = (lat > -90.0 + 1e-9) & (lat < 90.0 - 1e-9)
        z, lat = z[keep], lat[keep]
        south, north = lat[0] - step_lat / 2, lat[-1] + step_lat / 2
    lattice = Lattice(
        float(lon[0] - step_lon / 2), float(south), float(step_lon), float(north - south) / len(lat), *z.shape
    )
    land = list(outlines().geometry)
    ashore = inside(lattice, land)
    coast = touched(lattice, land) & ~ashore
    return _surface(lattice, z, ~ashore, ashore | coast, shore)
