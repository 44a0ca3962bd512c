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
    out: Floats,
) -> None:
    """Give the probability that traffic of a node to the root uses a span of an actor, for every actor at once.

    Parameters
    ----------
    order
        Reachable nodes from near to far.
    prob
        Shape (2 m,): probability of each arc.
    live
        Shape (n,): nodes that the traffic asked about passes; the others count as 0 and are not written.
    ptr, actor
        Shapes (m + 1,), (k,): actors of each span.
    out
        Shape (n, actors): filled in place with numbers in [0, 1].
    """
    for j in order:
        if not live[j]:
            continue
        mine = out[j]
        mine[:] = 0.0
        for a in range(indptr[j], indptr[j + 1]):
            p = prob[a]
            if p <= 0.0:
                continue
            i, e = neighbour[a], span[a]
            if not live[i]:
                continue
            ahead = out[i]
            for k in range(len(mine)):
                mine[k] += p * ahead[k]
            for t in range(ptr[e], ptr[e + 1]):
                mine[actor[t]] += p * (1.0 - ahead[actor[t]])


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
    out: Floats,
) -> None:
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
    out
        Shape (n, actors): filled in place.
    """
    ptr, actor, share = held
    for j in order:
        if not live[j]:
            continue
        mine = out[j]
        mine[:] = 0.0
        for a in range(indptr[j], indptr[j + 1]):
            p = prob[a]
            if p <= 0.0:
                continue
            i, e = neighbour[a], span[a]
            if not live[i]:
                continue
            ahead, rest = out[i], p * (1.0 - step[a])
            for k in range(len(mine)):
                mine[k] += rest * ahead[k]
            for t in range(ptr[e], ptr[e + 1]):
                mine[actor[t]] += p * step[a] * share[t]


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
        mine, sent = total[c], out[roots[k]]
        for x in range(len(mine)):
            mine[x] += traffic[k] * sent[x]
        if home[c] >= 0:
            mine[home[c]] = 0.0
        if far >= 0 and far != home[c]:
            mine[far] -= traffic[k] * sent[far]


@compiled
def returning(country: Ints, back: Floats, own: int, node: int) -> float:
    """Give the probability that the first node on land from `node` on, itself included, is of the country `own`."""
    out: float = back[node] if country[node] < 0 else 0.0
    return 1.0 if country[node] == own else out


@compiled
def leave(
    indptr: Ints,
    neighbour: Ints,
    order: Ints,
    prob: Floats,
    at: Floats,
    country: Ints,
    own: int,
    arc_exit: Ints,
    total: Floats,
    back: Floats,
) -> None:
    """Add the traffic `at` the nodes of one country to its exits; `at` and `back` are scratch space, shape (n,)."""
    for s in order:
        if country[s] < 0:
            back[s] = 0.0
            for a in range(indptr[s], indptr[s + 1]):
                back[s] += prob[a] * returning(country, back, own, neighbour[a])
    for k in range(len(order) - 1, -1, -1):
        j = order[k]
        if at[j] <= 0.0:
            continue
        for a in range(indptr[j], indptr[j + 1]):
            part, i = at[j] * prob[a], neighbour[a]
            if part <= 0.0:
                continue
            stays = returning(country, back, own, i)
            if country[j] < 0:
                at[i] += part * stays / back[j]
            else:
                at[i] += part * stays
                if stays < 1.0:
                    total[arc_exit[a]] += part * (1.0 - stays)


@compiled
def leaving(
    indptr: Ints,
    neighbour: Ints,
    order: Ints,
    prob: Floats,
    roots: tuple[Ints, Ints, Floats],
    country: Ints,
    asked: Ints,
    arc_exit: Ints,
    total: Floats,
) -> None:
    """Add the traffic of countries to the exits by which it leaves; `total` is changed in place.

    Traffic leaves where it passes from a node of the country to one of another country, by land or over nodes at
    sea. A way over nodes at sea that comes back to the country first (a domestic cable) has not left.

    Parameters
    ----------
    roots
        Nodes where traffic begins, the country of each, and what it sends.
    country
        Shape (n,): number of each node's country, -1 at sea.
    asked
        Countries asked about.
    arc_exit
        Shape (2 m,): exit of each arc that goes out of a country, -1 for the others.
    total
        Shape (x,): traffic by exit.
    """
    node, whose, traffic = roots
    back, at = np.zeros(len(country)), np.zeros(len(country))
    for own in asked:
        at[:] = 0.0
        for k in range(len(node)):
            if whose[k] == own:
                at[node[k]] += traffic[k]
        if at.sum() > 0.0:
            leave(indptr, neighbour, order, prob, at, country, own, arc_exit, total, back)
