"""What a plan is asked, as a user says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

RISKS: Final = ("span", "system", "node", "landing", "strait", "supplier", "owner", "country", "group")
"""Kinds of losses that a plan can be asked to survive.

`node`: all that ends at one place, but a place that is the only one of an origin or a destination. `landing`: all
that lands at one place. `strait`: all under the sea in it. `supplier`, `owner`: all that one built or owns in part.
`country`: all that touches it, of countries that no demand names. `group`: a shared-risk group of the column
`shared_risk_groups`.
"""
SHARES: Final = ("capacity", "new-capacity", "cost")
SEEKS: Final = ("cost", "loss", "people")
COVERED: Final = ("people", "origins")
ROUTINGS: Final = ("split", "single-path")
PROTECTIONS: Final = ("reroute", "shared-path", "1+1")
EVERYONE: Final = "all"
"""In a table of limits: every country that has none of its own."""


@dataclass(frozen=True)
class PlanParams:
    """What a plan must do and may spend.

    Attributes
    ----------
    origins, hubs
        Countries (ISO 3166-1 alpha-3) whose international traffic is carried, and the nodes or countries to any of
        which it is carried. Empty: every row of the table `demands` is carried from its start to its end.
    phases
        Years in which something may be built, in ascending order; the traffic of each is carried.
    budget_musd
        Most that may be spent in each phase, US$ million of 2024, not discounted; one figure is for all phases
        together, none is no limit.
    survive
        Kinds of `RISKS` of which any `survive_cuts` together may be lost.
    survive_cuts
        How many are lost together, 0 or more.
    share_kept
        Share of every demand that is still carried after such a loss, above 0, to 1.
    max_supplier_share, max_owner_share, max_country_share
        Largest share of one supplier, one owner, or the suppliers of one home state, above 0, to 1; None: no limit.
    share_of
        What shares are of: ``capacity`` of all links that leave the countries of the demands, ``new-capacity`` added
        there, or ``cost``.
    exits
        Link-disjoint ways that every origin keeps, 0 or more, however long.
    latency_limit_ms, latency_limit_lost_ms
        Longest round trip of light by any way that carries part of a country's traffic, ms, above 0, by country or
        ``all``: while nothing is lost, and after a loss (the same or more). Light in fibre and satellites alone: no
        equipment, no queues, no last mile. No limit where a country has none.
    payer_budget_musd
        Most that a payer may spend in all phases together, US$ million, 0 or more, by organisation. Payers of a system
        are its financiers, else its owners; what nobody is known to pay counts for none of them.
    coverage
        Least share, above 0, to 1, of people or of origins that is served in each phase; each origin's traffic is
        served wholly, also after losses, or left out. None: all are served.
    coverage_of
        ``people`` (of the origins) or ``origins``.
    new_lines_only
        Nothing that stands is enlarged.
    routing
        ``split``: traffic divides at will. ``single-path``: that of each demand takes one way, also after a loss.
    protection
        ``reroute``: after a loss all traffic is routed anew. ``1+1``: whatever is carried has a working way and a
        backup, which no loss meets together, and both hold capacity all the time. ``shared-path``: the same, but
        backups hold capacity only in the states in which they are used, and share it. With `survive_cuts` losses
        together there are as many backups. The backup of a working way is the same whatever is lost.
    suppliers
        Who may build a candidate that names no supplier: each is an option of its own, at one price.
    seek
        ``cost``: least discounted cost. ``loss``: least traffic unserved after the worst loss, then least cost.
        ``people``: most people served within the budget, then least cost.
    discount_rate
        Per year, 0 or more. Assumed: 0.06.
    module_gbps
        Capacity is bought in modules of so many Gbps, above 0.
    enlarge_sea_musd, enlarge_land_musd
        Cost of a module at sea and on land, 0 or more: terminals at both ends; `terminal_sea_musd` and
        `terminal_land_musd` of the cost table for one Tbps (assumed).
    land_musd_per_km
        Cost of a line on land without a stated cost, US$ million per km, above 0. Backbones of developing countries:
        0.027.
    enlarge_land_gbps
        Most that one span on land can be enlarged to, Gbps. Assumed: one fibre pair, 80 waves of 400 Gbps.
    gap
        The search ends when the plan is proved within this share of the least, above 0.
    time_limit_s
        Seconds that the search may take, above 0.
    seed
        Seed of the search.
    """

    origins: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    phases: tuple[int, ...] = (2030,)
    budget_musd: tuple[float, ...] = ()
    survive: tuple[str, ...] = ()
    survive_cuts: int = 1
    share_kept: float = 1.0
    max_supplier_share: float | None = None
    max_owner_share: float | None = None
    max_country_share: float | None = None
    share_of: str = "capacity"
    exits: int = 0
    latency_limit_ms: Mapping[str, float] = field(default_factory=dict)
    latency_limit_lost_ms: Mapping[str, float] = field(default_factory=dict)
    payer_budget_musd: Mapping[str, float] = field(default_factory=dict)
    coverage: float | None = None
    coverage_of: str = "people"
    new_lines_only: bool = False
    routing: str = "split"
    protection: str = "reroute"
    suppliers: tuple[str, ...] = ()
    seek: str = "cost"
    discount_rate: float = 0.06
    module_gbps: float = 1000.0
    enlarge_sea_musd: float = 0.8
    enlarge_land_musd: float = 0.2
    land_musd_per_km: float = 0.027
    enlarge_land_gbps: float = 32_000.0
    gap: float = 0.01
    time_limit_s: float = 120.0
    seed: int = 0

    def __post_init__(self) -> None:
        for kind in self.survive:
            pick(kind, RISKS, "kind of loss to survive")
        pick(self.share_of, SHARES, "base of shares")
        pick(self.seek, SEEKS, "thing to seek")
        pick(self.coverage_of, COVERED, "thing to cover")
        if self.routing in PROTECTIONS:
            raise ParameterError(
                f"{self.routing!r} is a protection; give it as protection (--protection {self.routing})"
            )
        pick(self.routing, ROUTINGS, "routing")
        pick(self.protection, PROTECTIONS, "protection")
        self._check_ranges()
        if not self.phases or list(self.phases) != sorted(set(self.phases)):
            raise ParameterError(f"phases are years in ascending order, one at least, not {self.phases}")
        if len(self.budget_musd) not in (0, 1, len(self.phases)):
            raise ParameterError(
                f"budget_musd has {len(self.budget_musd)} figures for {len(self.phases)} phases; give one for all, or "
                "one for each"
            )
        if bool(self.origins) != bool(self.hubs):
            raise ParameterError("give both origins (countries) and hubs (where their traffic goes), or neither")
        if self.seek != "cost" and not self.budget_musd:
            words = "the least loss is" if self.seek == "loss" else "the most people are"
            raise ParameterError(f"{words} sought within a budget; give budget_musd")
        if self.seek == "loss" and self.coverage is not None:
            raise ParameterError("coverage leaves whole origins out, and seek = 'loss' a part of all; give one of them")
        self._check_ways()
        self._check_limits()

    def _check_ways(self) -> None:
        survives = bool(self.survive) and self.survive_cuts > 0
        if self.protection != "reroute" and not survives:
            raise ParameterError(
                f"protection {self.protection} holds backups against losses; say which (survive, with survive_cuts "
                "above 0)"
            )
        if self.seek == "loss" and (self.routing, self.protection) != ("split", "reroute"):
            raise ParameterError(
                "seek = 'loss' counts what rerouting leaves unserved of traffic that divides at will; leave out "
                "routing and protection, or seek cost or people"
            )
        if self.routing == "single-path" and self.protection == "reroute" and survives and self.survive_cuts > 1:
            raise ParameterError(
                "single paths are rerouted after one loss at a time; set survive_cuts = 1, let traffic split, or give "
                "a protection (1+1, shared-path)"
            )

    def _check_limits(self) -> None:
        for name in ("latency_limit_ms", "latency_limit_lost_ms", "payer_budget_musd"):
            least = 0.0 if name == "payer_budget_musd" else 1e-9
            for who, value in getattr(self, name).items():
                if not (np.isfinite(value) and value >= least):
                    words = "0 or more" if least == 0.0 else "above 0"
                    raise ParameterError(f"{name} of {who} is {words}, not {value}")
        for who, value in self.latency_limit_lost_ms.items():
            whole = self.latency_of(who)[0]
            if not value >= whole:
                raise ParameterError(
                    f"latency_limit_lost_ms of {who} is {value:g}: a limit after a loss is the same as without one or "
                    f"more, and without one it is {'not given' if whole == np.inf else f'{whole:g}'}"
                )

    def latency_of(self, country: str) -> tuple[float, float]:
        """Give a country's limits without a loss and after one, ms; infinite where it has none."""
        limits = (self.latency_limit_ms, self.latency_limit_lost_ms)
        without, after = (float(table.get(country, table.get(EVERYONE, np.inf))) for table in limits)
        return without, after

    def _check_ranges(self) -> None:
        shares = ("max_supplier_share", "max_owner_share", "max_country_share", "share_kept", "coverage")
        for name in shares:
            value = getattr(self, name)
            if value is not None and not 0 < value <= 1:
                raise ParameterError(f"{name} is above 0, to 1, not {value}")
        for name in ("module_gbps", "gap", "time_limit_s", "land_musd_per_km", "enlarge_land_gbps"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise ParameterError(f"{name} is above 0, not {getattr(self, name)}")
        for name in ("survive_cuts", "exits", "discount_rate", "enlarge_sea_musd", "enlarge_land_musd"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ParameterError(f"{name} is 0 or more, not {getattr(self, name)}")
        if any(not (np.isfinite(b) and b >= 0) for b in self.budget_musd):
            raise ParameterError(f"budget_musd is 0 or more, not {self.budget_musd}")
