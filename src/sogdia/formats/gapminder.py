"""Indicators as Gapminder publishes them.

Read: one CSV an indicator (Systema Globalis: geo, time, value), and the wide table of its site (country, then years),
where `1.2k` and `3M` are numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_names import find_country
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path

_OWN_CODES: Final = {"nld_curacao": "CUW", "hos": "VAT", "kos": "XKX", "cheslovakia": None}
"""Codes of Gapminder's own that are not ISO 3166-1 in small letters."""
_LETTERS: Final = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "tr": 1e12, "µ": 1e-6}


def is_gapminder(path: Path) -> bool:
    """Tell whether a file is an indicator of Gapminder by its columns."""
    header = header_of(path) if path.is_file() else []
    long = len(header) == 3 and header[0] in {"geo", "country"} and header[1] == "time"
    wide = len(header) > 3 and header[0] in {"geo", "country"} and all(re.fullmatch(r"\d{4}", h) for h in header[1:])
    return long or wide


def read_gapminder(path: Path) -> Reading:
    """Read one indicator.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), year, value, indicator. Rows of what is no country of today are left out
        and told.

    Raises
    ------
    DataError
        No such table, or cells that are no numbers or years.
    """
    header = header_of(path)
    if not is_gapminder(path):
        found = ", ".join(header[:5]) or "no columns"
        raise DataError(
            f"{path} is no indicator of Gapminder: geo, time and one value, or geo and years; it has {found}"
        )
    key = header[0]
    if header[1] == "time":
        rows = read_rows(path, (key, "time", header[2]))
        value, year = numbers(path, rows, header[2]), numbers(path, rows, "time", empty=False)
        refuse(path, rows, "time", (year % 1 != 0) | (year < 1000) | (year > 2200), "is no year")
        table = pd.DataFrame({"geo": rows[key], "year": year.astype(int), "value": value})
        indicator = header[2]
    else:
        table = _wide(path, key)
        indicator = path.stem
    findings = Findings(path.name)
    codes = _codes(table.geo, findings)
    table = table.assign(country=codes, indicator=indicator)
    kept = table[table.country.notna() & table.value.notna()]
    return Reading(path, kept[["country", "year", "value", "indicator"]].reset_index(drop=True), findings.listed())


def _wide(path: Path, key: str) -> pd.DataFrame:
    rows = read_rows(path, (key,))
    years = [name for name in rows.columns if name != key]
    long = rows.melt(id_vars=[key], value_vars=years, var_name="year", value_name="cell", ignore_index=False)
    value = long.cell.map(_figure, na_action="ignore").astype(float)
    refuse(path, long, "cell", value.isna() & (long.cell != ""), "is no number")
    return pd.DataFrame({"geo": long[key], "year": long.year.astype(int), "value": value})


def _figure(cell: str) -> float | None:
    """Read a number as Gapminder's site writes it: 1.2k, 3M, 4.5B, 1TR, with a minus of either kind."""
    text = cell.replace("−", "-").replace(",", "").strip().lower()
    found = re.fullmatch(r"(-?(?:[0-9]*\.)?[0-9]+(?:e[+-]?[0-9]+)?)\s*(k|m|b|tr|µ|)", text)
    return float(found[1]) * _LETTERS[found[2]] if found else None


def _codes(geo: pd.Series[Any], findings: Findings) -> pd.Series[Any]:
    """Give the country of each row; tell once for each code that is none."""
    meant: dict[str, str | None] = {}
    for code in dict.fromkeys(geo):
        own = _OWN_CODES.get(code.lower())
        found = find_country(code)
        meant[code] = own or (found.code if found else None)
        if meant[code] is None:
            row = int(geo.index[geo == code][0])
            kind = f"is {found.kind}: {found.note}" if found else "is no country that Sogdia knows"
            findings.add("warning", "unknown-country", kind, row=row, column="geo", value=code, mend="rows left out")
    return geo.map(meant)
