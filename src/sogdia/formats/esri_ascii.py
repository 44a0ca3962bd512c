"""Grids in ESRI ASCII (.asc): a header of some lines, then the rows from north to south, one a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_KEYS: Final = {
    "ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "cellsize", "dx", "dy", "nodata_value",
}  # fmt: skip
_MOST: Final = 1_000_000
"""Most rows or columns of a header that is believed."""


def is_esri_ascii(path: Path) -> bool:
    """Tell whether a file is an ESRI ASCII grid by its first word."""
    with path.open("rb") as file:
        return re.match(rb"\s*(ncols|nrows)\s", file.read(64), flags=re.IGNORECASE) is not None


@dataclass(frozen=True)
class AsciiRows:
    """The rows of the file: where they begin, how many columns they have, and which value is missing."""

    path: Path
    header: int
    columns: int
    nodata: float

    def read(self, top: int, bottom: int, left: int, right: int) -> NDArray[Any]:
        """Read rows and columns in the file's own order; missing values are NaN."""
        z = np.empty((bottom - top, right - left), dtype=np.float64)
        with self.path.open(encoding="ascii", errors="replace") as file:
            for number, line in enumerate(file, start=-self.header):
                if number < top:
                    continue
                if number >= bottom:
                    break
                z[number - top] = self._figures(number, line)[left:right]
                last = number
            else:
                last = number
        if last < bottom - 1:
            raise DataError(f"{self.path} ends after {last + 1} rows of values; row {bottom} is missing: copy it again")
        z[z == self.nodata] = np.nan
        whole = np.isfinite(z).all() and (z == np.rint(z)).all() and np.abs(z).max(initial=0.0) <= 32767
        return z.astype(np.int16 if whole else np.float32)

    def _figures(self, number: int, line: str) -> NDArray[np.float64]:
        words = line.split()
        where = f"{self.path} line {number + self.header + 1}"
        if len(words) != self.columns:
            raise DataError(f"{where}: {len(words)} values where ncols says {self.columns}")
        try:
            return np.array(words, dtype=np.float64)
        except ValueError as fault:
            raise DataError(f"{where}: {fault}; give numbers alone") from fault


def open_esri_ascii(path: Path) -> tuple[str, NDArray[np.float64], NDArray[np.float64], AsciiRows]:
    """Read the header: an empty name, longitudes, latitudes from north to south, and where the values stand.

    Raises
    ------
    DataError
        A header line is missing or no number.
    """
    header: dict[str, float] = {}
    lines = 0
    with path.open(encoding="ascii", errors="replace") as file:
        for line in file:
            words = line.split()
            if len(words) != 2 or words[0].lower() not in _KEYS:
                break
            try:
                header[words[0].lower()] = float(words[1])
            except ValueError as fault:
                raise DataError(f"{path} line {lines + 1}: {words[0]} is no number (found {words[1]!r})") from fault
            lines += 1
    dx, dy = header.get("dx", header.get("cellsize")), header.get("dy", header.get("cellsize"))
    columns, rows = (header.get(name, 0.0) for name in ("ncols", "nrows"))
    if not dx or not dy or not 0 < columns <= _MOST or not 0 < rows <= _MOST:
        raise DataError(f"{path}: the header needs ncols, nrows and cellsize; it has {', '.join(header) or 'nothing'}")
    west = _edge(path, header, "xll", dx)
    south = _edge(path, header, "yll", dy)
    lon = west + dx * np.arange(int(columns), dtype=np.float64)
    lat = south + dy * np.arange(int(rows), dtype=np.float64)[::-1]
    return "", lon, lat, AsciiRows(path, lines, int(columns), header.get("nodata_value", -9999.0))


def _edge(path: Path, header: dict[str, float], stem: str, step: float) -> float:
    """Give the centre of the first cell, from its corner or its centre."""
    if f"{stem}center" in header:
        return header[f"{stem}center"]
    if f"{stem}corner" in header:
        return header[f"{stem}corner"] + step / 2
    raise DataError(f"{path}: the header has neither {stem}corner nor {stem}center")
