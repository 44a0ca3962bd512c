"""Ways of least total length that share no node, or no edge, between two nodes of a network: a flow of least cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Edge = tuple[str, str, str, float]


@dataclass
class _Arc:
    """One direction of an edge, and what is left of it; `back` is its number in the arcs of `head`."""

    head: int
    left: int
    km: float
    back: int
    edge: str = ""


@dataclass
class _Flow:
    """Nodes are split in two, so that one way at most runs through each."""

    arcs: list[list[_Arc]] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)

    def node(self, name: str, most: int) -> int:
        """Give the number of a node's entry; its exit is the next one."""
        if name not in self.number:
            self.number[name] = len(self.arcs)
            self.arcs += [[], []]
            self.join(self.number[name], self.number[name] + 1, most, 0.0, "")
        return self.number[name]

    def join(self, tail: int, head: int, most: int, km: float, edge: str) -> None:
        self.arcs[tail].append(_Arc(head, most, km, len(self.arcs[head]), edge))
        self.arcs[head].append(_Arc(tail, 0, -km, len(self.arcs[tail]) - 1))

    def push(self, source: int, sink: int, height: list[float]) -> bool:
        """Send one more way along the shortest path in the residual network (Dijkstra with node potentials)."""
        away = [float("inf")] * len(self.arcs)
        came: list[tuple[int, int]] = [(-1, -1)] * len(self.arcs)
        away[source] = 0.0
        queue = [(0.0, source)]
        while queue:
            reached, tail = heappop(queue)
            if reached > away[tail]:
                continue
            for i, arc in enumerate(self.arcs[tail]):
                total = reached + max(arc.km + height[tail] - height[arc.head], 0.0)
                if arc.left > 0 and total < away[arc.head] - 1e-12:
                    away[arc.head], came[arc.head] = total, (tail, i)
                    heappush(queue, (total, arc.head))
        if away[sink] == float("inf"):
            return False
        for k, reached in enumerate(away):
            height[k] += min(reached, away[sink])
        at = sink
        while at != source:
            tail, i = came[at]
            arc = self.arcs[tail][i]
            arc.left -= 1
            self.arcs[at][arc.back].left += 1
            at = tail
        return True


def disjoint_ways(
    edges: Iterable[Edge], a: str, b: str, k: int, *, nodes: bool = True
) -> list[tuple[float, tuple[str, ...]]] | None:
    """Find `k` ways of least total length from `a` to `b` that share no edge, and no inner node where `nodes`.

    Parameters
    ----------
    edges
        Name, both ends, and length of 0 or more, km; passed either way.
    nodes
        Whether ways must not share inner nodes either.

    Returns
    -------
    list or None
        Length and edges in their order of each way, the shortest first; None where there are not `k`.

    Source
    ------
    Suurballe, Networks 4 (1974): 125-145; successive shortest paths with potentials (Edmonds and Karp 1972).

    Examples
    --------
    >>> edges = [("ac", "a", "c", 1.0), ("cb", "c", "b", 1.0), ("ad", "a", "d", 2.0), ("db", "d", "b", 2.0)]
    >>> disjoint_ways(edges, "a", "b", 2)
    [(2.0, ('ac', 'cb')), (4.0, ('ad', 'db'))]
    """
    flow, length = _Flow(), {}
    for edge, start, end, km in edges:
        length[edge] = km
        most = {name: 1 if nodes and name not in {a, b} else k for name in (start, end)}
        one, two = flow.node(start, most[start]), flow.node(end, most[end])
        flow.join(one + 1, two, 1, km, edge)
        flow.join(two + 1, one, 1, km, edge)
    if a not in flow.number or b not in flow.number:
        return None
    source, sink = flow.number[a] + 1, flow.number[b]
    height = [0.0] * len(flow.arcs)
    if not all(flow.push(source, sink, height) for _ in range(k)):
        return None
    used: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for tail, arcs in enumerate(flow.arcs):
        for arc in arcs:
            if arc.edge and arc.left == 0:
                used[tail].append((arc.head + 1, arc.edge))
    ways = []
    for _ in range(k):
        at, way = source, []
        while at != sink + 1:
            at, edge = used[at].pop()
            way.append(edge)
        ways.append((sum(length[edge] for edge in way), tuple(way)))
    return sorted(ways)
