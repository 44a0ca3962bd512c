"""Drafts an offer file: commented TOML that runs at once and says what may be changed next (workshop)."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError, pick
from sogdia.geodesy import distance_km
from sogdia.studies.definition import Ground

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.network import Network

_AT_SEA: Final = ("branching_unit", "junction")
NEAREST_KM: Final = {"submarine": 150.0, "terrestrial": 60.0}
"""The drafted span goes to the nearest place abroad that is at least this far: neighbours share a place at a border."""

TEXT: Final = """# An offer for {name}, drafted: a {setting} link from {start_name} to {end_name}. Run it:
#
#     sogdia assess {file}
#
# Replace what is here by what the offer says. A fact that you do not know you leave out: the page then says so, and it
# counts for nothing. Each `sources` table says whence a fact is; begin one with "assumed:", "recalled:" or "derived:"
# where it was not read. Money is US$ million of 2024 unless a loan says its currency.

[offer]
id = "{id}"
title = "A link to {end_name}"
country = "{country}"
date = "{year}"
year = {year}                       # year of the network and of its traffic
question = "What would this offer change for {name}?"
# notes = ["What a reader must know."]

[need]                              # what the country uses and pays; what is left out comes from Sogdia's facts
# demand_gbps = 100.0               # international bandwidth in use
# growth = "base"                   # low, base or high: 25, 45 or 50 % a year at first
# wholesale_price = 10.0            # now, US$ per Mbps per month
# price_change = -0.13              # a year
# retail_price = 20.0               # of broadband, US$ per month
# gni_per_head = 3000.0             # US$ a year
# gdp_musd = 50000.0                # output of a year
# wage_usd_per_year = 8000.0        # of those who build and run it
# government_revenue_musd = 5000.0
# grid_g_per_kwh = 400.0
# hurdle = 0.09                     # yearly return asked of public money: later years count for so much less
# wacc = 0.08                       # the owner's cost of capital
# hubs = ["marseille-fra", "singapore-sgp"]   # places to which delay is told: `sogdia list nodes`
# withdrawal_days = 30
# [need.sources]                    # whence each fact is, by its key
# wholesale_price = "the regulator, 2026"

{network}
[exchange]                          # US$ for one unit of each currency of the loans
CNY = 0.14
# EUR = 1.08

# [[today]]                         # what serves the country today and Sogdia does not know, such as a satellite
# id = "satellite"
# start = "{start}"
# end = "{end}"
# setting = "satellite"
# capacity_lit_gbps = 0.5
# musd_per_year = 2.0               # what it costs a year
# source = "the operator, 2026"

[proposal]                          # what is offered
name = "The offer"
# ids: `sogdia list organisations`; others under [[organisations]]
{supplier}
# owners = ["..."]
# operators = ["..."]
# maintainers = ["..."]
# systems = ["..."]                 # systems that Sogdia knows already and that the offer builds
# capex_musd = 50.0                 # left out: routed and priced by Sogdia
# operation_musd_per_year = 2.0     # left out: 4 % of the cost to build
# grant_musd = 0.0                  # part of the cost that others give
# length_km = 1000.0                # length that the cost is for
# land_share = 1.0                  # share of the cost that is on land
# phases = [0.4, 0.6]               # shares of the cost by year of building
# capacity_gbps = 10000.0           # most that it carries for the country
# share_carried = 0.5               # of the country's traffic; left out: by the network
# more_users = 100000               # people who come to use broadband by it
# data_centre_mw = 0.0              # power of data centres in it
# price_after = 8.0                 # wholesale price with it, prices of now
# ends = ["satellite"]              # what of [[today]] ends with it
# ends_not_known = ["satellite"]    # what of [[today]] may or may not end with it
# avoided_musd_per_year = 0.0       # other yearly costs that fall away with it
# share_abroad = 0.0                # share of its sales that would else be paid abroad
# loans_not_known = ["a bank"]      # lenders of loans of which the amount was not told
# equipment_share = 0.25            # share of the cost that is the vendor's plant
build_years = 2
life_years = 25
# [proposal.sources]
# capex_musd = "the offer, page 3"

[[proposal.spans]]
id = "link-1"
start = "{start}"
end = "{end}"
setting = "{setting}"
# length_km = 1000.0
# capacity_design_gbps = 10000.0

[[proposal.loans]]
lender = "The bank"
currency = "CNY"
amount = {amount}
rate = 0.02
# rate_range = [0.015, 0.05]        # least and most, where it floats
grace_years = 5
tenor_years = 20
repayment = "equal_principal"       # or annuity, bullet
drawn = [0.5, 0.5]
upfront_share = 0.0025
commitment_share = 0.0025
# periods_per_year = 2              # 1, 2, 4 or 12
# construction_interest = "paid"    # or capitalised: added to what is owed
# payments = []                     # as the offer states them, year by year: they are held against the terms
# tied = true
# borrower = "the state"
# guarantee = "the state"
# collateral = "..."
# escrow = "..."
source = "assumed: drafted terms, replace them"

# [[proposal.clauses]]              # exclusivity, exit, step_in, collateral, escrow, guarantee, data, law, maintenance,
# kind = "exclusivity"              # tied or other
# text = "No other landing is licensed."
# until = 2036
# cost_musd = 5.0                   # what leaving costs by it
# lenders = ["Bank A"]              # of whose loans it is, where it is not of all
# source = "the offer, article 7"

[[rivals]]                          # the same keys as [proposal]; the one of the largest counted worth is shown
name = "Another vendor, without a loan"
{rival}
build_years = 2
[[rivals.spans]]
id = "link-2"
start = "{start}"
end = "{end}"
setting = "{setting}"

[shared]
kind = "{shared}"                   # neighbours, road, rail or power
# saved_share = 0.57                # share of the cost on land that is saved
# joint_musd = 80.0                 # cost of all together
# split = "shapley"                 # or stand-alone
# [[shared.partners]]
# name = "the neighbour"
# alone_musd = 50.0

# [trade]                           # exports and income by a trade model, from a table of who sells to whom
# file = "trade.csv"                # exporter, importer, trade; with what each sells at home
# log_change = 0.01                 # change of ln trade with each partner
# partners = ["FRA"]
# source = "an estimate by sogdia.economy.gravity"

# [[organisations]]
# id = "the-vendor"
# name = "The Vendor"
# country = "XYZ"

# [[nodes]]
# id = "the-town"
# name = "The Town"
# country = "{country}"
# lon = 0.0
# lat = 0.0
"""


OWN: Final = """# [network]                         # a network of yours in place of the embedded world, as in a study
# base = "network.gpkg"             # its path from this file
# join = ["world"]
"""


def draft(
    identifier: str, net: Network, country: str, file: str, year: int = 2026, ground: Ground | None = None
) -> str:
    """Draft the text of an offer file.

    Parameters
    ----------
    identifier
        Name of the offer, kebab case.
    country
        Country that is offered it, ISO 3166-1 alpha-3.
    file
        Name of the file, for the line that says how to run it.
    ground
        On which network the offer stands; the embedded world where None.

    Raises
    ------
    ParameterError
        A country that the network does not know, or of which it knows no place.
    """
    pick(country, {*net.countries.id, *net.nodes.country.dropna()}, "country")
    setting, start, end = _ends(net, country)
    nodes, lands = net.nodes.set_index("id"), net.countries.set_index("id").name
    first, second = _suppliers(net)
    gap = float(distance_km(nodes.lon[start], nodes.lat[start], nodes.lon[end], nodes.lat[end]))
    return TEXT.format(
        id=identifier, file=file, country=country, name=lands.get(country, country), year=year, setting=setting,
        start=start, end=end, start_name=nodes.name.loc[start], end_name=nodes.name.loc[end], supplier=first,
        rival=second, shared="neighbours" if setting == "submarine" else "road", amount=f"{max(gap * 0.05, 5):.1f}",
        network=_stands_on(ground),
    )  # fmt: skip


def _stands_on(ground: Ground | None) -> str:
    """Write the table of the network; commented where it is the embedded world."""
    if ground is None or ground == Ground():
        return OWN
    lines = ["[network]                           # as in a study", f"base = {_quoted(ground.base)}"]
    if ground.join:
        lines += [f"join = [{', '.join(map(_quoted, ground.join))}]", f"within_km = {ground.within_km:g}"]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _suppliers(net: Network) -> tuple[str, str]:
    """Give the lines that name the two suppliers of most systems, both alike; empty ones where there are not two."""
    rows = net.roles[net.roles.role == "supplier"].organisation.value_counts()
    names = sorted(rows.index, key=lambda k: (-rows[k], k))[:2]
    if len(names) < 2:
        return ('# suppliers = ["..."]',) * 2
    return (f'suppliers = ["{names[0]}"]', f'suppliers = ["{names[1]}"]')


def _ends(net: Network, country: str) -> tuple[str, str, str]:
    """Choose a place of the country and the nearest one abroad that is far enough: by sea where it has landings."""
    nodes = net.nodes[~net.nodes.kind.isin(_AT_SEA).fillna(value=False) & net.nodes.country.notna()]
    if not (nodes.country != country).any():
        raise ParameterError(f"the network has no place outside {country}; join the world to it: --join world")
    for setting, kinds in (("submarine", ["landing"]), ("terrestrial", None)):
        known = nodes if kinds is None else nodes[nodes.kind.isin(kinds).fillna(value=False)]
        found = _nearest(known, country, NEAREST_KM[setting])
        if found:
            return (setting, *found)
    raise ParameterError(f"the network knows no place of {country} with another abroad far enough from it")


def _nearest(nodes: pd.DataFrame, country: str, least_km: float) -> tuple[str, str] | None:
    here, there = nodes[nodes.country == country], nodes[nodes.country != country]
    best, chosen = math.inf, None
    for row in here.to_dict(orient="records"):
        away = distance_km(
            float(row["lon"]), float(row["lat"]), there.lon.to_numpy(dtype=float), there.lat.to_numpy(dtype=float)
        )
        for gap, other in zip(away, there.id, strict=True):
            if least_km <= gap < best:
                best, chosen = float(gap), (str(row["id"]), str(other))
    return chosen
