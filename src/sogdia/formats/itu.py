"""Used international bandwidth by country and year, as the International Telecommunication Union publishes it (i4214).

Read: its workbook (.xlsx: Indicator, Country, then 2007_value, 2007_notes, ...), and a long form country, year, mbit_s.
Countries are names there, not codes. Zeros and jumps are told and stand as published: a year may be in another unit.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, MissingExtraError
from sogdia.formats.archives import ARCHIVE_FAULTS
from sogdia.formats.country_names import country_hint, find_country
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows, refuse, table_of_rows

if TYPE_CHECKING:
    from pathlib import Path

LONG: Final = ("country", "year", "mbit_s")
SHEET: Final = "i4214"
JUMP: Final = 20.0
"""Two neighbouring figures that differ by this factor or more are told. Assumed: the largest growth that ITU's notes
explain in the published years is under 20 in a year."""

LARGEST_WORKBOOK: Final = 40_000_000
"""Most bytes that a workbook may unpack to: the published one has 3 MB."""


def is_itu_bandwidth(path: Path) -> bool:
    """Tell whether a file is ITU's workbook or its long form."""
    if not path.is_file():
        return False
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                if "xl/workbook.xml" not in archive.namelist():
                    return False
                with archive.open("xl/workbook.xml") as member:
                    names = member.read(1 << 20)
        except ARCHIVE_FAULTS:
            return False
        return SHEET.encode() in names
    return set(LONG) <= set(header_of(path))


def read_itu_bandwidth(path: Path) -> Reading:
    """Read used international bandwidth.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), name (as published), year, used_mbps (Mbit/s, as published).

    Raises
    ------
    DataError
        No such table, or cells that are no numbers, no years, negative, or names that are no country.
    """
    packed = path.is_file() and zipfile.is_zipfile(path)
    rows = _long(path, _sheet(path)) if packed else read_rows(path, LONG)
    years = numbers(path, rows, "year", empty=False)
    refuse(path, rows, "year", (years % 1 != 0) | (years < 1990) | (years > 2100), "is no year")
    used = numbers(path, rows, "mbit_s")
    refuse(path, rows, "mbit_s", used < 0, "is negative")
    rows, years, used = rows[used.notna()], years[used.notna()], used[used.notna()]
    meant = {name: find_country(_without_note(name)) for name in rows.country.unique()}
    codes = rows.country.map({name: found.code if found else None for name, found in meant.items()}).astype("string")
    unknown = [name for name, found in meant.items() if found is None or found.code is None]
    hint = "; ".join(filter(None, (country_hint(name) for name in unknown[:1])))
    refuse(path, rows, "country", codes.isna(), "is no country that Sogdia knows" + (f" ({hint})" if hint else ""))
    table = pd.DataFrame({"country": codes, "name": rows.country, "year": years.astype(int), "used_mbps": used})
    table = table.sort_values(["country", "year"], kind="stable")
    findings = Findings(path.name)
    _doubtful(table, findings)
    return Reading(path, table.reset_index(drop=True), findings.listed(), {"indicator": SHEET, "unit": "Mbit/s"})


def _without_note(name: str) -> str:
    """Give a name without the note in brackets behind it."""
    bare, bracket, note = name.rpartition("[")
    return bare.rstrip() if bracket and note.endswith("]") else name


def _doubtful(table: pd.DataFrame, findings: Findings) -> None:
    """Tell years that stand twice, zeros, and figures that differ from the one before by a factor of `JUMP`."""
    same = (table.country == table.country.shift()).fillna(value=False).to_numpy(dtype=bool)
    before = table.used_mbps.shift().to_numpy()
    now = table.used_mbps.to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(same & (before > 0) & (now > 0), now / before, 1.0)
    twice = same & (table.year == table.year.shift()).to_numpy(dtype=bool)
    for i, (row, name, year) in enumerate(zip(table.index, table["name"], table.year, strict=True)):
        told = []
        if twice[i]:
            told.append(("duplicate-row", "a country's year stands twice", "keep one of them"))
        if now[i] == 0:
            told.append(("zero", "is zero", "treat it as not known: no country in the table was without any link"))
        elif factor[i] >= JUMP or factor[i] <= 1 / JUMP:
            share = f"{factor[i]:,.0f} times" if factor[i] > 1 else f"1/{1 / factor[i]:,.0f} of"
            words = f"is {share} the figure before ({before[i]:g})"
            told.append(("jump", words, "see the publisher's notes: the unit may have changed"))
        for code, problem, mend in told:
            findings.add(
                "warning", code, problem, row=int(row), key=f"{name} {year}", column="mbit_s", value=f"{now[i]:g}",
                mend=mend,
            )  # fmt: skip


def _long(path: Path, cells: list[list[str]]) -> pd.DataFrame:
    """Turn the workbook's columns of years into rows; the index stays the row of the sheet."""
    wide = table_of_rows(path, cells, ("Indicator", "Country"))
    years = {m[1]: name for name in wide.columns if (m := re.fullmatch(r"(\d{4})_value", name))}
    if not years:
        raise DataError(f"{path}: sheet {SHEET} has no column such as 2007_value")
    parts = [
        pd.DataFrame({"country": wide.Country, "year": pd.Series(year, index=wide.index), "mbit_s": wide[name]})
        for year, name in years.items()
    ]
    long = pd.concat(parts)
    return long[long.country != ""].astype("string")


def _sheet(path: Path) -> list[list[str]]:
    """Give the cells of ITU's sheet as text."""
    try:
        import openpyxl  # type: ignore[import-untyped]  # noqa: PLC0415  only this format needs it
    except ImportError as fault:
        raise MissingExtraError("workbooks need openpyxl: install it with `pip install openpyxl`") from fault
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except ARCHIVE_FAULTS as fault:
        raise DataError(f"{path} is no whole workbook: {fault}; copy it again") from fault
    if size > LARGEST_WORKBOOK:
        raise DataError(f"{path} unpacks to more than {LARGEST_WORKBOOK / 1e6:.0f} MB; give the published file")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = _rows(book[SHEET])
        finally:
            book.close()
    except Exception as fault:
        raise DataError(f"{path} cannot be read as ITU's workbook with a sheet {SHEET}: {fault}") from fault
    return [[_cell(value) for value in row] for row in rows]


def _rows(sheet: Any) -> Any:  # noqa: ANN401  openpyxl's own
    sheet.reset_dimensions()
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    width = max((len(row) for row in rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()
