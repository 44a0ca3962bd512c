from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.dependence import ExposeParams, expose
from sogdia.errors import ParameterError
from sogdia.flows import fail
from sogdia.network import Network


def test_touch_by_hand(steppe, cell):
    # Both ways are 5,000 km: traffic divides at Bishkek as 30 to 10.
    table = expose(steppe, "KGZ").table
    for actor, touch in (("KAZ", 0.75), ("CHN", 0.25)):
        assert cell(table, dimension="transit_country", actor=actor).touch == pytest.approx(touch)
        assert cell(table, dimension="exit", actor=actor).touch == pytest.approx(touch)
    assert set(table.actor[table.dimension == "transit_country"]) == {"KAZ", "CHN"}  # neither end
    assert cell(table, dimension="owner", actor="p").touch == pytest.approx(0.75)
    assert cell(table, dimension="owner", actor="q").touch == pytest.approx(1.0)  # half of n, and 0.6 of s
    assert cell(table, dimension="owner", actor="child").touch == pytest.approx(0.75)


def test_stake_by_hand(steppe, cell):
    # A fifth of each way is the first span. n: p and q half each; s: q 0.6; t: child; d: nobody known.
    table = expose(steppe, "KGZ").table
    hand = {
        "p": 0.75 * 0.2 * 0.5,
        "q": 0.75 * 0.2 * 0.5 + 0.25 * 0.2 * 0.6,
        "child": 0.75 * 0.8,
        "unknown": 0.25 * 0.2 * 0.4 + 0.25 * 0.8,
    }
    for actor, stake in hand.items():
        assert cell(table, dimension="owner", actor=actor).stake == pytest.approx(stake)
    assert cell(table, dimension="owner", actor="p").basis == "assumed"
    assert cell(table, dimension="owner", actor="child").basis == "modelled"


def test_control_by_hand(steppe, cell):
    table = expose(steppe, "KGZ").table
    hand = {"p": 0.0, "q": 0.25, "child": 0.75}  # q holds 0.6 of s alone
    for actor, control in hand.items():
        assert cell(table, dimension="owner", actor=actor).control == pytest.approx(control)
    assert np.isnan(cell(table, dimension="owner", actor="unknown").control)
    assert cell(table, dimension="system", actor="n").control == pytest.approx(0.75)


def test_homes_count_the_holder_and_its_ultimate_parent(steppe, cell):
    table = expose(steppe, "KGZ").table
    own, top = (cell(table, dimension="home_of_owner", actor=a) for a in ("KGZ", "RUS"))
    assert (own.touch, top.touch) == (pytest.approx(0.75), pytest.approx(0.75))
    assert (own.stake, top.stake) == (0.0, pytest.approx(0.6))
    assert (own.control, top.control) == (0.0, pytest.approx(0.75))


def test_loss_is_what_fail_says(steppe, cell):
    result = expose(steppe, "KGZ")
    lost = fail(steppe, withdraw={"owner": "child"}).table
    here = cell(result.table, dimension="owner", actor="child")
    assert here.loss == pytest.approx(cell(lost, country="KGZ").share_demand_lost) == pytest.approx(0.5)
    south = cell(result.table, dimension="exit", actor="CHN")
    assert south.loss == 0.0  # touched, but 30 Gbps are left for 20
    assert cell(result.table, dimension="owner", actor="q").loss == pytest.approx(1.0)


def test_loss_is_for_high_touch_and_few_countries(steppe):
    table = expose(steppe, "KGZ", params=ExposeParams(loss_from=0.9)).table
    assert set(table.actor[table.loss.notna()]) == {"q", "CHN"}  # CHN: home of q
    few = expose(steppe, params=ExposeParams(loss_countries=1))
    assert few.table.loss.isna().all()
    assert "Loss is not counted here" in few.rule
    assert "Loss is not counted here" not in expose(steppe, "KGZ").rule


def test_at_most_five_losses_of_a_dimension():
    ids = [f"c{k}" for k in range(8)]
    nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50.0, 51.0], "lat": [40.0, 44.0]})
    spans = pd.DataFrame({"id": ids, "system": ids, "start": "a", "end": "b", "setting": "submarine"})
    spans = spans.assign(length_km=1000.0, capacity_lit_gbps=np.arange(8) + 10.0)
    demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [1.0]})
    table = expose(Network(nodes=nodes, spans=spans, demands=demands), "KAZ", params=ExposeParams(loss_from=0.0)).table
    assert sorted(table.actor[(table.dimension == "system") & table.loss.notna()]) == ids[3:]


def test_concentration_by_hand(steppe, cell):
    rows = expose(steppe, "KGZ").concentration
    exits = cell(rows, dimension="exit")
    assert (exits.hhi, exits.effective_number) == (pytest.approx(0.625), pytest.approx(1.6))
    assert (exits.largest_actor, exits.largest_share) == ("KAZ", pytest.approx(0.75))
    owner = cell(rows, dimension="owner")
    named = np.array([0.075, 0.075 + 0.03, 0.6])
    assert owner.hhi == pytest.approx(((named / named.sum()) ** 2).sum())
    assert owner.share_unknown == pytest.approx(0.22)


def test_equal_largest_actors_are_all_named(steppe, cell):
    spans = steppe.spans.assign(capacity_lit_gbps=50.0)
    rows = expose(steppe.replace(spans=spans), "KGZ").concentration
    assert cell(rows, dimension="exit").largest_actor == "CHN;KAZ"


def test_straits_and_landings():
    nodes = pd.DataFrame(
        {"id": ["x", "y", "z"], "country": ["DJI", "EGY", "SAU"], "lon": [43.0, 33.0, 39.0], "lat": [11.5, 28.0, 21.5]}
    ).assign(kind=["landing", "landing", "city"])
    spans = pd.DataFrame({"id": ["sea", "land"], "start": ["x", "y"], "end": ["y", "z"]})
    spans = spans.assign(setting=["submarine", "terrestrial"], capacity_lit_gbps=10.0)
    area = shapely.Polygon([(42, 12), (44, 12), (44, 13), (42, 13)])
    hazards = pd.DataFrame({"id": ["gate"], "kind": ["strait"], "geometry": [area]})
    demands = pd.DataFrame({"start": ["DJI", "EGY"], "end": ["SAU", "SAU"], "traffic_gbps": [10.0, 10.0]})
    table = expose(Network(nodes=nodes, spans=spans, hazards=hazards, demands=demands)).table
    hit = table[(table.dimension == "strait") & (table.actor == "gate")].set_index("country").touch
    assert hit.to_dict() == {"DJI": 1.0, "SAU": 0.5}
    first = table[(table.dimension == "exit") & (table.country == "DJI")]
    assert first.actor.tolist() == ["sea:x"]
    assert first.actor_name.tolist() == ["by sea from x"]
    landings = table[(table.dimension == "landing") & (table.country == "SAU")].set_index("actor").touch
    assert landings.to_dict() == {"y": 1.0, "x": 0.5}


def test_a_cable_that_comes_back_has_not_left():
    # Island country IDN: capital on landing a, festoon a - bu - b by a node at sea, abroad only from b.
    nodes = pd.DataFrame(
        {"id": ["a", "bu", "b", "s"], "country": ["IDN", None, "IDN", "SGP"], "lon": [110.0, 108.0, 106.0, 103.8],
         "lat": [-7.0, -5.0, -6.0, 1.3], "kind": ["city", "branching_unit", "landing", "city"]}
    )  # fmt: skip
    spans = pd.DataFrame({"id": ["1", "2", "3"], "start": ["a", "bu", "b"], "end": ["bu", "b", "s"]})
    demands = pd.DataFrame({"start": ["IDN"], "end": ["SGP"], "traffic_gbps": [10.0]})
    net = Network(nodes=nodes, spans=spans.assign(setting="submarine"), demands=demands)
    table = expose(net, "IDN").table
    exits = table[table.dimension == "exit"]
    assert exits.actor.tolist() == ["sea:b"]
    assert exits.touch.tolist() == [pytest.approx(1.0)]


def test_unknown_country_names_the_nearest(steppe):
    with pytest.raises(ParameterError, match="did you mean 'KGZ'"):
        expose(steppe, "KGS")
    with pytest.raises(ParameterError, match="nothing can be said of 'KAZ'"):
        expose(steppe, ["KGZ", "KAZ"])


@pytest.mark.parametrize(
    "bad", [{"loss_from": 1.5}, {"touch_from": -0.1}, {"hubs": 0}, {"exits_threshold": 0}, {"observed_within": -1}]
)
def test_parameters_have_ranges(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        ExposeParams(**bad)


def test_lenses_are_kept_apart(steppe):
    table = expose(steppe).table
    lens = {name: set(rows.dimension) for name, rows in table.groupby("lens")}
    assert lens["legal"] == {"owner", "home_of_owner", "home_of_supplier"}
    assert lens["supply"] <= {"supplier", "operator"}
    assert "logical" not in lens


def test_the_rules_say_what_must_be_said(steppe):
    rule = expose(steppe).rule
    for words in ("no map can show a back door", "No official rule", "Internet Society", "no logical (routing) layer"):
        assert words.lower() in rule.lower()


def test_all_countries_with_demand(steppe):
    result = expose(steppe)
    assert sorted(result.table.country.unique()) == ["KGZ", "RUS"]
    assert sorted(result.exits.country) == ["KGZ", "RUS"]
    one = expose(steppe, "KGZ").table.drop(columns=["loss", "loss_low", "loss_high"])
    both = result.table[result.table.country == "KGZ"].drop(columns=["loss", "loss_low", "loss_high"])
    pd.testing.assert_frame_equal(one, both.reset_index(drop=True))


def test_a_year_takes_its_roles(steppe, cell):
    roles = steppe.roles.assign(year_from=pd.Series([2020] * 6, dtype="Int64"))
    table = expose(steppe.replace(roles=roles), "KGZ", year=2015).table
    assert cell(table, dimension="owner", actor="unknown").stake == pytest.approx(1.0)


def test_save_writes_every_table(steppe, tmp_path):
    folder = expose(steppe, "KGZ").save(tmp_path / "out")
    written = {file.name for file in folder.iterdir()}
    assert {
        "result.csv",
        "concentration.csv",
        "exits.parquet",
        "suppliers.csv",
        "rules.csv",
        "manifest.json",
    } <= written
    assert json.loads((folder / "manifest.json").read_text())["verb"] == "expose"


def test_a_country_without_a_way_out_has_no_rows(steppe):
    net = steppe.keep_spans(["trunk", "detour"])
    result = expose(net, "KGZ")
    assert result.table.empty
    assert result.exits[["k_landings", "k_straits", "share_connected"]].to_numpy().tolist() == [[0, 0, 0.0]]
