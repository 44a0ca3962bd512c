"""What each country has before a loss, and what is left of it after: capacity to the hubs, demand, delay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.all_pairs import AllPairs, all_pairs
from sogdia.flows.mincut import max_flow, used_spans
from sogdia.flows.reflow import reflow
from sogdia.flows.repair import Change, changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

LEAST_SHARE: Final = 1e-12
"""What is left of a capacity counts as none below this share: rounding."""
LEAST_GBPS: Final = 1e-9
"""Demand below this counts as none: rounding."""


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
        Shape (3, c), Gbps: maximum flow between the two by base, low and high capacities; or, where no hubs were asked
        for, what the spans that leave the country hold.
    room, used
        Shapes (3, c, 2 m), Gbps, and (3, c, m): room that this flow leaves on each arc, and spans that carry
        it. Where no hubs were asked for, `room` is None, and `used` marks the spans that leave the country.
    ways
        Least ways from each root of the layout.
    joined
        Shape (c, c): share of the traffic between two countries whose ends can reach each other.
    """

    layout: Layout
    source: Flags
    sink: Flags
    capacity: Floats
    room: Floats | None
    used: Flags
    ways: AllPairs
    joined: Floats

    @property
    def demand(self) -> Floats:
        """Traffic of each country, shape (c,), Gbps."""
        return np.asarray(self.layout.demand.traffic[0].sum(axis=1), dtype=float)

    @property
    def linked(self) -> Floats:
        """Demand of each country to places that can be reached, shape (c,), Gbps."""
        return np.asarray((self.layout.demand.traffic[0] * self.joined).sum(axis=1), dtype=float)

    def after(self, lost: Flags, countries: Flags | None = None) -> Effects:
        """Give what is left after one loss; see `after_each`."""
        return next(self.after_each([lost], countries))

    def after_each(self, losses: Sequence[Flags], countries: Flags | None = None) -> Iterator[Effects]:
        """Stream what is left after each loss, its spans marked in an array of shape (m,), in the graph's order.

        With `countries`, shape (c,), what the others have left is not looked at. A country whose flow before
        the loss used none of the lost spans keeps its capacity: that flow still stands.
        """
        spans = [np.flatnonzero(lost) for lost in losses]
        watched = None if countries is None else countries[self.layout.root_country]
        felt = changes(self.ways, spans, self.layout.root_country, self.layout.root_weight, watched)
        for lost, change in zip(losses, felt, strict=True):
            added, linked = self._delays(change)
            yield Effects(self._capacity_left(lost, countries), linked, added)

    def _capacity_left(self, lost: Flags, countries: Flags | None) -> Floats:
        wires = self.layout.wires
        capacity = self.capacity.copy()
        if self.room is None:
            leaving = self.used[0][:, lost]
            left = capacity - self.layout.capacity[:, lost] @ leaving.T
            return np.where(left > LEAST_SHARE * capacity, left, 0.0)
        hit = self.used[:, :, lost].any(axis=2)
        if countries is not None:
            hit &= countries
        for q, c in zip(*np.nonzero(hit), strict=True):
            capacity[q, c] = reflow(*wires.csr, wires.twins, self.room[q, c], lost, self.source[c], self.sink[c])
        return np.minimum(capacity, self.capacity)

    def _delays(self, change: Change) -> tuple[Floats, Floats]:
        """Give each country's mean added delay and the demand still linked, both of shape (c,)."""
        traffic = self.layout.demand.traffic[0]
        weight = traffic[change.first, change.second]
        cut = self._both_ends(change, weight * change.parted)
        linked = np.clip(self.linked - cut, 0.0, None)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(linked > LEAST_GBPS, self._both_ends(change, weight * change.added) / linked, np.nan)
        return mean, np.where(linked > LEAST_GBPS, linked, 0.0)

    def _both_ends(self, change: Change, values: Floats) -> Floats:
        """Add up what pairs of countries feel by country, shape (c,)."""
        count = len(self.capacity[0])
        once = np.bincount(change.first, values, count)
        return np.asarray(once + np.bincount(change.second, values, count), dtype=float)


def before(layout: Layout, hubs: int | None) -> Baseline:
    """Find what each country has: capacity to the towns of its `hubs` largest partners, and delays.

    Without `hubs`, capacity is that of all spans that leave the country: quick, and blind to what lies further out.
    """
    wires = layout.wires
    count, n = len(layout.demand.countries), wires.graph.n_nodes
    source = layout.home[None, :] == np.arange(count)[:, None]
    if hubs is None:
        sink = ~source
        used = np.repeat(_leaving(layout, count)[None], 3, axis=0)
        capacity, room = np.einsum("qm,cm->qc", layout.capacity, used[0].astype(float)), None
    else:
        sink = np.array([layout.hubs(c, hubs) for c in range(count)], dtype=bool).reshape(count, n)
        capacity, room, used = _flows(layout, source, sink)
    ways = all_pairs(*wires.csr, wires.cost, layout.roots)
    share = np.zeros((count, len(layout.roots)))
    share[layout.root_country, np.arange(len(layout.roots))] = layout.root_weight
    joined = share @ np.isfinite(ways.dist[:, layout.roots]) @ share.T
    return Baseline(layout, source, sink, capacity, room, used, ways, joined)


def _leaving(layout: Layout, count: int) -> Flags:
    """Mark the spans with just one end in a country, shape (c, m)."""
    graph = layout.wires.graph
    one, other = layout.home[graph.start], layout.home[graph.end]
    numbers = np.arange(count)[:, None]
    return np.asarray((one[None, :] == numbers) != (other[None, :] == numbers), dtype=bool)


def _flows(layout: Layout, source: Flags, sink: Flags) -> tuple[Floats, Floats, Flags]:
    """Give each country's maximum flow, the room that it leaves, and the spans that carry it."""
    wires, count = layout.wires, len(source)
    capacity = np.zeros((3, count))
    room = np.zeros((3, count, len(wires.twins)))
    used = np.zeros((3, count, wires.graph.n_spans), dtype=bool)
    for q in range(3):
        for c in range(count):
            capacity[q, c], room[q, c] = max_flow(
                *wires.csr, wires.twins, layout.capacity[q], wires.all_alive, source[c], sink[c]
            )
            used[q, c] = used_spans(wires.graph.span, wires.twins, room[q, c])
    return capacity, room, used
