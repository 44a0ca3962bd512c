from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.formats.draft import Draft, Finding
from sogdia.inspection import CODES, check
from sogdia.inspection.reporting import COLUMNS
from sogdia.network import Network

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 2026


def test_good_tables_have_no_finding(tables, draft):
    result = check(draft(tables), year=YEAR)
    assert result.table.empty
    assert list(result.table.columns) == COLUMNS
    assert result.ok


def test_every_fault_is_told_by_its_code_and_raises_no_false_error(tables, draft, code, spoil):
    follows = {"islands": {"dangling-end"}}
    spoil(tables)
    table = check(draft(tables), year=YEAR).table
    assert code in set(table.code), table.to_string()
    told = table[table.code == code]
    assert (told.severity == CODES[code].severity).all()
    assert (told.problem != "").all()
    assert (told.mend != "").all()
    errors = set(table.code[table.severity == "error"]) - {code}
    assert errors <= follows.get(code, set()), table.to_string()


def test_a_finding_names_the_file_the_line_and_the_mend(tables, draft):
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    (row,) = check(draft(tables), year=YEAR).records()
    assert row == {
        "severity": "error",
        "code": "swapped-coordinates",
        "file": "nodes.csv",
        "row": 3,
        "key": "mombasa",
        "column": "lon",
        "value": "-4.0547,39.6636",
        "problem": "longitude and latitude are swapped: as given the point is not in KEN; swapped it is",
        "mend": "write lon 39.6636, lat -4.0547",
        "mended": False,
    }


def test_all_faults_at_once(tables, draft):
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    tables["nodes"].loc[2, "country"] = "ug"
    tables["spans"].loc[3, "end"] = "winhoek"
    result = check(draft(tables), year=YEAR)
    assert {"swapped-coordinates", "country-code", "dangling-end"} <= set(result.table.code)
    assert result.count("error") == 3
    assert not result.ok
    (dangling,) = result.table[result.table.code == "dangling-end"].mend
    assert "did you mean 'windhoek'?" in dangling


def test_only_some_countries(tables, draft):
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    tables["nodes"].loc[2, "country"] = "ug"
    table = check(draft(tables), countries=["UGA"], year=YEAR).table
    assert table.key.tolist() == ["kampala"]


def test_a_network_in_memory_and_the_rows_of_its_tables(triangle: Network):
    result = check(triangle, year=YEAR)
    told = result.table.set_index("code")
    assert told.loc["null-island", "file"] == "network/nodes"
    assert told.loc["null-island", "row"] == 1
    assert result.manifest["network_sha256"] == triangle.digest


def test_what_the_reader_found_comes_along_and_is_not_told_twice(tables, draft):
    tables["spans"].loc[0, "end"] = "nowhere"
    found = Finding("error", "dangling-end", "spans.csv", 2, "nairobi-mombasa", "B_END", "nowhere", "is no site", "x")
    mended = Finding("warning", "string-end", "spans.csv", 4, "x", "B_END", "kampala", "is a text", "x", mended=True)
    result = check(dataclasses.replace(draft(tables), findings=(found, mended)), year=YEAR)
    assert result.table.code.tolist().count("dangling-end") == 1
    assert result.count("warning") == 0
    assert result.table.mended.tolist().count(True) == 1


def test_nothing_at_all(tmp_path: Path):
    empty = Draft(tmp_path, "csv", {"nodes": pd.DataFrame({"id": [], "lon": [], "lat": []})})
    assert check(empty, year=YEAR).table.empty
    assert check(Draft(tmp_path, "csv", {}), year=YEAR).table.empty


@pytest.mark.parametrize("place", [(180.0, -16.8), (-180.0, -16.8), (179.99, -16.6)])
def test_a_place_on_the_antimeridian_is_in_its_country(place):
    nodes = pd.DataFrame({"id": ["taveuni"], "country": ["FJI"], "lon": [place[0]], "lat": [place[1]]})
    codes = set(check(Network(nodes=nodes), year=YEAR).table.code)
    assert codes <= {"few-digits"}


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("REU", 55.4504, -20.8821),
        ("GUF", -52.3260, 4.9372),
        ("XKX", 21.1655, 42.6629),
        ("TWN", 121.5654, 25.0330),
        ("TUV", 179.1942, -8.5211),
        ("SJM", 15.6356, 78.2232),
        ("GIB", -5.3536, 36.1408),
        ("VAT", 12.4534, 41.9029),
    ],
)
def test_small_and_far_countries_raise_no_false_alarm(code, lon, lat):
    nodes = pd.DataFrame({"id": ["x"], "country": [code], "lon": [lon], "lat": [lat]})
    assert check(Network(nodes=nodes), year=YEAR).table.empty
