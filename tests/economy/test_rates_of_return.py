from __future__ import annotations

import math

import numpy as np
import numpy_financial as npf
import pytest

from sogdia.economy import benefit_cost_ratio, debt_service_cover, irr, irr_of_many, mirr, npv, payback_years
from sogdia.economy.rates_of_return import zeros
from sogdia.errors import ParameterError

STREAMS = (
    [-100, 60, 60],
    [-1000, 100, 200, 300, 400, 500],
    [-50.8, *[7.3] * 25],
    [-30, -10, *[3.1] * 30],
    [-5, 1, 1, 1],
)


@pytest.mark.parametrize("flows", STREAMS)
def test_rates_and_present_values_are_those_of_numpy_financial(flows):
    assert irr(flows).rate == pytest.approx(npf.irr(flows), abs=1e-9)
    assert npv(flows, 0.09) == pytest.approx(npf.npv(0.09, flows), abs=1e-9)
    assert mirr(flows, 0.08, 0.12) == pytest.approx(npf.mirr(flows, 0.08, 0.12), abs=1e-9)


def test_a_sheet_by_hand():
    # A spreadsheet: 40 and 20 spent, then 15 a year for six years less 2 of operation; at 9 %.
    flows = [-40, -20, 13, 13, 13, 13, 13, 13]
    by_hand = -40 - 20 / 1.09 + 13 * (1 - 1.09**-6) / 0.09 / 1.09
    assert npv(flows, 0.09) == pytest.approx(by_hand, abs=1e-9)
    cover = debt_service_cover([13] * 6, [8, 8, 10, 10, 6.5, 6.5])
    assert cover.least == pytest.approx(1.3, abs=1e-12)
    assert cover.year == 2
    gains, costs = [0, 0, *[15] * 6], [40, 20, *[2] * 6]
    spent = 40 + 20 / 1.09 + 2 * (1 - 1.09**-6) / 0.09 / 1.09
    assert benefit_cost_ratio(gains, costs, 0.09) == pytest.approx((by_hand + spent) / spent, abs=1e-9)


@pytest.mark.parametrize(
    ("flows", "words"),
    [([0, 0], "every rate fits"), ([5, 1], "only comes in"), ([-5, -1], "only is spent"), ([1, -3, 3], "same sign")],
)
def test_no_rate_is_said_why(flows, words):
    found = irr(flows)
    assert math.isnan(found.rate)
    assert words in found.why


def test_several_rates_are_all_given():
    found = irr([-1000, 3600, -4310, 1716])
    assert found.rates == pytest.approx([0.1, 0.2, 0.3], abs=1e-9)
    assert "3 rates" in found.why
    assert math.isnan(found.rate)


def test_a_rate_that_is_only_touched_is_found():
    assert irr([-1, 2.2, -1.21]).rates == pytest.approx([0.1], abs=1e-6)


def test_zeros_of_known_polynomials():
    roots = [0.2, 0.9, 1.0, 1.7]
    assert zeros(np.polynomial.polynomial.polyfromroots(roots)) == pytest.approx(roots, abs=1e-9)
    assert zeros(np.array([1.0, 0.0, 1.0])) == []


def test_many_rates_at_once_are_those_one_by_one():
    rows = np.array([[-100, 60, 60], [-100, 10, 20], [5, 5, 5], [-100, 230, -132]], dtype=float)
    found = irr_of_many(rows)
    assert found[:2] == pytest.approx([irr(r).rate for r in rows[:2]], abs=1e-9)
    assert np.isnan(found[2:]).all()


def test_payback_is_when_the_debt_ends_for_good():
    assert payback_years([-10, 20, -15, 10]) == pytest.approx(2.5)
    assert payback_years([-100, 110], rate=0.1) == pytest.approx(1.0)
    assert payback_years([3]) == 0


def test_bad_flows_and_rates_are_refused():
    with pytest.raises(ParameterError, match="year 1 is no number"):
        npv([1, float("nan")], 0.1)
    with pytest.raises(ParameterError, match="above -1"):
        npv([1, 2], -1.0)
    with pytest.raises(ParameterError, match="at least one"):
        irr([])
