"""`Flaw`: one kind of fault on as many rows as have it, with the cells that mend it where there is one meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.tables import Breach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Repair:
    """New cells for rows of a table, or their removal.

    Attributes
    ----------
    rows
        Positions from 0.
    cells
        For each column the new cells, aligned with `rows`.
    drop
        The rows are taken out.
    """

    rows: NDArray[np.int64]
    cells: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    drop: bool = False


@dataclass(frozen=True)
class Flaw(Breach):
    """A breach that may know its repair; None where a person must decide."""

    repair: Repair | None = None


def flaw(
    code: str,
    where: tuple[str, str],
    table: pd.DataFrame,
    bad: NDArray[np.bool_] | NDArray[np.int64],
    problem: str | Sequence[str],
    mend: str | Sequence[str] = "",
    *,
    values: Sequence[object] | None = None,
    cells: Mapping[str, Sequence[Any]] | None = None,
    drop: bool = False,
) -> list[Flaw]:
    """Give the flaw of some rows of a table, in a list that is empty where there is none.

    Parameters
    ----------
    where
        Name of the table and column; an empty column means the whole row.
    bad
        Mask of the rows, or their positions.
    problem, mend
        One text, or one for each of the rows.
    values
        Cells to show, one for each of the rows; without them those of the column.
    cells
        New cells by column, one for each of the rows.
    drop
        The mend is to take the rows out.
    """
    rows = np.flatnonzero(bad) if bad.dtype == bool else np.asarray(bad, dtype=np.int64)
    if not len(rows):
        return []
    name, column = where
    keys: list[object] = [None] * len(rows)
    if "id" in table:
        keys = [None if pd.isna(key) else key for key in table["id"].iloc[rows].tolist()]
    if values is None:
        values = table[column].iloc[rows].tolist() if column in table else [""] * len(rows)
    shown = [written(value) for value in values]
    repair = Repair(rows, cells or {}, drop) if cells or drop else None
    return [Flaw(code, name, column, rows, keys, shown, problem, mend, repair)]


def whole(
    code: str, where: tuple[str, str], problem: str, mend: str = "", *, value: str = "", repair: Repair | None = None
) -> list[Flaw]:
    """Give the flaw of a whole table or column, in a list."""
    return [Flaw(code, *where, np.array([], dtype=np.int64), [], [value], problem, mend, repair)]


def written(value: object) -> str:
    """Write a cell as a finding shows it: nothing for a missing one, a number without noise, 80 characters at most."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)):
        return f"{value:.10g}"
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
