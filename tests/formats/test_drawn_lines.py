"""Maps of points and lines: where lines join, whatever file they come in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from sogdia.errors import DataError
from sogdia.formats.files import draft
from sogdia.formats.line_cuts import cut_lines, over_antimeridian

if TYPE_CHECKING:
    from pathlib import Path

MOMBASA, DAR, DJIBOUTI = [39.6682, -4.0435], [39.2083, -6.7924], [43.1456, 11.5721]


def feature(shape, places, **about):
    return {"type": "Feature", "properties": about, "geometry": {"type": shape, "coordinates": places}}


def written(path: Path, *features, **more):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def test_a_line_is_cut_where_it_passes_a_point_and_its_length_is_shared(tmp_path):
    line = feature("LineString", [DJIBOUTI, MOMBASA, DAR], name="EASSy", length="2,100 km", medium="submarine")
    points = [feature("Point", place, name=name) for name, place in (("M", MOMBASA), ("D", DAR), ("J", DJIBOUTI))]
    found = draft(written(tmp_path / "x.geojson", *points, line))
    spans = found.network().spans
    assert spans[["start", "end"]].to_numpy().tolist() == [["j", "m"], ["m", "d"]]
    assert spans.length_km.sum() == pytest.approx(2100)
    assert spans.length_km.iloc[0] == pytest.approx(2100 * 1763 / (1763 + 308), rel=0.02)
    assert "lines-cut" in {finding.code for finding in found.findings}


def test_a_branch_joins_the_line_on_which_it_ends(tmp_path):
    lines = [
        feature("LineString", [[0, 0], [2, 0]], name="trunk"),
        feature("LineString", [[1, 0.0002], [1, 1]], name="branch"),
    ]
    net = draft(written(tmp_path / "x.geojson", *lines)).network()
    assert len(net.spans) == 3
    assert len(net.nodes) == 4


def test_a_line_that_passes_far_from_a_point_stays_whole():
    lines = [np.array([[0.0, 0.0], [2.0, 0.0]])]
    assert len(cut_lines(lines, np.array([[1.0, 0.02]]), 5.0)[1]) == 1
    assert len(cut_lines(lines, np.array([[1.0, 0.005]]), 5.0)[1]) == 2
    assert len(cut_lines(lines, np.array([[0.03, 0.0]]), 5.0)[1]) == 1


def test_a_jump_over_the_antimeridian_passes_nothing_on_the_other_side_of_the_world():
    lines = [np.array([[179.0, 0.0], [-179.0, 0.0]]), np.array([[178.0, 5.0], [179.5, 5.0], [-179.5, 5.0]])]
    owners, pieces = cut_lines(lines, np.array([[0.0, 0.0], [10.0, 5.0], [179.0, 5.0]]), 1.0)
    assert owners.tolist() == [0, 1, 1]
    assert pieces[1][-1].tolist() == [179.0, 5.0]


def test_parts_that_meet_at_the_antimeridian_are_one_line(tmp_path):
    parts = [[[178.44, -18.14], [180, -16]], [[-180, -16], [-171.76, -13.83]]]
    found = draft(written(tmp_path / "x.geojson", feature("MultiLineString", parts, name="Tui")))
    assert len(found.tables["spans"]) == 1
    assert found.tables["spans"].geometry.iloc[0].geom_type == "MultiLineString"
    assert [len(one) for one in over_antimeridian([np.array(part, dtype=float) for part in parts[::-1]])] == [3]


@pytest.mark.parametrize("form", ["feature", "geometry", "lines", "marked"])
def test_geojson_need_not_be_a_collection(tmp_path, form):
    one = feature("LineString", [MOMBASA, DAR], name="x")
    text = {
        "feature": json.dumps(one),
        "geometry": json.dumps({"type": "GeometryCollection", "geometries": [one["geometry"]]}),
        "lines": json.dumps(feature("Point", MOMBASA, name="m")) + "\n" + json.dumps(one) + "\n",
        "marked": "\x1e" + json.dumps(one) + "\n\x1e" + json.dumps(feature("Point", DAR, name="d")) + "\n",
    }[form]
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    assert len(draft(tmp_path / "x.json").network().spans) == 1


def test_a_named_reference_system_is_turned_to_degrees(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    line = feature("LineString", [[4415844, -450500], [4364648, -758400]], name="x")
    net = draft(written(tmp_path / "x.geojson", line, crs=crs)).network()
    assert net.nodes[["lon", "lat"]].to_numpy()[0] == pytest.approx([39.668, -4.043], abs=0.01)
    with pytest.raises(DataError, match="longitude and latitude in degrees"):
        draft(written(tmp_path / "y.geojson", line))
    with pytest.raises(DataError, match="no coordinate reference system"):
        draft(written(tmp_path / "z.geojson", line, crs={"properties": {"name": "EPSG:0"}}))


def test_layers_of_one_kind_are_taken_together_and_the_others_told(tmp_path):
    path = tmp_path / "x.gpkg"
    lines = {"existing": [MOMBASA, DAR], "planned": [MOMBASA, DJIBOUTI], "rivers": [[0, 0], [1, 1]]}
    for name, places in lines.items():
        frame = gpd.GeoDataFrame({"LINK_ID": [1]}, geometry=[shapely.LineString(places)], crs=4326)
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    found = draft(path)
    spans = found.network().spans.sort_values("id")
    assert spans[["id", "status"]].to_numpy().tolist() == [["existing-1", "in_service"], ["planned-1", "proposed"]]
    assert next(f.problem for f in found.findings if f.code == "layers-left-out").endswith("'rivers'")


def test_lines_that_name_their_ends_make_their_own_nodes(tmp_path):
    frame = gpd.GeoDataFrame(
        {"FROM_SITE": ["M", "M"], "TO_SITE": ["D", "J"]},
        geometry=[shapely.LineString([MOMBASA, DAR]), shapely.LineString([MOMBASA, DJIBOUTI])],
        crs=4326,
    )
    frame.to_parquet(tmp_path / "any.parquet")
    net = draft(tmp_path / "any.parquet").network()
    assert net.nodes.set_index("id").loc["M", ["lon", "lat"]].tolist() == MOMBASA
    assert net.spans[["start", "end"]].to_numpy().tolist() == [["M", "D"], ["M", "J"]]
