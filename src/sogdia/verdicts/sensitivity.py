"""The tests that stand beside an effect: headline, trends before, breaks of trends, dealt and moved dates."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from sogdia.errors import DataError, InfeasibleError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.misdating import misdated
from sogdia.influence.placebo import permutation
from sogdia.influence.power import detectable
from sogdia.influence.pretrend import LEADS, pretrend
from sogdia.influence.rambachan_roth import RESTRICTIONS, breakdown, event_study, rambachan_roth
from sogdia.verdicts.wording import THRESHOLDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.influence.effects import Effects
    from sogdia.influence.study_panel import StudyPanel

REFUSED = (InfeasibleError, DataError)
"""What an estimator raises where there is nothing to compare."""


def headline(found: Effects, sd: float) -> dict[str, float]:
    """Give the first term of effects: effect, low, high, se, p, detectable, sd.

    Raises
    ------
    InfeasibleError
        The estimate has no variance.
    """
    part = found.only(found.terms[0].kind)
    line = part.table(THRESHOLDS["level"]).iloc[0]
    se = float(line.se)
    if not np.isfinite(se) or se <= 1e-9 * sd:
        raise InfeasibleError("the estimate has no variance: the outcome does not vary where it is compared")
    least = detectable(se, power=THRESHOLDS["power"], level=THRESHOLDS["level"], freedom=part.freedom[0])
    return {
        "effect": float(line.estimate), "low": float(line.low), "high": float(line.high), "se": se,
        "p": float(line.p), "detectable": float(least), "sd": sd,
    }  # fmt: skip


def p_of_trends(found: Effects, treated: int) -> float:
    """Test no more leads together than a third of the treated countries: with more the test finds too much."""
    try:
        return pretrend(found, max(min(LEADS, treated // 3), 1)).p
    except REFUSED:
        return np.nan


def broken_trends(panel: StudyPanel, *, excludes_zero: bool) -> dict[str, float]:
    """Give the interval of the mean over the first years if trends break once more as they did before, at most.

    Parameters
    ----------
    panel
        Units by years.
    excludes_zero
        Of the effect's interval; then `breakdown_m` is given too: how many times the largest break of trends before
        one after may be, until this interval holds 0.
    """
    told = dict.fromkeys(("broken_low", "broken_high", "breakdown_m"), np.nan)
    with suppress(*REFUSED):
        study = event_study(callaway_santanna(panel, controls="not-yet", base="universal"))
        line = rambachan_roth(study, RESTRICTIONS[0], [1.0], level=THRESHOLDS["level"]).iloc[0]
        told |= {"broken_low": float(line.low), "broken_high": float(line.high)}
        if excludes_zero:
            told["breakdown_m"] = breakdown(study, RESTRICTIONS[0])
    return told


def false_discovery(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give q of Benjamini and Hochberg (1995) for each p, shape (n,); NaN where p is."""
    q, known = np.full(len(p), np.nan), np.isfinite(p)
    if known.any():
        q[known] = stats.false_discovery_control(p[known])
    return q


def by_outcome(panel: StudyPanel) -> StudyPanel:
    """Put the units in the order of their outcomes, so that what is drawn does not hang on their labels."""
    order = np.lexsort(np.nan_to_num(panel.outcome, nan=np.inf).T)
    units = tuple(panel.units[i] for i in order)
    return replace(
        panel, units=units, outcome=panel.outcome[order], treated=panel.treated[order], first=panel.first[order],
        covariates=panel.covariates[order], clusters=panel.clusters[order],
    )  # fmt: skip


def dealt_dates(
    panel: StudyPanel, estimator: Callable[[StudyPanel], Effects], draws: int, seed: int
) -> dict[str, float]:
    """Deal the dates out at random, and move them by a year either way."""
    told = dict.fromkeys(("p_permutation", "misdated_low", "misdated_high"), np.nan)
    panel = by_outcome(panel)
    with suppress(*REFUSED):
        told["p_permutation"] = permutation(panel, estimator, draws=draws, seed=seed).p
    with suppress(*REFUSED):
        moved = misdated(panel, estimator, draws=draws, seed=seed).set_index("dates")
        told |= {"misdated_low": float(moved.low["bounds"]), "misdated_high": float(moved.high["bounds"])}
    return told
