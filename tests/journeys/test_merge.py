"""Journeys: two operators' networks become one, and the user settles what is ambiguous."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sogdia.formats import read
from sogdia.network import Network


def stored(folder, name, rows, spans=()):
    nodes = pd.DataFrame(rows, columns=["id", "name", "country", "lon", "lat"])
    table = pd.DataFrame(spans, columns=["id", "start", "end"]).assign(setting="terrestrial")
    return Network(nodes=nodes, spans=table).save(folder / name)


@pytest.fixture
def operators(tmp_path):
    one = stored(
        tmp_path, "one", [("n", "Nairobi", "KEN", 36.82, -1.29), ("v", "Voi", "KEN", 38.57, -3.39)], [("nv", "n", "v")]
    )
    two = stored(
        tmp_path,
        "two",
        [("v", "VOI POP", "KEN", 38.58, -3.39), ("e", "Nairobi Metro", "KEN", 36.83, -1.29),
         ("w", "Nairobi POP", "KEN", 36.81, -1.29)],
        [("ev", "e", "v")],
    )  # fmt: skip
    return one, two


def test_two_operators_become_one_and_a_decision_settles_a_doubt(run, operators, tmp_path):
    one, two = operators
    ask, out = tmp_path / "ask.csv", tmp_path / "joined.gpkg"
    first = run("merge", one, two, "--questions", ask, "-o", out)
    assert first.code == 0
    assert "Ambiguous" in first.out
    assert f"network written to {out}" in first.err
    assert len(read(out).nodes) == 4
    rows = pd.read_csv(ask, dtype=str, keep_default_na=False)
    assert rows[["a", "b", "join"]].to_numpy().tolist() == [["one:n", "two:e", ""], ["one:n", "two:w", ""]]
    rows.loc[0, "join"] = "yes"
    rows.to_csv(ask, index=False)
    second = run("merge", one, two, "--decisions", ask, "-o", out, "--json", "--quiet")
    told = json.loads(second.out)
    assert second.err == ""
    assert {pair["id_b"]: pair["decision"] for pair in told["pairs"] if pair["table"] == "nodes"} == {
        "v": "joined",
        "e": "joined",
        "w": "kept_apart",
    }
    assert told["network"]["nodes"] == 3
    assert len(read(out).spans) == 2


def test_every_candidate_pair_is_a_row_of_the_csv(run, operators):
    done = run("merge", *operators, "--csv")
    assert done.code == 0
    head, *rows = done.out.splitlines()
    assert head.startswith("table,input_a,id_a,name_a,input_b,id_b,name_b,distance_km,score")
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{one}", "{one}"), "is given twice"),
        (("{one}", "{two}", "--within-km", "-1"), "within_km is from 0 to 100"),
        (("{one}", "{two}", "--decisions", "none.csv"), "no file none.csv"),
        (("{one}", "nowhere"), "no file or folder nowhere"),
        (("{one}", "{two}", "-o", "{one}/network.json/x.gpkg"), "is a file"),
    ],
)
def test_faults_are_told_with_their_mend(run, operators, words, said):
    one, two = operators
    done = run("merge", *(word.format(one=one, two=two) for word in words))
    assert done.code == 1
    assert said in done.err
    assert done.out == ""
