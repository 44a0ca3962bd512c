"""A project year by year: what is spent, sold, saved and owed (workshop).

Year 0 is the first year of building. Money is real US$ million but for debt service, which is nominal as contracted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.economy.demand_growth import DemandGrowth, demand_path
from sogdia.economy.discounting import npv
from sogdia.economy.wholesale_prices import CHANGE, price_path, sales_musd
from sogdia.errors import Fault, raise_faults

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.economy.outage_cost import OutagesAvoided

    Floats = NDArray[np.float64]

HURDLE: Final = 0.09
"""Economic discount rate; ADB takes 9 % (6 % for social sectors), recalled."""
GDP_GROWTH: Final = 0.03
"""Growth of output a year, from year 0; assumed."""


@dataclass(frozen=True)
class Project:
    """What a project's money is made of.

    Attributes
    ----------
    capex_musd
        Cost to build, 0 or more.
    grant_musd
        Part of the planned cost that others give.
    cost_ratio, slip_years
        Final over planned cost, and years of delay: the outside view.
    phases
        Shares of the cost by year of building, adding to 1.
    operation_musd
        Operation and maintenance a year, once in service.
    life_years
        Years in service.
    capacity_gbps
        Most that it can carry for the country, as light is added.
    demand_gbps
        The country's international demand in year 0.
    growth
        How demand grows.
    demand_factor
        Times the demand of every year.
    share_carried
        Share of the demand that it carries while it has room.
    price_before, price_after
        Wholesale price in year 0 without it, and in its first year of service with it, US$ per Mbps per month of that
        year 0; both change by `price_change` a year.
    price_change
        Change of wholesale prices a year.
    elasticity
        By how much per cent use grows when the price falls by 1 %, 0 or more.
    outages
        What it saves of the cost of outages by the country's traffic, before that changes with the price; None for
        nothing. It grows with GDP.
    outage_factor
        Times what outages cost, 0 or more.
    avoided_musd
        Yearly costs that fall away with it, such as satellite capacity that is no longer rented.
    share_abroad
        Share of its sales that would else be paid abroad; the rest is taken from suppliers at home and is no gain,
        but for what they could not have carried.
    standing_gbps
        Capacity that stands without it.
    gdp_growth
        Growth of GDP a year, from year 0.
    hurdle
        Economic discount rate.
    """

    capex_musd: float
    operation_musd: float
    demand_gbps: float
    capacity_gbps: float
    price_before: float
    price_after: float
    grant_musd: float = 0.0
    cost_ratio: float = 1.0
    slip_years: float = 0.0
    phases: tuple[float, ...] = (0.5, 0.5)
    life_years: int = 25
    growth: DemandGrowth = field(default_factory=DemandGrowth)
    demand_factor: float = 1.0
    share_carried: float = 1.0
    price_change: float = CHANGE["base"]
    elasticity: float = 0.5
    outages: OutagesAvoided | None = None
    outage_factor: float = 1.0
    avoided_musd: float = 0.0
    share_abroad: float = 0.0
    standing_gbps: float = np.inf
    gdp_growth: float = GDP_GROWTH
    hurdle: float = HURDLE

    def __post_init__(self) -> None:
        other = {"phases", "growth", "price_change", "gdp_growth", "outages"}
        least = {f.name: 0.0 for f in fields(self) if f.name not in other}
        least |= {"price_change": -1.0, "gdp_growth": -1.0, "hurdle": -1.0}
        faults = [
            Fault("the project", name, f"{getattr(self, name):g}", f"must be {mark:g} or more", "mend the figure")
            for name, mark in least.items()
            if not getattr(self, name) >= mark
        ]
        if abs(sum(self.phases) - 1) > 1e-6 or min(self.phases, default=-1) < 0:
            faults.append(Fault("the project", "phases", str(self.phases), "must be shares that add to 1"))
        faults += [
            Fault("the project", name, f"{getattr(self, name):g}", "must be 1 or less", "give a share")
            for name in ("share_carried", "share_abroad")
            if getattr(self, name) > 1
        ]
        raise_faults(faults, "the project has")


@dataclass(frozen=True)
class Years:
    """A project year by year, each of shape (t,), year 0 first.

    Attributes
    ----------
    capex, operation, sales, saved_on_price, outage_saved, avoided
        US$ million.
    new_sales
        The part of sales that is a gain of the country.
    carried_gbps, demand_gbps, price, price_without
        Use and prices.
    first
        First year of service, 0 or more; with a slip in part of a year that year and the last count in part.
    """

    capex: Floats
    operation: Floats
    sales: Floats
    saved_on_price: Floats
    outage_saved: Floats
    avoided: Floats
    carried_gbps: Floats
    demand_gbps: Floats
    price: Floats
    price_without: Floats
    new_sales: Floats
    first: int

    @property
    def gains(self) -> Floats:
        """What the country gains: sales that stay at home, what users save, outages and costs avoided."""
        return self.new_sales + self.saved_on_price + self.outage_saved + self.avoided

    @property
    def costs(self) -> Floats:
        """What it takes to build and to operate."""
        return self.capex + self.operation

    @property
    def economic(self) -> Floats:
        """What the country gains less what it spends."""
        return self.gains - self.costs

    @property
    def financial(self) -> Floats:
        """What the owner gets before finance."""
        return self.sales - self.costs

    @property
    def income(self) -> Floats:
        """What is there to serve debt: sales less operation."""
        return self.sales - self.operation


def by_year(p: Project) -> Years:
    """Lay a project out year by year.

    Source
    ------
    Gains of users by the rule of half: (price without - price with) times the mean of use without and with (ADB,
    Guidelines for the Economic Analysis of Projects, 2017; World Bank, economic analysis of investment operations).

    Examples
    --------
    One year of building, two of service, 1 Gbps at US$ 10 against 20 without, no change and no growth: savings of 0.12
    a year, and sales of 0.12 that were paid abroad before.

    >>> still = DemandGrowth(0, 0, 0, 0)
    >>> made = by_year(Project(1.0, 0.05, 1.0, 10.0, 20.0, 10.0, phases=(1.0,), life_years=2, growth=still,
    ...                        price_change=0.0, elasticity=0.0, share_abroad=1.0))
    >>> made.economic.round(3).tolist()
    [-1.0, 0.19, 0.19]
    """
    building = len(p.phases)
    start = building + p.slip_years
    first = int(np.floor(start))
    years = int(np.ceil(start)) + p.life_years
    t = np.arange(years)
    on = np.clip(np.minimum(t + 1, start + p.life_years) - np.maximum(t, start), 0.0, 1.0)
    cost = max(p.capex_musd * p.cost_ratio - p.grant_musd, 0.0)
    capex = np.zeros(years)
    late = np.arange(building) * (start / building)
    for share, when in zip(p.phases, late, strict=True):
        capex[int(when)] += share * cost
    use = demand_path(p.demand_gbps, years - 1, p.growth) * p.demand_factor
    without = price_path(p.price_before, years - 1, p.price_change)
    ratio = p.price_after / p.price_before if p.price_before > 0 else 1.0
    served = without * ratio
    with np.errstate(divide="ignore"):
        more = ratio**-p.elasticity if ratio > 0 else 1.0
    used = use * np.where(on > 0, more, 1.0)
    carried = np.minimum(used * p.share_carried, p.capacity_gbps) * on
    sought = used * p.share_carried
    reach = np.minimum(1.0, np.divide(carried, sought, out=np.zeros(years), where=sought > 0))
    saved = sales_musd((use + used) / 2.0, without - served) * reach
    sales = sales_musd(carried, served)
    avoided = p.outages.musd(use) if p.outages is not None else np.zeros(years)
    beyond = np.divide(np.maximum(used - p.standing_gbps, 0.0), carried, out=np.zeros(years), where=carried > 0)
    return Years(
        capex=capex,
        operation=p.operation_musd * on,
        sales=sales,
        new_sales=sales * np.maximum(p.share_abroad, np.minimum(beyond, 1.0)),
        saved_on_price=saved,
        outage_saved=avoided * p.outage_factor * on * (1.0 + p.gdp_growth) ** t,
        avoided=p.avoided_musd * on,
        carried_gbps=carried,
        demand_gbps=used,
        price=np.where(on > 0, served, without),
        price_without=without,
        first=first,
    )


def economic_npv(p: Project) -> float:
    """Give the economic net present value at the project's hurdle, US$ million."""
    return npv(by_year(p).economic, p.hurdle)
