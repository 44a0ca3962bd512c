"""De Chaisemartin and D'Haultfoeuille: effects of treatments that also end, by joiners and leavers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.effects import Effects, Term, answer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.influence.study_panel import StudyPanel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Codes = NDArray[np.int64]

PLACEBOS: Final = 3


@dataclass(frozen=True)
class _Block:
    """One comparison: units that switch in one year, so many years on, and those still as they all were."""

    joining: bool
    horizon: int
    count: int
    raw: Floats
    centred: Floats


@dataclass(frozen=True)
class _Switches:
    """Each unit's state at first, its first and second switch (places of years; T: none), and first place seen."""

    state: Flags
    first: Codes
    second: Codes


def chaisemartin_dhaultfoeuille(panel: StudyPanel, *, horizons: int | None = None, placebos: int = PLACEBOS) -> Effects:
    """Compare units that switch treatment with units of the same earlier treatment that have not switched yet.

    DID_l is the mean over switchers of S (Y_{F-1+l} - Y_{F-1} less that of the others), S = 1 for joiners and -1 for
    leavers, F the year of the first switch. Years after a second switch are left out.

    Parameters
    ----------
    panel
        Units by years, without covariates; treatment may begin and end.
    horizons
        Years after the switch to follow, 0 or more (0: the year of the switch alone); by default all.
    placebos
        Years before the switch to test, 0 or more.

    Returns
    -------
    Effects
        `att` (mean over the cells of all switchers and years), `joiners`, `leavers` (where there are any), `event`
        (years since the switch; the year before it is the reference, earlier ones are placebos).

    Raises
    ------
    ParameterError
        Covariates are given.
    InfeasibleError
        No unit switches while others of its kind do not.

    Source
    ------
    de Chaisemartin and D'Haultfoeuille (2020), American Economic Review 110(9), section 5; (2024), Difference-in-
    differences estimators of intertemporal treatment effects, equations 3-5; variance: influence less its mean in
    cohorts of like baseline and switch, with n / (n - 1).
    """
    if panel.covariates.shape[2]:
        raise ParameterError("chaisemartin-dhaultfoeuille takes no covariates here: leave them out")
    found = _switches(panel)
    last = len(panel.years) if horizons is None else horizons + 1
    blocks = []
    for joining in (True, False):
        at = np.unique(found.first[(found.state != joining) & (found.first < len(panel.years))])
        for f in at:
            for step in [*range(1, last + 1), *range(-1, -placebos - 1, -1)]:
                block = _compare(panel, found, (joining, int(f), step))
                if block is not None:
                    blocks.append(block)
    after = [block for block in blocks if block.horizon >= 0]
    if not after:
        raise InfeasibleError("no unit switches treatment while others of the same earlier treatment stay as they were")
    chosen = [(Term("att"), after)]
    for kind, joining in (("joiners", True), ("leavers", False)):
        part = [block for block in after if block.joining is joining]
        chosen += [(Term(kind), part)] if part else []
    chosen += [
        (Term("event", h), [block for block in blocks if block.horizon == h])
        for h in sorted({block.horizon for block in blocks})
    ]
    cohort = _cohorts(found)
    terms, estimates, influence = [], [], []
    for term, part in chosen:
        count = sum(block.count for block in part)
        terms.append(replace(term, n=count))
        estimates.append(sum(float(block.raw.sum()) for block in part) / count)
        raw, centred = (np.sum([getattr(block, name) for block in part], axis=0) / count for name in ("raw", "centred"))
        influence.append(_recentred(raw, centred, cohort))
    twice = int((found.second < len(panel.years)).sum())
    return answer(
        "chaisemartin-dhaultfoeuille", panel, terms, np.array(estimates), np.column_stack(influence),
        joiners=int((~found.state & (found.first < len(panel.years))).sum()),
        leavers=int((found.state & (found.first < len(panel.years))).sum()), units_that_switch_again=twice,
    )  # fmt: skip


def _switches(panel: StudyPanel) -> _Switches:
    width = len(panel.years)
    seen = np.isfinite(panel.outcome)
    start = np.argmax(seen, axis=1)
    state = panel.treated[np.arange(len(start)), start]
    changed = np.zeros((len(start), width), dtype=bool)
    changed[:, 1:] = panel.treated[:, 1:] != panel.treated[:, :-1]
    changed &= np.arange(width)[None, :] > start[:, None]
    first = np.where(changed.any(axis=1), changed.argmax(axis=1), width)
    rest = changed & (np.arange(width)[None, :] > first[:, None])
    second = np.where(rest.any(axis=1), rest.argmax(axis=1), width)
    return _Switches(state, first.astype(np.int64), second.astype(np.int64))


def _compare(panel: StudyPanel, found: _Switches, which: tuple[bool, int, int]) -> _Block | None:
    """Compare those that switch in place f with the others, `step` years from the one before the switch."""
    joining, f, step = which
    end = f - 1 + step
    if not 0 <= end < len(panel.years) or f < 1:
        return None
    change = panel.outcome[:, end] - panel.outcome[:, f - 1]
    both = np.isfinite(change) & (found.state != joining)
    ours = both & (found.first == f) & (found.second > end)
    others = both & (found.first > max(end, f - 1 + abs(step)))
    if not ours.any() or not others.any():
        return None
    sign = 1.0 if joining else -1.0
    raw, centred = np.zeros(len(change)), np.zeros(len(change))
    weight = -ours.sum() / others.sum()
    mean = float(change[others].mean())
    raw[ours], raw[others] = sign * change[ours], sign * weight * change[others]
    centred[ours] = sign * (change[ours] - mean)
    centred[others] = sign * weight * (change[others] - mean)
    horizon = int(panel.years[end] - panel.years[f])
    return _Block(joining, horizon, int(ours.sum()), raw, centred)


def _cohorts(found: _Switches) -> Codes:
    return np.unique(np.column_stack([found.state, found.first]), axis=0, return_inverse=True)[1].reshape(-1)


def _recentred(raw: Floats, centred: Floats, cohort: Codes) -> Floats:
    """Take the mean of each cohort out; a unit alone in its cohort has the mean of all such units taken out."""
    count = np.bincount(cohort)[cohort]
    mean = np.bincount(cohort, raw)[cohort] / count
    out = (raw - mean) * np.sqrt(count / np.maximum(count - 1, 1))
    alone = (count == 1) & (centred != 0)
    if alone.any():
        out[alone] = centred[alone] - (centred[alone].mean() if alone.sum() > 1 else 0.0)
    return out
