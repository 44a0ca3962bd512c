"""How demand for bandwidth grows over the years (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DemandGrowth:
    """Growth a year: even at first, then falling by equal steps, then even again.

    Attributes
    ----------
    first, last
        Growth of the first and of the last years, above -1.
    hold_years
        Years with the first rate.
    fall_years
        Years over which it falls; the first of them has the first rate, the last of them the last rate.
    """

    first: float = 0.45
    last: float = 0.02
    hold_years: int = 5
    fall_years: int = 15

    def __post_init__(self) -> None:
        if not (self.first > -1 and self.last > -1):
            raise ParameterError(f"growth is above -1 (-100 %), not {min(self.first, self.last)}")
        if self.hold_years < 0 or self.fall_years < 0:
            raise ParameterError("hold_years and fall_years are 0 or more")

    def rates(self, years: int) -> Floats:
        """Give the growth of each of so many years.

        Examples
        --------
        The published average over 25 years is 24 %.

        >>> round(float(PACIFIC_FIRST_CABLE.rates(25).mean()), 3)
        0.235
        """
        fall = np.linspace(self.first, self.last, self.fall_years) if self.fall_years else np.zeros(0)
        made = np.concatenate([np.full(self.hold_years, self.first), fall])
        return np.concatenate([made, np.full(max(years - len(made), 0), self.last)])[:years]


PACIFIC_FIRST_CABLE: Final = DemandGrowth()
"""Some 45 % a year for five years, then falling steadily to 2 % over 15 years.

Source: Asian Development Bank, Cook Islands, report to the President (2017), economic analysis.
"""
GROWTH: Final = {"low": DemandGrowth(first=0.25), "base": PACIFIC_FIRST_CABLE, "high": DemandGrowth(first=0.50)}
"""Scenarios: first-year growth of 25, 45 and 50 %. The base is the published rule, the ends are assumed."""


def demand_path(first_gbps: float, years: int, growth: DemandGrowth = PACIFIC_FIRST_CABLE) -> Floats:
    """Give demand by year, Gbps, shape (years + 1,): `first_gbps` at year 0, then grown.

    Raises
    ------
    ParameterError
        Demand under 0.

    Examples
    --------
    >>> demand_path(2.0, 2).round(3).tolist()
    [2.0, 2.9, 4.205]
    """
    if not first_gbps >= 0:
        raise ParameterError(f"demand is 0 Gbps or more, not {first_gbps}")
    return np.asarray(first_gbps * np.concatenate([[1.0], np.cumprod(1.0 + growth.rates(years))]))
