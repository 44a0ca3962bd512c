from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from sogdia.errors import DataError
from sogdia.formats import read, write
from sogdia.formats.files import draft

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


def test_layers_of_other_names_are_taken_and_told(triangle: Network, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    triangle.to_frame("nodes")[["name", "geometry"]].to_file(path, layer="towns")
    lines = gpd.GeoDataFrame({"km": [120.0]}, geometry=[shapely.LineString([(0.0, 0.0), (1.0, 0.0)])], crs=4326)
    lines.to_crs(3857).to_file(path, layer="cables")
    found = draft(path)
    assert [f.value or f.problem for f in found.findings if f.code == "layer-taken"] == [
        "layer 'towns' was taken for the nodes",
        "layer 'cables' was taken for the spans",
    ]
    net = found.network()
    assert net.spans.start.tolist() + net.spans.end.tolist() == ["alpha", "beta"]
    assert net.spans.length_km.tolist() == [120.0]


def test_lines_that_were_drawn_for_the_map_do_not_come_back(triangle: Network, tmp_path: Path) -> None:
    assert read(write(triangle, tmp_path / "net.gpkg")) == triangle


def test_layers_have_the_kinds_that_they_should(triangle: Network, tmp_path: Path) -> None:
    path = write(triangle.replace(spans=triangle.spans.iloc[:0]), tmp_path / "net.gpkg")
    assert dict(pyogrio.list_layers(path)) == {"nodes": "Point", "spans": "MultiLineString"}


def test_a_geopackage_without_points_and_lines_is_told(tmp_path: Path) -> None:
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), tmp_path / "x.gpkg", layer="t", driver="GPKG")
    with pytest.raises(DataError, match="no layer 'nodes'"):
        read(tmp_path / "x.gpkg")


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's own programs are not here")
def test_gdals_own_program_opens_it_with_right_kinds_and_types(triangle: Network, tmp_path: Path) -> None:
    path = write(triangle, tmp_path / "net.gpkg")
    listed = subprocess.run(["ogrinfo", path], capture_output=True, text=True, check=True)
    assert "nodes (Point)" in listed.stdout
    assert "spans (Multi Line String)" in listed.stdout
    assert not listed.stderr
    spans = subprocess.run(["ogrinfo", "-so", path, "spans"], capture_output=True, text=True, check=True).stdout
    assert f"Feature Count: {len(triangle.spans)}" in spans
    for line in ("id: String", "year_in_service: Integer64", "length_km: Real", "directed: Integer(Boolean)"):
        assert line in spans
