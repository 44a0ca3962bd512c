"""Shortest delays after a loss, from those before it where only the nodes behind it are settled again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled
from sogdia.flows.paths import grow, heap_push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@compiled
def cut_off(tails: Ints, span: Ints, arc: Ints, order: Ints, lost: Flags) -> Flags:
    """Mark the nodes whose shortest way uses a lost span; `order` has nodes from near to far, shape (n,)."""
    behind = np.zeros(len(arc), dtype=np.bool_)
    for node in order:
        a = arc[node]
        if a >= 0 and (lost[span[a]] or behind[tails[a]]):
            behind[node] = True
    return behind


@compiled
def detour(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    dist: Floats,
    behind: Flags,
) -> Floats:
    """Give the costs after a loss.

    Parameters
    ----------
    alive
        Shape (m,): spans that may be used after the loss.
    dist
        Shape (n,): costs before it, from `paths.distances`.
    behind
        Shape (n,): nodes whose way used a lost span, from `cut_off`.

    Source
    ------
    Ramalingam and Reps (1996), An incremental algorithm for a generalization of the shortest-path problem
    (deletions only).
    """
    out = dist.copy()
    arc = np.full(len(dist), -1, dtype=np.int64)
    keys = np.empty(2 * len(neighbour) + 1)
    items = np.empty(2 * len(neighbour) + 1, dtype=np.int64)
    size = 0
    for node in range(len(dist)):
        if not behind[node]:
            continue
        out[node] = np.inf
        for a in range(indptr[node], indptr[node + 1]):
            other = neighbour[a]
            if alive[span[a]] and not behind[other] and dist[other] + cost[span[a]] < out[node]:
                out[node] = dist[other] + cost[span[a]]
        if out[node] < np.inf:
            size = heap_push(keys, items, size, out[node], node)
    grow(indptr, neighbour, span, cost, alive, out, arc, keys, items, size)
    return out


@compiled
def needed_spans(span: Ints, tails: Ints, arcs: Ints, roots: Ints, count: int) -> Flags:
    """Mark, for each root, the spans by which its least ways reach the other roots.

    Parameters
    ----------
    arcs
        Shape (r, n): arc by which each node is reached from each root, negative for none.
    count
        Number of spans, m.

    Returns
    -------
    ndarray
        Shape (r, m). A loss of other spans changes no delay from that root to another.
    """
    needed = np.zeros((len(roots), count), dtype=np.bool_)
    for i in range(len(roots)):
        for node in roots:
            at = node
            while arcs[i, at] >= 0 and not needed[i, span[arcs[i, at]]]:
                needed[i, span[arcs[i, at]]] = True
                at = tails[arcs[i, at]]
    return needed


@compiled
def added_delay(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    tails: Ints,
    cost: Floats,
    lost: Flags,
    roots: Ints,
    trees: tuple[Floats, Ints, Ints],
    weight: Floats,
    asked: Flags,
) -> tuple[Floats, Floats]:
    """Weigh what a loss adds to the delay between roots, and the weight that stays connected.

    Parameters
    ----------
    lost
        Shape (m,): spans lost.
    roots
        Shape (r,): node of each root.
    trees
        Before the loss, shape (r, n) each: costs, arcs by which nodes are reached, nodes from near to far.
    weight
        Shape (r, r): weight of each pair of roots.
    asked
        Shape (r,): roots to look at; for the others the answer is what stood before the loss.

    Returns
    -------
    tuple
        Shape (r,) each: sum over connected pairs of weight times (cost after - cost before), and of weight.
    """
    dist, arc, order = trees
    alive = ~lost
    r = len(roots)
    added = np.zeros(r)
    linked = np.zeros(r)
    for i in range(r):
        after = dist[i]
        if asked[i]:
            behind = cut_off(tails, span, arc[i], order[i], lost)
            if behind.any():
                after = detour(indptr, neighbour, span, cost, alive, dist[i], behind)
        for j in range(r):
            if after[roots[j]] < np.inf:
                linked[i] += weight[i, j]
                added[i] += weight[i, j] * (after[roots[j]] - dist[i, roots[j]])
    return added, linked
