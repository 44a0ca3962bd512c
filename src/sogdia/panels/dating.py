"""Dates known to the day, the month or the year: when they can have been, and how long half of a group took."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def year_fraction(date: str, *, last: bool = False) -> float:
    """Give a date as a year with its fraction: the first moment that it can mean, or the last.

    Parameters
    ----------
    date
        YYYY, YYYY-MM or YYYY-MM-DD.

    Examples
    --------
    >>> year_fraction("2020"), year_fraction("2020", last=True), round(year_fraction("2021-07"), 3)
    (2020.0, 2021.0, 2021.496)
    """
    parts = [int(part) for part in date.split("-")]
    year = parts[0]
    if len(parts) == 1:
        return float(year + last)
    days = [calendar.monthrange(year, month)[1] for month in range(1, 13)]
    before = sum(days[: parts[1] - 1])
    if len(parts) == 2:
        return year + (before + (days[parts[1] - 1] if last else 0)) / sum(days)
    return year + (before + parts[2] - 1 + last) / sum(days)


def bounds(date: str, opened: str, until: str) -> tuple[float, float]:
    """Give the earliest and latest moment of a date; one that is not known lies from the opening to the list's end."""
    if date:
        return year_fraction(date), year_fraction(date, last=True)
    return year_fraction(opened), year_fraction(until or opened, last=True)


def years_to_half(moments: Sequence[float] | NDArray[np.float64], opened: float) -> float:
    """Give the years from the opening until half of those who ever joined had; missing where nobody did.

    Parameters
    ----------
    moments
        Moments of joining, years with fractions, in any order.
    """
    ordered = np.sort(np.asarray(moments, dtype=float))
    if not len(ordered):
        return float("nan")
    return max(0.0, float(ordered[(len(ordered) + 1) // 2 - 1]) - opened)
