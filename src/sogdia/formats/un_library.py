"""The voting file of the United Nations Digital Library: one row for each member and resolution adopted by vote.

Columns `undl_id`, `ms_code` (ISO alpha-3, with codes of former states), `ms_name`, `ms_vote` (Y yes, A abstain, N no, X
not voting), `date`, `session`, `resolution`, `title`. Votes on paragraphs are not in it. A special or emergency session
belongs to the regular one that had opened by its date (September; 1 is 1946).

Source
------
United Nations, Dag Hammarskjöld Library, General Assembly Voting Data: Description and Terms of Use (2025).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.unvotes import read_vote_csv
from sogdia.formats.votes import ABSTAIN, NO, YES, Votes, coded, identified, single

if TYPE_CHECKING:
    from pathlib import Path

NEEDED: Final = ("undl_id", "ms_code", "ms_name", "ms_vote", "date", "session")
_CODES: Final = {"Y": YES, "YES": YES, "A": ABSTAIN, "ABSTAIN": ABSTAIN, "N": NO, "NO": NO, "X": None, "": None}


def read_un_library(path: Path) -> Votes:
    """Read the file.

    Raises
    ------
    DataError
        It cannot be read, or columns are missing.
    TableError
        Votes or members that are not known, or two different votes of a member on one resolution.
    """
    table = read_vote_csv(path)
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise DataError(f"{path}: columns are missing: {', '.join(missing)}")
    table = table.assign(vote=coded(table["ms_vote"], _CODES, str(path)), session=_session(table))
    notes = []
    lost = table["session"].isna()
    if lost.any():
        notes.append(f"{int(lost.sum())} rows have neither a session nor a date and are left out")
        table = table[~lost]
    calls = table.drop_duplicates("undl_id", ignore_index=True)
    frame = table.dropna(subset="vote").rename(columns={"undl_id": "roll_call", "ms_name": "name", "ms_code": "code"})
    frame = frame.assign(name=frame["name"].fillna(""), code=frame["code"].fillna(""))
    members = identified(frame[["name", "code"]].drop_duplicates(), str(path))
    cast = frame.merge(members, on=["name", "code"])[["roll_call", "country", "cow", "vote"]]
    listed = pd.DataFrame(
        {
            "roll_call": calls["undl_id"],
            "session": calls["session"],
            "title": calls["title"].fillna("") if "title" in calls else "",
            "part": False,
            "important": False,
        }
    )
    issues = pd.DataFrame({"roll_call": pd.Series(dtype="string"), "issue": pd.Series(dtype="string")})
    return Votes(single(cast, str(path)), listed, issues, tuple(notes))


def _session(table: pd.DataFrame) -> pd.Series:
    regular = pd.to_numeric(table["session"].where(table["session"].str.fullmatch(r"\d+", na=False)), errors="coerce")
    date = pd.to_datetime(table["date"], errors="coerce", format="mixed", utc=True)
    by_date = date.dt.year - 1945 - (date.dt.month < 9).astype(int)
    return regular.fillna(by_date).astype("Int64")
