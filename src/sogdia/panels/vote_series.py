"""Agreement of each country with each sponsor on the contested votes of a year's session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.data.catalogue import entry
from sogdia.formats.vote_files import read_votes
from sogdia.influence.agreement import agreement
from sogdia.influence.communities import parted
from sogdia.panels.identity import countries_of, cow_of
from sogdia.panels.long_rows import Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FIRST: Final = 1945
"""A session is its year less this."""
COALITION: Final = "same_coalition"
MEASURES: Final = {
    "vote_agreement": ("agreement", "Agreement with the sponsor on contested votes that both cast, 1 for full."),
    "vote_kappa": ("kappa", "Cohen's kappa with the sponsor on those votes."),
}


def vote_series(path: Path, sponsors: Iterable[str], years: range) -> list[Series]:
    """Give the agreement with each sponsor in each year; absences are missing votes.

    Parameters
    ----------
    path
        Votes in any form that `read_votes` knows.
    sponsors
        ISO codes; those that do not vote are left out.
    years
        Years of the panel.

    Raises
    ------
    DataError
        The votes cannot be read.
    """
    found = read_votes(path)
    calls = found.roll_calls[found.roll_calls.session.between(years[0] - FIRST, years[-1] - FIRST)]
    pairs = agreement(found.cast[found.cast.roll_call.isin(calls.roll_call)], calls)
    numbers = {cow_of(code, year): code for code in sponsors for year in (years[0], years[-1])}
    both = pd.concat([pairs, pairs.rename(columns={"cow_a": "cow_b", "cow_b": "cow_a"})], ignore_index=True)
    both = both[both.cow_b.isin([number for number in numbers if number is not None])]
    about = entry("un-votes")
    group = _coalitions(found.cast, calls, numbers)
    rows = pd.DataFrame(
        {
            "country": both.cow_a.map({cow: countries_of(cow) for cow in set(both.cow_a)}),
            "year": both.session.astype(int) + FIRST,
            "sponsor": both.cow_b.map(numbers),
            "read": "read",
            "source": about.citation,
        }
    )
    told: dict[str, Any] = {"set": about.name, "vintage": about.version, "licence": about.licence}
    faults = (about.faults, "absences are missing, and they are not by chance")
    return [
        Series("outcome", name, "share" if name == "vote_agreement" else "kappa", meaning,
               rows.assign(value=both[column])[(rows.country != "") & both[column].notna()], faults=faults, **told)
        for name, (column, meaning) in MEASURES.items()
    ] + [
        Series("outcome", COALITION, "share", "Share of random starts that put the country into one community of votes "
               "with the sponsor.", group.assign(read="read", source=about.citation), faults=faults, **told)
    ]  # fmt: skip


def _coalitions(cast: pd.DataFrame, calls: pd.DataFrame, numbers: Mapping[int | None, str]) -> pd.DataFrame:
    """Give country, year, sponsor and how often they stand in one community, for each year's session."""
    votes = cast[["roll_call", "cow", "vote"]].merge(calls[["roll_call", "session"]], on="roll_call")
    votes = votes.rename(columns={"cow": "country", "roll_call": "item", "vote": "choice"})
    parts = []
    for session, mine in votes.groupby("session"):
        found = parted(mine, "votes")
        if found is None:
            continue
        names = [countries_of(int(cow)) for cow in found.who]
        for place in np.flatnonzero(np.isin(found.who, [cow for cow in numbers if cow is not None])):
            sponsor = numbers[int(found.who[place])]
            parts.append(
                pd.DataFrame(
                    {"country": names, "year": int(str(session)) + FIRST, "sponsor": sponsor,
                     "value": found.together[place]}
                )
            )  # fmt: skip
    rows = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["country", "year", "sponsor", "value"])
    )
    return rows[(rows.country != "") & (rows.country != rows.sponsor)].reset_index(drop=True)
