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
ENDINGS: Final = {
    "cultural": ("institutes_closed_known",),
    "political": ("memorandum_left", "memoranda_left"),
    "tech": (),
}
"""Series that say when the last programme of the group ended."""
OWN: Final = "given by the user"
"""Vintage of a user's own series: each of them in a group of programmes is a beginning, or an ending by its name."""
OWN_ENDINGS: Final = ("_closed", "_left", "_ended")
"""How the name of a user's own series of endings ends."""
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
    covered
        First and last year that any of the series covers; None where there is none.
    """

    first: dict[str, int]
    undated: tuple[str, ...]
    series: tuple[str, ...]
    known_cases: bool
    covered: tuple[int, int] | None = None


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
    own = (rows.vintage == OWN) & ~rows.series.str.endswith(OWN_ENDINGS)
    return sorted(rows.series[rows.series.isin(BEGINNINGS[group]) | own])


def ended(wide: pd.DataFrame, ledger: pd.DataFrame, group: str, sponsor: str) -> dict[str, int]:
    """Give the year in which a sponsor's last programme of a group ended, by country; parameters as of `begun`."""
    rows = ledger[ledger.group == group]
    own = (rows.vintage == OWN) & rows.series.str.endswith(OWN_ENDINGS)
    last: dict[str, int] = {}
    for name in sorted(rows.series[rows.series.isin(ENDINGS[group]) | own]):
        if f"{name}:{sponsor}" in wide:
            years = wide[wide[f"{name}:{sponsor}"] > 0].groupby("country").year.max()
            last |= {str(country): max(int(year), last.get(str(country), 0)) for country, year in years.items()}
    return {country: last[country] for country in sorted(last)}


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
    return Begun(
        {c: first[c] for c in sorted(first) if c != sponsor}, away, tuple(names), known, _covered(wide, names, sponsor)
    )


def _covered(wide: pd.DataFrame, names: list[str], sponsor: str) -> tuple[int, int] | None:
    """Give the years in which any of the series has a value."""
    some = wide[[f"{name}:{sponsor}" for name in names]].notna().any(axis=1)
    return (int(wide.year[some].min()), int(wide.year[some].max())) if some.any() else None


def events(wide: pd.DataFrame, found: Begun, sponsor: str) -> tuple[pd.Series[float], bool]:
    """Give how many programmes began in each row, and whether a country can have several.

    The count is the most that any of the series has, 0 where none has any. Where no series counts a second one in any
    country, series that differ tell of one beginning, and the first year has it.
    """
    columns = wide[[f"{name}:{sponsor}" for name in found.series]]
    several = bool((columns.groupby(wide.country).sum() > 1).any(axis=None))
    if several:
        return columns.max(axis=1).fillna(0.0), True
    return (wide.year == first_years(wide.country, found)).astype(float), False


def sponsors_of(wide: pd.DataFrame, ledger: pd.DataFrame) -> list[str]:
    """Give all sponsors of whom some beginning is known, sorted."""
    names = {name for group in PROGRAMMES for name in beginning_series(ledger, group)}
    pairs = (str(column).partition(":") for column in wide.columns)
    return sorted({sponsor for name, _, sponsor in pairs if sponsor and name in names})


def first_years(countries: pd.Series[str], found: Begun) -> pd.Series[float]:
    """Give each row's first year under the programme; infinite for never."""
    return countries.map(found.first).astype(float).fillna(np.inf)
