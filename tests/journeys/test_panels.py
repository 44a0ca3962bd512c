from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest


def test_acceptance_is_printed_as_a_table_json_and_csv(run):
    shown = run("acceptance", "budapest-convention", "un-cybercrime-convention")
    assert shown.code == 0, shown.err
    assert "Overlap" in shown.out
    answer = json.loads(run("acceptance", "depa", "--by", "country", "--json").out)
    assert {row["country"] for row in answer["country"]} == {"CHL", "KOR", "NZL", "SGP"}
    rows = list(csv.DictReader(io.StringIO(run("acceptance", "--by", "year", "--csv").out)))
    assert {"framework", "year", "states", "share_people", "source"} <= set(rows[0])


def test_a_picture_of_acceptance_is_written_whole(run, tmp_path):
    ended = run("acceptance", "artemis-accords", "lunar-research-station", "--picture", "moon.svg")
    assert ended.code == 0, ended.err
    assert [path.name for path in tmp_path.glob("**/*moon*")] == ["moon.svg"]
    assert run("acceptance", "--picture", "moon.gif").code == 2


def test_a_sheet_for_a_second_reader_is_drawn_alike_twice(run):
    one = run("acceptance", "--audit", 20, "--seed", 3, "--csv")
    rows = list(csv.DictReader(io.StringIO(one.out)))
    assert len(rows) == 20
    assert set(rows[0]) >= {"claim", "url", "verdict", "correction"}
    assert one.out == run("acceptance", "--audit", 20, "--seed", 3, "--csv").out


def test_joining_gives_coefficients_alone(run):
    answer = json.loads(run("acceptance", "budapest-convention", "--joining", "--json").out)
    assert {row["term"] for row in answer["coefficients"]} >= {"peers", "log_population"}
    assert "country" not in answer["coefficients"][0]


def test_the_panel_is_written_with_its_ledger(run, tmp_path):
    ended = run("panel", "--facts-only", "--years", "2015-2020", "-o", "built")
    assert ended.code == 0, ended.err
    folder = next(tmp_path.glob("**/built"))
    names = {path.name for path in folder.iterdir()}
    assert {"long.csv", "wide.parquet", "ledger.csv", "restrictions.csv", "manifest.json"} <= names
    wide = pd.read_parquet(folder / "wide.parquet")
    assert set(wide.year) == set(range(2015, 2021))
    ledger = run("panel", "--facts-only", "--ledger", "--csv")
    assert "known_errors" in ledger.out.splitlines()[0]


def test_ecosystems_and_claims_are_printed(run):
    assert "Split" in run("ecosystems", "--country", "KEN").out
    answer = json.loads(run("claims", "--study", "B", "--json").out)
    assert {row["study"] for row in answer["claims"]} == {"B"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("acceptance", "budapst"), "did you mean 'budapest-convention'"),
        (("acceptance", "--country", "KGS"), "unknown country 'KGS'"),
        (("acceptance", "bletchley", "--joining"), "nobody joined"),
        (("panel", "--set", "bri=x.csv"), "unknown set of a panel 'bri'"),
        (("panel", "--set", "bri-dates=none.csv"), "no file"),
        (("panel", "--extra", "none.csv"), "no file"),
        (("ecosystems", "--layer", "clouds"), "did you mean 'cloud_region'"),
        (("claims", "--finding", "true"), "unknown finding"),
    ],
)
def test_errors_leave_with_1_and_their_message_alone(run, words, says):
    ended = run(*words)
    assert ended.code == 1
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
