"""Grids of height and depth (GEBCO, ETOPO and the like): opened lazily, read window by window.

    grid = open_grid("GEBCO_2025.nc")
    z, lon, lat = grid.window(70.0, 5.0, 75.0, 10.0)

`z[row, column]` is at `lat[row]`, `lon[column]`: both axes ascend, whatever the file's own order is, and hold the
places of the values (cell centres or grid nodes alike). Where `west > east` the window crosses ±180°, and `lon` runs
on past 180. Whole numbers stay int16 or int32, other figures come as float32.

Read: netCDF-4 (GEBCO, ETOPO 2022) and classic netCDF (ETOPO1, Ferret's ETOPO), with degrees on both axes; ESRI ASCII
grids (.asc). Not read: GeoTIFF (take the publisher's netCDF instead) and grids in a projection.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

import numpy as np

from sogdia.errors import DataError, ParameterError
from sogdia.formats.esri_ascii import is_esri_ascii, open_esri_ascii
from sogdia.formats.netcdf import is_netcdf, open_netcdf

if TYPE_CHECKING:
    from os import PathLike

    from numpy.typing import NDArray

LARGEST: Final = 250_000_000
"""Most values of one window: 500 MB of int16."""
_SLACK: Final = 1e-3
"""Share of a step by which places may be off through rounding."""


class Rows(Protocol):
    """Where the values stand: rows and columns in the file's own order."""

    def read(self, top: int, bottom: int, left: int, right: int) -> NDArray[Any]:
        """Read rows top to bottom and columns left to right (ends not included); missing values are NaN."""
        ...


class Window(NamedTuple):
    """Part of a grid: `z` of shape (latitudes, longitudes), and its axes in degrees, ascending."""

    z: NDArray[Any]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """A regular grid in degrees.

    Attributes
    ----------
    path
        The file.
    variable
        Name of the values in the file, empty where the format has none.
    lon, lat
        Places of the values in the file's own order, degrees.
    """

    path: Path
    variable: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    _rows: Rows = field(repr=False)

    @property
    def step(self) -> tuple[float, float]:
        """Step of longitude and latitude, degrees, positive."""
        return abs(_step(self.lon)), abs(_step(self.lat))

    @property
    def is_global(self) -> bool:
        """Whether the columns go round the Earth."""
        return len(self.lon) * self.step[0] >= 360.0 - _SLACK * self.step[0] * len(self.lon)

    @property
    def registration(self) -> Literal["cell", "node"]:
        """Whether values stand for cells (places at half steps) or at nodes (places at whole steps)."""
        steps = float(np.min(self.lat)) / self.step[1]
        return "cell" if abs(steps - math.floor(steps) - 0.5) < 0.25 else "node"

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the places, degrees."""
        return float(self.lon.min()), float(self.lat.min()), float(self.lon.max()), float(self.lat.max())

    def window(self, west: float, south: float, east: float, north: float, *, gaps: bool = False) -> Window:
        """Read the values whose places lie in a box, its edges included.

        Parameters
        ----------
        west, south, east, north
            The box, degrees; longitudes may be given in -180..180 or 0..360; west > east crosses ±180°.
        gaps
            Whether missing values may come as NaN; otherwise they are an error.

        Raises
        ------
        ParameterError
            The box is none, holds no place, or more than `LARGEST`.
        DataError
            The box leaves the grid, or values are missing or cannot be read.
        """
        if not all(map(math.isfinite, (west, south, east, north))) or not -90 <= south <= north <= 90:
            raise ParameterError(
                f"({west}, {south}, {east}, {north}) is no box: give west, south, east, north, degrees"
            )
        if abs(west) > 360 or abs(east) > 360 or east - west > 360:
            raise ParameterError(
                f"longitudes {west} to {east} are no degrees of one turn; give -180 to 180 or 0 to 360"
            )
        rows, lat = self._span(self.lat, south, north)
        parts, lon = self._columns(west, east + 360.0 if east < west else east)
        if not len(lat) or not len(lon):
            wide = " x ".join(f"{step:g}" for step in self.step)
            raise ParameterError(f"the box holds no place of {self.path.name}, whose step is {wide} degrees; widen it")
        if len(lat) * len(lon) > LARGEST:
            raise ParameterError(f"the box holds {len(lat) * len(lon):,} values; ask for at most {LARGEST:,} at once")
        blocks = [self._rows.read(rows.start, rows.stop, part.start, part.stop) for part in parts]
        z = blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)
        z = z[:: -1 if _step(self.lat) < 0 else 1]
        if _step(self.lon) < 0:
            z = z[:, ::-1]
        return Window(self._sound(np.ascontiguousarray(z), lon, lat, gaps=gaps), lon, lat)

    def _span(self, axis: NDArray[np.float64], low: float, high: float) -> tuple[slice, NDArray[np.float64]]:
        """Give the file's own slice of an axis within bounds, and its places, ascending."""
        slack = _SLACK * abs(_step(axis))
        half = abs(_step(axis)) / 2 + slack
        if low < axis.min() - half or high > axis.max() + half:
            raise DataError(
                f"{self.path} covers {axis.min():g} to {axis.max():g} degrees; "
                f"{low:g} to {high:g} leaves it: ask for less, or give a larger extract"
            )
        inside = np.flatnonzero((axis >= low - slack) & (axis <= high + slack))
        if not len(inside):
            return slice(0, 0), axis[:0]
        return slice(int(inside[0]), int(inside[-1]) + 1), np.sort(axis[inside])

    def _columns(self, west: float, east: float) -> tuple[list[slice], NDArray[np.float64]]:
        """Give the file's own slices of columns from west to east, and their longitudes, ascending."""
        step = self.step[0]
        first = float(self.lon.min())
        if not self.is_global:
            turns = [t for t in (0.0, 360.0, -360.0) if self._holds(west + t, east + t)]
            turn = turns[0] if turns else 0.0
            part, lon = self._span(self.lon, west + turn, east + turn)
            return [part], lon - turn
        count = round(360.0 / step)
        places = np.arange(
            math.ceil((west - first) / step - _SLACK), math.floor((east - first) / step + _SLACK) + 1, dtype=np.int64
        )
        lon = first + places.astype(np.float64) * (360.0 / count)
        starts = np.flatnonzero(np.diff(places // count)) + 1
        runs = [run % count for run in np.split(places, starts) if len(run)]
        if _step(self.lon) > 0:
            return [slice(int(run[0]), int(run[-1]) + 1) for run in runs], lon
        last = len(self.lon)
        return [slice(last - 1 - int(run[-1]), last - int(run[0])) for run in reversed(runs)], lon

    def _holds(self, west: float, east: float) -> bool:
        half = self.step[0] * (0.5 + _SLACK)
        return bool(self.lon.min() - half <= west and east <= self.lon.max() + half)

    def _sound(
        self, z: NDArray[Any], lon: NDArray[np.float64], lat: NDArray[np.float64], *, gaps: bool
    ) -> NDArray[Any]:
        """See that no value is missing; whole numbers stay, others become float32."""
        if z.dtype.kind in "iu":
            return z
        missing = ~np.isfinite(z)
        if missing.any() and not gaps:
            row, column = np.argwhere(missing)[0]
            raise DataError(
                f"{self.path}: {int(missing.sum()):,} of {z.size:,} values are missing in this window, the first at "
                f"{lon[column]:.4f}, {lat[row]:.4f} (lon, lat); give a grid without gaps, or another window"
            )
        return z.astype(np.float32, copy=False)


def open_grid(path: str | PathLike[str], variable: str | None = None) -> Grid:
    """Open a grid; nothing but its axes is read.

    Parameters
    ----------
    path
        A netCDF file or an ESRI ASCII grid.
    variable
        Name of the values where the file has several grids.

    Raises
    ------
    DataError
        The file is missing, no grid that Sogdia reads, damaged, not in degrees, not regular, or lacks the variable.
    """
    place = Path(path)
    if not place.is_file():
        raise DataError(f"no grid file {place}")
    rows: Rows
    if is_netcdf(place):
        name, lon, lat, rows = open_netcdf(place, variable)
    elif is_esri_ascii(place):
        name, lon, lat, rows = open_esri_ascii(place)
    else:
        raise DataError(f"{place} is no grid that Sogdia reads: netCDF (.nc, .grd, .cdf) or ESRI ASCII (.asc)")
    for axis, kind, limit in ((lon, "longitude", 400.0), (lat, "latitude", 90.0)):
        _check_axis(place, axis, kind, limit)
    return Grid(place, name, _even(lon), _even(lat), rows)


def _step(axis: NDArray[np.float64]) -> float:
    return float((axis[-1] - axis[0]) / (len(axis) - 1))


def _even(axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a regular axis without the rounding of its file: steps of 1/n degree, places at whole or half steps."""
    step = _step(axis)
    per_degree = round(1 / step)
    if per_degree and abs(step * per_degree - 1) * len(axis) < 0.05:
        step = 1 / per_degree
    halves = 2 * axis[0] / step
    first = round(halves) * step / 2 if abs(halves - round(halves)) < 0.05 else float(axis[0])
    even: NDArray[np.float64] = first + step * np.arange(len(axis), dtype=np.float64)
    return even


def _check_axis(path: Path, axis: NDArray[np.float64], kind: str, limit: float) -> None:
    """See that an axis is regular and in degrees."""
    if len(axis) < 2:
        raise DataError(f"{path}: the {kind} has {len(axis)} place; a grid needs two at least")
    if not np.isfinite(axis).all() or np.abs(axis).max() > limit:
        raise DataError(
            f"{path}: the {kind} runs from {axis[0]:g} to {axis[-1]:g}, which are no degrees; "
            "give a grid in longitude and latitude (EPSG:4326)"
        )
    steps = np.diff(axis)
    if not np.allclose(steps, _step(axis), rtol=0.0, atol=0.02 * abs(_step(axis))) or _step(axis) == 0:
        worst = int(np.argmax(np.abs(steps - _step(axis))))
        raise DataError(
            f"{path}: the {kind} is not regular at place {worst + 2}: {axis[worst]:g} to {axis[worst + 1]:g}"
        )
