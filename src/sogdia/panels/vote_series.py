"""Agreement of each country with each sponsor on the contested votes of a year's session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.data.catalogue import entry
from sogdia.formats.vote_files import read_votes
from sogdia.influence.agreement import agreement
from sogdia.panels.identity import countries_of, cow_of
from sogdia.panels.long_rows import Series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FIRST: Final = 1945
"""A session is its year less this."""
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
    ]  # fmt: skip
