"""Shortest paths under given lengths of arcs, with and without a limit of hops, in small dense searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(cache=True)  # type: ignore[untyped-decorator]
def tree(
    nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64], length: NDArray[np.float64], source: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give the least length to every node and the last arc of a least way; infinite lengths are shut.

    Parameters
    ----------
    tail, head, length
        Shape (a,); lengths of 0 or more.

    Returns
    -------
    tuple
        Lengths, shape (n,), infinite where there is no way; arcs, shape (n,), -1 at the source and where there is none.
    """
    far = np.full(nodes, np.inf)
    last = np.full(nodes, -1)
    far[source] = 0.0
    for _ in range(nodes - 1):
        changed = False
        for a in range(len(tail)):
            reach = far[tail[a]] + length[a]
            if reach < far[head[a]] * (1.0 - 1e-13) - 1e-300:
                far[head[a]] = reach
                last[head[a]] = a
                changed = True
        if not changed:
            break
    return far, last


@njit(cache=True)  # type: ignore[untyped-decorator]
def layers(
    nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64], length: NDArray[np.float64], source: int, hops: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give the least length to every node by at most 0, 1, ... `hops` arcs, and the last arc of each layer.

    Returns
    -------
    tuple
        Lengths and arcs, each of shape (hops + 1, n); an arc of -1 beyond the first layer: as in the layer before.
    """
    far = np.full((hops + 1, nodes), np.inf)
    last = np.full((hops + 1, nodes), -1)
    far[0, source] = 0.0
    for h in range(1, hops + 1):
        far[h] = far[h - 1]
        for a in range(len(tail)):
            reach = far[h - 1, tail[a]] + length[a]
            if reach < far[h, head[a]] * (1.0 - 1e-13) - 1e-300:
                far[h, head[a]] = reach
                last[h, head[a]] = a
    return far, last


def way(last: NDArray[np.int64], tail: NDArray[np.int64], end: int) -> list[int]:
    """Give the arcs from the source of a tree to `end`."""
    arcs: list[int] = []
    node = end
    while last[node] >= 0:
        arcs.append(int(last[node]))
        node = int(tail[arcs[-1]])
    return arcs[::-1]


def layered_way(last: NDArray[np.int64], tail: NDArray[np.int64], end: int) -> list[int]:
    """Give the arcs to `end` by the layers of `layers`."""
    arcs: list[int] = []
    node = end
    for h in range(len(last) - 1, 0, -1):
        if last[h, node] >= 0:
            arcs.append(int(last[h, node]))
            node = int(tail[arcs[-1]])
    return arcs[::-1]
