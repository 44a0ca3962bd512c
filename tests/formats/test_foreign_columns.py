"""Tables of others: names of columns, units, numbers and angles as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.formats.angles import degrees
from sogdia.formats.cell_numbers import Numbers
from sogdia.formats.cell_words import meaning
from sogdia.formats.column_guesses import guess_columns, guess_end_places, guess_ends
from sogdia.formats.column_units import unit_of, with_unit
from sogdia.formats.csv_pair import draft_csv_pair
from sogdia.formats.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("columns", "meant"),
    [
        (["Standort-ID", "Name", "Land", "Breitengrad", "Längengrad"], ["id", "name", "country", "lat", "lon"]),
        (["Code site", "Nom du site", "Pays", "Latitude", "Longitude"], ["id", "name", "country", "lat", "lon"]),
        (["Site Code", "Site Name", "Country Code", "Lat (deg)", "Lon (deg)"], ["id", "name", "country", "lat", "lon"]),
        (["codigo", "Nombre del sitio", "País", "LATITUD", "LONGITUD"], ["id", "name", "country", "lat", "lon"]),
    ],
)
def test_columns_of_places_are_known_in_five_languages(columns, meant):
    found = guess_columns("nodes", columns, ())
    assert {found.get(name): name for name in meant} == dict(zip(columns, meant, strict=True))


@pytest.mark.parametrize(
    ("columns", "ends"),
    [
        (["Site A Code", "Site B Code", "Owner"], ("Site A Code", "Site B Code")),
        (["Von", "Nach", "Länge (km)"], ("Von", "Nach")),
        (["link", "nodeA_id", "nodeZ_id", "nodeA_name", "nodeZ_name"], ("nodeA_id", "nodeZ_id")),
        (["from_name", "to_name", "from_lat", "to_lat"], ("from_name", "to_name")),
        (["A_END", "B_END"], ("A_END", "B_END")),
        (["start date", "end date"], None),
    ],
)
def test_two_ends_are_found_by_the_words_that_part_them(columns, ends):
    assert guess_ends(columns) == ({} if ends is None else {"start": ends[0], "end": ends[1]})


def test_places_of_ends_need_all_four():
    columns = ["A Lat", "A Long", "B Lat", "B Long"]
    assert guess_end_places(columns) == {
        "start_lon": "A Long",
        "start_lat": "A Lat",
        "end_lon": "B Long",
        "end_lat": "B Lat",
    }
    assert guess_end_places(columns[:3]) == {}


@pytest.mark.parametrize(
    ("name", "quantity", "unit"),
    [
        ("Longueur (m)", "km", "m"), ("Route Length (miles)", "km", "mi"), ("Length", "km", "km"),
        ("dist_nm", "km", "nm"), ("dist_km", "km", "km"), ("cores", "pair", "fibre"),
        ("Capacity [Mbit/s]", "Gbit/s", "mbps"), ("cap_tbps", "Gbit/s", "tbps"), ("LENM", "km", "m"),
    ],
)  # fmt: skip
def test_units_are_read_of_names(name, quantity, unit):
    assert unit_of(name, quantity) == unit


def test_units_behind_numbers():
    assert with_unit("1 693,5 km", "km") == ("1 693,5", "km")
    assert with_unit("100G", "Gbit/s") == ("100", "gbps")
    assert with_unit("5 parsec", "km") is None


@pytest.mark.parametrize(
    ("cells", "options", "numbers"),
    [
        (["1,5", "2,25"], {}, [1.5, 2.25]),
        (["1,693", "2,480"], {}, [1693.0, 2480.0]),
        (["1,693", "2,480"], {"comma_likely": True}, [1.693, 2.48]),
        (["1,693", "2,5"], {}, [1.693, 2.5]),
        (["1,693.5", "2,480"], {"comma_likely": True}, [1693.5, 2480.0]),
        (["1.693,5", "12"], {}, [1693.5, 12.0]),
        (["1 693,5", "2\u00a0480"], {}, [1693.5, 2480.0]),
        (["1,693", "7"], {"decimal": ","}, [1.693, 7.0]),
    ],
)
def test_commas_part_decimals_or_thousands_as_the_whole_column_allows(cells, options, numbers):
    found = Findings("f.csv")
    reader = Numbers("x", "f.csv", pd.Index([2, 3]), found, **options)
    assert reader.read(pd.Series(cells)).tolist() == numbers
    if "decimal" not in options:
        assert {finding.code for finding in found.listed()} <= {"decimal-comma", "thousands"}


def test_a_number_keeps_its_own_unit():
    found = Findings("f.csv")
    reader = Numbers("Length (m)", "f.csv", pd.Index([2, 3, 4]), found)
    read = reader.read(pd.Series(["440 km", "1500", "far"]), quantity="km", unit="m")
    assert read.tolist() == [440_000.0, 1500.0, "far"]
    assert [(f.code, f.row, f.value) for f in found.listed() if f.severity == "error"] == [("not-a-number", 4, "far")]


@pytest.mark.parametrize(
    ("text", "angle"),
    [
        ("1°17'11\"S", -1.286389), ("36°49′02″E", 36.817222), ("S 33 55", -33.916667), ("4.0435 S", -4.0435),
        ("39,6682E", 39.6682), ("-1 30 0", -1.5), ("1°75'S", None), ("12 Main Street", None), ("N 5 S", None),
    ],
)  # fmt: skip
def test_angles(text, angle):
    assert degrees(text) == (None if angle is None else pytest.approx(angle, abs=1e-5))


@pytest.mark.parametrize(
    ("column", "words", "meant"),
    [
        ("status", "En service", "in_service"), ("status", "Prévu 2027", "proposed"),
        ("status", "im Bau", "under_construction"),
        ("status", "Außer Betrieb", "retired"),
        ("setting", "Câble sous-marin", "submarine"), ("setting", "Erdkabel", "terrestrial"),
    ],
)  # fmt: skip
def test_words_of_other_languages(column, words, meant):
    values = ("proposed", "under_construction", "in_service", "retired", "cancelled")
    assert meaning(column, words, values if column == "status" else ("submarine", "terrestrial")) == meant


def test_files_of_other_names_and_encodings_are_known_by_their_columns(tmp_path: Path):
    (tmp_path / "Orte.csv").write_bytes(
        "sep=;\r\nKennung;Breite;Länge;Land\r\nA;-1,2864;36,8172;KE\r\nB;-4,0435;39,6682;UK\r\n".encode("utf-16")
    )
    (tmp_path / "Leitungen.csv").write_bytes(
        "Von;Nach;Länge (km);Status\r\nA;B;1.480,5;Außer Betrieb\r\n".encode("cp1252")
    )
    draft = draft_csv_pair(tmp_path)
    assert draft.tables["spans"][["start", "end", "length_km", "status"]].to_numpy().tolist() == [
        ["A", "B", 1480.5, "retired"]
    ]
    assert draft.tables["nodes"].lat.tolist() == [-1.2864, -4.0435]
    trap = next(finding for finding in draft.findings if finding.code == "country-code")
    assert (trap.file, trap.row, trap.column, trap.value, trap.mended) == ("Orte.csv", 4, "Land", "UK", True)


def test_one_table_of_links_with_the_places_of_their_ends_is_enough(tmp_path: Path):
    text = "ref,from_name,from_lat,from_lon,to_name,to_lat,to_lon,length_km\n"
    text += (
        "1,Nairobi,-1.2864,36.8172,Mombasa,-4.0435,39.6682,480\n1,Nairobi,-1.2864,36.8172,Kampala,0.3476,32.5825,660\n"
    )
    (tmp_path / "fibre.csv").write_text(text)
    draft = draft_csv_pair(tmp_path / "fibre.csv")
    net = draft.network()
    assert net.nodes.id.tolist() == ["nairobi", "mombasa", "kampala"]
    assert net.spans[["id", "start", "end"]].to_numpy().tolist() == [
        ["1", "nairobi", "mombasa"],
        ["1-2", "nairobi", "kampala"],
    ]
    assert {"ends-made", "duplicate-id"} <= {finding.code for finding in draft.findings}
