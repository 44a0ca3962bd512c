"""What an alternative brings people, in the country's own units (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.assessment.figure import weakest
from sogdia.economy.effects import coefficients, effect
from sogdia.economy.electricity import PUE, cable_gwh, carbon_kt, data_centre_gwh
from sogdia.economy.household_prices import affordability, retail_price
from sogdia.economy.jobs import construction_person_years, operating_jobs
from sogdia.offers.figures import NOT_KNOWN, OR_MORE, basis_of
from sogdia.offers.trade import trade_change

if TYPE_CHECKING:
    from sogdia.economy.project_model import Years
    from sogdia.offers.building import Built
    from sogdia.offers.definition import Definition, Proposal, Trade
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet
    from sogdia.offers.measuring import Measures

BY_CABLE: Final = "by today's cable"
"""Text after the signal time of a column that builds satellite links alone: the cables of today are quicker."""
ROWS: Final = {
    key: ("gains", key, name, unit)
    for key, name, unit in (
        ("use_per_head", "International internet traffic per person in year 1", "kbit/s"),
        ("abroad", "Capacity over the border", "Gbps"),
        ("price", "Wholesale price in the first year", "US$ per Mbps per month"),
        ("retail", "Broadband for a household", "US$ per month"),
        ("affordability", "Household broadband, of income (UN mark: 2)", "%"),
        ("reached", "Townspeople within 50 km of a place where local networks can join a cable", "persons"),
        ("trade", "Exports, by the trade model", "% more"),
        ("trade_income", "Real income, by the trade model", "% more"),
        ("growth", "Output of the country by a study, not counted above", "US$ million a year"),
        ("employment", "People in work, in places newly reached", "% more"),
        (
            "building_jobs",
            "Work while building (it follows the cost), at home or abroad, in years of one person",
            "person-years",
        ),
        ("operating_jobs", "Jobs in running it (they follow the cost), at home or abroad", "jobs"),
        ("electricity", "Electricity used", "GWh a year"),
        ("carbon", "Carbon dioxide from that electricity", "thousand tonnes a year"),
    )
}


def network_lines(sheet: Sheet, measures: Measures, not_drawn: str = "", *, rented: bool = False) -> None:
    """Add what the network alone gives: capacity, reach, delay.

    Parameters
    ----------
    not_drawn
        What of the alternative is not on the map, in words: who is reached is then a least figure.
    rented
        Whether it builds satellite links alone.
    """
    gbps = sum(measures.abroad.values())
    usual = f"of {len(measures.guessed)} of {len(measures.abroad)} nothing is published: the usual capacity is taken"
    basis, note = ("assumed", usual) if measures.guessed else ("modelled", "")
    sheet.add(ROWS["abroad"], gbps, basis=basis, source="published capacities; estimated where none is published",
              note=note)  # fmt: skip
    sheet.add(ROWS["reached"], measures.near_people, text=OR_MORE if not_drawn else "", note=not_drawn,
              source="GeoNames towns of more than 15,000 people")  # fmt: skip
    for row in measures.rtt.to_dict(orient="records"):
        name = f"Signal time to {row['hub_name']} and back"
        found = (float(row[k]) for k in ("rtt_ms", "low_ms", "high_ms"))
        sheet.add(("gains", f"rtt_{row['hub']}", name, "ms"), *found, text=BY_CABLE if rented else "",
                  source="Sogdia's model of delay")  # fmt: skip


def use_lines(sheet: Sheet, definition: Definition, need: dict[str, Fact], years: Years, first: int) -> None:
    """Add use, wholesale and household prices in the first year of service.

    Parameters
    ----------
    years
        The alternative year by year.
    first
        Year of service that is told.
    """
    people = need["population"]
    words = f"year {first + 1} of the offer"
    priced = need["price_before"].known and need["price_before"].base > 0
    if need["demand"].known and people.known and not priced and sheet.alternative != "nothing":
        sheet.add(ROWS["use_per_head"], text=NOT_KNOWN, note="it hangs on prices, which are not known")
    elif need["demand"].known and people.known:
        ends = need["demand"].ends
        scale = years.demand_gbps[first] / ends[1] * 1e6 / people.base if ends[1] > 0 else 0.0
        sheet.add(ROWS["use_per_head"], ends[1] * scale, ends[0] * scale, ends[2] * scale,
                  source="use today and its path", note=words)  # fmt: skip
    price = need["price_before"]
    if not price.known or price.base <= 0:
        return
    ratio = years.price[first] / price.base
    ends = price.ends
    sheet.add(ROWS["price"], ends[1] * ratio, ends[0] * ratio, ends[2] * ratio, basis=price.basis, source=price.source,
              note=words)  # fmt: skip
    retail = need["retail_price"]
    if retail.known:
        paid = retail_price(retail.base, float(years.price_without[first]), float(years.price[first]),
                            definition.need.passed_on)  # fmt: skip
        sheet.add(ROWS["retail"], paid, basis=retail.basis, source=retail.source, note=words)


def household_line(sheet: Sheet, need: dict[str, Fact]) -> None:
    """Add what a household pays as a share of income, from the line of the household's price."""
    income, retail = need["gni_per_head"], need["retail_price"]
    told = [line for line in sheet.lines if line.row == "retail"]
    if not income.known or not retail.known:
        return
    if not told and sheet.alternative != "nothing":
        sheet.add(ROWS["retail"], text=NOT_KNOWN, note="it hangs on wholesale prices, which are not known")
        sheet.add(ROWS["affordability"], text=NOT_KNOWN)
        return
    paid = told[0].base if told else retail.base
    if not told:
        sheet.add(ROWS["retail"], paid, basis=retail.basis, source=retail.source, note="today")
    basis = weakest((retail.basis, income.basis))
    sheet.add(ROWS["affordability"], 100.0 * affordability(paid, income.base), basis=basis,
              source=f"{income.source}; 2 % is the mark of the UN Broadband Commission")  # fmt: skip


def work_lines(sheet: Sheet, proposal: Proposal, built: Built, need: dict[str, Fact], own: dict[str, Fact]) -> None:
    """Add jobs, electricity and the effect on output of more users."""
    wage, capex, operation = need["wage"], own["capex"], own["operation"]
    land = land_share(proposal, built)
    if not proposal.lays_cable:
        sheet.add(
            ROWS["building_jobs"], text=NOT_KNOWN, note="labour's share of the cost of a data centre is not at hand"
        )
    elif wage.known and capex.known:
        least, made, most = (
            construction_person_years(land * cost, (1 - land) * cost, wage.base) for cost in capex.ends
        )
        sheet.add(ROWS["building_jobs"], made.base, least.low, most.high, basis="assumed",
                  source="labour's share of the cost over the wage, at home or abroad")  # fmt: skip
    rented = built.rented
    if wage.known and capex.known and not rented:
        least, kept, most = (operating_jobs(cost, wage.base, proposal.data_centre_mw) for cost in operation.ends)
        sheet.add(ROWS["operating_jobs"], kept.base, least.low, most.high, basis="assumed",
                  source="labour's share of operation over the wage")  # fmt: skip
    elif rented:
        sheet.add(ROWS["operating_jobs"], text=NOT_KNOWN, note="what is paid for satellites is rent")
    if rented:
        sheet.add(ROWS["electricity"], text=NOT_KNOWN)
    else:
        electricity_lines(sheet, proposal, built, need["grid_g_per_kwh"])
    more, people, gdp = own["more_users"], need["population"], need["gdp"]
    row = coefficients().set_index("id").loc["world-bank-2009"]
    if not more.known:
        sheet.add(ROWS["growth"], text="no users promised", basis="assumed", source="the offer names no more users")
    elif people.known and gdp.known:
        tens = 10.0 * more.base / people.base
        low, base, high = (share * gdp.base for share in effect("world-bank-2009", tens))
        sheet.add(ROWS["growth"], base, low, high, basis="assumed", source=str(row["source"]),
                  note=f"if the {more.base:,.0f} users whom it promises came; "
                  f"{row['scope_words']}")  # fmt: skip


def electricity_lines(sheet: Sheet, proposal: Proposal, built: Built, grid: Fact) -> None:
    """Add the electricity of cable and data centres, and the carbon dioxide of it where the grid's is known."""
    stations = int(proposal.lays_cable) + int(built.km("submarine") > 0)
    cable = cable_gwh(built.km("submarine"), built.km("terrestrial"), stations)
    ends = [cable + data_centre_gwh(proposal.data_centre_mw, 0.6, p) for p in PUE]
    sheet.add(ROWS["electricity"], ends[1], ends[0], ends[2], basis="assumed",
              source="2 kW per 1,000 km at sea, 20 kW a site or station; data centres at 60 % load")  # fmt: skip
    if grid.known:
        sheet.add(ROWS["carbon"], *(carbon_kt(ends[i], grid.base) for i in (1, 0, 2)), basis=grid.basis,
                  source=grid.source)  # fmt: skip


def employment_line(sheet: Sheet, newly_reached: float) -> None:
    """Add what a study found for places where fast internet arrives; said of those places alone.

    Parameters
    ----------
    newly_reached
        People near a point of the network who are not without the alternative; NaN where not known.
    """
    row = coefficients().set_index("id").loc["hjort-poulsen"]
    source = str(row["source"])
    if not newly_reached > 0:
        sheet.add(ROWS["employment"], text="no place is newly reached", source="towns near points of the network")
        return
    low, base, high = effect("hjort-poulsen")
    sheet.add(ROWS["employment"], 100 * base, 100 * low, 100 * high, basis="assumed", source=source,
              note=f"of {newly_reached:,.0f} people newly reached; {row['scope_words']}")  # fmt: skip


def trade_lines(sheet: Sheet, trade: Trade, country: str) -> None:
    """Add what cheaper trade does to exports and to real income."""
    rows = trade_change(trade, country).countries.set_index("country")
    basis = basis_of(trade.source)
    note = f"ln of trade {trade.log_change:+g} with {len(trade.partners) or 'all'} partners, elasticity {trade.sigma:g}"
    for row, column in (("trade", "exports_change"), ("trade_income", "gdp_change")):
        sheet.add(ROWS[row], 100 * float(rows[column].astype(float)[country]), source=trade.source, note=note,
                  basis="assumed" if basis == "assumed" else "modelled")  # fmt: skip


def land_share(proposal: Proposal, built: Built) -> float:
    """Give the share of the cost that is on land: as stated, else by length; a data centre alone stands on land."""
    if proposal.land_share is not None:
        return proposal.land_share
    if not proposal.lays_cable:
        return 1.0
    sea, land = built.km("submarine"), built.km("terrestrial")
    return land / (sea + land) if sea + land > 0 else 0.0
