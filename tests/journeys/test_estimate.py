from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

GRAVITY = """
file = "trade.csv"
estimator = "ppml"
outcome = "trade"
regressors = ["log(distance)", "border*agreement"]
fixed_effects = ["exporter"]
cluster = "pair"
[where]
year = { from = 2001 }
exporter = { not = ["NA"] }
"""
EFFECT = """
file = "panel.csv"
estimator = "callaway-santanna"
outcome = "points"
unit = "country"
first = "joined"
[options]
controls = "not-yet"
"""


@pytest.fixture
def files(tmp_path):
    chance = np.random.default_rng(0)
    codes = ["NA", "AB", "CD", "EF", "GH"]
    trade = pd.DataFrame([(a, b, t) for a in codes for b in codes if a != b for t in range(2000, 2006)],
                         columns=["exporter", "importer", "year"])  # fmt: skip
    trade["pair"] = trade["exporter"] + trade["importer"]
    trade["distance"] = chance.integers(0, 40, len(trade)) * 100
    trade["border"], trade["agreement"] = chance.integers(0, 2, (2, len(trade)))
    trade["trade"] = chance.poisson(3, len(trade))
    trade.to_csv(tmp_path / "trade.csv", index=False)
    rows = [
        (f"Côte {i}", t, 2004 + i % 2 if i < 6 else "", chance.normal()) for i in range(14) for t in range(2000, 2008)
    ]
    panel = pd.DataFrame(rows, columns=["country", "year", "joined", "points"])
    panel.to_csv(tmp_path / "panel.csv", index=False, encoding="latin-1")
    (tmp_path / "gravity.toml").write_text(GRAVITY, encoding="utf-8")
    (tmp_path / "effect.toml").write_text(EFFECT, encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("files")
def test_a_regression_from_a_file(run):
    told = run("estimate", "gravity.toml", "--json")
    answer = json.loads(told.out)
    assert told.code == 0
    assert [row["term"] for row in answer["estimates"]] == ["log(distance)", "border", "agreement", "border:agreement"]
    sample = {row["restriction"]: row["rows"] for row in answer["sample"]}
    assert sample["where year from 2001"] == 20
    assert sample["where exporter not NA"] == 20
    assert sample["log(distance): distance is 0 or less"] > 0
    assert answer["sample"][-1]["left"] == answer["estimates"][0]["n"]
    assert answer["manifest"]["network_sha256"]


def test_an_effect_from_a_latin_1_file(run, files):
    told = run("estimate", "effect.toml", "-o", "out")
    assert told.code == 0
    assert "panel.csv is not UTF-8" in told.err
    assert "detectable" in told.out
    assert "group 2004 year" not in told.out
    saved = pd.read_csv(files / "out" / "estimates.csv")
    assert saved["term"][0] == "att"
    assert saved["kind"].eq("group_time").any()
    assert {p.name for p in (files / "out").iterdir()} == {
        "estimates.csv", "estimates.parquet", "manifest.json", "sample.csv",
    }  # fmt: skip
    again = run("estimate", "effect.toml", "--csv")
    assert again.out == run("estimate", "effect.toml", "--csv").out


def test_the_printed_example_is_read(run, files):
    text = run("estimate", "--example").out
    (files / "mine.toml").write_text(text.replace('"outcome"', '"points"').replace("first_treated", "joined")
                                     .replace("region = ", "# "), encoding="utf-8")  # fmt: skip
    told = run("estimate", "mine.toml")
    assert told.code == 0, told.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("estimator", "estimater", "did you mean 'estimator'"),
        ('"ppml"', '"pmml"', "ppml"),
        ("log(distance)", "log(distanse)", "did you mean 'distance'"),
        ("log(distance)", "lag(distance)", "unknown function 'lag'; did you mean 'log'"),
        ("log(distance)", "importer", "use the column as a fixed effect"),
        ("trade.csv", "nothing.csv", "no such file"),
        ("from = 2001", "from = 2090", "no row is left"),
        ("{ not", "{ nor", "did you mean 'not'"),
        ('cluster = "pair"', 'first = "year"', "not for ppml"),
    ],
)
def test_a_faulty_model_is_told_with_its_mend(run, files, old, new, said):
    (files / "gravity.toml").write_text(GRAVITY.replace(old, new), encoding="utf-8")
    told = run("estimate", "gravity.toml")
    assert (told.code, told.out) == (1, "")
    assert said in told.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('controls = "not-yet"', 'control = "never"', "has no option 'control'; did you mean 'controls'"),
        ('controls = "not-yet"', 'controls = "mine"', "unknown kind of controls"),
        ('first = "joined"', 'first = "joind"', "did you mean 'joined'"),
        ('first = "joined"', "", "one of the two"),
        ('"callaway-santanna"', '"imputation"', "has no option 'controls'"),
        ('unit = "country"', 'unit = "joined"', "stand more than once"),
    ],
)
def test_a_faulty_effect_is_told_with_its_mend(run, files, old, new, said):
    (files / "effect.toml").write_text(EFFECT.replace(old, new), encoding="utf-8")
    told = run("estimate", "effect.toml")
    assert (told.code, told.out) == (1, "")
    assert said in told.err


def page_models():
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "estimate.md"
    return re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("number", [0, 1])
def test_the_models_of_the_page_run(run, files, number):
    trade = pd.read_csv(files / "trade.csv", keep_default_na=False).rename(columns={"border": "democracy"})
    chance = np.random.default_rng(1)
    trade["border"], trade["distance"] = chance.integers(0, 2, len(trade)), chance.integers(1, 40, len(trade))
    trade.to_csv(files / "gravity.csv", index=False)
    (files / "page.toml").write_text(page_models()[number], encoding="utf-8")
    told = run("estimate", "page.toml", "--csv")
    assert told.code == 0, told.err
    assert told.out.startswith("term,estimate,se,low,high,p,n")
