from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.formats.csv_pair import draft_csv_pair, read_csv_pair, write_csv_pair

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network

SITES = "SITE_ID;Nom;Pays;Longitude;Latitude\nA;Windhoek;NA;17,08;-22,56\nB;Lüderitz;NA;15,15;-26,64\n"
LINKS = "A_END;B_END;LEN_M;Status\nA;B;700000;Planned\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sites.csv").write_bytes(SITES.encode("cp1252"))
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    return tmp_path


def test_columns_are_guessed_and_it_is_told(folder: Path) -> None:
    draft = draft_csv_pair(folder)
    net = draft.network()
    assert net.nodes.country.tolist() == ["NAM", "NAM"]
    assert net.nodes.name.tolist() == ["Windhoek", "Lüderitz"]
    assert net.spans.length_km.tolist() == [700.0]
    assert net.spans.status.tolist() == ["proposed"]
    codes = {finding.code for finding in draft.findings}
    assert {"encoding", "decimal-comma", "columns-taken", "unit", "setting-assumed"} <= codes
    assert draft.rows["spans"].to_dict(orient="records") == [{"file": "links.csv", "row": 2}]


def test_one_of_the_two_files_will_do(folder: Path) -> None:
    assert len(read_csv_pair(folder / "sites.csv").spans) == 1


def test_a_mapping_says_what_is_what(folder: Path) -> None:
    (folder / "m.toml").write_text(
        '[nodes]\nid = "SITE_ID"\nlon = "Longitude"\nlat = "Latitude"\ncountry = { constant = "BWA" }\n'
        '[spans]\nstart = "A_END"\nend = "B_END"\nsetting = { constant = "submarine" }\n'
        'length_km = { column = "LEN_M", unit = "m" }\n'
    )
    net = read_csv_pair(folder, folder / "m.toml")
    assert set(net.nodes.country) == {"BWA"}
    assert net.nodes.name.isna().all()
    assert net.spans.setting.tolist() == ["submarine"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[nodes]\nidd = "SITE_ID"', "did you mean 'id'"),
        ('[nodes]\nid = "SITEID"', "did you mean 'SITE_ID'"),
        ('[spans]\nlength_km = { column = "LEN_M", unit = "yard" }', "unit"),
        ("[towns]\nx = 1", r"\[nodes\] and \[spans\]"),
        ("[nodes", "not valid TOML"),
    ],
)
def test_a_wrong_mapping_is_told(folder: Path, text: str, message: str) -> None:
    (folder / "m.toml").write_text(text)
    with pytest.raises((ParameterError, DataError), match=message):
        draft_csv_pair(folder, folder / "m.toml")


def test_rows_of_the_wrong_length_are_told(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,lon,lat\na,1,2\nb,3,4,oops\nc,5\n")
    (tmp_path / "spans.csv").write_text("id,start,end,setting\ns,a,b,terrestrial\n")
    draft = draft_csv_pair(tmp_path)
    assert [(f.code, f.row) for f in draft.findings] == [("long-row", 3)]
    assert len(draft.tables["nodes"]) == 3


def test_cells_that_are_no_numbers_are_errors_with_their_row(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,lon,lat\na,1,2\nb,east,4\n")
    (tmp_path / "spans.csv").write_text("id,start,end,setting\ns,a,b,terrestrial\n")
    found = [f for f in draft_csv_pair(tmp_path).findings if f.severity == "error"]
    assert [(f.code, f.row, f.column, f.value) for f in found] == [("not-a-number", 3, "lon", "east")]


def test_ends_may_be_names(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,name,lon,lat\n1,Aden,1,2\n2,Bonn,3,4\n")
    (tmp_path / "spans.csv").write_text("from,to\nAden,Bonn\n")
    assert read_csv_pair(tmp_path).spans.start.tolist() == ["1"]


def test_every_table_comes_back(triangle: Network, tmp_path: Path) -> None:
    net = triangle.add("systems", id="s", name='S, the "great"\nsystem')
    assert read_csv_pair(write_csv_pair(net, tmp_path / "out")) == net


def test_a_folder_of_other_things_is_left_alone(triangle: Network, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(DataError, match="holds other things"):
        write_csv_pair(triangle, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
