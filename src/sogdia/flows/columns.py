"""Ways of traffic as columns of a linear programme (workshop): searched at given prices, kept and loaded, compiled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.along_ways import grouped, least_sums, loaded, summed, taken, touched
from sogdia.flows.compiled import compiled, threads
from sogdia.flows.paths import heap_pop, heap_push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Contracted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_SOURCES: Final = 8
"""Places from which a thread searches, at least."""


@dataclass(frozen=True)
class Columns:
    """Ways of pairs of places, sorted by pair.

    Attributes
    ----------
    pair
        Shape (k,): number of the pair that each way serves.
    start, edge
        Edges of way i are ``edge[start[i]:start[i + 1]]``.
    """

    pair: Ints
    start: Ints
    edge: Ints

    @classmethod
    def none(cls) -> Columns:
        """Give no ways."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.pair)

    @property
    def owner(self) -> Ints:
        """Way to which each entry of `edge` belongs."""
        return np.repeat(np.arange(len(self.pair)), np.diff(self.start))

    def take(self, rows: Ints) -> Columns:
        """Give the ways of these numbers, in this order."""
        return Columns(*taken(self.pair, self.start, self.edge, rows))

    def touching(self, marked: Flags) -> Flags:
        """Mark the ways that use a marked edge; `marked` has shape (q,)."""
        return touched(self.start, self.edge, marked)

    def load(self, amount: Floats, edges: int) -> Floats:
        """Give the load of each edge, shape (q,), when way i carries ``amount[i]``."""
        return loaded(self.start, self.edge, amount, edges)

    def sums(self, price: Floats) -> Floats:
        """Give the sum of `price`, shape (q,), along each way."""
        return summed(self.start, self.edge, price)

    def least(self, price: Floats, pairs: int) -> Floats:
        """Give the least sum of `price`, shape (q,), among the ways of each pair, shape (p,), at most 1."""
        least = np.ones(pairs)
        least_sums(self.pair, self.start, self.edge, price, least)
        return least


def stacked(parts: list[Columns]) -> tuple[Columns, Ints]:
    """Put ways together, sorted by pair; gives them and the place that each had in the list of all."""
    full = [part for part in parts if len(part)]
    if len(full) < 2:
        every = full[0] if full else Columns.none()
        return every, np.arange(len(every))
    pair = np.concatenate([part.pair for part in full])
    shift = np.cumsum([0, *(len(part.edge) for part in full)])
    start = np.concatenate([part.start[:-1] + by for part, by in zip(full, shift[:-1], strict=True)] + [shift[-1:]])
    order = np.argsort(pair, kind="stable")
    return Columns(pair, start, np.concatenate([part.edge for part in full])).take(order), order


def distinct(columns: Columns) -> tuple[Columns, Ints]:
    """Leave out ways that stand there twice; gives the ways left, and for each given one its place among them."""
    edges = int(columns.edge.max(initial=-1)) + 1
    mark = columns.sums(np.random.default_rng(edges).integers(1, 2**40, edges).astype(float))
    order = np.lexsort((mark, columns.pair))
    pair, marked = columns.pair[order], mark[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (pair[1:] != pair[:-1]) | (marked[1:] != marked[:-1])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return columns.take(order[new]), number


def search(
    graph: Contracted, price: Floats, free: Flags, pairs: tuple[Ints, Ints], bar: Floats
) -> tuple[Floats, Columns]:
    """Find the least price between the places of each pair, and the ways that come under a bar.

    Parameters
    ----------
    price
        Shape (q,), above 0.
    free
        Shape (q,): edges that may be used.
    pairs
        Places at the ends of each pair, sorted by the first, shapes (p,).
    bar
        Shape (p,): ways are given for pairs whose least price is under it.

    Returns
    -------
    tuple
        Least price of each pair, shape (p,), infinite where there is no way; and ways.
    """
    first, second = pairs
    least = np.full(len(first), np.inf)
    source, bounds = grouped(first)
    csr = (graph.indptr, graph.neighbour, graph.arc_edge)
    places = (graph.member_start, graph.member)

    def part(span: tuple[int, int]) -> Columns:
        a, b = span
        return Columns(*_search(csr, places, price, free, source[a:b], bounds[a : b + 1], second, bar, least))

    cores = min(threads(), len(source) // LEAST_SOURCES) if len(source) >= 2 * LEAST_SOURCES else 1
    if cores == 1:
        return least, part((0, len(source)))
    cuts = np.linspace(0, len(source), 4 * cores + 1).astype(int).tolist()
    with ThreadPoolExecutor(cores) as pool:
        found = list(pool.map(part, ((a, b) for a, b in pairwise(cuts) if b > a)))
    return least, stacked(found)[0]


@compiled
def _search(  # noqa: C901  one compiled search, which calls would slow
    csr: tuple[Ints, Ints, Ints],
    places: tuple[Ints, Ints],
    price: Floats,
    free: Flags,
    source: Ints,
    bounds: Ints,
    second: Ints,
    bar: Floats,
    least: Floats,
) -> tuple[Ints, Ints, Ints]:
    """Fill `least`, shape (p,), for the pairs of the sources given; gives pair, start and edges of new ways."""
    indptr, neighbour, arc_edge = csr
    member_start, member = places
    n = len(indptr) - 1
    dist, by = np.empty(n), np.empty(n, dtype=np.int64)
    keys, items = np.empty(len(neighbour) + n + 1), np.empty(len(neighbour) + n + 1, dtype=np.int64)
    before = np.empty(n, dtype=np.int64)
    most = bounds[-1] - bounds[0]
    pair, start = np.empty(most, dtype=np.int64), np.zeros(most + 1, dtype=np.int64)
    edges = np.empty(8 * most + 64, dtype=np.int64)
    ways, count = 0, 0
    for s in range(len(source)):
        dist[:] = np.inf
        size = 0
        for node in member[member_start[source[s]] : member_start[source[s] + 1]]:
            dist[node], before[node] = 0.0, -1
            size = heap_push(keys, items, size, 0.0, node)
        while size > 0:
            key, node = keys[0], items[0]
            size = heap_pop(keys, items, size)
            if key > dist[node]:
                continue
            for a in range(indptr[node], indptr[node + 1]):
                e, other = arc_edge[a], neighbour[a]
                if free[e] and key + price[e] < dist[other]:
                    dist[other], by[other], before[other] = key + price[e], e, node
                    size = heap_push(keys, items, size, dist[other], other)
        for k in range(bounds[s], bounds[s + 1]):
            at = -1
            for node in member[member_start[second[k]] : member_start[second[k] + 1]]:
                if dist[node] < least[k]:
                    least[k], at = dist[node], node
            if at < 0 or not least[k] < bar[k]:
                continue
            while before[at] >= 0:
                if count == len(edges):
                    wider = np.empty(2 * count, dtype=np.int64)
                    wider[:count] = edges
                    edges = wider
                edges[count] = by[at]
                count += 1
                at = before[at]
            pair[ways], start[ways + 1] = k, count
            ways += 1
    return pair[:ways], start[: ways + 1], edges[:count]
