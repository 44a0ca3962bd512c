"""Tables in text files (CSV and its kin) as publishers print them: read as text, every fault with its line.

Nothing is missing but the empty cell: `NA` is Namibia. A file may be packed with gzip.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from sogdia.errors import DataError, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sogdia.formats.draft import Finding

LARGEST_BYTES: Final = 200_000_000
"""Largest text that is read, after unpacking: it takes about five times as much memory."""
LARGEST_HEAD: Final = 1_000_000
MOST_ROWS: Final = 3_000_000
MOST_SHOWN: Final = 80
"""Letters of a wrong cell that a message shows."""
MOST_CELLS: Final = 5_000_000
"""Most cells of a table whose rows must be gone through one by one."""
_LARGE: Final = 2_000_000
"""Characters of a table that is worth another reader."""


@dataclass(frozen=True)
class Reading:
    """What a reader found in a file of an outside set.

    Attributes
    ----------
    path
        What was read.
    table
        Tidy rows.
    findings
        Faults of the publisher's file that a user must know; the rows stand as published.
    about
        What the file says of itself (indicator, date, unit).
    """

    path: Path
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def read_text(path: Path) -> str:
    """Read a text file, packed with gzip or not.

    Raises
    ------
    DataError
        It is missing, too large, binary, not UTF-8 (with the line), or its packing is damaged.
    """
    if not path.is_file():
        raise DataError(f"no file {path}")
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    opened = gzip.open(path, "rb") if packed else path.open("rb")  # noqa: SIM115  closed below, of two kinds
    try:
        with opened as file:
            raw = file.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise DataError(f"{path} cannot be unpacked: {fault}; copy it again") from fault
    if len(raw) > LARGEST_BYTES:
        raise DataError(f"{path} has more than {LARGEST_BYTES / 1e6:.0f} MB of text; give a part of it")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(path, raw, "utf-16")
    if b"\0" in raw[:65536]:
        raise DataError(f"{path} is no text: it holds zero bytes; give the publisher's text file")
    return _decoded(path, raw, "utf-8-sig")


def _decoded(path: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        shown = raw[max(0, fault.start - 12) : fault.start + 12].decode("latin-1").split("\n")[0]
        raise DataError(
            f"{path} line {line}: is not UTF-8 text (near {shown!r}); save it as UTF-8 "
            "(in a spreadsheet: CSV UTF-8; it may be Windows-1252 now)"
        ) from fault


def first_line(path: Path) -> str:
    """Give the first line that is not empty, without raising: empty where the file is no text."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        if head[:2] == b"\x1f\x8b":
            head = zlib.decompressobj(31).decompress(head, 65536)
    except (OSError, zlib.error):
        return ""
    lines = head.decode("utf-8-sig", errors="replace").splitlines()
    return next((line.strip() for line in lines if line.strip()), "")


def header_of(path: Path) -> list[str]:
    """Give the column names of a CSV's first line, in small letters; none where it is no text."""
    line = first_line(path)
    return [name.strip().lower() for name in next(csv.reader([line]), [])] if line and "\0" not in line else []


def read_rows(path: Path, required: Sequence[str], *, skip: int = 0) -> pd.DataFrame:
    """Read a CSV as text, its index the line of each row in the file.

    Parameters
    ----------
    required
        Columns that must be there, in any case; they are given in this spelling.
    skip
        Lines before the header.

    Raises
    ------
    DataError
        No text, columns missing, or rows of another width than the header, with their lines.
    """
    text = read_text(path)
    if not text.strip():
        raise DataError(f"{path} is empty")
    if text.count("\n") > MOST_ROWS:
        raise DataError(f"{path} has over {MOST_ROWS:,} rows; give a part of it")
    try:
        table = _even_table(path, text, required, skip)
        if table is not None:
            return table
        return table_of_rows(path, rows_of(path, text)[skip:], required, first=skip + 1)
    except MemoryError as fault:
        raise DataError(f"{path} needs more memory than there is; give a part of it") from fault


def rows_of(path: Path, text: str) -> list[list[str]]:
    """Give the cells of a CSV's text, row by row.

    Raises
    ------
    DataError
        More cells than memory should hold so, or quotes without end.
    """
    if text.count(",") + text.count("\n") > MOST_CELLS:
        raise DataError(f"{path} has over {MOST_CELLS:,} cells; give a part of it, such as one indicator")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise DataError(f"{path} is no whole CSV: {fault}; it may be truncated inside quotes") from fault


def _even_table(path: Path, text: str, required: Sequence[str], skip: int) -> pd.DataFrame | None:
    """Read a large CSV whose rows are all as wide as its header, in little memory; None where one is not."""
    if skip or len(text) < _LARGE:
        return None
    head = next(csv.reader(io.StringIO(text[:LARGEST_HEAD])), [])
    names = [f"f{i}" for i in range(len(head))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            arrow_csv.ReadOptions(column_names=names, skip_rows=1),
            arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except (pa.ArrowException, UnicodeError):
        return None
    frame: pd.DataFrame = table.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get)
    frame.columns = pd.Index(_columns(path, [name.strip() for name in head], required))
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    frame = frame.apply(lambda column: column.str.strip())
    return frame.loc[(frame != "").any(axis=1)]


def table_of_rows(path: Path, rows: list[list[str]], required: Sequence[str], *, first: int = 1) -> pd.DataFrame:
    """Make a table of cells, the first row its header; the index is the row in the file.

    Parameters
    ----------
    rows
        Cells as text; rows without any are left out.
    first
        Row of the header in the file, counted from 1.

    Raises
    ------
    DataError
        Columns missing, or rows of another width than the header.
    """
    header = [name.strip() for name in rows[0]] if rows else []
    columns = _columns(path, header, required)
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=first + 1) if any(map(str.strip, row))]
    wrong = [(number, len(row)) for number, row in numbered if len(row) != len(header)]
    if wrong:
        number, width = wrong[0]
        tail = f" ({len(wrong)} such rows)" if len(wrong) > 1 else ""
        raise DataError(f"{path} row {number}: {width} cells where the header has {len(header)}{tail}; mend the row")
    table = pd.DataFrame([row for _, row in numbered], columns=columns, dtype="string")
    table.index = pd.Index([number for number, _ in numbered], name="row", dtype="int64")
    return table.apply(lambda column: column.str.strip()) if len(table) else table


def _columns(path: Path, header: list[str], required: Sequence[str]) -> list[str]:
    """Give the names of the columns, those required in their own spelling."""
    known = {name.lower(): name for name in header}
    missing = [name for name in required if name.lower() not in known]
    if missing:
        found = ", ".join(header[:12]) or "none"
        hints = [f"{name!r} ({hint})" if (hint := nearest_name(name, header)) else repr(name) for name in missing]
        raise DataError(f"{path} lacks the column{'s' * (len(missing) > 1)} {', '.join(hints)}; it has {found}")
    spelling = {known[name.lower()]: name for name in required}
    return [spelling.get(name, name) for name in header]


def numbers(path: Path, table: pd.DataFrame, column: str, *, empty: bool = True) -> pd.Series[Any]:
    """Give a column as numbers; empty cells are missing.

    Raises
    ------
    DataError
        Cells that are no finite numbers, or that are empty where none may be: the first five with their rows.
    """
    cells = table[column]
    blank = cells.isna() | (cells == "")
    figures = pd.to_numeric(cells.mask(blank), errors="coerce").astype("Float64").astype(float)
    wrong = ~np.isfinite(figures.to_numpy()) & (~blank.to_numpy() if empty else True)
    refuse(path, table, column, wrong, "is no number")
    return figures


def refuse(path: Path, table: pd.DataFrame, column: str, wrong: Any, problem: str) -> None:  # noqa: ANN401  array or series
    """Raise a `DataError` that names the first five rows marked `wrong`; do nothing when there are none."""
    places = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if not len(places):
        return
    shown = "; ".join(f"row {table.index[i]} (found {str(table[column].iloc[i])[:MOST_SHOWN]!r})" for i in places[:5])
    more = f"; {len(places)} in all" if len(places) > 5 else ""
    raise DataError(f"{path}, column {column!r}: {problem}: {shown}{more}")
