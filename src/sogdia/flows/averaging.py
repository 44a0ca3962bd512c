"""First ways and prices for traffic (workshop): place after place answers the prices that loads make, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.columns import Columns, distinct, stacked
from sogdia.flows.compiled import compiled
from sogdia.flows.paths import heap_pop, heap_push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Contracted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PASSES: Final = 20
STEEPNESS: Final = 10.0
"""Exponent of the price in the load over the capacity, reached after half of the passes."""
LEAST_STEP: Final = 0.06
"""Share of a place's traffic that moves to its newest ways in each pass, at least."""


CEILING: Final = 1.0
"""Traffic whose least price is above this stays away, since it is worth 1 a Gbps; no edge's price goes higher."""


def averaged(
    graph: Contracted, pairs: tuple[Ints, Ints], wanted: Floats, nudge: Floats
) -> tuple[Columns, Floats, Floats]:
    """Divide traffic over ways so that few edges are over-full: a first answer, not a best one.

    Parameters
    ----------
    pairs
        Places at the ends of each pair, sorted by the first, shapes (p,).
    wanted
        Shape (p,), Gbps.
    nudge
        Shape (q,), above 0: least price of each edge.

    Returns
    -------
    tuple
        Ways; the share of each in what its pair wants, shape (k,); and the last prices, shape (q,).

    Source
    ------
    Frank and Wolfe (1956), An algorithm for quadratic programming, place by place (Gauss-Seidel), with the
    exponential prices of Plotkin, Shmoys and Tardos (1995), Fast approximation algorithms for fractional packing
    and covering problems.
    """
    first, second = pairs
    source, begin = np.unique(first, return_index=True)
    bounds = np.append(begin, len(first)).astype(np.int64)
    capacity = graph.capacity
    load, own = np.zeros(len(capacity)), np.zeros((len(source), len(capacity)))
    csr, places = (graph.indptr, graph.neighbour, graph.arc_edge), (graph.member_start, graph.member)
    parts, steps = [Columns.none()], [0.0]
    for number in range(PASSES):
        step = max(1.0 / (number + 1), LEAST_STEP)
        steep = STEEPNESS * min(1.0, (number + 3) / (0.6 * PASSES))
        pair, length, edge = _pass(
            csr, places, (capacity, nudge), (source, bounds, second), wanted, (load, own), (step, steep, CEILING)
        )
        parts.append(Columns(pair, np.concatenate([[0], np.cumsum(length)]).astype(np.int64), edge))
        steps.append(step)
    moved = np.array(steps)
    kept = np.append(np.cumprod((1.0 - moved)[::-1])[::-1][1:], 1.0) * moved
    every, order = stacked(parts)
    share = np.repeat(kept, [len(part) for part in parts])[order]
    ways, number_of = distinct(every)
    price = _prices(load, capacity, np.zeros_like(nudge), STEEPNESS, CEILING)
    return ways, np.bincount(number_of, share, minlength=len(ways)).astype(float), price


@compiled
def _prices(load: Floats, capacity: Floats, nudge: Floats, steep: float, ceiling: float) -> Floats:
    """Give each edge's price by its load."""
    price = np.empty(len(load))
    for e in range(len(load)):
        rise = min(steep * (load[e] / capacity[e] - 1.0), 50.0)
        price[e] = min(ceiling, 0.3 * np.exp(rise)) + nudge[e]
    return price


@compiled
def _least(
    csr: tuple[Ints, Ints, Ints],
    price: Floats,
    ceiling: float,
    starts: Ints,
    heap: tuple[Floats, Ints],
    dist: Floats,
    by: Ints,
    before: Ints,
) -> None:
    """Settle the nodes within the ceiling of some starts; `dist`, `by` and `before` are filled in place."""
    indptr, neighbour, arc_edge = csr
    keys, items = heap
    size = 0
    for node in starts:
        dist[node], before[node] = 0.0, -1
        size = heap_push(keys, items, size, 0.0, node)
    while size > 0:
        key, node = keys[0], items[0]
        size = heap_pop(keys, items, size)
        if key > dist[node]:
            continue
        if key > ceiling:
            break
        for a in range(indptr[node], indptr[node + 1]):
            e, other = arc_edge[a], neighbour[a]
            if key + price[e] < dist[other]:
                dist[other], by[other], before[other] = key + price[e], e, node
                size = heap_push(keys, items, size, dist[other], other)


@compiled
def _pass(
    csr: tuple[Ints, Ints, Ints],
    places: tuple[Ints, Ints],
    edges: tuple[Floats, Floats],
    pairs: tuple[Ints, Ints, Ints],
    wanted: Floats,
    loads: tuple[Floats, Floats],
    rule: tuple[float, float, float],
) -> tuple[Ints, Ints, Ints]:
    """Let each place move a share of its traffic to its least ways; gives pair, length and edges of the ways.

    `loads` holds the load of each edge and, by place, what it put there; both are changed in place.
    """
    indptr, neighbour, _ = csr
    member_start, member = places
    capacity, nudge = edges
    source, bounds, second = pairs
    load, own = loads
    step, steep, ceiling = rule
    n = len(indptr) - 1
    dist, by, before = np.empty(n), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    keys, items = np.empty(len(neighbour) + n + 1), np.empty(len(neighbour) + n + 1, dtype=np.int64)
    pair, length = np.empty(len(second), dtype=np.int64), np.empty(len(second), dtype=np.int64)
    way = np.empty(8 * len(second) + 64, dtype=np.int64)
    answer = np.empty(len(capacity))
    ways, count = 0, 0
    for s in range(len(source)):
        price = _prices(load, capacity, nudge, steep, ceiling)
        answer[:] = 0.0
        dist[:] = np.inf
        starts = member[member_start[source[s]] : member_start[source[s] + 1]]
        _least(csr, price, ceiling, starts, (keys, items), dist, by, before)
        for k in range(bounds[s], bounds[s + 1]):
            at, least = -1, ceiling
            for node in member[member_start[second[k]] : member_start[second[k] + 1]]:
                if dist[node] < least:
                    least, at = dist[node], node
            if at < 0:
                continue
            begin = count
            while before[at] >= 0:
                if count == len(way):
                    wider = np.empty(2 * count, dtype=np.int64)
                    wider[:count] = way
                    way = wider
                way[count] = by[at]
                answer[by[at]] += wanted[k]
                count += 1
                at = before[at]
            pair[ways], length[ways] = k, count - begin
            ways += 1
        for e in range(len(capacity)):
            new = own[s, e] + step * (answer[e] - own[s, e])
            load[e] += new - own[s, e]
            own[s, e] = new
    return pair[:ways], length[:ways], way[:count]
