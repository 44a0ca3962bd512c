"""The outside view: how projects of this kind ended against their plans (workshop)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

REFERENCE: Final = Path(__file__).resolve().parent / "reference_projects.csv"
ENDS: Final = (0.1, 0.5, 0.9)
"""Quantiles taken as low, base and high."""


class OutsideView(NamedTuple):
    """Final over planned cost and slip in years of the reference class: low, base and high, and how many projects."""

    cost_ratio: tuple[float, float, float]
    slip_years: tuple[float, float, float]
    cost_count: int
    slip_count: int


def reference_projects() -> pd.DataFrame:
    """Give the projects of the class.

    Returns
    -------
    DataFrame
        project, system (id in the embedded world), kind, cost_ratio (final over planned), slip_years, planned, outcome,
        source.
    """
    return pd.read_csv(REFERENCE)


def outside_view(projects: pd.DataFrame | None = None) -> OutsideView:
    """Give the spread of overrun and slip in the reference class.

    Parameters
    ----------
    projects
        cost_ratio and slip_years, NaN where not known; the published ones where None.

    Source
    ------
    Reference-class forecasting (Flyvbjerg 2006; HM Treasury, Green Book supplementary guidance on optimism bias): the
    quantiles of what happened. Projects of which only the good or only the bad became known bias it; eight are few.

    Examples
    --------
    >>> outside_view().cost_count, outside_view().slip_count
    (3, 5)
    """
    table = reference_projects() if projects is None else projects
    ratio, slip = (table[c].dropna().to_numpy(dtype=float) for c in ("cost_ratio", "slip_years"))
    return OutsideView(_ends(ratio, 1.0), _ends(slip, 0.0), len(ratio), len(slip))


def _ends(found: NDArray[np.float64], nothing: float) -> tuple[float, float, float]:
    if not len(found):
        return (nothing, nothing, nothing)
    low, middle, high = (float(q) for q in np.quantile(found, ENDS))
    return (low, middle, high)
