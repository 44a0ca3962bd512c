"""Offers that stand on other ground than the sample: a data centre alone, and a network of the user's own."""

from __future__ import annotations

import pytest

from sogdia.economy import npv
from sogdia.offers import offer
from sogdia.offers.definition import Definition
from sogdia.offers.sample import sample, sample_network
from sogdia.studies.definition import Ground
from sogdia.studies.ground import listed

NODES = """id,name,lon,lat,country,kind
capital,Capital,30.0,-2.0,RWA,city
border,Border,30.8,-2.4,TZA,city
port,Port,39.28,-6.82,TZA,city
"""
SPANS = """id,start,end,setting,system,capacity_lit_gbps,length_km,supplier
s1,capital,border,terrestrial,Line A,100,120,Vendor One
s2,border,port,terrestrial,Line A,100,1300,Vendor One
"""
OFFER = """network = "mine"
[offer]
id = "own"
title = "A second line"
country = "RWA"
date = 2026-05-01
[need]
demand_gbps = 60
wholesale_price = 20
[proposal]
name = "Second line"
suppliers = ["Vendor One", "vendor-three"]
capex_musd = 30
price_after = 14
[[proposal.spans]]
id = "new"
start = "capital"
end = "port"
setting = "terrestrial"
length_km = 1500
capex_musd = 30
capacity_design_gbps = 400
[[rivals]]
name = "A data centre alone"
data_centre_mw = 2.0
avoided_musd_per_year = 5.0
[[organisations]]
id = "vendor-three"
name = "Vendor Three"
country = "KOR"
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """Appraise an offer whose network is a folder of CSVs beside its file, named by its path from there."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "mine").mkdir()
    (folder / "mine" / "nodes.csv").write_text(NODES)
    (folder / "mine" / "spans.csv").write_text(SPANS)
    (folder / "offer.toml").write_text(OFFER)
    made = offer(folder / "offer.toml")
    return made, made.table.set_index(["row", "alternative"])


def test_an_own_network_has_the_facts_of_the_country_and_the_names_of_its_spans(own):
    made, table = own
    assert made.country_name == "Rwanda"
    assert made.need["population"].known
    assert made.definition.offer.date == "2026-05-01"
    assert table.text["touch_supplier_1", "nothing"].endswith("Vendor One")
    assert not [row for row in table.index.get_level_values(0) if row.startswith("rtt_")]  # none of the usual hubs


def test_hours_lost_are_those_of_cuts_at_the_traffic_that_the_offer_states(own):
    _, table = own
    hours = table.base["lost_hours_1", "nothing"]
    assert 0 < hours < 200  # some 14 cuts of a line of 1,420 km a year, 8 hours each
    assert table.base["lost_hours_1", "offer"] < hours / 10


def test_a_data_centre_alone_is_priced_by_its_power_and_carries_nothing(own):
    _, table = own
    assert tuple(table.loc[("capex", "rival"), ["low", "base", "high"]]) == (14.0, 20.0, 30.0)
    assert table.base["abroad", "rival"] == table.base["abroad", "nothing"]
    assert table.text["withdrawal_new_1", "rival"] == "does not apply"
    assert table.text["building_jobs", "rival"] == "not known"
    assert table.base["electricity", "rival"] == pytest.approx(2.0 * 8.76 * 0.6 * 1.3)
    flows = [-10.0, -10.0] + [5.0 - 0.8] * 25  # 20 to build, 4 % of it a year to run, 5 a year that falls away
    assert table.base["enpv", "rival"] == pytest.approx(npv(flows, 0.09))


def test_names_of_spans_are_listed_where_their_tables_are_empty():
    net = sample_network()
    assert listed(net) is net


def test_a_name_alone_is_the_base_of_the_network():
    made = Definition.model_validate({**sample(), "network": "held:map"})
    assert made.network == Ground(base="held:map")
