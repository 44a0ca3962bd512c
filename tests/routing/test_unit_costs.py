"""Costs of a km: by hand, monotone, and refused where a number is missing."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.routing.coefficients import values
from sogdia.routing.unit_costs import (
    cable_share,
    civil_musd_per_km,
    depth_zone,
    land_cost_per_km,
    land_parts,
    overhead,
    sea_cost_per_km,
)


def test_a_deep_km_by_hand() -> None:
    cable = 1.025 * (0.006 + 8 * 0.0001)
    ship = 0.1 / 150 + 1.025 * 0.1 * 25 / 4000
    repeaters = 1.025 * 0.2 / 70
    bends = 1.065
    whole = bends * (cable + ship + 0.0008 + repeaters) * 1.18
    assert sea_cost_per_km(4000.0, repairs=False) == pytest.approx(whole)
    rate = (0.002 + 0.002 + 0.007 + 0.007 + 0.014) / 1000
    assert sea_cost_per_km(4000.0) == pytest.approx(whole + rate * 1.75 * 10)


def test_zones_meet_at_their_limits() -> None:
    assert depth_zone([0.0, 199.9, 200.0, 999.9, 1000.0, -5.0], values()).tolist() == [0, 0, 1, 1, 2, 0]


def test_shallow_busy_and_shaking_water_costs_more() -> None:
    depth = np.array([20.0, 500.0, 3000.0])
    assert (np.diff(sea_cost_per_km(depth)) < 0).all()
    assert (sea_cost_per_km(depth, shipping=1.0) > sea_cost_per_km(depth)).all()
    assert (sea_cost_per_km(depth, seismic=1.0) > sea_cost_per_km(depth)).all()
    assert (sea_cost_per_km(depth, slope_deg=20.0) > sea_cost_per_km(depth)).all()


def test_land_costs_rise_with_slope_and_height_and_fall_along_roads() -> None:
    slope = np.linspace(0.0, 10.0, 50)
    assert (np.diff(land_cost_per_km(100.0, slope)) >= 0).all()
    height = np.linspace(-400.0, 6000.0, 50)
    assert (np.diff(land_cost_per_km(height, 0.5)) >= 0).all()
    assert land_cost_per_km(100.0, 1.0, along_road=1.0) < land_cost_per_km(100.0, 1.0)
    assert land_cost_per_km(100.0, 1.0, protected=1.0) > land_cost_per_km(100.0, 1.0)
    assert land_cost_per_km(100.0, 1.0, aerial=1.0) < land_cost_per_km(100.0, 1.0)
    assert land_cost_per_km(100.0, 1.0, ground={"rock": 1.0}) > land_cost_per_km(100.0, 1.0)


def test_joint_building_leaves_the_fibre_to_pay() -> None:
    parts = land_parts(0.0, 0.0, values(), joint=1.0)
    assert float(parts["civil"]) == 0.0
    assert float(parts["fibre"]) == pytest.approx(0.0056)


def test_arrays_broadcast_and_keep_their_shape() -> None:
    assert sea_cost_per_km(np.full((3, 4), 100.0), np.zeros(4)).shape == (3, 4)
    assert land_cost_per_km(np.zeros((2, 5)), 1.0).shape == (2, 5)
    assert civil_musd_per_km(np.zeros(3), 0.0, values()).shape == (3,)


def test_the_sides_of_the_range_keep_their_order() -> None:
    low, base, high = (sea_cost_per_km([50.0, 4000.0], k=values(side)) for side in ("low", "default", "high"))
    assert (low < base).all()
    assert (base < high).all()
    low, base, high = (land_cost_per_km([50.0, 3000.0], 2.0, k=values(side)) for side in ("low", "default", "high"))
    assert (low < base).all()
    assert (base < high).all()


def test_slack_is_that_of_bends_bottom_and_slope() -> None:
    assert cable_share(100.0, 0.0, values()) == pytest.approx(1.065 * 1.01)
    assert cable_share(4000.0, 60.0, values()) == pytest.approx(1.065 * 2.05)
    assert overhead(values()) == pytest.approx(1.18)


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(ParameterError, match="depth_m holds NaN"):
        sea_cost_per_km([100.0, np.nan])
    with pytest.raises(ParameterError, match="slope_deg"):
        land_cost_per_km(100.0, np.inf)
