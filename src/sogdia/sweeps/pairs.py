"""The pairs of points that a cases file asks for: as rows, and held to the range of degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.errors import Fault, raise_faults
from sogdia.flows.round_trip import ENDS, FILLED
from sogdia.sweeps.rows import Rows, faults_at, read_rows

if TYPE_CHECKING:
    from pathlib import Path


def pair_rows(path: Path) -> Rows:
    """Read a table of pairs; other columns are kept as text.

    Raises
    ------
    DataError, TableError
        A file that cannot be read, a column that is missing or is one of the answer, a cell that is no number of
        degrees: all of them, with row and column.
    """
    table = read_rows(path, ENDS, ENDS, keep=True)
    rows = Rows(table, ((path.name, len(table)),))
    taken = [name for name in table if name in {*FILLED, "case", "verb", "network", "year"}]
    faults = [Fault(path.name, name, "", "is a column of the answer", "rename it") for name in taken]
    numbers = {}
    for name in ENDS:
        most = 180.0 if name.endswith("lon") else 90.0
        number = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)
        bad = ~(np.abs(number) <= most)
        words = ("is out of range", f"must be a number of degrees from {-most:g} to {most:g}")
        faults += faults_at(rows, name, bad, dict.fromkeys(table[name][bad], words))
        numbers[name] = number
    raise_faults(faults, f"{path} has")
    return Rows(table.assign(**numbers), rows.origins)
