"""The most traffic that a network can serve, before and after losses, with rerouting and a certified gap (workshop).

After a loss the plan from before it is mended: what went over lost edges is routed anew over ways with room. The prices
from before still bound what can be served, less what the lost capacity was worth. Only where the two are apart by more
than the gap is the plan bettered over new ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.columns import Columns
from sogdia.flows.compiled import compiled
from sogdia.flows.contraction import LEAST_GBPS, Wanted, contract, merged
from sogdia.flows.plan import Plan, Task, bettered, first_plan, lean, nudged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

TIGHTER = 4.0
"""The plan before a loss is made to a gap smaller by so much, so that mended plans stay within theirs."""


@dataclass(frozen=True)
class Served:
    """Traffic served.

    Attributes
    ----------
    pair_gbps
        Shape (p,): traffic of each pair of `Wanted.pairs` that is served, Gbps.
    bound_gbps
        What no routing can pass, in sum.
    rounds
        Rounds taken beside mending; 0 where that was enough.
    """

    pair_gbps: Floats
    bound_gbps: float
    rounds: int

    @property
    def total_gbps(self) -> float:
        """Traffic served in sum."""
        return float(self.pair_gbps.sum())

    @property
    def gap(self) -> float:
        """How far this may be from the most possible, as a share of the bound."""
        return max(1.0 - self.total_gbps / self.bound_gbps, 0.0) if self.bound_gbps > LEAST_GBPS else 0.0


@dataclass(frozen=True)
class Serving:
    """A network ready for losses; made by `serve`.

    Attributes
    ----------
    wanted
        Traffic, before any loss.
    gap
        Share of the bound by which answers may fall short.
    task, plan
        The contracted graph and its plan.
    touch_start, touch
        Ways over edge e are ``touch[touch_start[e]:touch_start[e + 1]]``.
    pair_start
        Ways of pair k are ``pair_start[k]`` to ``pair_start[k + 1] - 1``.
    """

    wanted: Wanted
    gap: float
    task: Task = field(repr=False)
    plan: Plan = field(repr=False)
    touch_start: Ints = field(repr=False)
    touch: Ints = field(repr=False)
    pair_start: Ints = field(repr=False)
    load: Floats = field(repr=False)

    @property
    def before(self) -> Served:
        """What is served without a loss."""
        return self._told(self.plan.columns.pair, self.plan.gbps, self.plan.bound, self.plan.rounds)

    def after(self, lost: Flags) -> Served:
        """Give what is served when the spans marked in `lost`, shape (m,), are lost."""
        graph = self.task.graph
        inside = lost & (graph.edge < 0) & (self.wanted.capacity > 0)
        if inside.any():
            left = self.wanted.without(lost)
            label = merged(left)
            if not _coarser(label, graph.label):
                return self._split(left, label)
        taken = np.zeros(len(graph.capacity))
        hit = lost & (graph.edge >= 0)
        np.add.at(taken, graph.edge[hit], self.wanted.capacity[hit])
        room = np.maximum(graph.capacity - taken, 0.0)
        room[room < LEAST_GBPS] = 0.0
        bound = self.plan.bound - float(taken @ self.plan.price)
        gbps, load = self.plan.gbps.copy(), self.load.copy()
        columns = self.plan.columns
        over = np.flatnonzero((taken > 0) & (load > room))
        if len(over):
            ways = (self.pair_start, columns.pair, columns.start, columns.edge)
            _mend(ways, (self.touch_start, self.touch), self.task.wanted, room, (gbps, load), over)
        if gbps.sum() >= (1.0 - self.gap) * bound:
            return self._told(columns.pair, gbps, bound, 0)
        smaller = replace(self.task, graph=replace(graph, capacity=room), gap=self.gap)
        kept = np.flatnonzero(~columns.touching(room <= 0))
        share = gbps[kept] / self.task.wanted[columns.pair[kept]]
        plan = bettered(smaller, columns.take(kept), share, self.plan.price - self.task.nudge)
        return self._told(plan.columns.pair, plan.gbps, min(bound, plan.bound), max(plan.rounds, 1))

    def after_each(self, losses: Iterable[Flags]) -> Iterator[Served]:
        """Stream what is served after each loss."""
        for lost in losses:
            yield self.after(lost)

    def _told(self, pair: Ints, gbps: Floats, bound: float, rounds: int) -> Served:
        served = np.bincount(pair, gbps, len(self.task.wanted)).astype(float)
        return Served(served, max(bound, float(served.sum())), rounds)

    def _split(self, left: Wanted, label: Ints) -> Served:
        """Serve where a loss takes merged nodes apart: ways that ran through them are searched anew."""
        old = self.task.graph
        finer = np.unique(np.column_stack([old.label, label]), axis=0, return_inverse=True)[1].ravel()
        graph = contract(left, finer.astype(np.int64))
        number = np.full(len(old.capacity), -1, dtype=np.int64)
        price = np.zeros(len(graph.capacity))
        shared = (old.edge >= 0) & (graph.edge >= 0)
        number[old.edge[shared]] = graph.edge[shared]
        torn = old.edge[shared][number[old.edge[shared]] != graph.edge[shared]]
        number[torn] = -1
        price[graph.edge[shared]] = (self.plan.price - self.task.nudge)[old.edge[shared]]
        task = replace(self.task, graph=graph, gap=self.gap, nudge=nudged(graph, self.task.wanted, self.gap))
        columns = self.plan.columns
        there = np.zeros((len(left.traffic), len(graph.indptr) - 1), dtype=bool)
        there[np.repeat(np.arange(len(there)), np.diff(graph.member_start)), graph.member] = True
        first, second = self.task.pairs
        still = _still_ways(columns.start, number[columns.edge], graph.ends, there,
                            (first[columns.pair], second[columns.pair]))  # fmt: skip
        kept = np.flatnonzero(still)
        ways = columns.take(kept)
        ways = Columns(ways.pair, ways.start, number[ways.edge])
        plan = bettered(task, ways, self.plan.gbps[kept] / task.wanted[ways.pair], price)
        return self._told(plan.columns.pair, plan.gbps, plan.bound, plan.rounds)


def serve(wanted: Wanted, gap: float = 0.02) -> Serving:
    """Find the most traffic that can be served, to within a certified gap.

    Parameters
    ----------
    gap
        Share of the bound by which an answer may fall short, above 0 and below 1.

    Raises
    ------
    ParameterError
        The gap is out of range.

    Source
    ------
    Ford and Fulkerson (1958), A suggested computation for maximal multi-commodity network flows, for ways as columns;
    the bound is the dual objective of the prices.

    Notes
    -----
    The most in sum is one figure; its division among pairs is not: long ways may get nothing, since a short one takes
    less room for as much. The answer is within the gap of the most in sum, and each pair's is one possible division.
    """
    if not 0 < gap < 1:
        raise ParameterError(f"gap is above 0 and below 1, not {gap}")
    graph = contract(wanted)
    tight = gap / TIGHTER
    task = Task(graph, wanted.pairs, wanted.amount, gap=tight, nudge=nudged(graph, wanted.amount, tight))
    plan = lean(task, first_plan(task))
    columns = plan.columns
    order = np.argsort(columns.edge, kind="stable")
    counts = np.bincount(columns.edge, minlength=len(graph.capacity))
    return Serving(
        wanted=wanted,
        gap=gap,
        task=task,
        plan=plan,
        touch_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        touch=columns.owner[order].astype(np.int64),
        pair_start=np.searchsorted(columns.pair, np.arange(len(wanted.amount) + 1)).astype(np.int64),
        load=columns.load(plan.gbps, len(graph.capacity)),
    )


def _coarser(label: Ints, other: Ints) -> bool:
    """Say whether nodes that `other` merges are merged by `label`, too."""
    return len(np.unique(np.column_stack([other, label]), axis=0)) == len(np.unique(other))


@compiled
def _still_ways(start: Ints, edge: Ints, ends: Ints, there: Flags, places: tuple[Ints, Ints]) -> Flags:
    """Mark the ways whose edges still meet, from a node of the second place of their pair to one of the first."""
    first, second = places
    still = np.zeros(len(first), dtype=np.bool_)
    for p in range(len(first)):
        if start[p + 1] == start[p]:
            still[p] = (there[first[p]] & there[second[p]]).any()
            continue
        if (edge[start[p] : start[p + 1]] < 0).any():
            continue
        for side in range(2):
            node = ends[edge[start[p]], side]
            if not there[second[p], node]:
                continue
            whole = True
            for e in edge[start[p] : start[p + 1]]:
                if ends[e, 0] == node:
                    node = ends[e, 1]
                elif ends[e, 1] == node:
                    node = ends[e, 0]
                else:
                    whole = False
                    break
            if whole and there[first[p], node]:
                still[p] = True
    return still


@compiled
def _mend(  # noqa: C901  one compiled loop, which calls would slow
    ways: tuple[Ints, Ints, Ints, Ints],
    touching: tuple[Ints, Ints],
    wanted: Floats,
    room: Floats,
    carried: tuple[Floats, Floats],
    over: Ints,
) -> None:
    """Take from over-full edges what is too much, way by way alike, and route it over ways with room, in place."""
    pair_start, pair, start, edge = ways
    touch_start, touch = touching
    gbps, load = carried
    short = np.zeros(len(wanted))
    marked = np.empty(len(wanted), dtype=np.int64)
    count = 0
    for e in over:
        if load[e] <= room[e]:
            continue
        keep = room[e] / load[e]
        for p in touch[touch_start[e] : touch_start[e + 1]]:
            if gbps[p] <= 0.0:
                continue
            cut = gbps[p] * (1.0 - keep)
            gbps[p] -= cut
            for q in range(start[p], start[p + 1]):
                load[edge[q]] -= cut
            if short[pair[p]] == 0.0:
                marked[count] = pair[p]
                count += 1
            short[pair[p]] += cut
    for k in marked[:count][np.argsort(-wanted[marked[:count]])]:
        held = 0.0
        for p in range(pair_start[k], pair_start[k + 1]):
            held += gbps[p]
        want = wanted[k] - held
        for p in range(pair_start[k], pair_start[k + 1]):
            most = want
            for q in range(start[p], start[p + 1]):
                most = min(most, room[edge[q]] - load[edge[q]])
            if most <= LEAST_GBPS:
                continue
            gbps[p] += most
            want -= most
            for q in range(start[p], start[p + 1]):
                load[edge[q]] += most
