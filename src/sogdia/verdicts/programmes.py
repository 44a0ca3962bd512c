"""When a sponsor's programmes began in each country, as far as the series of a panel say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

PROGRAMMES: Final = ("cultural", "political", "tech")
BEGINNINGS: Final = {
    "cultural": ("institutes_opened", "institutes_opened_known"),
    "political": ("memorandum_signed", "memoranda_signed"),
    "tech": (
        "projects_agreed", "vendor_projects_agreed", "communications_projects", "communications_projects_later",
    ),
}  # fmt: skip
"""Series whose first count above zero is the beginning. Stocks, amounts, endings and acceptances are none."""
OWN: Final = "given by the user"
"""Vintage of a user's own series: each of them in a group of programmes is a beginning."""
PART_OF: Final = {
    "frameworks_accepted": BEGINNINGS["political"],
    "memberships": BEGINNINGS["political"],
}
"""Outcomes of which a beginning is itself a part: signing a memorandum is accepting a framework."""


@dataclass(frozen=True)
class Begun:
    """Beginnings of one group of programmes of one sponsor.

    Attributes
    ----------
    first
        First year by country; only countries with a known beginning.
    undated
        Countries with a programme whose year is not known.
    series
        Which series they were read from.
    known_cases
        Some series lists known cases alone: a country without one may have a programme that is not listed.
    """

    first: dict[str, int]
    undated: tuple[str, ...]
    series: tuple[str, ...]
    known_cases: bool


def beginning_series(ledger: pd.DataFrame, group: str) -> list[str]:
    """Give the series of a panel that tell when programmes of a group began.

    Parameters
    ----------
    ledger
        Of the panel: group, series, vintage.
    group
        One of `PROGRAMMES`.
    """
    rows = ledger[ledger.group == group]
    return sorted(rows.series[rows.series.isin(BEGINNINGS[group]) | (rows.vintage == OWN)])


def begun(wide: pd.DataFrame, ledger: pd.DataFrame, group: str, sponsor: str) -> Begun:
    """Find the first year of a sponsor's programmes of a group in each country.

    Parameters
    ----------
    wide
        Country, year, and a column for each series and sponsor; as long before the years studied as there are data.
    ledger
        Of the panel.
    group
        One of `PROGRAMMES`.
    sponsor
        Label of the sponsor.
    """
    names = [name for name in beginning_series(ledger, group) if f"{name}:{sponsor}" in wide]
    lines = ledger.drop_duplicates("series").set_index("series")
    first: dict[str, int] = {}
    undated: set[str] = set()
    for name in names:
        column = wide[f"{name}:{sponsor}"]
        rows = wide[column > 0]
        for country, year in rows.groupby("country").year.min().items():
            first[str(country)] = min(int(year), first.get(str(country), int(year)))
        if lines.blank_means[name] == "zero":
            some = column.notna().groupby(wide.country).any()
            undated |= {str(country) for country in some.index[~some.to_numpy(dtype=bool)]}
    known = any(lines.exhaustive[name] != "yes" for name in names)
    away = tuple(sorted(undated - set(first)))
    return Begun({c: first[c] for c in sorted(first) if c != sponsor}, away, tuple(names), known)


def sponsors_of(wide: pd.DataFrame, ledger: pd.DataFrame) -> list[str]:
    """Give all sponsors of whom some beginning is known, sorted."""
    names = {name for group in PROGRAMMES for name in beginning_series(ledger, group)}
    pairs = (str(column).partition(":") for column in wide.columns)
    return sorted({sponsor for name, _, sponsor in pairs if sponsor and name in names})


def first_years(countries: pd.Series[str], found: Begun) -> pd.Series[float]:
    """Give each row's first year under the programme; infinite for never."""
    return countries.map(found.first).astype(float).fillna(np.inf)
