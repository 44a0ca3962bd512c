import math

import pytest

from sogdia.assessment.costs import (
    GROUNDS,
    Range,
    operation_musd_per_year,
    submarine_capex_musd,
    terrestrial_capex_musd,
)
from sogdia.errors import ParameterError

PRINTED = [(100, 17), (370, 40), (827, 66), (5_000, 210), (10_000, 328), (20_000, 511)]
"""Length and cost as printed beside the fit, which rounds its coefficients: within 1 %."""


@pytest.mark.parametrize(("km", "musd"), PRINTED)
def test_submarine_law_gives_the_printed_costs(km, musd):
    assert submarine_capex_musd(km).base == pytest.approx(musd, abs=0.5, rel=0.01)


def test_submarine_range_is_one_standard_deviation_either_way():
    low, base, high = submarine_capex_musd(1234.0)
    assert high / base == pytest.approx(base / low) == pytest.approx(math.exp(0.445), rel=0.001)


def test_submarine_law_makes_the_published_trans_caspian_plan():
    low, _, high = submarine_capex_musd(370)
    assert low < 40
    assert high > 50.8


def test_terrestrial_mountain_is_khunjerab_to_rawalpindi():
    assert terrestrial_capex_musd(820, "mountain").base == pytest.approx(44, rel=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_has_its_range_in_order(ground):
    low, base, high = terrestrial_capex_musd(1000, ground)
    assert 0 < low < base < high


def test_no_length_costs_nothing():
    assert submarine_capex_musd(0) == (0, 0, 0)
    assert terrestrial_capex_musd(0) == (0, 0, 0)


@pytest.mark.parametrize("km", [-1.0, math.nan, math.inf])
def test_a_length_that_is_none_is_refused(km):
    with pytest.raises(ParameterError, match="0 km or more"):
        submarine_capex_musd(km)
    with pytest.raises(ParameterError, match="0 km or more"):
        terrestrial_capex_musd(km)


def test_an_unknown_ground_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match="'mountain'"):
        terrestrial_capex_musd(1.0, "mountains")


def test_operation_is_four_percent():
    assert operation_musd_per_year(Range(100, 100, 100)) == pytest.approx((2, 4, 6))
