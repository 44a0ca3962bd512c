"""Maximum flow by shortest augmenting paths, on its own: nothing here is shared with whoever plans.

Source: Edmonds and Karp (1972), Journal of the ACM 19(2), 248-264.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 1e-9
"""Capacity below this counts as none."""


def most_flow(
    tail: NDArray[np.int64], head: NDArray[np.int64], capacity: NDArray[np.float64], source: int, sink: int, nodes: int
) -> tuple[float, NDArray[np.float64]]:
    """Give the most that flows from `source` to `sink`, and the net flow on each arc.

    Parameters
    ----------
    tail, head, capacity
        Shape (a,): arcs; one that runs both ways is given twice.

    Examples
    --------
    >>> arcs = np.array([0, 0, 1, 2]), np.array([1, 2, 3, 3])
    >>> most_flow(*arcs, np.array([3.0, 2.0, 2.0, 4.0]), 0, 3, 4)[0]
    4.0
    """
    arcs = len(tail)
    ends = np.concatenate([tail, head])
    order = np.argsort(ends, kind="stable")
    first = np.searchsorted(ends[order], np.arange(nodes + 1))
    to = np.concatenate([head, tail])
    left = np.concatenate([capacity, np.zeros(arcs)]).astype(np.float64)
    total = _augment(order, first, to, left, arcs, source, sink, nodes)
    return float(total), capacity - left[:arcs]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _augment(
    order: NDArray[np.int64],
    first: NDArray[np.int64],
    to: NDArray[np.int64],
    left: NDArray[np.float64],
    arcs: int,
    source: int,
    sink: int,
    nodes: int,
) -> float:
    total = 0.0
    queue = np.empty(nodes, dtype=np.int64)
    while True:
        via = np.full(nodes, -1)
        via[source] = -2
        queue[0] = source
        begin, end = 0, 1
        while begin < end and via[sink] == -1:
            node = queue[begin]
            begin += 1
            for k in range(first[node], first[node + 1]):
                arc = order[k]
                if left[arc] > LEAST and via[to[arc]] == -1:
                    via[to[arc]] = arc
                    queue[end] = to[arc]
                    end += 1
        if via[sink] == -1:
            return total
        least = np.inf
        node = sink
        while node != source:
            arc = via[node]
            least = min(least, left[arc])
            node = to[arc - arcs if arc >= arcs else arc + arcs]
        node = sink
        while node != source:
            arc = via[node]
            left[arc] -= least
            other = arc - arcs if arc >= arcs else arc + arcs
            left[other] += least
            node = to[other]
        total += least
