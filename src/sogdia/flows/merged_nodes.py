"""Nodes of a graph between which no span can ever be full, taken as one; and whether they stay one after a loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.contraction import Wanted

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class MergedNodes:
    """Nodes merged in rounds, of n nodes and m spans.

    Attributes
    ----------
    label
        Shape (n,): merged node of each node.
    order, begin
        Spans inside merged nodes, round by round: those of round r are ``order[begin[r]:begin[r + 1]]``.
    bundle
        Shape (m,): spans between the same two nodes of a round share a number; -1 where the merging does not need them.
    spare
        Shape (b,), Gbps: what each bundle may lose and still never be full.
    left
        Number of merged nodes after each round.
    """

    label: Ints
    order: Ints
    begin: Ints
    bundle: Ints
    spare: Floats
    left: Ints

    def stand(self, wanted: Wanted, lost: Flags) -> bool:
        """Say whether the nodes stay merged for sure when the spans marked in `lost`, shape (m,), are lost.

        A loss lowers what can reach the ends of the other spans, so that only the bundles that lose themselves are
        looked at again.
        """
        return bool(_stand(wanted.start, wanted.end, wanted.capacity, lost, len(self.label),
                           (self.order, self.begin, self.bundle, self.spare, self.left)))  # fmt: skip


def merged(wanted: Wanted) -> MergedNodes:
    """Merge nodes.

    Two rules, until they find no more. Inside one place, with demand d and capacity b over its border, no more than
    (d + b) / 2 can pass: what is its own crosses the border once, what passes through crosses it twice. At a merged
    node no more can pass an edge than the other edges hold and the places there want. In a round each node goes along
    one such edge at most: two of them, merged at once, would let through the node what neither could.

    Source
    ------
    Padberg and Rinaldi (1990), An efficient algorithm for the minimum capacity cut problem, test 1, with what is
    wanted at a node counted as one more edge.
    """
    use = wanted.traffic.sum(axis=1)
    most = _most_inside(wanted.start, wanted.end, wanted.capacity, wanted.home, use)
    safe = (wanted.capacity > 0) & (wanted.capacity >= most)
    by_place = np.argsort(wanted.home, kind="stable")
    label, rounds, bundle, spare, left = _merge(
        wanted.start, wanted.end, wanted.capacity, safe, wanted.home, by_place[wanted.home[by_place] >= 0], use
    )
    order = np.argsort(rounds, kind="stable")
    begin = np.searchsorted(rounds[order], np.arange(len(left) + 1))
    return MergedNodes(label, order, begin.astype(np.int64), bundle, spare, left)


@compiled
def _most_inside(start: Ints, end: Ints, capacity: Floats, home: Ints, use: Floats) -> Floats:
    """Give the most traffic that a span can ever meet: half of all, or less inside one place; shape (m,)."""
    border = np.zeros(len(use))
    for e in range(len(start)):
        a, b = home[start[e]], home[end[e]]
        if a != b:
            if a >= 0:
                border[a] += capacity[e]
            if b >= 0:
                border[b] += capacity[e]
    half, out = use.sum() / 2.0, np.empty(len(start))
    for e in range(len(start)):
        a = home[start[e]]
        inside = a >= 0 and a == home[end[e]]
        out[e] = min((min(use[a], border[a]) + border[a]) / 2.0, half) if inside else half
    return out


@compiled
def _root(group: Ints, node: int) -> int:
    while group[node] != node:
        group[node] = group[group[node]]
        node = group[node]
    return node


@compiled
def _join(group: Ints, a: int, b: int) -> int:
    """Join the groups of two nodes; gives the number of groups that this makes fewer."""
    a, b = _root(group, a), _root(group, b)
    if a == b:
        return 0
    group[max(a, b)] = min(a, b)
    return 1


@compiled
def _numbered(group: Ints, label: Ints) -> int:
    """Give each node the number of its group, in place, and how many groups there are."""
    count = 0
    for node in range(len(group)):
        root = _root(group, node)
        if root == node:
            label[node] = count
            count += 1
        else:
            label[node] = label[root]
    return count


@compiled
def _around(count: int, label: Ints, home: Ints, by_place: Ints, use: Floats) -> Floats:
    """Give what the places at each merged node want in sum, Gbps."""
    out, seen = np.zeros(count), np.full(count, -1)
    for node in by_place:
        if seen[label[node]] != home[node]:
            seen[label[node]] = home[node]
            out[label[node]] += use[home[node]]
    return out


@compiled
def _merge(  # noqa: C901  one compiled loop, which calls would slow
    start: Ints, end: Ints, gbps: Floats, safe: Flags, home: Ints, by_place: Ints, use: Floats
) -> tuple[Ints, Ints, Ints, Floats, Ints]:
    """Give the label of each node, the round and the bundle of each span, what bundles may lose, and nodes left."""
    n, m = len(home), len(start)
    group, label = np.arange(n), np.empty(n, dtype=np.int64)
    rounds, bundle = np.full(m, n + 1, dtype=np.int64), np.full(m, -1, dtype=np.int64)
    spare, left = np.empty(m), np.empty(n + 1, dtype=np.int64)
    bundles, number = 0, 0
    for one in np.flatnonzero(safe):
        _join(group, start[one], end[one])
        bundle[one], spare[bundles] = bundles, np.inf
        bundles += 1
    count = _numbered(group, label)
    inside = np.empty(m, dtype=np.bool_)
    for e in range(m):
        inside[e] = gbps[e] > 0.0 and label[start[e]] == label[end[e]]
        if inside[e]:
            rounds[e] = 0
    left[0] = count
    while True:
        span = np.flatnonzero(~inside & (gbps > 0.0))
        key = np.empty(len(span), dtype=np.int64)
        for i in range(len(span)):
            a, b = label[start[span[i]]], label[end[span[i]]]
            key[i] = min(a, b) * count + max(a, b)
        order = np.argsort(key, kind="mergesort")
        edge, total, low, high = _edges(key[order], gbps[span[order]], count)
        around = _around(count, label, home, by_place, use)
        for i in range(len(total)):
            around[low[i]] += total[i]
            around[high[i]] += total[i]
        room = _picked(total, low, high, around)
        if (room < 0.0).all():
            return label, rounds, bundle, spare[:bundles], left[: number + 1]
        number += 1
        of_edge = np.full(len(total), -1)
        for one in np.flatnonzero(room >= 0.0):
            of_edge[one], spare[bundles] = bundles, room[one]
            bundles += 1
        for i in range(len(span)):
            if of_edge[edge[i]] >= 0:
                _join(group, start[span[order[i]]], end[span[order[i]]])
        count = _numbered(group, label)
        left[number] = count
        for i in range(len(span)):
            one = span[order[i]]
            if label[start[one]] == label[end[one]]:
                inside[one], rounds[one], bundle[one] = True, number, of_edge[edge[i]]


@compiled
def _edges(key: Ints, gbps: Floats, count: int) -> tuple[Ints, Floats, Ints, Ints]:
    """Give the edge of each span, keys sorted, and the capacity and the ends of each edge."""
    edge = np.empty(len(key), dtype=np.int64)
    at = -1
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1]:
            at += 1
        edge[i] = at
    total = np.zeros(at + 1)
    low, high = np.empty(at + 1, dtype=np.int64), np.empty(at + 1, dtype=np.int64)
    for i in range(len(key)):
        total[edge[i]] += gbps[i]
        low[edge[i]], high[edge[i]] = key[i] // count, key[i] % count
    return edge, total, low, high


@compiled
def _picked(total: Floats, low: Ints, high: Ints, around: Floats) -> Floats:
    """Let each node pick its widest edge, if that is never full; gives what picked edges could lose, -1 for others."""
    widest = np.full(len(around), -1)
    for i in range(len(total)):
        for node in (low[i], high[i]):
            if widest[node] < 0 or total[i] > total[widest[node]]:
                widest[node] = i
    room = np.full(len(total), -1.0)
    for node in range(len(around)):
        i = widest[node]
        if i >= 0:
            room[i] = max(room[i], 2.0 * total[i] - around[node])
    return room


@compiled
def _stand(
    start: Ints, end: Ints, gbps: Floats, lost: Flags, nodes: int, made: tuple[Ints, Ints, Ints, Floats, Ints]
) -> bool:
    order, begin, bundle, spare, left = made
    gone = np.zeros(len(spare))
    for e in range(len(lost)):
        if lost[e] and bundle[e] >= 0:
            gone[bundle[e]] += gbps[e]
    group, count = np.arange(nodes), nodes
    for r in range(len(left)):
        for e in order[begin[r] : begin[r + 1]]:
            if bundle[e] >= 0 and not lost[e] and gone[bundle[e]] <= spare[bundle[e]]:
                count -= _join(group, start[e], end[e])
        if count != left[r]:
            return False
    return True
