"""Route costs and risks against published figures; SOURCE.md names the authorities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.assessment.costs import SUBMARINE_FACTOR, submarine_capex_musd
from sogdia.data import world
from sogdia.data.terrain_file import unpack
from sogdia.geodesy import densify
from sogdia.routing.bill import bill
from sogdia.routing.coefficients import values
from sogdia.routing.heights import Heights
from sogdia.routing.lattice import Lattice
from sogdia.routing.polyline import Line
from sogdia.routing.sounding import survey
from sogdia.routing.surroundings import Surroundings, within
from sogdia.routing.unit_costs import land_cost_per_km, land_parts
from sogdia.routing.works import Works


def ocean(km: float, first_km: float = 0.0) -> Line:
    """Draw a line on the equator with 150 km of shelf, half of it shallow, at each end."""
    start, end = first_km / 111.319, (first_km + km) / 111.319
    points = densify(np.array([[start, 0.0], [(start + end) / 2, 0.0], [end, 0.0]]), 5.0)
    east = np.unwrap(points[:, 0], period=360.0)
    off = np.minimum(east - east[0], east[-1] - east) * 111.319
    depth = np.interp(off, [0, 75, 150, 250], [0, 200, 1000, 4000])
    return Line((points[:, 0] + 180) % 360 - 180, points[:, 1], -depth, np.full(len(points) - 1, "submarine"))


def test_escap_myanmar_joint_building() -> None:
    parts = [land_parts(0.0, 0.0, values(), joint=share) for share in (0.0, 1.0)]
    alone, joint = (1000 * float(p["civil"] + p["fibre"]) for p in parts)
    assert alone == pytest.approx(12.984, rel=0.005)
    assert joint == pytest.approx(5.605, rel=0.005)
    assert 1 - joint / alone == pytest.approx(0.5683, abs=0.003)


def test_khunjerab_lies_within_the_range_of_mountains() -> None:
    low, high = (1000 * float(land_cost_per_km(3500.0, 6.0, repairs=False, k=values(s))) for s in ("low", "high"))
    assert low < 53.7 < high


def test_an_african_backbone_lies_within_the_range_of_open_ground() -> None:
    low, high = (1000 * float(land_cost_per_km(500.0, 0.5, repairs=False, k=values(s))) for s in ("low", "high"))
    assert low < 27.0 < high


@pytest.mark.parametrize("legs", [2, 4, 6])
def test_a_system_with_landings_lies_within_the_law_of_whole_projects(legs: int) -> None:
    km = 2000.0 * legs
    made = bill([ocean(2000.0, 2000.0 * i) for i in range(legs)], works=Works(fibre_pairs=6))
    assert 1 / SUBMARINE_FACTOR < made.capex.musd / submarine_capex_musd(km).base < SUBMARINE_FACTOR


@pytest.mark.parametrize("km", [2000.0, 7000.0, 15_000.0])
def test_a_bare_line_between_two_landings_is_cheaper_than_a_system_of_its_length(km: float) -> None:
    made = bill(ocean(km), works=Works(fibre_pairs=6)).capex
    law = submarine_capex_musd(km)
    assert 0.5 < made.musd / law.base < 1.0
    assert made.high_musd > law.low


def test_cable_and_repeaters_keep_the_published_prices() -> None:
    k = values()
    for kind in ("lightweight", "armoured", "double_armoured"):
        for pairs in (2, 8, 16):
            assert 0.006 <= k[f"cable_{kind}_musd_per_km"] + pairs * k["fibre_pair_musd_per_km"] <= 0.020
    assert k["repeater_musd"] == 0.2
    assert 60 <= k["repeater_spacing_km"] <= 80
    assert k["maintenance_sea_musd_per_km_year"] == pytest.approx(400e-6)


def test_the_drawn_cables_of_2026_have_the_published_rate_of_faults() -> None:
    net = world().in_service(2026)
    ground = Heights(Lattice.globe(1 / 12), unpack()[0])
    spans = survey(net, ground, groups=False).spans
    spans = spans[spans.setting == "submarine"]
    rate = 1000 * spans.faults_per_year.sum() / spans.length_km.sum()
    assert 0.10 <= rate <= 0.135
    deep = spans[spans.share_burial < 0.05]
    assert 1000 * deep.faults_per_year.sum() / deep.length_km.sum() < 0.1


@pytest.mark.outside
def test_the_belts_hold_most_earthquakes_and_little_of_the_globe(outside) -> None:
    quakes = pd.read_csv(outside / "earthquakes_plotly" / "earthquakes-23k.csv")
    belts = Surroundings.of(world().hazards).seismic
    inside = within(quakes.Longitude, quakes.Latitude, belts).mean()
    k = np.arange(5000) + 0.5
    lat = np.rad2deg(np.arcsin(1 - 2 * k / 5000))
    lon = (k * 180 * (1 + 5**0.5)) % 360 - 180
    assert inside > 0.78
    assert within(lon, lat, belts).mean() < 0.1


def test_the_shapes_of_the_hazards_are_sound() -> None:
    hazards = world().hazards
    assert shapely.is_valid(hazards.geometry.to_numpy(dtype=object)).all()
    assert set(hazards.kind) >= {"strait", "seismic", "shipping"}
