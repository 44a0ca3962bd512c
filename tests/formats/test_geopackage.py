from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from sogdia.errors import DataError
from sogdia.formats import read, write

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network


def test_round_trip(triangle: Network, tmp_path: Path) -> None:
    path = write(triangle, tmp_path / "net.gpkg")
    back = read(path)
    assert back.nodes.equals(triangle.nodes)
    assert back.spans.drop(columns="geometry").equals(triangle.spans.drop(columns="geometry"))
    assert [p.name for p in tmp_path.iterdir()] == ["net.gpkg"]


def test_it_opens_as_any_geopackage(triangle: Network, tmp_path: Path) -> None:
    lines = gpd.read_file(write(triangle, tmp_path / "net.gpkg"), layer="spans")
    assert lines.crs.to_epsg() == 4326
    assert set(lines.geom_type) == {"MultiLineString"}


def test_a_folder_round_trip(triangle: Network, tmp_path: Path) -> None:
    assert read(write(triangle, tmp_path / "net")) == triangle


def test_what_is_no_network_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(DataError, match="no format that Sogdia reads"):
        read(tmp_path / "a.txt")
    with pytest.raises(DataError, match="no file or folder"):
        read(tmp_path / "b.gpkg")


def test_a_geopackage_without_nodes_is_told(triangle: Network, tmp_path: Path) -> None:
    triangle.to_frame("nodes").to_file(tmp_path / "x.gpkg", layer="towns")
    with pytest.raises(DataError, match="no layer 'nodes'"):
        read(tmp_path / "x.gpkg")
