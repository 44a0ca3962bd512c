"""Points and items of a chamber by the authors' sampler: each round draws points, thresholds, leanings and slopes anew.

A round follows the published program step by step: the walk looks back only (a point is drawn given the mean of the
country's session before, the first given the second), thresholds move by a short random step, and the drawn points are
brought to mean 0 and variance 1. What the votes leave open, the origin of early sessions above all, is settled by just
these habits; so points that are to be read beside the published ones are drawn in the same way.

Source
------
Bailey, Strezhnev and Voeten (2017), Journal of Conflict Resolution 61(2), 430-456, and their program (MIT licence),
which sets the step of thresholds and the bounds of points, leanings and thresholds; Johnson and Albert (1999),
Ordinal Data Modeling, chapters 4 and 5. Draws come from a counter: SplitMix64 (Steele, Lea and Flood 2014); the normal
quantile is Acklam's approximation (relative error 1.2e-9).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit
from scipy.special import ndtr

from sogdia.influence.fitting import Ballots, Fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.influence.dynamics import Walk

ROUNDS: Final = 3000
"""Rounds drawn; the first third settles the chain and is not kept."""
KEPT_EVERY: Final = 5
BATCHES: Final = 10
"""Parts of the kept draws whose means tell the Monte Carlo error."""
STEP: Final = 0.2 / 3
"""Standard deviation of a threshold's step."""
_MOST_THRESHOLD: Final = 7.0
_MOST_LEAN: Final = 9.0
_MOST_POINT: Final = 5.0
_FINE: Final = 1024.0
_TABLE: Final = ndtr(np.arange(-5 * 1024, 5 * 1024 + 2) / _FINE)
_WORKERS: Final = 2


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def chance(seed: int, turn: int, place: int) -> float:
    """Give the uniform draw of a round at a place: always the same for the same three numbers."""
    x = (
        np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
        + np.uint64(turn) * np.uint64(0xD1B54A32D192ED03)
        + np.uint64(place) * np.uint64(0x8CB92BA72F3D8DD7)
    )
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return (float(x >> np.uint64(11)) + 0.5) / 9007199254740992.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def below(x: float) -> Any:  # noqa: ANN401
    """Give the standard normal probability below `x`; within 1.2e-7."""
    if -4.5 < x < 4.5:
        at = (x + 5.0) * _FINE
        i = int(at)
        return _TABLE[i] + (at - i) * (_TABLE[i + 1] - _TABLE[i])
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def quantile(p: float) -> float:
    """Give the standard normal quantile, held within 9 on either side."""
    if p <= 1e-19:
        return -9.0
    if p >= 1.0 - 1e-16:
        return 9.0
    tail = min(p, 1.0 - p)
    if tail < 0.02425:
        q = math.sqrt(-2.0 * math.log(tail))
        top = -7.784894002430293e-03 * q - 3.223964580411365e-01
        top = ((top * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968
        bottom = ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
        out = (top * q + 2.938163982698783) / ((bottom + 3.754408661907416) * q + 1.0)
        return out if p < 0.5 else -out
    q = p - 0.5
    r = q * q
    top = -3.969683028665376e01 * r + 2.209460984245205e02
    top = ((top * r - 2.759285104469687e02) * r + 1.383577518672690e02) * r - 3.066479806614716e01
    bottom = (-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02
    bottom = (bottom * r + 6.680131188771972e01) * r - 1.328068155288572e01
    return (top * r + 2.506628277459239) * q / (bottom * r + 1.0)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def share(category: int, most: int, low: float, high: float, lean: float) -> Any:  # noqa: ANN401
    """Give the probability of a vote's category: below the first threshold, above the last, or between."""
    if category == 0:
        return below(low - lean)
    if category == most:
        return below(lean - (high if most == 2 else low))
    return below(high - lean) - below(low - lean)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def propose(low: float, high: float, most: int, draws: tuple[float, float]) -> tuple[float, float, float]:
    """Propose thresholds near those that stand, in order and within 7; give them with the log ratio of proposals."""
    if most == 1:
        new = low + STEP * quantile(draws[0])
        return new, new, 0.0 if abs(new) < _MOST_THRESHOLD else -np.inf
    under, over = below((-_MOST_THRESHOLD - low) / STEP), below((high - low) / STEP)
    first = low + STEP * quantile(under + draws[0] * (over - under))
    under, over = below((first - high) / STEP), below((_MOST_THRESHOLD - high) / STEP)
    second = high + STEP * quantile(under + draws[1] * (over - under))
    here = below((high - low) / STEP) * below((high - first) / STEP)
    there = below((second - first) / STEP) * below((second - low) / STEP)
    return first, second, math.log(here / there)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def draw_items(
    which: tuple[int, int],
    seed: int,
    turn: int,
    starts: NDArray[np.int64],
    states: NDArray[np.int32],
    categories: NDArray[np.int8],
    thresholds: NDArray[np.int8],
    points: NDArray[np.float64],
    items: NDArray[np.float64],
    leans: NDArray[np.float64],
) -> None:
    """Draw thresholds, the leaning behind each vote, and slopes, for the items from the first of `which` to the last.

    Parameters
    ----------
    items
        Slope and thresholds, shape (items, 3); drawn anew in place.
    leans
        Shape (votes,); drawn anew in place.
    """
    for j in range(which[0], which[1]):
        place, most = len(states) + 4 * j, int(thresholds[j])
        slope, low, high = items[j, 0], items[j, 1], items[j, 2]
        pair = (chance(seed, turn, place), chance(seed, turn, place + 1))
        first, second, ratio = propose(low, high, most, pair)
        product = 1.0
        for v in range(starts[j], starts[j + 1]):
            lean = slope * points[states[v]]
            product *= max(share(categories[v], most, first, second, lean), 1e-30)
            product /= max(share(categories[v], most, low, high, lean), 1e-30)
            if v % 8 == 0:
                ratio += math.log(max(product, 1e-300))
                product = 1.0
        ratio += math.log(max(product, 1e-300))
        if math.log(chance(seed, turn, place + 2)) < ratio:
            low, high = first, second
            items[j, 1], items[j, 2] = low, high
        top = high if most == 2 else low
        cross = square = 0.0
        for v in range(starts[j], starts[j + 1]):
            point, category = points[states[v]], categories[v]
            lean = slope * point
            floor = 0.0 if category == 0 else below((low if category == 1 else high) - lean)
            ceiling = 1.0 if category == most else below((low if category == 0 else top) - lean)
            drawn = lean + quantile(floor + chance(seed, turn, v) * (ceiling - floor))
            drawn = min(max(drawn, -_MOST_LEAN), _MOST_LEAN)
            leans[v] = drawn
            cross += point * drawn
            square += point * point
        items[j, 0] = cross / (square + 1.0) + quantile(chance(seed, turn, place + 3)) / math.sqrt(square + 1.0)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def draw_points(
    which: tuple[int, int],
    seed: int,
    turn: int,
    layout: tuple[Any, Any, Any, Any, Any],
    slopes: NDArray[np.float64],
    leans: NDArray[np.float64],
    before: NDArray[np.float64],
    means: NDArray[np.float64],
    drawn: NDArray[np.float64],
) -> None:
    """Draw the points of the places from the first of `which` to the last, given last round's means `before`."""
    bounds, votes, item, back, tie = layout
    for s in range(which[0], which[1]):
        total, weight = 0.0, tie[s]
        for k in range(bounds[s], bounds[s + 1]):
            slope = slopes[item[k]]
            total += slope * leans[votes[k]]
            weight += slope * slope
        if back[s] >= 0:
            total += tie[s] * before[back[s]]
        means[s] = total / weight
        point = means[s] + quantile(chance(seed, turn, len(leans) + 4 * len(slopes) + s)) / math.sqrt(weight)
        drawn[s] = min(max(point, -_MOST_POINT), _MOST_POINT)


@dataclass(frozen=True)
class Memory:
    """What each place looks back to: the place of the country's session before (of its first: the second), or -1.

    Attributes
    ----------
    back
        Place, shape (states,).
    tie
        Precision of the step to it, shape (states,); 1 (a standard normal) for a country that votes in one session.
    """

    back: NDArray[np.int64]
    tie: NDArray[np.float64]


def look_back(walk: Walk, smooth: float) -> Memory:
    """Lay out what each place with votes looks back to, gaps stepped over.

    Parameters
    ----------
    smooth
        Variance of the step when the session has all votes of both.
    """
    back, tie = np.full(len(walk.country), -1), np.ones(len(walk.country))
    seen = np.flatnonzero(walk.cast > 0)
    seen = seen[np.lexsort((walk.session[seen], walk.country[seen]))]
    same = walk.country[seen[1:]] == walk.country[seen[:-1]]
    back[seen[1:][same]] = seen[:-1][same]
    first = np.concatenate([[True], ~same]) & np.concatenate([same, [False]])
    back[seen[first]] = seen[np.flatnonzero(first) + 1]
    known = back >= 0
    votes = walk.cast[known]
    tie[known] = (votes + walk.cast[back[known]]) / (smooth * votes)
    return Memory(back, tie)


def first_draw(ballots: Ballots, guess: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give slopes and thresholds to begin with: the side to which each item leans, and the shares of its votes."""
    many, owner, counts = len(ballots.thresholds), ballots.owner, ballots.counts
    size = counts.sum(axis=1)
    mean = np.bincount(owner, guess[ballots.states], many) / size
    together = np.bincount(owner, (guess[ballots.states] - mean[owner]) * ballots.categories, many)
    cuts = 2 * np.cumsum(counts[:, :2], axis=1) / size[:, None] - 1
    cuts[ballots.thresholds == 1, 1] = cuts[ballots.thresholds == 1, 0]
    return np.column_stack([np.sign(together), cuts])


def sample(
    ballots: Ballots,
    walk: Walk,
    guess: NDArray[np.float64],
    *,
    smooth: float,
    rounds: int = ROUNDS,
    seed: int = 0,
    tell: Callable[[int, float], None] | None = None,
) -> Fit:
    """Draw a chamber.

    Parameters
    ----------
    guess
        First guess of the points, shape (states,).
    smooth
        Variance of a step of the walk when the later session has all votes of both.
    rounds
        Rounds drawn, 30 or more.
    seed
        Seed of the draws; the same seed gives the same points on any number of cores.
    tell
        Called every 25 rounds with their number and the share done.

    Returns
    -------
    Fit
        Means and 5 % and 95 % quantiles of the kept draws; `unsettled` is the median Monte Carlo error of a point.
    """
    memory = look_back(walk, smooth)
    seen = walk.cast > 0
    by_place = np.argsort(ballots.states, kind="stable")
    bounds = np.searchsorted(ballots.states[by_place], np.arange(len(guess) + 1))
    layout = (bounds, by_place, ballots.owner[by_place], memory.back, memory.tie)
    items, means, points = first_draw(ballots, guess), guess.copy(), np.zeros(len(guess))
    leans, drawn, kept = np.zeros(len(ballots.states)), np.empty(len(guess)), []
    args = (ballots.starts, ballots.states, ballots.categories, ballots.thresholds)
    with ThreadPoolExecutor(_WORKERS) as pool:

        def divide(work: Callable[..., None], many: int, *given: Any) -> None:  # noqa: ANN401
            cuts = [many * k // _WORKERS for k in range(_WORKERS + 1)]
            for done in [pool.submit(work, cut, *given) for cut in pairwise(cuts)]:
                done.result()

        slopes = items[:, 0].copy()
        divide(draw_items, len(items), seed, 0, *args, points, items, leans)
        items[:, 0] = slopes
        for turn in range(1, rounds + 1):
            before, means = means, np.zeros(len(guess))
            divide(draw_points, len(guess), seed, turn, layout, items[:, 0].copy(), leans, before, means, drawn)
            points = (drawn - drawn[seen].mean()) / drawn[seen].std()
            divide(draw_items, len(items), seed, turn, *args, points, items, leans)
            if turn > rounds // 3 and turn % KEPT_EVERY == 0:
                kept.append(points.astype(np.float32))
            if tell and turn % 25 == 0:
                tell(turn, turn / rounds)
    draws = np.array(kept)
    parts = np.array([part.mean(axis=0) for part in np.array_split(draws, BATCHES)])
    error = float(np.median(parts.std(axis=0, ddof=1)[seen]) / math.sqrt(BATCHES))
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return Fit(draws.mean(axis=0, dtype=np.float64), low, high, rounds, error)
