"""What losses do to the least ways between places: only what a loss takes from a tree is settled anew (exact).

A pair changes only where the tree of its root reaches the other end over a lost span. With one span (u, v) lost it is
enough to look at roots that pass it from u to v: whoever passes it the other way is their far end. Nodes that a loss
cuts off are known from the connected parts of what is left, without a search.

Source
------
Ramalingam and Reps (1996), An incremental algorithm for a generalization of the shortest-path problem (deletions
only). The preorder layout, the halving and the sums by group are ours; `benchmarks/failures.py` holds them against
full recomputation.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.compiled import compiled, threads
from sogdia.flows.paths import heap_pop, heap_push

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.all_pairs import AllPairs

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Narrow = NDArray[np.int32]

CHUNK_BYTES = 64_000_000
"""Sums of so many bytes, at most, are held at once for each core."""


@dataclass(frozen=True)
class Change:
    """What one loss changes between groups of places; only groups that feel it are listed.

    Attributes
    ----------
    scenario
        Number of the loss, from 0.
    first, second
        Shape (k,): numbers of the two groups, first <= second.
    added
        Shape (k,): sum over pairs still joined of weight times added cost.
    parted
        Shape (k,): sum of the weight of pairs that were joined before and are not after.
    """

    scenario: int
    first: Ints
    second: Ints
    added: Floats
    parted: Floats


def changes(
    ways: AllPairs,
    losses: Iterable[Sequence[int] | Ints],
    group: Ints | None = None,
    weight: Floats | None = None,
    watched: Flags | None = None,
) -> Iterator[Change]:
    """Stream what each loss changes, summed by pairs of groups.

    Parameters
    ----------
    ways
        Least ways before any loss.
    losses
        For each scenario the numbers of the spans lost, each from 0 to m - 1.
    group
        Shape (r,): group of each root (a country), from 0; None puts all into one.
    weight
        Shape (r,), 0 or more: a pair weighs the product of its ends; None is 1 for each.
    watched
        Shape (r,): pairs without a watched root are left out; None watches all.

    Yields
    ------
    Change
        One for each scenario, in order. Unordered pairs of different roots count once.

    Raises
    ------
    ParameterError
        A span that is not there.

    Notes
    -----
    Memory is at most `CHUNK_BYTES` a core beside `ways`, whatever the number of scenarios.
    """
    r, m = len(ways.roots), len(ways.cost)
    groups = np.zeros(r, dtype=np.int64) if group is None else np.asarray(group, dtype=np.int64)
    mass = np.ones(r) if weight is None else np.asarray(weight, dtype=float)
    g = int(groups.max(initial=0)) + 1
    root_of = np.full(len(ways.indptr) - 1, -1, dtype=np.int64)
    root_of[ways.roots] = np.arange(r)
    seen = np.ones(r, dtype=bool) if watched is None else np.asarray(watched, dtype=bool)
    size = max(1, min(256, CHUNK_BYTES // (16 * g * g)))
    cores = threads()
    graph = (ways.indptr, ways.neighbour, ways.span, ways.cost)
    trees = (ways.ends, ways.by, ways.order, ways.place, ways.end)

    def measured(chunk: list[Ints]) -> tuple[Floats, Floats]:
        added, parted = np.zeros((len(chunk), g, g)), np.zeros((len(chunk), g, g))
        flat = np.concatenate([*chunk, np.zeros(0, dtype=np.int64)]).astype(np.int64)
        start = np.concatenate([[0], np.cumsum([len(loss) for loss in chunk])]).astype(np.int64)
        _measure(graph, trees, (ways.roots, ways.dist, root_of, groups, mass, seen), flat, start, added, parted)
        return added, parted

    number = 0
    with ThreadPoolExecutor(cores) as pool:
        for batch in _batches(losses, size, cores, m):
            for added, parted in pool.map(measured, batch):
                for one, cut in zip(added, parted, strict=True):
                    yield _change(number, one, cut)
                    number += 1


def _batches(losses: Iterable[Sequence[int] | Ints], size: int, cores: int, m: int) -> Iterator[list[list[Ints]]]:
    """Gather losses into chunks of `size`, and chunks into batches of one a core."""
    batch: list[list[Ints]] = [[]]
    for number, loss in enumerate(losses):
        spans = np.unique(np.asarray(loss, dtype=np.int64))
        if len(spans) and not (spans[0] >= 0 and spans[-1] < m):
            raise ParameterError(f"loss {number} names span {int(spans[0] if spans[0] < 0 else spans[-1])}; the graph "
                                 f"has spans 0 to {m - 1}")  # fmt: skip
        if len(batch[-1]) == size:
            if len(batch) == cores:
                yield batch
                batch = []
            batch.append([])
        batch[-1].append(spans)
    if batch[0]:
        yield batch


def _change(number: int, added: Floats, parted: Floats) -> Change:
    both, cut = added + np.triu(added.T, 1), parted + np.triu(parted.T, 1)
    first, second = np.nonzero(np.triu((both != 0.0) | (cut != 0.0)))
    return Change(number, first, second, both[first, second], cut[first, second])


@compiled
def _parts(indptr: Ints, neighbour: Ints, span: Ints, gone: Flags, label: Ints, queue: Ints) -> None:
    """Give each node the number of its connected part in what is left; `label` is filled."""
    label[:] = -1
    parts = 0
    for seed in range(len(label)):
        if label[seed] >= 0:
            continue
        label[seed] = parts
        queue[0] = seed
        at, count = 0, 1
        while at < count:
            node = queue[at]
            at += 1
            for a in range(indptr[node], indptr[node + 1]):
                other = neighbour[a]
                if label[other] < 0 and not gone[span[a]]:
                    label[other] = parts
                    queue[count] = other
                    count += 1
        parts += 1


@compiled
def _detach(
    trees: tuple[Ints, Narrow, Narrow, Narrow, Narrow],
    root: int,
    lost: Ints,
    one_way: bool,
    stamp: Ints,
    mark: int,
    detached: Ints,
) -> int:
    """List the nodes that lost spans take from the tree of a root, and stamp them; gives their number.

    `trees` holds the ends of spans and the arrays `by`, `order`, `place` and `end` of `AllPairs`; with `one_way` a root
    counts only where it passes the span from its first end to its second.
    """
    ends, by, order, place, end = trees
    count = 0
    for e in lost:
        below = ends[e, 1]
        if by[below, root] != e:
            below = ends[e, 0]
            if one_way or by[below, root] != e:
                continue
        if stamp[below] == mark:
            continue
        for at in range(place[root, below], end[root, below]):
            node = order[root, at]
            if stamp[node] != mark:
                stamp[node] = mark
                detached[count] = node
                count += 1
    return count


@compiled
def _settle(
    graph: tuple[Ints, Ints, Ints, Floats],
    gone: Flags,
    near: Floats,
    detached: Ints,
    joined: Flags,
    stamp: Ints,
    mark: int,
    fresh: Floats,
    heap: tuple[Floats, Ints],
) -> None:
    """Fill `fresh` with the least cost of each detached node; `near` is the root's row of costs before the loss.

    Nodes that are not `joined` to the root any more get an infinite one without a search.
    """
    indptr, neighbour, span, cost = graph
    keys, items = heap
    size = 0
    for q in range(len(detached)):
        node = detached[q]
        best = np.inf
        if joined[q]:
            for a in range(indptr[node], indptr[node + 1]):
                other = neighbour[a]
                if stamp[other] != mark and not gone[span[a]]:
                    best = min(best, near[other] + cost[span[a]])
            if best < np.inf:
                size = heap_push(keys, items, size, best, node)
        fresh[node] = best
    while size > 0:
        key, node = keys[0], items[0]
        size = heap_pop(keys, items, size)
        if key > fresh[node]:
            continue
        for a in range(indptr[node], indptr[node + 1]):
            other = neighbour[a]
            if stamp[other] == mark and not gone[span[a]] and key + cost[span[a]] < fresh[other]:
                fresh[other] = key + cost[span[a]]
                size = heap_push(keys, items, size, fresh[other], other)


@compiled
def _measure(
    graph: tuple[Ints, Ints, Ints, Floats],
    trees: tuple[Ints, Narrow, Narrow, Narrow, Narrow],
    roots: tuple[Ints, Floats, Ints, Ints, Floats, Flags],
    lost: Ints,
    start: Ints,
    added: Floats,
    parted: Floats,
) -> None:
    """Fill `added` and `parted`, shape (k, g, g), for the k losses ``lost[start[i]:start[i + 1]]``.

    `roots` holds their nodes, costs before the loss, and number (by node), group, weight and watch of each.
    """
    node_of, dist, root_of, group, weight, watched = roots
    all_watched = watched.all()
    n = len(graph[0]) - 1
    gone = np.zeros(len(graph[3]), dtype=np.bool_)
    label, queue, detached = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    stamp = np.zeros(n, dtype=np.int64)
    fresh = np.empty(n)
    heap = (np.empty(2 * len(graph[1]) + 1), np.empty(2 * len(graph[1]) + 1, dtype=np.int64))
    mark = 0
    for k in range(len(start) - 1):
        loss = lost[start[k] : start[k + 1]]
        gone[loss] = True
        _parts(graph[0], graph[1], graph[2], gone, label, queue)
        one_way = bool(all_watched and len(loss) == 1)
        for i in range(len(node_of)):
            if not watched[i]:
                continue
            mark += 1
            cut = detached[: _detach(trees, i, loss, one_way, stamp, mark, detached)]
            if len(cut) == 0 or root_of[cut].max() < 0:
                continue
            _settle(graph, gone, dist[i], cut, label[cut] == label[node_of[i]], stamp, mark, fresh, heap)
            for node in cut:
                j = root_of[node]
                if j < 0 or (not one_way and watched[j] and j <= i):
                    continue
                pair = weight[i] * weight[j]
                if fresh[node] < np.inf:
                    added[k, group[i], group[j]] += pair * (fresh[node] - dist[i, node])
                else:
                    parted[k, group[i], group[j]] += pair
        gone[loss] = False
