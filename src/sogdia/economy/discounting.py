"""Sums of money over years: present value, benefit over cost, payback (workshop).

Flows are arrays with one figure a year, the first at year 0 and not discounted, positive where money comes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def as_flows(flows: ArrayLike) -> Floats:
    """Give flows as an array of finite figures.

    Raises
    ------
    ParameterError
        There is none, or one is missing or infinite.
    """
    made = np.asarray(flows, dtype=float)
    if made.ndim == 0 or made.shape[-1] == 0:
        raise ParameterError("flows are one figure a year, and there is none; give at least one")
    bad = np.argwhere(~np.isfinite(made))
    if len(bad):
        raise ParameterError(f"the flow of year {int(bad[0][-1])} is no number; put 0 where nothing is paid")
    return made


def discount_factors(years: int, rate: float) -> Floats:
    """Give 1 / (1 + rate)^t for t = 0 ... years - 1.

    Raises
    ------
    ParameterError
        The rate is -1 or less: money of later years would have no worth or change its sign.
    """
    if not rate > -1:
        raise ParameterError(f"a rate is above -1 (-100 %), not {rate}; write 9 % as 0.09")
    return np.asarray((1.0 + rate) ** -np.arange(years, dtype=float))


def npv(flows: ArrayLike, rate: float) -> float:
    """Give the net present value of flows.

    Parameters
    ----------
    flows
        Money by year, shape (t,), the first not discounted.
    rate
        Discount rate a year, above -1.

    Raises
    ------
    ParameterError
        A flow that is no number, or a rate of -1 or less.

    Source
    ------
    NPV = sum of flow_t / (1 + rate)^t; ADB, Guidelines for the Economic Analysis of Projects (2017).

    Examples
    --------
    -100 + 60 / 1.1 + 60 / 1.21 = 4.13.

    >>> round(npv([-100, 60, 60], 0.1), 2)
    4.13
    """
    made = as_flows(flows)
    return float(made @ discount_factors(len(made), rate))


def npv_of_many(flows: ArrayLike, rate: float) -> Floats:
    """Give the net present value of each row of flows, shape (n, t)."""
    made = as_flows(flows)
    return np.asarray(made @ discount_factors(made.shape[1], rate))


def annuity_factor(years: int, rate: float) -> float:
    """Give the present value of 1 at the end of each of `years` years.

    Examples
    --------
    >>> round(annuity_factor(25, 0.09), 3), annuity_factor(5, 0.0)
    (9.823, 5.0)
    """
    return float(discount_factors(years + 1, rate)[1:].sum())


def benefit_cost_ratio(gains: ArrayLike, costs: ArrayLike, rate: float) -> float:
    """Give the present value of gains over that of costs; NaN where no cost is discounted to more than 0.

    Parameters
    ----------
    gains, costs
        Money by year, both as positive figures, shape (t,).

    Examples
    --------
    >>> round(benefit_cost_ratio([0, 60, 60], [100, 0, 0], 0.1), 3)
    1.041
    """
    spent = npv(costs, rate)
    return npv(gains, rate) / spent if spent > 0 else float("nan")


def payback_years(flows: ArrayLike, rate: float = 0.0) -> float:
    """Give the years until the sum of flows is 0 or more, and stays so; within a year it grows evenly.

    Parameters
    ----------
    rate
        Discount rate; 0 for the plain payback.

    Returns
    -------
    float
        Years from year 0; infinite where the money never comes back, 0 where none was ever owed.

    Examples
    --------
    100 is back when half of the third year's 50 has come: after 2.5 years.

    >>> payback_years([-100, 25, 50, 50]), payback_years([-100, 10, 10])
    (2.5, inf)
    """
    made = as_flows(flows)
    worth = made * discount_factors(len(made), rate)
    total = np.cumsum(worth)
    total[np.abs(total) <= 1e-12 * np.cumsum(np.abs(worth))] = 0.0
    owed = np.flatnonzero(total < 0)
    if not len(owed):
        return 0.0
    last = int(owed[-1])
    if last == len(total) - 1:
        return float("inf")
    return last + float(-total[last] / (total[last + 1] - total[last]))
