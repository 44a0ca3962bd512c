"""Loads, sums and choices over ways (workshop, compiled): way i has the edges ``edge[start[i]:start[i + 1]]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled
from sogdia.flows.contraction import LEAST_GBPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@compiled
def taken(pair: Ints, start: Ints, edge: Ints, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Give pair, start and edges of the ways of these numbers, in this order."""
    of, begin = np.empty(len(rows), dtype=np.int64), np.zeros(len(rows) + 1, dtype=np.int64)
    for i in range(len(rows)):
        of[i] = pair[rows[i]]
        begin[i + 1] = begin[i] + start[rows[i] + 1] - start[rows[i]]
    along = np.empty(begin[-1], dtype=np.int64)
    for i in range(len(rows)):
        first = start[rows[i]]
        for q in range(begin[i + 1] - begin[i]):
            along[begin[i] + q] = edge[first + q]
    return of, begin, along


@compiled
def touched(start: Ints, edge: Ints, marked: Flags) -> Flags:
    """Mark the ways that use a marked edge, shape (k,); `marked` has shape (q,)."""
    out = np.zeros(len(start) - 1, dtype=np.bool_)
    for i in range(len(out)):
        for q in range(start[i], start[i + 1]):
            if marked[edge[q]]:
                out[i] = True
                break
    return out


@compiled
def loaded(start: Ints, edge: Ints, amount: Floats, edges: int) -> Floats:
    """Give the load of each edge, shape (q,), when way i carries ``amount[i]``."""
    load = np.zeros(edges)
    for i in range(len(amount)):
        if amount[i] != 0.0:
            for q in range(start[i], start[i + 1]):
                load[edge[q]] += amount[i]
    return load


@compiled
def summed(start: Ints, edge: Ints, price: Floats) -> Floats:
    """Give the sum of prices, shape (q,), along each way."""
    out = np.zeros(len(start) - 1)
    for i in range(len(out)):
        for q in range(start[i], start[i + 1]):
            out[i] += price[edge[q]]
    return out


@compiled
def least_sums(pair: Ints, start: Ints, edge: Ints, price: Floats, least: Floats) -> None:
    """Lower the least price of each pair, shape (p,), to that of its ways, in place."""
    for i in range(len(pair)):
        cost = 0.0
        for q in range(start[i], start[i + 1]):
            cost += price[edge[q]]
        least[pair[i]] = min(least[pair[i]], cost)


@compiled
def proven(capacity: Floats, wanted: Floats, price: Floats, least: Floats) -> float:
    """Give what no routing can pass, from prices and the least price of each pair, Gbps (weak duality)."""
    total = 0.0
    for e in range(len(capacity)):
        total += capacity[e] * price[e]
    for k in range(len(wanted)):
        total += wanted[k] * min(max(1.0 - least[k], 0.0), 1.0)
    return total


@compiled
def fit(pair: Ints, start: Ints, edge: Ints, order: Ints, wanted: Floats, room: Floats) -> Floats:
    """Give each way, in the order given, as much of what its pair still wants as its edges have room for.

    Parameters
    ----------
    wanted
        Shape (p,), Gbps: what each pair still wants; lowered in place.
    room
        Shape (q,), Gbps: room of each edge; lowered in place.

    Returns
    -------
    ndarray
        Shape (k,), Gbps: what each way carries.
    """
    amount = np.zeros(len(pair))
    for i in order:
        most = wanted[pair[i]]
        for e in edge[start[i] : start[i + 1]]:
            most = min(most, room[e])
        if most <= LEAST_GBPS:
            continue
        amount[i] = most
        wanted[pair[i]] -= most
        for e in edge[start[i] : start[i + 1]]:
            room[e] -= most
    return amount


@compiled
def fitted(pair: Ints, start: Ints, edge: Ints, wanted: Floats, capacity: Floats, share: Floats) -> Floats:
    """Turn shares, shape (k,), into traffic that fits: see `sogdia.flows.packing.within`."""
    ways = len(pair)
    gbps = wanted[pair] * share
    load = loaded(start, edge, gbps, len(capacity))
    want, kept = wanted.copy(), np.ones(len(capacity))
    for e in range(len(capacity)):
        if load[e] > capacity[e]:
            kept[e] = capacity[e] / max(load[e], 1e-300)
    for i in range(ways):
        factor = 1.0
        for q in range(start[i], start[i + 1]):
            factor = min(factor, kept[edge[q]])
        gbps[i] *= factor
        want[pair[i]] -= gbps[i]
    room = capacity - loaded(start, edge, gbps, len(capacity))
    for k in range(len(want)):
        want[k] = max(want[k], 0.0)
    for e in range(len(room)):
        room[e] = max(room[e], 0.0)
    return gbps + fit(pair, start, edge, np.argsort(-share, kind="mergesort"), want, room)


@compiled
def over_full(
    pair: Ints, start: Ints, edge: Ints, wanted: Floats, capacity: Floats
) -> tuple[Ints, Floats, Ints, NDArray[np.int32], Ints]:
    """List the edges that could be full, and what ways use of them.

    Returns
    -------
    tuple
        Numbers of the edges; what all ways over each would carry, were each all of its pair, Gbps; for each way where
        its part of the next array begins; the places of its edges in the first; and where the ways of each pair
        begin, shape (p + 1,).
    """
    most, least = loaded(start, edge, wanted[pair], len(capacity)), np.zeros(len(capacity))
    seen = np.full(len(capacity), -1)
    for i in range(len(pair)):
        for q in range(start[i], start[i + 1]):
            if seen[edge[q]] != pair[i]:
                seen[edge[q]] = pair[i]
                least[edge[q]] += wanted[pair[i]]
    row = np.flatnonzero(least > capacity).astype(np.int64)
    number = np.full(len(capacity), -1, dtype=np.int32)
    for i in range(len(row)):
        number[row[i]] = i
    begin, entry, count = np.zeros(len(pair) + 1, dtype=np.int64), np.empty(len(edge), dtype=np.int32), 0
    of_pair = np.zeros(len(wanted) + 1, dtype=np.int64)
    for i in range(len(pair)):
        for q in range(start[i], start[i + 1]):
            if number[edge[q]] >= 0:
                entry[count] = number[edge[q]]
                count += 1
        begin[i + 1] = count
        of_pair[pair[i] + 1] += 1
    return row, most[row], begin, entry[:count], np.cumsum(of_pair)


@compiled
def grouped(first: Ints) -> tuple[Ints, Ints]:
    """Give the different numbers of a sorted list, and where the run of each begins, with the end of the last."""
    source, bounds, count = np.empty(len(first), dtype=np.int64), np.empty(len(first) + 1, dtype=np.int64), 0
    for k in range(len(first)):
        if k == 0 or first[k] != first[k - 1]:
            source[count], bounds[count] = first[k], k
            count += 1
    bounds[count] = len(first)
    return source[:count], bounds[: count + 1]
