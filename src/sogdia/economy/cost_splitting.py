"""Who pays what of a shared build: by what each would pay alone, or by Shapley's value (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

MOST_EXACT: Final = 12
"""Most players whose value is counted over all coalitions; above, orders are drawn."""


@dataclass(frozen=True)
class Split:
    """Who pays what.

    Attributes
    ----------
    players
        Names.
    amounts
        What each pays; they add to the cost of all together.
    errors
        Standard error of each amount; 0 where all coalitions were counted.
    saved
        What each saves against building alone.
    method
        `shapley`, `shapley, sampled` or `stand-alone`.
    """

    players: tuple[str, ...]
    amounts: tuple[float, ...]
    errors: tuple[float, ...]
    saved: tuple[float, ...]
    method: str


def by_stand_alone_cost(alone: Mapping[str, float], joint: float) -> Split:
    """Split a joint cost in proportion to what each would pay alone.

    Examples
    --------
    >>> by_stand_alone_cost({"fibre": 13.0, "road": 87.0}, 80.0).amounts
    (10.4, 69.6)
    """
    total = sum(alone.values())
    if not alone or not total > 0 or min(alone.values()) < 0:
        raise ParameterError("each player's cost alone is 0 or more, and their sum above 0")
    amounts = tuple(joint * cost / total for cost in alone.values())
    saved = tuple(cost - amount for cost, amount in zip(alone.values(), amounts, strict=True))
    return Split(tuple(alone), amounts, (0.0,) * len(alone), saved, "stand-alone")


def shapley(
    players: Sequence[str], cost: Callable[[frozenset[str]], float], *, draws: int = 20_000, seed: int = 0
) -> Split:
    """Split a cost by Shapley's value: each pays the mean of what it adds over all orders of joining.

    Parameters
    ----------
    players
        Names, all different, one or more.
    cost
        Cost of each coalition; that of nobody is 0.
    draws
        Orders drawn where there are more than `MOST_EXACT` players, 2 or more.
    seed
        Seed of the orders.

    Raises
    ------
    ParameterError
        No player, or a name twice.

    Source
    ------
    Shapley, A value for n-person games (1953). Sampled: Castro, Gomez, Tejada, Polynomial calculation of the Shapley
    value based on sampling (2009); each order adds up to the whole, so the amounts do.

    Examples
    --------
    Two that pay 10 each alone and 14 together share the saving.

    >>> shapley(["a", "b"], lambda who: {0: 0, 1: 10, 2: 14}[len(who)]).amounts
    (7.0, 7.0)
    """
    names = tuple(players)
    if not names or len(set(names)) < len(names):
        raise ParameterError("a split needs one player or more, each named once")
    if len(names) <= MOST_EXACT:
        amounts, errors, method = _exact(names, cost), np.zeros(len(names)), "shapley"
    else:
        amounts, errors = _sampled(names, cost, max(draws, 2), seed)
        method = "shapley, sampled"
    saved = tuple(float(cost(frozenset([name])) - amount) for name, amount in zip(names, amounts, strict=True))
    return Split(names, tuple(map(float, amounts)), tuple(map(float, errors)), saved, method)


def _exact(names: tuple[str, ...], cost: Callable[[frozenset[str]], float]) -> NDArray[np.float64]:
    n = len(names)
    worth = {frozenset(who): float(cost(frozenset(who))) for k in range(1, n + 1) for who in combinations(names, k)}
    worth[frozenset()] = 0.0
    weight = [factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)]
    return np.array(
        [
            sum(weight[len(who)] * (worth[who | {name}] - value) for who, value in worth.items() if name not in who)
            for name in names
        ]
    )


def _sampled(
    names: tuple[str, ...], cost: Callable[[frozenset[str]], float], draws: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average what each adds over orders drawn; each order and its reverse count as one draw."""
    chance = np.random.default_rng(seed)
    seen: dict[frozenset[str], float] = {frozenset(): 0.0}

    def worth(who: frozenset[str]) -> float:
        if who not in seen:
            seen[who] = float(cost(who))
        return seen[who]

    pairs = draws // 2
    added = np.zeros((pairs, len(names)))
    for row in added:
        order = chance.permutation(len(names))
        for way in (order, order[::-1]):
            who: frozenset[str] = frozenset()
            for i in way:
                more = who | {names[i]}
                row[i] += (worth(more) - worth(who)) / 2
                who = more
    error = added.std(axis=0, ddof=1) / np.sqrt(pairs) if pairs > 1 else np.full(len(names), np.nan)
    return added.mean(axis=0), error
