"""What can be carried when no way may be longer than a limit: columns are ways, found as they are needed.

Source: multicommodity flow over ways of bounded length by column generation; Desrosiers and Lübbecke (2005), A Primer
in Column Generation; labels of cost and length after Desrochers and Soumis (1988).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from sogdia.planning.feasible_flows import SLACK, Carried
from sogdia.planning.solving import Program, loaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays

LEAST_GBPS: Final = 1e-5
"""Capacity of a link that has none yet, so that its price is told too."""
EPSILON: Final = 1e-7
"""Prices nearer than this are equal."""


@dataclass(eq=False)
class Ways:
    """Ways of each demand that were found so far; they hold for every plan.

    Attributes
    ----------
    arrays
        The question.
    found
        Links of each way, by demand.
    """

    arrays: Arrays
    found: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)
    _near: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def carry(
        self,
        capacity: NDArray[np.float64],
        amount: NDArray[np.float64],
        gone: NDArray[np.bool_],
        most_ms: NDArray[np.float64],
    ) -> Carried:
        """Carry demands over ways whose round trip is no longer than each one's limit.

        Parameters
        ----------
        capacity, gone
            Shape (m,): Gbps, and the links that are lost.
        amount, most_ms
            Shape (d,): Gbps and ms.
        """
        asked = np.flatnonzero(amount > 0.0)
        while True:
            served, load, prices, worth = self._served(capacity, amount, asked, gone, most_ms)
            short = float(amount[asked].sum() - served)
            if short <= SLACK * len(asked):
                return Carried(0.0, load > 1e-6, ())
            fresh = [self._add(d, prices, worth[d], gone, float(most_ms[d])) for d in asked.tolist()]
            if not any(fresh):
                return Carried(short, load > 1e-6, ((prices, worth),))

    def _served(
        self,
        capacity: NDArray[np.float64],
        amount: NDArray[np.float64],
        asked: NDArray[np.int64],
        gone: NDArray[np.bool_],
        most_ms: NDArray[np.float64],
    ) -> tuple[float, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Serve the most over the ways found: Gbps, loads and prices of links, worth of demands."""
        of, ways = [], []
        for k, d in enumerate(asked.tolist()):
            for way in self.found.get(d, []):
                links = list(way)
                if not gone[links].any() and self.arrays.ms[links].sum() <= most_ms[d] + 1e-9:
                    of.append(k)
                    ways.append(links)
        count = len(capacity)
        worth, prices = np.zeros(len(amount)), np.zeros(count)
        worth[asked] = 1.0
        if not ways:
            return 0.0, np.zeros(count), prices, worth
        size = [len(way) for way in ways]
        links_of_ways = np.array([link for way in ways for link in way], dtype=np.int64)
        touched, row = np.unique(links_of_ways, return_inverse=True)
        column = np.repeat(np.arange(len(ways)), size)
        where = (np.concatenate([row, len(touched) + np.array(of)]), np.concatenate([column, np.arange(len(ways))]))
        height = len(touched) + len(asked)
        matrix = coo_matrix((np.ones(len(where[0])), where), shape=(height, len(ways)))
        program = Program(
            cost=np.full(len(ways), -1.0), lower=np.zeros(len(ways)), upper=np.full(len(ways), np.inf),
            whole=np.zeros(len(ways), dtype=bool), matrix=csr_matrix(matrix), row_lower=np.full(height, -np.inf),
            row_upper=np.concatenate([np.maximum(capacity[touched], LEAST_GBPS), amount[asked]]),
        )  # fmt: skip
        solver = loaded(program, relaxed=True)
        solver.run()
        answer = solver.getSolution()
        x, dual = np.array(answer.col_value), np.array(answer.row_dual)
        load = np.bincount(links_of_ways, weights=np.repeat(x, size), minlength=count).astype(float)
        prices[touched] = np.where(dual[: len(touched)] < -1e-12, -dual[: len(touched)], 0.0)
        worth[asked] = np.clip(1.0 + np.minimum(dual[len(touched) :], 0.0), 0.0, 1.0)
        return float(x.sum()), load, prices, worth

    def _add(self, d: int, prices: NDArray[np.float64], worth: float, gone: NDArray[np.bool_], most_ms: float) -> bool:
        """Add the cheapest way of a demand within its limit, if it is cheaper than the demand is worth."""
        way = self._cheapest(d, prices, worth, gone, most_ms)
        kept = self.found.setdefault(d, [])
        if way is None or way in kept:
            return False
        kept.append(way)
        return True

    def _cheapest(
        self, d: int, prices: NDArray[np.float64], worth: float, gone: NDArray[np.bool_], most_ms: float
    ) -> tuple[int, ...] | None:
        """Set labels of cost and length, the cheapest first; one that is longer than an earlier one is of no use."""
        left, steps = self._left(d), self._steps
        goal = self.arrays.destination[d]
        heap = [(0.0, 0.0, int(node), -1, -1) for node in np.flatnonzero(self.arrays.origin[d])]
        shortest: dict[int, float] = {}
        trail: list[tuple[int, int]] = []
        while heap:
            cost, ms, node, link, before = heapq.heappop(heap)
            if cost >= worth - EPSILON:
                return None
            if shortest.get(node, np.inf) <= ms:
                continue
            shortest[node] = ms
            trail.append((link, before))
            here = len(trail) - 1
            if goal[node]:
                return _traced(trail, here)
            for other, via in steps[node]:
                length = ms + self.arrays.ms[via]
                if not gone[via] and length + left[other] <= most_ms + 1e-9 and length < shortest.get(other, np.inf):
                    heapq.heappush(heap, (cost + float(prices[via]), length, other, via, here))
        return None

    @cached_property
    def _steps(self) -> list[list[tuple[int, int]]]:
        """The links at each node, with their other ends."""
        steps: list[list[tuple[int, int]]] = [[] for _ in range(self.arrays.nodes)]
        for e, (a, b) in enumerate(zip(self.arrays.start.tolist(), self.arrays.end.tolist(), strict=True)):
            steps[a].append((b, e))
            steps[b].append((a, e))
        return steps

    def _left(self, d: int) -> NDArray[np.float64]:
        """Give the shortest round trip from each node to the destination, shape (n,), ms."""
        if d not in self._near:
            count = self.arrays.nodes
            ms = np.maximum(self.arrays.ms, 1e-9)
            order = np.lexsort((ms, self.arrays.end, self.arrays.start))
            pair = self.arrays.start[order] * count + self.arrays.end[order]
            first = order[np.unique(pair, return_index=True)[1]]
            graph = csr_matrix((ms[first], (self.arrays.start[first], self.arrays.end[first])), shape=(count, count))
            from_goal = dijkstra(
                graph, directed=False, indices=np.flatnonzero(self.arrays.destination[d]), min_only=True
            )
            self._near[d] = np.asarray(from_goal, dtype=float)
        return self._near[d]


def _traced(trail: list[tuple[int, int]], at: int) -> tuple[int, ...]:
    links = []
    while trail[at][0] >= 0:
        links.append(trail[at][0])
        at = trail[at][1]
    return tuple(reversed(links))
