"""Covariances of estimates from the influence of rows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]


def sandwich(influence: Floats, ways: Sequence[Codes]) -> tuple[Floats, float]:
    """Give the covariance of estimates from the influence of rows, and degrees of freedom (clusters less one).

    Parameters
    ----------
    influence
        Shape (n, k).
    ways
        Codes of clusters from 0, each of shape (n,); none: each row by itself, with infinite freedom. The factor is
        G / (G - 1) of the way with fewest clusters.

    Source
    ------
    Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29(2), equations 2.6-2.10; a
    covariance that is not positive has its negative eigenvalues set to 0.
    """
    if not ways:
        return influence.T @ influence, np.inf
    total = np.zeros((influence.shape[1], influence.shape[1]))
    fewest = min(int(way.max()) + 1 for way in ways)
    if fewest < 2:
        raise DataError("all rows are in one cluster; at least two clusters are needed")
    for size in range(1, len(ways) + 1):
        for some in combinations(ways, size):
            code = np.unique(np.column_stack(some), axis=0, return_inverse=True)[1].reshape(-1)
            sums = np.zeros((int(code.max()) + 1, influence.shape[1]))
            np.add.at(sums, code, influence)
            total += (-1) ** (size + 1) * (sums.T @ sums)
    if len(ways) > 1:
        values, vectors = np.linalg.eigh(total)
        total = (vectors * np.maximum(values, 0)) @ vectors.T
    return total * fewest / (fewest - 1), float(fewest - 1)
