"""`availability`: how long each country is cut off or short of capacity, by many years of faults and repairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.flows.batches import Kept, run
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.compiled import threads
from sogdia.flows.demands import DemandParams, demand
from sogdia.flows.fault_rates import fault_rates
from sogdia.flows.gateways import gateways
from sogdia.flows.layout import standing
from sogdia.flows.maintenance import zones
from sogdia.flows.perils import CAUSES, Perils, perils
from sogdia.flows.returns import convergence, country_rows
from sogdia.flows.years import Abroad, Mending, Strikes
from sogdia.results import Result, manifest, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sogdia.flows.gateways import Gateways
    from sogdia.network import Network

    Floats = NDArray[np.float64]

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
        Loss of capacity from which hours count as lost, a multiple of 0.05 in (0, 1].
    demand, capacity
        Traffic and capacity.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    side: str = "default"
    fleet: float = 1.0
    withdrawals: tuple[tuple[str, str, float], ...] = ()
    lost_share: float = 0.5
    demand: DemandParams = field(default_factory=DemandParams)
    capacity: CapacityParams = field(default_factory=CapacityParams)

    def __post_init__(self) -> None:
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
        How the mean settles as years are added; see `sogdia.flows.returns.convergence`.
    """

    perils: pd.DataFrame = field(repr=False)
    repairs: pd.DataFrame = field(repr=False)
    convergence: pd.DataFrame = field(repr=False)


RULE = (
    "{years} years of faults, each with its place, and of repairs by so many ships as each zone has. Capacity abroad "
    "is the lit capacity of spans that lead to another country; a country counts as one place, and what is lost beyond "
    "its neighbours does not count. Lost hours are those with at least {share:.0%} of it gone. Low and high: 95 % over "
    "batches of years; they say how well the mean is known, not how well the rates are: for that, take the low and the "
    "high side of the rates."
)


def availability(
    net: Network,
    *,
    years: int = 10_000,
    seed: int = 0,
    year: int | None = None,
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
        (years between losses of so much), each with low and high; capacity_gbps, demand_gbps, basis, source.

    Raises
    ------
    ParameterError
        Fewer than 1 year, a bad seed, or a network of which no span leads abroad.

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
    if years < 1:
        raise ParameterError(f"years is 1 or more, not {years}")
    if seed < 0:
        raise ParameterError(f"seed is 0 or more, not {seed}")
    now = standing(net, year)
    doors = gateways(now, asked.capacity)
    if not doors.countries:
        raise ParameterError("no span of the network leads from one country to another: give its nodes their country")
    k = fault_rates(asked.side, **asked.rates)
    fleet = zones(asked.fleet)
    found = perils(now, doors.knots.knot >= 0, k, fleet, asked.withdrawals)
    mending = Mending(
        fleet.ships, fleet.ready_days, fleet.work_days, k["land_repair_hours"] / 24.0, k["landing_hours"] / 24.0,
        k["withdrawal_days"], k["repair_spread"],
    )  # fmt: skip
    need = _demand(now, doors, year, asked.demand)
    each = -(-years // min(BATCHES, years))
    count = -(-years // each)
    made_of = {"network": now.digest, "seed": seed, "years": each, "params": plain(asked)}
    kept = Kept(Path(keep), made_of) if keep is not None else None
    world = (_strikes(found), mending, _abroad(doors, need))
    tallies = run(seed, count, each, world, jobs or threads(), kept, progress)
    return _result(
        asked, doors, need, found, tallies, each, {"years": years, "seed": seed, "year": year, "digest": net.digest}
    )


def _strikes(found: Perils) -> Strikes:
    return Strikes(np.cumsum(found.rate), found.indptr, found.span, found.cause, found.mend, found.zone)


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
    asked: AvailabilityParams,
    doors: Gateways,
    need: Floats,
    found: Perils,
    tallies: list[Any],
    each: int,
    what: dict[str, Any],
) -> AvailabilityResult:
    days, worst = (np.array([getattr(t, name) for t in tallies], dtype=float) for name in ("days", "worst"))
    lost = np.where(np.isnan(need), np.nan, np.array([t.demand_lost for t in tallies]))
    table = country_rows(doors.countries, days, worst, lost, each, asked.lost_share)
    total = each * len(tallies)
    events = np.sum([t.events for t in tallies], axis=0) / total
    mended, took, waited = np.sum([t.repairs for t in tallies], axis=0)
    surveyed = found.rate.size > 0
    table = table.assign(
        capacity_gbps=doors.before,
        demand_gbps=need,
        basis=pd.Series(["modelled" if surveyed else "assumed"] * len(table), dtype="string"),
        source="Sogdia's model of faults and repairs; rates: flows/fault_rates.csv, or what survey filled",
    )
    digest = what.pop("digest")
    return AvailabilityResult(
        table=table,
        rule=RULE.format(years=f"{total:,}", share=asked.lost_share),
        manifest=manifest("availability", what | {"params": asked}, digest=digest, seed=what["seed"]),
        perils=found.by_cause().assign(events_seen_per_year=events[: len(CAUSES)]),
        repairs=pd.DataFrame(
            {
                "faults_per_year": [mended / total],
                "repair_days": [took / mended if mended else np.nan],
                "waiting_days": [waited / mended if mended else np.nan],
            }
        ),
        convergence=convergence(days, each),
    )
