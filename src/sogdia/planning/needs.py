"""Needs as rows of the master programme, made as strong as whole modules allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.planning.purchases import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from sogdia.planning.arrays import Arrays
    from sogdia.planning.purchases import Columns
    from sogdia.planning.worst_losses import Need


def need_rows(
    needs: Sequence[Need], columns: Columns, arrays: Arrays, *, elastic: bool
) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Turn needs into rows ``matrix @ x >= lower``.

    With whole modules of sizes a and a right side r: sum min(a, r) n >= r, and for each size s: sum ceil(a/s) n >=
    ceil(r/s) (Chvátal 1973); the same with the most that a purchase can give in the place of its modules. Where
    demands may be left out, r stands for all of them, and what each asks for is taken off where it is not served.

    Parameters
    ----------
    elastic
        The demand unserved after the worst loss stands in for missing capacity.
    """
    rows = Rows(columns.count)
    for need in needs:
        if need.counted:
            _count_row(rows, need, columns, arrays)
        else:
            _capacity_rows(rows, need, columns, arrays, elastic=elastic)
    return rows.matrix(), np.array(rows.lower)


def _capacity_rows(rows: Rows, need: Need, columns: Columns, arrays: Arrays, *, elastic: bool) -> None:
    size = arrays.adds(need.phase, need.prices)
    stands = float(arrays.standing[need.phase] @ need.prices)
    missing = need.needed - stands
    phases = np.flatnonzero(arrays.serves[need.phase].any(axis=1)).tolist() or [need.phase]
    serves = arrays.serves[need.phase][phases]
    at = np.concatenate([columns.modules_at(p) for p in phases])
    if elastic:
        value = np.append((size * serves).ravel(), 1.0)
        rows.add(np.append(at, columns.unserved), value, missing, np.inf)
        return
    if missing <= 0.0:
        return
    if columns.demands:
        value = np.concatenate([(np.minimum(size, missing) * serves).ravel(), -need.asks])
        rows.add(np.concatenate([at, columns.served_at(need.phase)]), value, -stands, np.inf)
        return
    rows.add(at, (np.minimum(size, missing) * serves).ravel(), missing, np.inf)
    _rounded_rows(rows, at, size, missing, serves)
    charged = arrays.fixed > 0.0
    if charged.any():
        bought = np.concatenate([columns.bought_at(p) for p in phases])
        most = np.where(charged, size * arrays.most, size)
        at = np.where(np.tile(charged, len(phases)), bought, at)
        rows.add(at, (np.minimum(most, missing) * serves).ravel(), missing, np.inf)
        _rounded_rows(rows, at, most, missing, serves)


def _rounded_rows(
    rows: Rows, at: NDArray[np.int64], size: NDArray[np.float64], missing: float, serves: NDArray[np.bool_]
) -> None:
    for step in np.unique(np.minimum(size[size > 1e-9], missing))[-4:]:
        value = np.ceil(np.minimum(size, missing) / step - 1e-9)
        rows.add(at, (value * serves).ravel(), float(np.ceil(missing / step - 1e-9)), np.inf)


def _count_row(rows: Rows, need: Need, columns: Columns, arrays: Arrays) -> None:
    """Ask for so many links of a cut: those that stand, and those that options give."""
    there = (need.prices > 0.0) & (arrays.standing[need.phase] > 0.0)
    new = (need.prices > 0.0) & ~there
    missing = need.needed - float(there.sum())
    given = arrays.reaches(need.phase, new)
    free = arrays.fixed <= 0.0
    at = [np.where(free, columns.modules_at(p), columns.bought_at(p)) for p in range(columns.phases)]
    value = (np.minimum(given, max(missing, 0.0)) * arrays.serves[need.phase]).ravel()
    if columns.demands:
        at.append(columns.served_at(need.phase))
        value = np.concatenate([value, -need.asks])
        missing = -float(there.sum())
    rows.add(np.concatenate(at), value, missing, np.inf)
