"""How wholesale prices of bandwidth fall over the years (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

CHANGE: Final = {"low": -0.30, "base": -0.13, "high": -0.05}
"""Change of wholesale prices a year: the fastest, the middle and the slowest fall.

Source: TeleGeography 2024: 100G waves -18 % a year 2017-20 and -13 % a year 2020-23; the ends are the range of
published series.
"""
MBPS_PER_GBPS: Final = 1000.0


def price_path(first: float, years: int, change: float = CHANGE["base"], floor: float = 0.0) -> Floats:
    """Give the price by year, shape (years + 1,): `first` at year 0, then changed by a share each year.

    Parameters
    ----------
    first
        Price, US$ per Mbps per month, 0 or more.
    change
        Change a year as a share, above -1.
    floor
        Price under which it does not fall (unless `first` is under it).

    Raises
    ------
    ParameterError
        A negative price or floor, or a change of -100 % or less.

    Examples
    --------
    >>> price_path(10.0, 2, -0.5, floor=3.0).tolist()
    [10.0, 5.0, 3.0]
    """
    if not (first >= 0 and floor >= 0):
        raise ParameterError(f"a price is 0 or more, not {min(first, floor)}; give US$ per Mbps per month")
    if not change > -1:
        raise ParameterError(f"prices change by a share above -1 a year, not {change}; write -13 % as -0.13")
    path = first * (1.0 + change) ** np.arange(years + 1, dtype=float)
    return np.asarray(np.maximum(path, min(floor, first)))


def change_per_year(years: ArrayLike, prices: ArrayLike) -> float:
    """Give the yearly change that leads from the first price to the last.

    Parameters
    ----------
    years
        Dates as decimal years.

    Examples
    --------
    >>> round(change_per_year([2015.0, 2017.0], [100.0, 25.0]), 3)
    -0.5
    """
    when, paid = np.asarray(years, dtype=float), np.asarray(prices, dtype=float)
    if len(when) < 2 or when[-1] <= when[0] or not np.all(paid > 0):
        raise ParameterError("a change a year needs two prices above 0 at two dates, the earlier first")
    return float((paid[-1] / paid[0]) ** (1.0 / (when[-1] - when[0])) - 1.0)


def sales_musd(sold_gbps: ArrayLike, price: ArrayLike) -> Floats:
    """Give a year's sales, US$ million: Gbps sold times US$ per Mbps per month times twelve.

    Examples
    --------
    10 Gbps at US$ 10 per Mbps and month: 1.2 million a year (Bangladesh to Tripura, 2015).

    >>> sales_musd([10.0], [10.0]).tolist()
    [1.2]
    """
    sold, paid = np.asarray(sold_gbps, dtype=float), np.asarray(price, dtype=float)
    return np.asarray(sold * MBPS_PER_GBPS * paid * 12.0 / 1e6)
