"""Points and items of a chamber by variational EM: normal points, most likely items, both moved at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sogdia.influence.dynamics import Walk, log_prior, variances
from sogdia.influence.information import information, inverse_diagonal, solve
from sogdia.influence.ordinal import observe_all

if TYPE_CHECKING:
    from collections.abc import Callable


State = tuple[
    float, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]
]

LEVEL: Final = 1.6448536269514722
"""Normal quantile of 90 % intervals, those of the publication."""
CLOSE: Final = 0.05
"""Once points move by less (root mean square), steps take the curvature that points and items share in full."""
SETTLED: Final = 0.005
"""Once points move by less (root mean square), the spreads rest, and the steps become Newton's."""
ITEM_PRIOR: Final = (1.0, 0.25)
"""Precisions of the priors of discriminations and thresholds.

N(0, 1) for discriminations is the authors'; they leave thresholds free. N(0, 4) for thresholds is ours: of N(0, 25),
N(0, 4) and N(0, 1) it came nearest to the publication of April 2020, so agreement with it is not a blind test.
"""


@dataclass(frozen=True)
class Ballots:
    """Contested votes as arrays, sorted by item and place.

    Attributes
    ----------
    starts
        First vote of each item and one past the last, shape (items + 1,).
    states
        Place in the walk of each vote, shape (votes,).
    categories
        Category of each vote from 0 among those cast on its item, shape (votes,).
    thresholds
        1 or 2 for each item, shape (items,).
    """

    starts: NDArray[np.int64]
    states: NDArray[np.int32]
    categories: NDArray[np.int8]
    thresholds: NDArray[np.int8]

    @property
    def owner(self) -> NDArray[np.int64]:
        """Item of each vote, shape (votes,)."""
        return np.repeat(np.arange(len(self.thresholds)), np.diff(self.starts))

    @property
    def counts(self) -> NDArray[np.int64]:
        """Votes on each item by category, shape (items, 3)."""
        many = len(self.thresholds)
        return np.bincount(3 * self.owner + self.categories, minlength=3 * many).reshape(many, 3)


@dataclass(frozen=True)
class Fit:
    """What a chamber's votes say.

    Attributes
    ----------
    points
        Means, shape (states,); over all places with votes their distribution has mean 0 and variance 1.
    low, high
        Bounds of 90 % intervals, shape (states,). They hold the uncertainty of the items.
    rounds
        Steps taken.
    unsettled
        Largest move of a point in the last step; of a sample the median Monte Carlo error of a point.
    """

    points: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rounds: int
    unsettled: float


def fit(
    ballots: Ballots,
    walk: Walk,
    start: NDArray[np.float64],
    *,
    tolerance: float = 1e-3,
    most: int = 200,
    tell: Callable[[int, float], None] | None = None,
) -> Fit:
    """Fit a chamber.

    Parameters
    ----------
    start
        First guess of the points, shape (states,).
    tolerance
        Stop when no point moves by more, in standard deviations of all points.
    most
        Steps at most.
    tell
        Called after each step with its number and a guess of the share that is done.
    """
    seen = walk.cast > 0
    means = (start - start[seen].mean()) / start[seen].std()
    spreads = np.full(len(start), 0.2)
    items = _first_items(ballots)
    for _ in range(4):
        items = _turn_items(ballots, items, means, spreads)
    damping, change, usual, rounds, bend = 1e-2, np.inf, np.inf, 0, 0.0
    stride, last = 1.0, np.zeros(len(means))
    state = _look(ballots, walk, items, means, spreads, bend)
    while rounds < most and change > tolerance:
        rounds += 1
        before = means
        means, items, inform, damping = _climb(ballots, walk, state, items, means, spreads, (damping, stride))
        if usual > SETTLED:
            spreads = np.sqrt(spreads * np.sqrt(variances(inform, walk.following, walk.tie)))
        means, spreads, items = standardise(means, spreads, items, seen)
        moved = means - before
        stride = max(0.5 * stride, 0.25) if moved @ last < 0 else min(1.5 * stride, 1.0)
        last, moved = moved, moved[seen]
        change, usual = float(np.abs(moved).max()), float(np.sqrt(np.mean(moved**2)))
        bend = 1.0 if usual < CLOSE else 0.0
        state = _look(ballots, walk, items, means, spreads, bend)
        if tell:
            tell(rounds, 1 - min(1.0, 10 * usual))
    half = LEVEL * _errors(ballots, walk, state, means)
    return Fit(means, means - half, means + half, rounds, change)


def _errors(ballots: Ballots, walk: Walk, state: State, means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the standard deviations of points, the items' uncertainty in them, origin and scale held."""
    blocks = information(walk, ballots.starts, ballots.states, state[2], state[5], state[4])
    held = np.column_stack([walk.cast > 0, (walk.cast > 0) * means])
    free = solve(blocks, held)
    settled = np.einsum("sa,ab,sb->s", free, np.linalg.inv(held.T @ free), free)
    errors: NDArray[np.float64] = np.sqrt(inverse_diagonal(blocks) - settled)
    return errors


def _climb(
    ballots: Ballots,
    walk: Walk,
    state: State,
    items: NDArray[np.float64],
    means: NDArray[np.float64],
    spreads: NDArray[np.float64],
    pace: tuple[float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Step, more cautiously until the bound does not fall: points, items, information, damping of the next step."""
    damping, stride = pace
    while True:
        points, turned = _step(ballots, walk, state, items, means, (damping, stride))
        seen = _look(ballots, walk, turned, points, spreads, 0.0)
        if seen[0] >= state[0] - 1e-5 * abs(state[0]) or damping > 1e4:
            return points, turned, seen[2], max(damping / 4, 1e-6)
        damping = max(damping * 10, 1e-3)


def standardise(
    means: NDArray[np.float64], spreads: NDArray[np.float64], items: NDArray[np.float64], seen: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Bring the points to mean 0 and variance 1 over the places `seen`, and the items with them."""
    middle = means[seen].mean()
    scale = np.sqrt(np.mean((means[seen] - middle) ** 2 + spreads[seen] ** 2))
    thresholds = items[:, 1:] - items[:, :1] * middle
    return (means - middle) / scale, spreads / scale, np.hstack([items[:, :1] * scale, thresholds])


def _look(
    ballots: Ballots,
    walk: Walk,
    items: NDArray[np.float64],
    means: NDArray[np.float64],
    spreads: NDArray[np.float64],
    bend: float,
) -> State:
    total, slopes, inform, item_slopes, item_inform, shared = observe_all(
        ballots.starts, ballots.states, ballots.categories, ballots.thresholds, items, means, spreads, ITEM_PRIOR, bend
    )
    prior, prior_slopes, precision = log_prior(means, walk.following, walk.tie, walk.anchor)
    return total + prior, slopes + prior_slopes, inform + precision, item_slopes, item_inform, shared


def _step(
    ballots: Ballots,
    walk: Walk,
    state: State,
    items: NDArray[np.float64],
    means: NDArray[np.float64],
    pace: tuple[float, float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Move points and items by one damped step of both, origin and scale held.

    What the priors ask for as a common shift or stretch is given up in each round, shared out by the information of a
    vote, as a sampler does that standardises its draws in each round.
    """
    _, slopes, inform, item_slopes, item_inform, shared = state
    damping, stride = pace
    item_inform = item_inform + damping * item_inform * np.eye(3)
    owner = ballots.owner
    alone = np.linalg.solve(item_inform, item_slopes[:, :, None])[:, :, 0]
    owed = np.bincount(ballots.states, np.einsum("va,va->v", shared, alone[owner]), minlength=len(means))
    seen = walk.cast > 0
    held = np.column_stack([seen, seen * means])
    weight = np.bincount(ballots.states, items[owner, 0] ** 2, minlength=len(means))
    pressed = np.column_stack([weight, weight * means])
    lift = damping
    while True:
        blocks = information(walk, ballots.starts, ballots.states, inform * (1 + lift), shared, item_inform)
        try:
            found = solve(blocks, np.column_stack([slopes - owed, pressed]))
            break
        except np.linalg.LinAlgError:
            lift = max(lift * 4, 1e-2)
    force = np.linalg.solve(held.T @ found[:, 1:], held.T @ found[:, 0])
    move = found[:, 0] - found[:, 1:] @ force
    move *= min(stride, 0.5 / np.abs(move).max())
    pulled = np.zeros((len(items), 3))
    np.add.at(pulled, owner, shared * move[ballots.states][:, None])
    turn = np.asarray(np.linalg.solve(item_inform, (item_slopes - pulled)[:, :, None]), dtype=np.float64)[:, :, 0]
    return means + move, _apart(items, turn, ballots.thresholds)


def _first_items(ballots: Ballots) -> NDArray[np.float64]:
    counts = ballots.counts
    shares = (np.cumsum(counts, axis=1)[:, :2] + 0.25) / (counts.sum(axis=1, keepdims=True) + 0.75)
    cuts = ndtri(np.clip(shares, 1e-4, 1 - 1e-4))
    items = np.column_stack([np.zeros(len(counts)), cuts])
    items[ballots.thresholds == 1, 2] = 0.0
    return items


def _turn_items(
    ballots: Ballots, items: NDArray[np.float64], means: NDArray[np.float64], spreads: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Move the items alone by one Newton step."""
    _, _, _, slopes, inform, _ = observe_all(
        ballots.starts, ballots.states, ballots.categories, ballots.thresholds, items, means, spreads, ITEM_PRIOR, 0.0
    )
    return _apart(items, np.linalg.solve(inform, slopes[:, :, None])[:, :, 0], ballots.thresholds)


def _apart(items: NDArray[np.float64], turn: NDArray[np.float64], thresholds: NDArray[np.int8]) -> NDArray[np.float64]:
    """Move items by at most 1, and so that the second threshold stays above the first."""
    share = 1 / np.maximum(1.0, np.abs(turn).max(axis=1))
    gap, closing = items[:, 2] - items[:, 1], turn[:, 1] - turn[:, 2]
    tight = (thresholds == 2) & (closing * share > 0.5 * gap)
    share = np.where(tight, 0.5 * gap / np.where(tight, closing, 1.0), share)
    return items + turn * share[:, None]
