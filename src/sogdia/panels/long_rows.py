"""The long form of a panel: what each series is, and how its rows are laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: Final = ("country", "year", "group", "series", "sponsor", "value", "unit", "basis", "read", "source")
GROUPS: Final = ("cultural", "political", "tech", "outcome", "covariate")


@dataclass(frozen=True)
class Series:
    """A series of a panel with its evidence.

    Attributes
    ----------
    group
        One of `GROUPS`.
    name
        Snake case; with its sponsor it names a column of the wide form.
    unit
        Of the values.
    meaning
        What a value says, in one sentence.
    blank
        What a country and year without a row means within the years covered: `zero` (nothing happened, as far as the
        source goes) or `unknown`.
    exhaustive
        Whether the source means to have all.
    rows
        country, year, sponsor (ISO code of the state whose programme it is, empty where there is none), value, read,
        source.
    set
        Name in the catalogue; empty for the shipped facts and for a table of the user's.
    years
        First and last year covered, None for those of the rows.
    undated
        Countries of which the source has cases without a year: their blanks are unknown, whatever `blank` says.
    vintage, licence, faults
        Which state of the source, on what terms, with what known errors.
    """

    group: str
    name: str
    unit: str
    meaning: str
    rows: pd.DataFrame
    blank: str = "unknown"
    exhaustive: bool = False
    set: str = ""
    years: tuple[int, int] | None = None
    undated: Sequence[str] = ()
    vintage: str = ""
    licence: str = ""
    faults: Sequence[str] = field(default_factory=tuple)

    def long(self) -> pd.DataFrame:
        """Give the rows in the columns `COLUMNS`."""
        rows = self.rows.assign(group=self.group, series=self.name, unit=self.unit, basis="measured")
        return rows.astype({"year": int, "value": float})[list(COLUMNS)]

    @property
    def covered(self) -> tuple[int, int] | None:
        """First and last year covered; None where there are no rows."""
        if self.years:
            return self.years
        return (int(self.rows.year.min()), int(self.rows.year.max())) if len(self.rows) else None


def counted(rows: pd.DataFrame, *, source: str = "") -> pd.DataFrame:
    """Count events by country, year and sponsor: value is how many; read and source are those of the first.

    Parameters
    ----------
    rows
        country, year, sponsor, and read and source where each event has its own.
    source
        Of all of them, where they have none.
    """
    given = rows.assign(read=rows.get("read", "read"), source=rows.get("source", source))
    grouped = given.groupby(["country", "year", "sponsor"], as_index=False, sort=True)
    return grouped.agg(value=("country", "size"), read=("read", "first"), source=("source", "first"))


def stock(rows: pd.DataFrame, last: int) -> pd.DataFrame:
    """Carry events forward: how many are in force at the end of each year, by country and sponsor.

    Parameters
    ----------
    rows
        country, sponsor, year (from when), left (year in which it ended, missing where it did not), read, source.
    last
        Last year to carry to.
    """
    lines = []
    for row in rows.to_dict(orient="records"):
        end = last if pd.isna(row["left"]) else min(last, int(row["left"]) - 1)
        lines += [{**row, "year": year} for year in range(int(row["year"]), end + 1)]
    spread = pd.DataFrame(lines, columns=list(rows.columns))
    return counted(spread)
