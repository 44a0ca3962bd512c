"""Roll-call votes as every reader of them gives them: who voted what, on what, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, TableError
from sogdia.formats.cow_states import cow_number, cow_states

if TYPE_CHECKING:
    from collections.abc import Mapping

YES: Final = 1
ABSTAIN: Final = 2
NO: Final = 3
"""Codes of a vote cast; an absence has no row."""


@dataclass(frozen=True)
class Votes:
    """Roll calls and the votes cast on them.

    Attributes
    ----------
    cast
        One row for each vote cast: `roll_call` (text), `country` (ISO 3166-1 alpha-3, or the name where there is none),
        `cow` (number in the Correlates of War), `vote` (1 yes, 2 abstain, 3 no).
    roll_calls
        One row for each roll call: `roll_call`, `session`, `title`, `part` (whether it was on a paragraph or an
        amendment only), `important` where the publisher says.
    issues
        `roll_call`, `issue`: a roll call may have several, or none.
    notes
        What the reader left out or mended, one sentence each.
    """

    cast: pd.DataFrame
    roll_calls: pd.DataFrame
    issues: pd.DataFrame
    notes: tuple[str, ...] = ()


def identified(names: pd.DataFrame, where: str) -> pd.DataFrame:
    """Give the number and code of each member that votes.

    Parameters
    ----------
    names
        Distinct members: `name`, `code` (text; empty where there is none).
    where
        File, for the errors.

    Returns
    -------
    pandas.DataFrame
        The rows with `cow` and `country`.

    Raises
    ------
    TableError
        Members that are not known; all of them in one message.
    """
    numbers = [cow_number(str(n), str(c)) for n, c in zip(names["name"], names["code"], strict=True)]
    unknown = names[[number is None for number in numbers]]
    if len(unknown):
        shown = ", ".join(f"{row.name!r} ({row.code})" for row in unknown.head(5).itertuples(index=False))
        mend = "write them as the United Nations do, or take their rows out"
        raise TableError(f"{where}: {len(unknown)} members are not known, first {shown}; {mend}")
    states = cow_states()
    codes = [states[number][0] or states[number][1] for number in numbers if number is not None]
    return names.assign(cow=np.array(numbers, dtype=np.int64), country=codes)


def coded(values: pd.Series, codes: Mapping[str, int | None], where: str) -> pd.Series:
    """Turn a publisher's votes into 1, 2 and 3; missing where none was cast.

    Parameters
    ----------
    values
        As published.
    codes
        What each value (upper case) means; None: no vote was cast.

    Raises
    ------
    TableError
        Values that are not known.
    """
    text = values.astype("string").fillna("").str.strip().str.upper().str.replace(r"\.0$", "", regex=True)
    known = pd.Series(text.unique())
    strange = [value for value in known if value not in codes]
    if strange:
        first = text[text.isin(strange)].index[0]
        allowed = ", ".join(code for code in codes if code)
        raise TableError(
            f"{where}: {len(strange)} kinds of vote are not known, first {strange[0]!r} in row {int(first) + 1}; "
            f"write one of {allowed}"
        )
    return text.map(codes).astype("Int8")


def single(cast: pd.DataFrame, where: str) -> pd.DataFrame:
    """Hold that a member votes once on a roll call: equal repetitions fall away, different ones are faults.

    Raises
    ------
    TableError
        A member has two different votes on one roll call.
    """
    ready = cast.drop_duplicates(["roll_call", "cow", "vote"])
    twice = ready[ready.duplicated(["roll_call", "cow"], keep=False)]
    if twice.empty:
        return ready
    faults = [
        Fault(f"{where}, roll call {call}", "vote", str(group["country"].iloc[0]), "has two different votes")
        for (call, _), group in twice.groupby(["roll_call", "cow"], sort=True)
    ]
    shown = "\n".join(f"  - {fault}" for fault in faults[:5])
    raise TableError(f"{where}: {len(faults)} members vote twice on one roll call; keep one row of each\n{shown}")
