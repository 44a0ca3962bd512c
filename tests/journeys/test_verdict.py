from __future__ import annotations

import json

import pytest

ASKED = ("verdict", "--facts-only", "--sponsor", "USA", "--outcome", "memberships")


@pytest.fixture(scope="module")
def extra(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    path.write_text("country,year,series,value,group,sponsor\nFRA,2010,talks,1,political,USA\n", encoding="utf-8")
    return path


def test_a_verdict_is_printed_with_its_words_and_what_is_not_measured(run, extra, tmp_path):
    ended = run(*ASKED, "--years", "2005-2020", "--extra", str(extra), "--picture", "verdict.svg", "-o", "page")
    assert ended.code == 0, ended.err
    assert [path.name for path in tmp_path.glob("**/*verdict*")] == ["verdict.svg"]
    written = {path.name for path in tmp_path.glob("**/page/*")}
    assert {"page.txt", "effects.csv", "reverse.csv", "exits.csv", "by_income.csv", "manifest.json"} <= written
    assert ended.out.startswith("Did tech programmes do what cultural ones did not?")
    for words in ("memberships", "Not measured:", "A supporter would say:", "A critic would say:"):
        assert words in ended.out


def test_json_holds_all_tables_and_is_the_same_twice(run):
    one, two = (run(*ASKED, "--json") for _ in range(2))
    answer = json.loads(one.out)
    assert one.out == two.out
    assert [row["programme"] for row in answer["effects"]] == ["cultural", "political", "tech"]
    assert len(answer["contrast"]) == 1
    assert len(answer["sentences"]) == 4
    assert all(row["reason"] for row in answer["effects"] if row["finding"] == "not estimated")
    assert {"restriction", "rows", "countries"} <= set(answer["restrictions"][0])


def test_misuse_is_told(run):
    assert run("verdict", "--years", "2020").code == 2
    assert run("verdict", "--picture", "x.gif").code == 2
    assert run("verdict", "--set", "x").code == 2
    ended = run("verdict", "--sponsor", "XYZ")
    assert ended.code == 1
    assert "XYZ" in ended.err
