"""Grids in netCDF: version 4 (HDF5) by h5netcdf, classic by scipy; values are read by slices, never whole."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.errors import DataError, MissingExtraError, nearest_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_LONGITUDE: Final = ("lon", "longitude", "x")
_LATITUDE: Final = ("lat", "latitude", "y")
_HEIGHT: Final = ("elevation", "z", "band1", "topo", "altitude", "rose", "bedrock")
_READ_WHOLE: Final = 2**24
"""Classic files up to so many bytes are read, larger ones mapped."""


def is_netcdf(path: Path) -> bool:
    """Tell whether a file is netCDF by its first bytes."""
    with path.open("rb") as file:
        head = file.read(8)
    return head[:3] == b"CDF" or head == b"\x89HDF\r\n\x1a\n"


def netcdf_words(path: Path) -> str:
    """Give what a netCDF file says of itself as a whole: its title, source, references and the like.

    Raises
    ------
    DataError
        A damaged file.
    """
    with _opened(path) as file:
        held = getattr(file, "attrs", None)
        known = dict(held.items()) if held is not None else dict(file._attributes)  # noqa: SLF001  scipy has no other way
        words = (v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in known.values())
        return " ".join(word[:1000] for word in words)


@dataclass(frozen=True)
class NetcdfRows:
    """The values of one variable: which of its axes is latitude and which longitude, and how they are packed."""

    path: Path
    variable: str
    dimensions: int
    axes: tuple[int, int]
    scale: float
    offset: float
    fill: tuple[float, ...]

    def read(self, top: int, bottom: int, left: int, right: int) -> NDArray[Any]:
        """Read rows and columns in the file's own order; missing values are NaN."""
        key: list[int | slice] = [0] * self.dimensions
        key[self.axes[0]], key[self.axes[1]] = slice(top, bottom), slice(left, right)
        with _opened(self.path) as file:
            z = np.array(file.variables[self.variable][tuple(key)])
        if z.dtype.byteorder not in "=|":
            z = z.astype(z.dtype.newbyteorder("="))
        if self.axes[0] > self.axes[1]:
            z = z.T
        wanted = (bottom - top, right - left)
        if z.shape != wanted:
            raise DataError(f"{self.path}: {self.variable!r} gives {z.shape} values, not {wanted}; it may be truncated")
        missing = np.isin(z, np.array(self.fill).astype(z.dtype)) if self.fill else np.zeros(z.shape, dtype=bool)
        packed = (self.scale, self.offset) != (1.0, 0.0)
        if z.dtype.kind in "iu" and not missing.any() and not packed:
            return z
        return np.where(missing, np.nan, z * self.scale + self.offset).astype(np.float32)


def open_netcdf(path: Path, variable: str | None) -> tuple[str, NDArray[np.float64], NDArray[np.float64], NetcdfRows]:
    """Find the grid of a netCDF file: its variable, longitudes, latitudes and where its values stand.

    Raises
    ------
    DataError
        No axes of longitude and latitude, no such variable, several with none asked for, or a damaged file.
    """
    with _opened(path) as file:
        names = list(file.variables)
        lon_name = _axis(path, file, _LONGITUDE, "degrees_east", "longitude")
        lat_name = _axis(path, file, _LATITUDE, "degrees_north", "latitude")
        lon, lat = (np.array(file.variables[name][:], dtype=np.float64) for name in (lon_name, lat_name))
        x, y = (file.variables[name].dimensions[0] for name in (lon_name, lat_name))
        found = [n for n in names if {x, y} <= set(file.variables[n].dimensions)]
        name = _chosen(path, found, names, variable)
        values = file.variables[name]
        dimensions = list(values.dimensions)
        extra = [d for d, size in zip(dimensions, values.shape, strict=True) if d not in {x, y} and size != 1]
        if extra:
            raise DataError(f"{path}: {name!r} has a further dimension {extra[0]!r}; give a file of one grid")
        attributes = {key: _attribute(values, key) for key in ("scale_factor", "add_offset")}
        fills = [_attribute(values, key) for key in ("_FillValue", "missing_value")]
        rows = NetcdfRows(
            path,
            name,
            len(dimensions),
            (dimensions.index(y), dimensions.index(x)),
            1.0 if attributes["scale_factor"] is None else attributes["scale_factor"],
            attributes["add_offset"] or 0.0,
            tuple(fill for fill in fills if fill is not None and math.isfinite(fill)),
        )
    return name, lon, lat, rows


def _axis(path: Path, file: Any, known: tuple[str, ...], units: str, kind: str) -> str:  # noqa: ANN401  two libraries
    """Find the variable of an axis, by its units or its name."""
    lines = [name for name, variable in file.variables.items() if len(variable.shape) == 1]
    by_units = [name for name in lines if _words(file.variables[name], "units").lower() == units]
    by_name = [name for name in lines if name.lower() in known]
    for name in (*by_units, *by_name):
        return str(name)
    raise DataError(f"{path} has no axis of {kind}; its variables are {', '.join(file.variables) or 'none'}")


def _chosen(path: Path, found: list[str], names: list[str], variable: str | None) -> str:
    """Choose the variable of the values."""
    if variable is not None:
        if variable not in found:
            hint = nearest_name(variable, found) or f"it has {', '.join(found or names)}"
            raise DataError(f"{path} has no grid {variable!r}; {hint}")
        return variable
    if not found:
        raise DataError(f"{path} has no variable on both axes; its variables are {', '.join(names)}")
    likely = [name for name in found if name.lower() in _HEIGHT]
    if len(found) > 1 and len(likely) != 1:
        raise DataError(f"{path} has several grids: {', '.join(found)}; say which")
    return likely[0] if likely else found[0]


def _attribute(variable: Any, name: str) -> float | None:  # noqa: ANN401  two libraries
    """Give a number that is written beside the values."""
    held = getattr(variable, "attrs", None)
    value = held.get(name) if held is not None else getattr(variable, name, None)
    return None if value is None else float(np.ravel(value)[0])


def _words(variable: Any, name: str) -> str:  # noqa: ANN401  two libraries
    held = getattr(variable, "attrs", None)
    value = held.get(name, "") if held is not None else getattr(variable, name, "")
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a netCDF file of either kind; whatever breaks in reading it is a damaged file."""
    with path.open("rb") as file:
        classic = file.read(3) == b"CDF"
    try:
        if classic:
            from scipy.io import netcdf_file  # noqa: PLC0415  only this format needs it

            with netcdf_file(path, "r", mmap=path.stat().st_size > _READ_WHOLE) as opened:
                yield opened
        else:
            with _netcdf4(path) as opened:
                yield opened
    except DataError:
        raise
    except (OSError, ValueError, TypeError, KeyError, IndexError, RuntimeError, MemoryError, OverflowError) as fault:
        raise DataError(f"{path} cannot be read as netCDF: {fault}; it may be truncated: copy it again") from fault


@contextmanager
def _netcdf4(path: Path) -> Iterator[Any]:
    """Open a netCDF-4 file; a damaged one is closed without a word, which h5netcdf's own finaliser does not do."""
    try:
        import h5netcdf  # noqa: PLC0415  only this format needs it
        import h5py  # type: ignore[import-untyped]  # noqa: PLC0415  the same
    except ImportError as fault:
        raise MissingExtraError("netCDF-4 grids need h5netcdf: install it with `pip install h5netcdf`") from fault
    silent = type("File", (h5netcdf.File,), {"__del__": lambda _: None})
    with h5py.File(path, "r") as raw:
        yield silent(raw, "r")
