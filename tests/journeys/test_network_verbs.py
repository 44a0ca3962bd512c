from __future__ import annotations

import csv
import io
import json

import pytest


def test_latency_between_two_points(run, network):
    ended = run("latency", "karachi-pak", "39.67,-4.05", "--network", network, "--explain")
    assert ended.code == 0, ended.err
    for words in ("round trip, ms", "Karachi", "Djibouti", "Mombasa", "new"):
        assert words in ended.out


def test_a_negative_longitude_is_a_point_and_no_option(run, network):
    ended = run("latency", "-74.0,40.7", "-0.1,51.5", "--network", network, "--json")
    answer = json.loads(ended.out)
    assert (answer["from_lon"], answer["to_lon"]) == (-74.0, -0.1)
    assert answer["low_ms"] <= answer["rtt_ms"] <= answer["high_ms"]
    assert run("fail", network, "--near", "-74.0,40.7,50").code == 0


def test_latency_of_a_table_keeps_its_columns(run, network, tmp_path):
    (tmp_path / "pairs.csv").write_text(
        "name,from_lon,from_lat,to_lon,to_lat\nNA,67.0,24.85,43.15,11.6\n007,67.0,24.85,39.67,-4.05\n", encoding="utf-8"
    )
    ended = run("latency", "--pairs", "pairs.csv", "-o", "deep/rtt.csv", "--network", network)
    assert ended.code == 0, ended.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "deep" / "rtt.csv").read_text(encoding="utf-8"))))
    assert [row["name"] for row in rows] == ["NA", "007"]
    assert all(float(row["low_ms"]) <= float(row["rtt_ms"]) <= float(row["high_ms"]) for row in rows)
    assert run("latency", "--pairs", "pairs.csv", "--network", network).out.startswith("name,from_lon")


def test_what_a_lost_cable_takes(run, network):
    rows = {row["country"]: row for row in json.loads(run("fail", network, "--cut", "new", "--json").out)}
    assert rows["KEN"]["share_capacity_lost"] == 1.0
    assert 0 < rows["PAK"]["share_capacity_lost"] < 1
    for name in ("share_capacity_lost", "share_demand_lost"):
        assert {name, f"{name}_low", f"{name}_high"} <= set(rows["KEN"])
    assert {"latency_increase_ms", "latency_increase_ms_low", "latency_increase_ms_high"} <= set(rows["KEN"])


def test_what_is_lost_is_told_by_country_and_by_span(run, network):
    ended = run("fail", network, "--withdraw", "owner=holder-b", "--by", "country")
    assert "owner holder-b withdrawn" in ended.out
    assert "Lost: 2 spans of new" in ended.out
    spans = json.loads(run("fail", network, "--withdraw", "home=KEN", "--by", "span", "--json").out)
    assert {row["span"] for row in spans} == {"new-1", "new-2"}


def test_where_nothing_lies_nothing_is_lost(run, network):
    ended = run("fail", network, "--near", "0,80,5", "--method", "served")
    assert "no span in service is meant: nothing is lost" in ended.err
    assert "Lost: 0 spans\nOf all demand that was served 0 % is lost; between 0 and" in ended.out


def test_a_country_may_be_asked_for(run, network):
    rows = list(csv.DictReader(io.StringIO(run("fail", network, "--cut", "old", "--country", "ken", "--csv").out)))
    assert [row["country"] for row in rows] == ["KEN"]


def test_single_losses_are_ranked(run, network):
    rows = json.loads(run("fail", network, "--singles", "--json").out)
    worst = [row for row in rows if row["country"] == "KEN" and row["rank"] == 1]
    assert {row["loss"] for row in worst} >= {"mombasa-ken"}
    assert "the worst first" in run("fail", network, "--singles", "--country", "KEN").out


def test_a_study_is_measured_in_its_case(run, study):
    ended = run("fail", study, "--cut", "new")
    assert "case of sample, 2027" in ended.out


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_flow_tells_every_span(run, network, form):
    ended = run("flow", network, form)
    rows = json.loads(ended.out) if form == "--json" else list(csv.DictReader(io.StringIO(ended.out)))
    assert {row["span"] for row in rows} == {"old-1", "new-1", "new-2"}
    assert "load, Gbit/s" in run("flow", network).out


def test_exposure_tells_its_rule(run, network):
    answer = json.loads(run("expose", network, "--country", "KEN", "--json").out)
    assert set(answer) == {"exposure", "concentration", "exits", "rule"}
    assert {row["dimension"] for row in answer["exposure"]} >= {"supplier", "owner", "landing"}
    ended = run("expose", network, "--country", "KEN", "--by", "supplier")
    for words in ("builder-b", "Concentration", "Exits", "How it is counted", "touch"):
        assert words in ended.out
    assert "KEN: owner" not in ended.out
    assert run("expose", network, "--csv").out.startswith("country,dimension")
