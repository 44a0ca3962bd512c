from __future__ import annotations

import dataclasses
import json

import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from sogdia.errors import DataError
from sogdia.formats import read, write
from sogdia.formats.draft import Draft
from sogdia.formats.files import draft as sg_draft
from sogdia.inspection import CODES, check, mend
from sogdia.inspection.copies import copy_place
from sogdia.inspection.mends import mended_draft
from sogdia.network import Network

YEAR = 2026
FIXABLE = {code for code, kind in CODES.items() if kind.fixable}


def test_what_has_one_meaning_is_mended_at_once_and_what_a_person_must_decide_stays(tables, draft, code, spoil):
    spoil(tables)
    before = {name: table.copy() for name, table in tables.items()}
    once, told = mended_draft(draft(tables), YEAR)
    assert not set(check(once, year=YEAR).table.code) & FIXABLE
    assert told.empty or (set(told.code) <= FIXABLE and told.mended.all())
    if code not in FIXABLE:
        assert told.empty
        for name, table in before.items():
            assert_frame_equal(table, once.tables[name], check_dtype=False)
    twice, more = mended_draft(once, YEAR)
    assert more.empty
    for name, table in once.tables.items():
        assert_frame_equal(table, twice.tables[name])


def test_the_mends_give_back_the_good_tables(tables, draft):
    good = Network(**tables)
    bad = {name: table.copy() for name, table in tables.items()}
    bad["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    bad["nodes"]["country"] = bad["nodes"].country.map({"KEN": "ke", "UGA": "Uganda", "TZA": "834", "NAM": "NA"})
    bad["spans"]["length_km"] *= 1000.0
    bad["spans"]["geometry"] = [shapely.transform(g, lambda c: c[:, ::-1]) for g in bad["spans"].geometry]
    bad["spans"] = pd.concat([bad["spans"], bad["spans"].iloc[[2]]], ignore_index=True)
    mended, told = mended_draft(draft(bad), YEAR)
    assert Network(**dict(mended.tables)) == good
    assert told.code.value_counts().to_dict() == {
        "country-code": 5, "swapped-line": 4, "length-unit": 1, "duplicate-row": 1, "swapped-coordinates": 1,
    }  # fmt: skip


def test_the_copy_stands_beside_and_the_file_is_untouched(tables, draft, tmp_path):
    source = Network(**tables).save(tmp_path / "africa")
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    before = {path.name: path.read_bytes() for path in source.iterdir()}
    result = mend(draft(tables, source), year=YEAR)
    assert result.path == tmp_path / "africa.fixed"
    assert read(result.path).nodes.lat.tolist()[1] == -4.0547
    assert result.left.ok
    assert {path.name: path.read_bytes() for path in source.iterdir()} == before


def test_a_good_file_gets_no_copy(tables, draft, tmp_path):
    result = mend(draft(tables, tmp_path / "africa"), year=YEAR)
    assert result.path is None
    assert result.table.empty
    assert list(tmp_path.iterdir()) == []


def test_errors_that_are_left_go_into_a_folder_of_tables(tables, draft, tmp_path):
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    tables["spans"] = tables["spans"].astype({"length_km": object})
    tables["spans"].loc[0, "length_km"] = "about 530"
    found = dataclasses.replace(draft(tables, tmp_path / "africa.json"), format="ofds-json")
    result = mend(found, year=YEAR)
    assert result.path == tmp_path / "africa.fixed"
    assert json.loads((result.path / "network.json").read_text(encoding="utf-8"))["rows"] == {"nodes": 5, "spans": 4}
    assert set(result.left.table.code) == {"not-a-value"}


def bad_csv(tables, folder):
    """Write CSVs with one fault that has one meaning and one that a person must decide."""
    folder.mkdir()
    tables["nodes"].loc[1, ["lon", "lat"]] = [-4.0547, 39.6636]
    tables["spans"].loc[3, "end"] = "winhoek"
    for name, table in tables.items():
        table.drop(columns="geometry", errors="ignore").to_csv(folder / f"{name}.csv", index=False)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_csv_with_errors_left_becomes_csv_beside_it(tables, tmp_path):
    before = bad_csv(tables, tmp_path / "sites")
    result = mend(tmp_path / "sites", year=YEAR)
    assert result.path == tmp_path / "sites.fixed"
    assert {path.name: path.read_bytes() for path in (tmp_path / "sites").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sites", "sites.fixed"]
    assert "dangling-end" in set(result.left.table.code)
    assert not set(check(result.path, year=YEAR).table.code) & FIXABLE
    assert mend(result.path, year=YEAR).path is None


@pytest.mark.parametrize("name", ["sites.gpkg", "sites.ofds.json", "sites.kmz", "sites.graphml", "sites"])
def test_the_copy_has_the_format_of_the_file(tables, tmp_path, name):
    source = write(Network(**tables), tmp_path / name)
    found = sg_draft(source)
    found.tables["nodes"].loc[1, ["lon", "lat"]] = found.tables["nodes"].loc[1, ["lat", "lon"]].to_numpy().copy()
    place = copy_place(found, None)
    assert place.name == {"sites": "sites.fixed"}.get(name, name.replace("sites.", "sites.fixed."))
    assert mend(found, year=YEAR).path == place
    assert sg_draft(place).format == found.format


def test_a_copy_never_replaces_the_file(tables, draft, tmp_path):
    source = Network(**tables).save(tmp_path / "africa")
    for place in (source, source / "inside", tmp_path):
        with pytest.raises(DataError, match="never changed"):
            mend(draft(tables, source), place, year=YEAR)


def test_an_empty_draft(tmp_path):
    assert mend(Draft(tmp_path / "x", "csv", {}), year=YEAR).path is None
