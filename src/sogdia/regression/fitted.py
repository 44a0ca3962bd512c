"""What a regression answers: coefficients, their covariance, and the influence of every row on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """A fitted regression of k terms on n rows.

    Attributes
    ----------
    names
        The k terms kept, the constant first where there is one.
    coefficients
        Shape (k,).
    covariance
        Shape (k, k): of the sandwich asked for.
    influence
        Shape (n, k): the influence of each row used; the sandwich is a sum over them (by cluster), times `factor`.
    used
        Shape (rows given,): the rows used.
    fitted
        Shape (n,): expected outcome of the rows used.
    residuals
        Shape (n,): outcome less expected outcome.
    collinear
        Terms left out because the others (or the fixed effects) give them.
    singletons, separated
        Rows left out because a fixed effect has no other row; because only their zeros identify a term, which then
        has no finite estimate.
    factor
        Small-sample factor of the covariance.
    freedom
        Degrees of freedom of the t distribution; infinite: the normal.
    clusters
        Number of clusters of each way of clustering, empty without.
    r2
        Share of variance explained by all terms (PPML: squared correlation of outcome and fitted).
    """

    names: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    influence: Floats
    used: NDArray[np.bool_]
    fitted: Floats
    residuals: Floats
    collinear: tuple[str, ...]
    singletons: int
    separated: int
    factor: float
    freedom: float
    clusters: tuple[int, ...]
    r2: float

    @property
    def n(self) -> int:
        """Rows used."""
        return len(self.fitted)

    @property
    def errors(self) -> Floats:
        """Standard errors, shape (k,)."""
        return np.sqrt(np.diag(self.covariance))

    def table(self, level: float = 0.95) -> pd.DataFrame:
        """Give `term, estimate, se, low, high, p, n`; `low` and `high` bound intervals of `level` in (0, 1)."""
        known = stats.t(self.freedom) if np.isfinite(self.freedom) else stats.norm()
        reach = known.ppf(0.5 + level / 2)
        se = self.errors
        ratio = np.abs(self.coefficients) / np.where(se > 0, se, np.nan)
        p = 2 * known.sf(ratio)
        return pd.DataFrame(
            {
                "term": self.names, "estimate": self.coefficients, "se": se, "low": self.coefficients - reach * se,
                "high": self.coefficients + reach * se, "p": p, "n": self.n,
            }
        )  # fmt: skip
