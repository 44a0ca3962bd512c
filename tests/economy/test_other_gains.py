from __future__ import annotations

import math

import numpy as np
import pytest

from sogdia.economy import (
    affordability,
    coefficients,
    construction_person_years,
    data_centre_gwh,
    effect,
    fan,
    fit_cost_law,
    left_out,
    operating_jobs,
    outage_cost_musd,
    outside_view,
    price_path,
    switching_value,
    tornado,
    triangular_draws,
)
from sogdia.errors import ParameterError


def test_an_outage_costs_nothing_while_what_is_left_holds_all():
    assert outage_cost_musd(1000, 5, capacity_left_gbps=10, demand_gbps=9.9) == 0
    full = outage_cost_musd(1000, 5, capacity_left_gbps=0, demand_gbps=9.9)
    assert outage_cost_musd(1000, 5, capacity_left_gbps=4.95, demand_gbps=9.9) == pytest.approx(full / 2)
    assert outage_cost_musd(1000, 5, capacity_left_gbps=4.95, demand_gbps=9.9, steepness=2) == pytest.approx(full / 4)


def test_every_coefficient_says_its_scope_and_its_sponsor():
    table = coefficients()
    assert table[["id", "scope", "scope_words", "source"]].notna().all().all()
    assert set(table.sponsor_funded) == {"yes", "no"}
    assert (table.low.fillna(-9) <= table.high.fillna(9)).all()
    with pytest.raises(ParameterError, match="hjort-poulsen"):
        effect("hjort-paulsen")


def test_a_law_of_exact_powers_is_found():
    km = np.array([10.0, 100.0, 1000.0, 5000.0])
    law = fit_cost_law(km, 2.0 * km**0.5)
    assert (math.exp(law.intercept), law.slope) == pytest.approx((2.0, 0.5))
    assert law.interval_musd(500.0) == pytest.approx([2.0 * 500**0.5] * 2, rel=1e-6)


def test_left_out_predicts_without_the_project_itself():
    km, musd = [10.0, 100.0, 1000.0, 5000.0], [1.0, 10.0, 100.0, 5.0]
    table = left_out(km, musd)
    assert not table.within.iloc[3]


def test_the_outside_view_of_nothing_changes_nothing():
    empty = outside_view().__class__((1, 1, 1), (0, 0, 0), 0, 0)
    assert outside_view(coefficients().head(0).assign(cost_ratio=[], slip_years=[])) == empty


def test_the_switching_value_nearest_to_now_is_taken():
    assert switching_value(lambda x: (x - 1) * (x - 4), 3.5, 0.0, 10.0) == pytest.approx(4.0)
    assert math.isnan(switching_value(lambda _: 1.0, 0.5, 0.0, 1.0))
    with pytest.raises(ParameterError, match="widen"):
        switching_value(lambda x: x, 2.0, 0.0, 1.0)


def test_a_tornado_has_the_widest_bar_first():
    table = tornado(lambda name, x: {"a": x, "b": 10 * x}[name], {"a": (0, 1), "b": (0, 1)})
    assert table.figure.tolist() == ["b", "a"]
    assert table.swing.tolist() == [10, 1]


def test_draws_are_the_same_for_a_seed_and_alone():
    both = triangular_draws({"a": (0, 1, 2), "b": (1, 1, 1)}, 50, seed=3)
    alone = triangular_draws({"a": (0, 1, 2)}, 50, seed=3)
    assert (both["a"] == alone["a"]).all()
    assert (both["b"] == 1).all()
    bands = fan([both["a"], both["b"]], (0.0, 1.0))
    assert (bands.q00 <= bands.q100).all()


def test_small_rules_by_hand():
    assert affordability(10, 1200) == 0.1
    assert construction_person_years(0, 100, 10_000).base == pytest.approx(1000)
    assert operating_jobs(0.0, 1000.0, 10.0).base == 6
    assert data_centre_gwh(1, 1, 1) == 8.76
    with pytest.raises(ParameterError, match="0 or more"):
        price_path(-1, 3)
    with pytest.raises(ParameterError, match="above 0"):
        affordability(1, 0)
