"""The rows of all inputs under one another, with what the comparison needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.network import Network


@dataclass(frozen=True)
class Stack:
    """One table of all inputs.

    Attributes
    ----------
    rows
        Rows of the first input, then of the second, and so on; the index counts them.
    owner
        Shape (n,): number of the input of each row.
    """

    rows: pd.DataFrame
    owner: NDArray[np.int64]

    def text(self, column: str) -> NDArray[Any]:
        """Give a column as plain strings, empty where missing."""
        return self.rows[column].astype("string").fillna("").to_numpy(dtype=object)

    def positions(self, column: str, known: Stack) -> NDArray[np.int64]:
        """Give for each row the position in `known` of the row that the column names, -1 where it names none."""
        place = {key: i for i, key in enumerate(zip(known.owner.tolist(), known.text("id"), strict=True))}
        keys = zip(self.owner.tolist(), self.text(column), strict=True)
        return np.array([place.get(key, -1) for key in keys], dtype=np.int64)


def stack(networks: Sequence[Network], table: str) -> Stack:
    """Put one table of every network under one another."""
    tables = [getattr(net, table) for net in networks]
    filled = [rows for rows in tables if len(rows)]
    rows = pd.concat(filled, ignore_index=True) if filled else tables[0]
    sizes = [len(rows) for rows in tables]
    return Stack(rows.reset_index(drop=True), np.repeat(np.arange(len(tables), dtype=np.int64), sizes))
