from __future__ import annotations

import pandas as pd
import pytest

from sogdia.dependence import expose
from sogdia.dependence.observed import measured_exits, measured_owners, of_country
from sogdia.network import Network


def seen(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["subject", "counterpart", "organisation", "quantity", "value", "date", "source"]
    return pd.DataFrame(rows, columns=columns)


# Africa Bandwidth Maps, cross-border capacity of Ethiopia in December 2016.
ETHIOPIA = seen(
    ("ETH", "SDN", None, "capacity_lit_gbps", 17.4, "2016-12", "abm"),
    ("ETH", "DJI", None, "capacity_lit_gbps", 14.9, "2016-12", "abm"),
    ("ETH", "KEN", None, "capacity_lit_gbps", 4.9, "2016-12", "abm"),
    ("ETH", None, None, "capacity_lit_gbps", 0.31, "2016-12", "abm"),
)
# EVN Report, 2018.
ARMENIA = seen(("ARM", "GEO", "caucasus-online", "share_international_capacity", 0.85, "2018-02", "evn"))
SOURCES = pd.DataFrame({"id": ["abm", "evn"], "title": ["a", "b"]})
CAUCASUS = pd.DataFrame({"id": ["caucasus-online"], "name": ["Caucasus Online"], "country": ["GEO"]})


def test_ethiopia_2016_is_what_was_measured(cell):
    result = expose(Network(observations=ETHIOPIA, sources=SOURCES), "ETH", year=2016)
    shares = result.table.set_index("actor").touch
    assert shares.round(3).to_dict() == {"SDN": 0.468, "DJI": 0.401, "KEN": 0.132}
    assert set(result.table.basis) == {"measured"}
    assert result.table.source.str.contains("abm").all()
    assert result.table.source.str.contains("0.31 Gbps without a counterpart").all()
    concentration = cell(result.concentration, dimension="exit")
    assert concentration.hhi == pytest.approx(0.397, abs=5e-4)
    assert concentration.effective_number == pytest.approx(2.52, abs=5e-3)
    assert concentration.basis == "measured"


def test_measured_exits_stand_before_the_model(steppe, cell):
    figures = seen(
        ("KGZ", "KAZ", None, "traffic_gbps", 9.0, "2024", None), ("KGZ", "CHN", None, "traffic_gbps", 1.0, "2024", None)
    )
    result = expose(steppe.replace(observations=figures), "KGZ", year=2025)
    exits = result.table[result.table.dimension == "exit"].set_index("actor")
    assert exits.touch.to_dict() == {"KAZ": pytest.approx(0.9), "CHN": pytest.approx(0.1)}
    assert exits.loc["KAZ", ["loss", "loss_low", "loss_high"]].tolist() == pytest.approx([0.5, 0.0, 0.9])
    old = expose(steppe.replace(observations=figures), "KGZ", year=2030).table
    assert cell(old, dimension="exit", actor="KAZ").touch == pytest.approx(0.75)


def test_armenia_2018_without_the_network(cell):
    net = Network(observations=ARMENIA, sources=SOURCES, organisations=CAUCASUS)
    table = expose(net, "ARM", year=2018).table
    for dimension, actor in (("owner", "caucasus-online"), ("home_of_owner", "GEO")):
        row = cell(table, dimension=dimension, actor=actor)
        assert row.touch == pytest.approx(0.85)
        assert row.basis == "measured"
        assert (row.loss, row.loss_low, row.loss_high) == (0.85, 0.0, 0.85)


def test_armenia_with_a_network_takes_its_loss_from_it(cell):
    nodes = pd.DataFrame(
        {"id": ["e", "t", "m"], "country": ["ARM", "GEO", "IRN"], "lon": [44.5, 44.8, 51.4], "lat": [40.2, 41.7, 35.7]}
    )
    spans = pd.DataFrame({"id": ["1", "2"], "system": ["co", "ir"], "start": ["e", "e"], "end": ["t", "m"]})
    spans = spans.assign(setting="terrestrial", capacity_lit_gbps=[90.0, 10.0])
    demands = pd.DataFrame({"start": ["ARM", "ARM"], "end": ["GEO", "IRN"], "traffic_gbps": [60.0, 20.0]})
    roles = pd.DataFrame({"system": ["co"], "organisation": ["caucasus-online"], "role": ["owner"]})
    net = Network(
        nodes=nodes, spans=spans, demands=demands, roles=roles, observations=ARMENIA, sources=SOURCES,
        organisations=CAUCASUS,
    )  # fmt: skip
    table = expose(net, "ARM", year=2018).table
    row = cell(table, dimension="owner", actor="caucasus-online")
    # Before: 80 served of 80; without the 90 Gbps, 10 are left: 0.875, more than the share that was measured.
    assert (row.touch, row.loss, row.loss_low, row.loss_high) == (0.85, 0.85, 0.0, 0.85)
    assert row.stake <= row.touch
    owners = table[table.dimension == "owner"]
    assert owners.stake.sum() == pytest.approx(1.0)


def test_a_stake_above_the_measured_touch_goes_to_unknown(cell):
    nodes = pd.DataFrame({"id": ["e", "t"], "country": ["ARM", "GEO"], "lon": [44.5, 44.8], "lat": [40.2, 41.7]})
    spans = pd.DataFrame({"id": ["1"], "system": ["co"], "start": ["e"], "end": ["t"], "setting": ["terrestrial"]})
    demands = pd.DataFrame({"start": ["ARM"], "end": ["GEO"], "traffic_gbps": [60.0]})
    roles = pd.DataFrame({"system": ["co"], "organisation": ["caucasus-online"], "role": ["owner"]})
    net = Network(
        nodes=nodes, spans=spans, demands=demands, roles=roles, observations=ARMENIA, sources=SOURCES,
        organisations=CAUCASUS,
    )  # fmt: skip
    table = expose(net, "ARM", year=2018).table
    assert cell(table, dimension="owner", actor="caucasus-online").stake == pytest.approx(0.85)
    assert cell(table, dimension="owner", actor="unknown").stake == pytest.approx(0.15)
    assert cell(table, dimension="home_of_owner", actor="GEO").touch == pytest.approx(0.85)


def test_one_counterpart_needs_a_total():
    alone = seen(("BGD", "IND", None, "traffic_gbps", 2700.0, "2024-04", "d"))
    assert measured_exits(of_country(alone, "BGD", 2024, 1)).empty
    both = pd.concat([alone, seen(("BGD", None, None, "traffic_gbps", 5200.0, "2024-04", "d"))], ignore_index=True)
    rows = measured_exits(of_country(both, "BGD", 2024, 1)).set_index("actor").share
    assert rows.round(3).to_dict() == {"IND": 0.519, "unknown": 0.481}


def test_the_nearest_date_counts_then_the_latest():
    rows = seen(
        ("ARM", None, "a", "share_international_capacity", 0.5, "2017-01", "x"),
        ("ARM", None, "a", "share_international_capacity", 0.6, "2018-01", "x"),
        ("ARM", None, "a", "share_international_capacity", 0.7, "2018-12", "x"),
        ("ARM", None, "a", "share_international_capacity", 0.9, "2012-12", "x"),
    )
    assert measured_owners(of_country(rows, "ARM", 2018, 1)).share.tolist() == [0.7]
    assert measured_owners(of_country(rows, "ARM", 2014, 1)).empty
