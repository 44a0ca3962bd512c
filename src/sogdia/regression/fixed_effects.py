"""Fixed effects: taken out of columns, counted, and freed of rows that are alone in a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import linalg

from sogdia.errors import DataError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

_COLLINEAR: Final = 1e-7


def absorb(columns: Floats, effects: Codes, weights: Floats) -> Floats:
    """Take the weighted means of fixed effects out of columns.

    Parameters
    ----------
    columns
        Shape (n, k).
    effects
        Codes from 0, shape (n, f); f = 0: nothing is taken out.
    weights
        Shape (n,), above 0.

    Raises
    ------
    MissingExtraError
        Two or more effects without the extra `influence`.
    DataError
        The projections do not settle.
    """
    if not effects.shape[1] or not columns.shape[1]:
        return columns
    if effects.shape[1] == 1:
        code = effects[:, 0]
        total = np.bincount(code, weights)
        sums = np.column_stack([np.bincount(code, weights * column) for column in columns.T])
        return columns - (sums / total[:, None])[code]
    try:
        from pyfixest.core.demean import demean  # noqa: PLC0415  an extra
    except ImportError as fault:
        raise MissingExtraError(
            "two or more fixed effects need the extra 'influence': install sogdia[influence] (it brings pyfixest)"
        ) from fault
    scale = columns.std(axis=0)
    scale[scale == 0] = 1.0
    left: Floats
    left, settled = demean(np.ascontiguousarray(columns / scale), effects.astype(np.uintp), weights, 1e-10, 100_000)
    if not settled:
        raise DataError("the fixed effects could not be taken out: too few rows tie their levels together")
    out: Floats = left * scale
    return out


def independent(within: Floats, given: Floats, weights: Floats) -> NDArray[np.bool_]:
    """Mark the columns that are no combination of those before them, nor of the fixed effects taken out.

    Parameters
    ----------
    within, given
        Columns after and before fixed effects were taken out, shape (n, k).
    weights
        Shape (n,).
    """
    root = np.sqrt(weights)[:, None]
    size = np.maximum(np.sqrt(((given * root) ** 2).sum(axis=0)), 1e-300)
    rows = np.vstack([within * root / size, np.zeros((within.shape[1], within.shape[1]))])
    left: Floats = linalg.qr(rows, mode="r")[0][: within.shape[1]]
    kept = np.zeros(left.shape[1], dtype=bool)
    basis: Floats = np.zeros((0, len(left)))
    for j in range(left.shape[1]):
        column = left[:, j]
        for _ in range(2):
            column = column - basis.T @ (basis @ column)
        length = float(np.linalg.norm(column))
        if length > _COLLINEAR:
            kept[j] = True
            basis = np.vstack([basis, column / length])
    return kept


def recoded(effects: Codes) -> Codes:
    """Give the levels of each effect new codes from 0 without gaps; shape (n, f)."""
    columns = [np.unique(column, return_inverse=True)[1] for column in effects.T]
    return np.column_stack(columns).astype(np.int64) if columns else np.zeros((len(effects), 0), dtype=np.int64)


def without_singletons(effects: Codes, keep: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], int]:
    """Leave out, again and again, rows that are alone in a level of a fixed effect; count them.

    Parameters
    ----------
    effects
        Codes from 0, shape (n, f).
    keep
        Rows in use, shape (n,).
    """
    keep, before = keep.copy(), int(keep.sum())
    while True:
        alone = np.zeros(len(keep), dtype=bool)
        for column in effects.T:
            alone |= keep & (np.bincount(column[keep], minlength=int(column.max()) + 1)[column] == 1)
        if not alone.any():
            return keep, before - int(keep.sum())
        keep &= ~alone


def absorbed(effects: Codes, ways: Sequence[Codes]) -> int:
    """Count the terms of fixed effects that are not nested in a cluster; each after the first has one fewer."""
    count = 0
    for column in effects.T:
        nested = any(len(np.unique(np.column_stack([column, way]), axis=0)) == column.max() + 1 for way in ways)
        count += 0 if nested else int(column.max()) + 1 - (1 if count else 0)
    return max(count, 1 if effects.shape[1] else 0)
