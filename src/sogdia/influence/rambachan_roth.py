"""Rambachan and Roth (2023): what remains of an effect when trends were not quite parallel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import optimize, stats

from sogdia.errors import InfeasibleError, ParameterError, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.influence.effects import Effects

    Floats = NDArray[np.float64]

WINDOW: Final = 5
RESTRICTIONS: Final = ("relative-magnitudes", "smoothness")
GRIDS: Final = {"relative-magnitudes": (0.0, 0.5, 1.0, 1.5, 2.0), "smoothness": (0.0, 0.25, 0.5, 1.0, 2.0)}


@dataclass(frozen=True)
class EventStudy:
    """Coefficients before and after treatment, the year before it being 0.

    Attributes
    ----------
    before, after
        Coefficients of events ..., -3, -2 and of 0, 1, ...; shapes (k,), (m,).
    covariance
        Shape (k + m, k + m).
    weights
        Of the effect asked for, shape (m,), by default the plain mean.
    """

    before: Floats
    after: Floats
    covariance: Floats
    weights: Floats

    @property
    def estimate(self) -> float:
        """The effect asked for, were trends parallel."""
        return float(self.weights @ self.after)

    @property
    def se(self) -> float:
        """Its standard error."""
        k = len(self.before)
        return float(np.sqrt(self.weights @ self.covariance[k:, k:] @ self.weights))


def event_study(found: Effects, at: int | None = None, *, window: int | None = WINDOW) -> EventStudy:
    """Take the event study out of effects.

    Parameters
    ----------
    found
        From `callaway_santanna(..., base="universal")`, `sun_abraham` or `chaisemartin_dhaultfoeuille`, whose events
        are all measured from the year before treatment.
    at
        Years since treatment of the effect asked for; by default the plain mean over the window.
    window
        Years to use on either side of the reference year: far ones rest on few cohorts, and their noise would pass for
        differences of trends. None: all.

    Raises
    ------
    ParameterError
        Effects of another kind, or without that event.
    InfeasibleError
        No events before -1.
    """
    universal = found.estimator in {"sun-abraham", "chaisemartin-dhaultfoeuille"}
    if not universal and found.settings.get("base") != "universal":
        raise ParameterError(
            f"{found.estimator} as it stands measures events from different years; use callaway-santanna with the "
            'universal base (base = "universal"), or sun-abraham'
        )
    events = found.only("event")
    times = [int(term.at or 0) for term in events.terms]
    most = np.inf if window is None else window
    early = [j for j, h in enumerate(times) if -1 - most <= h <= -2]
    late = [j for j, h in enumerate(times) if 0 <= h < (most if at is None else max(most, at + 1))]
    early = _unbroken(early, times, -2)
    late = _unbroken(late[::-1], times, 0)[::-1]
    if not early:
        raise InfeasibleError("no event before the reference year is estimated: nothing says how far trends differ")
    if at is not None and at not in [times[j] for j in late]:
        raise ParameterError(f"at = {at}: estimated without a gap are {[times[j] for j in late]}")
    weights = np.array([1.0 / len(late) if at is None else float(times[j] == at) for j in late])
    order = [*early, *late]
    return EventStudy(events.estimates[early], events.estimates[late], events.covariance[np.ix_(order, order)], weights)


def _unbroken(places: list[int], times: list[int], end: int) -> list[int]:
    """Keep the events next to treatment without a gap: they end with `end`."""
    kept: list[int] = []
    step = 1 if end >= 0 else -1
    expected = end
    for j in reversed(places):
        if times[j] != expected:
            break
        kept.append(j)
        expected += step
    return kept[::-1]


def rambachan_roth(
    study: EventStudy, restriction: str = RESTRICTIONS[0], sizes: Sequence[float] | None = None, *, level: float = 0.95
) -> pd.DataFrame:
    """Give intervals for the effect under differences of trends of a given size.

    Parameters
    ----------
    study
        An event study.
    restriction
        `relative-magnitudes`: from year to year, trends part after treatment by at most M times the most that they
        parted before. `smoothness`: the slope of the difference changes from year to year by at most M.
    sizes
        M, 0 or more; for smoothness by default multiples of the standard error of the effect.
    level
        Of the intervals, in (0, 1).

    Returns
    -------
    pd.DataFrame
        `restriction, m, set_low, set_high, low, high`: the set of effects that the estimates allow were they exact, and
        the interval. Relative magnitudes: the union over which difference before is largest, each with its own standard
        error (it holds at least at the level, and is wide). Smoothness: the shortest interval of fixed length.

    Source
    ------
    Rambachan and Roth (2023), Review of Economic Studies 90(5): section 2.4.1 and lemma 2.2 (relative magnitudes),
    section 4.1 and equations 17-18 (fixed length).

    Raises
    ------
    ParameterError
        A level that is no share between 0 and 1, or sizes below 0.
    """
    pick(restriction, RESTRICTIONS, "restriction")
    if not 0 < level < 1:
        raise ParameterError(f"level = {level:g}: give a share between 0 and 1")
    unit = 1.0 if restriction == RESTRICTIONS[0] else study.se
    grid = [float(m) for m in sizes] if sizes is not None else [m * unit for m in GRIDS[restriction]]
    if min(grid) < 0:
        raise ParameterError(f"sizes {grid}: give 0 and more")
    interval = _relative if restriction == RESTRICTIONS[0] else _smooth
    rows = [{"restriction": restriction, "m": m, **interval(study, m, level)} for m in grid]
    return pd.DataFrame(rows)


def breakdown(study: EventStudy, restriction: str = RESTRICTIONS[0], *, level: float = 0.95) -> float:
    """Give the largest M at which the interval still excludes 0; 0 where even M = 0 does not, infinite above 1e3 units.

    Parameters
    ----------
    study, restriction, level
        As of `rambachan_roth`; the unit of smoothness is the standard error of the effect.
    """
    unit = 1.0 if restriction == RESTRICTIONS[0] else study.se

    def excludes(m: float) -> bool:
        row = rambachan_roth(study, restriction, [m * unit], level=level).iloc[0]
        return bool(row["low"] > 0 or row["high"] < 0)

    if not excludes(0.0):
        return 0.0
    low, high = 0.0, 1.0
    while excludes(high):
        low, high = high, high * 4
        if high > 1e3:
            return float(np.inf)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if excludes(middle) else (low, middle)
    return low * unit


def _relative(study: EventStudy, m: float, level: float) -> dict[str, float]:
    """Sum the most that trends part by: M · largest difference before · Σ_s |Σ_{j ≥ s} weight_j|."""
    k, reach = len(study.before), stats.norm.ppf(0.5 + level / 2)
    spread = m * float(np.abs(np.cumsum(study.weights[::-1])).sum())
    beta = np.concatenate([study.before, study.after])
    own = np.concatenate([np.zeros(k), study.weights])
    steps = np.diff(np.vstack([np.eye(k, len(beta)), np.zeros(len(beta))]), axis=0)
    lines = np.vstack([own + spread * steps, own - spread * steps])
    ends, se = lines @ beta, np.sqrt(np.einsum("ij,jk,ik->i", lines, study.covariance, lines))
    return {
        "set_low": float(ends.min()), "set_high": float(ends.max()),
        "low": float((ends - reach * se).min()), "high": float((ends + reach * se).max()),
    }  # fmt: skip


def _smooth(study: EventStudy, m: float, level: float) -> dict[str, float]:
    """Find the affine estimator whose worst bias and standard error give the shortest interval."""
    k, after = len(study.before), study.weights
    beta = np.concatenate([study.before, study.after])
    target = float(np.arange(1, len(after) + 1) @ after)
    steps = np.diff(np.vstack([np.eye(k), np.zeros(k)]), axis=0)
    constant = sum(abs(float(np.arange(1, s + 1) @ after[len(after) - s :])) for s in range(1, len(after) + 1)) - target

    def line(w: Floats) -> Floats:
        return np.concatenate([-(w @ steps), after])

    def spread(w: Floats) -> float:
        return float(np.sqrt(np.maximum(line(w) @ study.covariance @ line(w), 1e-300)))

    least = _least_spread(study.covariance, steps, after, target)
    w = least if m == 0 or k == 1 else _shortest(study, (m, constant, target), least, level)
    bias = m * (constant + float(np.abs(np.cumsum(w)).sum())) if m else 0.0
    half = spread(w) * folded_quantile(bias / spread(w), level)
    centre = float(line(w) @ beta)
    low, high = _smooth_set(study, m)
    return {"set_low": low, "set_high": high, "low": centre - half, "high": centre + half}


def _least_spread(covariance: Floats, steps: Floats, after: Floats, target: float) -> Floats:
    """Give the slope weights of least variance that sum to `target`."""
    k = len(steps)
    quad = steps @ covariance[:k, :k] @ steps.T
    cross = -(steps @ covariance[:k, k:] @ after)
    ones = np.ones(k)
    inverse = np.linalg.pinv(quad, hermitian=True)
    free = -inverse @ cross
    pull = inverse @ ones
    return np.asarray(free + pull * (target - ones @ free) / (ones @ pull))


def _shortest(study: EventStudy, known: tuple[float, float, float], start: Floats, level: float) -> Floats:
    """Minimise the half length over slope weights, which is a convex function of them."""
    (m, constant, target), k = known, len(start)
    steps = np.diff(np.vstack([np.eye(k), np.zeros(k)]), axis=0)
    sums = np.tril(np.ones((k, k)))

    def half(x: Floats) -> tuple[float, Floats]:
        line = np.concatenate([-(x[k:] @ steps), study.weights])
        moved = study.covariance @ line
        sd = float(np.sqrt(max(line @ moved, 1e-300)))
        t = m * (constant + float(x[:k].sum())) / sd
        c = folded_quantile(t, level)
        near, far = stats.norm.pdf(c - t), stats.norm.pdf(c + t)
        slope = float((near - far) / (near + far))
        return sd * c, np.concatenate([np.full(k, m * slope), -(steps @ moved[:k]) / sd * (c - t * slope)])

    edges = np.block([[np.eye(k), -sums], [np.eye(k), sums]])
    total = np.concatenate([np.zeros(k), np.ones(k)])[None, :]
    limits = [
        {"type": "ineq", "fun": lambda x: edges @ x, "jac": lambda _: edges},
        {"type": "eq", "fun": lambda x: total @ x - target, "jac": lambda _: total},
    ]

    def own_half(w: Floats) -> float:
        return half(np.concatenate([np.abs(sums @ w), w]))[0]

    flat = np.zeros(k)
    flat[-1] = target
    found = [start, flat]
    for first in (start, (start + flat) / 2, flat):
        x = np.concatenate([np.abs(sums @ first) + 1e-6, first])
        choice = {"ftol": 1e-12, "maxiter": 500}
        w = optimize.minimize(half, x, jac=True, method="SLSQP", constraints=limits, options=choice).x[k:]
        found.append(w + (target - w.sum()) / k)
    return min(found, key=own_half)


def folded_quantile(t: float, level: float) -> float:
    """Give the quantile of |N(t, 1)|, for t of 0 and more."""
    return float(stats.foldnorm.ppf(level, abs(t))) if abs(t) < 30 else abs(t) + float(stats.norm.ppf(level))


def _smooth_set(study: EventStudy, m: float) -> tuple[float, float]:
    """Bound the effect by linear programmes, the differences before being what was estimated; NaN: none is possible."""
    k, count = len(study.before), len(study.after)
    width = k + 1 + count
    second = np.diff(np.eye(width), n=2, axis=0)
    fixed = np.zeros((k + 1, width))
    fixed[: k + 1, : k + 1] = np.eye(k + 1)
    cost = np.concatenate([np.zeros(k + 1), study.weights])
    ends = []
    for sign in (1.0, -1.0):
        found = optimize.linprog(
            sign * cost, A_ub=np.vstack([second, -second]), b_ub=np.full(2 * len(second), m + 1e-12),
            A_eq=fixed, b_eq=np.concatenate([study.before, [0.0]]), bounds=(None, None), method="highs",
        )  # fmt: skip
        ends.append(study.estimate - sign * found.fun if found.status == 0 else np.nan)
    return min(ends), max(ends)
