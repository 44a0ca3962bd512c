"""A graph made smaller without changing what it can carry: places between which no span can ever be full become one.

A span that can carry all that could ever reach one of its ends is never full; its ends are merged. Spans between the
same merged places become one edge with the sum of their capacity. The traffic that fits stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.merged_nodes import merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_GBPS = 1e-9
"""Traffic below this counts as none: rounding."""


@dataclass(frozen=True)
class Wanted:
    """Traffic that is wanted between places of a graph of n nodes and m spans.

    Attributes
    ----------
    start, end
        Shape (m,): nodes at the ends of each span.
    delay_ms, capacity
        Shape (m,): ms above 0; Gbps, 0 or more, both directions together.
    home
        Shape (n,): place (country) of each node, -1 for none; a place's traffic may begin or end at any of its nodes.
    traffic
        Shape (c, c), Gbps, symmetric: both directions together.
    """

    start: Ints
    end: Ints
    delay_ms: Floats
    capacity: Floats
    home: Ints
    traffic: Floats

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Places at the ends of each pair that wants traffic, first < second, sorted."""
        first, second = np.nonzero(np.triu(self.traffic, 1) > LEAST_GBPS)
        return np.ascontiguousarray(first), np.ascontiguousarray(second)

    @cached_property
    def amount(self) -> Floats:
        """What each pair wants, shape (p,), Gbps."""
        return np.asarray(self.traffic[self.pairs], dtype=float)

    def without(self, lost: Flags) -> Wanted:
        """Give the same with no capacity on the spans marked in `lost`."""
        return replace(self, capacity=np.where(lost, 0.0, self.capacity))


@dataclass(frozen=True)
class Contracted:
    """The smaller graph, of k nodes and q edges.

    Attributes
    ----------
    label
        Shape (n,): merged node of each node.
    edge
        Shape (m,): edge of each span, -1 inside a merged node and for spans without capacity.
    ends
        Shape (q, 2): merged nodes of each edge.
    capacity, delay_ms
        Shape (q,): sum over its spans; least of its spans.
    indptr, neighbour, arc_edge
        Compressed sparse rows: shapes (k + 1,), (2 q,), (2 q,).
    member_start, member
        Merged nodes of place i are ``member[member_start[i]:member_start[i + 1]]``.
    """

    label: Ints
    edge: Ints
    ends: Ints
    capacity: Floats
    delay_ms: Floats
    indptr: Ints
    neighbour: Ints
    arc_edge: Ints
    member_start: Ints
    member: Ints


def contract(wanted: Wanted, label: Ints | None = None) -> Contracted:
    """Merge nodes and put the spans between the same merged nodes together.

    Parameters
    ----------
    label
        Shape (n,): merged node of each node; None finds them (`sogdia.flows.merged_nodes.merged`).
    """
    node = merged(wanted).label if label is None else label
    k = int(node.max(initial=-1)) + 1
    a, b = node[wanted.start], node[wanted.end]
    apart = (a != b) & (wanted.capacity > 0)
    low, high = np.minimum(a, b)[apart], np.maximum(a, b)[apart]
    key, number = np.unique(low * k + high, return_inverse=True)
    edge = np.full(len(a), -1, dtype=np.int64)
    edge[apart] = number
    ends = np.column_stack([key // max(k, 1), key % max(k, 1)]).astype(np.int64)
    delay = np.full(len(key), np.inf)
    np.minimum.at(delay, number, wanted.delay_ms[apart])
    tail, head = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    order = np.lexsort((head, tail))
    count = len(wanted.traffic)
    here = wanted.home >= 0
    homes = np.unique(wanted.home[here] * k + node[here])
    return Contracted(
        label=node,
        edge=edge,
        ends=ends,
        capacity=np.bincount(number, wanted.capacity[apart], minlength=len(key)).astype(float),
        delay_ms=delay,
        indptr=np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=k))]).astype(np.int64),
        neighbour=head[order],
        arc_edge=np.tile(np.arange(len(key)), 2)[order],
        member_start=np.searchsorted(homes, np.arange(count + 1) * k).astype(np.int64),
        member=(homes % max(k, 1)).astype(np.int64),
    )
