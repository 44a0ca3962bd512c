"""`terrain`: the surface of the globe or of a window, from the shipped grid or a finer one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.embedded import OUTLINES, PLACES, hazards, outlines
from sogdia.data.terrain_corridor import corridor
from sogdia.data.terrain_file import unpack
from sogdia.data.terrain_tiles import lattice_of, part_of, sheet
from sogdia.errors import DataError, ParameterError, pick
from sogdia.routing.coefficients import values
from sogdia.routing.lattice import Lattice
from sogdia.routing.pricing import prices
from sogdia.routing.proposals import SETTINGS
from sogdia.routing.raster import touched
from sogdia.routing.sparse_arrays import give_back, zeros
from sogdia.routing.surface import Surface
from sogdia.routing.surroundings import Surroundings
from sogdia.tables import read_parquet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Point = tuple[float, float]
    Box = tuple[float, float, float, float]

STEP: Final = 1.0 / 12.0
"""Step of the shipped grid, degrees."""
MOST_CELLS: Final = 120_000_000
"""Most cells of a surface that is made of a finer grid at once."""


class Areas(Mapping[str, Any]):
    """Areas that can be avoided by name: countries by ISO 3166-1 alpha-3 code, straits by id or name."""

    def _straits(self) -> dict[str, Any]:
        table = hazards()
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


def terrain(
    bounds: Box | None = None,
    step: float | None = None,
    *,
    grid: str | Path | None = None,
    setting: str = "auto",
    along: Sequence[Point] = (),
    avoid: Sequence[object] = (),
) -> Surface:
    """Give the surface of the globe, of a window of it, or of a corridor.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees; west > east crosses ±180°. The whole globe where None.
    step
        Side of a cell, degrees: a multiple of 1/12 for the shipped grid. Its own step where None.
    grid
        A finer grid of heights (GEBCO and the like, netCDF or ESRI ASCII); only the window or corridor is read.
    setting
        ``submarine`` or ``terrestrial`` where the surface serves for routes of this setting alone: the other is then
        not priced, and takes no memory.
    along
        With a grid: two or more stops (lon, lat) of a route. What is read are the cells around the best ways between
        them, as the shipped grid finds these; the corridor widens until the cost of the route on the finer grid falls
        by less than 0.1 % (see `Surface.about`).
    avoid
        With `along`: what the corridor avoids, as in `paths`; the surface bars it.

    Returns
    -------
    Surface
        With prices per km by the table of coefficients. Land and sea are told apart by country outlines (1:50 million),
        never by height; the Caspian counts as sea, other lakes as land.

    Raises
    ------
    ParameterError
        An empty window, a step that is none of the grid's, more than `MOST_CELLS` cells of a finer grid, or stops
        without a grid.
    DataError
        The grid cannot be read or does not cover the window.
    InfeasibleError
        With `along`: there is no way.

    Source
    ------
    ETOPO5 (NOAA, public domain); Natural Earth 4.1 outlines.

    Examples
    --------
    >>> surface = terrain((40.0, 10.0, 50.0, 20.0))
    >>> surface.lattice.shape
    (120, 120)
    """
    pick(setting, SETTINGS, "setting")
    if along and (grid is None or bounds is not None or len(along) < 2):
        raise ParameterError("along takes two or more stops, goes with a grid, and without bounds")
    if grid is not None:
        return _finer(Path(grid), bounds, setting, along, avoid)
    lattice = Lattice.globe(STEP)
    give_back()
    height, holds, shut = unpack()
    if bounds is not None:
        lattice, rows, columns = _window(lattice, bounds)
        height = height[rows].take(columns, axis=1)
        holds, shut = holds[rows].take(columns, axis=1), shut[rows].take(columns, axis=1)
    if step is not None and abs(step - STEP) > 1e-9:
        lattice, height, holds, shut = _coarser(lattice, height, holds, step)
    water = _holding(holds, 1) if setting != "terrestrial" else None
    land = _holding(holds, 2) if setting != "submarine" else None
    del holds
    return _surface(lattice, height, water, land, {**_shore(), "shut": shut})


def _holding(holds: NDArray[np.uint8], bit: int) -> NDArray[np.bool_]:
    """Say which cells have this bit."""
    out: NDArray[np.bool_] = zeros(holds.shape, np.bool_, sparse=True)
    for row, mark in zip(holds, out, strict=True):
        np.not_equal(row & bit, 0, out=mark)
    return out


def _shore() -> dict[str, Any]:
    k = values()
    return {
        "landing_musd": k["landing_station_musd"] + k["beach_works_musd"] + k["permit_landing_musd"],
        "climb_musd_per_m": k.get("climb_musd_per_m", 0.0),
        "areas": Areas(),
        "surroundings": surroundings,
    }


@cache
def surroundings() -> Surroundings:
    """Give what lies around lines anywhere: belts and shipping of the world's hazards, towns, shores.

    The tables of outlines and towns are not kept beside what is made of them.
    """
    made = Surroundings.of(hazards(), read_parquet(OUTLINES), read_parquet(PLACES))
    give_back()
    return made


def _surface(
    lattice: Lattice,
    height: NDArray[Any],
    water: NDArray[np.bool_] | None,
    land: NDArray[np.bool_] | None,
    more: dict[str, Any],
) -> Surface:
    around = [None if water is None else _areas(lattice, kind) for kind in ("seismic", "shipping")]
    price = prices(lattice, height, water, land, seismic=around[0], shipping=around[1])
    return Surface(lattice, price, height, **more)


def _areas(lattice: Lattice, kind: str) -> NDArray[np.bool_] | None:
    table = hazards()
    areas = list(table.geometry[(table.kind == kind).fillna(value=False).to_numpy(dtype=bool)])
    return touched(lattice, areas) if areas else None


def _checked(bounds: Box) -> Box:
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
    return bounds


def _window(lattice: Lattice, bounds: Box) -> tuple[Lattice, slice, NDArray[np.int64]]:
    """Cut a window of whole cells out of the globe."""
    west, south, east, north = _checked(bounds)
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


def _finer(path: Path, bounds: Box | None, setting: str, along: Sequence[Point], avoid: Sequence[object]) -> Surface:
    """Read a window of a finer grid, or a corridor of it, and tell land and sea apart at its own step."""
    from sogdia.formats.grids import open_grid  # noqa: PLC0415  loads every reader, which the shipped grid does not need

    opened = open_grid(path)
    if along:
        return corridor(opened, terrain(setting=setting), along, setting, avoid, _shore())
    whole = lattice_of(opened)
    part = whole
    if bounds is not None:
        west, south, east, north = _checked(bounds)
        east = west + ((east - west) % 360.0 or 360.0)
        part = part_of(whole, west, south, east, north)
        if min(part.rows * part.step_lat - north + south, part.columns * part.step_lon - east + west) < -part.step_lat:
            raise DataError(
                f"{path} covers {whole.west:g}, {whole.south:g} to {whole.east:g}, {whole.north:g}, not {bounds}; "
                "ask for less, or give a larger extract"
            )
    if part.rows * part.columns > MOST_CELLS:
        raise ParameterError(
            f"the window holds {part.rows * part.columns:,} cells of {path.name}; give bounds of at most "
            f"{MOST_CELLS:,}, or the stops of a route (along)"
        )
    made = sheet(opened, part, setting)
    return Surface(part, made.price, made.height, about={"grid": path.name}, **_shore())
