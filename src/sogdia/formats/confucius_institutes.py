"""Confucius Institutes as the project bridash lists them: one row an institute, with its status of April 2022.

Source
------
LAS-NCSU bridash (2022), ConfuciusInstituteGuide: `date_est` is estimated, `status` is by whether a website answered on
22 April 2022, and no day of closing is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.formats.country_cells import country_cells
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path

STATUS: Final = {"open": True, "closed": False}
FIRST_YEAR: Final = 2004
"""The first institute opened in 2004: an earlier date is told."""


def read_confucius_institutes(path: Path) -> Reading:
    """Read the list of institutes.

    Returns
    -------
    Reading
        Table: institute, country (ISO 3166-1 alpha-3), year (of founding, missing for about half), open (flag).

    Raises
    ------
    DataError
        Columns missing, or a status that is neither open nor closed.
    """
    rows = read_rows(path, ("confucius_institute", "country", "status", "date_est"))
    findings = Findings(path.name)
    status = rows.status.str.lower().str.strip()
    refuse(path, rows, "status", ~status.isin(STATUS), "is neither open nor closed")
    dates = pd.to_datetime(rows.date_est.where(rows.date_est != ""), format="mixed", utc=True, errors="coerce")
    refuse(path, rows, "date_est", dates.isna() & (rows.date_est != ""), "is no date")
    year = dates.dt.year.astype("Int64")
    early = year < FIRST_YEAR
    if early.any():
        findings.add(
            "warning", "early-date", f"{int(early.sum())} dates are before the first institute of {FIRST_YEAR}",
            row=int(rows.index[early.fillna(value=False)][0]), column="date_est",
        )  # fmt: skip
    if year.isna().any():
        words = f"{int(year.isna().sum())} of {len(rows)} institutes have no date of founding"
        findings.add("warning", "no-date", words, column="date_est", mend="they count as institutes, not as openings")
    table = pd.DataFrame(
        {
            "institute": rows.confucius_institute,
            "country": country_cells(rows.country, findings),
            "year": year,
            "open": status.map(STATUS),
        }
    )
    return Reading(path, table[table.country.notna()].reset_index(drop=True), findings.listed())
