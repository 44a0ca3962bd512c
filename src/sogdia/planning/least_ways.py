"""The cheapest way of a demand among those that are short enough.

Source: labels of price and length, Desrochers and Soumis (1988), INFOR 26(3), 191-212; without a limit Dijkstra (1959).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray  # noqa: TC002  numba reads the annotations' names
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from sogdia.planning.arrays import Arrays


@dataclass(eq=False)
class LeastWays:
    """Finds the cheapest ways of demands.

    Attributes
    ----------
    arrays
        The question.
    """

    arrays: Arrays
    _near: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def way(
        self,
        d: int,
        price: NDArray[np.float64],
        shut: NDArray[np.bool_],
        most_ms: float = np.inf,
        worth: float = np.inf,
    ) -> tuple[int, ...] | None:
        """Give the links of the cheapest way of a demand, from any node of its origin to any of its destination.

        Parameters
        ----------
        price, shut
            Shape (m,): price of each link, 0 or more, and links that may not be used.
        most_ms
            Longest round trip, ms.
        worth
            A way that costs as much or more is none.
        """
        arrays = self.arrays
        left = self._left(d) if np.isfinite(most_ms) else np.zeros(arrays.nodes)
        found, links = _cheapest(
            self._steps, price, self._ms, shut, arrays.origin[d], arrays.destination[d], left, most_ms, worth
        )
        return tuple(links.tolist()) if found else None

    @cached_property
    def _ms(self) -> NDArray[np.float64]:
        """Lengths in an array of their own, so that the loop is compiled once."""
        return np.array(self.arrays.ms)

    @cached_property
    def _steps(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The links at each node with their other ends, by rows."""
        start, end = self.arrays.start, self.arrays.end
        here, there = np.concatenate([start, end]), np.concatenate([end, start])
        order = np.argsort(here, kind="stable")
        first = np.searchsorted(here[order], np.arange(self.arrays.nodes + 1))
        return first.astype(np.int64), there[order], (order % len(start)).astype(np.int64)

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


@njit(cache=True)  # type: ignore[untyped-decorator]
def _cheapest(
    steps: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    price: NDArray[np.float64],
    ms: NDArray[np.float64],
    shut: NDArray[np.bool_],
    origin: NDArray[np.bool_],
    goal: NDArray[np.bool_],
    left: NDArray[np.float64],
    most_ms: float,
    worth: float,
) -> tuple[bool, NDArray[np.int64]]:
    """Set labels of cost and length, the cheapest first; one that is longer than an earlier one is of no use."""
    first, other, via = steps
    limited = most_ms < np.inf
    heap = [(0.0, 0.0, np.int64(node), np.int64(-1), np.int64(-1)) for node in np.flatnonzero(origin)]
    heapq.heapify(heap)
    shortest = np.full(len(origin), np.inf)
    cheapest = np.full(len(origin), np.inf)
    links = [np.int64(-1) for _ in range(0)]
    before = [np.int64(-1) for _ in range(0)]
    while len(heap) > 0:
        cost, length, node, link, came = heapq.heappop(heap)
        if cost >= worth:
            break
        if shortest[node] <= length or (not limited and shortest[node] < np.inf):
            continue
        shortest[node] = length
        links.append(link)
        before.append(came)
        here = np.int64(len(links) - 1)
        if goal[node]:
            return True, _traced(links, before, here)
        for k in range(first[node], first[node + 1]):
            there, step = other[k], via[k]
            dearer, longer = cost + price[step], length + ms[step]
            if shut[step] or longer >= shortest[there]:
                continue
            if limited and longer + left[there] > most_ms + 1e-9:
                continue
            if not limited and (shortest[there] < np.inf or dearer > cheapest[there]):
                continue
            cheapest[there] = min(cheapest[there], dearer)
            heapq.heappush(heap, (dearer, longer, there, step, here))
    return False, np.empty(0, dtype=np.int64)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _traced(links: list[int], before: list[int], at: int) -> NDArray[np.int64]:
    """Give the links of the way that ends at a label, in order."""
    count, here = 0, at
    while links[here] >= 0:
        count += 1
        here = before[here]
    way = np.empty(count, dtype=np.int64)
    here = at
    while links[here] >= 0:
        count -= 1
        way[count] = links[here]
        here = before[here]
    return way
