"""Rows of cases, and where each came from: a file's row or an item of the cases file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.errors import DataError, Fault, nearest_name, raise_faults
from sogdia.tables import row_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Rows:
    """A verb's own part of its cases.

    Attributes
    ----------
    table
        One row for each case: strings (empty where nothing is said) and numbers.
    origins
        Name of each source and how many rows it gave, in order; a name with ``{}`` is numbered from 1, else it is a
        file's.
    """

    table: pd.DataFrame
    origins: tuple[tuple[str, int], ...]

    def where(self, position: int) -> tuple[str, bool]:
        """Say where a row came from, and whether from a row of a file."""
        for name, count in self.origins:
            if position < count:
                return (name.format(position + 1), False) if "{}" in name else (row_label(name, position), True)
            position -= count
        raise IndexError(position)


def joined(parts: Sequence[Rows]) -> Rows:
    """Put rows after each other."""
    table = pd.concat([part.table for part in parts], ignore_index=True)
    return Rows(table, tuple(origin for part in parts for origin in part.origins))


def faults_at(rows: Rows, column: str, bad: NDArray[np.bool_], problems: dict[str, tuple[str, str]]) -> list[Fault]:
    """Give the faults of marked cells of a column.

    Parameters
    ----------
    bad
        Shape (rows,).
    problems
        For each cell its problem and mend.
    """
    cells = rows.table[column].to_numpy(dtype=object)
    faults = []
    for position in np.flatnonzero(bad):
        where, of_file = rows.where(int(position))
        cell = str(cells[position])
        problem, mend = problems[cell]
        faults.append(Fault(where, column if of_file else "", "" if repr(cell) in problem else cell, problem, mend))
    return faults


def read_rows(path: Path, known: Sequence[str], needed: Sequence[str], *, keep: bool) -> pd.DataFrame:
    """Read a table of cases as text; the empty cell alone is missing, and becomes empty text.

    Parameters
    ----------
    known, needed
        Columns that mean something, and those of them that must be there.
    keep
        Whether other columns are kept; else they are faults.

    Raises
    ------
    DataError
        The file is missing, is no CSV in UTF-8 nor Parquet, or has no rows.
    TableError
        Columns that are unknown or missing.
    """
    table = _read(path)
    faults = [Fault(path.name, name, "", "column is missing", "add it") for name in needed if name not in table]
    if not keep:
        unknown = [str(name) for name in table.columns if name not in known]
        hints = {name: nearest_name(name, known) or f"known: {', '.join(known)}" for name in unknown}
        faults += [Fault(path.name, name, "", "unknown column", hints[name]) for name in unknown]
    raise_faults(faults, f"{path} has")
    return pd.DataFrame({name: cells.fillna("").str.strip().astype(object) for name, cells in table.items()})


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"no file {path}; paths in a cases file are relative to it")
    try:
        if path.suffix == ".parquet":
            table = pd.read_parquet(path).astype("string")
        else:
            table = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except pd.errors.EmptyDataError as fault:
        raise DataError(f"{path} is empty; give a CSV with a heading") from fault
    except UnicodeDecodeError as fault:
        raise DataError(f"{path} is not UTF-8 text: byte {fault.start}; save it as UTF-8") from fault
    except (pd.errors.ParserError, ValueError, OSError) as fault:
        raise DataError(f"{path} cannot be read: {str(fault).strip()}; mend it or write it anew") from fault
    if len(table.columns) == 1 and ";" in str(table.columns[0]):
        raise DataError(f"{path} is joined by semicolons; save it with commas")
    if table.empty:
        raise DataError(f"{path} has no rows under its heading; add at least one case")
    return table
