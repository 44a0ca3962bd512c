from __future__ import annotations

import math

import pytest

from sogdia.panels.dating import bounds, year_fraction, years_to_half


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [("2020", 2020, 2021), ("2020-02", 2020 + 31 / 366, 2020 + 60 / 366), ("2021-01-01", 2021, 2021 + 1 / 365)],
)
def test_a_date_means_all_of_its_days(date, first, last):
    assert year_fraction(date) == pytest.approx(first)
    assert year_fraction(date, last=True) == pytest.approx(last)


def test_an_unknown_date_lies_between_opening_and_end():
    assert bounds("", "2020", "2022") == (2020.0, 2023.0)


@pytest.mark.parametrize(
    ("moments", "years"), [([2020.0], 0.0), ([2020, 2022, 2025, 2030], 2.0), ([2031, 2020, 2022], 2)]
)
def test_half_is_the_moment_of_the_middle_one(moments, years):
    assert years_to_half(moments, 2020.0) == years


def test_half_of_nobody_is_missing():
    assert math.isnan(years_to_half([], 2020.0))
