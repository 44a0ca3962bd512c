"""A law of cost by length, fitted to published projects, with the interval in which a new project falls (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

PUBLISHED: Final = Path(__file__).resolve().parent / "published_projects.csv"
"""Submarine systems whose length and cost are published; nominal dollars of their years, mixed scope."""
COVERAGE: Final = 0.8
"""How many new projects of a hundred the interval is to hold."""


@dataclass(frozen=True)
class CostLaw:
    """The law ln cost = intercept + slope ln km.

    Attributes
    ----------
    intercept, slope
        Of the straight line through the logarithms.
    residual_sd
        Standard deviation of the logarithms about it, by n - 2 degrees of freedom.
    r_squared
        Share of the variance that the line holds.
    count
        Projects.
    mean_log_km, spread_log_km
        Mean of ln km, and sum of squared deviations from it.
    """

    intercept: float
    slope: float
    residual_sd: float
    r_squared: float
    count: int
    mean_log_km: float
    spread_log_km: float

    def cost_musd(self, km: float) -> float:
        """Give the median cost of a system of this length, US$ million.

        Raises
        ------
        ParameterError
            A length of 0 or less.
        """
        if not 0 < km < float("inf"):
            raise ParameterError(f"a length is above 0 km, not {km}")
        return float(np.exp(self.intercept + self.slope * np.log(km)))

    def interval_musd(self, km: float, coverage: float = COVERAGE) -> tuple[float, float]:
        """Give the interval that holds the cost of a new system with probability `coverage`.

        Source
        ------
        Prediction interval of least squares with Student's t of n - 2 degrees of freedom, on logarithms.
        """
        if not 0 < coverage < 1:
            raise ParameterError(f"coverage is between 0 and 1, not {coverage}")
        middle = np.log(self.cost_musd(km))
        off = np.log(km) - self.mean_log_km
        spread = self.residual_sd * np.sqrt(1 + 1 / self.count + off**2 / self.spread_log_km)
        reach = float(stdtrit(self.count - 2, (1 + coverage) / 2)) * spread
        return float(np.exp(middle - reach)), float(np.exp(middle + reach))


def published_projects() -> pd.DataFrame:
    """Give the published projects: name, km, musd, year, source, read."""
    return pd.read_csv(PUBLISHED)


def fit_cost_law(km: ArrayLike, musd: ArrayLike) -> CostLaw:
    """Fit the law by least squares on logarithms.

    Parameters
    ----------
    km, musd
        Length and cost of each project, above 0, shape (n,), three or more.

    Raises
    ------
    ParameterError
        Fewer than three projects, lengths all alike, or a figure of 0 or less.

    Examples
    --------
    The law of the fifteen published systems: 0.897 km^0.641, standard deviation 0.445.

    >>> table = published_projects()
    >>> law = fit_cost_law(table.km, table.musd)
    >>> round(float(np.exp(law.intercept)), 2), round(law.slope, 2)
    (0.9, 0.64)
    """
    length, cost = np.asarray(km, dtype=float), np.asarray(musd, dtype=float)
    if len(length) < 3 or len(length) != len(cost):
        raise ParameterError(f"a law needs three projects or more with length and cost, not {len(length)}")
    if not (np.all(length > 0) and np.all(cost > 0)):
        raise ParameterError("lengths and costs are above 0; leave out the projects without them")
    x, y = np.log(length), np.log(cost)
    spread = float(((x - x.mean()) ** 2).sum())
    if spread <= 0:
        raise ParameterError("the projects are all of one length; no law can be told from them")
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    intercept = float(y.mean() - slope * x.mean())
    left = float(((y - intercept - slope * x) ** 2).sum())
    whole = float(((y - y.mean()) ** 2).sum())
    return CostLaw(
        intercept, slope, float(np.sqrt(left / (len(x) - 2))), 1 - left / whole if whole > 0 else 1.0, len(x),
        float(x.mean()), spread,
    )  # fmt: skip


def left_out(km: ArrayLike, musd: ArrayLike, coverage: float = COVERAGE) -> pd.DataFrame:
    """Predict each project by the law of the others.

    Returns
    -------
    DataFrame
        km, musd, predicted_musd, low_musd, high_musd, within (the cost is in the interval).
    """
    length, cost = np.asarray(km, dtype=float), np.asarray(musd, dtype=float)
    rows = []
    for i in range(len(length)):
        others = np.arange(len(length)) != i
        law = fit_cost_law(length[others], cost[others])
        low, high = law.interval_musd(length[i], coverage)
        rows.append((length[i], cost[i], law.cost_musd(length[i]), low, high, low <= cost[i] <= high))
    return pd.DataFrame(rows, columns=["km", "musd", "predicted_musd", "low_musd", "high_musd", "within"])
