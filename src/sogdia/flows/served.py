"""The most traffic that a network can serve, before and after losses, with rerouting and a certified gap (workshop).

After a loss the plan from before it is mended: what went over lost edges is routed anew over ways with room. The prices
from before still bound what can be served, less what the lost capacity was worth. Only where the two are apart by more
than the gap is the plan bettered over new ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.columns import Columns
from sogdia.flows.compiled import compiled
from sogdia.flows.contraction import LEAST_GBPS, Wanted, contract
from sogdia.flows.mending import Ways, mend, torn, whole
from sogdia.flows.merged_nodes import MergedNodes, merged
from sogdia.flows.plan import Plan, Task, bettered, first_plan, lean, nudged, refilled
from sogdia.flows.resettling import largest, resettled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

TIGHTER: Final = 4.0
"""For many losses."""


@dataclass(frozen=True)
class Served:
    """Traffic served.

    Attributes
    ----------
    pair_gbps
        Shape (p,): traffic of each pair of `Wanted.pairs` that is served, Gbps. After a loss, of the routings known
        whose sum is within the gap asked for, that which moves the least of what stood before.
    firm_gbps
        Shape (p,), Gbps: the same if nothing that a loss leaves standing gives way, over known ways or all (`after`);
        its sum may be outside the gap.
    total_gbps
        The most in sum that is known to fit, Gbps.
    bound_gbps
        What no routing can pass, in sum.
    rounds
        Rounds taken beside mending; 0 where that was enough.
    """

    pair_gbps: Floats
    firm_gbps: Floats
    total_gbps: float
    bound_gbps: float
    rounds: int

    @property
    def gap(self) -> float:
        """How far the sum may be from the most possible, as a share of the bound."""
        return max(1.0 - self.total_gbps / self.bound_gbps, 0.0) if self.bound_gbps > LEAST_GBPS else 0.0

    def lost_since(self, had: Served) -> tuple[float, float]:
        """Give the least and the most, as a share, that can be lost in sum of what could be served before."""
        least = max(1.0 - self.bound_gbps / had.total_gbps, 0.0) if had.total_gbps > LEAST_GBPS else 0.0
        most = 1.0 - min(self.total_gbps / had.bound_gbps, 1.0) if had.bound_gbps > LEAST_GBPS else 0.0
        return least, most


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
    nodes
        How nodes were merged.
    ways
        Ways of the plan.
    load, served
        Load of each edge, shape (q,), and what each pair is served, shape (p,), Gbps, without a loss.
    """

    wanted: Wanted
    gap: float
    task: Task = field(repr=False)
    plan: Plan = field(repr=False)
    nodes: MergedNodes = field(repr=False)
    ways: Ways = field(repr=False)
    load: Floats = field(repr=False)
    served: Floats = field(repr=False)

    @property
    def before(self) -> Served:
        """What is served without a loss."""
        return self._told(self.served, self.served, self.plan.bound, self.plan.rounds)

    def after(self, lost: Flags, *, widely: bool = False) -> Served:
        """Give what is served when the spans marked in `lost`, shape (m,), are lost.

        Where known ways are not enough, `widely` searches new ones for the pairs hit before anything else gives way:
        dearer by about a third, and `Served.firm_gbps` is then what all ways with room allow.
        """
        graph = self.task.graph
        taken = np.zeros(len(graph.capacity))
        hit = np.flatnonzero(lost & (graph.edge >= 0))
        np.add.at(taken, graph.edge[hit], self.wanted.capacity[hit])
        room = np.maximum(graph.capacity - taken, 0.0)
        label = self._label(lost)
        pieces = whole(graph)
        if label is not None:
            stands = np.where(lost, 0.0, self.wanted.capacity)
            pieces, room = torn(graph, (self.wanted.start, self.wanted.end), self.wanted.home, stands, label)
        room[room < LEAST_GBPS] = 0.0
        bound = self.plan.bound - float(taken @ self.plan.price)
        carried = (self.plan.gbps.copy(), self.load.copy(), self.served.copy())
        over = np.flatnonzero(self.load > room)
        hit_pairs, barred, change = mend(
            self.ways, self.task.pairs, graph.ends, self.task.wanted, room, carried, over, pieces
        )
        enough = (1.0 - self.gap) * bound
        if self.plan.value + change >= enough:
            return self._told(carried[2], carried[2], bound, 0)
        left = self._left(room) if label is None else self._split(lost, label)
        firm = carried[2]
        if widely:
            firm = max((firm, self._refilled(left, carried[0], hit_pairs)), key=np.sum)
            if firm.sum() >= enough:
                return self._told(firm, firm, bound, 1)
        gbps, served = self._resettled(room, carried[0], hit_pairs, barred)
        if served.sum() >= enough:
            return self._told(firm, served, bound, 1)
        plan = bettered(left.task, left.ways, gbps[left.kept] / left.task.wanted[left.ways.pair], left.price)
        served = np.bincount(plan.columns.pair, plan.gbps, len(self.task.wanted)).astype(float)
        return self._told(firm, served, min(bound, plan.bound), max(plan.rounds, 1))

    def after_each(self, losses: Iterable[Flags]) -> Iterator[Served]:
        """Stream what is served after each loss."""
        for lost in losses:
            yield self.after(lost)

    def _told(self, firm: Floats, found: Floats, bound: float, rounds: int) -> Served:
        """Go from what stands towards what was found, both of which fit, only as far as the gap asks for."""
        stood, most = float(firm.sum()), float(found.sum())
        bound = max(bound, stood, most)
        asked, way = (1.0 - self.gap) * bound - stood, most - stood
        share = min(asked / way * (1.0 + 1e-9), 1.0) if way > asked > 0 else float(asked > 0)
        return Served(firm + share * (found - firm), firm, max(stood, most), bound, rounds)

    def _refilled(self, left: _Left, gbps: Floats, hit_pairs: Ints) -> Floats:
        """Serve the pairs hit over new ways with room too, all else staying where it is; shape (p,), Gbps."""
        hit = np.zeros(len(self.task.wanted), dtype=bool)
        hit[hit_pairs] = True
        stood = gbps[left.kept]
        plan = refilled(left.task, replace(self.plan, columns=left.ways, gbps=stood, share=stood), hit)
        return np.bincount(plan.columns.pair, plan.gbps, len(hit)).astype(float)

    def _resettled(self, room: Floats, gbps: Floats, hit_pairs: Ints, barred: Flags) -> tuple[Floats, Floats]:
        """Divide the traffic of the pairs hit and of the largest anew; gives what ways carry and pairs are served."""
        pairs = largest(self.task.wanted)
        pairs[hit_pairs] = True
        stand = np.flatnonzero(~(barred | self.plan.columns.touching(room <= 0)))
        ways = self.plan.columns.take(stand)
        out = np.zeros(len(gbps))
        out[stand] = resettled(ways, self.task.wanted, room, gbps[stand], pairs, self.plan.price - self.task.nudge)
        return out, np.bincount(self.plan.columns.pair, out, len(self.task.wanted)).astype(float)

    def _label(self, lost: Flags) -> Ints | None:
        """Give the piece of each node, shape (n,), where a loss takes merged nodes apart."""
        graph = self.task.graph
        inside = lost & (graph.edge < 0) & (self.wanted.capacity > 0)
        if not inside.any() or self.nodes.stand(self.wanted, lost):
            return None
        label = merged(self.wanted.without(lost)).label
        pieces, piece = np.unique(graph.label * (int(label.max()) + 1) + label, return_inverse=True)
        return piece.astype(np.int64) if len(pieces) > len(graph.indptr) - 1 else None

    def _left(self, room: Floats) -> _Left:
        """Give what is left to improve on where merged nodes stay whole."""
        task = replace(self.task, graph=replace(self.task.graph, capacity=room), gap=self.gap)
        kept = np.flatnonzero(~self.plan.columns.touching(room <= 0))
        return _Left(task, kept, self.plan.columns.take(kept), self.plan.price - self.task.nudge)

    def _split(self, lost: Flags, label: Ints) -> _Left:
        """Give what is left where a loss takes merged nodes apart: ways through them are to be searched anew."""
        left = self.wanted.without(lost)
        old = self.task.graph
        graph = contract(left, label)
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
        return _Left(task, kept, Columns(ways.pair, ways.start, number[ways.edge]), price)


class _Left(NamedTuple):
    """What a loss leaves to improve on: the task, its ways that stand and their numbers, prices to begin with."""

    task: Task
    kept: Ints
    ways: Columns
    price: Floats


def serve(wanted: Wanted, gap: float = 0.02, tighter: float = TIGHTER) -> Serving:
    """Find the most traffic that can be served, to within a certified gap.

    Parameters
    ----------
    gap
        Share of the bound by which an answer may fall short, above 0 and below 1.
    tighter
        The plan before a loss is made to a gap smaller by so much, 1 or more: the more, the longer it takes, and the
        more losses are answered by mending.

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
    nodes = merged(wanted)
    graph = contract(wanted, nodes.label)
    tight = gap / tighter
    task = Task(graph, wanted.pairs, wanted.amount, gap=tight, nudge=nudged(graph, wanted.amount, tight))
    plan = lean(task, first_plan(task))
    columns, pairs = plan.columns, len(wanted.amount)
    counts = np.bincount(columns.edge, minlength=len(graph.capacity))
    ways = Ways(
        pair_start=np.searchsorted(columns.pair, np.arange(pairs + 1)).astype(np.int64),
        pair=columns.pair,
        start=columns.start,
        edge=columns.edge,
        touch_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        touch=columns.owner[np.argsort(columns.edge, kind="stable")].astype(np.int64),
    )
    load = columns.load(plan.gbps, len(graph.capacity))
    return Serving(
        wanted, gap, task, plan, nodes, ways, load, np.bincount(columns.pair, plan.gbps, pairs).astype(float)
    )


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
