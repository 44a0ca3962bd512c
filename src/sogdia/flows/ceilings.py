"""What each place could be served at most, if all others gave way to it (workshop): maximum flow to its partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.mincut import arc_twins, augment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Wanted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def ceilings(wanted: Wanted, places: Ints) -> Floats:
    """Give what no routing can pass for each of some places, in the order of `places`, Gbps.

    A place's traffic leaves by all its nodes at once; what ends at a partner is at most what the two want. One source
    and one sink, so that the maximum flow is what can be served, and falls when spans are lost.

    Examples
    --------
    >>> from sogdia.flows.contraction import Wanted
    >>> chain = Wanted(np.array([0, 1]), np.array([1, 2]), np.ones(2), np.array([8.0, 3.0]), np.arange(3),
    ...                np.array([[0.0, 4.0, 5.0], [4.0, 0.0, 0.0], [5.0, 0.0, 0.0]]))
    >>> ceilings(chain, np.arange(3)).tolist()
    [7.0, 4.0, 3.0]
    """
    n, c, m = len(wanted.home), len(wanted.traffic), len(wanted.start)
    here, there = np.flatnonzero(wanted.home >= 0), np.arange(n, n + c)
    tail = np.concatenate([wanted.start, here, there])
    head = np.concatenate([wanted.end, n + wanted.home[here], np.full(c, n + c)])
    spans = len(tail)
    ends, label = np.concatenate([tail, head]), np.tile(np.arange(spans), 2)
    rank = np.lexsort((label, ends))
    neighbour, label, back = np.concatenate([head, tail])[rank], label[rank], rank >= spans
    indptr = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=n + c + 1))]).astype(np.int64)
    twins = arc_twins(indptr, label)
    capacity = np.concatenate([wanted.capacity, np.full(spans - m, wanted.traffic.sum())])
    open_room = np.where(back & (label >= m), 0.0, capacity[label])
    last = np.flatnonzero((neighbour == n + c) & ~back)
    partner = label[last] - (spans - c)
    home, sink = np.append(wanted.home, np.full(c + 1, -1)), np.arange(n + c + 1) == n + c
    out = np.zeros(len(places))
    for i, place in enumerate(places):
        room = open_room.copy()
        room[last] = wanted.traffic[place, partner]
        out[i] = augment(indptr, neighbour, twins, room, home == place, sink)
    return out
