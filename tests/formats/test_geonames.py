from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError
from sogdia.formats.geonames import is_geonames, read_geonames

if TYPE_CHECKING:
    from pathlib import Path


def line(i: int, **cells: object) -> str:
    row = {
        "name": f'Town "{i}"',
        "lat": i / 2,
        "lon": -i / 2,
        "class": "P",
        "code": "PPL",
        "country": "NA",
        "people": i * 1000,
    } | cells
    return (
        f"{i}\t{row['name']}\t\ta,b\t{row['lat']}\t{row['lon']}\t{row['class']}\t{row['code']}\t{row['country']}\t\t01\t\t\t\t"
        f"{row['people']}\t\t10\tAfrica/Windhoek\t2024-01-01\n"
    )


GOOD = "".join(line(i) for i in range(1, 20)) + line(20, **{"class": "T", "code": "MT"})


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_towns_are_read_packed_or_not(tmp_path: Path) -> None:
    plain = written(tmp_path / "NA.txt", GOOD)
    packed = tmp_path / "NA.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr("NA.txt", GOOD)
    for path in (plain, packed):
        assert is_geonames(path)
        got = read_geonames(path).table
        assert len(got) == 19
        assert got.country.unique().tolist() == ["NAM"]
        assert got["name"][2] == 'Town "3"'
    assert len(read_geonames(plain, classes="").table) == 20
    assert len(read_geonames(plain, least_population=10_000).table) == 10


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("3.5\t-3.5", "x\t-3.5"), r"column 'latitude': is no number in its range: row 7 \(found 'x'\)"),
        (GOOD.replace("3.5\t-3.5", "3.5\t-350"), r"column 'longitude': is no number in its range: row 7"),
        (
            GOOD.replace("\tNA\t", "\tQQ\t", 1),
            r"column 'country': is no country that Sogdia knows: row 1 \(found 'QQ'\)",
        ),
        (GOOD[:-40], "fewer than 19 columns: row 20"),
        (GOOD.replace("Town", "Törn").encode("latin-1"), "is not UTF-8"),
        ("", "is empty"),
    ],
)
def test_faults_are_told_with_their_row(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_geonames(written(tmp_path / "NA.txt", text))


def test_other_files_are_not_taken(tmp_path: Path) -> None:
    assert not is_geonames(written(tmp_path / "a.txt", "a\tb\n"))
    assert not is_geonames(tmp_path / "none")
