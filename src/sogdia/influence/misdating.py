"""Treatment dates that may be wrong by a year or two: what the effect can be over all the dates that are possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError, ParameterError

if TYPE_CHECKING:
    from sogdia.influence.effects import Estimator, Floats
    from sogdia.influence.study_panel import StudyPanel


DRAWS: Final = 200
_PASSES: Final = 2


def misdated(
    panel: StudyPanel, estimator: Estimator, *, years: int = 1, draws: int = DRAWS, seed: int = 0
) -> pd.DataFrame:
    """Estimate again with dates moved by up to `years`.

    Parameters
    ----------
    panel
        Units by years; treatment stays on.
    estimator
        Gives effects of a panel.
    years
        Most years by which a date is off, 1 or more.
    draws
        Draws of dates, each unit's moved evenly and independently, 20 or more.
    seed
        Seed of the draws.

    Returns
    -------
    pd.DataFrame
        `dates, estimate, low, high`: `as given`; `all N earlier` and `all N later`; `drawn` (the mean, and the 2.5 %
        and 97.5 % points of dates and sampling together); `lowest` and `highest` (whole cohorts moved one after another
        so that the estimate falls, or rises, most: with their own 95 % intervals); `bounds` (from the lowest to the
        highest).

    Raises
    ------
    InfeasibleError
        Too few of the dates can be estimated.

    Source
    ------
    Bounds over a set of data that cannot be ruled out: Manski (2003), Partial Identification of Probability
    Distributions, chapter 4; the mixture of draws: Rubin (1987), Multiple Imputation, equation 3.1.5, by simulation.
    """
    if years < 1 or draws < 20:
        raise ParameterError(f"years = {years}, draws = {draws}: give 1 year and 20 draws or more")
    rows = {"as given": _try(panel, estimator, panel.first)}
    for shift in [*range(-years, 0), *range(1, years + 1)]:
        rows[f"all {abs(shift)} {'earlier' if shift < 0 else 'later'}"] = _try(panel, estimator, panel.first + shift)
    rng = np.random.default_rng(seed)
    drawn, sampled = [], []
    for _ in range(draws):
        one = _try(panel, estimator, panel.first + rng.integers(-years, years + 1, len(panel.first)))
        if one is not None:
            drawn.append(one[0])
            sampled.append(one[0] + (one[2] - one[1]) / 3.92 * rng.standard_normal(20))
    if len(drawn) < draws / 2:
        raise InfeasibleError(f"only {len(drawn)} of {draws} draws of dates can be estimated; give fewer years")
    rows["drawn"] = (float(np.mean(drawn)), *np.quantile(np.concatenate(sampled), [0.025, 0.975]).tolist())
    rows["lowest"] = _extreme(panel, estimator, years, -1.0)
    rows["highest"] = _extreme(panel, estimator, years, 1.0)
    table = pd.DataFrame(
        [{"dates": name, **dict(zip(("estimate", "low", "high"), row or (np.nan,) * 3, strict=True))}
         for name, row in rows.items()]
    )  # fmt: skip
    ends = table.set_index("dates").loc[["lowest", "highest"]]
    bounds = {"dates": "bounds", "estimate": np.nan, "low": ends["low"].min(), "high": ends["high"].max()}
    return pd.concat([table, pd.DataFrame([bounds])], ignore_index=True)


def _try(panel: StudyPanel, estimator: Estimator, first: Floats) -> tuple[float, float, float] | None:
    """Estimate with other dates; None where nothing can be compared."""
    try:
        row = estimator(panel.dated(first)).only("att").table().iloc[0]
    except InfeasibleError:
        return None
    return float(row["estimate"]), float(row["low"]), float(row["high"])


def _extreme(panel: StudyPanel, estimator: Estimator, years: int, sign: float) -> tuple[float, float, float] | None:
    """Move one cohort after another to where the estimate is most extreme, the others held."""
    first = panel.first.copy()
    best = _try(panel, estimator, first)
    for _ in range(_PASSES):
        before = best
        for cohort in panel.cohorts:
            own = panel.first == cohort
            for shift in range(-years, years + 1):
                tried = first.copy()
                tried[own] = cohort + shift
                found = _try(panel, estimator, tried)
                if found is not None and (best is None or sign * found[0] > sign * best[0]):
                    best, first = found, tried
        if before == best:
            break
    return best
