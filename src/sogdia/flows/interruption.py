"""How much of each country's traffic a loss interrupts: what its usual ways send over lost spans, before rerouting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.current_flow import admittance, crossing
from sogdia.flows.demands import DemandParams
from sogdia.flows.landings import handed_over
from sogdia.flows.layout import Layout, lay_out, standing
from sogdia.flows.lit_by_year import lit_in
from sogdia.flows.split import metric_ms, near_to_far, split, touch
from sogdia.flows.traffic import SplitParams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LAND_BEGAN: Final = 1998
LAND_KNOWN: Final = 2024
"""Undated fibre over land borders is taken to have come evenly between these years: the Trans-Asia-Europe line, the
first of the dated ones, and the year of which most of the undated facts speak. Assumed."""
HUBS: Final = 10
"""Countries of largest traffic to which a country's traffic is sent where no other end is named; as in `fail`."""


@dataclass(frozen=True)
class InterruptionParams:
    """What the guesses of the usual ways take for granted.

    Attributes
    ----------
    demand, capacity
        Traffic and capacity.
    split
        How traffic divides over near-shortest ways.
    width
        Power of capacity in what a span conducts, 0 to 1, where traffic spreads as a current; 1, as near ways divide in
        proportion to capacity.
    ways
        Which guesses are made: ``near`` (near-shortest ways), ``spread`` (as a current), or both.
    land
        Fibre over land borders whose year is not known: ``by year`` (weighed by how likely it was there), ``all``,
        ``dated`` (none of it).
    handover
        Whether a change from one system under the sea to another, or to land, costs as much as a land border
        (``split.border_ms``): a landing is no free exchange.
    lit_by_year
        Whether capacities are those of the year (`sogdia.flows.lit_by_year`) or today's.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    split: SplitParams = field(default_factory=SplitParams)
    width: float = 1.0
    ways: tuple[str, ...] = ("near", "spread")
    land: str = "by year"
    handover: bool = True
    lit_by_year: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.width <= 1:
            raise ParameterError(f"width is 0 to 1, not {self.width}")
        if not self.ways or set(self.ways) - {"near", "spread"}:
            raise ParameterError(f"ways are near, spread or both, not {self.ways}")
        if self.land not in {"by year", "all", "dated"}:
            raise ParameterError(f"land is 'by year', 'all' or 'dated', not {self.land!r}")


def undated_share(year: int | None) -> float:
    """Give the share of undated border fibre that was not there yet in a year.

    Examples
    --------
    >>> undated_share(2011), undated_share(2030)
    (0.5, 0.0)
    """
    if year is None:
        return 0.0
    return float(np.clip((LAND_KNOWN - year) / (LAND_KNOWN - LAND_BEGAN), 0.0, 1.0))


def dated_borders(net: Network) -> Network:
    """Take out the spans on land between two countries of which neither the span's nor the system's year is known."""
    spans, systems = net.spans, net.systems.set_index("id")
    country = net.nodes.set_index("id").country.fillna("")
    ends = [country.reindex(spans[side]).to_numpy(dtype=str) for side in ("start", "end")]
    of_system = spans.system.map(systems.year_in_service.astype(float)).astype(float)
    undated = (spans.year_in_service.astype(float).isna() & of_system.isna()).to_numpy()
    abroad = (ends[0] != ends[1]) & (ends[0] != "") & (ends[1] != "")
    land = (spans.setting == "terrestrial").to_numpy(dtype=bool)
    return net.keep_spans(spans.id[~(undated & abroad & land)])


@dataclass(frozen=True)
class Guesses:
    """Layouts of one network and year, each with its weight: with undated border fibre and without."""

    layouts: tuple[Layout, ...]
    weights: tuple[float, ...]
    params: InterruptionParams

    @property
    def countries(self) -> list[str]:
        """Countries with traffic."""
        return self.layouts[0].demand.countries

    def interrupted(self, lost: Sequence[set[str]], toward: tuple[str, ...] = ()) -> tuple[Floats, Floats, Floats]:
        """Give the share of each country's traffic that each loss interrupts.

        Parameters
        ----------
        lost
            Ids of the spans of each of s losses.
        toward
            Countries at the other end; where empty, the `HUBS` largest.

        Returns
        -------
        tuple
            Weighed mean, least and most of the guesses, shape (s, c); NaN where no way is known before the loss.
        """
        rows, weights = [], []
        for layout, weight in zip(self.layouts, self.weights, strict=True):
            ids = layout.wires.net.spans.id
            gone = np.array([ids.isin(one).to_numpy(dtype=bool)[layout.wires.row] for one in lost])
            place = {c: i for i, c in enumerate(layout.demand.countries)}
            at = np.array([place.get(c, -1) for c in self.countries])
            for way in self.params.ways:
                guess = (_near if way == "near" else _spread)(layout, gone, toward, self.params)
                rows.append(np.where(at >= 0, guess[:, at], np.nan))
                weights.append(weight / len(self.params.ways))
        every, weigh = np.clip(np.array(rows), 0.0, 1.0), np.array(weights)[:, None, None]
        known = np.isfinite(every)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(known, every * weigh, 0.0).sum(axis=0) / (known * weigh).sum(axis=0)
        return mean, np.fmin.reduce(every), np.fmax.reduce(every)


def guesses(net: Network, year: int | None, params: InterruptionParams | None = None) -> Guesses:
    """Lay out a network of one year, with and without undated border fibre."""
    asked = params or InterruptionParams()
    now = standing(net, year)
    if asked.lit_by_year:
        now = lit_in(now, year, asked.capacity)
    if asked.handover:
        now = handed_over(now, asked.split.border_ms)
    if asked.lit_by_year:
        now = lit_in(now, year, asked.capacity)
    if asked.handover:
        now = handed_over(now, asked.split.border_ms)
    missing = {"by year": undated_share(year), "all": 0.0, "dated": 1.0}[asked.land]
    parts = [(now, 1.0 - missing), (dated_borders(now), missing)]
    parts = [(part, weight) for part, weight in parts if weight > 0]
    layouts = tuple(lay_out(part, year, asked.demand, asked.capacity) for part, _ in parts)
    return Guesses(layouts, tuple(weight for _, weight in parts), asked)


def _cost(layout: Layout, params: InterruptionParams) -> Floats:
    wires, s = layout.wires, params.split
    return metric_ms(wires.cost, layout.capacity[0], wires.borders, s.thin_gbps, s.border_ms)


def _ends(layout: Layout, toward: tuple[str, ...]) -> list[int]:
    """Give the countries at the other end: those named, or the largest."""
    codes = layout.demand.countries
    use = layout.demand.traffic[0].sum(axis=1)
    largest = [int(c) for c in np.argsort(-use, kind="stable")[:HUBS]]
    return [codes.index(c) for c in toward if c in codes] or largest


def _near(layout: Layout, gone: Flags, toward: tuple[str, ...], params: InterruptionParams) -> Floats:
    """Give what near-shortest ways send over lost spans, weighed by the traffic to each end, shape (s, c)."""
    wires, s = layout.wires, params.split
    cost = _cost(layout, params)
    traffic = layout.demand.traffic[0]
    count = len(traffic)
    crossed, total = np.zeros((len(gone), count)), np.zeros(count)
    ends = _ends(layout, toward)
    for root, country, weight in zip(layout.roots, layout.root_country, layout.root_weight, strict=True):
        if country not in ends:
            continue
        dist, prob = split(*wires.csr, cost, wires.all_alive, layout.capacity[0], root, s.tolerance, s.floor_ms)
        order = near_to_far(dist)
        known = np.isfinite(dist[layout.roots])
        part = np.where(known, layout.root_weight, 0.0)
        sent = np.full(count, weight) if toward else traffic[country] * weight
        total += sent * np.bincount(layout.root_country, part, count)
        for k, one in enumerate(gone):
            share = np.nan_to_num(touch(*wires.csr, order, prob, one)[layout.roots])
            crossed[k] += sent * np.bincount(layout.root_country, part * share, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, crossed / total, np.nan), dtype=float)


def _spread(layout: Layout, gone: Flags, toward: tuple[str, ...], params: InterruptionParams) -> Floats:
    """Give what a current to the other ends sends over lost spans, shape (s, c)."""
    wires = layout.wires
    conducts = admittance(_cost(layout, params), layout.capacity[0], params.width)
    codes = layout.demand.countries
    ends = _ends(layout, toward)
    at = [np.flatnonzero(layout.root_country == c) for c in range(len(codes))]
    roots = [layout.roots[i] for i in at]
    weights = [layout.root_weight[i] for i in at]

    def to(sinks: list[int], places: list[int]) -> Floats:
        sink = np.zeros(wires.graph.n_nodes, dtype=bool)
        sink[np.concatenate([roots[c] for c in sinks])] = True
        return crossing(wires.graph, conducts, [roots[c] for c in places], [weights[c] for c in places], sink, gone)

    out = np.full((len(gone), len(codes)), np.nan)
    others = [c for c in range(len(codes)) if c not in ends]
    out[:, others] = to(ends, others)
    for c in ends if len(ends) > 1 else ():
        out[:, [c]] = to([e for e in ends if e != c], [c])
    return out
