"""Maximum flow between sets of nodes over undirected spans (workshop: arrays in, arrays out)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_GBPS = 1e-9
"""Room below this counts as none, so that rounding makes no paths."""


@compiled
def arc_twins(indptr: Ints, span: Ints) -> Ints:
    """Give, for each arc, the arc of the same span the other way, shape (2 m,)."""
    seen = np.full(indptr[-1] // 2, -1, dtype=np.int64)
    twins = np.empty(indptr[-1], dtype=np.int64)
    for a in range(indptr[-1]):
        if seen[span[a]] < 0:
            seen[span[a]] = a
        else:
            twins[a] = seen[span[a]]
            twins[seen[span[a]]] = a
    return twins


@compiled
def levels(indptr: Ints, neighbour: Ints, room: Floats, source: Flags, sink: Flags) -> tuple[Ints, bool]:
    """Count hops with room left from the sources to each node (-1: none); say if a sink is reached."""
    n = len(indptr) - 1
    level = np.full(n, -1, dtype=np.int64)
    queue = np.empty(n, dtype=np.int64)
    count = 0
    for node in range(n):
        if source[node]:
            level[node] = 0
            queue[count] = node
            count += 1
    reached = False
    at = 0
    while at < count:
        node = queue[at]
        at += 1
        if sink[node]:
            reached = True
            continue
        for a in range(indptr[node], indptr[node + 1]):
            other = neighbour[a]
            if room[a] > LEAST_GBPS and level[other] < 0:
                level[other] = level[node] + 1
                queue[count] = other
                count += 1
    return level, reached


@compiled
def _advance(
    indptr: Ints,
    neighbour: Ints,
    room: Floats,
    level: Ints,
    sink: Flags,
    at: Ints,
    path: Ints,
    start: int,
) -> int:
    """Find one path of rising levels from `start` to a sink; gives its number of arcs, -1 for none."""
    node, length = start, 0
    while True:
        if sink[node]:
            return length
        moved = False
        while at[node] < indptr[node + 1]:
            a = at[node]
            other = neighbour[a]
            if room[a] > LEAST_GBPS and level[other] == level[node] + 1:
                path[length] = a
                length += 1
                node = other
                moved = True
                break
            at[node] += 1
        if moved:
            continue
        if length == 0:
            return -1
        length -= 1
        node = start if length == 0 else neighbour[path[length - 1]]
        at[node] += 1


@compiled
def augment(indptr: Ints, neighbour: Ints, twins: Ints, room: Floats, source: Flags, sink: Flags) -> float:
    """Push all that fits from sources to sinks; `room` (per arc) is changed in place. Gives what was pushed.

    Source
    ------
    Dinic (1970), Algorithm for solution of a problem of maximum flow in networks with power estimation.
    """
    total = 0.0
    path = np.empty(len(indptr), dtype=np.int64)
    while True:
        level, reached = levels(indptr, neighbour, room, source, sink)
        if not reached:
            return total
        at = indptr[:-1].copy()
        for start in range(len(source)):
            if not source[start]:
                continue
            while True:
                length = _advance(indptr, neighbour, room, level, sink, at, path, start)
                if length <= 0:
                    break
                least = np.inf
                for k in range(length):
                    least = min(least, room[path[k]])
                for k in range(length):
                    room[path[k]] -= least
                    room[twins[path[k]]] += least
                total += least


@compiled
def max_flow(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    twins: Ints,
    capacity: Floats,
    alive: Flags,
    source: Flags,
    sink: Flags,
) -> tuple[float, Floats]:
    """Give the most that can flow from a set of nodes to another.

    Parameters
    ----------
    indptr, neighbour, span, twins
        Compressed sparse rows and the arc the other way (`arc_twins`).
    capacity, alive
        Shape (m,): Gbps of each span, the same both ways, and whether it may be used.
    source, sink
        Shape (n,): nodes of either set; a node of both counts as a source, so none should be.

    Returns
    -------
    tuple
        Flow in Gbps, and the room left on each arc, shape (2 m,).
    """
    room = np.empty(len(neighbour))
    for a in range(len(neighbour)):
        room[a] = capacity[span[a]] if alive[span[a]] else 0.0
    target = sink & ~source
    total = augment(indptr, neighbour, twins, room, source, target)
    return total, room


@compiled
def used_spans(span: Ints, twins: Ints, room: Floats) -> Flags:
    """Mark the spans that carry flow, shape (m,), from the room left on each arc."""
    used = np.zeros(len(span) // 2, dtype=np.bool_)
    for a in range(len(span)):
        if abs(room[a] - room[twins[a]]) > LEAST_GBPS:
            used[span[a]] = True
    return used
