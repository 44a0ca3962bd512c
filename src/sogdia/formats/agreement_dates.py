"""Dates of Belt and Road memoranda as the Green Finance & Development Center compiles them: signed, and left.

Source
------
Nedopil, Countries of the Belt and Road Initiative, Green Finance & Development Center: dates are months for most rows
(the first of the month stands for it), and a few members have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_cells import country_cells
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path


def read_agreement_dates(path: Path) -> Reading:
    """Read the dates.

    Returns
    -------
    Reading
        Table: country (ISO 3166-1 alpha-3), signed and left (years; missing where unknown, or where it stays).

    Raises
    ------
    DataError
        Columns missing, cells that are no dates, a country that stands twice, or one that left before it signed.
    """
    rows = read_rows(path, ("iso3", "mou", "exit"))
    findings = Findings(path.name)
    years = {}
    for name in ("mou", "exit"):
        date = pd.to_datetime(rows[name].where(rows[name] != ""), format="ISO8601", errors="coerce")
        refuse(path, rows, name, date.isna() & (rows[name] != ""), "is no date (YYYY-MM-DD)")
        years[name] = date.dt.year.astype("Int64")
    table = pd.DataFrame({"country": country_cells(rows.iso3, findings), "signed": years["mou"], "left": years["exit"]})
    table = table[table.country.notna()]
    again, early = table.duplicated("country"), (table["left"] < table.signed).fillna(value=False)
    if again.any():
        raise DataError(f"{path} row {table.index[again][0]}: {table.country[again].iloc[0]} stands twice; keep one")
    refuse(path, rows.loc[table.index], "exit", early, "is before the memorandum")
    if table.signed.isna().any():
        names = ", ".join(table.country[table.signed.isna()])
        findings.add("warning", "no-date", f"no date for {names}", column="mou", mend="members without a first year")
    return Reading(path, table.reset_index(drop=True), findings.listed())
