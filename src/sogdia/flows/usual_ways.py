"""Which ways traffic usually takes, and what they send over lost spans (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from sogdia.flows.current_flow import admittance, crossing
from sogdia.flows.detours import low_income, poorer_end
from sogdia.flows.hub_countries import hub_countries, pull
from sogdia.flows.mass import BASE_YEAR
from sogdia.flows.paths import distances
from sogdia.flows.split import metric_ms
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.demands import DemandParams
    from sogdia.flows.layout import Layout
    from sogdia.flows.traffic import SplitParams

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

HUBS: Final = 10
"""Countries of largest traffic to which a country's traffic is sent where a network has none of the hub countries."""
TOLERANCES: Final = {"short": 0.1, "middle": 0.3, "long": 1.0, "plain": np.inf}
"""How much longer a way may be before it is e times less likely, as a share of the shortest: competing cables on one
route differ by a tenth, and some traffic goes twice as far. Of Europe's traffic with the Middle East three cables
carried 90 % in 2008 (Submarine Networks): in the network of that year short gives 100 %, middle 96 %, long 83 %, a
plain current 50 %."""
LEAST_FAR_MS: Final = 1.0
STEP: Final = 0.25
"""Places nearer to the hubs than the first count as that far; those whose distances differ by less than the second, as
a logarithm, share a reach."""


class WaysParams(Protocol):
    """What usual ways take for granted; see `sogdia.flows.interruption.InterruptionParams`."""

    @property
    def demand(self) -> DemandParams:
        """Traffic."""

    @property
    def split(self) -> SplitParams:
        """How thin spans and land borders count."""

    @property
    def width(self) -> float:
        """Power of capacity."""

    @property
    def closed_border_ms(self) -> float:
        """What a border counts as between countries of low income, ms."""

    @property
    def hubs(self) -> bool:
        """Whether traffic goes to hub countries."""


def _cost(layout: Layout, params: WaysParams, year: int | None) -> Floats:
    """Give what spans count as; what is thin is measured by the traffic of the year."""
    wires = layout.wires
    growth = (1.0 + params.demand.mass.growth_per_year) ** (0 if year is None else year - BASE_YEAR)
    thin, border_ms = params.split.thin_gbps * growth, params.split.border_ms
    cost = metric_ms(wires.cost, layout.capacity[0], wires.borders, thin, border_ms)
    poorer = poorer_end(wires, low_income(wires.net.countries))
    return cost + np.where(wires.borders, (params.closed_border_ms - border_ms) * poorer, 0.0)


def _ends(layout: Layout, toward: tuple[str, ...], params: WaysParams) -> list[tuple[list[int], Floats]]:
    """Give groups of countries at the other end, each with its share of every country's traffic, shape (c,).

    They are those named, else the hub countries in their groups, else the largest, each by its traffic.
    """
    codes = layout.demand.countries
    every = np.ones(len(codes))
    if named := [codes.index(c) for c in toward if c in codes]:
        return [(named, every)]
    table = hub_countries()
    table = table[table.country.isin(codes)]
    if params.hubs and len(table) > 1:
        away = _apart_km(layout)
        return [
            (at, pull(part.gbps.to_numpy(dtype=float), away[:, at]).sum(axis=1))
            for _, part in table.groupby("group")
            for at in [[codes.index(c) for c in part.country]]
        ]
    traffic = layout.demand.traffic[0]
    return [([int(c)], traffic[:, c]) for c in np.argsort(-traffic.sum(axis=1), kind="stable")[:HUBS]]


def _apart_km(layout: Layout) -> Floats:
    """Give the distances between the main places of countries, shape (c, c)."""
    g, count = layout.wires.graph, len(layout.demand.countries)
    order = np.lexsort((-layout.root_weight, layout.root_country))
    first = order[np.searchsorted(layout.root_country[order], np.arange(count))]
    places = layout.wires.net.nodes.set_index("id").reindex(g.node_ids[layout.roots[first]])
    lon, lat = places.lon.to_numpy(dtype=float), places.lat.to_numpy(dtype=float)
    return np.asarray(distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :]), dtype=float)


def sent_over(
    layout: Layout, gone: Flags, toward: tuple[str, ...], params: WaysParams, year: int | None, tolerance: float
) -> Floats:
    """Give what a current to the other ends sends over lost spans, shape (s, c)."""
    count = len(layout.demand.countries)
    crossed, total = np.zeros((len(gone), count)), np.zeros(count)
    cost = _cost(layout, params, year)
    for ends, weight in _ends(layout, toward, params):
        part = np.full((len(gone), count), np.nan)
        others = [c for c in range(count) if c not in ends]
        part[:, others] = _current(layout, gone, cost, ends, others, params.width, tolerance)
        for c in ends if len(ends) > 1 else ():
            rest = [e for e in ends if e != c]
            part[:, [c]] = _current(layout, gone, cost, rest, [c], params.width, tolerance)
        known = np.isfinite(part[0])
        crossed[:, known] += (part * weight)[:, known]
        total[known] += weight[known]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, crossed / total, np.nan), dtype=float)


def _current(
    layout: Layout, gone: Flags, cost: Floats, ends: list[int], places: list[int], width: float, tolerance: float
) -> Floats:
    """Give what the current from each place to the ends sends over lost spans."""
    wires = layout.wires
    g = wires.graph
    at = [np.flatnonzero(layout.root_country == c) for c in range(len(layout.demand.countries))]
    roots, weights = [layout.roots[i] for i in at], [layout.root_weight[i] for i in at]
    sink = np.zeros(g.n_nodes, dtype=bool)
    sink[np.concatenate([roots[c] for c in ends])] = True
    plain = admittance(cost, layout.capacity[0], width)
    if not np.isfinite(tolerance):
        return crossing(g, plain, [roots[c] for c in places], [weights[c] for c in places], sink, gone)
    out = np.full((len(gone), len(places)), np.nan)
    start = np.flatnonzero(sink)
    away = distances(*wires.csr, cost, wires.all_alive, start, np.zeros(len(start)))[0]
    far = np.array([away[roots[c]].min() for c in places])
    step = np.full(len(places), -1)
    known = np.isfinite(far)
    step[known] = np.round(np.log(np.maximum(far[known], LEAST_FAR_MS)) / STEP).astype(int)
    for one in np.unique(step[known]):
        reach = tolerance * float(np.exp(one * STEP))
        here = np.flatnonzero(step == one)
        c = [places[i] for i in here]
        out[:, here] = crossing(g, plain, [roots[i] for i in c], [weights[i] for i in c], sink, gone, cost / reach)
    return out
