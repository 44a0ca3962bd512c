"""Each demand on one path (or a pair, or one in each state): loads of links, rerouted demand by demand.

Compiled functions on plain arrays. A path is a row of arcs; `load` has a row for each state and a column for each
capacity row; a link must hold the greatest load of its rows in any state.
"""

# ruff: noqa: NPY002  numba knows numpy's old generator alone, and whoever calls seeds it

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray  # noqa: TC002  numba reads the annotations' names

from sogdia.planning.step_costs import StepCosts  # noqa: TC001  the same

PLAIN: Final = 0
"""No failures, one path."""
PAIR: Final = 1
"""A pair of disjoint paths."""
SPLIT_BY_STATE: Final = 2
"""A path for each state."""
SHARED: Final = 3
"""A working path, and a backup for the failure of each of its links."""
NOTHING_HOLDS: Final = 1e15
"""Cost from which a load is one that no modules hold."""


class Ground(NamedTuple):
    """What stays the same while paths change.

    Attributes
    ----------
    nodes
        Count of nodes.
    tail, head, link, row
        Shape (a,): ends, link and capacity row of each arc.
    row_link
        Shape (rows,).
    start, end, amount, hops
        Shape (d,): demands; most arcs of a path.
    listed_first
        Shape (d + 1,): where a demand's listed paths begin; equal: any path will do.
    listed_at, listed_arcs
        Where each listed path begins among the arcs of all of them, and those arcs.
    routing
        Shape (m,): cost of a unit of flow without failure.
    excused
        Shape (states, d): a demand need not be carried in a state.
    kind
        `PLAIN`, `PAIR`, `SPLIT_BY_STATE` or `SHARED`.
    steps
        Costs of capacity.
    """

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    link: NDArray[np.int64]
    row: NDArray[np.int64]
    row_link: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    amount: NDArray[np.float64]
    hops: NDArray[np.int64]
    listed_first: NDArray[np.int64]
    listed_at: NDArray[np.int64]
    listed_arcs: NDArray[np.int64]
    routing: NDArray[np.float64]
    excused: NDArray[np.bool_]
    kind: int
    steps: StepCosts


@njit(cache=True)  # type: ignore[untyped-decorator]
def price(steps: StepCosts, link: int, need: float) -> float:
    """Give the cost of holding a load on a link; a very large figure where nothing holds it."""
    if need <= steps.installed[link] * (1.0 + 1e-12) + 1e-9:
        return 0.0
    if steps.unit[link] >= 0.0:
        return float(steps.fixed[link] + steps.unit[link] * (need - steps.installed[link]))
    low, high = steps.first[link], steps.first[link + 1]
    last = high - 1
    short = need * (1.0 - 1e-12) - 1e-9
    if steps.holds[last] < short:
        return float(NOTHING_HOLDS * (1.0 + (short - steps.holds[last])))
    while low < high:
        middle = (low + high) // 2
        if steps.holds[middle] < short:
            low = middle + 1
        else:
            high = middle
    return float(steps.costs[low])


@njit(cache=True)  # type: ignore[untyped-decorator]
def needs(ground: Ground, load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the greatest load of each link in any state, shape (m,)."""
    need = np.zeros(len(ground.steps.unit))
    for s in range(load.shape[0]):
        for r in range(load.shape[1]):
            need[ground.row_link[r]] = max(need[ground.row_link[r]], load[s, r])
    return need


@njit(cache=True)  # type: ignore[untyped-decorator]
def total(ground: Ground, load: NDArray[np.float64]) -> float:
    """Give the cost of the capacities that hold the loads, and of the flows without failure."""
    need = needs(ground, load)
    cost = 0.0
    for e in range(len(need)):
        cost += price(ground.steps, e, need[e])
    for r in range(load.shape[1]):
        cost += ground.routing[ground.row_link[r]] * load[0, r]
    return cost


@njit(cache=True)  # type: ignore[untyped-decorator]
def _least_listed(ground: Ground, demand: int, length: NDArray[np.float64], arcs: NDArray[np.int64]) -> int:
    """Write the shortest listed path of a demand; give its count of arcs, 0 where all are shut."""
    best, chosen = np.inf, -1
    for p in range(ground.listed_first[demand], ground.listed_first[demand + 1]):
        reach = 0.0
        for i in range(ground.listed_at[p], ground.listed_at[p + 1]):
            reach += length[ground.listed_arcs[i]]
        if reach < best:
            best, chosen = reach, p
    if chosen < 0:
        return 0
    count = ground.listed_at[chosen + 1] - ground.listed_at[chosen]
    for i in range(count):
        arcs[i] = ground.listed_arcs[ground.listed_at[chosen] + i]
    return int(count)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _last_arcs(ground: Ground, demand: int, length: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the last arc of a least way to each node, shape (layers, n); a layer for each hop where hops are limited."""
    hops = ground.hops[demand]
    limited = hops < ground.nodes - 1
    far = np.empty(ground.nodes)
    before = np.empty(ground.nodes)
    last = np.empty((hops + 1 if limited else 1, ground.nodes), dtype=np.int64)
    for node in range(ground.nodes):
        far[node] = np.inf
        for layer in range(len(last)):
            last[layer, node] = -1
    far[ground.start[demand]] = 0.0
    for h in range(1, hops + 1):
        changed = False
        layer = h if limited else 0
        for node in range(ground.nodes):
            before[node] = far[node]
        for a in range(len(ground.tail)):
            reach = (before[ground.tail[a]] if limited else far[ground.tail[a]]) + length[a]
            if reach < far[ground.head[a]] - 1e-12 * abs(reach):
                far[ground.head[a]] = reach
                last[layer, ground.head[a]] = a
                changed = True
        if not changed:
            break
    return last


@njit(cache=True)  # type: ignore[untyped-decorator]
def least_path(
    ground: Ground, demand: int, length: NDArray[np.float64], any_path: bool, arcs: NDArray[np.int64]
) -> int:
    """Write a least path of a demand into `arcs`, shape (n,); give its count of arcs, 0 where there is none.

    Lengths may be negative where no cycle is; infinite lengths are shut. `any_path`: listed or not.
    """
    if ground.listed_first[demand + 1] > ground.listed_first[demand] and not any_path:
        return int(_least_listed(ground, demand, length, arcs))
    last = _last_arcs(ground, demand, length)
    node, count, layer = ground.end[demand], 0, len(last) - 1
    while node != ground.start[demand] and count < ground.nodes:
        while last[layer, node] < 0 and layer > 0:
            layer -= 1
        if last[layer, node] < 0:
            return 0
        arcs[count] = last[layer, node]
        layer = max(layer - 1, 0)
        node = ground.tail[arcs[count]]
        count += 1
    for i in range(count // 2):
        arcs[i], arcs[count - 1 - i] = arcs[count - 1 - i], arcs[i]
    return int(count) if node == ground.start[demand] else 0


@njit(cache=True)  # type: ignore[untyped-decorator]
def _mean_price(steps: StepCosts, link: int) -> float:
    """Give the cost of a unit of load at the top of a link's steps."""
    last = steps.first[link + 1] - 1
    if steps.unit[link] >= 0.0:
        return float(steps.unit[link])
    return float(steps.costs[last] / steps.holds[last]) if steps.holds[last] > 0.0 else 0.0


@njit(cache=True)  # type: ignore[untyped-decorator]
def lengths(
    ground: Ground,
    load: NDArray[np.float64],
    need: NDArray[np.float64],
    state: int,
    amount: float,
    noise: float,
    length: NDArray[np.float64],
) -> None:
    """Write what an amount more costs on each arc in a state, shape (a,); the failed link is shut.

    A little is added for what the load takes of a step, so that equal costs go to the emptier way.
    """
    for a in range(len(length)):
        link = ground.link[a]
        if state > 0 and link == state - 1:
            length[a] = np.inf
            continue
        more = load[state, ground.row[a]] + amount
        cost = 0.0
        if more > need[link]:
            cost = price(ground.steps, link, more) - price(ground.steps, link, need[link])
        if state == 0:
            cost += ground.routing[link] * amount
        ease = _mean_price(ground.steps, link)
        length[a] = cost * (1.0 + noise * np.random.random()) + (1e-3 * ease + 1e-9) * amount
