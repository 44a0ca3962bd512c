"""Draws facts for a second reader: each claim in one line, beside the source in which it should stand."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sogdia.data.making.facts import read_facts
from sogdia.errors import pick

COLUMNS: Final = (
    "table", "line", "claim", "title", "publisher", "url", "read", "as_of", "verdict", "correction",
)  # fmt: skip
_ABOUT = ("source", "read", "as_of")


def draw(rows: int, seed: int, table: str | None = None) -> pd.DataFrame:
    """Draw facts at random, each row of each table alike.

    Parameters
    ----------
    rows
        How many; all where there are fewer.
    seed
        Seed of the draw.
    table
        Only this table's facts.

    Returns
    -------
    DataFrame
        The columns `COLUMNS`, in the order of the tables; verdict and correction are empty.

    Raises
    ------
    ParameterError
        No such table of facts.
    """
    facts = read_facts()
    sources = facts.pop("sources").set_index("id")
    if table is not None:
        facts = {table: facts[pick(table, facts, "table of facts")]}
    places = [(name, i) for name, rows_of in facts.items() for i in range(len(rows_of))]
    chance = np.random.default_rng(seed)
    chosen = np.sort(chance.choice(len(places), size=min(rows, len(places)), replace=False))
    return pd.DataFrame([_line(facts, sources, *places[i]) for i in chosen], columns=list(COLUMNS), dtype="string")


def _line(facts: dict[str, pd.DataFrame], sources: pd.DataFrame, name: str, i: int) -> dict[str, object]:
    row = facts[name].iloc[i].dropna()
    stands = sources.loc[row["source"]]
    return {
        "table": name,
        "line": i + 2,
        "claim": "; ".join(f"{column}: {value}" for column, value in row.items() if column not in _ABOUT),
        "title": stands["title"],
        "publisher": stands["publisher"],
        "url": stands["url"],
        "read": row.get("read"),
        "as_of": row.get("as_of"),
        "verdict": "",
        "correction": "",
    }
