from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from sogdia.formats import read

FILES = {
    "card.csv", "card.parquet", "completeness.csv", "completeness.parquet", "manifest.json", "network.gpkg",
    "projects.csv", "projects.parquet", "report.html",
}  # fmt: skip


def test_a_card_is_printed_and_written(run, study, tmp_path):
    ended = run("assess", study)
    assert ended.code == 0, ended.err
    for words in ("A cable for three countries", "Three countries", "Changed from the shipped facts", "New cable"):
        assert words in ended.out
    folder = tmp_path / "out" / "sample"
    assert {path.name for path in folder.iterdir()} == FILES
    assert "out/sample" in ended.err
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"parameters", "seed", "network_sha256", "versions", "rule"} <= set(about)
    assert len(read(folder / "network.gpkg").spans) == 3
    assert len(pd.read_parquet(folder / "card.parquet")) == len(pd.read_csv(folder / "card.csv"))
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8").lower()
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_json_stands_alone_on_standard_output(run, study):
    ended = run("assess", study, "--json", "--seed", 7, "-o", "card")
    rows = json.loads(ended.out)
    assert {"scope", "subject", "indicator", "unit", "base", "low", "high", "change", "basis", "source"} <= set(rows[0])


def test_csv_stands_alone_on_standard_output(run, study):
    ended = run("assess", study, "--csv", "--quiet")
    assert not ended.err
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert {row["subject"] for row in rows} >= {"PAK", "DJI", "KEN"}


def test_the_same_question_has_the_same_answer(run, study):
    assert run("assess", study, "--json").out == run("assess", study, "--json").out


def test_a_folder_that_it_wrote_is_replaced_whole(run, study, tmp_path):
    assert run("assess", study, "-o", "card").code == 0
    (tmp_path / "card" / "left.txt").touch()
    assert run("assess", study, "-o", "card").code == 0
    assert {path.name for path in (tmp_path / "card").iterdir()} == FILES


@pytest.mark.parametrize("words", [("--without", "new-cable"), ("--only", "new-cable", "--without", "new-cable")])
def test_a_project_is_taken_out(run, study, words):
    rows = pd.DataFrame(json.loads(run("assess", study, *words, "--json").out))
    changes = rows.loc[(rows.indicator == "capacity_design_gbps") & (rows.scope == "country"), "change"]
    assert (changes.fillna(0.0) == 0.0).all()


def test_only_one_project_is_kept(run, study):
    ended = run("assess", study, "--only", "new-cable")
    assert "only new-cable (made by the user of this run)" in ended.out


def test_two_cards_stand_side_by_side(run, study):
    run("assess", study, "-o", "with")
    run("assess", study, "--without", "new-cable", "-o", "without")
    ended = run("compare", "without", "with")
    assert ended.code == 0, ended.err
    assert "A cable for three countries; without new-cable" in ended.out
    rows = json.loads(run("compare", "without", "with", "--json").out)
    found = next(r for r in rows if (r["subject"], r["indicator"]) == ("PAK", "capacity_design_gbps"))
    assert (found["a"], found["b"], found["better"]) == (1000.0, 97000.0, "b")
    assert run("compare", study, "with", "--csv").out.startswith("scope,subject")


def test_a_report_is_made_of_a_study_and_of_a_folder(run, study, tmp_path):
    assert run("report", study, "-o", "now.html").code == 0
    run("assess", study, "-o", "card")
    assert run("report", "card").code == 0
    for name in ("now.html", "card.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert "A cable for three countries" in page
        assert "http-equiv" not in page.lower()
