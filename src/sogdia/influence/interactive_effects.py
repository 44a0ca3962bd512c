"""Interactive fixed effects, or the generalised synthetic control of Xu (2017): factors that act on units unequally."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.cell_effects import cell_terms
from sogdia.influence.effects import Effects, answer
from sogdia.influence.factors import Factors, factors, predicted
from sogdia.influence.study_panel import StudyPanel, absorbing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MOST_FACTORS: Final = 5
FEWEST_BEFORE: Final = 5
DRAWS: Final = 500


@dataclass(frozen=True)
class _Split:
    """Controls (n, T) without gaps, treated (m, T) with their untreated years marked, weights of terms (k, m, T)."""

    controls: Floats
    treated: Floats
    before: Flags
    weights: Floats


def interactive_effects(
    panel: StudyPanel,
    *,
    most_factors: int = MOST_FACTORS,
    fewest_before: int = FEWEST_BEFORE,
    draws: int = DRAWS,
    seed: int = 0,
) -> Effects:
    """Fit Y = a_i + b_t + l_i' f_t on the never treated, tie the treated to it by their years before, and compare.

    The number of factors is the one that predicts left-out years before treatment with the least error. Standard errors
    are of a parametric bootstrap: controls are redrawn from their residuals, the treated from errors of prediction of
    controls that are treated as if they were the treated.

    Parameters
    ----------
    panel
        Units by years, without covariates.
    most_factors
        Most factors to try, 0 or more; 0 is difference in differences.
    fewest_before
        Treated units with fewer untreated years are left out.
    draws
        Draws of the bootstrap, 20 or more.
    seed
        Seed of the draws.

    Returns
    -------
    Effects
        `att`, `event`, `group`, `calendar`; influence is the jackknife's, scaled to the bootstrap's standard errors.

    Raises
    ------
    InfeasibleError
        Fewer than five never-treated units, or no treated unit with enough years before.
    ParameterError
        Covariates are given.

    Source
    ------
    Bai (2009), Econometrica 77(4); Xu (2017), Political Analysis 25(1), equations 1-5, algorithms 1 (factors) and 2
    (bootstrap).
    """
    if panel.covariates.shape[2]:
        raise ParameterError("interactive-effects takes no covariates: leave them out, or use imputation")
    if draws < 20:
        raise ParameterError(f"draws = {draws}: give 20 or more")
    panel = _enough(absorbing(panel), fewest_before)
    never = np.isinf(panel.first)
    untreated = panel.seen & ~panel.treated
    cells = (panel.seen & panel.treated)[~never]
    whole = np.zeros(panel.seen.shape, dtype=bool)
    whole[~never] = cells
    terms, weights = cell_terms(panel, whole)
    most = min(most_factors, int(untreated[~never].sum(axis=1).min()) - 2, int(never.sum()) - 2, len(panel.years) - 2)
    treated = np.where(panel.seen, panel.outcome, 0.0)[~never]
    errors = []
    for r in range(max(most, 0) + 1):
        found = factors(panel.outcome[never], r)
        errors.append(_left_out_error(treated, untreated[~never], found))
    count = int(np.argmin(errors))
    found = factors(panel.outcome[never], count)
    split = _Split(found.filled, treated, untreated[~never], np.stack(weights)[:, ~never])
    estimates = _estimate(split, found)
    spread = _bootstrap(split, found, draws, np.random.default_rng(seed))
    influence = _jackknife(split, found, estimates, never)
    own = np.sqrt((influence**2).sum(axis=0))
    influence *= np.where(own > 0, spread.std(axis=0, ddof=1) / np.maximum(own, 1e-300), 0.0)
    effects = answer(
        "interactive-effects", panel, terms, estimates, influence, factors=count, draws=draws, seed=seed,
        left_out_errors=[round(float(np.sqrt(error)), 6) for error in errors],
    )  # fmt: skip
    return replace(effects, draws=spread)


def _enough(panel: StudyPanel, fewest: int) -> StudyPanel:
    before = (panel.seen & ~panel.treated).sum(axis=1)
    panel = panel.part((before >= fewest) | np.isinf(panel.first), f"treated with fewer than {fewest} untreated years")
    never = np.isinf(panel.first)
    panel = panel.part(~never | (panel.seen.sum(axis=1) >= 3), "never treated with fewer than 3 years")
    never = np.isinf(panel.first)
    if never.sum() < 5:
        raise InfeasibleError(
            f"{int(never.sum())} units are never treated; five are needed to find factors. Use imputation, which also "
            "learns from units before their treatment"
        )
    if never.all():
        raise InfeasibleError(
            f"no treated unit has {fewest} untreated years; give fewest_before less, or earlier years"
        )
    return panel


def _left_out_error(treated: Floats, before: Flags, found: Factors) -> float:
    """Mean squared error of predicting each untreated year of the treated from their others."""
    total, count = 0.0, 0
    base = found.base
    for mask in np.unique(before, axis=0):
        rows = (before == mask).all(axis=1)
        x = base[mask]
        hat = x @ np.linalg.pinv(x)
        gap = (treated[rows] - found.years)[:, mask]
        left = (gap - gap @ hat.T) / np.maximum(1 - np.diag(hat), 1e-6)
        total, count = total + float((left**2).sum()), count + left.size
    return total / count


def _estimate(split: _Split, found: Factors) -> Floats:
    """Give the terms, shape (..., k), for factors of shape (..., T, r)."""
    gaps = split.treated - predicted(split.treated, split.before, found)
    return np.asarray(np.einsum("kmt,...mt->...k", split.weights, gaps))


def _bootstrap(split: _Split, found: Factors, draws: int, rng: np.random.Generator) -> Floats:
    """Redraw controls and treated under no effect; shape (draws, k)."""
    n, width = split.controls.shape
    r = found.base.shape[-1] - 1
    fitted = found.fitted
    residual = split.controls - fitted
    freedom = n * width - n - width - r * (n + width - 2 - r)
    residual *= np.sqrt(n * width / max(freedom, n))
    once = found.without_each()
    errors = {}
    for mask in np.unique(split.before, axis=0):
        one = split.controls[:, None, :]
        errors[mask.tobytes()] = (one - predicted(one, mask[None, :], once))[:, 0]
    calm = predicted(split.treated, split.before, found)
    out = []
    for size in _chunks(draws, split.controls.size):
        controls = fitted + residual[rng.integers(0, n, (size, n))]
        drawn = [errors[mask.tobytes()][rng.integers(0, n, size)] for mask in split.before]
        treated = calm + np.stack(drawn, axis=1)
        out.append(_estimate(replace(split, treated=treated), factors(controls, r)))
    return np.concatenate(out)


def _chunks(draws: int, cells: int, most: int = 4_000_000) -> list[int]:
    """Split draws so that no more than `most` cells are held at once."""
    size = max(1, most // cells)
    return [min(size, draws - start) for start in range(0, draws, size)]


def _jackknife(split: _Split, found: Factors, estimates: Floats, never: Flags) -> Floats:
    """Give what leaving each unit out changes, shape (N, k); 0 where a term rests on that unit alone."""
    out = np.zeros((len(never), len(estimates)))
    out[never] = estimates - _estimate(split, found.without_each())
    gaps = split.treated - predicted(split.treated, split.before, found)
    mass = split.weights.sum(axis=2)
    part = np.einsum("kmt,mt->km", split.weights, gaps)
    rest = np.where(
        mass < 1 - 1e-9, (estimates[:, None] - part) / np.where(mass < 1 - 1e-9, 1 - mass, 1.0), estimates[:, None]
    )
    out[~never] = (estimates[:, None] - rest).T
    return out - np.where(out != 0, out.sum(axis=0) / np.maximum((out != 0).sum(axis=0), 1), 0.0)
