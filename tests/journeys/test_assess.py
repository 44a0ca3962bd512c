from __future__ import annotations

import io
import json
import shutil

import pandas as pd
import pytest

from sogdia.formats import read

FILES = {
    "card.csv", "card.parquet", "completeness.csv", "completeness.parquet", "manifest.json", "network.gpkg",
    "projects.csv", "projects.parquet", "report.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory, study_beside):
    """Give a folder with the study and the network that it stands on."""
    folder = tmp_path_factory.mktemp("assessed")
    study_beside(folder)
    return folder


@pytest.fixture(scope="module")
def printed(run, place):
    """Assess the study once, as words; the card goes to its usual place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        return run("assess", "sample.toml")


@pytest.fixture(scope="module")
def told(run, place):
    """Assess the study once, as JSON, into the folder `with`."""
    return run("assess", place / "sample.toml", "--json", "--seed", 7, "-o", place / "with")


@pytest.fixture(scope="module")
def told_without(run, place):
    """Assess the study once without its project, as JSON, into the folder `without`."""
    return run("assess", place / "sample.toml", "--without", "new-cable", "--json", "-o", place / "without")


def test_a_card_is_printed_and_written(printed, place):
    assert printed.code == 0, printed.err
    for words in ("A cable for three countries", "Three countries", "Changed from the shipped facts", "New cable"):
        assert words in printed.out
    folder = place / "out" / "sample"
    assert {path.name for path in folder.iterdir()} == FILES
    assert "out/sample" in printed.err
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"parameters", "seed", "network_sha256", "versions", "rule"} <= set(about)
    assert len(read(folder / "network.gpkg").spans) == 3
    assert len(pd.read_parquet(folder / "card.parquet")) == len(pd.read_csv(folder / "card.csv"))
    assert "<html" in (folder / "report.html").read_text(encoding="utf-8").lower()
    assert not [path for path in folder.parent.iterdir() if path != folder]


def test_json_stands_alone_on_standard_output(told):
    rows = json.loads(told.out)
    assert {"scope", "subject", "indicator", "unit", "base", "low", "high", "change", "basis", "source"} <= set(rows[0])


def test_the_same_question_has_the_same_answer_and_its_folder_is_replaced_whole(run, told, place, tmp_path):
    card = shutil.copytree(place / "with", tmp_path / "card")
    (card / "left.txt").touch()
    again = run("assess", place / "sample.toml", "--json", "--seed", 7, "-o", card)
    assert again.code == 0
    assert again.out == told.out
    assert {path.name for path in card.iterdir()} == FILES


def taken_out(rows):
    """Say whether nothing changes where the project is on neither side."""
    changes = rows.loc[(rows.indicator == "capacity_design_gbps") & (rows.scope == "country"), "change"]
    return len(changes) > 0 and (changes.fillna(0.0) == 0.0).all()


def test_a_project_is_taken_out(told_without):
    assert taken_out(pd.DataFrame(json.loads(told_without.out)))


def test_a_project_that_alone_is_kept_is_taken_out_and_csv_stands_alone_on_standard_output(run, study):
    ended = run("assess", study, "--only", "new-cable", "--without", "new-cable", "--csv", "--quiet")
    assert not ended.err
    rows = pd.read_csv(io.StringIO(ended.out))
    assert set(rows.subject) >= {"PAK", "DJI", "KEN"}
    assert taken_out(rows)


def test_only_one_project_is_kept(run, study):
    ended = run("assess", study, "--only", "new-cable")
    assert "only new-cable (made by the user of this run)" in ended.out


@pytest.mark.usefixtures("told", "told_without")
def test_two_cards_stand_side_by_side(run, place, monkeypatch):
    monkeypatch.chdir(place)
    ended = run("compare", "without", "with")
    assert ended.code == 0, ended.err
    assert "A cable for three countries; without new-cable" in ended.out
    rows = json.loads(run("compare", "without", "with", "--json").out)
    found = next(r for r in rows if (r["subject"], r["indicator"]) == ("PAK", "capacity_design_gbps"))
    assert (found["a"], found["b"], found["better"]) == (1000.0, 97000.0, "b")
    assert run("compare", "sample.toml", "with", "--csv").out.startswith("scope,subject")


@pytest.mark.usefixtures("told")
def test_a_report_is_made_of_a_study_and_of_a_folder(run, study, place, tmp_path):
    assert run("report", study, "-o", "now.html").code == 0
    shutil.copytree(place / "with", tmp_path / "card")
    assert run("report", "card").code == 0
    for name in ("now.html", "card.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert "A cable for three countries" in page
        assert "http-equiv" not in page.lower()
