"""The rows and columns that a regression uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import DataError, ParameterError
from sogdia.regression.fixed_effects import recoded, without_singletons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

CONSTANT: Final = "constant"


@dataclass(frozen=True)
class Sample:
    """The rows in use.

    Attributes
    ----------
    y, w
        Outcome and weights, shape (n,).
    x
        Regressors over their `scale`, shape (n, k).
    effects
        Codes of fixed effects from 0, shape (n, f).
    names, scale
        Names of the k regressors, and what their columns were divided by.
    used
        Shape (rows given,): the rows in use.
    singletons, separated
        Rows left out, and why.
    """

    y: Floats
    x: Floats
    w: Floats
    effects: Codes
    names: list[str]
    scale: Floats
    used: NDArray[np.bool_]
    singletons: int
    separated: int = 0

    def ways(self, clusters: Sequence[ArrayLike]) -> list[Codes]:
        """Give the codes of clusters, from 0, of the rows in use."""
        return [np.unique(np.asarray(labels)[self.used], return_inverse=True)[1] for labels in clusters]

    def without(self, lost: NDArray[np.bool_]) -> Sample:
        """Leave out separated rows (marked, shape (n,)), and those that are alone in a level then."""
        if not lost.any():
            return self
        keep, alone = without_singletons(self.effects, ~lost)
        used = self.used.copy()
        used[np.flatnonzero(used)[~keep]] = False
        return Sample(
            self.y[keep], self.x[keep], self.w[keep], recoded(self.effects[keep]), self.names, self.scale, used,
            self.singletons + alone, int(lost.sum()),
        )  # fmt: skip

    def split(self, kept: NDArray[np.bool_]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the names kept and the names left out."""
        pairs = list(zip(self.names, kept, strict=True))
        return tuple(name for name, k in pairs if k), tuple(name for name, k in pairs if not k)


def draw_sample(
    y: ArrayLike, x: ArrayLike, names: Sequence[str], effects: Sequence[ArrayLike], weights: ArrayLike | None
) -> Sample:
    """Check what is given, add a constant where there are no effects, leave out singletons, and scale.

    Raises
    ------
    ParameterError
        Names that do not fit the columns.
    DataError
        Values that are not finite, a constant outcome, or no rows.
    """
    outcome = np.asarray(y, dtype=float)
    columns = np.asarray(x, dtype=float).reshape(len(outcome), -1)
    if columns.shape[1] != len(names) or len(set(names)) != len(names):
        raise ParameterError(f"{columns.shape[1]} regressors have {len(names)} names; give each its own name")
    w = np.ones(len(outcome)) if weights is None else np.asarray(weights, dtype=float)
    labels = [*names]
    finite = np.isfinite(outcome) & np.isfinite(columns).all(axis=1) & np.isfinite(w) & (w > 0)
    if not finite.all():
        rows = ", ".join(map(str, np.flatnonzero(~finite)[:5]))
        raise DataError(f"{(~finite).sum()} rows have no finite value or no weight above 0 (rows {rows}, from 0)")
    codes = [np.unique(np.asarray(effect), return_inverse=True)[1] for effect in effects]
    lists = np.column_stack(codes).astype(np.int64) if codes else np.zeros((len(outcome), 0), dtype=np.int64)
    used, singles = without_singletons(lists, np.ones(len(outcome), dtype=bool))
    if not used.any():
        raise DataError("no rows are left: each row is alone in a level of a fixed effect")
    if not codes:
        columns, labels = np.column_stack([np.ones(len(outcome)), columns]), [CONSTANT, *labels]
    if np.ptp(outcome[used]) == 0:
        raise DataError(f"the outcome is {outcome[used][0]:g} in every row: nothing varies that could be explained")
    kept = columns[used]
    scale = np.sqrt((kept**2).mean(axis=0))
    scale[scale == 0] = 1.0
    return Sample(outcome[used], kept / scale, w[used], recoded(lists[used]), labels, scale, used, singles)
