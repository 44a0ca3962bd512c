"""What it costs to hold a load on a link: the steps of the cheapest combinations of modules."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.options import LinkOptions

_MOST_STEPS: Final = 4000


class StepCosts(NamedTuple):
    """Steps of all links, one after the other; t steps.

    Attributes
    ----------
    first
        Shape (m + 1,): where the steps of each link begin.
    holds, costs
        Shape (t,): load that a step holds, installed capacity included, and what it costs beyond the installed.
    unit, fixed, installed
        Shape (m,): cost of a unit of linear capacity (negative: capacity comes in steps), its fixed charge, and the
        capacity that stands.
    """

    first: NDArray[np.int64]
    holds: NDArray[np.float64]
    costs: NDArray[np.float64]
    unit: NDArray[np.float64]
    fixed: NDArray[np.float64]
    installed: NDArray[np.float64]


def step_costs(options: LinkOptions, needed: float) -> StepCosts:
    """Give the steps of all links up to a load of `needed`."""
    first, holds, costs = [0], [], []
    unit = np.full(len(options.charged), -1.0)
    for link in range(len(options.charged)):
        own = options.columns_of(link)
        if len(own) and not options.whole:
            unit[link] = options.cost[own[0]]
        steps = [(options.installed[link], 0.0)]
        if options.whole:
            steps += _steps(options, link, own, needed)
        holds += [step[0] for step in steps]
        costs += [step[1] for step in steps]
        first.append(len(holds))
    return StepCosts(
        np.array(first),
        np.array(holds),
        np.array(costs),
        unit,
        options.fixed.astype(float),
        np.ascontiguousarray(options.installed),
    )


def _steps(options: LinkOptions, link: int, own: NDArray[np.int64], needed: float) -> list[tuple[float, float]]:
    """Give the combinations of modules that no cheaper one holds as much as, by rising cost."""
    base, fixed = float(options.installed[link]), float(options.fixed[link])
    if options.exclusive:
        order = own[np.argsort(options.cost[own], kind="stable")]
        return [(base + float(options.capacity[c]), fixed + float(options.cost[c])) for c in order.tolist()]
    modules = [(float(options.capacity[c]), float(options.cost[c])) for c in own.tolist()]
    heap = [(price, -size) for size, price in modules]
    heapq.heapify(heap)
    steps: list[tuple[float, float]] = []
    most = 0.0
    while heap and base + most < needed and len(steps) < _MOST_STEPS:
        price, size = heapq.heappop(heap)
        if -size <= most * (1.0 + 1e-12):
            continue
        most = -size
        steps.append((base + most, fixed + price))
        for more, extra in modules:
            heapq.heappush(heap, (price + extra, size - more))
    return steps


def columns_of_load(options: LinkOptions, need: NDArray[np.float64], wide: int) -> NDArray[np.float64]:
    """Give the cheapest columns of capacity, shape (wide,), that hold a load on each link, shape (m,)."""
    x = np.zeros(wide)
    taken = np.zeros(len(need), dtype=bool)
    for link in np.flatnonzero(need > options.installed * (1.0 + 1e-12) + 1e-9).tolist():
        own = options.columns_of(link)
        short = float(need[link] - options.installed[link])
        taken[link] = True
        for column, count in _cheapest(options, own, short).items():
            x[column] = count
    x[len(options.link) :] = taken[np.flatnonzero(options.charged)]
    return x


def _cheapest(options: LinkOptions, own: NDArray[np.int64], short: float) -> dict[int, float]:
    if not options.whole:
        return {int(own[0]): short}
    short *= 1.0 - 1e-12
    if options.exclusive:
        enough = own[options.capacity[own] >= short]
        return {int(enough[np.argmin(options.cost[enough])]): 1.0} if len(enough) else {}
    heap: list[tuple[float, float, tuple[int, ...]]] = [(0.0, 0.0, ())]
    most = -1.0
    while heap:
        price, size, taken = heapq.heappop(heap)
        if -size <= most:
            continue
        most = -size
        if most >= short:
            return {c: float(taken.count(c)) for c in set(taken)}
        for c in own.tolist():
            heapq.heappush(heap, (price + float(options.cost[c]), size - float(options.capacity[c]), (*taken, c)))
    return {}
