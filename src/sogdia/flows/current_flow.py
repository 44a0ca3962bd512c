"""How traffic spreads over all ways when none is preferred beyond its length and width (workshop).

Each span conducts, more the wider and the shorter it is; traffic between two places divides as a current does.
Near-shortest ways (`split.py`) put nearly all on the best; a current keeps a part on every other way, as operators do
that buy on several cables, one of them the long way round. The truth lies between the two.

Source
------
Newman (2005), A measure of betweenness centrality based on random walks, Social Networks 27, 39-54; admittance by
capacity and delay is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network.graph import Graph

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_GBPS = 1e-3
"""Capacity below which a span conducts no less."""


def admittance(cost_ms: Floats, capacity: Floats, width: float) -> Floats:
    """Give what each span conducts: capacity to the power `width` over what routing counts as its length.

    Examples
    --------
    >>> admittance(np.array([2.0, 2.0]), np.array([100.0, 4.0]), 0.5).tolist()
    [5.0, 1.0]
    """
    return np.asarray(np.maximum(capacity, LEAST_GBPS) ** width / cost_ms, dtype=float)


def crossing(g: Graph, conducts: Floats, roots: list[Ints], weights: list[Floats], sink: Flags, lost: Flags) -> Floats:
    """Give the share of the current from each place (a set of roots) to the sinks that crosses a lost span.

    Parameters
    ----------
    conducts
        Shape (m,), above 0.
    roots, weights
        Nodes of each of k places and the share of its current that enters at each; nodes without a way are left out.
    sink
        Shape (n,): where the current leaves.
    lost
        Shape (s, m): spans lost in each of s losses.

    Returns
    -------
    ndarray
        Shape (s, k), NaN where no root has a way.
    """
    n = g.n_nodes
    both = np.concatenate([conducts, conducts])
    ends = np.concatenate([g.start, g.end]), np.concatenate([g.end, g.start])
    joined = sp.csr_array(sp.coo_array((both, ends), shape=(n, n)))
    label = connected_components(joined, directed=False)[1]
    linked = np.isin(label, label[sink])
    free = np.flatnonzero(linked & ~sink)
    out = np.full((len(lost), len(roots)), np.nan)
    if not len(free):
        return out
    laplacian = sp.csr_array(sp.diags_array(np.asarray(joined.sum(axis=1)).ravel()) - joined)
    solver = splu(sp.csc_array(laplacian[free][:, free]))
    level = np.zeros(n)
    for i, (nodes, share) in enumerate(zip(roots, weights, strict=True)):
        here = linked[nodes] & ~sink[nodes]
        if not here.any():
            continue
        push = np.zeros(n)
        push[nodes[here]] = share[here] / share[here].sum()
        level[:] = 0.0
        level[free] = solver.solve(push[free])
        order = free[np.argsort(level[free], kind="stable")]
        for k, gone in enumerate(lost):
            out[k, i] = _carried(g.indptr, g.neighbour, g.span, conducts, level, order, gone) @ push
    return out


@compiled
def _carried(
    indptr: Ints, neighbour: Ints, span: Ints, conducts: Floats, level: Floats, order: Ints, lost: Flags
) -> Floats:
    """Give the share of what leaves each node downhill that crosses a lost span before it is at level 0."""
    share = np.zeros(len(level))
    for j in order:
        total, crossed = 0.0, 0.0
        for a in range(indptr[j], indptr[j + 1]):
            fall = level[j] - level[neighbour[a]]
            if fall > 0.0:
                current = conducts[span[a]] * fall
                total += current
                crossed += current * (1.0 if lost[span[a]] else share[neighbour[a]])
        if total > 0.0:
            share[j] = crossed / total
    return share
