"""Profiles and waters: zones by the nearest coast, counts along the way, seams and poles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.geodesy import densify
from sogdia.routing.bill import bill
from sogdia.routing.polyline import Line
from sogdia.routing.profile import profile, summary
from sogdia.routing.surroundings import Surroundings
from sogdia.routing.waters import EEZ_KM, TERRITORIAL_KM, Shores

EAST, WEST = shapely.box(10, -5, 15, 5), shapely.box(-5, -5, 0, 5)
TWO = Surroundings(shores=Shores.of(["AAA", "BBB"], [WEST, EAST]))


def line(points, heights, settings) -> Line:
    lon, lat = np.array(points, dtype=float).T
    return Line(lon, lat, np.array(heights, dtype=float), np.array(settings))


CROSSING = line([(-3, 0), (0, 0), (10, 0), (12, 0)], [200, 0, 0, 200], ["terrestrial", "submarine", "terrestrial"])


def test_a_line_from_land_to_land_is_counted() -> None:
    pieces = profile(CROSSING, TWO)
    counted = summary(pieces, CROSSING)
    assert pieces.km.sum() == pytest.approx(CROSSING.length_km)
    assert [kind for kind, *_ in counted.stretches] == ["terrestrial", "submarine", "terrestrial"]
    assert counted.countries == ("AAA", "BBB")
    assert counted.territorial == ("AAA", "BBB")
    assert counted.eez == ("AAA", "BBB")
    assert [code for code, *_ in counted.landings] == ["AAA", "BBB"]
    assert counted.borders == ()
    at_sea = pieces[pieces.setting == "submarine"]
    assert at_sea.km[at_sea.zone == "territorial"].sum() == pytest.approx(2 * TERRITORIAL_KM, abs=20)
    assert counted.high_seas_km == pytest.approx(10 * 111.32 - 2 * EEZ_KM, abs=20)


def test_permits_follow_the_counts() -> None:
    made = bill(CROSSING, TWO)
    counts = made.items.set_index("item").quantity
    assert counts["landing licences"] == 2
    assert counts["permits, territorial waters"] == 2
    assert counts["consents, economic zones"] == 2
    assert counts["licences on land"] == 2
    assert "border crossings on land" not in counts


def test_a_border_on_land_is_counted_once_each_way() -> None:
    shores = Shores.of(["AAA", "BBB"], [shapely.box(0, -5, 5, 5), shapely.box(5, -5, 10, 5)])
    over = line([(1, 0), (9, 0)], [10, 10], ["terrestrial"])
    counted = summary(profile(over, Surroundings(shores=shores)), over)
    assert counted.borders == (("AAA", "BBB"),)


def test_waters_reach_across_the_antimeridian_and_stop_at_antarctica() -> None:
    shores = Shores.of(["FJI", "ATA"], [shapely.box(177, -18, 179.9, -16), shapely.box(-60, -89, 60, -75)])
    code, zone = shores.at([-179.95, -179.0, 0.0], [-17.0, -17.0, -74.9], [True, True, True])
    assert code.tolist() == ["FJI", "FJI", ""]
    assert zone.tolist() == ["territorial", "eez", "high seas"]


def test_land_below_the_sea_is_no_sea() -> None:
    polder = line([(1, 0), (2, 0)], [-5, -5], ["terrestrial"])
    pieces = profile(polder, Surroundings())
    assert (pieces.depth_m == 0).all()
    assert (pieces.elevation_m == -5).all()


def test_belts_lanes_and_towns_are_found() -> None:
    hazards = pd.DataFrame({"kind": ["seismic", "shipping", "strait"], "geometry": [shapely.box(2, -1, 3, 1)] * 3})
    towns = pd.DataFrame({"lon": [2.5], "lat": [0.0], "population": [1_000_000.0]})
    around = Surroundings.of(hazards, places=towns)
    pieces = profile(line([(0, 0), (6, 0)], [10, 10], ["terrestrial"]), around)
    assert pieces.km[pieces.seismic > 0].sum() == pytest.approx(111.3, abs=11)
    assert pieces.km[pieces.shipping > 0].sum() == pytest.approx(111.3, abs=11)
    assert pieces.km[pieces.urban > 0].sum() == pytest.approx(2 * 8.9, abs=11)


def test_pieces_near_the_pole_keep_their_length() -> None:
    points = densify(np.array([[0.0, 86.0], [170.0, 87.0]]), 50.0)
    polar = Line(points[:, 0], points[:, 1], np.full(len(points), -4000.0), np.full(len(points) - 1, "submarine"))
    pieces = profile(polar, Surroundings())
    assert pieces.km.sum() == pytest.approx(polar.length_km)
    assert pieces.km.max() <= 10.0
