"""`fail`: what each country loses when given spans are lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError, pick
from sogdia.flows.baseline import Baseline, Effects, before
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.cuts import lost_spans
from sogdia.flows.demands import DemandParams
from sogdia.flows.home_links import LONGEST_KM, with_home_links
from sogdia.flows.interruption import InterruptionParams, guesses
from sogdia.flows.layout import Layout, lay_out
from sogdia.flows.repair import changes
from sogdia.flows.rerouting import Rerouted, rerouted
from sogdia.flows.round_trip import LatencyParams
from sogdia.flows.shares import borders, capacity_left
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from sogdia.flows.repair import Change
    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


METHODS: Final = ("cut", "share", "usual", "served", "exact")
"""How what is left is counted; see `fail`."""

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
    gap
        How far demand served by the method `served` may fall short of the most possible, as a share of it, above 0
        and below 1; certified.
    """

    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    latency: LatencyParams = field(default_factory=LatencyParams)
    hubs: int = 10
    gap: float = 0.02

    def __post_init__(self) -> None:
        if not 0 < self.gap < 1:
            raise ParameterError(f"gap is above 0 and below 1, not {self.gap}")
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
    method
        How it was counted: `cut`, `share`, `usual`, `served` or `exact`.
    gap
        How far the demand served, in sum, may be from the most possible, as a share of it: certified for `served`, 0
        for `exact`, None for the others, which reroute each country alone.
    pairs
        Pairs of countries that lose demand or wait longer: start, end, demand_gbps, share_demand_parted (its ends
        cannot reach each other any more), latency_increase_ms.
    in_sum
        Of all demand that was served the share that is lost, and the least and the most that it can be, over all
        capacities, as bounds prove; None where each country is rerouted alone.
    """

    lost: pd.DataFrame = field(repr=False)
    description: str
    dropped: dict[str, str] = field(repr=False)
    method: str
    gap: float | None
    pairs: pd.DataFrame = field(repr=False)
    in_sum: tuple[float, float, float] | None = None


OVER_BORDER = "Capacity is that of the spans that leave a country; what is lost further out takes none. "
RULES: Final = {
    "cut": "Capacity is the maximum flow from all nodes of a country to the towns of the {hubs} countries of the "
    "largest traffic outside it. Demand is lost when the capacity left is under it, or when its other end "
    "cannot be reached; ",
    "share": OVER_BORDER
    + "Demand is lost when the capacity left is under it, or when its other end cannot be reached; ",
    "usual": OVER_BORDER
    + "Demand is lost whose usual ways cross the loss, before any rerouting, as `replay` predicts it; low and high "
    "over the guesses of how much longer than the shortest a way may be; ",
    "served": OVER_BORDER
    + "Demand is lost that rerouting over all that is left cannot serve: the most in sum, to within "
    "a gap of {gap:.2%} that is certified; how it is divided among pairs is one possible way. Low: all others give way "
    "to the country, which no routing can better; high: nothing that the loss leaves standing gives way; ",
    "exact": OVER_BORDER
    + "Demand is lost that rerouting over all that is left cannot serve: the most in sum, by an exact "
    "linear programme; how it is divided among pairs is one possible way. Low: all others give way to the country, "
    "which no routing can better; ",
}
RULE_END: Final = (
    "what was not served before the loss is not counted. Delay is the mean shortest round "
    "trip to places still reached. Low and high: low and high capacities, and the bounds of the round trip."
)
HOME: Final = (
    " The network knows nothing on land: landings of one country are taken as linked over up to "
    f"{LONGEST_KM:g} km (assumed)."
)
NO_DEMAND: Final = (
    "No demand is known in this network: "
    + OVER_BORDER
    + "Low and high: low and high capacities. Add a table of demands, "
    "or countries with population, internet users and GDP, for what is lost of demand and of time."
)


def fail(
    net: Network,
    *,
    cut: str | Iterable[str] = (),
    near: Iterable[tuple[float, float, float]] = (),
    strait: str | Iterable[str] = (),
    withdraw: Mapping[str, str | Iterable[str]] | None = None,
    area: Iterable[Any] = (),
    group: str | Iterable[str] = (),
    year: int | None = None,
    method: str = "cut",
    params: FailParams | None = None,
) -> FailResult:
    """Measure what each country loses when given spans are lost.

    Parameters
    ----------
    net
        Reads what `flow` reads, and hazards (straits), organisations and roles (withdrawals).
    cut, near, strait, withdraw, area, group
        What is lost, all together; see `sogdia.flows.cuts.lost_spans`.
    year
        Spans in service in, and traffic of, this year; None takes all spans but retired and cancelled ones,
        and 2025.
    method
        How capacity and demand left are counted. `cut`: each country alone, by maximum flow to its hubs. `share`: each
        country alone, by what crosses its border; the quickest. `usual`: demand by the ways that traffic usually takes,
        before any rerouting, which is what documented incidents resemble most (docs/explanation/failures.md).
        `served`: all demand at once, rerouted, the most in sum to within ``params.gap``, certified. `exact`: the same
        by a linear programme; small networks only.

    Returns
    -------
    FailResult
        Rows country (those with traffic), share_capacity_lost, share_demand_lost and latency_increase_ms,
        each with low and high, capacity_before_gbps, capacity_after_gbps, demand_gbps, basis, source,
        method, gap. Shares are NaN where there was nothing before the loss, the delay where nothing can be reached
        after it. Where no demand is known at all, rows are all countries with a node, and only capacity is counted.

    Raises
    ------
    ParameterError
        A name that the network does not know; a method that there is none of.

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
    pick(method, METHODS, "method")
    loss = lost_spans(net, cut=cut, near=near, strait=strait, withdraw=withdraw, area=area, group=group, year=year)
    linked = with_home_links(net)
    layout = lay_out(linked, year, asked.demand, asked.capacity)
    gone = layout.wires.net.spans.id.isin(net.spans.id[loss.lost]).to_numpy(dtype=bool)
    what = {"cut": cut, "near": near, "strait": strait, "withdraw": withdraw, "area": [str(a) for a in area],
            "group": group, "year": year, "method": method, "params": asked}  # fmt: skip
    used, gap, again = method, None, None
    if not layout.demand.traffic[0].any():
        used, rows, pairs = "share", _capacity_rows(layout, gone, asked), pair_rows(None, None, layout, asked.latency)
    else:
        baseline = before(layout, asked.hubs if method == "cut" else None)
        lost = gone[layout.wires.row]
        change = next(changes(baseline.ways, [np.flatnonzero(lost)], layout.root_country, layout.root_weight))
        again = rerouted(layout, lost, asked.gap, exact=method == "exact") if method in ("served", "exact") else None
        gap = None if again is None else again.gap
        rows = effect_rows(baseline, baseline.after(lost), asked.latency, again)
        if method == "usual":
            rows = _usual(rows, linked, set(net.spans.id[loss.lost]), year, asked)
        pairs = pair_rows(baseline, change, layout, asked.latency)
    told = RULES[used].format(hubs=asked.hubs, gap=gap or 0.0) + RULE_END
    return FailResult(
        table=rows.assign(method=pd.Series([used] * len(rows), dtype="string"), gap=np.nan if gap is None else gap),
        rule=(told if layout.demand.traffic[0].any() else NO_DEMAND) + (HOME if linked is not net else ""),
        manifest=manifest("fail", what, digest=net.digest),
        lost=_lost_rows(layout, gone),
        description=loss.description,
        dropped=layout.demand.dropped,
        method=used,
        gap=gap,
        pairs=pairs,
        in_sum=None if again is None else _in_sum(again),
    )


def _in_sum(again: Rerouted) -> tuple[float, float, float]:
    whole, least, most = again.in_sum.T
    return float(whole[0]), float(least.min()), float(most.max())


def _usual(rows: pd.DataFrame, net: Network, lost: set[str], year: int | None, asked: FailParams) -> pd.DataFrame:
    """Put what the usual ways send over the loss in the place of the demand that is lost."""
    made = guesses(net, year, InterruptionParams(demand=asked.demand, capacity=asked.capacity))
    shares = pd.DataFrame(
        {end: share[0] for end, share in zip(("", "_low", "_high"), made.interrupted([lost]), strict=True)},
        index=made.countries,
    ).reindex(rows.country)
    return rows.assign(**{f"share_demand_lost{end}": shares[end].to_numpy() for end in shares})


def _capacity_rows(layout: Layout, gone: Flags, asked: FailParams) -> pd.DataFrame:
    """Give the capacity over its border that each country loses, where no demand is known."""
    at = borders(layout.wires.net, asked.capacity)
    lost = np.array([1.0 - capacity_left(at, gone, guess)[0] for guess in range(3)])
    lost = np.where(lost < LEAST_SHARE, 0.0, lost)
    guessed = (at.crossing.T @ at.assumed.astype(float)) > 0
    none = np.full(len(at.countries), np.nan)
    empty = {
        f"{name}{end}": none for name in ("share_demand_lost", "latency_increase_ms") for end in ("", "_low", "_high")
    }
    return pd.DataFrame(
        {
            "country": pd.Series(at.countries, dtype="string"),
            **_spread("share_capacity_lost", lost),
            **empty,
            "capacity_before_gbps": at.before[0],
            "capacity_after_gbps": at.before[0] * (1.0 - np.nan_to_num(lost[0])),
            "demand_gbps": none,
            "basis": pd.Series(np.where(guessed, "assumed", "modelled"), dtype="string"),
            "source": pd.Series(["Sogdia's outage model; no demand is known"] * len(none), dtype="string"),
        }
    )


def pair_rows(baseline: Baseline | None, change: Change | None, layout: Layout, latency: LatencyParams) -> pd.DataFrame:
    """Give the pairs of countries that feel a loss, the most demand parted first."""
    columns = ["start", "end", "demand_gbps", "share_demand_parted", "latency_increase_ms"]
    if baseline is None or change is None:
        return pd.DataFrame({name: pd.Series(dtype="string" if name in columns[:2] else float) for name in columns})
    codes = np.array(layout.demand.countries, dtype=object)
    demand = layout.demand.traffic[0][change.first, change.second]
    still = np.clip(baseline.joined[change.first, change.second] - change.parted, 0.0, None)
    with np.errstate(divide="ignore", invalid="ignore"):
        later = np.where(still > LEAST_SHARE, change.added / still, np.nan)
    rows = pd.DataFrame(
        {
            "start": pd.Series(codes[change.first], dtype="string"),
            "end": pd.Series(codes[change.second], dtype="string"),
            "demand_gbps": demand,
            "share_demand_parted": np.clip(change.parted, 0.0, 1.0),
            "latency_increase_ms": 2.0 * latency.inflation * later,
        }
    )
    rows = rows[(change.first != change.second) & (demand > 0)]
    worst = (rows.demand_gbps * rows.share_demand_parted).round(9)
    order = np.lexsort((rows.end, rows.start, -rows.latency_increase_ms.fillna(0.0).round(9), -worst))
    return pd.DataFrame(rows.iloc[order]).reset_index(drop=True)


def effect_rows(
    baseline: Baseline, effects: Effects, latency: LatencyParams, again: Rerouted | None = None
) -> pd.DataFrame:
    """Turn the effects of a loss into rows by country, those with traffic only."""
    columns = effect_columns(baseline, effects, latency, again)
    here = np.flatnonzero(baseline.demand > 0)
    return named_rows(baseline, here, {name: values[here] for name, values in columns.items()})


def effect_columns(
    baseline: Baseline, effects: Effects, latency: LatencyParams, again: Rerouted | None = None
) -> dict[str, Floats]:
    """Give the figures of a loss, each of shape (c,), in the order of ``demand.countries``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        capacity_lost = np.where(baseline.capacity > 0, 1.0 - effects.capacity / baseline.capacity, np.nan)
        served = np.minimum(baseline.linked, baseline.capacity)
        kept = np.minimum(effects.linked, effects.capacity)
        demand_lost = np.where(served > 0, 1.0 - kept / served, np.nan)
    demand_lost, capacity_lost = (np.where(lost < LEAST_SHARE, 0.0, lost) for lost in (demand_lost, capacity_lost))
    demand = _spread("share_demand_lost", demand_lost)
    if again is not None:
        demand = _spread("share_demand_lost", again.lost, again.least, again.most)
    added = 2.0 * latency.inflation * effects.added_ms
    return {
        **_spread("share_capacity_lost", capacity_lost),
        **demand,
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


def _spread(name: str, guesses: Floats, least: Floats | None = None, most: Floats | None = None) -> dict[str, Floats]:
    """Give a figure by its guesses (base, low, high capacities): the base, the least and the most."""
    low, high = (guesses if least is None else least), (guesses if most is None else most)
    return {name: guesses[0], f"{name}_low": np.fmin.reduce(low), f"{name}_high": np.fmax.reduce(high)}


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
