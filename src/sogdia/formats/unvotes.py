"""The tables of the R package `unvotes`: `un_votes`, `un_roll_calls` and `un_roll_call_issues`, as .rda or CSV.

Absences are not in them. `country_code` is ISO 3166-1 alpha-2 with its former codes; it is missing for the Federal
Republic of Germany, the Yemen Arab Republic and Zanzibar, which are known by name, and `NA` is Namibia.

Source
------
Robinson and Goguen-Compagnoni, unvotes 0.2.0; Voeten (2013), Data and Analyses of Voting in the UN General Assembly.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.rda import read_rda
from sogdia.formats.votes import ABSTAIN, NO, YES, Votes, coded, identified, single

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = {
    "votes": ("data_un_votes.rda", "un_votes.rda", "unvotes.csv", "un_votes.csv"),
    "roll_calls": ("data_un_roll_calls.rda", "un_roll_calls.rda", "roll_calls.csv", "un_roll_calls.csv"),
    "issues": ("data_un_roll_call_issues.rda", "un_roll_call_issues.rda", "issues.csv", "un_roll_call_issues.csv"),
}
"""Names under which each table is published."""

MOST_COLUMNS: Final = 1_000
"""No CSV of votes has more columns."""
_LONGEST_HEAD: Final = 1 << 20

_CODES: Final = {"YES": YES, "ABSTAIN": ABSTAIN, "NO": NO, "": None}


def find_table(folder: Path, table: str) -> Path | None:
    """Give the file of a table in a folder or its `data` folder, or None."""
    places = [folder / name for name in FILES[table]] + [folder / "data" / name for name in FILES[table]]
    return next((place for place in places if place.is_file()), None)


def read_unvotes(folder: Path, *, cache: Path | None = None) -> Votes:
    """Read the three tables of a folder; the issues may be missing.

    Parameters
    ----------
    cache
        Where copies of .rda files are kept; see `rda.read_rda`.

    Raises
    ------
    DataError
        A table is missing or damaged.
    TableError
        Columns, members or votes that are not known, or two different votes of a member on one roll call.
    """
    votes = _table(folder, "votes", ("rcid", "country", "country_code", "vote"), cache)
    calls = _table(folder, "roll_calls", ("rcid", "session"), cache)
    where = str(find_table(folder, "votes"))
    frame = pd.DataFrame(
        {
            "roll_call": _number(votes["rcid"], where),
            "name": votes["country"].astype("string").fillna(""),
            "code": votes["country_code"].astype("string").fillna(""),
            "vote": coded(votes["vote"], _CODES, where),
        }
    ).dropna(subset="vote")
    members = identified(frame[["name", "code"]].drop_duplicates(), where)
    cast = frame.merge(members, on=["name", "code"])[["roll_call", "country", "cow", "vote"]]
    listed = _roll_calls(calls, str(find_table(folder, "roll_calls")))
    homeless = ~cast["roll_call"].isin(listed["roll_call"])
    notes = [f"{int(homeless.sum())} votes stand on roll calls without a session and are left out"] * bool(
        homeless.any()
    )
    return Votes(single(cast[~homeless], where), listed, _issues(folder, cache), tuple(notes))


def _table(folder: Path, table: str, needed: tuple[str, ...], cache: Path | None) -> pd.DataFrame:
    path = find_table(folder, table)
    if path is None:
        raise DataError(f"{folder}: the table of {table.replace('_', ' ')} is missing; add {FILES[table][0]}")
    found = read_rda(path, cache=cache) if path.suffix == ".rda" else read_vote_csv(path)
    missing = [name for name in needed if name not in found.columns]
    if missing:
        raise DataError(f"{path}: columns are missing: {', '.join(missing)}")
    return found


def read_vote_csv(path: Path) -> pd.DataFrame:
    """Read a CSV of votes as text, UTF-8 or else Latin-1; only the empty cell is missing (`NA` is Namibia).

    Raises
    ------
    DataError
        It is no CSV, or has more than `MOST_COLUMNS` columns.
    """
    with path.open("rb") as file:
        columns = file.readline(_LONGEST_HEAD).count(b",") + 1
    if columns > MOST_COLUMNS:
        raise DataError(f"{path} is no CSV of votes: its header names {columns:,} columns or more")
    for encoding in ("utf-8-sig", "latin-1"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", pd.errors.ParserWarning)
                return pd.read_csv(
                    path, dtype="string", keep_default_na=False, na_values=[""], encoding=encoding, index_col=False
                )
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as fault:
            raise DataError(f"{path} is not a CSV: {fault}") from fault
    raise DataError(f"{path} is neither UTF-8 nor Latin-1")


def _number(values: pd.Series, where: str) -> pd.Series:
    """Give roll call numbers as text."""
    numbers = pd.to_numeric(values, errors="coerce")
    bad = numbers.isna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise DataError(f"{where}: roll call of row {row + 1} is no number (found {values.iloc[row]!r})")
    return numbers.astype("int64").astype("string")


def _roll_calls(calls: pd.DataFrame, where: str) -> pd.DataFrame:
    def flag(name: str) -> pd.Series:
        given = pd.to_numeric(calls[name], errors="coerce") if name in calls else pd.Series(0.0, index=calls.index)
        return given.fillna(0) == 1

    def text(name: str) -> pd.Series:
        return calls[name].astype("string").fillna("") if name in calls else pd.Series("", index=calls.index)

    listed = pd.DataFrame(
        {
            "roll_call": _number(calls["rcid"], where),
            "session": pd.to_numeric(calls["session"], errors="coerce").astype("Int64"),
            "title": text("descr").where(text("descr") != "", text("short")),
            "part": (flag("amend") | flag("para")).astype(bool),
            "important": flag("importantvote").astype(bool),
        }
    )
    return listed.dropna(subset="session").drop_duplicates("roll_call", ignore_index=True)


def _issues(folder: Path, cache: Path | None) -> pd.DataFrame:
    path = find_table(folder, "issues")
    if path is None:
        return pd.DataFrame({"roll_call": pd.Series(dtype="string"), "issue": pd.Series(dtype="string")})
    found = _table(folder, "issues", ("rcid", "issue"), cache)
    table = pd.DataFrame({"roll_call": _number(found["rcid"], str(path)), "issue": found["issue"].astype("string")})
    return table.drop_duplicates(ignore_index=True)
