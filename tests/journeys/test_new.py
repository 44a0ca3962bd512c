from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest

from sogdia.studies import study

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "kenya.md"


def test_a_network_of_ones_own_becomes_a_study_that_runs(run, tmp_path: Path, triangle, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    triangle.save(tmp_path / "mine")
    made = run("new", "first-try", "--from", "mine", "--countries", "Kenya,DJ", "--quiet")
    assert made.code == 0
    assert made.err == ""
    assert study(tmp_path / "first-try.toml").definition.corridors[0].countries == ("KEN", "DJI")
    ran = run("assess", "first-try.toml", "--quiet", "-o", "card")
    assert ran.code == 0
    assert '"sets": [' in (tmp_path / "card" / "manifest.json").read_text()


def test_nothing_is_overwritten_and_faults_are_told(run, tmp_path: Path, triangle, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    triangle.save(tmp_path / "mine")
    (tmp_path / "there.toml").write_text("keep me")
    for words, said in (
        (("there", "--from", "mine"), "is there already and stays as it is"),
        (("x", "--from", "none"), "no file or folder none"),
        (("x", "--from", "mine", "--countries", "Kenia"), "did you mean 'Kenya'?"),
        (("x", "--from", "mine", "--countries", "UGA"), "no node in the country 'UGA'"),
        (("Kenya Study", "--from", "mine"), "no name of a study"),
        (("x", "--from", "mine", "-o", "x.txt"), "must end in .toml"),
        (("x",), "--countries"),
    ):
        ended = run("new", *words)
        assert ended.code == 1, words
        assert said in ended.err
    assert (tmp_path / "there.toml").read_text() == "keep me"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "there.toml"]


def blocks() -> list[str]:
    """Give the commands of the tutorial, in their order."""
    return [
        line
        for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL)
        for line in block.splitlines()
    ]


@pytest.fixture
def operators(outside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with tarfile.open(next((outside / "ofds_datasets").glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, [m for m in archive.getmembers() if m.name.startswith("./Kenya/")], filter="data")
    (tmp_path / "Kenya").rename(tmp_path / "operators")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "operators"


@pytest.mark.outside
def test_the_tutorial_drafts_what_it_shows(run, operators: Path) -> None:
    del operators
    commands = [line[2:].split() for line in blocks() if line.startswith("$ sogdia new")]
    assert commands
    for words in commands:
        ended = run(*words[1:])
        assert ended.code == 0, ended.err
        for line in ended.err.splitlines():
            assert line in PAGE.read_text()
    asked = study("kenya.toml")
    assert len(asked.case.spans) > len(asked.baseline.spans)


@pytest.mark.outside
@pytest.mark.slow
def test_the_tutorial_measures_what_it_shows(run, operators: Path) -> None:
    del operators
    text = PAGE.read_text()
    for line in blocks():
        if line.startswith("$ sogdia"):
            assert run(*line[2:].split()[1:]).code == 0, line
    card = Path("out") / "kenya" / "card.csv"
    assert card.is_file()
    shown = run("assess", "kenya.toml", "--quiet").out
    rows = [line for line in re.findall(r"```text\n(.*?)```", text, re.DOTALL)[-1].splitlines() if line.strip()]
    plain = re.sub(r" +", " ", shown)
    assert [row for row in rows if re.sub(r" +", " ", row) not in plain] == []
    assert [place.name for place in Path("out").iterdir()] == ["kenya"]
