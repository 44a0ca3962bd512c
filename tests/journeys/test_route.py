"""Journeys: a new cable is routed, its files are written, and bad input is told clearly."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.formats import read

WAY = ("route", "43.16,11.62", "45.03,12.78", "--via", "43.5,12.6", "--setting", "submarine")
"""Djibouti to Aden, with a landing on the way: short legs at sea."""


def test_a_route_answers_in_json_with_all_its_parts_and_is_written(run, tmp_path):
    out = tmp_path / "line.gpkg"
    done = run(*WAY, "--json", "-o", out)
    assert done.code == 0
    answer = json.loads(done.out)
    for name in ("capex_musd", "opex_musd_per_year", "faults_per_year"):
        assert answer[f"{name}_low"] <= answer[name] <= answer[f"{name}_high"]
    assert answer["length_km"] >= answer["line_km"] >= 0.999 * answer["geodesic_km"]
    assert sum(item["cost_musd"] for item in answer["items"]) == pytest.approx(answer["capex_musd"])
    assert sum(item["cost_musd"] for item in answer["items_per_year"]) == pytest.approx(answer["opex_musd_per_year"])
    assert sum(piece["km"] for piece in answer["profile"]) == pytest.approx(answer["line_km"], rel=1e-3)
    assert answer["landings"] == len(answer["landing_points"]) == 4
    assert {"countries", "waters", "repeaters", "branching_units", "permits", "crossings"} <= answer.keys()
    assert answer["geometry"]["type"] == "LineString"
    assert len(answer["crossed"]) == answer["crossings"]
    by_hand(answer)
    assert out.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"
    assert read(out).spans.length_km.sum() == pytest.approx(answer["length_km"], rel=1e-3)


def by_hand(answer):
    """Every item of the bill, from the km of the profile and the prices of the table of coefficients."""
    pieces = pd.DataFrame(answer["profile"])
    shallow, deep = pieces.depth_m < 200, pieces.depth_m >= 1000
    way = 1.065 * pieces.km
    cable = way * np.where(deep, 1.025, 1.01) / np.cos(np.radians(pieces.slope_deg))
    days = way * (1 + 0.2 * pieces.shipping) / np.where(deep, 150, 12)
    legs = cable.groupby(pieces.leg).sum()
    angles = np.array([max(one["angle_deg"], 10.0) for one in answer["crossed"]])
    expected = {
        "cable, double armoured": 0.018 * cable[shallow].sum(),
        "cable, armoured": 0.013 * cable[~shallow & ~deep].sum(),
        "cable, lightweight": 0.006 * cable[deep].sum(),
        "fibre in the cable": 0.0001 * 8 * cable.sum(),
        "laying on the seabed": 0.1 * days[deep].sum(),
        "laying and ploughing": 0.1 * days[~deep].sum(),
        "loading and transit": 0.1 * 25 * np.ceil(cable.sum() / 4000),
        "survey, deep": 0.0008 * way[deep].sum(),
        "survey, burial zone": 0.003 * way[~deep].sum(),
        "repeaters": 0.2 * (np.ceil(legs[legs > 300] / 70) - 1).sum(),
        "crossings of cables, by angle": 0.05 * (1 / np.sin(np.radians(angles))).sum(),
        "desk study": 0.3,
        "landing stations": 8.0 * 3,
        "beach works": 1.5 * 4,
        "power feed": 1.0 * 2 * (legs > 300).sum(),
        "terminals at sea": 0.4 * 4 * 8,
    }
    items = {one["item"]: one["cost_musd"] for one in answer["items"]}
    for item, cost in expected.items():
        assert items.get(item, 0.0) == pytest.approx(cost, rel=0.01, abs=0.02), item
    shares = {"management and engineering": 0.08, "contingency": 0.1}
    rest = sum(cost for item, cost in items.items() if item not in shares)
    assert [items[item] for item in shares] == pytest.approx([share * rest for share in shares.values()])


@pytest.mark.slow
def test_a_line_over_180_degrees_is_cut_there_in_geojson(run, tmp_path):
    out = tmp_path / "line.geojson"
    assert run("route", "178.5,-18.2", "-172.5,-13.5", "--setting", "submarine", "-o", out, "-q").code == 0
    geometry = gpd.read_file(out).geometry[0]
    assert geometry.geom_type == "MultiLineString"
    assert max(abs(part.bounds[2] - part.bounds[0]) for part in shapely.get_parts(geometry)) < 20


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("60,10", "70,10", "--setting", "terrestrial"), "not on land", marks=SLOW),
        pytest.param(("43,11.6", "43,11.6"), "two different points", marks=SLOW),
        (("43,11.6", "45,12.5", "--setting", "air"), "unknown setting 'air'"),
        (("43,11.6", "45,12.5", "--avoid", "none.geojson"), "no file none.geojson"),
        (("43,11.6", "45,12.5", "--avoid", "XYZ"), "'XYZ'"),
        pytest.param(
            ("43,11.6", "45,12.5", "--prefer", "rail"), "no rights of way: the store has no 'scgraph-data'", marks=SLOW
        ),
        (("43,11.6", "45,12.5", "-o", "line.txt"), "neither .gpkg nor .geojson"),
        (("43,11.6", "45,12.5", "--grid", "none.nc"), "none.nc"),
        pytest.param(("51,40", "40,-10", "--setting", "submarine"), "enclosed basin", marks=SLOW),
        pytest.param(
            ("43.16,11.62", "62.3,25.1", "--setting", "submarine", "--avoid", "wall.geojson"),
            "closes the way",
            marks=SLOW,
        ),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(run, tmp_path, words, told):
    wall = shapely.union_all([shapely.box(50, -90, 52, 90), shapely.box(20, -90, 22, 90)])
    gpd.GeoSeries([wall], crs=4326).to_file(tmp_path / "wall.geojson")
    done = run("route", *words)
    assert done.code == 1
    assert told in done.err
    assert not done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wall.geojson"]


def test_diverse_goes_alone(run):
    done = run(*WAY[:3], "--diverse", "2", "--pareto")
    assert done.code == 2
    assert "leave out the others" in done.err
