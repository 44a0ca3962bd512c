"""Roads and railways of the package scgraph_data: its wheel and its folder give the same segments, each once."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from sogdia.errors import DataError
from sogdia.formats.scgraph import is_scgraph, read_scgraph

if TYPE_CHECKING:
    from pathlib import Path

ROADS = """
from x import y
graph=[{1: 2.0, 0: 0.0}, {0: 2.0, 2: 1.5}, {1: 1.5}]
nodes=[[-27.2, 17.9], [-27.0, 17.8], [1, 2]]
"""
RAILS = "graph=[{1: 9.1}, {0: 9.1}]\nnodes=[[50.1, 8.6], [50.2, 8.7]]\nraise SystemExit\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "scgraph_data"
    place.mkdir()
    (place / "world_highways.py").write_text(ROADS)
    (place / "world_railways.py").write_text(RAILS)
    return place


def test_segments_are_read_once_in_lon_lat_and_the_code_is_not_run(folder: Path) -> None:
    found = read_scgraph(folder)
    assert found["road"].ravel().tolist() == pytest.approx([17.9, -27.2, 17.8, -27.0, 17.8, -27.0, 2.0, 1.0])
    assert len(found["rail"]) == 1


def test_the_wheel_gives_the_same(folder: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "scgraph_data-2.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as out:
        for file in folder.iterdir():
            out.write(file, f"scgraph_data/{file.name}")
    assert is_scgraph(wheel)
    assert read_scgraph(wheel)["road"].tolist() == read_scgraph(folder)["road"].tolist()


def test_what_is_not_the_package_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not the package"):
        read_scgraph(tmp_path)
    (folder / "world_railways.py").write_text("graph=[{1: 9.1}]\n")
    with pytest.raises(DataError, match="is not written as"):
        read_scgraph(folder)
    (folder / "world_railways.py").write_text(RAILS.replace("50.1", "950.1"))
    with pytest.raises(DataError, match="no places on the globe"):
        read_scgraph(folder)
