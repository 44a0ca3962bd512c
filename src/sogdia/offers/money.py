"""Money of an alternative: what it costs, what it is worth, what it owes (workshop)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.economy.chances import fan, triangular_draws
from sogdia.economy.coverage import Cover, debt_service_cover
from sogdia.economy.demand_growth import GROWTH
from sogdia.economy.discounting import benefit_cost_ratio, npv, payback_years
from sogdia.economy.loans import in_usd, yearly_service
from sogdia.economy.project_model import Project, Years, by_year
from sogdia.economy.rates_of_return import irr
from sogdia.offers.checks import loan_of
from sogdia.offers.debts import MOST
from sogdia.offers.facts import class_view
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_COUNTED, NOT_KNOWN, basis_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sogdia.economy.outage_cost import OutagesAvoided
    from sogdia.economy.reference_class import OutsideView
    from sogdia.offers.debts import Debt
    from sogdia.offers.definition import Definition, Proposal
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet

    Floats = NDArray[np.float64]

BEFORE_GRANTS: Final = "before any grants"
"""Text after a figure whose grants are not known: it is told without them."""
SOGDIAS: Final = "Sogdia's price"
"""Text after a cost to build that nobody stated."""
DUE: Final = "service_musd"
DUE_LOW: Final = "service_low_musd"
DUE_HIGH: Final = "service_high_musd"
"""Columns of the debt service, with those at the ends of a rate that floats."""
DRAWS: Final = 1000
SLOWEST_GROWTH: Final = 0.25
FASTEST_GROWTH: Final = 0.50
"""Growth of traffic in the first years, a year: the ends of the range; see `GROWTH`."""
ARE_NOT_COUNTED: Final = " not counted"
"""End of what is missing, where a gain is not counted for want of a fact."""
OUTAGES: Final = "outages avoided"
MORE_OUTAGES: Final = "more outages"
COSTS_THAT_END: Final = "costs of today that end"
BY_PRICE: Final = "sales of capacity (room for traffic) and what users save"
"""Gains that hang on prices and traffic."""
CAPACITY: Final = "capacity of what is offered (how much traffic it can carry)"
WHOLESALE: Final = "wholesale price (what operators pay for capacity abroad)"
NO_LIMIT_GBPS: Final = 1e9
_NOTHING_MUSD: Final = 1e-9
BELOW_NOTHING: Final = "below 0"
"""Text of a rate of return where more is spent than ever comes back."""
COMMON: Final = (
    "price_before",
    "price_change",
    "growth",
    "demand_factor",
    "hurdle",
    "elasticity",
    "outage_factor",
    "gdp_growth",
)
"""Figures of the country: they change for every alternative at once."""
ROWS: Final = {
    key: ("money", key, name, unit)
    for key, name, unit in (
        ("capex", "Cost to build", "US$ million"),
        ("capex_per_km", "Cost per km", "US$ thousand"),
        ("capex_parts", "Cost to build, by Sogdia's list of parts", "US$ million"),
        ("grant", "Part of the cost to build given as grants", "US$ million"),
        ("operation", "Added cost to run, a year", "US$ million"),
        ("kept", "Yearly costs of today that go on", "US$ million"),
        ("whole_cost", "Added cost in its life, less grants, before savings", "US$ million"),
        ("enpv", "Gains less costs, as offered", "US$ million"),
        ("enpv_outside", "Gains less costs, if cost and delay turn out as in past projects", "US$ million"),
        ("eirr", "Yearly return to the country", "%"),
        ("bcr", "Gains for each dollar of cost", "US$"),
        ("firr", "Yearly return to the owner", "%"),
        ("payback", "Time until the owner has its money back", "years"),
        ("debt", "Borrowed", "US$ million"),
        ("peak_service", "Repayment and interest, highest year", "US$ million"),
        ("repaid_years", "Time until the last loan is repaid", "years"),
        ("dscr", "Income for each dollar of repayment and interest, worst year", "US$"),
    )
}


@dataclass(frozen=True)
class Account:
    """The money of an alternative.

    Attributes
    ----------
    project
        As it is offered.
    years
        Year by year.
    ranges
        Low, base and high of what is drawn by chance.
    worth
        Net present values drawn, US$ million, shape (n,).
    bands
        Fan of the sum of discounted gains less costs, by year.
    service
        Debt service: loan (1 for the first of the file), lender, currency, year, drawn, interest, fees, principal,
        service, closing (million of the currency), service_musd, closing_musd; service_low_musd and service_high_musd
        at the ends of a rate that floats.
    missing
        What could not be counted for want of a fact.
    """

    project: Project
    years: Years
    ranges: dict[str, tuple[float, float, float]]
    worth: Floats = field(repr=False)
    bands: pd.DataFrame = field(repr=False)
    service: pd.DataFrame = field(repr=False)
    missing: tuple[str, ...]

    @property
    def first_gains(self) -> dict[str, float]:
        """Gains that are counted and are not nothing, in words, and `MORE_OUTAGES`: US$ million in the first year."""
        y = self.years
        parts = {
            "new sales": y.new_sales, "what users save": y.saved_on_price, OUTAGES: y.outage_saved,
            MORE_OUTAGES: -y.outage_saved, COSTS_THAT_END: y.avoided,
        }  # fmt: skip
        return {name: float(flows[y.first]) for name, flows in parts.items() if float(flows.sum()) > _NOTHING_MUSD}

    @property
    def counted(self) -> tuple[str, ...]:
        """Gains of the country that are counted and are not nothing, in words."""
        return tuple(self.first_gains)

    @property
    def not_counted(self) -> dict[str, list[str]]:
        """Gains that are not counted, in words, each with the facts for want of which."""
        out: dict[str, list[str]] = {}
        for words in self.missing:
            fact, _, what = words.partition(": ")
            if what.endswith(ARE_NOT_COUNTED):
                out.setdefault(re.sub(f" (are|is){ARE_NOT_COUNTED}$", "", what), []).append(fact)
        return out

    @property
    def else_missing(self) -> tuple[str, ...]:
        """What else follows from facts that are not known."""
        return tuple(words for words in self.missing if not words.endswith(ARE_NOT_COUNTED))

    @property
    def has_gains(self) -> bool:
        """Whether a gain could be counted; none where facts are missing and nothing else is gained."""
        return bool(self.counted) or not self.not_counted

    def service_by_year(self, column: str = DUE) -> pd.Series[float]:
        """Give what all loans cost by year, US$ million; empty where there is none."""
        return self.service.groupby("year")[column].sum().astype(float)

    def peak_service(self, column: str = DUE) -> float:
        """Give the highest year of it; 0 where there is no loan."""
        return float(self.service_by_year(column).max()) if len(self.service) else 0.0

    @property
    def peak_ends(self) -> tuple[float, float]:
        """The highest year at the least and at the most of rates that float."""
        return (self.peak_service(DUE_LOW), self.peak_service(DUE_HIGH))

    @property
    def enpv(self) -> float:
        """Economic net present value as offered, US$ million."""
        return npv(self.years.economic, self.project.hurdle)


def project_of(
    definition: Definition,
    proposal: Proposal,
    need: dict[str, Fact],
    own: dict[str, Fact],
    outages: OutagesAvoided | None,
    standing_gbps: float,
) -> tuple[Project, tuple[str, ...]]:
    """Give the project of a proposal as offered, and what is missing: that part counts for nothing."""
    missing = []
    price, demand = need["price_before"], need["demand"]
    if not price.known and proposal.lays_cable:
        missing.append(f"{WHOLESALE}: {BY_PRICE} are not counted")
    if not demand.known and proposal.lays_cable:
        missing.append(f"traffic of the country: {BY_PRICE} are not counted")
    if not own["capex"].known:
        missing.append("cost to build")
    if not own["capacity"].known and price.known and demand.known:
        missing.append(f"{CAPACITY}: it is taken as more than will be needed")
    if not need["gdp"].known:
        missing.append(f"GDP: {OUTAGES} are not counted")
    grant = own["grant"].base if own["grant"].known else 0.0
    made = Project(
        capex_musd=own["capex"].base if own["capex"].known else 0.0,
        grant_musd=grant,
        operation_musd=own["operation"].base if own["operation"].known else 0.0,
        demand_gbps=demand.base if demand.known else 0.0,
        capacity_gbps=own["capacity"].base if own["capacity"].known else NO_LIMIT_GBPS,
        price_before=price.base if price.known else 0.0,
        price_after=own["price_after"].base if own["price_after"].known else 0.0,
        phases=proposal.spread,
        life_years=proposal.life_years,
        growth=GROWTH[definition.need.growth],
        share_carried=own["share"].base if own["share"].known else 0.0,
        price_change=definition.need.price_change,
        elasticity=definition.need.elasticity,
        outages=outages,
        avoided_musd=own["avoided"].base if own["avoided"].known else 0.0,
        share_abroad=proposal.share_abroad,
        standing_gbps=standing_gbps,
        hurdle=definition.need.hurdle,
    )
    return made, tuple(missing)


def varied(project: Project, changes: Mapping[str, float]) -> Project:
    """Give the project with figures changed; `growth` is the growth of the first years, factors are times."""
    made: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "growth":
            made["growth"] = replace(project.growth, first=value)
        elif name == "operation_factor":
            made["operation_musd"] = project.operation_musd * value
        else:
            made[name] = value
    return replace(project, **made)


def growth_ends(first: float) -> tuple[float, float]:
    """Give the slowest and the fastest growth of the first years beside one that is expected, a year."""
    return min(SLOWEST_GROWTH, first), max(FASTEST_GROWTH, first)


def account_of(
    definition: Definition, proposal: Proposal, project: Project, missing: tuple[str, ...], need: dict[str, Fact],
    own: dict[str, Fact], seed: int, stream: str = "",
) -> Account:  # fmt: skip
    """Give the money of an alternative.

    Parameters
    ----------
    stream
        Alternatives of one stream draw the same cost, delay and cost to run; those of two draw theirs independently.
        Figures of the country are the same for all.
    """
    years = by_year(project)
    ranges = ranges_of(project, need, own, class_view(definition))
    drawn = triangular_draws({_in(stream, name): ends for name, ends in ranges.items()}, DRAWS, seed)
    draws = {name: drawn[_in(stream, name)] for name in ranges}
    flows = []
    for i in range(DRAWS):
        one = varied(project, {name: float(values[i]) for name, values in draws.items()})
        flows.append(by_year(one).economic)
    longest = max(len(f) for f in flows)
    table = np.array([np.pad(f, (0, longest - len(f))) for f in flows])
    factors = (1.0 + project.hurdle) ** -np.arange(longest)
    return Account(
        project, years, ranges, table @ factors, fan(np.cumsum(table * factors, axis=1)),
        debt_service(proposal, definition), missing,
    )  # fmt: skip


def _in(stream: str, figure: str) -> str:
    """Name the draws of a figure in a stream."""
    return figure if figure in COMMON or not stream else f"{stream}: {figure}"


def ranges_of(
    project: Project, need: dict[str, Fact], own: dict[str, Fact], view: OutsideView
) -> dict[str, tuple[float, float, float]]:
    """Give low, base and high of what is uncertain: cost and delay by the outside view, the rest by its own range."""
    slip = view.slip_years
    running = _around(own["operation"].ends)
    first, change = project.growth.first, project.price_change
    out = {
        "cost_ratio": _around(own["capex"].ends),
        "slip_years": (0.0, slip[1], max(slip[2], slip[1])),
        "operation_factor": running if running[0] < running[2] else (0.5, 1.0, 1.5),
        "outage_factor": (0.4, 1.0, 1.9),
    }
    if project.price_before > 0 and project.demand_gbps > 0:
        out["demand_factor"] = _around(need["demand"].ends)
        slow, fast = growth_ends(first)
        out["growth"] = (slow, first, fast)
        out["price_change"] = (min(-0.30, change), change, max(-0.05, change))
        share = own["share"].ends
        out["share_carried"] = (max(share[0], 0.0), share[1], min(max(share[2], share[1]), 1.0))
    return out


def _around(ends: tuple[float, float, float]) -> tuple[float, float, float]:
    """Give low and high over the base; 1 where the base is 0 or not known."""
    low, base, high = ends
    return (low / base, 1.0, high / base) if base > 0 else (1.0, 1.0, 1.0)


def debt_service(proposal: Proposal, definition: Definition) -> pd.DataFrame:
    """Give what each loan draws and pays by year, in its currency and in US$ million."""
    parts = []
    for number, lending in enumerate(proposal.loans, 1):
        table = yearly_service(loan_of(lending))
        table = table.assign(loan=number, lender=lending.lender, currency=lending.currency)
        for column in ("service", "closing"):
            table[f"{column}_musd"] = in_usd(table[column].tolist(), lending.currency, definition.exchange)
        ends = zip(("low", "high"), lending.rate_range or (lending.rate, lending.rate), strict=True)
        for end, rate in ends:
            due = yearly_service(replace(loan_of(lending), rate=rate)).service.tolist()
            table[f"service_{end}_musd"] = in_usd(due, lending.currency, definition.exchange)
        parts.append(table)
    columns = ["loan", "lender", "currency", "year", "drawn", "interest", "fees", "principal", "service", "closing",
               "service_musd", "closing_musd", "service_low_musd", "service_high_musd"]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def money_lines(
    sheet: Sheet, account: Account, own: dict[str, Fact], km: float, stated_km: float | None, debt: Debt
) -> None:
    """Add the lines of money of a proposal; its bill of parts where the cost is for the length that is drawn."""
    km = stated_km or km
    capex, project, years = own["capex"], account.project, account.years
    priced = SOGDIAS if capex.known and capex == own["capex_parts"] else ""
    sheet.add(ROWS["capex"], *_order(capex), text=priced, basis=capex.basis, source=capex.source)
    per_km = [x / km * 1000.0 if km > 0 else math.nan for x in _order(capex)]
    sheet.add(ROWS["capex_per_km"], *per_km, basis=capex.basis, source="cost over length", note=f"{km:,.0f} km")
    parts = own["capex_parts"]
    if parts.known and stated_km is None and capex.basis != "modelled":
        sheet.add(ROWS["capex_parts"], *_order(parts), basis="modelled", source=parts.source)
    grant = own["grant"]
    sheet.add(ROWS["grant"], *_order(grant), text="" if grant.known else NOT_KNOWN, basis=grant.basis,
              source=grant.source)  # fmt: skip
    sheet.add(ROWS["operation"], *_order(own["operation"]), basis=own["operation"].basis,
              source=own["operation"].source)  # fmt: skip
    spent = npv(years.costs, project.hurdle) if capex.known else math.nan
    told = "" if grant.known or not capex.known else BEFORE_GRANTS
    ends = _whole_cost_ends(project, own) if capex.known else (math.nan, math.nan)
    sheet.add(
        ROWS["whole_cost"], spent, *ends, text=told,
        source=f"building when it is paid for, less grants, and running; later years at {project.hurdle:.0%} less",
    )  # fmt: skip
    if account.has_gains:
        _worth_lines(sheet, account, known=capex.known, grants=grant.known)
    else:
        for row in ("enpv", "enpv_outside", "eirr", "bcr"):
            sheet.add(ROWS[row], text=NOT_COUNTED, note="no gain could be counted")
    sold = min(project.price_after, project.demand_gbps, project.share_carried) > 0 and capex.known
    _rate_line(sheet, "firr", years.financial, known=sold, source="yearly sums of the owner",
               unknown="sales not known")  # fmt: skip
    sheet.add(ROWS["payback"], payback_years(years.financial) if sold else math.nan)
    _debt_lines(sheet, account, debt, sold=sold)


def _whole_cost_ends(project: Project, own: dict[str, Fact]) -> tuple[float, float]:
    """Give the added cost over the life with building and running both at their low, and both at their high end."""
    building, running = _around(own["capex"].ends), _around(own["operation"].ends)
    low, high = (
        npv(by_year(varied(project, {"cost_ratio": building[i], "operation_factor": running[i]})).costs, project.hurdle)
        for i in (0, 2)
    )
    return low, high


def kept_line(sheet: Sheet, definition: Definition, proposal: Proposal | None) -> None:
    """Add what goes on to be paid a year for what serves the country today, where the offer's file names it."""
    if not definition.today:
        return
    ended = definition.ended(proposal) if proposal is not None else ()
    open_ = proposal.ends_not_known if proposal is not None else ()
    left = sum(one.musd_per_year for one in definition.today if one not in ended)
    sources = "; ".join(dict.fromkeys(one.source for one in definition.today if one.source))
    names = ", ".join(one.id for one in definition.today)
    least = left - sum(one.musd_per_year for one in definition.today if one.id in open_ and one not in ended)
    if least < left:
        sheet.add(ROWS["kept"], text=f"{least:.3g} to {left:.3g}", basis="assumed", source=sources,
                  note=f"{names}; whether it ends with it is not known")  # fmt: skip
        return
    sheet.add(ROWS["kept"], left, basis=basis_of(sources), source=sources, note=names)


def _worth_lines(sheet: Sheet, account: Account, *, known: bool, grants: bool) -> None:
    """Add gains less costs and rates; empty where the cost is not known, a least figure where grants are not."""
    project, years = account.project, account.years
    low, high = (float(q) for q in np.quantile(account.worth, (0.05, 0.95))) if known else (math.nan, math.nan)
    told = f"later years at {project.hurdle:.0%} less a year; counted: {', '.join(account.counted) or 'costs alone'}"
    note = "; ".join(f"not known: {m}" for m in account.missing)
    bound = "" if grants or not known else BEFORE_GRANTS
    sheet.add(ROWS["enpv"], account.enpv if known else math.nan, text=bound, source=told, note=note)
    sheet.add(
        ROWS["enpv_outside"], float(np.median(account.worth)) if known else math.nan, low, high, text=bound,
        source="costs and delays of past projects, listed below; traffic and prices by their ranges",
    )  # fmt: skip
    asked = f"{project.hurdle:.0%} is asked of public money"
    _rate_line(sheet, "eirr", years.economic, known=known, source=asked, bound=bound)
    ratio = benefit_cost_ratio(years.gains, years.costs, project.hurdle) if known else math.nan
    sheet.add(ROWS["bcr"], ratio, text=bound, source=told)


def _rate_line(
    sheet: Sheet, row: str, flows: Floats, *, known: bool, source: str, unknown: str = "", bound: str = ""
) -> None:
    """Add a rate of return, or say why there is none: several, below 0, or nothing that is spent."""
    if not known:
        sheet.add(ROWS[row], note=unknown)
        return
    found = irr(flows)
    if math.isfinite(found.rate):
        sheet.add(ROWS[row], 100 * found.rate, text=bound, source=source)
        return
    if found.why[:1].isdigit():
        told = "several"
    elif float(flows.sum()) < -_NOTHING_MUSD:
        told = f"{BELOW_NOTHING}, {bound}" if bound else BELOW_NOTHING
    else:
        told = DOES_NOT_APPLY if float(flows.min()) > -_NOTHING_MUSD else "none"
    sheet.add(ROWS[row], text=told, source=source, note=found.why)


def _debt_lines(sheet: Sheet, account: Account, debt: Debt, *, sold: bool) -> None:
    """Add what is borrowed, the worst year of service, and how income covers it."""
    if debt.known and not debt.missing:
        sheet.add(ROWS["debt"], debt.musd, basis=debt.basis, source=debt.source)
    else:
        debt.add(sheet, ROWS["debt"], debt.musd, debt.source, most=debt.most_musd)
    by = account.service_by_year()
    debt.add(sheet, ROWS["peak_service"], account.peak_service(), "terms of the loans", ends=account.peak_ends)
    if len(by):
        debt.add(sheet, ROWS["repaid_years"], float(by.index.max()) + 1.0, "from the first drawing on")
    elif debt.known and not debt.missing:
        sheet.add(ROWS["repaid_years"], text=DOES_NOT_APPLY)
    if debt.known and not len(by):
        sheet.add(ROWS["dscr"], text=DOES_NOT_APPLY)
    elif len(by) and sold:
        low, cover, high = (_cover(account, column) for column in (DUE_HIGH, DUE, DUE_LOW))
        debt.add(sheet, ROWS["dscr"], cover.least, f"year {cover.year + 1}, of those in service", MOST,
                 ends=(low.least, high.least))  # fmt: skip


def _cover(account: Account, column: str) -> Cover:
    """Give how income covers what is owed in the years of service."""
    by, years = account.service_by_year(column), account.years
    size = max(len(by), len(years.income))
    due = np.zeros(size)
    due[by.index.astype(int)] = by.to_numpy(dtype=float)
    due[: years.first] = 0.0
    return debt_service_cover(np.pad(years.income, (0, size - len(years.income))), due)


def _order(fact: Fact) -> tuple[float, float, float]:
    """Give base, low and high."""
    return (fact.base, fact.low, fact.high)
