"""A column of countries' names or codes as ISO 3166-1 alpha-3, each that is none told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sogdia.formats.country_names import country_hint, find_country

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.formats.findings import Findings


def country_cells(cells: pd.Series[Any], findings: Findings) -> pd.Series[Any]:
    """Give the code of each cell, missing where no one country of today is meant.

    Parameters
    ----------
    cells
        Names or codes as published; the index is the row in the file. `NA` is Namibia.
    findings
        Takes one warning for each different cell that is no country, with its first row and the rows it has.
    """
    meant: dict[str, str | None] = {}
    for name, rows in cells.groupby(cells.fillna(""), sort=False):
        found = find_country(name)
        meant[str(name)] = found.code if found else None
        if meant[str(name)] is None:
            kind = f"is {found.kind}, no one country" if found else "is no country that is known"
            hint = "" if found else country_hint(str(name))
            mend = f"left out of {len(rows)} row{'s' * (len(rows) > 1)}; {hint}".rstrip("; ")
            findings.add(
                "warning",
                "unknown-country",
                kind,
                row=int(rows.index[0]),
                column=str(cells.name),
                value=name,
                mend=mend,
            )
    return cells.fillna("").map(meant)
