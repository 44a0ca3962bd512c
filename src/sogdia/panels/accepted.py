"""Which states accept which frameworks at the end of each year, from the facts of acceptance."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.data import world
from sogdia.data.framework_facts import ACCEPTING, LEAVING, UNION
from sogdia.formats.cow_states import cow_states

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

BOUND: Final = ("ratified", "acceded", "in_force", "joined", "founding_member", "approved")
"""Forms that bind or make a member; the others are political."""


@cache
def states() -> pd.DataFrame:
    """Give the states that acceptance is counted over: id, name, population (people), gdp_musd.

    Every state that has voted in the General Assembly and is one today, and whoever else the facts name.
    """
    today = {code for code, _ in cow_states().values() if code}
    countries = world().countries
    rows = countries[countries.id.isin(today)]
    return rows[["id", "name", "population", "gdp_musd"]].reset_index(drop=True)


def counted_over(rows: pd.DataFrame) -> pd.DataFrame:
    """Give `states` and whoever else is named in `rows`."""
    others = set(rows.country) - set(states().id) - {UNION}
    countries = world().countries
    more = countries.loc[countries.id.isin(others), ["id", "name", "population", "gdp_musd"]]
    return pd.concat([states(), more], ignore_index=True).sort_values("id", ignore_index=True)


def spells(rows: pd.DataFrame, frameworks: pd.DataFrame, forms: Collection[str] = ACCEPTING) -> pd.DataFrame:
    """Give one row for each state and framework: from when it accepts, and until when.

    Parameters
    ----------
    rows, frameworks
        As `framework_facts` gives them.
    forms
        Which forms count.

    Returns
    -------
    pandas.DataFrame
        framework, country, form (the first), date, year (the last that the date can mean; where none is known, that
        of the list's end), left (year of leaving, missing where it stays), source, read, dated.
    """
    taken = rows[rows.form.isin(forms) & (rows.country != UNION)].copy()
    ends = frameworks.set_index("id").complete_as_of.fillna("")
    taken["dated"] = taken.date.notna()
    last = taken.date.where(taken.dated, taken.framework.map(ends)).fillna("").str[:4]
    taken["year"] = pd.to_numeric(last, errors="coerce").astype("Int64")
    first = taken.sort_values(["framework", "country", "year", "date"]).drop_duplicates(["framework", "country"])
    gone = rows[rows.form.isin(LEAVING)].assign(left=lambda t: pd.to_numeric(t.date.str[:4]).astype("Int64"))
    out = first.merge(gone[["framework", "country", "left"]], how="left", on=["framework", "country"])
    columns = ["framework", "country", "form", "date", "year", "left", "dated", "source_url", "read"]
    return out[columns].rename(columns={"source_url": "source"}).reset_index(drop=True)


def matrix(held: pd.DataFrame, who: pd.DataFrame, names: list[str], year: int) -> NDArray[np.bool_]:
    """Mark who accepts what at the end of a year: shape (states, frameworks)."""
    there = held[(held.year <= year) & (held.left.isna() | (held.left > year))]
    row = {code: i for i, code in enumerate(who.id)}
    column = {name: i for i, name in enumerate(names)}
    marks = np.zeros((len(row), len(column)), dtype=bool)
    marks[there.country.map(row).to_numpy(dtype=int), there.framework.map(column).to_numpy(dtype=int)] = True
    return marks
