"""What a country loses when an actor's spans are withdrawn: counted as `sogdia.flows.fail` counts it (workshop)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sogdia.flows.mincut import max_flow, used_spans
from sogdia.flows.outages import LEAST_SHARE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Layout

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """One country before any loss.

    Attributes
    ----------
    layout
        Network as arrays.
    country
        Number in ``demand.countries``.
    source, sink
        Shape (n,): the country's nodes; towns of its hubs.
    served
        Shape (3,), Gbps: demand served by base, low and high capacities.
    used
        Shape (3, m): spans that carry the maximum flow.
    capacity
        Shape (3,), Gbps: that flow.
    """

    layout: Layout
    country: int
    source: Flags
    sink: Flags
    served: Floats
    used: Flags
    capacity: Floats

    def loss(self, lost: Flags) -> tuple[float, float, float]:
        """Give the share of the demand served that is not served without the spans marked in `lost`, shape (m,).

        Returns
        -------
        tuple
            By base capacities, and the least and the most of the three guesses; NaN where nothing was served.
        """
        wires = self.layout.wires
        capacity = self.capacity.copy()
        for q in range(3):
            if self.used[q, lost].any():
                left, _ = max_flow(*wires.csr, wires.twins, self.layout.capacity[q], ~lost, self.source, self.sink)
                capacity[q] = min(left, capacity[q])
        kept = np.minimum(capacity, linked_gbps(self.layout, self.country, ~lost))
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = np.where(self.served > 0, 1.0 - kept / self.served, np.nan)
        gone = np.where(gone < LEAST_SHARE, 0.0, gone)
        return float(gone[0]), float(np.fmin.reduce(gone)), float(np.fmax.reduce(gone))


def stand(layout: Layout, country: int, hubs: int) -> Standing:
    """Find what a country is served before any loss, to the towns of `hubs` countries of largest traffic."""
    wires = layout.wires
    source, sink = layout.home == country, layout.hubs(country, hubs)
    capacity, used = np.zeros(3), np.zeros((3, wires.graph.n_spans), dtype=bool)
    for q in range(3):
        capacity[q], room = max_flow(*wires.csr, wires.twins, layout.capacity[q], wires.all_alive, source, sink)
        used[q] = used_spans(wires.graph.span, wires.twins, room)
    served = np.minimum(capacity, linked_gbps(layout, country, wires.all_alive))
    return Standing(layout, country, source, sink, served, used, capacity)


def linked_gbps(layout: Layout, country: int, alive: Flags) -> float:
    """Give a country's demand with places that its towns reach over the spans `alive`, Gbps."""
    g = layout.wires.graph
    ends = (np.ones(int(alive.sum())), (g.start[alive], g.end[alive]))
    _, part = connected_components(coo_matrix(ends, shape=(g.n_nodes, g.n_nodes)), directed=False)
    of_root = part[layout.roots]
    mine = np.flatnonzero(layout.root_country == country)
    joined = of_root[mine][:, None] == of_root[None, :]
    return float(2.0 * (layout.traffic[0][mine] * joined).sum())


@dataclass
class Losses:
    """The losses of several countries: what stood before is found once for each.

    Attributes
    ----------
    layout
        Network as arrays.
    hubs
        Number of countries of largest traffic to which capacity counts.
    """

    layout: Layout
    hubs: int
    standing: dict[str, Standing] = field(default_factory=dict)

    def of(self, country: str, lost: Flags) -> tuple[float, float, float]:
        """Give a country's loss, its least and its most; NaN where it has no traffic in the network."""
        codes = self.layout.demand.countries
        if country not in codes:
            return (np.nan, np.nan, np.nan)
        if country not in self.standing:
            self.standing[country] = stand(self.layout, codes.index(country), self.hubs)
        return self.standing[country].loss(lost)
