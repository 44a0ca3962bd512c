"""Gravity with both ends fixed: traffic between places from their totals and distances (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEAREST_KM = 100.0
"""Places nearer than this count as this far from each other, km (assumed: cities are not points)."""


def reachable_totals(total: Floats) -> Floats:
    """Lower the largest total to the sum of the others: nobody can exchange more than all others together.

    Examples
    --------
    >>> reachable_totals(np.array([100.0, 10.0, 20.0])).tolist()
    [30.0, 10.0, 20.0]
    """
    out = np.asarray(total, dtype=float).copy()
    if len(out) < 2:
        return np.zeros(len(out))
    top = int(np.argmax(out))
    out[top] = min(out[top], out.sum() - out[top])
    return out


def balance(total: Floats, distance_km: Floats, beta: float, rounds: int = 2000) -> Floats:
    """Give the symmetric traffic whose rows sum to `total` and which falls off with distance.

    Parameters
    ----------
    total
        Shape (n,), 0 or more: traffic of each place with all others (lowered by `reachable_totals`).
    distance_km
        Shape (n, n).
    beta
        Exponent of the distance, 0 or more.
    rounds
        Most rounds of fitting.

    Returns
    -------
    ndarray
        Shape (n, n), symmetric, zero on the diagonal, in the unit of `total`.

    Source
    ------
    Wilson (1967), A statistical theory of spatial distribution models, Transportation Research 1, 253-269;
    fitted by the symmetric form of iterative proportional fitting (Knight, Ruiz and Ucar 2014, SIAM J. Matrix
    Anal. 35).

    Examples
    --------
    >>> balance(np.array([3.0, 3.0, 2.0]), np.full((3, 3), 500.0), 0.5).round(6).tolist()
    [[0.0, 2.0, 1.0], [2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    wanted = reachable_totals(total)
    if not wanted.any():
        return np.zeros((len(wanted), len(wanted)))
    kernel = np.maximum(distance_km, NEAREST_KM) ** -beta
    np.fill_diagonal(kernel, 0.0)
    kernel = np.where(np.outer(wanted > 0, wanted > 0), kernel, 0.0)
    factor = np.sqrt(wanted / float(kernel.sum()) * len(wanted))
    for _ in range(rounds):
        row = factor * (kernel @ factor)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(row > 0, wanted / row, 0.0)
        if np.all(np.abs(step[wanted > 0] - 1.0) < 1e-9):
            break
        factor = factor * np.sqrt(step)
    return np.asarray(kernel * np.outer(factor, factor), dtype=float)
