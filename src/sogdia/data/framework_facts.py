"""Frameworks of states as embedded facts: what they are, and which state accepted which, when and in what form."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data.embedded import world
from sogdia.errors import DataError, Fault, nearest_name, raise_faults
from sogdia.formats.text_tables import read_text
from sogdia.tables import read_csv, row_label

if TYPE_CHECKING:
    from collections.abc import Collection

FOLDER: Final = Path(__file__).resolve().parent / "facts"
FRAMEWORKS: Final = (
    "id", "name", "short", "kind", "topic", "launched_by", "opened", "complete", "complete_as_of", "published_count",
    "counted_forms", "source_url", "read", "as_of", "note",
)  # fmt: skip
ACCEPTANCES: Final = ("framework", "country", "form", "date", "source_url", "read", "as_of", "note")
KINDS: Final = ("treaty", "declaration", "resolution", "membership", "initiative", "agreement")
ACCEPTING: Final = (
    "signed", "ratified", "acceded", "in_force", "joined", "founding_member", "approved", "endorsed", "adhered",
    "sponsored", "voted_yes", "through_bloc",
)  # fmt: skip
"""Forms in which a state accepts; `through_bloc`: a body of which it is a member did so for its members."""
LEAVING: Final = ("left",)
BESIDE: Final = ("proposed", "applied", "associate", "observer", "abstained", "voted_no")
"""Forms that are recorded and are no acceptance."""
UNION: Final = "EUU"
"""The European Union: recorded where it is a party of its own, and never counted as a state."""

_MEND: Final = "write YYYY, YYYY-MM or YYYY-MM-DD"
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def framework_facts(folder: Path = FOLDER) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the frameworks and who accepted them.

    Parameters
    ----------
    folder
        Holds ``frameworks.csv`` and ``acceptances.csv``; another than the embedded one for tables of one's own.

    Returns
    -------
    tuple
        Frameworks (`published_count` a number, missing where nobody published one) and acceptances. Dates are ISO 8601
        to the day, month or year that is known; an empty one means by `complete_as_of` of the framework.

    Raises
    ------
    DataError
        A file that is not there or is no UTF-8.
    TableError
        Columns or rows that break the contract; all of them are listed.

    Source
    ------
    Each row names the page in which its fact stands, and says whether it was read there or is recalled.
    """
    frameworks, acceptances = _embedded() if folder == FOLDER else _read(folder)
    return frameworks.copy(), acceptances.copy()


@cache
def _embedded() -> tuple[pd.DataFrame, pd.DataFrame]:
    return _read(FOLDER)


def _read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    tables, faults = [], []
    for name, columns in (("frameworks", FRAMEWORKS), ("acceptances", ACCEPTANCES)):
        path = folder / f"{name}.csv"
        if not path.is_file():
            raise DataError(f"no file {path}; frameworks are told in frameworks.csv and acceptances.csv")
        read_text(path)
        table = read_csv(path)
        faults += [Fault(path.name, c, "", "column is missing", "add it") for c in columns if c not in table]
        tables.append(table)
    heading = f"the frameworks in {folder} have"
    raise_faults(faults, heading)
    frameworks, acceptances = tables
    raise_faults([*_framework_faults(frameworks), *_acceptance_faults(acceptances, frameworks)], heading)
    raise_faults(_count_faults(frameworks, acceptances), heading)
    count = pd.to_numeric(frameworks.published_count).astype("Int64")
    return frameworks.assign(published_count=count), acceptances


def _lines(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Give the rows as plain texts; a missing cell is empty."""
    return [{str(k): str(v) for k, v in row.items()} for row in rows.fillna("").to_dict(orient="records")]


def _framework_faults(rows: pd.DataFrame) -> list[Fault]:
    faults = []
    twice = {at for at, count in Counter(rows.id).items() if count > 1}
    for i, row in enumerate(_lines(rows)):
        where = row_label("frameworks.csv", i, row["id"])
        if row["id"] in twice:
            faults.append(Fault(where, "id", row["id"], "stands twice", "keep one"))
        if row["kind"] not in KINDS:
            faults.append(Fault(where, "kind", row["kind"], f"is none of {', '.join(KINDS)}"))
        if row["complete"] not in {"yes", "no"}:
            faults.append(Fault(where, "complete", row["complete"], "is neither yes nor no"))
        dates = ["opened", "complete_as_of"] if row["complete"] == "yes" else ["opened"]
        faults += [Fault(where, c, row[c], "is no date", _MEND) for c in dates if not _DATE.fullmatch(row[c])]
        if row["published_count"] and not row["published_count"].isdigit():
            faults.append(Fault(where, "published_count", row["published_count"], "is no whole number"))
        faults += [*_provenance(where, row), *_forms(where, row["counted_forms"])]
    return faults


def _provenance(where: str, row: dict[str, str]) -> list[Fault]:
    faults = []
    if not row["source_url"].startswith(("http://", "https://")):
        mend = "name the page in which the fact stands"
        faults.append(Fault(where, "source_url", row["source_url"], "is no address", mend))
    if row["read"] not in {"read", "recalled"}:
        faults.append(Fault(where, "read", row["read"], "is neither read nor recalled"))
    return faults


def _forms(where: str, forms: str) -> list[Fault]:
    unknown = [form for form in forms.split(";") if form and form not in ACCEPTING]
    return [Fault(where, "counted_forms", form, "is no form of acceptance") for form in unknown]


def _acceptance_faults(rows: pd.DataFrame, frameworks: pd.DataFrame) -> list[Fault]:
    known, countries = set(frameworks.id), {*world().countries.id, UNION}
    forms = (*ACCEPTING, *LEAVING, *BESIDE)
    twice = {key for key, count in Counter(_keys(rows)).items() if count > 1}
    faults = []
    for i, row in enumerate(_lines(rows)):
        framework, country, form = (row[name] for name in ("framework", "country", "form"))
        where = row_label("acceptances.csv", i, framework)
        if framework not in known:
            faults.append(
                Fault(where, "framework", framework, "is not in frameworks.csv", nearest_name(framework, known))
            )
        if country not in countries:
            faults.append(Fault(where, "country", country, "is no country", nearest_name(country, countries)))
        if form not in forms:
            faults.append(Fault(where, "form", form, f"is none of {', '.join(forms)}"))
        if row["date"] and not _DATE.fullmatch(row["date"]):
            faults.append(Fault(where, "date", row["date"], "is no date", _MEND))
        if (framework, country, form) in twice:
            faults.append(Fault(where, "country", country, f"stands twice as {form}", "keep one"))
        faults += _provenance(where, row)
    return faults


def _keys(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(a), str(b), str(c)) for a, b, c in zip(rows.framework, rows.country, rows.form, strict=True)]


def _count_faults(frameworks: pd.DataFrame, acceptances: pd.DataFrame) -> list[Fault]:
    """Hold a list that is said to be complete against the number that was published."""
    faults = []
    for i, row in enumerate(_lines(frameworks)):
        if row["complete"] != "yes" or not row["published_count"]:
            continue
        forms = row["counted_forms"].split(";") if row["counted_forms"] else ACCEPTING
        found = len(counted_states(acceptances, row["id"], forms, row["complete_as_of"]))
        if found != int(row["published_count"]):
            where = row_label("frameworks.csv", i, row["id"])
            problem = f"the list has {found} states by {row['complete_as_of']}"
            faults.append(Fault(where, "published_count", row["published_count"], problem, "complete or correct it"))
    return faults


def counted_states(rows: pd.DataFrame, framework: str, forms: Collection[str], until: str) -> set[str]:
    """Name the states that had accepted a framework in one of these forms by a day, month or year."""
    mine = rows[(rows.framework == framework) & rows.form.isin(forms) & (rows.country != UNION)]
    dates = mine.date.fillna("")
    by_then = [date <= until or until.startswith(date) for date in dates]
    return set(mine.country[by_then])
