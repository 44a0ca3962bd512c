"""How traffic divides over near-shortest ways by their capacity (workshop: arrays in, arrays out).

Traffic at a node j bound for a root r goes over an arc to i (delay t, capacity C) only where i is nearer to
r, d(i) < d(j), with a probability in proportion to ``C exp(-(d(i) + t - d(j)) / (tolerance d(j) + floor))``:
the detour that the arc costs, against what is tolerated. The probabilities at a node sum to 1, and since
every step leads nearer, traffic is a Markov chain without rings.

This is an approximation: real routes follow contracts between networks, and no account is taken of full
spans.

Source
------
Dial (1971), A probabilistic multipath traffic assignment model which obviates path enumeration,
Transportation Research 5, 83-111, for efficient arcs and the exponential; Bell (1995), Alternatives to Dial's
logit assignment algorithm, Transportation Research B 29, 287-295, for the Markov form. Local weights by
capacity are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled
from sogdia.flows.paths import distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


def metric_ms(delay_ms: Floats, capacity: Floats, borders: Flags, thin_gbps: float, border_ms: float) -> Floats:
    """Give what routing counts as the length of each span: its delay, more where it is thin or crosses a land border.

    Without the first, all traffic beside a thin span that leads the shortest way would have to take it; without the
    second, a coastal country would send its traffic through its neighbours wherever the sea is a little longer.

    Parameters
    ----------
    delay_ms, capacity
        Shape (m,), ms and Gbps.
    borders
        Shape (m,): spans on land between two countries.
    thin_gbps
        Spans of less capacity count as longer by the square root of the ratio; 0 counts delay alone.

    border_ms
        Added for each land border: the hand-over between two national networks, as a detour in ms.

    Source
    ------
    Interior routing prefers wide links (OSPF's metric is inverse to bandwidth, RFC 2328 appendix C); the square
    root, the bound and the border's detour are assumed.

    Examples
    --------
    >>> metric_ms(np.array([5.0, 5.0]), np.array([100.0, 0.1]), np.array([True, False]), 10.0, 2.0).tolist()
    [7.0, 50.0]
    """
    ratio = np.maximum(1.0, thin_gbps / np.maximum(capacity, 1e-6))
    return np.asarray(delay_ms * np.sqrt(ratio) + np.where(borders, border_ms, 0.0), dtype=float)


@compiled
def near_to_far(dist: Floats) -> Ints:
    """List the reachable nodes from near to far; equal ones in the order of their numbers."""
    order = np.argsort(dist, kind="mergesort")
    return order[: np.sum(np.isfinite(dist))]


@compiled
def probabilities(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    capacity: Floats,
    dist: Floats,
    tolerance: float,
    floor_ms: float,
) -> Floats:
    """Give the probability of each arc for traffic bound for the root of `dist`, shape (2 m,).

    Parameters
    ----------
    capacity
        Shape (m,), Gbps; where all arcs that lead nearer have none, they count as equals.
    dist
        Shape (n,), ms: least delay to the root.
    tolerance
        Share of the delay to the root that a detour may cost before it is e times less likely, above 0.
    floor_ms
        The same in ms where the root is near, above 0.
    """
    prob = np.zeros(len(neighbour))
    onward = np.zeros(len(dist))
    for j in near_to_far(dist):
        if dist[j] == 0.0:
            onward[j] = np.inf
            continue
        scale = tolerance * dist[j] + floor_ms
        for a in range(indptr[j], indptr[j + 1]):
            if alive[span[a]] and dist[neighbour[a]] < dist[j]:
                onward[j] += min(capacity[span[a]], onward[neighbour[a]])
        for by_capacity in (True, False):
            total = 0.0
            for a in range(indptr[j], indptr[j + 1]):
                e, i = span[a], neighbour[a]
                if alive[e] and dist[i] < dist[j]:
                    detour = max(dist[i] + cost[e] - dist[j], 0.0)
                    room = min(capacity[e], onward[i]) if by_capacity else 1.0
                    prob[a] = room * np.exp(-detour / scale)
                    total += prob[a]
            if total > 0.0:
                prob[indptr[j] : indptr[j + 1]] /= total
                break
    return prob


@compiled
def split(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    capacity: Floats,
    root: int,
    tolerance: float,
    floor_ms: float,
) -> tuple[Floats, Floats]:
    """Give the least delay of every node to `root`, shape (n,), and each arc's probability, shape (2 m,)."""
    one = np.array([root], dtype=np.int64)
    dist, _ = distances(indptr, neighbour, span, cost, alive, one, np.zeros(1))
    return dist, probabilities(indptr, neighbour, span, cost, alive, capacity, dist, tolerance, floor_ms)


@compiled
def push(indptr: Ints, neighbour: Ints, span: Ints, order: Ints, prob: Floats, demand: Floats) -> Floats:
    """Give the load of each span when each node sends `demand` to the root.

    Parameters
    ----------
    order
        Reachable nodes from near to far (`near_to_far`).
    prob
        Shape (2 m,): probability of each arc (`split`).
    demand
        Shape (n,), Gbps; what unreachable nodes would send is left out.

    Returns
    -------
    ndarray
        Shape (m,), Gbps.
    """
    load = np.zeros(len(span) // 2)
    at = demand.copy()
    for k in range(len(order) - 1, -1, -1):
        j = order[k]
        if at[j] == 0.0:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            if prob[a] > 0.0:
                part = at[j] * prob[a]
                load[span[a]] += part
                at[neighbour[a]] += part
    return load


@compiled
def touch(indptr: Ints, neighbour: Ints, span: Ints, order: Ints, prob: Floats, marked: Flags) -> Floats:
    """Give the probability that traffic of each node to the root uses a marked span.

    Parameters
    ----------
    marked
        Shape (m,): spans asked about.

    Returns
    -------
    ndarray
        Shape (n,), 0 at the root, NaN where there is no way.
    """
    out = np.full(len(indptr) - 1, np.nan)
    for j in order:
        out[j] = 0.0
        for a in range(indptr[j], indptr[j + 1]):
            if prob[a] > 0.0:
                out[j] += prob[a] * (1.0 if marked[span[a]] else out[neighbour[a]])
    return out


@compiled
def expected_sum(indptr: Ints, neighbour: Ints, span: Ints, order: Ints, prob: Floats, value: Floats) -> Floats:
    """Give the mean, over the split, of the sum of a span's `value` along the way to the root.

    Parameters
    ----------
    value
        Shape (m,): delay in ms, kilometres, kilometres of one owner, 1 for hops.

    Returns
    -------
    ndarray
        Shape (n,), NaN where there is no way.
    """
    out = np.full(len(indptr) - 1, np.nan)
    for j in order:
        out[j] = 0.0
        for a in range(indptr[j], indptr[j + 1]):
            if prob[a] > 0.0:
                out[j] += prob[a] * (value[span[a]] + out[neighbour[a]])
    return out


@compiled
def expected_delay(indptr: Ints, neighbour: Ints, span: Ints, order: Ints, prob: Floats, cost: Floats) -> Floats:
    """Give the mean one-way delay of each node to the root, shape (n,), ms; NaN without a way."""
    return expected_sum(indptr, neighbour, span, order, prob, cost)


@compiled
def kilometres(
    indptr: Ints, neighbour: Ints, span: Ints, order: Ints, prob: Floats, length_km: Floats, marked: Flags
) -> Floats:
    """Give the mean length on marked spans from each node to the root, shape (n,), km; NaN without a way."""
    return expected_sum(indptr, neighbour, span, order, prob, np.where(marked, length_km, 0.0))


@compiled
def assign(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    cost: Floats,
    alive: Flags,
    capacity: Floats,
    roots: Ints,
    traffic: Floats,
    delay_ms: Floats,
    spread: tuple[float, float],
) -> tuple[Floats, Floats]:
    """Send the traffic between all pairs of roots and give the loads.

    Parameters
    ----------
    cost
        Shape (m,), above 0: what routing counts, ms (`metric_ms`).
    capacity
        Shape (q, m), Gbps: q guesses of the capacities.
    roots
        Shape (r,): nodes between which traffic flows.
    traffic
        Shape (k, r, r), Gbps: k guesses of the traffic; ``traffic[k, i, j]`` goes from root j to root i.

    delay_ms
        Shape (m,): one-way delay of each span.
    spread
        Tolerance and floor_ms, as in `probabilities`.

    Returns
    -------
    tuple
        Loads, shape (q, k, m), Gbps; and mean one-way delay by the first guess of capacities, shape (r, r),
        ms.
    """
    q, k, r, n = len(capacity), len(traffic), len(roots), len(indptr) - 1
    load = np.zeros((q, k, len(cost)))
    delay = np.full((r, r), np.nan)
    tolerance, floor_ms = spread
    one = np.empty(1, dtype=np.int64)
    for i in range(r):
        one[0] = roots[i]
        dist, _ = distances(indptr, neighbour, span, cost, alive, one, np.zeros(1))
        order = near_to_far(dist)
        for c in range(q):
            prob = probabilities(indptr, neighbour, span, cost, alive, capacity[c], dist, tolerance, floor_ms)
            if c == 0:
                mean = expected_delay(indptr, neighbour, span, order, prob, delay_ms)
                for j in range(r):
                    delay[i, j] = mean[roots[j]]
            for g in range(k):
                demand = np.zeros(n)
                for j in range(r):
                    demand[roots[j]] += traffic[g, i, j]
                load[c, g] += push(indptr, neighbour, span, order, prob, demand)
    return load, delay
