"""Shortest delays over the arcs of a graph (workshop: arrays in, arrays out).

An arc is a position in the compressed sparse rows of `sogdia.network.graph.Graph`: arcs of node i are
``indptr[i]:indptr[i + 1]``, each with a ``neighbour`` and a ``span``. Costs are above 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_COST_MS = 1e-3
"""Delay of a span of no length, ms (200 m of fibre): keeps every predecessor strictly nearer."""


@compiled
def heap_push(keys: Floats, items: Ints, size: int, key: float, item: int) -> int:
    """Put an item into a binary heap kept in two arrays; ties go to the lower item. Gives the new size."""
    at = size
    while at > 0:
        parent = (at - 1) // 2
        if keys[parent] < key or (keys[parent] == key and items[parent] <= item):
            break
        keys[at] = keys[parent]
        items[at] = items[parent]
        at = parent
    keys[at] = key
    items[at] = item
    return size + 1


@compiled
def heap_pop(keys: Floats, items: Ints, size: int) -> int:
    """Take the least item away (read it at position 0 before). Gives the new size."""
    size -= 1
    key, item = keys[size], items[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (keys[right] < keys[child] or (keys[right] == keys[child] and items[right] < items[child])):
            child = right
        if key < keys[child] or (key == keys[child] and item <= items[child]):
            break
        keys[at] = keys[child]
        items[at] = items[child]
        at = child
    keys[at] = key
    items[at] = item
    return size


@compiled
def grow(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    dist: Floats,
    arc: Ints,
    keys: Floats,
    items: Ints,
    size: int,
) -> None:
    """Settle every node that the heap's nodes reach; `dist` and `arc` are filled in place (Dijkstra 1959)."""
    while size > 0:
        key, node = keys[0], items[0]
        size = heap_pop(keys, items, size)
        if key > dist[node]:
            continue
        for a in range(indptr[node], indptr[node + 1]):
            e = span[a]
            if not alive[e]:
                continue
            far = key + cost[e]
            other = neighbour[a]
            if far < dist[other]:
                dist[other] = far
                arc[other] = a
                size = heap_push(keys, items, size, far, other)


@compiled
def distances(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    sources: Ints,
    offsets: Floats,
) -> tuple[Floats, Ints]:
    """Give the least cost from a set of sources to every node.

    Parameters
    ----------
    indptr, neighbour, span
        Compressed sparse rows: shapes (n + 1,), (2 m,), (2 m,).
    cost
        Shape (m,), above 0: cost of each span, ms.
    alive
        Shape (m,): spans that may be used.
    sources, offsets
        Shapes (k,): nodes to start from and the cost already spent there, 0 or more.

    Returns
    -------
    tuple
        Least cost to each node, shape (n,), infinite where there is no way; and the arc by which each node is
        reached, shape (n,), -1 at sources and where there is no way.

    Source
    ------
    Dijkstra (1959), A note on two problems in connexion with graphs, with a binary heap and late deletion.
    """
    n = len(indptr) - 1
    dist = np.full(n, np.inf)
    arc = np.full(n, -1, dtype=np.int64)
    room = len(neighbour) + len(sources) + 1
    keys = np.empty(room)
    items = np.empty(room, dtype=np.int64)
    size = 0
    for i in range(len(sources)):
        if offsets[i] < dist[sources[i]]:
            dist[sources[i]] = offsets[i]
            size = heap_push(keys, items, size, offsets[i], sources[i])
    grow(indptr, neighbour, span, cost, alive, dist, arc, keys, items, size)
    return dist, arc


@compiled
def arc_tails(indptr: Ints) -> Ints:
    """Give the node that each arc leaves, shape (2 m,)."""
    tails = np.empty(indptr[-1], dtype=np.int64)
    for node in range(len(indptr) - 1):
        tails[indptr[node] : indptr[node + 1]] = node
    return tails


def trace(arc: Ints, tails: Ints, node: int) -> tuple[list[int], list[int]]:
    """Give the nodes and arcs of the shortest way from its source to `node`, in the order of travel."""
    nodes, arcs = [node], []
    while arc[nodes[-1]] >= 0:
        arcs.append(int(arc[nodes[-1]]))
        nodes.append(int(tails[arcs[-1]]))
    return nodes[::-1], arcs[::-1]
