"""Unit and year effects on any set of cells of a panel: solved exactly, for many right-hand sides at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_RANK: Final = 1e-10


class TwoWay:
    """Unit effects a_i and year effects b_t fitted on marked cells.

    The normal equations are reduced to the T years: with n_i and m_t the cells of a unit and of a year and M the marks,
    (diag(m) - M' diag(1/n) M) b = s - M' (r / n), then a = (r - M b) / n.
    """

    def __init__(self, cells: Flags) -> None:
        """Prepare for cells of shape (N, T)."""
        self.cells = cells
        self._marks = cells.astype(float)
        self._rows = self._marks.sum(axis=1)
        self._safe = np.maximum(self._rows, 1.0)
        years = self._marks.sum(axis=0)
        reduced = np.diag(years) - self._marks.T @ (self._marks / self._safe[:, None])
        self._inverse = np.linalg.pinv(reduced, rcond=_RANK, hermitian=True)
        self.share = self._known(years)

    def _known(self, years: Floats) -> Flags:
        """Mark the cells of the whole grid whose unit and year effects are tied by marked cells, shape (N, T)."""
        count, width = self.cells.shape
        i, t = np.nonzero(self.cells)
        graph = sparse.coo_array((np.ones(len(i)), (i, t + count)), shape=(count + width, count + width))
        label = connected_components(graph, directed=False)[1]
        tied = label[:count, None] == label[None, count:]
        return np.asarray(tied & (self._rows > 0)[:, None] & (years > 0)[None, :])

    def solve(self, r: Floats, s: Floats) -> tuple[Floats, Floats]:
        """Solve the normal equations for sums by unit r, shape (..., N), and by year s, shape (..., T)."""
        b = (s - (r / self._safe) @ self._marks) @ self._inverse
        a = (r - b @ self._marks.T) / self._safe
        return a, b

    def fit(self, y: Floats) -> Floats:
        """Give a_i + b_t on the whole grid from the marked cells of y; shape (..., N, T) in and out."""
        z = np.where(self.cells, y, 0.0)
        a, b = self.solve(z.sum(axis=-1), z.sum(axis=-2))
        return np.asarray(a[..., :, None] + b[..., None, :])

    def left(self, y: Floats) -> Floats:
        """Give y less its fit, on the whole grid."""
        return y - self.fit(y)
