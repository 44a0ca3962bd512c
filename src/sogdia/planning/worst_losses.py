"""Which losses must be looked at: those that meet a link in use, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.feasible_flows import carried, carry
from sogdia.planning.kept_flows import kept_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays
    from sogdia.planning.bounded_ways import Ways
    from sogdia.planning.clock import Clock
    from sogdia.planning.feasible_flows import Carried


MOST_NEEDS: Final = 60
"""Needs that are told at a time: those of other losses come cheaper once these are met."""


@dataclass(frozen=True, eq=False)
class Need:
    """Capacity that every plan must have in a phase, over links that a loss leaves.

    ``prices @ capacity >= asks @ served``, where `served` says which demands are served, all of them or some.

    Attributes
    ----------
    phase
        Phase.
    lost
        Numbers of the risks lost together.
    prices
        Shape (m,); 0 on lost links.
    asks
        Shape (d,): what each demand asks for where it is served, Gbps.
    short
        Demand that the capacities looked at leave unserved in this state, Gbps.
    counted
        The need counts links, not their capacity.
    """

    phase: int
    lost: tuple[int, ...]
    prices: NDArray[np.float64]
    asks: NDArray[np.float64]
    short: float
    counted: bool = False

    @property
    def needed(self) -> float:
        """What is asked for where all demands are served, Gbps."""
        return float(self.asks.sum())


def unmet_exits(
    arrays: Arrays, taken: NDArray[np.float64], phase: int, exits: int, served: NDArray[np.float64]
) -> list[Need]:
    """Give the needs of origins that keep fewer link-disjoint ways to their destination than asked for.

    Parameters
    ----------
    taken
        Shape (q,): how far each option is taken by the end of the phase, 0 to 1; its links count as far.
    served
        Shape (d,): how far each demand is served, 0 to 1.
    """
    there = np.minimum((arrays.standing[phase] > 0.0) + arrays.touched(taken, phase), 1.0)
    found = []
    for d in range(arrays.amount.shape[1]):
        alone = np.zeros(arrays.amount.shape[1])
        alone[d] = float(exits) if arrays.amount[phase, d] > 0.0 else 0.0
        after = carry(arrays, there, alone * served)
        for prices, worth in after.broken:
            found.append(Need(phase, (), prices, worth * alone, after.short, counted=True))
    return found


def unmet_needs(
    arrays: Arrays,
    capacity: NDArray[np.float64],
    phase: int,
    losses: int,
    share_kept: float,
    *,
    ways: Ways,
    clock: Clock,
    served: NDArray[np.float64] | None = None,
    most: int = MOST_NEEDS,
    over: float = 0.0,
    onward: bool = False,
) -> list[Need]:
    """Give the needs that capacities do not meet, without a loss, else after any `losses` risks together.

    A risk that meets no link in use takes nothing from the flow that is there, so only those that do are lost in turn.

    Parameters
    ----------
    capacity
        Shape (m,), Gbps.
    ways
        Carries demands whose ways are limited, and keeps the ways that it finds.
    served
        Shape (d,): how far each demand is served, 0 to 1; None: all are.
    most
        Stop after so many that differ.
    over
        States that leave no more than this unserved are passed over, Gbps.
    onward
        Look at losses also where something is unserved without one.

    Raises
    ------
    OutOfTimeError
        Time ran out before all were looked at.
    """
    part = np.ones(arrays.amount.shape[1]) if served is None else served
    found: dict[tuple[bytes, bytes, tuple[int, ...]], Need] = {}
    for need in _states(arrays, capacity, phase, losses, share_kept, part, ways, clock, onward=onward):
        if need.short <= over:
            continue
        hopeless = () if need.prices.any() else need.lost
        found.setdefault((need.prices.tobytes(), need.asks.tobytes(), hopeless), need)
        if len(found) >= most:
            break
    return list(found.values())


def most_short(
    arrays: Arrays,
    capacity: NDArray[np.float64],
    phase: int,
    losses: int,
    share_kept: float,
    *,
    ways: Ways,
    clock: Clock,
) -> float:
    """Give what capacities leave unserved after the worst loss, Gbps; see `unmet_needs`."""
    part = np.ones(arrays.amount.shape[1])
    states = _states(arrays, capacity, phase, losses, share_kept, part, ways, clock, onward=True)
    return max((need.short for need in states), default=0.0)


def _states(
    arrays: Arrays,
    capacity: NDArray[np.float64],
    phase: int,
    losses: int,
    share_kept: float,
    served: NDArray[np.float64],
    ways: Ways,
    clock: Clock,
    *,
    onward: bool = False,
) -> Iterator[Need]:
    amount = arrays.amount[phase] * served
    nothing = np.zeros(len(capacity), dtype=bool)
    whole = _carried(carry(arrays, capacity, amount), arrays, capacity, amount, ways, nothing, 0)
    if whole.broken:
        yield from (
            Need(phase, (), prices, worth * arrays.amount[phase], whole.short) for prices, worth in whole.broken
        )
        if not onward:
            return
    if losses:
        yield from _lost(arrays, capacity, phase, losses, share_kept, served, ways, clock, whole, onward=onward)


def _lost(
    arrays: Arrays,
    capacity: NDArray[np.float64],
    phase: int,
    losses: int,
    share_kept: float,
    served: NDArray[np.float64],
    ways: Ways,
    clock: Clock,
    whole: Carried,
    *,
    onward: bool,
) -> Iterator[Need]:
    """Lose risks one after another, those that meet a link in use, each on the flow that the last one left."""
    kept = arrays.amount[phase] * share_kept
    flow = kept_flow(arrays, capacity, kept * served)
    seen: set[tuple[int, ...]] = set()
    none: tuple[int, ...] = ()
    stack = [(none, whole.used | (whole.short > 0.0), flow)]
    while stack:
        lost, used, before = stack.pop()
        for g, links in enumerate(arrays.risks):
            state = tuple(sorted({*lost, g}))
            if g in lost or state in seen or not used[links].any():
                continue
            if clock.out:
                raise OutOfTimeError("time ran out before all losses were looked at; give more time")
            seen.add(state)
            gone = np.zeros(len(capacity), dtype=bool)
            gone[np.concatenate([arrays.risks[k] for k in state])] = True
            left = np.where(gone, 0.0, capacity)
            now = None if before is None else before.without(links)
            free = carry(arrays, left, kept * served) if now is None else carried(now)
            after = _carried(free, arrays, left, kept * served, ways, gone, 1)
            for prices, worth in after.broken:
                yield Need(phase, state, np.where(gone, 0.0, prices), worth * kept, after.short)
            if len(state) < losses and (onward or not after.broken):
                stack.append((state, after.used | (after.short > 0.0), now))


def _carried(
    free: Carried,
    arrays: Arrays,
    capacity: NDArray[np.float64],
    amount: NDArray[np.float64],
    ways: Ways,
    gone: NDArray[np.bool_],
    after_loss: int,
) -> Carried:
    """Say what can be carried; where ways are limited: what is short without the limit is short with it too."""
    if free.broken or not np.isfinite(arrays.most_ms[after_loss]).any():
        return free
    return ways.carry(capacity, amount, gone, arrays.most_ms[after_loss])
