"""`read_votes`: roll-call votes from whichever of the known publications a file or folder holds."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError
from sogdia.formats import un_library, voeten
from sogdia.formats.un_library import read_un_library
from sogdia.formats.unvotes import FILES, find_table, read_unvotes
from sogdia.formats.voeten import read_voeten

if TYPE_CHECKING:
    from os import PathLike

    from sogdia.formats.votes import Votes

TABLES: Final = frozenset(name for names in FILES.values() for name in names if name.endswith(".rda"))
"""Names of the tables of the R package: one alone says nothing."""
_LONGEST_HEADER: Final = 65_536


def read_votes(path: str | PathLike[str], *, cache: Path | None = None) -> Votes:
    """Read votes of the General Assembly, the publication known by its content.

    Parameters
    ----------
    path
        Folder of the R package `unvotes` (.rda or CSV), Voeten's file (CSV or .RData), the voting CSV of the United
        Nations Digital Library, or a folder with one of these files.
    cache
        Where copies of R data files are kept; see `rda.read_rda`.

    Raises
    ------
    DataError
        Nothing is there, or it is none of these.
    TableError
        Faults of its rows.
    """
    place = Path(path)
    if not place.exists():
        raise DataError(f"no file or folder {place}")
    if place.is_dir():
        if find_table(place, "votes"):
            return read_unvotes(place, cache=cache)
        files = [file for file in sorted(place.iterdir()) if _kind(file)]
        if len(files) != 1:
            found = f"several: {', '.join(file.name for file in files[:5])}" if files else "none of them"
            raise DataError(
                f"{place}: expected un_votes and un_roll_calls (.rda or .csv), Voeten's UNVotes.csv, or the voting CSV "
                f"of the UN Digital Library, found {found}; give the folder or file of one publication"
            )
        place = files[0]
    if place.name.lower() in TABLES:
        raise DataError(f"{place} is one table of the package unvotes; give the folder that holds the others too")
    kind = _kind(place)
    if kind == "un_library":
        return read_un_library(place)
    if kind == "voeten":
        return read_voeten(place, cache=cache)
    raise DataError(f"{place} is no file of votes that is known; give Voeten's file or the UN Digital Library's CSV")


def is_votes(path: Path) -> bool:
    """Tell whether a file or folder is one of the known publications of votes, by its names and columns."""
    if path.is_dir():
        return find_table(path, "votes") is not None or sum(bool(_kind(file)) for file in path.iterdir()) == 1
    return path.is_file() and (path.name.lower() in TABLES or bool(_kind(path)))


def _kind(file: Path) -> str:
    """Say which publication a file is, empty for none of them."""
    if file.suffix.lower() in {".rda", ".rdata"}:
        return "voeten" if "votes" in file.name.lower() else ""
    if not file.is_file() or file.suffix.lower() not in {".csv", ".txt"}:
        return ""
    with file.open("rb") as opened:
        line = opened.readline(_LONGEST_HEADER).decode("latin-1")
    if "\0" in line:
        return ""
    try:
        head = [cell.strip().strip('"ï»¿') for cell in next(csv.reader([line]), [])]
    except csv.Error:
        return ""
    for kind, needed in (("un_library", un_library.NEEDED), ("voeten", voeten.NEEDED)):
        if set(needed) <= set(head):
            return kind
    return ""
