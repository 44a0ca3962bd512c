"""`flow`: the load of each span when the countries' traffic takes its near-shortest ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.demands import DemandParams
from sogdia.flows.layout import Layout, lay_out
from sogdia.flows.round_trip import LatencyParams
from sogdia.flows.split import assign, metric_ms
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SplitParams:
    """How traffic divides over near-shortest ways (see `sogdia.flows.split`).

    Attributes
    ----------
    tolerance
        Share of the delay to the destination that a detour may cost before it is e times less likely, above
        0. Assumed: competing cables on one route differ in length by about a tenth.
    floor_ms
        The same in ms near the destination, above 0. Assumed.
    thin_gbps
        Spans of less capacity count as longer (`sogdia.flows.split.metric_ms`), Gbps, 0 or more. Assumed.
    border_ms
        A land border counts as a detour of so many ms, 0 or more: the hand-over between national networks and its
        price. Assumed.
    """

    tolerance: float = 0.1
    floor_ms: float = 1.0
    thin_gbps: float = 10.0
    border_ms: float = 2.0

    def __post_init__(self) -> None:
        for name in ("tolerance", "floor_ms"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise ParameterError(f"{name} is above 0, not {getattr(self, name)}")
        for name in ("thin_gbps", "border_ms"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ParameterError(f"{name} is 0 or more, not {getattr(self, name)}")


@dataclass(frozen=True)
class FlowParams:
    """What `flow` takes for granted: traffic, capacity, division and round trips."""

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    split: SplitParams = field(default_factory=SplitParams)
    latency: LatencyParams = field(default_factory=LatencyParams)


@dataclass(frozen=True)
class FlowResult(Result):
    """Loads of spans; see `flow`.

    Attributes
    ----------
    pairs
        Rows start, end (countries), traffic_gbps with low and high, share_connected, and rtt_ms with low and
        high: mean round trip over the ways that the traffic takes.
    countries
        Rows country, demand_gbps with low and high, traffic_gbps, basis, source.
    dropped
        Countries without traffic, each with the reason.
    """

    pairs: pd.DataFrame = field(repr=False)
    countries: pd.DataFrame = field(repr=False)
    dropped: dict[str, str] = field(repr=False)


RULE = (
    "Traffic between countries (the table of demands, else gravity between used international bandwidths) "
    "takes near-shortest ways in proportion to their capacity; a span's load counts both directions, and no "
    "account is taken of full spans. Low and high: exponent of distance {low:g} to {high:g}, low and high "
    "capacities."
)


def flow(net: Network, *, year: int | None = None, params: FlowParams | None = None) -> FlowResult:
    """Give the load of every span.

    Parameters
    ----------
    net
        Reads nodes, spans, systems (capacity, fibre pairs, year), countries (population,
        share_internet_users, gdp_musd), observations (published bandwidth) and demands.
    year
        Spans in service in, and traffic of, this year; None takes all spans but retired and cancelled ones,
        and 2025.

    Returns
    -------
    FlowResult
        Rows in the order of ``net.spans``: span, system, start, end, setting, load_gbps, load_low_gbps,
        load_high_gbps, capacity_gbps, capacity_low_gbps, capacity_high_gbps, capacity_basis, headroom_gbps,
        share_used, basis, source.

    Examples
    --------
    A triangle a-b-c of equal cables: the traffic of a and b takes the direct one, not twice the way round.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": list("abc"), "country": ["AZE", "KAZ", "TKM"],
    ...                       "lon": [50, 51, 53], "lat": [40, 44, 40]})
    >>> spans = pd.DataFrame({"id": ["ab", "bc", "ca"], "start": list("abc"), "end": list("bca"),
    ...                       "setting": "submarine", "length_km": 1000.0, "capacity_lit_gbps": 100.0})
    >>> demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [40.0]})
    >>> net = Network(nodes=nodes, spans=spans, demands=demands)
    >>> flow(net).table[["span", "load_gbps", "share_used"]].round(2).to_dict("list")
    {'span': ['ab', 'bc', 'ca'], 'load_gbps': [40.0, 0.0, 0.0], 'share_used': [0.4, 0.0, 0.0]}
    """
    asked = params or FlowParams()
    layout = lay_out(net, year, asked.demand, asked.capacity)
    wires = layout.wires
    load, delay = assign(
        *wires.csr,
        metric_ms(wires.cost, layout.capacity[0], wires.borders, asked.split.thin_gbps, asked.split.border_ms),
        wires.all_alive,
        layout.capacity,
        layout.roots,
        layout.traffic,
        wires.cost,
        (asked.split.tolerance, asked.split.floor_ms),
    )
    return FlowResult(
        table=_table(layout, load),
        rule=RULE.format(low=asked.demand.beta_low, high=asked.demand.beta_high),
        manifest=manifest("flow", {"year": year, "params": asked}, digest=net.digest),
        pairs=_pairs(layout, delay, asked.latency),
        countries=layout.demand.mass,
        dropped=layout.demand.dropped,
    )


def _table(layout: Layout, load: Floats) -> pd.DataFrame:
    spans = layout.wires.net.spans
    rows = spans[["id", "system", "start", "end", "setting"]].rename(columns={"id": "span"})
    back = np.argsort(layout.wires.row)
    every = np.concatenate(list(load))[:, back]
    rows = rows.assign(load_gbps=every[0], load_low_gbps=every.min(axis=0), load_high_gbps=every.max(axis=0))
    imputed = layout.imputed.drop(columns="span")
    rows = rows.join(imputed.drop(columns="capacity_source"))
    with np.errstate(divide="ignore", invalid="ignore"):
        used = rows.load_gbps.to_numpy() / rows.capacity_gbps.to_numpy()
    return rows.assign(
        headroom_gbps=rows.capacity_gbps - rows.load_gbps,
        share_used=np.where(rows.capacity_gbps > 0, used, np.nan),
        basis=pd.Series(["modelled"] * len(rows), dtype="string"),
        source="load: Sogdia's traffic model; capacity: " + imputed.capacity_source,
    )


def _pairs(layout: Layout, delay: Floats, params: LatencyParams) -> pd.DataFrame:
    """Give each pair of countries its mean round trip over both directions, weighed by traffic."""
    codes = layout.demand.countries
    number = {c: i for i, c in enumerate(codes)}
    member = np.zeros((len(codes), len(layout.roots)))
    member[layout.root_country, np.arange(len(layout.roots))] = 1.0
    weight = layout.traffic[0]
    linked = np.isfinite(delay)
    all_of = member @ weight @ member.T
    some = member @ np.where(linked, weight, 0.0) @ member.T
    timed = member @ np.where(linked, weight * np.nan_to_num(delay), 0.0) @ member.T
    pairs = layout.demand.pairs
    i = pairs.start.map(number).to_numpy(dtype=np.int64)
    j = pairs.end.map(number).to_numpy(dtype=np.int64)
    both, total = (some + some.T)[i, j], (all_of + all_of.T)[i, j]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, both / total, np.nan)
        rtt = params.rtt_ms(np.where(both > 0, (timed + timed.T)[i, j] / both, np.nan))
    return pairs.assign(
        share_connected=share,
        rtt_ms=rtt,
        rtt_low_ms=rtt * params.low_factor,
        rtt_high_ms=rtt * params.high_factor,
        basis=pd.Series(["modelled"] * len(pairs), dtype="string"),
        source=pd.Series(["Sogdia's traffic model"] * len(pairs), dtype="string"),
    )
