"""Roll calls of the General Assembly as acts of states: voted yes, abstained, voted no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data.catalogue import entry
from sogdia.errors import ParameterError, nearest_name
from sogdia.formats.vote_files import read_votes
from sogdia.panels.identity import countries_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMS: Final = {1: "voted_yes", 2: "abstained", 3: "voted_no"}
FIRST: Final = 1945
"""A session is its year less this."""
MOST: Final = 5
"""Roll calls that a message names."""


def vote_acts(path: Path, roll_calls: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give roll calls as frameworks, and votes as acts, in the columns of the facts; absences are no acts.

    Parameters
    ----------
    path
        Votes in any form that `read_votes` knows.
    roll_calls
        Numbers of roll calls, or words of a title that only one has.

    Raises
    ------
    ParameterError
        No such roll call, or words that several have.
    DataError
        The votes cannot be read.
    """
    found, about = read_votes(path), entry("un-votes")
    chosen = pd.concat([_one(found.roll_calls, text) for text in roll_calls], ignore_index=True)
    chosen = chosen.drop_duplicates("roll_call", ignore_index=True)
    year = (chosen.session.astype(int) + FIRST).astype(str)
    names = "roll-call-" + chosen.roll_call.astype(str)
    frameworks = pd.DataFrame(
        {
            "id": names, "name": chosen.title.where(chosen.title != "", names), "short": names, "kind": "resolution",
            "topic": "votes", "launched_by": "", "opened": year, "complete": "yes", "complete_as_of": year,
            "counted_forms": "", "source_url": about.url, "read": "read", "as_of": year, "note": about.citation,
        }
    )  # fmt: skip
    cast = found.cast[found.cast.roll_call.isin(chosen.roll_call)]
    country = cast.cow.map({cow: countries_of(int(cow)) for cow in set(cast.cow)})
    acts = pd.DataFrame(
        {
            "framework": cast.roll_call.map(dict(zip(chosen.roll_call, names, strict=True))), "country": country,
            "form": cast.vote.map(FORMS), "date": cast.roll_call.map(dict(zip(chosen.roll_call, year, strict=True))),
            "source_url": about.url, "read": "read", "as_of": "", "note": "",
        }
    )  # fmt: skip
    return frameworks, acts[acts.country != ""].reset_index(drop=True)


def _one(calls: pd.DataFrame, text: str) -> pd.DataFrame:
    exact = calls[calls.roll_call.astype(str) == text.strip()]
    if len(exact) == 1:
        return exact
    if text.strip().isdigit():
        hint = nearest_name(text, calls.roll_call.astype(str).tolist()[-2000:])
        raise ParameterError(f"no roll call {text}; {hint}".rstrip("; "))
    like = calls[calls.title.str.contains(text, case=False, regex=False)]
    if len(like) == 1:
        return like
    if like.empty:
        raise ParameterError(f"no roll call has {text!r} in its title; give its number or other words")
    last = like.tail(MOST)
    listed = [f"{a} (session {b})" for a, b in zip(last.roll_call, last.session, strict=True)]
    raise ParameterError(
        f"{len(like)} roll calls have {text!r} in their title; give a number, such as {', '.join(listed)}"
    )
