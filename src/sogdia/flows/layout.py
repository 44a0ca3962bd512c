"""A network of one year as arrays: its graph, capacities, and the places between which traffic flows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.capacity import CapacityParams, impute
from sogdia.flows.demands import TOWNS, Demand, DemandParams, demand, places
from sogdia.flows.mincut import arc_twins
from sogdia.flows.paths import LEAST_COST_MS, arc_tails
from sogdia.network import graph

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


def standing(net: Network, year: int | None) -> Network:
    """Give the network of `year`; without a year, all its spans but the retired and cancelled ones."""
    if year is not None:
        return net.in_service(year)
    rows = net.spans
    gone = rows.status.isin(["retired", "cancelled"]).fillna(value=False).to_numpy(dtype=bool)
    return net.keep_spans(rows.id[~gone]) if gone.any() else net


@dataclass(frozen=True)
class Wires:
    """A graph with what the workshops ask for beside it.

    Attributes
    ----------
    net
        The network that was laid out.
    graph
        Its arrays.
    cost
        Shape (m,): one-way delay of each span, ms, above 0.
    tails, twins
        Shape (2 m,): node that each arc leaves; arc of the same span the other way.
    row
        Shape (m,): row of ``net.spans`` of each span of the graph.
    """

    net: Network
    graph: graph.Graph
    cost: Floats
    tails: Ints
    twins: Ints
    row: Ints

    @property
    def csr(self) -> tuple[Ints, Ints, Ints]:
        """The compressed sparse rows: indptr, neighbour, span."""
        return self.graph.indptr, self.graph.neighbour, self.graph.span

    @cached_property
    def borders(self) -> Flags:
        """Mark the spans on land whose ends are in two countries."""
        country = self.net.nodes.set_index("id").country.fillna("")
        ends = [
            country.reindex(self.graph.node_ids[side]).to_numpy(dtype=str)
            for side in (self.graph.start, self.graph.end)
        ]
        land = (self.net.spans.setting == "terrestrial").to_numpy(dtype=bool)[self.row]
        return np.asarray(land & (ends[0] != ends[1]) & (ends[0] != "") & (ends[1] != ""), dtype=bool)

    @property
    def all_alive(self) -> Flags:
        """A mask of spans, all true."""
        return np.ones(self.graph.n_spans, dtype=bool)


def wire(net: Network) -> Wires:
    """Turn a network into arrays."""
    g = graph.build(net)
    number = {name: i for i, name in enumerate(net.spans.id)}
    row = np.array([number[name] for name in g.span_ids], dtype=np.int64)
    cost = np.maximum(g.one_way_ms, LEAST_COST_MS)
    return Wires(net, g, cost, arc_tails(g.indptr), arc_twins(g.indptr, g.span), row)


@dataclass(frozen=True)
class Layout:
    """Wires with capacity and traffic.

    Attributes
    ----------
    wires
        Graph of the network.
    capacity
        Shape (3, m), Gbps: base, low and high, in the graph's order of spans.
    imputed
        The same as a table in the order of ``net.spans``, with basis and source.
    demand
        Traffic between countries.
    roots, root_country, root_weight
        Shape (r,): nodes where traffic begins and ends, each one's country (its place in
        ``demand.countries``) and share of the country's traffic.
    home
        Shape (n,): country of each node, -1 where it has no traffic.
    """

    wires: Wires
    capacity: Floats
    imputed: pd.DataFrame
    demand: Demand
    roots: Ints
    root_country: Ints
    root_weight: Floats
    home: Ints

    @cached_property
    def traffic(self) -> Floats:
        """Traffic between roots, shape (3, r, r), Gbps: half of a pair's in each direction."""
        share = self.root_weight[:, None] * self.root_weight[None, :]
        return self.demand.traffic[:, self.root_country[:, None], self.root_country[None, :]] * share / 2.0

    def hubs(self, country: int, count: int) -> Flags:
        """Mark the towns of the `count` countries of largest traffic other than `country`, shape (n,).

        A country without towns (`city`, `exchange`) counts with all its nodes; ties go by place.
        """
        use = self.demand.traffic[0].sum(axis=1)
        first = np.full(len(use), len(self.home))
        np.minimum.at(first, self.home[self.home >= 0], np.flatnonzero(self.home >= 0))
        ranked = [c for c in np.lexsort((first, -use.round(9))) if c != country and use[c] > 0]
        return np.isin(self.home, ranked[:count]) & self._town

    @cached_property
    def _town(self) -> Flags:
        nodes = self.wires.net.nodes.set_index("id").reindex(self.wires.graph.node_ids)
        town = nodes.kind.isin(TOWNS).fillna(value=False).to_numpy(dtype=bool)
        without = ~np.isin(self.home, self.home[town])
        return town | without


def lay_out(
    net: Network,
    year: int | None,
    demand_params: DemandParams,
    capacity_params: CapacityParams,
) -> Layout:
    """Turn the network of `year` into arrays, with capacity and traffic."""
    now = standing(net, year)
    wires = wire(now)
    imputed = impute(now, capacity_params)
    columns = ["capacity_gbps", "capacity_low_gbps", "capacity_high_gbps"]
    capacity = np.ascontiguousarray(imputed[columns].to_numpy(dtype=float)[wires.row].T)
    traffic = demand(now, year=year, params=demand_params)
    number = {c: i for i, c in enumerate(traffic.countries)}
    node = {name: i for i, name in enumerate(wires.graph.node_ids)}
    spots = places(now.nodes, set(now.spans.start) | set(now.spans.end))
    spots = spots[spots.country.isin(number)]
    spots = spots.assign(at=spots.node.map(node)).sort_values("at")
    country = now.nodes.set_index("id").country.reindex(wires.graph.node_ids)
    return Layout(
        wires=wires,
        capacity=capacity,
        imputed=imputed,
        demand=traffic,
        roots=spots["at"].to_numpy(dtype=np.int64),
        root_country=np.array([number[c] for c in spots.country], dtype=np.int64),
        root_weight=spots.weight.to_numpy(dtype=float),
        home=np.array([number.get(c, -1) for c in country], dtype=np.int64),
    )
