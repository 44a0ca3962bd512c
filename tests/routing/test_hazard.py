"""Expected faults: by hand, in order, additive along a line."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.routing.coefficients import values
from sogdia.routing.hazard import Exposure, faults, land_faults, sea_faults, segment_faults


def passed(km: list[float], sea: list[bool], height: list[float], **shares: float) -> Exposure:
    n = len(km)
    rest = {name: np.full(n, shares.get(name, 0.0)) for name in ("seismic", "shipping", "urban", "aerial")}
    return Exposure(np.array(km), np.array(sea), np.array(height), np.zeros(n), **rest)


def test_a_line_by_hand() -> None:
    table = faults(passed([100.0, 1000.0], [True, True], [-50.0, -4000.0])).set_index("cause")
    assert table.faults_per_year["fishing"] == pytest.approx(0.1 * 0.34 + 0.001)
    assert table.faults_per_year["components"] == pytest.approx(1.1 * 0.007)
    assert table.days_per_year["components"] == pytest.approx(1.1 * 0.007 * 20)
    assert (table.low <= table.faults_per_year).all()
    assert (table.faults_per_year <= table.high).all()


def test_land_rates_are_those_of_the_notes() -> None:
    plain = sum(land_faults(100.0, 0.0, 0.0, 0.0, 0.0, values()).values())
    low = sum(land_faults(100.0, 0.0, 0.0, 0.0, 0.0, values("low")).values())
    high = sum(land_faults(100.0, 0.0, 0.0, 0.0, 0.0, values("high")).values())
    assert (float(low), float(plain), float(high)) == pytest.approx((3.0, 10.0, 40.0))


def test_danger_raises_and_depth_lowers_the_rate() -> None:
    k = values()
    total = sum(sea_faults([50.0, 500.0, 4000.0], 0.0, 0.0, k).values())
    assert (np.diff(total) < 0).all()
    assert (sum(sea_faults([50.0, 500.0, 4000.0], 1.0, 0.0, k).values()) > total).all()
    assert (sum(sea_faults([50.0, 500.0, 4000.0], 0.0, 1.0, k).values()) > total).all()


def test_a_line_cut_in_two_has_the_same_faults() -> None:
    one = faults(passed([300.0], [False], [500.0], urban=0.2)).faults_per_year.sum()
    two = faults(passed([100.0, 200.0], [False, False], [500.0, 500.0], urban=0.2)).faults_per_year.sum()
    assert one == pytest.approx(two)


def test_causes_at_sea_and_on_land_do_not_mix() -> None:
    causes = segment_faults(passed([10.0, 10.0], [True, False], [-10.0, 10.0]), values())
    assert causes["fishing"][1] == 0.0
    assert causes["digging"][0] == 0.0
