"""Pew Research Center's Global Attitudes as shares by country and year: who views which state how.

Aggregates only, as columns `year, iso3, n, fav_w, unfav_w, target`: Pew's terms keep the microdata with Pew. The wave
of 2013 is miscoded in the public harmonisation from which such aggregates are made (its shares are far from the
published toplines), so it is dropped unless it is asked for.

Source
------
Pew Research Center, Global Attitudes surveys, toplines; worldregio/pew_opi (harmonised microdata, not kept here).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_cells import country_cells
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, numbers, read_rows, refuse

if TYPE_CHECKING:
    from pathlib import Path

MISCODED: Final = (2013,)


def read_pew(path: Path, *, miscoded: bool = False) -> Reading:
    """Read shares of favourable and unfavourable views.

    Parameters
    ----------
    path
        The CSV.
    miscoded
        Keep the waves of `MISCODED`.

    Returns
    -------
    Reading
        Table: country, year, of (the state that is viewed), favourable and unfavourable (shares in [0, 1], weighted),
        respondents. A country's view of itself is left out.

    Raises
    ------
    DataError
        Columns missing, shares outside [0, 1], or a country, year and state that stand twice.
    """
    rows = read_rows(path, ("year", "iso3", "n", "fav_w", "unfav_w", "target"))
    findings = Findings(path.name)
    year = numbers(path, rows, "year", empty=False)
    refuse(path, rows, "year", year % 1 != 0, "is no year")
    shares = {name: numbers(path, rows, name) for name in ("fav_w", "unfav_w")}
    for name, share in shares.items():
        refuse(path, rows, name, (share < 0) | (share > 1), "is no share from 0 to 1")
    table = pd.DataFrame(
        {
            "country": country_cells(rows.iso3, findings), "year": year.astype(int),
            "of": country_cells(rows.target, findings), "favourable": shares["fav_w"],
            "unfavourable": shares["unfav_w"], "respondents": numbers(path, rows, "n"),
        }
    )  # fmt: skip
    table = table[table.country.notna() & table.of.notna() & (table.country != table.of)]
    bad = table.year.isin(MISCODED)
    if bad.any() and not miscoded:
        words = f"the wave of {', '.join(map(str, MISCODED))} is miscoded: {int(bad.sum())} rows"
        findings.add("warning", "miscoded-wave", words, column="year", mend="left out", mended=True)
        table = table[~bad]
    again = table.duplicated(["country", "year", "of"])
    if again.any():
        row = table.index[again][0]
        raise DataError(f"{path} row {row}: {table.country[row]} on {table.of[row]} {table.year[row]} stands twice")
    return Reading(path, table.reset_index(drop=True), findings.listed())
