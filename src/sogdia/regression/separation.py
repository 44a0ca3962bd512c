"""Rows without a finite Poisson estimate: zeros that a combination of the regressors tells apart from all positives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import optimize, sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANK: Final = 1e-9
_APART: Final = 1e-5


def separated(positive: NDArray[np.bool_], x: NDArray[np.float64], effects: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the rows that separate: some combination z of regressors and fixed effects is 0 on all positives,
    nowhere above 0, and below 0 on them.

    Parameters
    ----------
    positive
        Rows with an outcome above 0, shape (n,).
    x
        Regressors, shape (n, k).
    effects
        Codes of fixed effects from 0, shape (n, f).

    Source
    ------
    Correia, Guimarães and Zylkin, Verifying the existence of maximum likelihood estimates for generalized linear
    models (arXiv 1903.01633), proposition 1; solved as a linear programme (their section 3.2).

    Examples
    --------
    >>> separated(np.array([True, True, False, False]), np.array([[1., 0], [1, 0], [1, 1], [1, 0]]),
    ...           np.zeros((4, 0), dtype=int)).tolist()
    [False, False, True, False]
    """  # noqa: D205  one sentence
    lost = _empty_levels(positive, effects)
    zeros = ~positive & ~lost
    if not zeros.any():
        return lost
    if effects.shape[1] <= 1:
        apart = _dense(positive & ~lost, zeros, x, effects)
    else:
        apart = _sparse(positive & ~lost, zeros, x, effects)
    lost[zeros] = apart
    return lost | _empty_levels(positive, effects, lost)


def _empty_levels(
    positive: NDArray[np.bool_], effects: NDArray[np.int64], out: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Mark the rows of levels that have no positive."""
    lost = np.zeros(len(positive), dtype=bool) if out is None else out.copy()
    for code in effects.T:
        lost |= np.bincount(code, positive, minlength=int(code.max()) + 1)[code] == 0
    return lost


def _dense(
    positive: NDArray[np.bool_], zeros: NDArray[np.bool_], x: NDArray[np.float64], effects: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Look only along the directions in which positives do not vary (none, as a rule)."""
    scaled = x / np.maximum(np.abs(x).max(axis=0, initial=0.0), 1e-300)
    if effects.shape[1] and x.shape[1]:
        code = effects[:, 0]
        count = np.maximum(np.bincount(code, positive), 1.0)
        sums = np.column_stack([np.bincount(code, positive * column) for column in scaled.T])
        scaled = scaled - (sums / count[:, None])[code]
    triangle = np.linalg.qr(np.vstack([scaled[positive], np.zeros((x.shape[1], x.shape[1]))]), mode="r")
    _, size, axes = np.linalg.svd(triangle)
    rank = int((size > _RANK * max(size.max(initial=0.0), 1e-300)).sum())
    z = scaled[zeros] @ axes[rank:].T
    z[np.abs(z) < 1e-8] = 0.0
    if not z.any():
        return np.zeros(int(zeros.sum()), dtype=bool)
    return _programme(sparse.csr_array(z), None)


def _sparse(
    positive: NDArray[np.bool_], zeros: NDArray[np.bool_], x: NDArray[np.float64], effects: NDArray[np.int64]
) -> NDArray[np.bool_]:
    scaled = x / np.maximum(np.abs(x).max(axis=0, initial=0.0), 1e-300)
    rows = np.arange(len(x))
    ones = [
        sparse.csr_array((np.ones(len(x)), (rows, code)), shape=(len(x), int(code.max()) + 1)) for code in effects.T
    ]
    design = sparse.hstack([sparse.csr_array(scaled), *ones], format="csr")
    return _programme(design[zeros], design[positive])


def _programme(zeros: sparse.csr_array, positives: sparse.csr_array | None) -> NDArray[np.bool_]:
    """Maximise the number of zero rows that a combination tells apart; each counts once."""
    count, terms = zeros.shape
    cost = np.concatenate([np.zeros(terms), -np.ones(count)])
    bound = [(None, None)] * terms + [(0.0, 1.0)] * count
    equal = None if positives is None else sparse.hstack([positives, sparse.csr_array((positives.shape[0], count))])
    found = optimize.linprog(
        cost, A_ub=sparse.hstack([zeros, sparse.eye_array(count)]), b_ub=np.zeros(count), A_eq=equal,
        b_eq=None if equal is None else np.zeros(equal.shape[0]), bounds=bound, method="highs",
    )  # fmt: skip
    return np.asarray(found.x[terms:] > 0.5) if found.status == 0 else np.zeros(count, dtype=bool)
