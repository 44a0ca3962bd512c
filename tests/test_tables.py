from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sogdia.network import SCHEMAS
from sogdia.tables import among, conform, empty, hold, read_csv

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(**columns: list[object]) -> list[str]:
    return [str(fault) for fault in conform(pd.DataFrame(columns), SCHEMAS["nodes"])[1]]


def test_a_good_table_has_no_fault_and_every_column() -> None:
    table, faults = conform(pd.DataFrame({"id": ["a"], "lon": [1], "lat": [2]}), SCHEMAS["nodes"])
    assert faults == []
    assert list(table.columns) == SCHEMAS["nodes"].names


def test_longitude_361_is_told_with_its_row_and_range() -> None:
    (fault,) = faults_of(id=["a"], lon=[361.0], lat=[0.0])
    assert fault == "nodes row 1 (id 'a'), column 'lon': is out of range (found '361'); must be at most 180 degree"


def test_every_fault_is_told_at_once() -> None:
    told = faults_of(id=["a", "a"], lon=["x", -500.0], lat=[None, 3.0], colour=["red", "red"])
    words = " ".join(told)
    for part in ("is not a number", "at least -180", "is empty", "id stands twice", "unknown column"):
        assert part in words


def test_a_misspelt_column_offers_the_nearest() -> None:
    (fault,) = faults_of(id=["a"], lon=[1.0], lat=[2.0], contry=["KEN"])
    assert "did you mean 'country'?" in fault


def test_a_missing_required_column_is_told() -> None:
    assert any("column is missing" in fault for fault in faults_of(id=["a"], lon=[0.0]))


def test_infinity_is_no_number() -> None:
    assert any("is not a number" in fault for fault in faults_of(id=["a"], lon=[float("inf")], lat=[0.0]))


def test_namibia_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,iso2\nNAM,NA\nXXX,\n", encoding="utf-8")
    table = read_csv(tmp_path / "t.csv")
    assert table.iso2.tolist()[0] == "NA"
    assert table.iso2.isna().tolist() == [False, True]


def test_empty_tables_have_their_types() -> None:
    assert str(empty(SCHEMAS["spans"])["year_in_service"].dtype) == "Int64"


def test_faults_of_a_kind_stay_together_and_tell_the_same() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "lon": [1.0, 500.0], "lat": ["x", None]})
    breaches = hold(table, SCHEMAS["nodes"])[1]
    assert {each.code: each.rows.tolist() for each in breaches} == {
        "out-of-range": [1], "not-a-value": [0], "empty-required": [1],
    }  # fmt: skip
    told = [str(fault) for each in breaches for fault in each.faults()]
    assert told == [str(fault) for fault in conform(table, SCHEMAS["nodes"])[1]]


def test_no_missing_cell_is_among_the_known() -> None:
    cells = pd.Series(["a", None, "c"], dtype="string")
    assert among(cells, pd.Series(["c", "a"], dtype="string")).tolist() == [True, False, True]
    assert among(cells, pd.Series([], dtype="string")).tolist() == [False, False, False]


def test_shared_blanks_are_never_changed() -> None:
    one = empty(SCHEMAS["nodes"])
    one["note"] = "mine"
    first = conform(pd.DataFrame({"id": ["a"], "lon": [1], "lat": [2]}), SCHEMAS["nodes"])[0]
    first.loc[0, "name"] = "changed"
    again = conform(pd.DataFrame({"id": ["a"], "lon": [1], "lat": [2]}), SCHEMAS["nodes"])[0]
    assert again.name.isna().all()
    assert empty(SCHEMAS["nodes"]).note.isna().all()
