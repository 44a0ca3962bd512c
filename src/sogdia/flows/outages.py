"""`fail`: what each country loses when given spans are lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.flows.baseline import Baseline, Effects, before
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.cuts import lost_spans
from sogdia.flows.demands import DemandParams
from sogdia.flows.layout import Layout, lay_out
from sogdia.flows.round_trip import LatencyParams
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


LEAST_SHARE: Final = 1e-9
"""Shares below this count as none: rounding."""


@dataclass(frozen=True)
class FailParams:
    """What `fail` takes for granted.

    Attributes
    ----------
    demand, capacity, latency
        Traffic, capacity and round trips.
    hubs
        A country's capacity is counted to the towns of so many countries of largest traffic, 1 or more.
        Assumed.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    latency: LatencyParams = field(default_factory=LatencyParams)
    hubs: int = 10

    def __post_init__(self) -> None:
        if self.hubs < 1:
            raise ParameterError(f"hubs is 1 or more, not {self.hubs}")


@dataclass(frozen=True)
class FailResult(Result):
    """What each country loses; see `fail`.

    Attributes
    ----------
    lost
        The spans lost: span, system, start, end, setting, capacity_gbps, capacity_basis.
    description
        What was lost, in words.
    dropped
        Countries without traffic, each with the reason.
    """

    lost: pd.DataFrame = field(repr=False)
    description: str
    dropped: dict[str, str] = field(repr=False)


RULE = (
    "Capacity is the maximum flow from all nodes of a country to the towns of the {hubs} countries of the "
    "largest traffic outside it. Demand is lost when the capacity left is under it, or when its other end "
    "cannot be reached; what was not served before the loss is not counted. Delay is the mean shortest round "
    "trip to places still reached. Low and high: low and high capacities, and the bounds of the round trip."
)


def fail(
    net: Network,
    *,
    cut: str | Iterable[str] = (),
    near: Iterable[tuple[float, float, float]] = (),
    strait: str | Iterable[str] = (),
    withdraw: Mapping[str, str | Iterable[str]] | None = None,
    year: int | None = None,
    params: FailParams | None = None,
) -> FailResult:
    """Measure what each country loses when given spans are lost.

    Parameters
    ----------
    net
        Reads what `flow` reads, and hazards (straits), organisations and roles (withdrawals).
    cut, near, strait, withdraw
        What is lost; see `sogdia.flows.cuts.lost_spans`.
    year
        Spans in service in, and traffic of, this year; None takes all spans but retired and cancelled ones,
        and 2025.

    Returns
    -------
    FailResult
        Rows country (those with traffic), share_capacity_lost, share_demand_lost and latency_increase_ms,
        each with low and high, capacity_before_gbps, capacity_after_gbps, demand_gbps, basis, source. Shares
        are NaN where there was nothing before the loss, the delay where nothing can be reached after it.

    Raises
    ------
    ParameterError
        A name that the network does not know.

    Examples
    --------
    Of two cables from KAZ, 30 and 100 Gbps, the larger is lost; 40 Gbps are asked for, 30 are left.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> spans = pd.DataFrame({"id": ["s", "t"], "start": "a", "end": "b", "setting": "submarine",
    ...                       "length_km": 1000, "capacity_lit_gbps": [30, 100]})
    >>> demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [40.0]})
    >>> net = Network(nodes=nodes, spans=spans, demands=demands)
    >>> columns = ["country", "share_capacity_lost", "share_demand_lost", "latency_increase_ms"]
    >>> fail(net, cut="t").table[columns].round(3).to_dict("records")[1]
    {'country': 'KAZ', 'share_capacity_lost': 0.769, 'share_demand_lost': 0.25, 'latency_increase_ms': 0.0}
    """
    asked = params or FailParams()
    loss = lost_spans(net, cut=cut, near=near, strait=strait, withdraw=withdraw, year=year)
    layout = lay_out(net, year, asked.demand, asked.capacity)
    gone = layout.wires.net.spans.id.isin(net.spans.id[loss.lost]).to_numpy(dtype=bool)
    baseline = before(layout, asked.hubs)
    effects = baseline.after(gone[layout.wires.row])
    what = {"cut": cut, "near": near, "strait": strait, "withdraw": withdraw, "year": year, "params": asked}
    return FailResult(
        table=effect_rows(baseline, effects, asked.latency),
        rule=RULE.format(hubs=asked.hubs),
        manifest=manifest("fail", what, digest=net.digest),
        lost=_lost_rows(layout, gone),
        description=loss.description,
        dropped=layout.demand.dropped,
    )


def effect_rows(baseline: Baseline, effects: Effects, latency: LatencyParams) -> pd.DataFrame:
    """Turn the effects of a loss into rows by country, those with traffic only."""
    columns = effect_columns(baseline, effects, latency)
    here = np.flatnonzero(baseline.demand > 0)
    return named_rows(baseline, here, {name: values[here] for name, values in columns.items()})


def effect_columns(baseline: Baseline, effects: Effects, latency: LatencyParams) -> dict[str, Floats]:
    """Give the figures of a loss, each of shape (c,), in the order of ``demand.countries``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        capacity_lost = np.where(baseline.capacity > 0, 1.0 - effects.capacity / baseline.capacity, np.nan)
        served = np.minimum(baseline.linked, baseline.capacity)
        kept = np.minimum(effects.linked, effects.capacity)
        demand_lost = np.where(served > 0, 1.0 - kept / served, np.nan)
    demand_lost, capacity_lost = (np.where(lost < LEAST_SHARE, 0.0, lost) for lost in (demand_lost, capacity_lost))
    added = 2.0 * latency.inflation * effects.added_ms
    return {
        **_spread("share_capacity_lost", capacity_lost),
        **_spread("share_demand_lost", demand_lost),
        "latency_increase_ms": added,
        "latency_increase_ms_low": added * latency.low_factor,
        "latency_increase_ms_high": added * latency.high_factor,
        "capacity_before_gbps": baseline.capacity[0],
        "capacity_after_gbps": effects.capacity[0],
        "demand_gbps": baseline.demand,
    }


def named_rows(baseline: Baseline, countries: Ints, columns: dict[str, Floats]) -> pd.DataFrame:
    """Put the country before figures, and basis and source behind them; `countries` has one number a row."""
    layout = baseline.layout
    codes = np.array(layout.demand.countries, dtype=object)
    told = np.array([f"Sogdia's outage model; demand: {s}" for s in layout.demand.mass.source], dtype=object)
    basis = np.array(_bases(layout), dtype=object)
    rows: dict[str, Any] = {
        "country": pd.Series(codes[countries], dtype="string"),
        **columns,
        "basis": pd.Series(basis[countries], dtype="string"),
        "source": pd.Series(told[countries], dtype="string"),
    }
    return pd.DataFrame(rows)


def _spread(name: str, guesses: Floats) -> dict[str, Floats]:
    """Give a figure by its guesses (base, low, high capacities): the base, the least and the most."""
    return {name: guesses[0], f"{name}_low": np.fmin.reduce(guesses), f"{name}_high": np.fmax.reduce(guesses)}


def _bases(layout: Layout) -> list[str]:
    """Say `assumed` of countries whose demand or any span at whose nodes is assumed, else `modelled`."""
    g, home = layout.wires.graph, layout.home
    guessed = (layout.imputed.capacity_basis == "assumed").to_numpy(dtype=bool)[layout.wires.row]
    touched = set(home[g.start[guessed]]) | set(home[g.end[guessed]])
    demand = layout.demand.mass.basis == "assumed"
    return ["assumed" if c in touched or demand.iloc[c] else "modelled" for c in range(len(demand))]


def _lost_rows(layout: Layout, gone: Flags) -> pd.DataFrame:
    rows = layout.wires.net.spans[["id", "system", "start", "end", "setting"]].rename(columns={"id": "span"})
    rows = rows.join(layout.imputed[["capacity_gbps", "capacity_basis"]])
    return rows[gone].reset_index(drop=True)
