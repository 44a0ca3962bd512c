"""Maximum flows that are mended after a loss: what a lost link carried is sent another way where there is room.

Source: augmenting paths, the shortest first: Edmonds and Karp (1972), Journal of the ACM 19(2), 248-264.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray  # noqa: TC002  numba reads the annotations' names

if TYPE_CHECKING:
    from sogdia.planning.arrays import Arrays

GRAIN: Final = 100.0
"""Flow is counted in whole hundredths of a Gbps."""
MOST_GRAINS: Final = 2**40
"""Room of what has no limit."""


@dataclass(frozen=True, eq=False)
class KeptFlow:
    """A maximum flow of all demands to one destination, in whole grains.

    Attributes
    ----------
    arrays
        The question.
    steps
        At each node its edges, by rows: where the row begins, the other end, the edge, and whether it is taken
        backward.
    tail, head
        Shape (e,): the m links first, then the edges that bring demands in and out.
    room, back
        Shape (e,): most that an edge carries forward and backward.
    flow
        Shape (e,): what it carries, negative where backward.
    wanted
        Grains that are asked for.
    rows
        Number of demands.
    """

    arrays: Arrays
    steps: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    room: NDArray[np.int64]
    back: NDArray[np.int64]
    flow: NDArray[np.int64]
    wanted: int
    rows: int

    @property
    def source(self) -> int:
        """Node at which all demands begin; the next is that at which they end."""
        return self.arrays.nodes

    def without(self, lost: NDArray[np.int64]) -> KeptFlow:
        """Give the flow that is left and sent anew once links are lost."""
        flow, room, back = self.flow.copy(), self.room.copy(), self.back.copy()
        _lose(self.steps, self.tail, self.head, flow, room, back, lost, self.source)
        return replace(self, flow=flow, room=room, back=back)

    @property
    def short_gbps(self) -> float:
        """What is not carried."""
        return (self.wanted - int(self.flow[self.tail == self.source].sum())) / GRAIN

    @property
    def used(self) -> NDArray[np.bool_]:
        """Links that carry something, shape (m,)."""
        used: NDArray[np.bool_] = self.flow[: len(self.arrays.start)] != 0
        return used

    def sides(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Mark the nodes to which there is room from the origins, and those from which there is none to the end."""
        state = self.steps, self.flow, self.room, self.back
        near = _reached(*state, self.source, False)  # noqa: FBT003  numba takes no keywords
        far = _reached(*state, self.source + 1, True)  # noqa: FBT003  numba takes no keywords
        return near[: self.arrays.nodes], ~far[: self.arrays.nodes]


def kept_flow(arrays: Arrays, capacity: NDArray[np.float64], amount: NDArray[np.float64]) -> KeptFlow | None:
    """Give the maximum flow of demands; None where they have several destinations.

    Parameters
    ----------
    capacity, amount
        Shapes (m,) and (d,), Gbps.
    """
    rows = np.flatnonzero(amount > 0.0)
    if not len(rows) or not (arrays.destination[rows] == arrays.destination[rows[0]]).all():
        return None
    source, sink, first = arrays.nodes, arrays.nodes + 1, arrays.nodes + 2
    sizes = np.floor(amount[rows] * GRAIN + 1e-6).astype(np.int64)
    total = int(sizes.sum())
    whole = np.floor(np.minimum(capacity * GRAIN + 1e-6, float(total))).astype(np.int64)
    origin_row, origin_node = np.nonzero(arrays.origin[rows])
    targets = np.flatnonzero(arrays.destination[rows[0]])
    tail = np.concatenate([arrays.start, np.full(len(rows), source), first + origin_row, targets])
    head = np.concatenate([arrays.end, first + np.arange(len(rows)), origin_node, np.full(len(targets), sink)])
    free = np.full(len(origin_row) + len(targets), MOST_GRAINS)
    room = np.concatenate([whole, sizes, free])
    back = np.concatenate([whole, np.zeros(len(room) - len(whole), dtype=np.int64)])
    edges = len(tail)
    here = np.concatenate([tail, head])
    order = np.argsort(here, kind="stable")
    begin = np.searchsorted(here[order], np.arange(first + len(rows) + 1)).astype(np.int64)
    steps = (begin, np.concatenate([head, tail])[order], (order % edges).astype(np.int64), order >= edges)
    flow = np.zeros(edges, dtype=np.int64)
    _push(steps, flow, room, back, source, sink, MOST_GRAINS)
    return KeptFlow(arrays, steps, tail, head, room, back, flow, total, len(rows))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _push(
    steps: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]],
    flow: NDArray[np.int64],
    room: NDArray[np.int64],
    back: NDArray[np.int64],
    start: int,
    end: int,
    most: int,
) -> int:
    """Send as much as there is room for, `most` grains at most; change `flow`."""
    first, other, edge, backward = steps
    count = len(first) - 1
    queue = np.empty(count, dtype=np.int64)
    came = np.empty(count, dtype=np.int64)
    source_of = np.empty(count, dtype=np.int64)
    total = 0
    while total < most:
        came[:] = -1
        came[start] = -2
        queue[0] = start
        at, filled = 0, 1
        while at < filled and came[end] == -1:
            node = queue[at]
            at += 1
            for k in range(first[node], first[node + 1]):
                e = edge[k]
                left = back[e] + flow[e] if backward[k] else room[e] - flow[e]
                if left > 0 and came[other[k]] == -1:
                    came[other[k]] = k
                    source_of[other[k]] = node
                    queue[filled] = other[k]
                    filled += 1
        if came[end] == -1:
            break
        size = most - total
        node = end
        while node != start:
            k = came[node]
            e = edge[k]
            size = min(size, back[e] + flow[e] if backward[k] else room[e] - flow[e])
            node = source_of[node]
        node = end
        while node != start:
            k = came[node]
            flow[edge[k]] += -size if backward[k] else size
            node = source_of[node]
        total += size
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def _lose(
    steps: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    flow: NDArray[np.int64],
    room: NDArray[np.int64],
    back: NDArray[np.int64],
    lost: NDArray[np.int64],
    source: int,
) -> None:
    """Take links away, one after another: what each carried goes back to the source, and what it brought is called off.

    Change `flow`, `room` and `back`.
    """
    for e in lost:
        size = abs(flow[e])
        start, end = (tail[e], head[e]) if flow[e] > 0 else (head[e], tail[e])
        flow[e], room[e], back[e] = 0, 0, 0
        if size > 0:
            around = _push(steps, flow, room, back, start, end, size)
            _push(steps, flow, room, back, start, source, size - around)
            _push(steps, flow, room, back, source + 1, end, size - around)
    _push(steps, flow, room, back, source, source + 1, MOST_GRAINS)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _reached(
    steps: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]],
    flow: NDArray[np.int64],
    room: NDArray[np.int64],
    back: NDArray[np.int64],
    start: int,
    against: bool,
) -> NDArray[np.bool_]:
    """Mark nodes that there is room to from a node; `against`: from which there is room to it."""
    first, other, edge, backward = steps
    count = len(first) - 1
    queue = np.empty(count, dtype=np.int64)
    seen = np.zeros(count, dtype=np.bool_)
    seen[start] = True
    queue[0] = start
    at, filled = 0, 1
    while at < filled:
        node = queue[at]
        at += 1
        for k in range(first[node], first[node + 1]):
            e = edge[k]
            left = back[e] + flow[e] if backward[k] != against else room[e] - flow[e]
            if left > 0 and not seen[other[k]]:
                seen[other[k]] = True
                queue[filled] = other[k]
                filled += 1
    return seen
