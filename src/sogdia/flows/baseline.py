"""What each country has before a loss, and what is left of it after: capacity to the hubs, demand, delay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.detours import added_delay, needed_spans
from sogdia.flows.mincut import max_flow, used_spans
from sogdia.flows.paths import distances_all
from sogdia.flows.reflow import reflow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Effects:
    """What a loss does; countries in the order of ``demand.countries``.

    Attributes
    ----------
    capacity
        Shape (3, c), Gbps: capacity left by base, low and high capacities.
    linked
        Shape (c,), Gbps: demand to places that can still be reached.
    added_ms
        Shape (c,): mean added one-way delay to them, weighed by traffic; NaN where none can be reached.
    """

    capacity: Floats
    linked: Floats
    added_ms: Floats


@dataclass(frozen=True)
class Baseline:
    """Countries before a loss.

    Attributes
    ----------
    layout
        Network as arrays.
    source, sink
        Shape (c, n): nodes of each country; towns of its hubs.
    capacity
        Shape (3, c), Gbps: maximum flow between the two by base, low and high capacities.
    room, used
        Shapes (3, c, 2 m), Gbps, and (3, c, m): room that this flow leaves on each arc, and spans that carry
        it.
    dist, arc, order
        Shape (r, n): least delay from each root, the arc that reaches each node, and nodes from near to far.
    needed
        Shape (r, m): spans by which the least ways from each root reach the other roots.
    linked
        Shape (c,), Gbps: demand to places that can be reached.
    """

    layout: Layout
    source: Flags
    sink: Flags
    capacity: Floats
    room: Floats
    used: Flags
    dist: Floats
    arc: Ints
    order: Ints
    needed: Flags
    linked: Floats

    @property
    def demand(self) -> Floats:
        """Traffic of each country, shape (c,), Gbps."""
        return np.asarray(self.layout.demand.traffic[0].sum(axis=1), dtype=float)

    def after(self, lost: Flags, countries: Flags | None = None) -> Effects:
        """Give what is left without the spans marked in `lost`, shape (m,), in the graph's order.

        With `countries`, shape (c,), the others are left as they were before the loss. A country whose flow before
        the loss used none of the lost spans keeps its capacity: that flow still stands.
        """
        wires = self.layout.wires
        capacity = self.capacity.copy()
        hit = self.used[:, :, lost].any(axis=2)
        asked = np.asarray(self.needed[:, lost].any(axis=1), dtype=bool)
        if countries is not None:
            hit &= countries
            asked &= countries[self.layout.root_country]
        for q, c in zip(*np.nonzero(hit), strict=True):
            capacity[q, c] = reflow(*wires.csr, wires.twins, self.room[q, c], lost, self.source[c], self.sink[c])
        capacity = np.minimum(capacity, self.capacity)
        added, linked = added_delay(
            *wires.csr,
            wires.tails,
            wires.cost,
            lost,
            self.layout.roots,
            (self.dist, self.arc, self.order),
            2.0 * self.layout.traffic[0],
            asked,
        )
        total = by_country(self.layout, linked)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(total > 0, by_country(self.layout, added) / total, np.nan)
        return Effects(capacity, np.minimum(total, self.linked), mean)


def by_country(layout: Layout, per_root: Floats) -> Floats:
    """Add up a figure of the roots of each country, shape (c,)."""
    count = len(layout.demand.countries)
    total = np.bincount(layout.root_country, weights=per_root, minlength=count)
    return np.asarray(total, dtype=float)


def before(layout: Layout, hubs: int) -> Baseline:
    """Find what each country has: capacity to the towns of its `hubs` largest partners, and delays."""
    wires = layout.wires
    count, n = len(layout.demand.countries), wires.graph.n_nodes
    source = layout.home[None, :] == np.arange(count)[:, None]
    sink = np.array([layout.hubs(c, hubs) for c in range(count)], dtype=bool).reshape(count, n)
    capacity = np.zeros((3, count))
    room = np.zeros((3, count, len(wires.twins)))
    used = np.zeros((3, count, wires.graph.n_spans), dtype=bool)
    for q in range(3):
        for c in range(count):
            capacity[q, c], room[q, c] = max_flow(
                *wires.csr, wires.twins, layout.capacity[q], wires.all_alive, source[c], sink[c]
            )
            used[q, c] = used_spans(wires.graph.span, wires.twins, room[q, c])
    dist, arc = distances_all(*wires.csr, wires.cost, wires.all_alive, layout.roots)
    order = np.argsort(dist, axis=1, kind="stable")
    reached = np.where(np.isfinite(dist[:, layout.roots]), 2.0 * layout.traffic[0], 0.0).sum(axis=1)
    linked = by_country(layout, reached)
    needed = needed_spans(wires.graph.span, wires.tails, arc, layout.roots, wires.graph.n_spans)
    return Baseline(layout, source, sink, capacity, room, used, dist, arc, order, needed, linked)
