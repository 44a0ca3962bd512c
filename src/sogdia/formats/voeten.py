"""Voeten's file of votes (`UNVotes.csv`, `UNVotes.RData`): one row for each member and roll call, with COW numbers.

Votes are 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member. Issues are columns of flags.

Source
------
Voeten, Strezhnev and Bailey (2009 and later), United Nations General Assembly Voting Data, doi:10.7910/DVN/LEJUQZ,
codebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError, TableError
from sogdia.formats.cow_states import cow_states
from sogdia.formats.rda import read_rda
from sogdia.formats.unvotes import read_vote_csv
from sogdia.formats.votes import ABSTAIN, NO, YES, Votes, coded, single

if TYPE_CHECKING:
    from pathlib import Path

NEEDED: Final = ("rcid", "ccode", "session", "vote")
ISSUES: Final = {
    "me": "Palestinian conflict", "nu": "Nuclear weapons and nuclear material",
    "di": "Arms control and disarmament", "hr": "Human rights", "co": "Colonialism", "ec": "Economic development",
}  # fmt: skip
"""Columns of flags and the issues that they mean, as in the codebook."""

_CODES: Final = {"1": YES, "2": ABSTAIN, "3": NO, "8": None, "9": None, "": None, "NA": None}


def read_voeten(path: Path, *, cache: Path | None = None) -> Votes:
    """Read the file.

    Raises
    ------
    DataError
        It cannot be read, or columns are missing.
    TableError
        Votes or members that are not known, or two different votes of a member on one roll call.
    """
    table = read_rda(path, cache=cache) if path.suffix.lower() in {".rda", ".rdata"} else read_vote_csv(path)
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise DataError(f"{path}: columns are missing: {', '.join(missing)}")
    table = table.assign(vote=coded(table["vote"], _CODES, str(path)))
    for name in ("rcid", "session", "ccode"):
        table[name] = pd.to_numeric(table[name], errors="coerce").astype("Int64")
    table = table.dropna(subset=["rcid", "session", "ccode"])
    states = cow_states()
    cast = table.dropna(subset="vote")
    unknown = sorted(set(cast["ccode"].tolist()) - set(states))
    if unknown:
        raise TableError(f"{path}: COW numbers are not known: {', '.join(map(str, unknown[:5]))}; correct `ccode`")
    frame = pd.DataFrame(
        {
            "roll_call": cast["rcid"].astype("string"),
            "country": cast["ccode"].map({number: code or name for number, (code, name) in states.items()}),
            "cow": cast["ccode"].astype("int64"),
            "vote": cast["vote"],
        }
    )
    calls = table.drop_duplicates("rcid", ignore_index=True)
    return Votes(single(frame, str(path)), _roll_calls(calls), _issues(calls))


def _flags(calls: pd.DataFrame, name: str) -> pd.Series:
    given = pd.to_numeric(calls[name], errors="coerce") if name in calls else pd.Series(0.0, index=calls.index)
    return (given.fillna(0) == 1).astype(bool)


def _roll_calls(calls: pd.DataFrame) -> pd.DataFrame:
    title = next((calls[name] for name in ("descr", "short") if name in calls), pd.Series("", index=calls.index))
    return pd.DataFrame(
        {
            "roll_call": calls["rcid"].astype("string"),
            "session": calls["session"],
            "title": title.astype("string").fillna(""),
            "part": _flags(calls, "amend") | _flags(calls, "para"),
            "important": _flags(calls, "importantvote"),
        }
    )


def _issues(calls: pd.DataFrame) -> pd.DataFrame:
    rows = [
        pd.DataFrame({"roll_call": calls.loc[_flags(calls, column), "rcid"].astype("string"), "issue": issue})
        for column, issue in ISSUES.items()
    ]
    return pd.concat(rows, ignore_index=True)
