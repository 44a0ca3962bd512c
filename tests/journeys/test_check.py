from __future__ import annotations

import csv
import io
import json

import pytest

from sogdia.assessment.sample import sample_network
from sogdia.inspection.reporting import COLUMNS

NODES = """id,country,lon,lat
nairobi,KEN,36.8172,-1.2864
mombasa,KEN,-4.0547,39.6636
kampala,UGA,32.5825,0.3163
"""
SPANS = """id,start,end,setting,length_km
nm,nairobi,mombasa,terrestrial,530
nk,nairobi,kampalla,terrestrial,660
"""


@pytest.fixture
def sites(tmp_path):
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "nodes.csv").write_text(NODES, encoding="utf-8")
    (folder / "spans.csv").write_text(SPANS, encoding="utf-8")
    return folder


def test_every_fault_is_told_with_its_mend_and_nothing_is_written(run, sites, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}
    ended = run("check", sites)
    assert ended.code == 1
    for words in ("swapped-coordinates", "nodes.csv row 3", "write lon 39.6636, lat -4.0547", "dangling-end",
                  "spans.csv row 3", "did you mean 'kampala'?"):  # fmt: skip
        assert words in ended.out, words
    assert "2 errors: 1 swapped-coordinates, 1 dangling-end" in ended.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == before


def test_the_json_has_the_shape_of_the_page(run, sites):
    ended = run("check", sites, "--json")
    told = json.loads(ended.out)
    assert list(told) == ["file", "format", "errors", "warnings", "notes", "mended", "codes", "findings", "fixed"]
    assert (told["errors"], told["format"], told["fixed"]) == (2, "csv", None)
    assert list(told["findings"][0]) == COLUMNS
    assert ended.code == 1


def test_the_csv_is_the_table(run, sites):
    rows = list(csv.DictReader(io.StringIO(run("check", sites, "--csv").out)))
    assert [row["code"] for row in rows][:2] == ["swapped-coordinates", "dangling-end"]


def test_only_one_country(run, sites):
    told = json.loads(run("check", sites, "--json", "--country", "uga").out)
    assert "swapped-coordinates" not in {row["code"] for row in told["findings"]}


def test_the_fix_makes_a_copy_and_a_second_check_finds_it_mended(run, sites, tmp_path):
    ended = run("check", sites, "--fix")
    assert ended.code == 1
    assert "swapped-coordinates: 1" in ended.out
    assert "Left in the copy: 1 error" in ended.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sites", "sites.fixed"]
    assert (sites / "nodes.csv").read_text(encoding="utf-8") == NODES
    (sites / "spans.csv").write_text(SPANS.replace("kampalla", "kampala"), encoding="utf-8")
    told = json.loads(run("check", sites, "--fix", "-o", tmp_path / "mended.gpkg", "--json").out)
    assert told["fixed"]["left"]["errors"] == 0
    assert run("check", tmp_path / "mended.gpkg").code == 0


def test_a_good_file_ends_with_0_and_gets_no_copy(run, tmp_path):
    sample_network().save(tmp_path / "net")
    ended = run("check", tmp_path / "net", "--fix")
    assert ended.code == 0
    assert "nothing is written" in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_the_summary_fits_80_columns(run, sites, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    del sites
    table = run("check", "sites", "--show", "0").out.splitlines()
    assert max(map(len, table)) <= 80


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("check none.gpkg", 1, "no file or folder none.gpkg"),
        ("check sites --country XYZ", 1, "unknown country 'XYZ'"),
        ("check sites -o x.gpkg", 2, "--fix"),
        ("check sites --fix --country KEN", 2, "--country"),
        ("check sites --json --csv", 2, "--json or --csv"),
        ("check sites --fix -o sites", 1, "never changed"),
    ],
)
def test_bad_words_are_told(run, sites, tmp_path, line, code, words):
    del sites
    before = sorted(tmp_path.rglob("*"))
    ended = run(*line.split())
    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err
    assert sorted(tmp_path.rglob("*")) == before
