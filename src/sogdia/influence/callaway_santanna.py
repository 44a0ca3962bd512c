"""Callaway and Sant'Anna (2021): effects of each group in each year, and their averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from sogdia.errors import InfeasibleError, pick
from sogdia.influence.averages import averaged
from sogdia.influence.effects import Effects, Term, answer
from sogdia.influence.study_panel import StudyPanel, absorbing
from sogdia.influence.two_periods import METHODS, two_periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    _Found = tuple[float, Floats, int]

Controls = Literal["never", "not-yet"]
Base = Literal["varying", "universal"]
_FEWEST: Final = 1


def callaway_santanna(
    panel: StudyPanel,
    *,
    controls: Controls = "never",
    base: Base = "varying",
    anticipation: int = 0,
    method: str = "doubly-robust",
) -> Effects:
    """Estimate ATT(g, t): the effect in year t on the units first treated in g.

    ATT(g, t) = E[Y_t - Y_b | G = g] - E[Y_t - Y_b | controls], with b the last year before g (less the years of
    anticipation); before treatment b is the year before t (`varying`) or the same (`universal`).

    Parameters
    ----------
    panel
        Units by years. Each comparison uses the units that are observed in both of its years.
    controls
        `never`: the never treated. `not-yet`: those and the units not yet treated in either year.
    base
        Which year earlier effects are measured from.
    anticipation
        Years before treatment in which it may already act, 0 or more.
    method
        With covariates (taken in the base year): `doubly-robust`, `outcome-regression` or `inverse-probability`.
        Without covariates all three are the difference of means.

    Returns
    -------
    Effects
        `att` (mean over the treated cells of all groups), `event`, `group`, `calendar` and `group_time`.

    Raises
    ------
    InfeasibleError
        Treatment ends for some unit, or there is nothing to compare with.

    Source
    ------
    Callaway and Sant'Anna (2021), Journal of Econometrics 225(2), equations 2.2-2.4, 3.2-3.11; influence functions of
    Sant'Anna and Zhao (2020), Journal of Econometrics 219(1), theorems 1-3.
    """
    pick(controls, ["never", "not-yet"], "kind of controls")
    pick(base, ["varying", "universal"], "base year")
    pick(method, METHODS, "method")
    panel = absorbing(panel)
    if controls == "never" and np.isfinite(panel.first).all():
        raise InfeasibleError(
            'every unit is treated at some time; compare with those not yet treated: controls = "not-yet"'
        )
    terms, estimates, influence = [], [], []
    compare = _compare if panel.covariates.shape[2] else _means
    for cohort in panel.cohorts:
        own = panel.first == cohort
        start = int(np.searchsorted(panel.years, cohort - anticipation)) - 1
        if start < 0:
            continue
        pairs = _pairs(len(panel.years), start, base)
        later = panel.years[[max(pair[1:]) for pair in pairs]] + anticipation
        others = np.isinf(panel.first)[:, None] | ((controls == "not-yet") & (panel.first[:, None] > later))
        for (t, _, _), found in zip(pairs, compare(panel, own, others & ~own[:, None], pairs, method), strict=True):
            if found is not None:
                terms.append(Term("group_time", cohort, int(panel.years[t]), found[2]))
                estimates.append(found[0])
                influence.append(found[1])
    if not any(term.year is not None and term.at is not None and term.year >= term.at for term in terms):
        raise InfeasibleError("no group has a year under treatment with units to compare with")
    cells = answer(
        "callaway-santanna", panel, terms, np.array(estimates), np.column_stack(influence), controls=controls,
        base=base, anticipation=anticipation, method=method if panel.covariates.shape[2] else "difference of means",
    )  # fmt: skip
    return averaged(cells, panel.first)


def _pairs(count: int, start: int, base: Base) -> list[tuple[int, int, int]]:
    """Give the place of each year to estimate, with the places of the years that its change is taken between."""
    pairs = []
    for t in range(count):
        from_, to = (start, t) if t > start or base == "universal" else (t - 1, t)
        if from_ >= 0 and from_ != to:
            pairs.append((t, from_, to))
    return pairs


def _means(
    panel: StudyPanel, own: Flags, others: Flags, pairs: Sequence[tuple[int, int, int]], _method: str
) -> list[_Found | None]:
    """Compare a group with its controls, shape (N, pairs), between pairs of years, by differences of means."""
    _, before, after = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    change = panel.outcome[:, after] - panel.outcome[:, before]
    known = np.isfinite(change)
    change = np.where(known, change, 0.0)
    ours, theirs = known & own[:, None], known & others
    count, against = ours.sum(axis=0), theirs.sum(axis=0)
    mean = (change * ours).sum(axis=0) / np.maximum(count, 1)
    level = (change * theirs).sum(axis=0) / np.maximum(against, 1)
    influence = ours * (change - mean) / np.maximum(count, 1) - theirs * (change - level) / np.maximum(against, 1)
    return [
        (float(mean[j] - level[j]), influence[:, j], int(count[j]))
        if count[j] >= _FEWEST and against[j] >= _FEWEST
        else None
        for j in range(len(pairs))
    ]


def _compare(
    panel: StudyPanel, own: Flags, others: Flags, pairs: Sequence[tuple[int, int, int]], method: str
) -> list[_Found | None]:
    """Do the same with covariates of the earlier year of each pair."""
    return [_adjusted(panel, own, others[:, j], pair[1:], method) for j, pair in enumerate(pairs)]


def _adjusted(panel: StudyPanel, own: Flags, others: Flags, at: tuple[int, int], method: str) -> _Found | None:
    """Compare a group with its controls between two years; None where nobody is left on a side."""
    start, end = at
    both = np.isfinite(panel.outcome[:, start]) & np.isfinite(panel.outcome[:, end])
    base = min(start, end)
    both &= np.isfinite(panel.covariates[:, base]).all(axis=1)
    use = both & (own | others)
    if (use & own).sum() < _FEWEST or (use & others).sum() < _FEWEST + panel.covariates.shape[2]:
        return None
    change = panel.outcome[use, end] - panel.outcome[use, start]
    x = np.column_stack([np.ones(int(use.sum())), panel.covariates[use, base]])
    effect, part = two_periods(change, own[use].astype(float), x, method)
    influence = np.zeros(len(panel.units))
    influence[use] = part
    return effect, influence, int((use & own).sum())
