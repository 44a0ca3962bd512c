"""Places as GeoNames publishes them: nineteen columns without a header, parted by tabs.

Read: cities15000.txt, a country's file such as KE.txt, allCountries.txt, or the archive of one of them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.archives import ARCHIVE_FAULTS
from sogdia.formats.country_names import country_code
from sogdia.formats.text_tables import Reading, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

COLUMNS: Final = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class", "feature_code",
    "country", "cc2", "admin1", "admin2", "admin3", "admin4", "population", "elevation", "dem", "timezone", "modified",
)  # fmt: skip
_KEPT: Final = ("geonameid", "name", "latitude", "longitude", "feature_class", "feature_code", "country", "population")
_CHUNK: Final = 200_000
_LARGEST_BYTES: Final = 4_000_000_000
"""Largest text: all countries of GeoNames have 1.6 GB."""


def is_geonames(path: Path) -> bool:
    """Tell whether a file is a table of GeoNames by its first line."""
    try:
        if not path.is_file():
            return False
        with _opened(path) as file:
            line = file.read(4096).decode("utf-8", errors="replace").split("\n")[0]
    except DataError:
        return False
    cells = line.split("\t")
    return len(cells) == len(COLUMNS) and cells[0].isdigit() and re.fullmatch(r"[A-Z]?", cells[6]) is not None


def read_geonames(path: Path, *, classes: str = "P", least_population: int = 0) -> Reading:
    """Read the places of some classes.

    Parameters
    ----------
    classes
        Letters of GeoNames' feature classes: P towns, A regions, T mountains, H waters; empty: all.
    least_population
        Fewest people.

    Returns
    -------
    Reading
        Table: geonameid, name, country (ISO 3166-1 alpha-3; missing at sea), lon, lat, feature_code, population.

    Raises
    ------
    DataError
        No such table, not UTF-8, truncated, or cells that are no numbers or out of range.
    """
    if not path.is_file():
        raise DataError(f"no file {path}")
    parts: list[pd.DataFrame] = []
    seen = 0
    with _opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
        try:
            for rows in pd.read_csv(
                text, sep="\t", header=None, names=list(COLUMNS), quoting=3, dtype="string", keep_default_na=False,
                na_values=[], chunksize=_CHUNK, index_col=False, on_bad_lines="error", lineterminator="\n",
            ):  # fmt: skip
                seen += len(rows)
                parts.append(_places(path, rows, classes, least_population))
        except UnicodeDecodeError as fault:
            raise DataError(f"{path} is not UTF-8 text: {fault.reason}; give GeoNames' own file") from fault
        except pd.errors.EmptyDataError as fault:
            raise DataError(f"{path} is empty") from fault
        except (pd.errors.ParserError, zipfile.BadZipFile, zlib.error, EOFError) as fault:
            raise DataError(f"{path} is no whole table of GeoNames: {str(fault).strip()}") from fault
        except MemoryError as fault:
            raise DataError(f"{path} needs more memory than there is; give the table of one country") from fault
    if not seen:
        raise DataError(f"{path} is empty")
    return Reading(path, pd.concat(parts, ignore_index=True))


def _places(path: Path, rows: pd.DataFrame, classes: str, least_population: int) -> pd.DataFrame:
    """Make the places of one part of the file, whose index counts from 0."""
    rows.index = rows.index + 1
    short = rows["modified"].fillna("") == ""
    refuse(path, rows, "geonameid", short, f"has fewer than {len(COLUMNS)} columns")
    rows = rows[list(_KEPT)]
    rows = rows[rows.feature_class.isin(list(classes))] if classes else rows
    lon, lat = _figures(path, rows, "longitude", 180.0), _figures(path, rows, "latitude", 90.0)
    population = _figures(path, rows, "population", 1e10)
    codes = {code: country_code(code) for code in rows.country.unique()}
    country = rows.country.map(codes).astype("string")
    refuse(path, rows, "country", country.isna() & (rows.country != ""), "is no country that Sogdia knows")
    table = pd.DataFrame(
        {
            "geonameid": rows.geonameid,
            "name": rows.name,
            "country": country,
            "lon": lon,
            "lat": lat,
            "feature_code": rows.feature_code,
            "population": population.astype(np.int64),
        }
    )
    return table[table.population >= least_population]


def _figures(path: Path, rows: pd.DataFrame, column: str, limit: float) -> NDArray[np.float64]:
    figures = pd.to_numeric(rows[column], errors="coerce").astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    refuse(path, rows, column, ~np.isfinite(figures) | (np.abs(figures) > limit), "is no number in its range")
    return np.asarray(figures, dtype=np.float64)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open the table, from its archive where it stands in one."""
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > _LARGEST_BYTES:
            raise DataError(f"{path} has more than {_LARGEST_BYTES / 1e9:.0f} GB; it is no table of GeoNames")
        with path.open("rb") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_member(path, archive)) as packed:
            yield packed
    except DataError:
        raise
    except ARCHIVE_FAULTS as fault:
        raise DataError(f"{path} cannot be unpacked: {fault}; copy it again") from fault


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Give the one table of an archive."""
    members = [m for m in archive.infolist() if re.fullmatch(r"[A-Za-z0-9]+\.txt", m.filename)]
    members = [m for m in members if m.filename.lower() != "readme.txt"]
    if len(members) != 1 or members[0].file_size > _LARGEST_BYTES:
        raise DataError(f"{path} holds no single table of GeoNames (such as cities15000.txt)")
    return members[0]
