"""How many ways lead out of a country that share no landing, border crossing or strait (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.mincut import augment
from sogdia.flows.paths import distances, trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

GATES: Final = ("landing", "border_crossing", "ground_station")
"""Kinds of nodes at the edge of a country that one way only may use."""

ANY: Final = 1e6
"""Room where ways may share a thing."""


@dataclass(frozen=True)
class Doubled:
    """The graph with each node cut into an entry v and a way out v + n, in compressed rows of directed arcs.

    Attributes
    ----------
    indptr, head, twin
        Rows, the node that each arc leads to, and the arc against it.
    node
        Node inside which an arc runs, -1 for those between nodes.
    pair
        Pair of neighbours that an arc joins, -1 inside nodes; parallel spans are one pair.
    forward
        Whether the arc carries anything (its twin carries what is taken back).
    pair_of_span
        Shape (m,): pair of each span.
    pairs
        Shape (p, 2): nodes of each pair.
    """

    indptr: Ints
    head: Ints
    twin: Ints
    node: Ints
    pair: Ints
    forward: Flags
    pair_of_span: Ints
    pairs: Ints


def double(wires: Wires) -> Doubled:
    """Cut each node in two."""
    g, n = wires.graph, wires.graph.n_nodes
    ends = np.column_stack([g.start, g.end]).reshape(-1, 2)
    pairs, pair_of_span = np.unique(ends, axis=0, return_inverse=True)
    pairs = pairs.reshape(-1, 2).astype(np.int64)
    u, v, p, every = pairs[:, 0], pairs[:, 1], len(pairs), np.arange(n)
    tail = np.concatenate([every, u + n, v + n])
    head = np.concatenate([every + n, v, u])
    node = np.concatenate([every, np.full(2 * p, -1)])
    pair = np.concatenate([np.full(n, -1), np.arange(p), np.arange(p)])
    k = len(tail)
    both_tail, both_head = np.concatenate([tail, head]), np.concatenate([head, tail])
    order = np.argsort(both_tail, kind="stable")
    place = np.empty(2 * k, dtype=np.int64)
    place[order] = np.arange(2 * k)
    partner = np.concatenate([np.arange(k, 2 * k), np.arange(k)])
    return Doubled(
        indptr=np.concatenate([[0], np.cumsum(np.bincount(both_tail, minlength=2 * n))]).astype(np.int64),
        head=both_head[order].astype(np.int64),
        twin=place[partner[order]],
        node=np.concatenate([node, node])[order].astype(np.int64),
        pair=np.concatenate([pair, pair])[order].astype(np.int64),
        forward=order < k,
        pair_of_span=pair_of_span.reshape(-1).astype(np.int64),
        pairs=pairs,
    )


def gates(pairs: Ints, country: Ints, own: int, is_gate: Flags, is_crossing: Flags) -> tuple[Flags, Flags]:
    """Mark what one way only may use: nodes, shape (n,), and pairs of neighbours, shape (p,).

    These are the pairs by which one leaves the country; the country's landings, border crossings and ground stations
    at such a pair; the neighbour's border crossings at it; and nodes at sea.

    Parameters
    ----------
    pairs
        Shape (p, 2): nodes of each pair.
    country
        Shape (n,): number of each node's country, -1 at sea.
    own
        The country's number.
    is_gate, is_crossing
        Shape (n,): nodes of the kinds `GATES`, and border crossings.
    """
    home = country[pairs] == own
    out = home[:, 0] != home[:, 1]
    node = country < 0
    ends, mine = pairs[out].ravel(), home[out].ravel()
    node[ends[mine & is_gate[ends]]] = True
    node[ends[~mine & is_crossing[ends]]] = True
    return node, out


def ways_by_landing(doubled: Doubled, node: Flags, pair: Flags, source: Ints, sink: Flags) -> int:
    """Count the ways from `source` nodes to `sink` that share no marked node or pair: a maximum flow.

    Source
    ------
    Menger (1927); Dinic (1970) on the graph with each node cut in two.
    """
    room = np.where(doubled.forward, ANY, 0.0)
    inside = doubled.forward & (doubled.node >= 0)
    room[inside] = np.where(node[doubled.node[inside]], 1.0, ANY)
    between = doubled.forward & (doubled.pair >= 0)
    room[between] = np.where(pair[doubled.pair[between]], 1.0, ANY)
    n = len(node)
    start, end = np.zeros(2 * n, dtype=bool), np.zeros(2 * n, dtype=bool)
    start[source] = True
    end[:n] = sink
    end[source] = False
    if not end.any():
        return 0
    return round(augment(doubled.indptr, doubled.head, doubled.twin, room, start, end))


def ways_by_strait(
    wires: Wires,
    doubled: Doubled,
    node: Flags,
    pair: Flags,
    straits: Flags,
    source: Ints,
    sink: Flags,
) -> int:
    """Count ways that share no marked node or pair and no strait either, found one by one.

    The way through the fewest straits is taken first and closes its gates and straits to the others, so the count
    is of ways that exist; a cleverer choice might find more (the exact count is a hard problem).

    Parameters
    ----------
    straits
        Shape (s, m): spans in each strait.

    Source
    ------
    Hu (2003), Diverse routing in optical mesh networks, IEEE Trans. Communications 51: hardness with shared risks.
    """
    g = wires.graph
    alive = np.ones(g.n_spans, dtype=bool)
    gated = node[g.start] | node[g.end]
    cost = 1.0 + gated + 1000.0 * straits.sum(axis=0)
    target = sink.copy()
    target[source] = False
    found = 0
    while True:
        dist, arc = distances(*wires.csr, cost, alive, source, np.zeros(len(source)))
        reach = np.where(target, dist, np.inf)
        if not np.isfinite(reach).any():
            return found
        nodes, arcs = trace(arc, wires.tails, int(np.argmin(reach)))
        found += 1
        used = g.span[arcs]
        shut = np.zeros(len(node), dtype=bool)
        shut[nodes] = node[nodes]
        alive &= ~(shut[g.start] | shut[g.end])
        crossed = np.zeros(len(doubled.pairs), dtype=bool)
        crossed[doubled.pair_of_span[used]] = True
        alive &= ~(crossed & pair)[doubled.pair_of_span]
        alive &= ~straits[straits[:, used].any(axis=1)].any(axis=0)
