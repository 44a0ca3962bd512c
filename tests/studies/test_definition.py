from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.studies.definition import read_definition

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[study]
id = "mine"
title = "Mine"
[case]
year = 2027
[baseline]
year = 2027
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_study_reads(tmp_path: Path) -> None:
    assert read_definition(written(tmp_path, GOOD)).study.title == "Mine"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no study file"):
        read_definition(tmp_path / "none.toml")


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 2"):
        read_definition(written(tmp_path, "[study]\nid = = 3\n"))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(GOOD.encode() + b"# caf\xe9\n")
    with pytest.raises(DataError, match="UTF-8"):
        read_definition(path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("projets = []", "projets: unknown key; did you mean 'projects'"),
        ('[[corridors]]\nid = "x"\nname = "X"\nsistems = []', r"corridors \[1\].sistems: unknown key.*'systems'"),
        ("[network]\nbas = 'world'", "network.bas: unknown key; did you mean 'base'"),
        ("[[corridors]]\nid = 'x'", r"corridors \[1\].name: is missing"),
    ],
)
def test_misspelt_keys_offer_the_nearest(tmp_path: Path, line: str, message: str) -> None:
    text = f"{line}\n{GOOD}" if not line.startswith("[") else f"{GOOD}\n{line}\n"
    with pytest.raises(ParameterError, match=message):
        read_definition(written(tmp_path, text))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("year = 2027", 'year = "soon"', 1).replace('id = "mine"', 'id = "Not Kebab"')
    with pytest.raises(ParameterError, match="2 fault"):
        read_definition(written(tmp_path, text))
