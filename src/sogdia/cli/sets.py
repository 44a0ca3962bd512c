"""What `sogdia data` says of sets: the catalogue beside the local store."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from sogdia.cli.printing import print_facts, print_text
from sogdia.data.catalogue import catalogue, entry
from sogdia.data.holdings import holding, holdings, store, wrong
from sogdia.errors import DataError

if TYPE_CHECKING:
    from sogdia.data.catalogue import Entry
    from sogdia.data.holdings import Holding
    from sogdia.data.recognition import Found

SHOWN_FAULTS = 10


def sets_table(*, held: bool = False) -> pd.DataFrame:
    """Give the catalogue with a column `state`: embedded, added on a day, not added, or for tests alone."""
    rows = []
    for about in catalogue().values():
        found = holding(about.name)
        if held and not found:
            continue
        rows.append({"name": about.name, "state": _state(about, found), **asdict(about)})
    columns = ["name", "state", *(key for key in asdict(next(iter(catalogue().values()))) if key != "name")]
    return pd.DataFrame(rows, columns=columns, dtype="string")


def _state(about: Entry, found: Holding | None) -> str:
    if found:
        return f"added {found.added}"
    return {"embedded": "embedded", "given": "not added", "tests": "not added (tests)"}[about.kind]


def facts_of(name: str) -> dict[str, object]:
    """Give all about one set: the catalogue's row, and what the store has."""
    about = entry(name)
    found = holding(name)
    facts: dict[str, object] = {"title": about.title, "name": about.name, "state": _state(about, found)}
    facts |= {key: value for key, value in asdict(about).items() if key not in facts and key not in {"kind", "reader"}}
    if found:
        facts |= {"path": str(found.path), "holds": found.size, "hash_added": found.sha256}
        facts["version_added"] = about.version if found.known else "not one whose hash the catalogue knows"
    elif about.kind != "embedded":
        facts["to_add"] = f"sogdia data add {name} PATH"
    return facts


def told(added: Holding, found: Found) -> None:
    """Say what was added, with the faults that its reader told."""
    version = (
        f"version {entry(added.name).version}" if added.known else "a version whose hash the catalogue does not know"
    )
    print_text(f"added {added.name}: {added.size}", strong=True)
    print_facts({"path": str(added.path), "sha256": added.sha256, "version": version, "licence": added.licence,
                 "cite": added.citation})  # fmt: skip
    if found.faults:
        many = "s" if len(found.faults) > 1 else ""
        print_text(f"{len(found.faults)} fault{many} in it, told and not mended:")
    for fault in found.faults[:SHOWN_FAULTS]:
        print_text(f"  - {fault}")
    if len(found.faults) > SHOWN_FAULTS:
        print_text(f"  ... and {len(found.faults) - SHOWN_FAULTS} more (--json lists all)")


def verdicts(name: str = "") -> pd.DataFrame:
    """Hash what the store has again: name, verdict, added, path.

    Raises
    ------
    DataError
        The store does not have the set that is asked for.
    """
    found = [holding_of(name)] if name else holdings()
    rows = [(each.name, wrong(each) or "as added", each.added, str(each.path)) for each in found]
    return pd.DataFrame(rows, columns=["name", "verdict", "added", "path"], dtype="string")


def holding_of(name: str) -> Holding:
    """Give what the store has of a set.

    Raises
    ------
    ParameterError
        No set of this name.
    DataError
        The store does not have it.
    """
    found = holding(name)
    if found is None:
        kind = entry(name).kind
        if kind == "embedded":
            raise DataError(f"{name!r} comes with Sogdia and is not in the store")
        raise DataError(f"the store {store()} has no {name!r}; add it: `sogdia data add {name} PATH`")
    return found
