"""AidData's projects: Chinese official finance 1.0 (2000-2014) and Chinese development finance 2.0 and 3.0.

One row a project, with its recipient, year of commitment, sector and amount. A project of several countries names them
in one cell; it counts for each of them, with its amount divided evenly, and says so.

Source
------
Dreher, Fuchs, Parks, Strange and Tierney (2017), AidData's codebook; Custer and others (2021, 2023), Tracking Chinese
Development Finance, codebooks of versions 2.0 and 3.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.country_cells import country_cells
from sogdia.formats.findings import Findings
from sogdia.formats.text_tables import Reading, header_of, numbers, read_rows, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIRST: Final = {
    "project": "project_id", "year": "year", "country": "recipient_iso3", "sector": "crs_sector_name",
    "recommended": "recommended_for_research", "umbrella": "umbrella", "usd": "usd_defl_2014", "flow": "flow_class",
}  # fmt: skip
LATER: Final = {
    "project": "AidData TUFF Project ID", "year": "Commitment Year", "country": "Recipient",
    "sector": "AidData Sector Name", "recommended": "Recommended For Aggregates", "umbrella": "Umbrella",
    "usd": "Amount (Constant USD2017)", "flow": "Flow Class",
}  # fmt: skip
AMOUNTS: Final = {"usd_defl_2014": 2014, "Amount (Constant USD2017)": 2017, "Amount (Constant USD 2021)": 2021}
"""Columns of amounts, and the year of their US dollars."""
COMMUNICATIONS: Final = "communications"
"""The sector (CRS 220) of telecommunications, broadcasting and information systems, in small letters."""
COLUMNS: Final = ["project", "country", "year", "sector", "communications", "usd", "flow", "recommended", "umbrella"]


def read_aiddata(path: Path) -> Reading:
    """Read the projects of one release, as CSV.

    Returns
    -------
    Reading
        Table: project, country (ISO 3166-1 alpha-3), year of commitment, sector, communications (flag), usd (constant
        US dollars of the release, missing for many), flow, recommended and umbrella (flags). About: the year of the
        dollars.

    Raises
    ------
    DataError
        Columns missing, or years or amounts that are no numbers.
    """
    header = set(header_of(path))
    names = FIRST if "recipient_iso3" in header else LATER
    later = "Amount (Constant USD 2021)"
    if later.lower() in header:
        names = names | {"usd": later}
    rows = read_rows(path, [names["project"], names["year"], names["country"]])
    findings = Findings(path.name)
    year = numbers(path, rows, names["year"])
    refuse(path, rows, names["year"], (year % 1 != 0) & year.notna(), "is no year")
    if year.isna().any():
        findings.add("warning", "no-year", f"{int(year.isna().sum())} projects have no year", mend="left out")
    table = _flags(rows, names).assign(
        project=rows[names["project"]], year=year.astype("Int64"), usd=_amounts(path, rows, names["usd"])
    )
    table = _one_country_each(table[year.notna()], rows[names["country"]], findings)
    _twice(table, findings)
    about = {"dollars of": str(AMOUNTS.get(names["usd"], ""))}
    return Reading(path, table[COLUMNS].reset_index(drop=True), findings.listed(), about)


def _amounts(path: Path, rows: pd.DataFrame, name: str) -> pd.Series[Any]:
    return numbers(path, rows, name) if name in rows else pd.Series(float("nan"), index=rows.index)


def _flags(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    nothing = pd.Series("", index=rows.index, dtype="string")
    sector, flow = (rows.get(names[key], nothing).fillna("") for key in ("sector", "flow"))
    flags = {
        key: rows.get(names[key], nothing).fillna("").str.lower().isin(["true", "yes", "1"])
        for key in ("recommended", "umbrella")
    }
    return pd.DataFrame(
        {"sector": sector, "communications": sector.str.lower().str.strip() == COMMUNICATIONS, "flow": flow, **flags}
    )


def _one_country_each(table: pd.DataFrame, cells: pd.Series[Any], findings: Findings) -> pd.DataFrame:
    parts = cells.loc[table.index].map(_recipients)
    shared = parts.map(len)
    several = int((shared > 1).sum())
    if several:
        findings.add(
            "warning", "several-countries", f"{several} projects name several recipients",
            mend="counted for each, the amount divided evenly", mended=True,
        )  # fmt: skip
    spread = table.assign(name=parts, usd=table.usd / shared.clip(lower=1)).explode("name")
    spread = spread[spread["name"].notna()]
    spread["country"] = country_cells(spread["name"].rename(str(cells.name)), findings)
    return spread[spread.country.notna()]


def _recipients(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in re.split(r"[;|]", cell) if part.strip()))


def _twice(table: pd.DataFrame, findings: Findings) -> None:
    again = table.duplicated(["project", "country"])
    if again.any():
        first = table.loc[again, "project"].iloc[0]
        raise DataError(
            f"{findings.file}: {int(again.sum())} projects stand twice for one country, the first {str(first)!r}; "
            "give one release, not several joined"
        )
