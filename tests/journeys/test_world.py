from __future__ import annotations

import csv
import io
import json

import pytest


def test_help_of_the_shell(shell):
    ended = shell("--help")
    assert ended.code == 0
    for name in ("assess", "compare", "latency", "fail", "flow", "expose", "report", "list", "show", "data"):
        assert f"\n  {name} " in ended.out


def test_the_world_is_listed(run):
    rows = {row["kind"]: row["rows"] for row in json.loads(run("list", "--json").out)}
    assert list(rows) == ["studies", "offers", "systems", "organisations", "projects", "countries", "straits", "nodes"]
    assert all(count > 0 for count in rows.values())
    assert "digital-silk-road" in run("list", "studies").out
    assert "peace" in run("list", "systems", "--country", "KEN").out
    assert run("list", "systems", "--match", "peace", "--csv").out.startswith("id,name,kind,status")
    assert run("list", "systems", "--match", "no such cable").out == "(no rows)\n"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("peace", ["(system peace)", "Owners", "Suppliers", "Segments", "read in the source", "as of", "https://"]),
        ("PAK", ["Pakistan (country PAK)", "Laws and state ownership", "Systems that land"]),
        ("digital-silk-road", ["study", "corridor", "hubs"]),
        ("bab-el-mandeb", ["strait", "Systems that pass", "seacom"]),
        ("hmn-tech", ["organisation", "hengtong", "Systems"]),
        ("frankfurt-deu", ["node", "Spans"]),
    ],
)
def test_all_about_one_thing(run, name, words):
    ended = run("show", name)
    assert ended.code == 0, ended.err
    assert all(word in ended.out for word in words), ended.out


def test_all_about_one_thing_as_json(run):
    sheets = json.loads(run("show", "peace", "--json").out)
    system = next(sheet for sheet in sheets if sheet["kind"] == "system")
    assert system["source"]["read"] in {"read", "recalled"}
    assert all({"read", "source"} <= set(row) for row in system["tables"]["Suppliers"])


def test_facts_are_drawn_for_a_second_reader(run, tmp_path):
    ended = run("data", "audit", "--rows", 5, "--seed", 1, "--csv", "audit.csv")
    assert ended.code == 0, ended.err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "audit.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 5
    assert all(row["claim"] and row["title"] and not row["verdict"] and not row["correction"] for row in rows)
    assert json.loads(run("data", "audit", "--rows", 5, "--seed", 1, "--json").out)[0]["claim"] == rows[0]["claim"]
    assert "verdict:" in run("data", "audit", "--rows", 2, "--table", "roles").out


def test_a_road_through_the_world(run):
    answer = json.loads(run("latency", "frankfurt", "67.01,24.86", "--json", "--explain").out)
    assert 50 < answer["rtt_ms"] < 250
    assert answer["way"][0]["country"] == "DEU"


def test_a_strait_of_the_world_is_lost(run):
    ended = run("fail", "world", "--strait", "bab-el-mandeb", "--json")
    assert ended.code == 0, ended.err
    rows = {row["country"]: row for row in json.loads(ended.out)}
    assert rows["DJI"]["share_capacity_lost"] > 0
    assert rows["CHL"]["share_capacity_lost"] < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("study", ["digital-silk-road", "nato-virtual-silk-road", "red-sea-cuts"])
def test_a_shipped_study_is_assessed(shell, tmp_path, study):
    ended = shell("assess", study, "--json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)
    assert (tmp_path / "out" / study / "report.html").stat().st_size > 10_000
