"""Placebos: treatment moved to years before it began, and treatment dealt out to units at random."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.effects import LEVEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.influence.effects import Effects, Estimator, Floats
    from sogdia.influence.study_panel import StudyPanel


DRAWS: Final = 499
SHIFTS: Final = (1, 2, 3)


@dataclass(frozen=True)
class Permutation:
    """A test of no effect on anybody.

    Attributes
    ----------
    p
        Share of deals, the true one among them, whose statistic is at least as large.
    statistic
        The true estimate over its standard error.
    draws
        Statistics of the deals that could be estimated.
    """

    p: float
    statistic: float
    draws: Floats


def placebo_dates(panel: StudyPanel, estimator: Estimator, shifts: Sequence[int] = SHIFTS) -> pd.DataFrame:
    """Pretend that treatment began so many years earlier, with the years truly under treatment left out.

    Parameters
    ----------
    panel
        Units by years; treatment stays on.
    estimator
        Gives effects of a panel.
    shifts
        Years, 1 or more.

    Returns
    -------
    pd.DataFrame
        `shift, estimate, se, low, high, p, n`: nothing should be found. A shift that leaves nothing to compare has no
        estimate.

    Raises
    ------
    ParameterError
        Shifts that are no whole years of 1 and more.
    """
    if any(shift < 1 for shift in shifts):
        raise ParameterError(f"shifts {list(shifts)}: give whole years of 1 and more")
    rows = []
    for shift in shifts:
        before = replace(panel, outcome=np.where(panel.treated, np.nan, panel.outcome))
        moved = before.dated(panel.first - shift)
        kept = np.asarray(np.isfinite(moved.outcome).any(axis=1))
        try:
            found = estimator(moved.part(kept, "no year before treatment"))
        except InfeasibleError:
            rows.append({"shift": shift})
            continue
        row = found.only("att").table(LEVEL).iloc[0]
        rows.append({"shift": shift, **{name: row[name] for name in ("estimate", "se", "low", "high", "p", "n")}})
    columns = ["shift", "estimate", "se", "low", "high", "p", "n"]
    return pd.DataFrame(rows).reindex(columns=columns)


def permutation(panel: StudyPanel, estimator: Estimator, *, draws: int = DRAWS, seed: int = 0) -> Permutation:
    """Deal the treatment dates out to the units at random and estimate again.

    Parameters
    ----------
    panel
        Units by years; treatment stays on.
    estimator
        Gives effects of a panel.
    draws
        Deals, 19 or more.
    seed
        Seed of the deals.

    Raises
    ------
    ParameterError
        Fewer than 19 draws.
    InfeasibleError
        Fewer than half of the deals can be estimated.

    Source
    ------
    Fisher (1935); studentised: Chung and Romano (2013), Annals of Statistics 41(2); p with the true deal counted:
    Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), equation 2.
    """
    if draws < 19:
        raise ParameterError(f"draws = {draws}: give 19 or more")
    true = _statistic(estimator(panel))
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        try:
            found.append(_statistic(estimator(panel.dated(rng.permutation(panel.first)))))
        except InfeasibleError:
            continue
    values = np.array([value for value in found if np.isfinite(value)])
    if len(values) < draws / 2 or not np.isfinite(true):
        raise InfeasibleError(f"only {len(values)} of {draws} deals can be estimated: too few units or years")
    larger = int((np.abs(values) >= abs(true) * (1 - 1e-9)).sum())
    return Permutation((larger + 1) / (len(values) + 1), true, values)


def _statistic(found: Effects) -> float:
    se = float(found.errors[0])
    return found.att / se if se > 0 else np.nan
