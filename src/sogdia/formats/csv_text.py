"""Reads a CSV as text: its encoding, its delimiter and rows of the wrong length are found, not assumed."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.findings import Findings

LARGEST_BYTES: Final = 100_000_000
"""Largest CSV that is read; its cells and shapes take about ten times as much memory."""
MOST_ROWS: Final = 1_000_000
MOST_CELLS: Final = 16_000_000
MOST_UNEVEN_CELLS: Final = 8_000_000
"""Most cells of a CSV whose rows differ in length: it is read row by row, in twice the memory."""
_SEPARATOR: Final = re.compile(r"\s*sep=([,;\t|])\s*?\r?\n", re.IGNORECASE)
"""First line by which a spreadsheet is told the delimiter."""
_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def read_text(path: Path, found: Findings, encoding: str = "", name: str = "") -> str:
    """Read a text file in the encoding given, else in UTF-8, else in Windows-1252 with a finding.

    Raises
    ------
    DataError
        The file is too large, holds zero bytes, or is not in the encoding given.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise DataError(f"{path} is larger than {LARGEST_BYTES / 1e6:.0f} MB; give it as GeoParquet or in parts")
    raw = path.read_bytes()
    guess = encoding or next((kind for mark, kind in _MARKS.items() if raw.startswith(mark)), _unmarked(raw))
    if b"\0" in raw and not guess.startswith("utf-16"):
        raise DataError(f"{path} is no text: it holds zero bytes")
    try:
        return raw.decode(guess)
    except LookupError as fault:
        raise DataError(f"{path}: no encoding {guess!r}; give utf-8, cp1252 or latin-1") from fault
    except UnicodeDecodeError as fault:
        if encoding or guess != "utf-8":
            raise DataError(f"{path} is not {guess}: {fault.reason} at byte {fault.start}") from fault
        line = raw[: fault.start].count(b"\n") + 1
        found.add("warning", "encoding", "is not UTF-8", row=line, value=raw[fault.start : fault.start + 4].hex(),
                  file=name or path.name, mend="read as Windows-1252; save the file as UTF-8", mended=True)  # fmt: skip
        return raw.decode("cp1252", errors="replace")


def _unmarked(raw: bytes) -> str:
    """Tell UTF-16 without a mark by the zero bytes of its letters; everything else may be UTF-8."""
    head = raw[:4096]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if min(zeros) == 0 and max(zeros) > len(head) // 4:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return "utf-8"


def read_frame(path: Path, found: Findings, *, encoding: str = "", delimiter: str = "", name: str = "") -> pd.DataFrame:
    """Read a CSV with a header into columns of text; an empty cell is missing, `NA` is Namibia.

    The index counts the file's rows: the header is row 1. The delimiter stands in `attrs`.

    Raises
    ------
    DataError
        There is no header, a column stands twice, or the file is no text.
    """
    text = read_text(path, found, encoding, name)
    said = _SEPARATOR.match(text)
    first = 2 if said else 1
    text = text[said.end() :] if said else text
    head = text[: text.find("\n") + 1] or text
    mark = delimiter or (said[1] if said else max(",;\t|", key=head.count))
    count = text.count("\n")
    if count > MOST_ROWS or count * (head.count(mark) + 1) > MOST_CELLS:
        raise DataError(
            f"{path} has {count:,} rows; a CSV is read up to {MOST_ROWS:,} rows and {MOST_CELLS:,} cells: "
            "give it as GeoParquet or in parts"
        )
    raw = text.encode()
    del text
    if not head.strip():
        raise DataError(f"{path} has no header; its first line names the columns")
    try:
        frame = pd.read_csv(
            io.BytesIO(raw), sep=mark, dtype=str, keep_default_na=False, na_values=[""], skipinitialspace=True,
            index_col=False, header=None, skip_blank_lines=False, low_memory=False,
        )  # fmt: skip
        exact = not frame.iloc[:, -1].isna().all()
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError):
        exact = False
    if not exact and count * (head.count(mark) + 1) > MOST_UNEVEN_CELLS:
        raise DataError(
            f"{path} has rows of other lengths than its header, and over {MOST_UNEVEN_CELLS:,} cells: "
            "mend the rows, or give it in parts"
        )
    if not exact:
        frame = _row_by_row(path, raw.decode(), mark, found, name, first)
    return _headed(frame, path, first, mark)


def _headed(frame: pd.DataFrame, path: Path, first: int, mark: str) -> pd.DataFrame:
    """Take the names of the columns from the first row, which stands in row `first` of the file."""
    names = [str(value).strip() if isinstance(value, str) else "" for value in frame.iloc[0]]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise DataError(f"{path} has the column {twice[0]!r} twice; rename one")
    if not any(names):
        raise DataError(f"{path} has no header; its first line names the columns")
    body = frame.iloc[1:].copy()
    body.columns = pd.Index(names)
    body.index = pd.RangeIndex(first + 1, len(body) + first + 1)
    body = body.loc[:, [bool(name) for name in names]].dropna(how="all")
    body.attrs["delimiter"] = mark
    return body


def _row_by_row(path: Path, text: str, mark: str, found: Findings, name: str, first: int) -> pd.DataFrame:
    """Read a CSV whose rows differ in length: short rows are filled, what is over is left out with a finding."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True))
    except csv.Error as fault:
        raise DataError(f"{path} is no CSV: {fault}") from fault
    if not rows or not rows[0]:
        raise DataError(f"{path} has no header; its first line names the columns")
    width = len(rows[0])
    for number, row in enumerate(rows, start=first):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            found.add("warning", "long-row", f"row has {len(row)} cells, the header {width}", row=number,
                      value=mark.join(row[width:]), file=name or path.name, mended=True,
                      mend="what is over was left out; put quotes around cells that hold the delimiter")  # fmt: skip
    padded = [[cell if cell.strip() else None for cell in row[:width]] + [None] * (width - len(row)) for row in rows]
    return pd.DataFrame(padded, dtype=object)
