"""What countries chose, one row a country, year and item: votes of the General Assembly, or frameworks accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sogdia.data.framework_facts import FOLDER, framework_facts
from sogdia.formats.vote_files import read_votes
from sogdia.panels.accepted import spells
from sogdia.panels.identity import countries_of
from sogdia.panels.vote_series import FIRST

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path


def vote_choices(path: str | PathLike[str], years: range) -> pd.DataFrame:
    """Give country, year, item and choice (1 yes, 2 abstain, 3 no) of the votes that were cast in some years.

    Votes of states that are no country of today are left out.

    Parameters
    ----------
    path
        Votes in any form that `read_votes` knows.
    years
        Of sessions: session 1 is 1946.

    Raises
    ------
    DataError
        The votes cannot be read.
    """
    found = read_votes(path)
    calls = found.roll_calls[(found.roll_calls.session + FIRST).isin(years)]
    cast = found.cast.merge(calls[["roll_call", "session"]], on="roll_call")
    names = {cow: countries_of(cow) for cow in set(cast.cow)}
    rows = pd.DataFrame(
        {"country": cast.cow.map(names), "year": cast.session.astype(int) + FIRST, "item": cast.roll_call,
         "choice": cast.vote.astype(int)}
    )  # fmt: skip
    rows = rows[rows.country != ""]
    return rows.drop_duplicates(["country", "year", "item"], keep="last").reset_index(drop=True)


def acceptance_choices(years: range, folder: Path = FOLDER) -> pd.DataFrame:
    """Give country, year and item for each framework that a state accepts at a year's end.

    Only frameworks whose list is whole to the last of the years count, so that no change comes from a list that ends.

    Parameters
    ----------
    years
        Which.
    folder
        Tables of facts.
    """
    frameworks, acts = framework_facts(folder)
    whole = frameworks[frameworks.complete == "yes"].set_index("id")
    held = spells(acts, frameworks)
    held = held[held.framework.isin(whole.index) & held.year.notna()]
    held = held[held.framework.map(whole.complete_as_of.str[:4].astype(int)) >= years[-1]]
    parts = [held[(held.year <= year) & (held.left.isna() | (held.left > year))].assign(year=year) for year in years]
    rows = pd.concat(parts, ignore_index=True).rename(columns={"framework": "item"})
    return rows[["country", "year", "item"]].drop_duplicates(ignore_index=True)
