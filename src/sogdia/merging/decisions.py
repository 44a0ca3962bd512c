"""The user's word on what cannot be told: a CSV with the columns a, b and join (yes, no, or link for nodes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import DataError, Fault, nearest_name, raise_faults
from sogdia.tables import read_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sogdia.merging.stacking import Stack

TABLES: Final = ("nodes", "organisations", "systems", "spans")
_YES: Final = frozenset({"yes", "y", "true", "1", "join"})
_NO: Final = frozenset({"no", "n", "false", "0", "apart"})
_LINK: Final = "link"


@dataclass(frozen=True)
class Decision:
    """One pair settled by the user: table, positions of both rows, and the word: yes, no, or link."""

    table: str
    a: int
    b: int
    word: str


def read_decisions(path: Path) -> pd.DataFrame:
    """Read a decisions file; other columns than a, b, join and table are let be.

    Raises
    ------
    DataError
        The file is not there, is no CSV, or lacks a column.
    """
    if not path.is_file():
        raise DataError(f"no file {path}; give the CSV of your decisions (columns a, b, join)")
    try:
        rows = read_csv(path)
    except (ValueError, UnicodeDecodeError) as fault:
        raise DataError(f"{path} cannot be read as a CSV: {fault}; give the columns a, b, join") from fault
    missing = [name for name in ("a", "b", "join") if name not in rows]
    if missing:
        raise DataError(
            f"{path} has no column {', '.join(map(repr, missing))}; it has {', '.join(rows.columns)}: "
            "give the columns a, b (ids, as LABEL:ID where two inputs have one id) and join (yes, no or link)"
        )
    return rows


def settle(rows: pd.DataFrame, stacks: Mapping[str, Stack], labels: Sequence[str], where: str) -> list[Decision]:
    """Find the rows that decisions speak of.

    Parameters
    ----------
    rows
        Columns a, b, join and perhaps table; a row whose join is empty is undecided and left out.
    stacks
        Nodes, organisations, systems and spans of all inputs.
    labels
        Name of each input.
    where
        Name of the file, for errors.

    Raises
    ------
    TableError
        Unknown or unclear ids (the nearest is named), words other than yes and no, two answers for one pair.
    """
    known = {table: _known(stacks[table], labels) for table in TABLES}
    faults: list[Fault] = []
    out: dict[tuple[str, int, int], Decision] = {}
    for n, row in enumerate(rows.to_dict(orient="records"), start=2):
        at = f"{where} row {n}"
        said = "" if pd.isna(row["join"]) else str(row["join"]).strip().lower()
        if not said:
            continue
        word = "yes" if said in _YES else "no" if said in _NO else said
        if word not in {"yes", "no", _LINK}:
            faults.append(Fault(at, "join", said, "is none of yes, no and link"))
            continue
        found = _find(row, known, at, faults)
        if found is None:
            continue
        table, a, b = found
        if stacks[table].owner[a] == stacks[table].owner[b]:
            faults.append(Fault(at, "b", str(row["b"]), "stands in the same input as a", "join rows of two inputs"))
            continue
        if word == _LINK and table != "nodes":
            faults.append(Fault(at, "join", said, f"is for nodes, and these are {table}", "write yes or no"))
            continue
        decision = Decision(table, min(a, b), max(a, b), word)
        key = (table, decision.a, decision.b)
        if out.setdefault(key, decision).word != word:
            faults.append(Fault(at, "join", said, "says the contrary of an earlier row", "take one of them out"))
    raise_faults(faults, "the decisions have")
    return list(out.values())


def _known(rows: Stack, labels: Sequence[str]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for i, (owner, key) in enumerate(zip(rows.owner, rows.text("id"), strict=True)):
        out.setdefault(str(key), []).append(i)
        out.setdefault(f"{labels[owner]}:{key}", []).append(i)
    return out


def _find(
    row: Mapping[Any, Any], known: Mapping[str, dict[str, list[int]]], at: str, faults: list[Fault]
) -> tuple[str, int, int] | None:
    asked = row.get("table")
    tables = TABLES if asked is None or pd.isna(asked) else tuple(t for t in TABLES if t == str(asked).strip())
    if not tables:
        faults.append(Fault(at, "table", str(asked), "is not a table that is compared", f"one of {', '.join(TABLES)}"))
        return None
    ids = {side: "" if pd.isna(row[side]) else str(row[side]).strip() for side in ("a", "b")}
    table = next((t for t in tables if ids["a"] in known[t] and ids["b"] in known[t]), None)
    places = []
    for side, name in ids.items():
        options = known[table][name] if table else next((known[t][name] for t in tables if name in known[t]), [])
        if not options:
            hint = nearest_name(name, {key for t in tables for key in known[t]}) if len(faults) < 20 else ""
            faults.append(Fault(at, side, name, "is the id of nothing that is compared", hint))
        elif len(options) > 1:
            faults.append(Fault(at, side, name, "stands in several inputs", "write it as LABEL:ID"))
        else:
            places.append(options[0])
    if len(places) < 2:
        return None
    if table is None:
        faults.append(Fault(at, "b", ids["b"], "is in another table than a", "join rows of one table"))
        return None
    return table, places[0], places[1]


def rule(pairs: pd.DataFrame, decisions: Sequence[Decision], table: str) -> pd.DataFrame:
    """Write the user's word beside the pairs of a table; a pair that was no candidate is added.

    Returns
    -------
    DataFrame
        The pairs with the column `ruled`: yes, no, link or empty.
    """
    mine = {(d.a, d.b): d.word for d in decisions if d.table == table}
    keys = list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
    out = pairs.assign(ruled=np.array([mine.get(key, "") for key in keys], dtype=object))
    more = [key for key in mine if key not in set(keys)]
    if not more:
        return out
    added = pd.DataFrame(more, columns=["a", "b"]).assign(
        verdict="apart",
        reason="",
        identical=False,
        may_chain=False,
        whole=False,
        score=np.nan,
        ruled=[mine[key] for key in more],
    )
    for name in out.columns.difference(added.columns):
        added[name] = np.nan if out[name].dtype != bool else False
    return pd.concat([out, added[out.columns]], ignore_index=True) if len(out) else added.reindex(columns=out.columns)
