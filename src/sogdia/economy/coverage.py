"""How well income covers what is owed (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Cover(NamedTuple):
    """Debt service cover.

    Attributes
    ----------
    ratio
        By year: income after operation over debt service; NaN where nothing is owed.
    least
        The least of them; NaN where nothing is ever owed.
    year
        The first year of the least; -1 where nothing is ever owed.
    """

    ratio: NDArray[np.float64]
    least: float
    year: int


def debt_service_cover(income: ArrayLike, service: ArrayLike) -> Cover:
    """Give income after operation over debt service, by year, and the least.

    Parameters
    ----------
    income, service
        Money by year in one currency, shape (t,).

    Examples
    --------
    >>> cover = debt_service_cover([0, 15, 30], [0, 10, 25])
    >>> cover.least, cover.year
    (1.2, 2)
    """
    got, owed = np.asarray(income, dtype=float), np.asarray(service, dtype=float)
    ratio = np.full(len(got), np.nan)
    due = owed > 0
    ratio[due] = got[due] / owed[due]
    if not due.any():
        return Cover(ratio, float("nan"), -1)
    return Cover(ratio, float(np.nanmin(ratio)), int(np.nanargmin(ratio)))
