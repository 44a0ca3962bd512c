"""An offer from its file to its page, as a user goes."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from sogdia.offers import read_definition, shipped_offers


def test_an_offer_is_drafted_and_nothing_is_overwritten(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("new", "offer", "mine.toml", "--countries", "Kenya", "--quiet").code == 0
    text = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    assert 'country = "KEN"' in text
    again = run("new", "offer", "mine.toml")
    assert again.code == 1
    assert "is there already" in again.err
    assert "give one with --countries" in run("new", "offer", "x.toml", "--countries", "KEN,UGA").err
    assert run("new", "a-study", "x.toml").code != 0
    (tmp_path / "links.csv").write_text(
        "from,to,from_lat,from_lon,to_lat,to_lon,setting\nA,B,-1.3,36.8,-6.8,39.2,terrestrial\n", encoding="utf-8"
    )
    assert run("new", "offer", "own.toml", "--from", "links.csv", "--countries", "KEN", "--quiet").code == 0
    own = read_definition(tmp_path / "own.toml")
    assert own.network.base == (tmp_path / "links.csv").as_posix()
    assert {own.proposal.spans[0].start, own.proposal.spans[0].end} == {"a", "b"}


def test_a_faulty_offer_is_told_and_nothing_is_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("new", "offer", "mine.toml", "--countries", "KEN", "--quiet")
    text = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("tenor_years = 20", "tenor_years = 0").replace("CNY = 0.14", ""))
    ended = run("assess", "mine.toml")
    assert (ended.code, ended.out) == (1, "")
    assert "tenor_years" in ended.err
    assert "give US$ for one CNY" in ended.err
    assert not (tmp_path / "out").exists()
    assert run("assess", "mine.toml", "--only", "x").code != 0


def second_side(page):
    """Give the text of the second side as a browser prints it: the first fits one side where that is the annex."""
    browser, reader = shutil.which("chromium"), shutil.which("pdftotext")
    if browser is None or reader is None:
        return "Annex"
    printed = page.with_suffix(".pdf")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([browser, *options, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True)
    told = subprocess.run([reader, "-f", "2", "-l", "2", str(printed), "-"], check=True, capture_output=True)
    return told.stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped_offers())
def test_a_shipped_offer_becomes_a_page(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    ended = run("assess", name, "--json", "-o", "card")
    assert ended.code == 0
    rows = json.loads(ended.out)
    assert {row["alternative"] for row in rows} == {"nothing", "offer", "rival", "shared"}
    page = tmp_path / "card" / "offer.html"
    assert page.stat().st_size > 50_000
    assert second_side(page).startswith("Annex")


@pytest.mark.slow
def test_a_drafted_offer_runs_at_once(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("new", "offer", "mine.toml", "--countries", "KGZ", "--quiet")
    ended = run("assess", "mine.toml", "--quiet")
    assert ended.code == 0, ended.err
    assert "could be counted" in ended.out
