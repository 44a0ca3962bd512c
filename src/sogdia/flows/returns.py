"""Figures of many years by country, each with the interval that batches of years give (workshop).

Source
------
Batch means: Law and Kelton (2000), Simulation Modeling and Analysis, 9.5.3; the interval is Student's over the batches.
Return period: the mean time between years whose worst loss is at least so large (Coles 2001, 3.3.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sogdia.flows.years import LEVELS, YEAR_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CONFIDENCE: Final = 0.95
RETURNS: Final = (0.1, 0.5, 1.0)
"""Shares of capacity of whose loss the return period is told."""
HOURS: Final = 24.0


def level_at(share: float) -> int:
    """Give the first level at which at least this share is lost.

    Examples
    --------
    >>> level_at(0.05), level_at(0.1), level_at(0.5), level_at(1.0)
    (2, 3, 11, 21)
    """
    return LEVELS - 1 if share >= 1.0 else 1 + round(share * (LEVELS - 2))


def interval(batches: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the mean over batches (first axis) and the ends of its interval; ends are NaN for a single batch.

    Examples
    --------
    >>> [float(v.round(3)) for v in interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.484, 4.484]
    """
    mean = batches.mean(axis=0)
    n = len(batches)
    if n < 2:
        return mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan)
    half = stdtrit(n - 1, (1.0 + CONFIDENCE) / 2.0) * batches.std(axis=0, ddof=1) / np.sqrt(n)
    return mean, mean - half, mean + half


def bounded(name: str, batches: Floats) -> dict[str, Floats]:
    """Give a figure's columns: mean over batches and the ends of its interval, in hours of a year or as a share."""
    mean, low, high = interval(batches)
    most = YEAR_DAYS * HOURS if name.endswith("hours_per_year") else 1.0
    return {name: mean, f"{name}_low": np.clip(low, 0.0, most), f"{name}_high": np.clip(high, 0.0, most)}


def growing(count: int) -> list[int]:
    """Give the numbers of batches at which it is told how a mean settles: eight, rising to all."""
    return sorted({max(2, count * i // 8) for i in range(1, 9)} if count > 1 else {1})


def country_rows(
    countries: Sequence[str], days: Floats, worst: Floats, demand: Floats, years: int, share: float
) -> pd.DataFrame:
    """Put the figures of each country into a row.

    Parameters
    ----------
    days
        Shape (b, c, LEVELS): days at each level in each batch.
    worst
        Shape (b, c, LEVELS): years by their worst level.
    demand
        Shape (b, c): days of all demand lost, as a sum of shares; NaN where no demand is known.
    years
        Years of a batch.
    share
        Of whose loss the hours are told, multiples of 0.05.
    """
    all_days = years * YEAR_DAYS
    figures = {
        "availability": 1.0 - days[:, :, level_at(1.0)] / all_days,
        "lost_hours_per_year": days[:, :, level_at(share) :].sum(axis=2) / years * HOURS,
        "cut_off_hours_per_year": days[:, :, level_at(1.0)] / years * HOURS,
        "degraded_hours_per_year": days[:, :, 1:].sum(axis=2) / years * HOURS,
        "demand_lost_per_year": demand / all_days,
    }
    rows: dict[str, object] = {"country": pd.Series(countries, dtype="string")}
    for name, batches in figures.items():
        rows |= bounded(name, batches)
    for loss in RETURNS:
        rows |= return_period(worst[:, :, level_at(loss) :].sum(axis=2) / years, f"return_years_{loss * 100:.0f}")
    return pd.DataFrame(rows)


def return_period(rate: Floats, name: str, most: float = 1.0) -> dict[str, Floats]:
    """Turn losses a year, at most so many, into the years between them; infinite where none was seen."""
    mean, low, high = interval(rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        period = [1.0 / p for p in (mean, np.minimum(high, most), np.maximum(low, 0.0))]
    return {name: period[0], f"{name}_low": np.fmax(period[1], 1.0 / most), f"{name}_high": period[2]}


def convergence(days: Floats, years: int) -> pd.DataFrame:
    """Tell how the mean time cut off, over all countries, settles as batches are added.

    Returns
    -------
    DataFrame
        Rows years, cut_off_hours_per_year (mean over countries), low, high, half_width_share: half the interval over
        the mean.
    """
    hours = days[:, :, level_at(1.0)].mean(axis=1) / years * HOURS
    rows = []
    for n in growing(len(hours)):
        mean, low, high = (float(v) for v in interval(hours[:n]))
        rows.append((n * years, mean, low, high, (high - low) / 2.0 / mean if mean > 0 else np.nan))
    return pd.DataFrame(rows, columns=["years", "cut_off_hours_per_year", "low", "high", "half_width_share"])
