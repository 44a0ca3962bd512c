"""Least delays between all places and the trees that reach them, laid out so that a loss can be repaired.

Of each root the tree of least ways is kept in preorder: what hangs on a span is one slice of it. That is all that
`repair` needs to settle anew only the nodes that a loss takes from a tree.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled, threads
from sogdia.flows.paths import heap_pop, heap_push

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Narrow = NDArray[np.int32]


@dataclass(frozen=True)
class AllPairs:
    """Least ways from each root to every node of a graph of n nodes and m spans.

    Attributes
    ----------
    indptr, neighbour, span
        Compressed sparse rows of the graph, shapes (n + 1,), (2 m,), (2 m,).
    cost
        Shape (m,), above 0.
    ends
        Shape (m, 2): nodes at the ends of each span.
    roots
        Shape (r,): nodes from which ways are known.
    dist
        Shape (r, n): least cost, infinite where there is no way.
    by
        Shape (n, r): span by which a node is reached from a root, -1 at the root and where there is no way.
    order
        Shape (r, n): reached nodes in preorder of the root's tree, padded with -1.
    place, end
        Shape (r, n): where a node stands in `order`, and where its subtree ends (exclusive); -1 where not reached.

    Notes
    -----
    Memory is 24 bytes for each pair of root and node: 54 MB for 1,500 nodes, 386 MB for 4,012.
    """

    indptr: Ints
    neighbour: Ints
    span: Ints
    cost: Floats
    ends: Ints
    roots: Ints
    dist: Floats
    by: Narrow
    order: Narrow
    place: Narrow
    end: Narrow


def all_pairs(indptr: Ints, neighbour: Ints, span: Ints, cost: Floats, roots: Ints | None = None) -> AllPairs:
    """Find the least ways from each of `roots` (all nodes if None) to every node.

    Parameters
    ----------
    indptr, neighbour, span
        Compressed sparse rows of an undirected graph, as in `sogdia.network.graph.Graph`.
    cost
        Shape (m,), above 0: cost of each span both ways.

    Source
    ------
    Dijkstra (1959), A note on two problems in connexion with graphs; r (m + n) log n in time.
    """
    n, m = len(indptr) - 1, len(cost)
    ends = np.zeros((m, 2), dtype=np.int64)
    tails = np.repeat(np.arange(n), np.diff(indptr))
    ends[span, 0] = np.minimum(tails, neighbour)
    ends[span, 1] = np.maximum(tails, neighbour)
    starts = np.arange(n, dtype=np.int64) if roots is None else np.asarray(roots, dtype=np.int64)
    r = len(starts)
    found = AllPairs(
        indptr,
        neighbour,
        span,
        cost,
        ends,
        starts,
        np.full((r, n), np.inf),
        np.full((n, r), -1, dtype=np.int32),
        np.full((r, n), -1, dtype=np.int32),
        np.full((r, n), -1, dtype=np.int32),
        np.full((r, n), -1, dtype=np.int32),
    )

    def fill(first: int, last: int) -> None:
        _trees((indptr, neighbour, span, cost), starts, first, last, (found.by, found.order, found.place, found.end),
               found.dist)  # fmt: skip

    in_threads(fill, r)
    return found


def in_threads(work: Callable[[int, int], None], count: int) -> None:
    """Do ``work(first, last)`` over slices of ``range(count)``, one thread a core; compiled work runs side by side."""
    cores = min(threads(), max(count, 1))
    bounds = np.linspace(0, count, 4 * cores + 1).astype(int).tolist()
    with ThreadPoolExecutor(cores) as pool:
        for done in [pool.submit(work, a, b) for a, b in pairwise(bounds) if b > a]:
            done.result()


@compiled
def _trees(
    graph: tuple[Ints, Ints, Ints, Floats],
    roots: Ints,
    first: int,
    last: int,
    trees: tuple[Narrow, Narrow, Narrow, Narrow],
    dist: Floats,
) -> None:
    """Fill the rows from `first` to `last` (exclusive) of `dist` and of `by`, `order`, `place`, `end`."""
    indptr, neighbour, span, cost = graph
    by, order, place, end = trees
    n = len(indptr) - 1
    keys = np.empty(len(neighbour) + 1)
    items = np.empty(len(neighbour) + 1, dtype=np.int64)
    settled, parent = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for i in range(first, last):
        row = dist[i]
        row[roots[i]] = 0.0
        parent[roots[i]] = -1
        waiting = heap_push(keys, items, 0, 0.0, roots[i])
        count = 0
        while waiting > 0:
            key, node = keys[0], items[0]
            waiting = heap_pop(keys, items, waiting)
            if key > row[node]:
                continue
            settled[count] = node
            count += 1
            for a in range(indptr[node], indptr[node + 1]):
                far = key + cost[span[a]]
                other = neighbour[a]
                if far < row[other]:
                    row[other] = far
                    by[other, i] = span[a]
                    parent[other] = node
                    waiting = heap_push(keys, items, waiting, far, other)
        _preorder(settled[:count], parent, order[i], place[i], end[i])


@compiled
def _preorder(settled: Ints, parent: Ints, order: Narrow, place: Narrow, end: Narrow) -> None:
    """Lay a tree out in preorder; `settled` has its nodes from near to far, `parent` the node before each."""
    size = np.zeros(len(parent), dtype=np.int64)
    free = np.zeros(len(parent), dtype=np.int64)
    for node in settled[::-1]:
        size[node] += 1
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    for node in settled:
        at = 0
        if parent[node] >= 0:
            at = free[parent[node]]
            free[parent[node]] += size[node]
        free[node] = at + 1
        order[at] = node
        place[node] = at
        end[node] = at + size[node]
