"""What an alternative's figures are made of: as the offer says, else as Sogdia computes, else assumed (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.economy.reference_class import OutsideView, outside_view, reference_projects
from sogdia.offers.figures import basis_of

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.offers.building import Built
    from sogdia.offers.definition import Definition, Proposal, Standing

OPERATION: Final = (0.02, 0.04, 0.06)
"""Operation and maintenance of a year as a share of the cost to build; assumed, operators' rules of thumb."""
OLDEST_PRICE_YEARS: Final = 5
"""A published price older than this is not brought to the offer's year: prices fall too unevenly; assumed."""
WAGE_OVER_GDP_PER_HEAD: Final = 4.0
"""Wage with charges of building and operating staff over GDP per head; assumed."""


@dataclass(frozen=True)
class Fact:
    """A figure with its bounds, how it was had and whence."""

    base: float
    low: float = math.nan
    high: float = math.nan
    basis: str = ""
    source: str = ""
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return math.isfinite(self.base)

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, base and high; the base where an end is not known."""
        low = self.low if math.isfinite(self.low) else self.base
        high = self.high if math.isfinite(self.high) else self.base
        return (min(low, self.base), self.base, max(high, self.base))


NOTHING: Final = Fact(math.nan)
NO_CABLE: Final = Fact(0.0, 0.0, 0.0, "modelled", "by definition: it lays no cable")


def given(value: float | None, source: str, low: float = math.nan, high: float = math.nan) -> Fact:
    """Give a fact of the offer; without a source it is the user's own and counts as assumed."""
    if value is None:
        return NOTHING
    return Fact(float(value), low, high, basis_of(source), source or "the offer; no source given")


def past_projects(definition: Definition) -> pd.DataFrame:
    """Give the projects of the reference class without those that are offered here, by the offer or by a rival."""
    own = {name for p in (definition.proposal, *definition.rivals) for name in p.systems}
    table = reference_projects()
    return table[~table.system.isin(own)]


def class_view(definition: Definition) -> OutsideView:
    """Give the spread of cost and delay of those past projects."""
    return outside_view(past_projects(definition))


def need_facts(definition: Definition, net: Network, flow: dict[str, Any]) -> dict[str, Fact]:
    """Give what is known of the country.

    Parameters
    ----------
    flow
        Row of the country's international bandwidth, as `sogdia.flow` gives it; empty where it has none.
    """
    need, country = definition.need, definition.offer.country
    rows = net.countries[net.countries.id == country]
    row = rows.iloc[0] if len(rows) else pd.Series(dtype=object)

    def of(column: str, year: str) -> Fact:
        value = row.get(column)
        if value is None or pd.isna(value):
            return NOTHING
        whence = [cited(net, str(row.get("source")))] if pd.notna(row.get("source")) else ["the network"]
        whence += [f"{row.get(year):g}"] if pd.notna(row.get(year)) else []
        return Fact(float(value), basis="measured", source=", ".join(whence))

    out = {
        "population": of("population", "population_year"),
        "gdp": given(need.gdp_musd, need.sources.get("gdp_musd", "")) if need.gdp_musd else of("gdp_musd", "gdp_year"),
    }
    for key in ("retail_price", "gni_per_head", "government_revenue_musd", "grid_g_per_kwh"):
        out[key] = given(getattr(need, key), need.sources.get(key, ""))
    out["demand"] = _demand(need.demand_gbps, need.sources.get("demand_gbps", ""), flow)
    out["price_before"] = _price(definition, net)
    out["wage"] = given(need.wage_usd_per_year, need.sources.get("wage_usd_per_year", ""))
    if not out["wage"].known and out["gdp"].known and out["population"].known:
        wage = WAGE_OVER_GDP_PER_HEAD * out["gdp"].base * 1e6 / out["population"].base
        out["wage"] = Fact(wage, wage / 2, wage * 2, "assumed", "four times GDP per head")
    return out


def cited(net: Network, source: str) -> str:
    """Give a source by its title and publisher; its id where the network does not hold it."""
    found = net.sources[net.sources.id == source]
    if found.empty:
        return source
    return ", ".join(str(found[name].iloc[0]) for name in ("title", "publisher") if found[name].notna().all())


def _demand(stated: float | None, source: str, flow: dict[str, Any]) -> Fact:
    if stated is not None:
        return given(stated, source, 0.7 * stated, 1.3 * stated)
    if not flow:
        return NOTHING
    base, low, high = (float(flow[k]) for k in ("demand_gbps", "demand_low_gbps", "demand_high_gbps"))
    return Fact(base, low, high, str(flow["basis"]), str(flow["source"]))


def _price(definition: Definition, net: Network) -> Fact:
    """Give the wholesale price: as stated, else the latest published one brought to the offer's year."""
    need, offer = definition.need, definition.offer
    stated = given(need.wholesale_price, need.sources.get("wholesale_price", ""))
    if stated.known:
        return stated
    seen = net.observations
    seen = seen[(seen.subject == offer.country) & (seen.quantity == "price_usd_per_mbps_month")]
    seen = seen.assign(when=seen.date.str[:4].astype(int))
    seen = seen[seen.when <= offer.year].sort_values(["date", "value"])
    if seen.empty:
        return NOTHING
    last = seen.iloc[-1]
    years = int(offer.year) - int(last.when)
    if years > OLDEST_PRICE_YEARS:
        return NOTHING
    if years == 0:
        return Fact(float(last.value), basis="measured", source=f"{cited(net, str(last.source))}, {last.date}")
    low, base, high = (float(last.value) * (1.0 + c) ** years for c in (-0.30, need.price_change, -0.05))
    words = (
        f"{cited(net, str(last.source))}: {float(last.value):g} in {last.date}, then {need.price_change:+.0%} a year"
    )
    return Fact(base, min(low, base), max(high, base), "modelled", words)


def proposal_facts(
    proposal: Proposal,
    built: Built,
    need: dict[str, Fact],
    share: Fact,
    view: OutsideView,
    added_gbps: float,
    ended: tuple[Standing, ...] = (),
) -> dict[str, Fact]:
    """Give what is known of a proposal.

    Parameters
    ----------
    share
        Share of the country's demand that it carries, by the network.
    view
        Cost and delay of past projects.
    added_gbps
        Capacity over the border that the network gains by it; taken where none is stated.
    ended
        What of today ends with it: its yearly cost is avoided.
    """
    own = proposal.sources
    low, base, high = built.capex_musd
    whence = ["Sogdia's bill of parts along the route"] if proposal.lays_cable else []
    whence += ["data centres at US$ 7, 10, 15 million a MW"] if proposal.data_centre_mw else []
    parts = Fact(base, low, high, "modelled", "; ".join(whence))
    capex = given(proposal.capex_musd, own.get("capex_musd", ""))
    if capex.known:
        ends = (capex.base * min(view.cost_ratio[0], 1.0), capex.base * max(view.cost_ratio[2], 1.0))
        capex = given(proposal.capex_musd, own.get("capex_musd", ""), *ends)
    out = {"capex": capex if capex.known else parts, "capex_parts": parts}
    stated = given(proposal.operation_musd_per_year, own.get("operation_musd_per_year", ""))
    cost = out["capex"]
    rule = Fact(OPERATION[1] * cost.base, OPERATION[0] * cost.base, OPERATION[2] * cost.base, "assumed",
                "2, 4, 6 % of the cost to build a year")  # fmt: skip
    out["operation"] = stated if stated.known else rule
    out["capacity"] = given(proposal.capacity_gbps, own.get("capacity_gbps", ""))
    if not out["capacity"].known and added_gbps > 0:
        out["capacity"] = Fact(added_gbps, basis="modelled", source="capacity over the border that the network gains")
    elif not proposal.lays_cable:
        out["capacity"] = NO_CABLE
    before = need["price_before"]
    after = given(proposal.price_after, own.get("price_after", ""))
    same = Fact(before.base, before.low, before.high, "assumed", "no price is offered: taken as without it")
    out["price_after"] = after if after.known else (same if before.known else NOTHING)
    carried = given(proposal.share_carried, own.get("share_carried", ""))
    by_network = share if proposal.lays_cable else NO_CABLE
    out["share"] = carried if carried.known else by_network
    grant = proposal.grant_musd if proposal.grant_musd or "grant_musd" in own else None
    out["grant"] = given(grant, own.get("grant_musd", ""))
    falls = proposal.avoided_musd_per_year + sum(one.musd_per_year for one in ended)
    sources = [own.get("avoided_musd_per_year", ""), *(one.source for one in ended)]
    out["avoided"] = given(falls or None, "; ".join(x for x in sources if x))
    out["more_users"] = given(proposal.more_users, own.get("more_users", ""))
    return out
