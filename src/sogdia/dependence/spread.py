"""Shares of traffic that touch actors, and what they hold of its way (workshop: arrays in, arrays out).

Traffic bound for a root is the Markov chain of `sogdia.flows.split`: at node j it takes arc a with probability
``prob[a]``. Who is on a span is an incidence in compressed rows: the actors of span e are
``actor[ptr[e]:ptr[e + 1]]``, none twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_KM = 1e-6
"""Length of a span of no length, km: keeps every part of a way above 0."""


@compiled
def passing(indptr: Ints, neighbour: Ints, order: Ints, prob: Floats, demand: Floats) -> Floats:
    """Give the traffic that passes each node when each sends `demand` to the root, shape (n,)."""
    at = demand.copy()
    for k in range(len(order) - 1, -1, -1):
        j = order[k]
        if at[j] == 0.0:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            if prob[a] > 0.0:
                at[neighbour[a]] += at[j] * prob[a]
    return at


@compiled
def touches(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    order: Ints,
    prob: Floats,
    live: Flags,
    ptr: Ints,
    actor: Ints,
    count: int,
) -> Floats:
    """Give the probability that traffic of a node to the root uses a span of an actor, for every actor at once.

    Parameters
    ----------
    order
        Reachable nodes from near to far.
    prob
        Shape (2 m,): probability of each arc.
    live
        Shape (n,): nodes that the traffic asked about passes; the others are left at 0.
    ptr, actor
        Shapes (m + 1,), (k,): actors of each span.
    count
        Number of actors.

    Returns
    -------
    ndarray
        Shape (n, count), in [0, 1].
    """
    out = np.zeros((len(indptr) - 1, count))
    for j in order:
        if not live[j]:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            p = prob[a]
            if p <= 0.0:
                continue
            i, e = neighbour[a], span[a]
            for k in range(count):
                out[j, k] += p * out[i, k]
            for t in range(ptr[e], ptr[e + 1]):
                out[j, actor[t]] += p * (1.0 - out[i, actor[t]])
    return np.minimum(out, 1.0)


@compiled
def steps(neighbour: Ints, span: Ints, ahead_km: Floats, length_km: Floats) -> Floats:
    """Give the part of what is left of a way that each arc is: L / (L + K), shape (2 m,).

    Parameters
    ----------
    ahead_km
        Shape (n,): mean length K from each node to the root (`sogdia.flows.split.expected_sum`), NaN without a way.
    length_km
        Shape (m,), above 0: length L of each span.
    """
    out = np.zeros(len(span))
    for a in range(len(span)):
        ahead = ahead_km[neighbour[a]]
        if not np.isnan(ahead):
            out[a] = length_km[span[a]] / (length_km[span[a]] + ahead)
    return out


@compiled
def stakes(
    indptr: Ints,
    neighbour: Ints,
    span: Ints,
    order: Ints,
    prob: Floats,
    live: Flags,
    step: Floats,
    held: tuple[Ints, Ints, Floats],
    count: int,
) -> Floats:
    """Give each actor's mean share of the way from a node to the root, by kilometres.

    The parts of every way sum to 1, and an actor's part is never above the probability that it is touched. On a
    single way this is its share of the kilometres.

    Parameters
    ----------
    step
        Shape (2 m,): part of what is left of the way that each arc is (`steps`).
    held
        Rows, actors and shares: the actors of each span and the share that each holds; where they sum to 1 on each
        span, so do the answers.

    Returns
    -------
    ndarray
        Shape (n, count).
    """
    ptr, actor, share = held
    out = np.zeros((len(indptr) - 1, count))
    for j in order:
        if not live[j]:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            p = prob[a]
            if p <= 0.0:
                continue
            i, e = neighbour[a], span[a]
            for k in range(count):
                out[j, k] += p * (1.0 - step[a]) * out[i, k]
            for t in range(ptr[e], ptr[e + 1]):
                out[j, actor[t]] += p * step[a] * share[t]
    return out


@compiled
def add_up(out: Floats, roots: Ints, row: Ints, traffic: Floats, total: Floats, home: Ints, far: int) -> None:
    """Add the answers of the roots, weighed by traffic, to `total` in place.

    Parameters
    ----------
    out
        Shape (n, count).
    roots, row, traffic
        Shapes (r,): nodes, the row of `total` of each, its traffic to the root.
    total
        Shape (c, count).
    home
        Shape (c,): actor that stands for the country itself and is left out of its row, -1 where there is none.
    far
        Actor that stands for the country at the other end and is left out, -1 where there is none.
    """
    for k in range(len(roots)):
        c = row[k]
        if c < 0 or traffic[k] <= 0.0:
            continue
        for x in range(out.shape[1]):
            if x not in (home[c], far):
                total[c, x] += traffic[k] * out[roots[k], x]


@compiled
def leaving(
    indptr: Ints,
    neighbour: Ints,
    order: Ints,
    prob: Floats,
    demand: Floats,
    country: Ints,
    own: int,
    arc_exit: Ints,
    total: Floats,
) -> None:
    """Add the traffic of one country to the exits by which it leaves; `total` is changed in place.

    Traffic leaves where it passes from a node of the country to one of another country, by land or over nodes at
    sea. A way over nodes at sea that comes back to the country first (a domestic cable) has not left.

    Parameters
    ----------
    demand
        Shape (n,): what each node of the country sends to the root.
    country
        Shape (n,): number of each node's country, -1 at sea.
    own
        The country's number.
    arc_exit
        Shape (2 m,): exit of each arc that goes out of a country, -1 for the others.
    total
        Shape (x,): traffic by exit.
    """
    back = np.zeros(len(country))
    for s in order:
        if country[s] >= 0:
            continue
        for a in range(indptr[s], indptr[s + 1]):
            i = neighbour[a]
            back[s] += prob[a] * (back[i] if country[i] < 0 else (1.0 if country[i] == own else 0.0))
    at = demand.copy()
    for k in range(len(order) - 1, -1, -1):
        j = order[k]
        if at[j] <= 0.0:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            part, i = at[j] * prob[a], neighbour[a]
            if part <= 0.0:
                continue
            if country[j] < 0:
                at[i] += part / back[j] * (back[i] if country[i] < 0 else (1.0 if country[i] == own else 0.0))
            elif country[i] == own:
                at[i] += part
            else:
                returns = back[i] if country[i] < 0 else 0.0
                total[arc_exit[a]] += part * (1.0 - returns)
                at[i] += part * returns
