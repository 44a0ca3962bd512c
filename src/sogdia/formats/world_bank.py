"""Indicators as the World Bank publishes them.

Read: the CSV of one indicator (four lines stand before its header), the archive in which it is downloaded, and the bulk
file of World Development Indicators.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.archives import ARCHIVE_FAULTS
from sogdia.formats.country_names import find_country
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import LARGEST_BYTES, Reading, first_line, numbers, read_text, rows_of, table_of_rows

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: Final = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")


def is_world_bank(path: Path) -> bool:
    """Tell whether a file is a table of indicators of the World Bank, packed or not."""
    if not path.is_file():
        return False
    if zipfile.is_zipfile(path):
        try:
            return _member(path) is not None
        except DataError:
            return False
    line = first_line(path).replace('"', "")
    return line.startswith(("Data Source,World Development", "Country Name,Country Code,Indicator Name"))


def read_world_bank(path: Path) -> Reading:
    """Read indicators of the World Bank.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), year, value, indicator (code), indicator_name. Regions and income groups
        are left out; how many is told.

    Raises
    ------
    DataError
        No such file, cells that are no numbers, or a damaged archive.
    """
    text = _unpacked(path) if path.is_file() and zipfile.is_zipfile(path) else read_text(path)
    lines = rows_of(path, text)
    start = next((i for i, line in enumerate(lines[:12]) if [c.strip() for c in line[:4]] == list(COLUMNS)), None)
    if start is None:
        raise DataError(f"{path} is no table of the World Bank: no line begins {', '.join(COLUMNS)}")
    about = {line[0].strip(): line[1].strip() for line in lines[:start] if len(line) > 1 and line[0].strip()}
    cells = [line[:-1] if line and line[-1] == "" else line for line in lines[start:]]
    rows = table_of_rows(path, cells, COLUMNS, first=start + 1)
    years = [name for name in rows.columns if re.fullmatch(r"\d{4}", name)]
    if not years:
        raise DataError(f"{path} has no column of a year; give the indicator's CSV, not its metadata")
    findings = Findings(path.name)
    codes = _codes(rows, findings)
    kept = rows[codes.notna()]
    parts = [
        pd.DataFrame(
            {
                "country": codes[kept.index],
                "year": int(year),
                "value": numbers(path, kept, year),
                "indicator": kept["Indicator Code"],
                "indicator_name": kept["Indicator Name"],
            }
        )
        for year in years
    ]
    table = pd.concat(parts).dropna(subset="value").sort_values(["indicator", "country", "year"], ignore_index=True)
    return Reading(path, table, findings.listed(), about)


def _codes(rows: pd.DataFrame, findings: Findings) -> pd.Series[str]:
    """Give the country of each row by its code; groups are counted, unknown codes told."""
    groups = set()
    meant: dict[str, str | None] = {}
    names = dict(zip(rows["Country Code"], zip(rows["Country Name"], rows.index, strict=True), strict=True))
    for code, (name, row) in names.items():
        found = find_country(code)
        meant[code] = found.code if found else None
        if found is not None and found.kind == "group":
            groups.add(code)
        elif meant[code] is None:
            kind = f"is {found.kind}: {found.note}" if found else "is no country that Sogdia knows"
            findings.add(
                "warning", "unknown-country", kind, row=int(row), key=name, column="Country Code", value=code,
                mend="rows left out",
            )  # fmt: skip
    if groups:
        shown = ", ".join(sorted(groups)[:5]) + (" ..." if len(groups) > 5 else "")
        findings.add("note", "groups-left-out", f"{len(groups)} regions and income groups left out", value=shown)
    return rows["Country Code"].map(meant).astype("string")


def _member(path: Path) -> str | None:
    """Name the file of data in an archive, which also has files of metadata."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if re.search(r"(^|/)(API_[^/]*|WDI(CSV|Data))\.csv$", n)]
    except ARCHIVE_FAULTS as fault:
        raise DataError(f"{path} cannot be unpacked: {fault}; copy it again") from fault
    return names[0] if len(names) == 1 else None


def _unpacked(path: Path) -> str:
    name = _member(path)
    if name is None:
        raise DataError(f"{path} holds no single CSV of data (API_*.csv or WDICSV.csv)")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            raw = file.read(LARGEST_BYTES + 1)
    except ARCHIVE_FAULTS as fault:
        raise DataError(f"{path}/{name} cannot be unpacked: {fault}; copy it again") from fault
    if len(raw) > LARGEST_BYTES:
        raise DataError(f"{path}/{name} has more than {LARGEST_BYTES / 1e6:.0f} MB; give a part of it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise DataError(f"{path}/{name} is not UTF-8 text: byte {fault.start}") from fault
