from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError, TableError
from sogdia.geodesy import distance_km
from sogdia.merging import merge
from sogdia.network import Network


def net(nodes: list[tuple], spans: list[tuple] = (), **more: pd.DataFrame) -> Network:
    """Nodes as (id, name, country, lon, lat, kind), spans as (id, start, end, setting)."""
    table = pd.DataFrame(nodes, columns=["id", "name", "country", "lon", "lat", "kind"])
    return Network(nodes=table, spans=pd.DataFrame(spans, columns=["id", "start", "end", "setting"]), **more)


@pytest.fixture
def kenya() -> Network:
    return net(
        [("m", "Mombasa POP", "KEN", 39.66, -4.05, "city"), ("n", "Nairobi", "KEN", 36.82, -1.29, "city"),
         ("b", "Malaba", "KEN", 34.275, 0.636, None)],
        [("mn", "m", "n", "terrestrial"), ("nb", "n", "b", "terrestrial")],
    )  # fmt: skip


@pytest.fixture
def uganda() -> Network:
    return net(
        [("k", "Kampala", "UGA", 32.58, 0.32, "city"), ("b", "Malaba", "UGA", 34.262, 0.647, None)],
        [("kb", "k", "b", "terrestrial")],
    )


@pytest.fixture
def cables() -> Network:
    return net(
        [("mombasa", "Mombasa, Kenya", "KEN", 39.68, -4.06, "landing"),
         ("mumbai", "Mumbai", "IND", 72.83, 18.9, "landing")],
        [("sea", "mombasa", "mumbai", "submarine")],
    )  # fmt: skip


def test_landlocked_country_reaches_the_sea(kenya, uganda, cables):
    result = merge(kenya, uganda, cables, names=["ke", "ug", "sea"])
    kinds = result.links.set_index("kind")
    border = kinds.loc["border"]
    assert (border.country_a, border.country_b) == ("KEN", "UGA")
    assert float(border.distance_km) == pytest.approx(float(distance_km(34.275, 0.636, 34.262, 0.647)))
    node = result.network.nodes.set_index("id").loc[border.node]
    assert node.kind == "border_crossing"
    assert node["name"] == "Malaba border"
    assert kinds.loc["assumed_joint"].id_b == "mombasa"
    beside = {frozenset(pair) for pair in result.network.spans[["start", "end"]].to_numpy().tolist()}
    assert {frozenset(("b", border.node)), frozenset(("ug:b", border.node)), frozenset(("m", "mombasa"))} <= beside
    joints = result.network.spans[result.network.spans.source == "sogdia-merge"]
    assert set(joints.read) == {"derived"}
    assert joints.note.str.startswith("assumed joint").all()


def test_a_station_at_the_door_is_the_town_and_one_down_the_road_is_tied(cables):
    def town(km: float) -> Network:
        return net([("t", "Mombasa", "KEN", 39.68, -4.06 + km / 110.6, "city")])

    decisions = [merge(town(km), cables).table.decision.iloc[0] for km in (0.3, 3.0)]
    assert decisions == ["joined", "linked"]
    assert len(merge(town(6.0), cables).network.spans) == 1


def test_two_candidates_of_one_name_are_a_question_that_a_decision_settles(kenya):
    other = net([("v1", "Nairobi A", "KEN", 36.83, -1.29, "city"), ("v2", "Nairobi C", "KEN", 36.81, -1.29, "city")])
    asked = merge(kenya, other, names=["a", "b"])
    assert asked.table.decision.tolist() == ["ambiguous", "ambiguous"]
    assert len(asked.network.nodes) == 5
    word = pd.DataFrame({"a": ["n"], "b": ["b:v2"], "join": ["yes"]})
    told = merge(kenya, other, names=["a", "b"], decisions=word)
    assert told.table.set_index("id_b").decision.to_dict() == {"v1": "kept_apart", "v2": "joined"}
    assert told.provenance.query("input == 'b'").set_index("id_in_input").id.to_dict() == {"v1": "v1", "v2": "n"}


def test_a_decision_to_link_ties_two_names(kenya):
    other = net([("x", "Kilindini", "KEN", 39.65, -4.06, "landing")])
    assert merge(kenya, other).links.kind.tolist() == ["open_end", "open_landing"]
    told = merge(kenya, other, decisions=pd.DataFrame({"a": ["m"], "b": ["x"], "join": ["link"]}))
    assert told.links.query("kind == 'assumed_joint'").id_b.tolist() == ["x"]


def test_decisions_about_nothing_are_told_with_the_nearest_name(kenya, cables):
    rows = pd.DataFrame({"a": ["m", "m", "m"], "b": ["mombassa", "mombasa", "n"], "join": ["yes", "perhaps", "no"]})
    with pytest.raises(TableError) as caught:
        merge(kenya, cables, decisions=rows)
    text = str(caught.value)
    assert "did you mean 'mombasa'?" in text
    assert "is none of yes, no and link" in text
    assert "stands in the same input" in text


def test_one_cable_of_two_maps_is_one(cables):
    systems = pd.DataFrame({"id": ["c"], "name": ["SEA-ME-WE 5"], "kind": ["submarine"], "length_km": [5000.0]})
    mine = cables.replace(systems=systems, spans=cables.spans.assign(system="c", length_km=4600.0))
    place = {"lon": cables.nodes.lon + 0.02, "id": ["p", "q"]}
    theirs = mine.replace(spans=cables.spans.iloc[:0]).replace(
        nodes=cables.nodes.assign(**place), systems=systems.assign(id="x", name="SeaMeWe-5", length_km=5100.0)
    )
    theirs = theirs.replace(spans=cables.spans.assign(id="y", system="x", start="q", end="p", length_km=4700.0))
    result = merge(mine, theirs)
    assert result.table.set_index("table").decision.to_dict() == dict.fromkeys(["nodes", "systems", "spans"], "joined")
    assert len(result.network.spans) == 1
    differs = result.conflicts.set_index(["table", "column"])
    assert differs.loc[("systems", "length_km"), ["kept", "other"]].tolist() == ["5000.0", "5100.0"]
    assert differs.loc[("spans", "length_km"), "rule"] == "the first argument wins"
    fourth = theirs.replace(systems=theirs.systems.assign(name="SeaMeWe-4"))
    assert merge(mine, fourth).table.query("table == 'systems'").decision.tolist() == []


def test_organisations_lose_their_legal_form_and_keep_their_country(kenya, cables):
    def owners(base: Network, name: str, country: str | None) -> Network:
        return base.replace(organisations=pd.DataFrame({"id": ["o"], "name": [name], "country": [country]}))

    def decision(name: str, country: str | None) -> str:
        rows = merge(owners(kenya, "Jamii Telecommunications Ltd.", "KEN"), owners(cables, name, country)).table
        return rows[rows.table == "organisations"].decision.iloc[0]

    assert decision("JAMII TELECOM, Co., Ltd", None) == "joined"
    assert decision("Jamii Telecom", "UGA") == "ambiguous"
    assert decision("Jamii Telecom Wireless", "KEN") == "ambiguous"


def test_ids_stay_and_a_second_owner_of_one_gets_its_inputs_name(kenya, uganda):
    result = merge(kenya, uganda, names=["ke", "ug"])
    assert {"m", "n", "b", "k", "ug:b"} <= set(result.network.nodes.id)
    row = result.network.nodes.set_index("id").loc["ug:b"]
    title = result.network.sources.set_index("id").loc[row.source, "title"]
    assert title == f"ug (network sha256 {uganda.digest})"


def test_a_span_whose_end_moves_is_never_under_the_geodesic():
    a = net([("p", "Busia", "KEN", 34.11, 0.46, "city"), ("q", "Kisumu", "KEN", 34.76, -0.1, "city")])
    b = net([("p", "Busia", "KEN", 34.145, 0.46, "city"), ("r", "Nambale", "KEN", 34.25, 0.46, "city")],
            [("s", "p", "r", "terrestrial")])  # fmt: skip
    b = b.replace(spans=b.spans.assign(length_km=11.8))
    result = merge(a, b, names=["a", "b"])
    span = result.network.spans.iloc[0]
    assert span.length_km == pytest.approx(float(distance_km(34.11, 0.46, 34.25, 0.46)))
    assert result.conflicts.rule.tolist() == ["raised to the geodesic: an end moved to the node it was joined with"]


def test_one_network_across_the_border_is_marked(kenya, uganda):
    both = net([("x", "Busia", "KEN", 34.1, 0.46, None), ("y", "Jinja", "UGA", 33.2, 0.44, None)],
               [("xy", "x", "y", "terrestrial")])  # fmt: skip
    result = merge(kenya, both)
    assert result.links.query("kind == 'crossing_span'").spans.tolist() == ["xy"]
    assert result.network.spans.set_index("id").loc["xy", "note"] == "crosses the border KEN–UGA"
    assert merge(uganda).links.empty


def test_nothing_in_common_is_noted(kenya):
    island = net([("i", "Suva", "FJI", 178.4, -18.1, "city")])
    notes = merge(kenya, island).notes
    assert len(notes) == 2
    assert "no country in common" in notes[0]


@pytest.mark.parametrize("within_km", [-1.0, 101.0, float("nan")])
def test_a_reach_out_of_range_is_refused(kenya, within_km):
    with pytest.raises(ParameterError, match="within_km is from 0 to 100"):
        merge(kenya, within_km=within_km)


def test_one_network_twice_is_refused(kenya, tmp_path):
    with pytest.raises(ParameterError, match="one and the same network"):
        merge(kenya, kenya)
    kenya.save(tmp_path / "net")
    with pytest.raises(ParameterError, match="given twice"):
        merge(tmp_path / "net", str(tmp_path / "net"))
    with pytest.raises(ParameterError, match="nothing to merge"):
        merge()


def test_beyond_the_date_line_is_near():
    a = net([("t", "Taveuni", "FJI", 179.99, -16.8, "city")])
    b = net([("t", "Taveuni", "FJI", -179.99, -16.8, "city")])
    row = merge(a, b).table.iloc[0]
    assert row.decision == "joined"
    assert row.distance_km == pytest.approx(2.13, abs=0.02)
    assert np.isclose(row.score, 0.7 + 0.2 * (1 - row.distance_km / 5) + 0.1)
