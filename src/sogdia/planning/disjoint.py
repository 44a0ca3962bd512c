"""The cheapest pair of paths that share no link.

Source: Bhandari (1999), Survivable Networks: Algorithms for Diverse Routing, chapter 3.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray  # noqa: TC002  numba reads the annotations' names

from sogdia.planning.loads import Ground, least_path


@njit(cache=True)  # type: ignore[untyped-decorator]
def pair(
    ground: Ground, demand: int, length: NDArray[np.float64], count: NDArray[np.int64], path: NDArray[np.int64]
) -> bool:
    """Write the cheapest pair of link-disjoint paths of a demand into slots 0 and 1; say whether one was found.

    Where paths are listed or hops limited: the cheapest second path beside each first one that is tried.
    """
    arcs = np.empty(ground.nodes, dtype=np.int64)
    plain = ground.listed_first[demand + 1] == ground.listed_first[demand] and ground.hops[demand] >= ground.nodes - 1
    if not plain:
        return bool(_pair_by_trial(ground, demand, length, count, path))
    first = least_path(ground, demand, length, False, arcs)  # noqa: FBT003  numba takes no keywords here
    if first == 0:
        return False
    one = arcs[:first].copy()
    second = least_path(ground, demand, _shut(ground, length, one, True), True, arcs)  # noqa: FBT003
    if second == 0:
        return False
    return bool(_threaded(ground, demand, _kept(ground, one, arcs[:second]), count, path))


@njit(cache=True)  # type: ignore[untyped-decorator]
def _shut(ground: Ground, length: NDArray[np.float64], path: NDArray[np.int64], back: bool) -> NDArray[np.float64]:
    """Give lengths with the links of a path shut; `back`: the way back along them takes away what they cost."""
    found = length.copy()
    for arc in path:
        for a in range(len(length)):
            if ground.link[a] == ground.link[arc]:
                found[a] = -length[arc] if back and ground.tail[a] == ground.head[arc] else np.inf
    return found


@njit(cache=True)  # type: ignore[untyped-decorator]
def _kept(ground: Ground, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the arcs of two paths but those on links that the second takes back."""
    kept = np.zeros(len(ground.tail), dtype=np.bool_)
    for arc in one:
        kept[arc] = True
    for arc in other:
        undone = False
        for first in one:
            if ground.link[first] == ground.link[arc]:
                kept[first] = False
                undone = True
        if not undone:
            kept[arc] = True
    return kept


@njit(cache=True)  # type: ignore[untyped-decorator]
def _threaded(
    ground: Ground, demand: int, kept: NDArray[np.bool_], count: NDArray[np.int64], path: NDArray[np.int64]
) -> bool:
    """Thread the arcs kept into two paths."""
    free = kept.copy()
    for slot in range(2):
        node, k = ground.start[demand], 0
        while node != ground.end[demand]:
            step = -1
            for a in range(len(free)):
                if free[a] and ground.tail[a] == node:
                    step = a
                    break
            if step < 0 or k >= ground.nodes - 1:
                return False
            free[step] = False
            path[slot, demand, k] = step
            k += 1
            node = ground.head[step]
        count[slot, demand] = k
    return True


@njit(cache=True)  # type: ignore[untyped-decorator]
def _pair_by_trial(
    ground: Ground, demand: int, length: NDArray[np.float64], count: NDArray[np.int64], path: NDArray[np.int64]
) -> bool:
    """Try first paths, each with the cheapest second one beside it; keep the cheapest pair.

    First paths: all that are listed; where none is, the cheapest one, and the cheapest without each of its links.
    """
    arcs = np.empty(ground.nodes, dtype=np.int64)
    first = least_path(ground, demand, length, False, arcs)  # noqa: FBT003  numba takes no keywords here
    one = arcs[:first].copy()
    listed = ground.listed_first[demand + 1] - ground.listed_first[demand]
    best = np.inf
    for trial in range(listed if listed > 0 else first + 1):
        if listed > 0:
            p = ground.listed_first[demand] + trial
            lead = ground.listed_arcs[ground.listed_at[p] : ground.listed_at[p + 1]].copy()
        else:
            tried = length if trial == 0 else _shut(ground, length, one[trial - 1 : trial], False)  # noqa: FBT003
            lead = arcs[: least_path(ground, demand, tried, False, arcs)].copy()  # noqa: FBT003
        if len(lead) == 0:
            continue
        m = least_path(ground, demand, _shut(ground, length, lead, False), False, arcs)  # noqa: FBT003
        if m == 0:
            continue
        cost = 0.0
        for arc in lead:
            cost += length[arc]
        for i in range(m):
            cost += length[arcs[i]]
        if cost < best:
            best = cost
            count[0, demand], count[1, demand] = len(lead), m
            for i in range(len(lead)):
                path[0, demand, i] = lead[i]
            for i in range(m):
                path[1, demand, i] = arcs[i]
    return bool(np.isfinite(best))
