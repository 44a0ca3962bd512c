"""Ways to part the nodes in two connected halves: all of them in a small network, many of them in a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL_UP_TO_NODES: Final = 16
"""Networks of as many nodes have all their bipartitions listed (at most 32,767)."""


def bipartitions(
    nodes: int, start: NDArray[np.int64], end: NDArray[np.int64], rng: np.random.Generator, tries: int = 4000
) -> NDArray[np.bool_]:
    """Give bipartitions whose halves are both connected, as marks of one half.

    Parameters
    ----------
    nodes
        Count n of nodes.
    start, end
        Shape (m,): ends of links.
    tries
        How often a half is grown by chance in a network too large to list all.

    Returns
    -------
    NDArray
        Shape (b, n); node 0 is never in the marked half.
    """
    near = [0] * nodes
    for a, b in zip(start.tolist(), end.tolist(), strict=True):
        near[a] |= 1 << b
        near[b] |= 1 << a
    if nodes <= ALL_UP_TO_NODES:
        halves = np.arange(1, 1 << (nodes - 1), dtype=np.int64) << 1
    else:
        halves = np.array(sorted(_grown(nodes, near, rng, tries)), dtype=object)
        halves = halves[[_joined(int(half), near) for half in halves]]
        everything = (1 << nodes) - 1
        halves = halves[[_joined(everything & ~int(half), near) for half in halves]]
        return np.array([[int(half) >> v & 1 for v in range(nodes)] for half in halves], dtype=bool).reshape(-1, nodes)
    everything = (1 << nodes) - 1
    ways = np.array(near, dtype=np.int64)
    keep = _all_joined(halves, ways) & _all_joined(everything & ~halves, ways)
    found: NDArray[np.bool_] = ((halves[keep, None] >> np.arange(nodes)) & 1).astype(bool)
    return found


def _all_joined(halves: NDArray[np.int64], near: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each set of nodes (bits) whether it is connected."""
    reach = halves & -halves
    while True:
        spread = reach.copy()
        for node, ways in enumerate(near.tolist()):
            spread |= np.where((reach >> node) & 1, ways, 0)
        spread &= halves
        if (spread == reach).all():
            return np.asarray(reach == halves)
        reach = spread


def _joined(half: int, near: list[int]) -> bool:
    reach, front = 0, half & -half
    while front:
        node = (front & -front).bit_length() - 1
        reach |= 1 << node
        front = (front | near[node] & half) & ~reach
    return reach == half


def _grown(nodes: int, near: list[int], rng: np.random.Generator, tries: int) -> set[int]:
    """Grow halves node by node, each step a candidate; single nodes and pairs are always there."""
    everything = (1 << nodes) - 1
    found = {1 << v for v in range(nodes)}
    found |= {1 << v | 1 << w for v in range(nodes) for w in range(nodes) if near[v] >> w & 1}
    most = 25 * tries
    for _ in range(tries):
        half = 1 << int(rng.integers(nodes))
        for _ in range(int(rng.integers(1, nodes // 2 + 1))):
            border = [v for v in range(nodes) if not half >> v & 1 and near[v] & half]
            if not border:
                break
            half |= 1 << int(border[rng.integers(len(border))])
            found.add(half)
        if len(found) > most:
            break
    return {everything & ~half if half & 1 else half for half in found if half != everything}
