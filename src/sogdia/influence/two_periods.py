"""Two periods, two groups: the effect on the treated and its influence, with or without covariates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHODS: Final = ("doubly-robust", "outcome-regression", "inverse-probability")
_MOST: Final = 1 - 1e-6


def two_periods(change: Floats, treated: Floats, x: Floats, method: str = METHODS[0]) -> tuple[float, Floats]:
    """Estimate the effect on the treated from changes between two periods.

    Parameters
    ----------
    change
        Outcome after less outcome before, shape (n,).
    treated
        1 or 0, shape (n,).
    x
        Covariates with a constant first, shape (n, k).
    method
        One of `METHODS`; with the constant alone they agree.

    Returns
    -------
    tuple
        Effect, and influence of shape (n,), which sums to 0; the variance is its sum of squares.

    Source
    ------
    Sant'Anna and Zhao (2020), Journal of Econometrics 219(1): equations 2.1 (outcome regression), 2.2 (with normalised
    weights), 2.6 (doubly robust, least squares and logit), influence functions of theorem 1 and its supplement.

    Examples
    --------
    >>> effect, influence = two_periods(np.array([3., 5, 1, 1]), np.array([1., 1, 0, 0]), np.ones((4, 1)))
    >>> effect, influence[:2].tolist()
    (3.0, [-0.5, 0.5])
    """
    n = len(change)
    if x.shape[1] == 1:
        share = treated.mean()
        ours, theirs = change[treated == 1].mean(), change[treated == 0].mean()
        psi = treated * (change - ours) / share - (1 - treated) * (change - theirs) / (1 - share)
        return float(ours - theirs), psi / n
    effect, psi = {
        METHODS[0]: _doubly_robust, METHODS[1]: _outcome_regression, METHODS[2]: _inverse_probability,
    }[method](change, treated, x)  # fmt: skip
    return effect, psi / n


def _controls_line(change: Floats, treated: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Regress the change on covariates among controls: fitted for all (n,), influence of coefficients (n, k)."""
    own = (1 - treated)[:, None] * x
    gram = own.T @ x / len(x)
    if np.linalg.cond(gram) > 1e12:
        raise InfeasibleError("the covariates are collinear among the controls of a group; leave some out")
    fitted = x @ np.linalg.solve(gram, own.T @ change / len(x))
    return fitted, (own * (change - fitted)[:, None]) @ np.asarray(np.linalg.inv(gram), dtype=np.float64)


def _propensity(treated: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Fit a logit by Newton's steps: probabilities (n,), influence of coefficients (n, k)."""
    scale = np.maximum(np.abs(x).max(axis=0), 1e-300)
    z, b = x / scale, np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(z @ b, -30, 30)))
        curve = (z * (p * (1 - p))[:, None]).T @ z + 1e-12 * np.eye(len(b))
        step = np.linalg.solve(curve, z.T @ (treated - p))
        b += step
        if np.abs(step).max() < 1e-10:
            break
    else:
        raise InfeasibleError(
            "covariates tell the treated of a group wholly from its controls: no unit is comparable; leave some out, "
            "or use outcome-regression"
        )
    p = np.minimum(1 / (1 + np.exp(-np.clip(z @ b, -30, 30))), _MOST)
    hessian = np.linalg.inv((x * (p * (1 - p))[:, None]).T @ x) * len(x)
    return p, (x * (treated - p)[:, None]) @ hessian


def _doubly_robust(change: Floats, treated: Floats, x: Floats) -> tuple[float, Floats]:
    fitted, line = _controls_line(change, treated, x)
    p, logit = _propensity(treated, x)
    odds = p * (1 - treated) / (1 - p)
    left = change - fitted
    ours, theirs = (treated * left).mean() / treated.mean(), (odds * left).mean() / odds.mean()
    own = (treated * (left - ours) - line @ (treated[:, None] * x).mean(axis=0)) / treated.mean()
    other = odds * (left - theirs) + logit @ ((odds * (left - theirs))[:, None] * x).mean(axis=0)
    other -= line @ (odds[:, None] * x).mean(axis=0)
    return float(ours - theirs), own - other / odds.mean()


def _outcome_regression(change: Floats, treated: Floats, x: Floats) -> tuple[float, Floats]:
    fitted, line = _controls_line(change, treated, x)
    share = treated.mean()
    ours, theirs = (treated * change).mean() / share, (treated * fitted).mean() / share
    other = treated * (fitted - theirs) + line @ (treated[:, None] * x).mean(axis=0)
    return float(ours - theirs), (treated * (change - ours) - other) / share


def _inverse_probability(change: Floats, treated: Floats, x: Floats) -> tuple[float, Floats]:
    p, logit = _propensity(treated, x)
    odds = p * (1 - treated) / (1 - p)
    ours, theirs = (treated * change).mean() / treated.mean(), (odds * change).mean() / odds.mean()
    other = odds * (change - theirs) + logit @ ((odds * (change - theirs))[:, None] * x).mean(axis=0)
    return float(ours - theirs), treated * (change - ours) / treated.mean() - other / odds.mean()
