from __future__ import annotations

import pytest

from sogdia.units import delay_ms, to_2024_usd


def test_a_thousand_km_of_fibre_take_4_9_ms() -> None:
    assert delay_ms(1000.0, "submarine") == pytest.approx(1000 * 1.468 / 299.792458)


def test_radio_is_faster_than_fibre() -> None:
    assert delay_ms(1000.0, "satellite") < delay_ms(1000.0, "terrestrial")


@pytest.mark.parametrize("year", [1980, 1995, 2030])
def test_price_years_outside_the_table_take_its_end(year: int) -> None:
    near = min(max(year, 1995), 2024)
    assert to_2024_usd(1.0, year) == to_2024_usd(1.0, near)


def test_older_dollars_are_worth_more() -> None:
    assert to_2024_usd(1.0, 2000) > to_2024_usd(1.0, 2010) > to_2024_usd(1.0, 2024) == 1.0
