"""Maximum flow after a loss, from the one before it (workshop): what lost spans carried finds other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled
from sogdia.flows.mincut import LEAST_GBPS, augment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@compiled
def _remove(indptr: Ints, neighbour: Ints, span: Ints, twins: Ints, room: Floats, lost: Flags) -> Floats:
    """Take lost spans away; gives what now arrives at each node without leaving (below 0: the reverse)."""
    over = np.zeros(len(indptr) - 1)
    for node in range(len(indptr) - 1):
        for a in range(indptr[node], indptr[node + 1]):
            if lost[span[a]] and a < twins[a]:
                carried = (room[twins[a]] - room[a]) / 2.0
                over[node] += carried
                over[neighbour[a]] -= carried
                room[a] = 0.0
                room[twins[a]] = 0.0
    return over


@compiled
def _find(
    indptr: Ints,
    neighbour: Ints,
    twins: Ints,
    room: Floats,
    over: Floats,
    free: Flags,
    start: int,
    sign: float,
    by: Ints,
) -> int:
    """Find the nearest node to take what is over at `start` (sign 1) or give what lacks (-1); -1: none."""
    queue = np.empty(len(by), dtype=np.int64)
    by[:] = -2
    by[start] = -1
    queue[0] = start
    at, count = 0, 1
    while at < count:
        node = queue[at]
        at += 1
        for a in range(indptr[node], indptr[node + 1]):
            other = neighbour[a]
            if by[other] > -2 or room[a if sign > 0 else twins[a]] <= LEAST_GBPS:
                continue
            by[other] = a
            if free[other] or sign * over[other] < -LEAST_GBPS:
                return int(other)
            queue[count] = other
            count += 1
    return -1


@compiled
def _relieve(
    indptr: Ints,
    neighbour: Ints,
    twins: Ints,
    room: Floats,
    over: Floats,
    free: Flags,
    start: int,
    sign: float,
) -> None:
    """Lead what is over (sign 1) or lacking (-1) at `start` to the nearest nodes that can take or give it."""
    by = np.empty(len(over), dtype=np.int64)
    while sign * over[start] > LEAST_GBPS:
        end = _find(indptr, neighbour, twins, room, over, free, start, sign, by)
        if end < 0:
            return
        amount = sign * over[start]
        if not free[end]:
            amount = min(amount, -sign * over[end])
        node = end
        while node != start:
            amount = min(amount, room[by[node] if sign > 0 else twins[by[node]]])
            node = neighbour[twins[by[node]]]
        node = end
        while node != start:
            a = by[node] if sign > 0 else twins[by[node]]
            room[a] -= amount
            room[twins[a]] += amount
            node = neighbour[twins[by[node]]]
        over[start] -= sign * amount
        if not free[end]:
            over[end] += sign * amount


@compiled
def reflow(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    twins: Ints,
    room: Floats,
    lost: Flags,
    source: Flags,
    sink: Flags,
) -> float:
    """Give the maximum flow without the lost spans, Gbps.

    Parameters
    ----------
    room
        Shape (2 m,), Gbps: room left on each arc by the maximum flow before the loss (`mincut.max_flow`).
    lost
        Shape (m,): spans lost.
    source, sink
        Shape (n,): as they were given to `max_flow`.

    Notes
    -----
    What lost spans carried is led back to where it came from, forward to where it went, or between; the flow
    that is left is augmented (Dinic) until no path has room, which makes it a maximum whatever it was before.
    """
    left = room.copy()
    target = sink & ~source
    free = source | target
    over = _remove(indptr, neighbour, span, twins, left, lost)
    for node in range(len(source)):
        if free[node]:
            over[node] = 0.0
    for sign in (1.0, -1.0):
        for node in range(len(source)):
            if sign * over[node] > LEAST_GBPS:
                _relieve(indptr, neighbour, twins, left, over, free, node, sign)
    augment(indptr, neighbour, twins, left, source, target)
    total = 0.0
    for node in range(len(source)):
        if source[node]:
            for a in range(indptr[node], indptr[node + 1]):
                total += (left[twins[a]] - left[a]) / 2.0
    return max(total, 0.0)
