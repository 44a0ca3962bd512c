"""Which losses must be looked at: those that meet a link in use, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sogdia.planning.feasible_flows import carry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays


@dataclass(frozen=True, eq=False)
class Need:
    """Capacity that every plan must have in a phase: ``prices @ capacity >= needed``, over links that a loss leaves.

    Attributes
    ----------
    phase
        Phase.
    lost
        Numbers of the risks lost together.
    prices
        Shape (m,); 0 on lost links.
    needed
        Gbps.
    short
        Demand that the capacities looked at leave unserved in this state, Gbps.
    counted
        The need counts links, not their capacity.
    """

    phase: int
    lost: tuple[int, ...]
    prices: NDArray[np.float64]
    needed: float
    short: float
    counted: bool = False


def unmet_exits(arrays: Arrays, taken: NDArray[np.float64], phase: int, exits: int) -> list[Need]:
    """Give the needs of origins that keep fewer link-disjoint ways to their destination than asked for.

    Parameters
    ----------
    taken
        Shape (q,): how far each option is taken by the end of the phase, 0 to 1; its links count as far.
    """
    there = np.minimum((arrays.standing[phase] > 0.0) + taken @ (arrays.gives > 0.0), 1.0)
    found = []
    for d in range(arrays.amount.shape[1]):
        alone = np.zeros(arrays.amount.shape[1])
        alone[d] = float(exits) if arrays.amount[phase, d] > 0.0 else 0.0
        after = carry(arrays, there, alone)
        found += [Need(phase, (), prices, needed, after.short, counted=True) for prices, needed in after.broken]
    return found


def unmet_needs(
    arrays: Arrays, capacity: NDArray[np.float64], phase: int, losses: int, share_kept: float, *, most: int = 400
) -> list[Need]:
    """Give the needs that capacities do not meet, without a loss and after any `losses` risks together.

    A risk that meets no link in use takes nothing from the flow that is there, so only those that do are lost in turn.

    Parameters
    ----------
    capacity
        Shape (m,), Gbps.
    most
        Stop after so many.
    """
    found: list[Need] = []
    for need in _states(arrays, capacity, phase, losses, share_kept):
        found.append(need)
        if len(found) >= most:
            break
    return found


def _states(
    arrays: Arrays, capacity: NDArray[np.float64], phase: int, losses: int, share_kept: float
) -> Iterator[Need]:
    amount = arrays.amount[phase]
    whole = carry(arrays, capacity, amount)
    yield from (Need(phase, (), prices, needed, whole.short) for prices, needed in whole.broken)
    kept = amount * share_kept
    seen: set[tuple[int, ...]] = set()
    stack: list[tuple[tuple[int, ...], NDArray[np.bool_]]] = [((), whole.used | (whole.short > 0.0))]
    while stack:
        lost, used = stack.pop()
        if len(lost) == losses:
            continue
        for g, links in enumerate(arrays.risks):
            state = tuple(sorted({*lost, g}))
            if g in lost or state in seen or not used[links].any():
                continue
            seen.add(state)
            left = capacity.copy()
            for k in state:
                left[arrays.risks[k]] = 0.0
            after = carry(arrays, left, kept)
            for prices, needed in after.broken:
                alive = prices.copy()
                for k in state:
                    alive[arrays.risks[k]] = 0.0
                yield Need(phase, state, alive, needed, after.short)
            stack.append((state, after.used | (after.short > 0.0)))
