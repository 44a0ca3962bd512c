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

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import SuperLU

    from sogdia.network.graph import Graph

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_GBPS = 1e-3
"""Capacity below which a span conducts no less."""


MOST_REACHES = 50.0
SMALL = 1e-6
LEAST_CHANCE = 1e-200
"""Spans longer than so many reaches count as that long, spans under so small a part of one as short beside it; a node
from which less arrives has no way."""


def admittance(cost_ms: Floats, capacity: Floats, width: float) -> Floats:
    """Give what each span conducts: capacity to the power `width` over what routing counts as its length.

    Examples
    --------
    >>> admittance(np.array([2.0, 2.0]), np.array([100.0, 4.0]), 0.5).tolist()
    [5.0, 1.0]
    """
    return np.asarray(np.maximum(capacity, LEAST_GBPS) ** width / cost_ms, dtype=float)


class Diffusion(NamedTuple):
    """Diffusion along spans to sinks, of which a part dies on the way.

    Attributes
    ----------
    free
        Nodes from which a sink can be reached, sinks left out.
    solver
        Factors of the matrix of the free nodes.
    arrive
        Shape (n,): chance to arrive at a sink.
    carries
        Shape (m,): what each span conducts for what arrives.
    """

    free: Ints
    solver: SuperLU
    arrive: Floats
    carries: Floats


def diffusion(g: Graph, conducts: Floats, sink: Flags, steps: Floats | None = None) -> Diffusion | None:
    """Prepare currents to a set of sinks; None where no other node can reach them.

    Traffic that tires: diffusion along the spans that dies at an even rate, of which only what arrives is counted, is
    again a current, in which each span's conductance is times the chances of its two ends to arrive. A long way is the
    less likely, e times for each reach. A long reach is the plain current, a short one the shortest way.

    Parameters
    ----------
    conducts
        Shape (m,), above 0: what each span conducts in the plain current.
    sink
        Shape (n,): where the current leaves.
    steps
        Shape (m,): length of each span over the reach; None for the plain current.

    Source
    ------
    Doob (1957), Conditional Brownian motion and the boundary limits of harmonic functions, for conditioning on arrival;
    Saerens et al. (2009), Randomized shortest-path problems, Neural Computation 21, for the idea on graphs.
    """
    n = g.n_nodes
    ends = np.concatenate([g.start, g.end]), np.concatenate([g.end, g.start])
    across, stays = conducts, conducts
    if steps is not None:
        x = np.clip(steps, SMALL, MOST_REACHES)
        across, stays = conducts * x / np.sinh(x), conducts * x / np.tanh(x)
    joined = sp.csr_array(sp.coo_array((np.concatenate([across, across]), ends), shape=(n, n)))
    label = connected_components(joined, directed=False)[1]
    free = np.flatnonzero(np.isin(label, label[sink]) & ~sink)
    if not len(free):
        return None
    held = np.bincount(g.start, stays, n) + np.bincount(g.end, stays, n)
    solver = splu(sp.csc_array(sp.diags_array(held[free]) - joined[free][:, free]))
    arrive = np.ones(n)
    if steps is not None:
        into = np.asarray(joined[free][:, np.flatnonzero(sink)].sum(axis=1)).ravel()
        arrive[free] = np.maximum(solver.solve(into), LEAST_CHANCE)
    return Diffusion(free, solver, arrive, across * arrive[g.start] * arrive[g.end])


def crossing(
    g: Graph,
    conducts: Floats,
    roots: list[Ints],
    weights: list[Floats],
    sink: Flags,
    lost: Flags,
    steps: Floats | None = None,
) -> Floats:
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
    steps
        As in `diffusion`.

    Returns
    -------
    ndarray
        Shape (s, k), NaN where no root has a way.

    Examples
    --------
    Two ways of 10 and 20 ms share 2 to 1 as a current; where traffic tires within 5 ms, the long one has 11 %.

    >>> import pandas as pd
    >>> from sogdia.network import Network, graph
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> spans = pd.DataFrame({"id": ["s", "t"], "start": "a", "end": "b", "setting": "submarine",
    ...                       "length_km": [1000.0, 2000.0]})
    >>> g = graph.build(Network(nodes=nodes, spans=spans))
    >>> ms, sink, lost = np.array([10.0, 20.0]), np.array([False, True]), np.array([[False, True]])
    >>> one = [np.array([0])], [np.array([1.0])]
    >>> [round(float(crossing(g, 1 / ms, *one, sink, lost, s)[0, 0]), 2) for s in (None, ms / 5.0)]
    [0.33, 0.12]
    """
    out = np.full((len(lost), len(roots)), np.nan)
    made = diffusion(g, conducts, sink, steps)
    if made is None:
        return out
    n = g.n_nodes
    linked = np.zeros(n, dtype=bool)
    linked[made.free] = made.arrive[made.free] > LEAST_CHANCE
    level = np.zeros(n)
    for i, (nodes, share) in enumerate(zip(roots, weights, strict=True)):
        here = linked[nodes]
        if not here.any():
            continue
        push = np.zeros(n)
        push[nodes[here]] = share[here] / share[here].sum()
        level[:] = 0.0
        level[made.free] = made.solver.solve((push / made.arrive)[made.free]) / made.arrive[made.free]
        order = made.free[np.argsort(level[made.free], kind="stable")]
        for k, gone in enumerate(lost):
            out[k, i] = _carried(g.indptr, g.neighbour, g.span, made.carries, level, order, gone) @ push
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
