"""A plan of traffic over a graph, bettered until it is certified (workshop): ways are made as prices ask for them.

Prices give a bound that no routing can pass (weak duality), the shares of the ways give traffic that fits. Each round
moves both over the ways known, searches better ways at the prices, and ends when the two are within the gap asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.along_ways import fit, proven
from sogdia.flows.averaging import averaged
from sogdia.flows.columns import Columns, search, stacked
from sogdia.flows.packing import pack, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Contracted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_ROUNDS: Final = 80
STEPS: Final = 30
MOST_STEPS: Final = 1000
NONE: Final = 1e-6
"""Traffic under this share of what is wanted counts as none."""
ROUNDS_KEPT: Final = 3
"""A way that carried nothing and was dear in so many rounds is forgotten."""


@dataclass(frozen=True)
class Task:
    """What is asked for on a graph.

    Attributes
    ----------
    graph
        The contracted graph; edges without capacity may not be used.
    pairs, wanted
        Places at the ends of each pair, sorted by the first, and what it wants, shapes (p,), Gbps.
    gap
        Share of the bound by which the answer may fall short.
    nudge
        Shape (q,): least price of each edge, by its delay, so that of equal ways the shorter is taken.
    """

    graph: Contracted
    pairs: tuple[Ints, Ints]
    wanted: Floats
    gap: float
    nudge: Floats

    @property
    def free(self) -> Flags:
        """Edges that may be used."""
        return np.asarray(self.graph.capacity > 0)

    def bound(self, price: Floats, least: Floats) -> float:
        """Give what no routing can pass, from prices and the least price of each pair, Gbps."""
        return proven(self.graph.capacity, self.wanted, price, least)


@dataclass(frozen=True)
class Plan:
    """Traffic, and the prices that prove how good it is.

    Attributes
    ----------
    columns
        Ways, sorted by pair.
    share
        Shape (k,): share of each way in what its pair wants, as the last step left it.
    gbps
        Shape (k,): traffic on each way, such that all fits.
    value, bound
        Traffic in sum, and what no routing can pass, Gbps.
    price
        Shape (q,), above 0: prices that give the bound.
    working
        Shape (q,): prices of the last step.
    rounds
        Rounds taken.
    """

    columns: Columns
    share: Floats = field(repr=False)
    gbps: Floats = field(repr=False)
    value: float
    bound: float
    price: Floats = field(repr=False)
    working: Floats = field(repr=False)
    rounds: int = 0

    @property
    def gap(self) -> float:
        """How far the answer may be from the best, as a share of the bound."""
        return max(1.0 - self.value / self.bound, 0.0) if self.bound > 0 and np.isfinite(self.bound) else 0.0


def nudged(graph: Contracted, wanted: Floats, gap: float) -> Floats:
    """Give least prices by delay, so small that they lift the bound by no more than `NONE` of what is wanted."""
    usable = graph.capacity > 0
    whole = float(graph.capacity[usable] @ graph.delay_ms[usable])
    rise = min(NONE, gap * NONE * 100.0) * float(wanted.sum())
    return np.where(usable, graph.delay_ms, 0.0) * (rise / whole if whole > 0 else 0.0) + 1e-300


def first_plan(task: Task) -> Plan:
    """Make a plan from nothing."""
    columns, share, price = averaged(task.graph, task.pairs, task.wanted, task.nudge)
    kept = np.flatnonzero(share > 0.0)
    return bettered(task, columns.take(kept), share[kept], price)


def bettered(task: Task, columns: Columns, share: Floats, price: Floats) -> Plan:
    """Better a plan until it is within the gap.

    Parameters
    ----------
    columns, share
        Ways to begin with, and the share of each in what its pair wants, shape (k,).
    price
        Shape (q,): prices to begin with.
    """
    plan = _judged(task, columns, share, price)
    plan, new = _searched(task, plan, price)
    if plan.gap > task.gap:
        plan = refilled(task, plan)
    used = np.full(len(plan.columns), 0)
    steps = STEPS
    while plan.gap > task.gap and plan.rounds < MOST_ROUNDS:
        plan, used = _with(plan, new, used)
        plan = _moved(task, plan, steps)
        plan, used = _pruned(task, plan, used)
        plan, new = _searched(task, plan, 0.5 * (plan.price - task.nudge) + 0.5 * plan.working)
        steps = min(int(steps * 1.25), MOST_STEPS)
    return plan


def lean(task: Task, plan: Plan) -> Plan:
    """Leave out ways that carry little, if what is carried stays within half of the gap asked for."""
    each = plan.gbps / task.wanted[plan.columns.pair]
    for least in (0.1, 0.05, 0.02, 0.005):
        kept = np.flatnonzero(each >= least)
        columns, share = plan.columns.take(kept), each[kept]
        gbps, value = carried(task, columns, share)
        if value >= plan.value - 0.5 * task.gap * plan.bound:
            return replace(plan, columns=columns, share=share, gbps=gbps, value=value)
    return plan


def _judged(task: Task, columns: Columns, share: Floats, working: Floats, known: Plan | None = None) -> Plan:
    """Turn shares into traffic that fits, and keep the better of it and the traffic known."""
    gbps, value = carried(task, columns, share)
    if known is None:
        return Plan(columns, share, gbps, value, np.inf, working + task.nudge, working)
    if value < known.value:
        gbps, value = known.gbps, known.value
    return replace(known, share=share, gbps=gbps, value=value, working=working)


def carried(task: Task, columns: Columns, share: Floats) -> tuple[Floats, float]:
    """Give the traffic that fits by shares, shape (k,), and its value."""
    gbps = within(columns, task.wanted, task.graph.capacity, share)
    return gbps, float(gbps.sum())


def _moved(task: Task, plan: Plan, steps: int) -> Plan:
    """Move shares and prices, and go on from the last step or from the mean, whichever is nearer to its bound."""
    found = pack(plan.columns, task.wanted, task.graph.capacity, (plan.share, plan.working), steps)
    best, nearest = plan, np.inf
    for share, price in found:
        least = plan.columns.least(price + task.nudge, len(task.wanted))
        _, value = carried(task, plan.columns, share)
        short = task.bound(price + task.nudge, least) - value
        if short < nearest:
            nearest, best = short, _judged(task, plan.columns, share, price, plan)
    return replace(best, rounds=plan.rounds + 1)


def _searched(task: Task, plan: Plan, price: Floats) -> tuple[Plan, Columns]:
    """Search better ways at prices, and lower the bound by them."""
    full = price + task.nudge
    bar = plan.columns.least(full, len(task.wanted))
    least, new = search(task.graph, full, task.free, task.pairs, bar * (1.0 - 1e-3 * min(1.0, 50 * task.gap)))
    bound = task.bound(full, least)
    if bound <= 2.0 * NONE * float(task.wanted.sum()):
        bound = plan.value
    if bound < plan.bound:
        plan = replace(plan, bound=max(bound, plan.value), price=full)
    return plan, new


def refilled(task: Task, plan: Plan, asked: Flags | None = None) -> Plan:
    """Send what pairs still want over the shortest ways that have room: all, or those marked in `asked`, shape (p,)."""
    capacity = task.graph.capacity
    columns, gbps = plan.columns, plan.gbps
    want = np.maximum(task.wanted - np.bincount(columns.pair, gbps, len(task.wanted)), 0.0)
    room = np.maximum(capacity - columns.load(gbps, len(capacity)), 0.0)
    short = np.flatnonzero((want > 1e-3 * task.wanted) & (True if asked is None else asked))
    pairs = (task.pairs[0][short], task.pairs[1][short])
    _, found = search(task.graph, task.nudge, room > 1e-6 * capacity, pairs, np.full(len(short), np.inf))
    ways = Columns(short[found.pair], found.start, found.edge)
    more = fit(ways.pair, ways.start, ways.edge, np.argsort(-want[ways.pair], kind="stable"), want, room)
    kept = np.flatnonzero(more > 0)
    every, order = stacked([columns, ways.take(kept)])
    gbps = np.append(gbps, more[kept])[order]
    share = np.append(plan.share, more[kept] / task.wanted[ways.pair[kept]])[order]
    return replace(plan, columns=every, share=share, gbps=gbps, value=float(gbps.sum()))


def _with(plan: Plan, new: Columns, used: Ints) -> tuple[Plan, Ints]:
    """Take new ways in, without traffic."""
    if not len(new):
        return plan, used
    columns, order = stacked([plan.columns, new])
    none = np.zeros(len(new))
    share, gbps = np.append(plan.share, none)[order], np.append(plan.gbps, none)[order]
    return replace(plan, columns=columns, share=share, gbps=gbps), np.append(used, np.full(len(new), plan.rounds))[
        order
    ]


def _pruned(task: Task, plan: Plan, used: Ints) -> tuple[Plan, Ints]:
    """Forget ways that were not of use for some rounds; `used` has the last round in which each was."""
    price = plan.columns.sums(plan.working + task.nudge)
    least = plan.columns.least(plan.working + task.nudge, len(task.wanted))
    useful = (plan.share > 1e-6) | (plan.gbps > 0) | (price <= least[plan.columns.pair] * 1.02 + 1e-9)
    used = np.where(useful, plan.rounds, used)
    kept = np.flatnonzero(used > plan.rounds - ROUNDS_KEPT)
    cut = replace(plan, columns=plan.columns.take(kept), share=plan.share[kept], gbps=plan.gbps[kept])
    return cut, used[kept]
