from __future__ import annotations

import json


def test_coalitions_of_acceptance_are_printed_and_drawn(run, tmp_path):
    asked = ("coalitions", "--acceptance", "--years", "2021-2023", "--runs", "4")
    ended = run(*asked, "--picture", "coalitions.svg", "--json")
    assert ended.code == 0, ended.err
    answer = json.loads(ended.out)
    assert {row["year"] for row in answer["years"]} <= {2021, 2022, 2023}
    assert {"country", "community", "strength"} <= set(answer["coalitions"][0])
    assert [path.name for path in tmp_path.glob("**/*.svg")] == ["coalitions.svg"]
    one = run(*asked, "--country", "FRA", "--csv")
    assert "FRA" in one.out
    assert "BRA" not in one.out


def test_misuse_is_told(run):
    assert run("coalitions", "x", "--acceptance").code == 2
    assert "data add un-votes" in run("coalitions").err
    assert run("coalitions", "--picture", "x.gif").code == 2
    ended = run("coalitions", "--acceptance", "--country", "XYZ")
    assert ended.code == 1
    assert "XYZ" in ended.err
