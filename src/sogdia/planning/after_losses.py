"""What ways that are chosen have to bear after a loss, and where traffic goes that is routed anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sogdia.planning.feasible_flows import SLACK
from sogdia.planning.way_columns import Carrier, used_way

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.held_ways import HeldWays
    from sogdia.planning.risk_disjoint import RiskDisjoint
    from sogdia.planning.way_columns import State

MOST_STATES = 20
"""Broken states that are told at a time: the worst."""


def broken_states(
    chosen: Sequence[tuple[Carrier, float]],
    capacity: NDArray[np.float64],
    arrays: Arrays,
    rules: PlanRules,
    apart: RiskDisjoint,
    phase: int,
) -> list[State]:
    """Give the states in which backups ask for more than links hold, the worst first.

    Risks that meet the same ways are one loss here.

    Parameters
    ----------
    chosen
        Sets of ways in the phase, with the share of the demand that each carries.
    capacity
        Shape (m,), Gbps.
    """
    alike: dict[tuple[int, ...], int] = {}
    meets = [[apart.meets(way) for way in one.ways] for one, _ in chosen]
    for g in sorted(set().union(*(met for ways in meets for met in ways), frozenset())):
        met = tuple(next((i for i, way in enumerate(ways) if g in way), -1) for ways in meets)
        alike.setdefault(met, g)
    names = sorted(alike.values())
    worst: list[tuple[float, State]] = []
    for size in range(1, rules.losses + 1):
        for state in combinations(names, size):
            load = np.zeros(len(capacity))
            for one, part in chosen:
                at = used_way(one.ways, state, apart)
                share = part * (1.0 if at == 0 else rules.share_kept)
                np.add.at(load, list(one.ways[at]), share * arrays.amount[phase, one.demand])
            over = float((load - capacity).max(initial=0.0))
            if over > SLACK:
                worst.append((-over, state))
    return [state for _, state in sorted(worst)[:MOST_STATES]]


def as_rerouted(carried: Sequence[tuple[Carrier, float]], apart: RiskDisjoint) -> Iterator[tuple[Carrier, float]]:
    """Tell a working way and its backup as a way without a loss, and one after each loss that meets it."""
    for one, part in carried:
        yield replace(one, ways=one.ways[:1]), part
        for g in sorted(apart.meets(one.ways[0])):
            yield replace(one, block=(g,), ways=one.ways[1:2]), part


def rerouted(
    chosen: Sequence[tuple[Carrier, float]],
    capacity: NDArray[np.float64],
    arrays: Arrays,
    rules: PlanRules,
    held: HeldWays,
    phase: int,
    known: set[State],
) -> tuple[list[State], list[tuple[Carrier, float]]]:
    """Put demands whose way is lost on others that have room, the greatest first.

    Parameters
    ----------
    chosen
        Single ways in the phase, and those of states that are known.

    Returns
    -------
    tuple
        States in which a demand finds no way, the first few; and the ways of the others.
    """
    whole = [one for one, _ in chosen if not one.block]
    broken: list[State] = []
    more: list[tuple[Carrier, float]] = []
    met = {one.demand: held.apart.meets(one.ways[0]) for one in whole}
    for g in sorted(set().union(*met.values(), frozenset())):
        state = (g,)
        if state in known:
            continue
        room = capacity.copy()
        room[arrays.risks[g]] = 0.0
        amounts = {one.demand: float(arrays.amount[phase, one.demand]) * rules.share_kept for one in whole}
        for one in whole:
            if g not in met[one.demand]:
                room[list(one.ways[0])] -= amounts[one.demand]
        for one in sorted(whole, key=lambda one: -amounts[one.demand]):
            if g not in met[one.demand]:
                continue
            amount, limit = amounts[one.demand], float(arrays.most_ms[1, one.demand])
            way = held.least.way(one.demand, arrays.ms, room < amount - SLACK, limit)
            if way is None:
                broken.append(state)
                break
            room[list(way)] -= amount
            more.append((Carrier(phase, one.demand, state, (way,)), 1.0))
    return broken[:MOST_STATES], more
