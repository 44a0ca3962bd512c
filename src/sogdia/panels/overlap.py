"""How far two frameworks are accepted by the same states: Jaccard and kappa with their intervals, from arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL: Final = 0.95
"""Level of the intervals."""
_Z: Final = float(ndtri(0.5 + LEVEL / 2))


def shared(accepts: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """Count, for each pair of frameworks, the states that accept both, one alone, or neither.

    Parameters
    ----------
    accepts
        Shape (states, frameworks).

    Returns
    -------
    dict
        `a`, `b` (positions, a < b), `both`, `only_a`, `only_b`, `neither`, each of shape (pairs,).
    """
    marks = accepts.astype(np.int64)
    together = marks.T @ marks
    sizes = np.diag(together)
    a, b = np.triu_indices(accepts.shape[1], 1)
    both = together[a, b]
    only_a, only_b = sizes[a] - both, sizes[b] - both
    return {
        "a": a, "b": b, "both": both, "only_a": only_a, "only_b": only_b,
        "neither": accepts.shape[0] - both - only_a - only_b,
    }  # fmt: skip


def wilson(hits: NDArray[Any], trials: NDArray[Any]) -> tuple[NDArray[np.float64], ...]:
    """Give shares with the 95 % score interval; missing where nothing was tried.

    Returns
    -------
    tuple
        Share, low, high, each of the shape of `hits`.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    n = np.where(trials > 0, trials, np.nan).astype(float)
    share = hits / n
    spread = _Z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    return share, np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def kappa(
    both: NDArray[Any], only_a: NDArray[Any], only_b: NDArray[Any], neither: NDArray[Any]
) -> tuple[NDArray[np.float64], ...]:
    """Give Cohen's kappa of two yes-or-no answers with its 95 % interval; missing where chance alone agrees fully.

    Returns
    -------
    tuple
        Kappa, low, high, each of the shape of `both`, within [-1, 1].

    Source
    ------
    Cohen (1960), Educational and Psychological Measurement 20(1), 37-46; standard error by Fleiss, Cohen and Everitt
    (1969), Psychological Bulletin 72(5), 323-327, equation 13.
    """
    cells = np.stack([np.asarray(cell, dtype=float) for cell in (both, only_a, only_b, neither)])
    count = cells.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        p11, p10, p01, p00 = cells / count
        row, column = p11 + p10, p11 + p01
        seen = p11 + p00
        chance = row * column + (1 - row) * (1 - column)
        value = (seen - chance) / (1 - chance)
        agree = p11 * (1 - (row + column) * (1 - value)) ** 2 + p00 * (1 - (2 - row - column) * (1 - value)) ** 2
        differ = (1 - value) ** 2 * (p10 * (column + 1 - row) ** 2 + p01 * (row + 1 - column) ** 2)
        variance = (agree + differ - (value - chance * (1 - value)) ** 2) / (count * (1 - chance) ** 2)
        error = np.sqrt(np.maximum(variance, 0.0))
    value = np.where(chance < 1, value, np.nan)
    return value, np.clip(value - _Z * error, -1.0, 1.0), np.clip(value + _Z * error, -1.0, 1.0)
