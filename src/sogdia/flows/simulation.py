"""`availability`: how long each country is cut off or short of capacity, by many years of faults and repairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError, pick
from sogdia.flows.batches import B, Kept, run
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.capacity_outages import CapacityOutages, capacity_outages
from sogdia.flows.compiled import threads
from sogdia.flows.demands import DemandParams, demand
from sogdia.flows.fault_rates import fault_rates
from sogdia.flows.gateways import gateways
from sogdia.flows.home_links import with_home_links
from sogdia.flows.layout import lay_out, standing
from sogdia.flows.lost_demand import Losses, Rerouting, demand_rows, losses_of, settling
from sogdia.flows.maintenance import zones
from sogdia.flows.perils import CAUSES, Perils, perils
from sogdia.flows.rerouting import wanted_by
from sogdia.flows.returns import convergence, country_rows
from sogdia.flows.served import serve
from sogdia.flows.struck_states import struck_states
from sogdia.flows.years import Abroad, Mending, Strikes, Tally, live
from sogdia.results import Result, manifest, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.flows.gateways import Gateways
    from sogdia.flows.layout import Layout
    from sogdia.network import Network

    Floats = NDArray[np.float64]

METHODS: Final = ("share", "served")
"""How what is left is counted; see `availability`."""
BATCHES: Final = 50
"""Batches over which the interval is taken, where there are so many years."""


@dataclass(frozen=True)
class AvailabilityParams:
    """What `availability` takes for granted.

    Attributes
    ----------
    rates
        Changes of the table of fault rates, by key.
    side
        Side of the table's ranges: ``default``, ``low`` (less is lost) or ``high``.
    fleet
        Repair ships of each zone, as a multiple of those in the table, above 0.
    withdrawals
        Role (supplier, owner, operator, country, home), name and rate a year of each withdrawal; none where empty.
    lost_share
        Loss of capacity (of demand served, with `served`) from which hours count as lost, a multiple of 0.05 in (0, 1].
    demand, capacity
        Traffic and capacity.
    gap
        As in `FailParams`, for the method `served`.
    samples
        Faults just before and after which `served` reroutes, 1 or more.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    side: str = "default"
    fleet: float = 1.0
    withdrawals: tuple[tuple[str, str, float], ...] = ()
    lost_share: float = 0.5
    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)
    gap: float = 0.02
    samples: int = 1000

    def __post_init__(self) -> None:
        if not 0 < self.gap < 1:
            raise ParameterError(f"gap is above 0 and below 1, not {self.gap}")
        if self.samples < 1:
            raise ParameterError(f"samples is 1 or more, not {self.samples}")
        if not self.fleet > 0:
            raise ParameterError(f"fleet is above 0, not {self.fleet}")
        if not (0 < self.lost_share <= 1 and abs(self.lost_share * 20 - round(self.lost_share * 20)) < 1e-9):
            raise ParameterError(f"lost_share is a multiple of 0.05 above 0 and up to 1, not {self.lost_share}")
        for role, name, rate in self.withdrawals:
            if not (np.isfinite(rate) and rate >= 0):
                raise ParameterError(f"the withdrawal {role}={name} has a rate of 0 or more a year, not {rate}")


@dataclass(frozen=True)
class AvailabilityResult(Result):
    """How long each country is cut off or short; see `availability`.

    Attributes
    ----------
    perils
        What may happen: cause, perils, events_per_year, faults_per_year; and events_seen_per_year.
    repairs
        One row: faults mended at sea a year, mean days each, and mean days of them spent waiting for a ship.
    convergence
        How the mean settles as years are added; see `sogdia.flows.returns.convergence`, or with `served`
        `sogdia.flows.lost_demand.settling`.
    method
        `share` or `served`.
    gap
        How far the demand served may be from the most possible in any state, as a share of it, certified; None for
        `share`.
    capacity_outages
        How much of the time how much capacity stands, for the lost share of any other traffic; None for `served`.
    """

    perils: pd.DataFrame = field(repr=False)
    repairs: pd.DataFrame = field(repr=False)
    convergence: pd.DataFrame = field(repr=False)
    method: str = "share"
    gap: float | None = None
    capacity_outages: CapacityOutages | None = field(repr=False, default=None)


@dataclass(frozen=True)
class _Years:
    """What happens in the years: the same however what is left is counted."""

    seed: int
    each: int
    count: int
    found: Perils
    strikes: Strikes
    mending: Mending


RULE = (
    "{years} years of faults, each with its place, and of repairs by so many ships as each zone has. Capacity abroad "
    "is the lit capacity of spans that lead to another country; a country counts as one place, and what is lost beyond "
    "its neighbours does not count. Lost hours are those with at least {share:.0%} of it gone. Low and high: 95 % over "
    "batches of years; they say how well the mean is known, not how well the rates are: for that, take the low and the "
    "high side of the rates."
)
RULE_SERVED = (
    "{years} years of faults, each with its place, and of repairs by so many ships as each zone has; just before and "
    "just after {samples} of the faults all demand is rerouted over what is left: the most in sum, to within a gap of "
    "{gap:.2%} that is certified; how it is divided among countries is one possible way. Lost hours are those with at "
    "least {share:.0%} of a country's demand unserved, years to a loss those between faults that bring it. Low and "
    "high: 95 % over batches of years; they say how well the mean is known, not how well the rates are: for that, "
    "take the low and the high side of the rates."
)


def availability(
    net: Network,
    *,
    years: int = 10_000,
    seed: int = 0,
    year: int | None = None,
    method: str = "share",
    params: AvailabilityParams | None = None,
    jobs: int | None = None,
    keep: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AvailabilityResult:
    """Live through many years of faults and repairs.

    Parameters
    ----------
    net
        Reads nodes (country, lon, lat), spans (setting, length_km, geometry, capacities, and what `survey` fills),
        systems, and for lost demand what `flow` reads.
    years
        Years lived through, 1 or more.
    seed
        0 or more; the same seed gives the same answer, with any number of jobs.
    year
        Spans in service in this year; None takes all but the retired and cancelled ones.
    method
        `share`: the capacity over each country's border, at every fault and repair. `served`: the demand that can be
        served with rerouting, at ``params.samples`` faults drawn from the years.
    jobs
        Threads; None takes as many as there are processors.
    keep
        Folder in which batches of years are kept as they are done; a run that was stopped goes on from it.
    progress
        Called with the batches done and all of them.

    Returns
    -------
    AvailabilityResult
        Rows country, availability (share of time with any capacity abroad), lost_hours_per_year,
        cut_off_hours_per_year, degraded_hours_per_year, demand_lost_per_year (share), return_years_10, _50 and _100
        (years between losses of so much), each with low and high; capacity_gbps, demand_gbps, basis, source. With
        `served` all are of demand served, not of capacity; degraded hours are those with more than ``params.gap`` lost,
        and capacity_gbps is that of spans that lead abroad.

    Raises
    ------
    ParameterError
        Fewer than 1 year, a bad seed, a method that there is none of, a network of which no span leads abroad, or
        with `served` one without demand.

    Examples
    --------
    One cable of 1,000 km that fails every second year and takes some weeks to mend.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> net = Network(nodes=nodes).add("spans", id="s", start="a", end="b", setting="submarine", faults_per_year=0.5)
    >>> row = availability(net, years=500, seed=1).table.iloc[0]
    >>> bool(0.95 < row.availability < 0.99), bool(1 < row.return_years_100 < 3)
    (True, True)
    """
    asked = params or AvailabilityParams()
    pick(method, METHODS, "method")
    if years < 1:
        raise ParameterError(f"years is 1 or more, not {years}")
    if seed < 0:
        raise ParameterError(f"seed is 0 or more, not {seed}")
    now = standing(net, year)
    doors = gateways(now, asked.capacity)
    if not doors.countries:
        raise ParameterError("no span of the network leads from one country to another: give its nodes their country")
    ahead = _years(now, doors, years, seed, asked)
    made_of = {"network": now.digest, "seed": seed, "years": ahead.each, "params": plain(asked)}
    made_of |= {} if method == "share" else {"method": method, "year": year}
    what = {"years": years, "seed": seed, "year": year, "method": method, "params": asked}
    told = manifest("availability", what, digest=net.digest, seed=seed)

    def run_all(one: Callable[[int], B], kind: type[B]) -> list[B]:
        kept = Kept(Path(keep), made_of, kind) if keep is not None else None
        return run(one, ahead.count, jobs or threads(), kept, progress)

    if method == "share":
        need = _demand(now, doors, year, asked.demand)
        world = (ahead.strikes, ahead.mending, _abroad(doors, need))
        tallies = run_all(lambda number: live(seed, number, ahead.each, *world), Tally)
        return _result(asked, doors, need, ahead, tallies, told)
    rerouting, layout = _rerouting(net, now, year, asked)
    sampled = max(asked.samples // ahead.count, 1)

    def one(number: int) -> Losses:
        struck = struck_states(seed, number, ahead.each, sampled, ahead.strikes, ahead.mending, len(now.spans))
        return losses_of(struck, ahead.strikes, rerouting)

    return _served_result(asked, doors, layout, ahead, run_all(one, Losses), told)


def _years(now: Network, doors: Gateways, years: int, seed: int, asked: AvailabilityParams) -> _Years:
    """List what may happen, and cut the years into batches."""
    k = fault_rates(asked.side, **asked.rates)
    fleet = zones(asked.fleet)
    found = perils(now, doors.knots.knot >= 0, k, fleet, asked.withdrawals)
    mending = Mending(
        fleet.ships, fleet.ready_days, fleet.work_days, k["land_repair_hours"] / 24.0, k["landing_hours"] / 24.0,
        k["withdrawal_days"], k["repair_spread"],
    )  # fmt: skip
    each = -(-years // min(BATCHES, years))
    strikes = Strikes(np.cumsum(found.rate), found.indptr, found.span, found.cause, found.mend, found.zone)
    return _Years(seed, each, -(-years // each), found, strikes, mending)


def _rerouting(net: Network, now: Network, year: int | None, asked: AvailabilityParams) -> tuple[Rerouting, Layout]:
    """Make the network ready for rerouting."""
    layout = lay_out(with_home_links(net), year, asked.demand, asked.capacity)
    if not layout.demand.traffic[0].any():
        raise ParameterError(
            "no demand is known in this network, so that none can be served or lost: add a table of demands, or "
            "countries with population, internet users and GDP; or take the method share"
        )
    wanted, order = wanted_by(layout, 0)
    row = {name: i for i, name in enumerate(layout.wires.net.spans.id)}
    place = np.full(len(row), -1, dtype=np.int64)
    place[layout.wires.row] = np.arange(len(layout.wires.row))
    number = np.array([place[row[name]] if name in row else -1 for name in now.spans.id], dtype=np.int64)
    return Rerouting(serve(wanted, asked.gap), number, order), layout


def _abroad(doors: Gateways, need: Floats) -> Abroad:
    with np.errstate(divide="ignore"):
        cover = np.where(need > 0, doors.before / np.where(need > 0, need, 1.0), np.inf)
    return Abroad(doors.knots, doors.country, doors.carried, doors.before, cover)


def _demand(net: Network, doors: Gateways, year: int | None, params: DemandParams) -> Floats:
    """Give each country's demand, Gbps, NaN where none is known."""
    traffic = demand(net, year=year, params=params)
    use = dict(zip(traffic.countries, traffic.traffic[0].sum(axis=1), strict=True)) if traffic.countries else {}
    return np.array([use.get(c, np.nan) for c in doors.countries], dtype=float)


def _result(
    asked: AvailabilityParams, doors: Gateways, need: Floats, ahead: _Years, tallies: list[Tally], told: dict[str, Any]
) -> AvailabilityResult:
    days, worst = (np.array([getattr(t, name) for t in tallies], dtype=float) for name in ("days", "worst"))
    lost = np.where(np.isnan(need), np.nan, np.array([t.demand_lost for t in tallies]))
    table = country_rows(doors.countries, days, worst, lost, ahead.each, asked.lost_share)
    return AvailabilityResult(
        table=_closed(table, ahead, doors.before, need),
        rule=RULE.format(years=f"{ahead.each * ahead.count:,}", share=asked.lost_share),
        manifest=told,
        perils=_perils(ahead, tallies),
        repairs=_repairs(ahead, tallies),
        convergence=convergence(days, ahead.each),
        capacity_outages=capacity_outages(doors.countries, doors.before, tallies, ahead.each),
    )


def _served_result(
    asked: AvailabilityParams,
    doors: Gateways,
    layout: Layout,
    ahead: _Years,
    batches: list[Losses],
    told: dict[str, Any],
) -> AvailabilityResult:
    need = np.array(layout.demand.traffic[0].sum(axis=1), dtype=float)
    here = np.flatnonzero(need > 0)
    codes = np.array(layout.demand.countries, dtype=object)[here]
    figures = demand_rows(batches, float(ahead.found.rate.sum()), asked.lost_share, asked.gap)
    table = pd.DataFrame(
        {"country": pd.Series(codes, dtype="string"), **{name: values[here] for name, values in figures.items()}}
    )
    abroad = dict(zip(doors.countries, doors.before.tolist(), strict=True))
    before = np.array([abroad.get(code, np.nan) for code in codes], dtype=float)
    gap = max(float(b.gap[0]) for b in batches)
    return AvailabilityResult(
        table=_closed(table, ahead, before, need[here]),
        rule=RULE_SERVED.format(
            years=f"{ahead.each * ahead.count:,}",
            samples=f"{sum(len(b.least) for b in batches):,}",
            gap=gap,
            share=asked.lost_share,
        ),
        manifest=told,
        perils=_perils(ahead, batches),
        repairs=_repairs(ahead, batches),
        convergence=pd.DataFrame(settling(batches)),
        method="served",
        gap=gap,
    )


def _closed(table: pd.DataFrame, ahead: _Years, capacity: Floats, need: Floats) -> pd.DataFrame:
    """Put capacity and demand behind the figures, and what they rest on."""
    return table.assign(
        capacity_gbps=capacity,
        demand_gbps=need,
        basis=pd.Series(["modelled" if ahead.found.rate.size else "assumed"] * len(table), dtype="string"),
        source="Sogdia's model of faults and repairs; rates: flows/fault_rates.csv, or what survey filled",
    )


def _perils(ahead: _Years, batches: Sequence[Tally | Losses]) -> pd.DataFrame:
    events = np.sum([b.events for b in batches], axis=0) / (ahead.each * ahead.count)
    return ahead.found.by_cause().assign(events_seen_per_year=events[: len(CAUSES)])


def _repairs(ahead: _Years, batches: Sequence[Tally | Losses]) -> pd.DataFrame:
    mended, took, waited = np.sum([b.repairs for b in batches], axis=0)
    return pd.DataFrame(
        {
            "faults_per_year": [mended / (ahead.each * ahead.count)],
            "repair_days": [took / mended if mended else np.nan],
            "waiting_days": [waited / mended if mended else np.nan],
        }
    )
