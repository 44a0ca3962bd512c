"""Laws of money: what holds for every stream, loan and split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.economy import (
    DemandGrowth,
    Loan,
    Project,
    benefit_cost_ratio,
    by_year,
    economic_npv,
    irr,
    irr_of_many,
    npv,
    repayment_schedule,
    shapley,
)

AMOUNTS = st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3))
FLOWS = st.lists(AMOUNTS, min_size=1, max_size=30)
RATES = st.floats(-0.5, 2.0, allow_nan=False)


@given(FLOWS, FLOWS, st.floats(-10, 10), RATES)
def test_present_value_is_linear(one, two, times, rate):
    size = max(len(one), len(two))
    a, b = (np.pad(x, (0, size - len(x))) for x in (np.array(one), np.array(two)))
    scale = max(np.abs(a).max(), np.abs(b).max(), 1.0) * max(1.0, (1 + rate) ** -size) * size * max(1.0, abs(times))
    assert npv(a * times + b, rate) == pytest.approx(times * npv(a, rate) + npv(b, rate), abs=1e-9 * scale)


@given(FLOWS)
def test_every_rate_of_return_is_a_zero_of_the_present_value(flows):
    for rate in irr(flows).rates:
        worth = np.abs(flows) @ (1 + rate) ** -np.arange(len(flows), dtype=float)
        assert abs(npv(flows, rate)) <= 1e-8 * worth


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5), st.lists(st.floats(0.01, 100), min_size=1, max_size=25))
def test_spending_first_has_one_rate_and_many_agree(spent, got):
    flows = [-x for x in spent] + got
    found = irr(flows)
    assert len(found.rates) == 1
    assert irr_of_many([flows])[0] == pytest.approx(found.rate, rel=1e-7, abs=1e-9)


@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=3), st.lists(st.floats(0.1, 100), min_size=3, max_size=3), RATES
)
def test_gains_over_costs_are_above_one_with_a_gain(gains, costs, rate):
    ratio = benefit_cost_ratio(gains, costs, rate)
    worth = npv(np.subtract(gains, costs), rate)
    assert (ratio - 1) * npv(costs, rate) == pytest.approx(worth, abs=1e-6)


@given(
    st.floats(0.1, 1e3), st.floats(0, 0.2), st.integers(0, 10), st.integers(1, 30),
    st.sampled_from(["equal_principal", "annuity", "bullet"]), st.sampled_from([1, 2, 4]),
)  # fmt: skip
def test_a_loan_is_repaid_and_worth_its_principal_at_its_own_rate(amount, rate, grace, repaying, repayment, periods):
    loan = Loan(amount, "USD", rate, grace, grace + repaying, repayment, periods_per_year=periods)
    table = repayment_schedule(loan)
    assert table.principal.sum() == pytest.approx(amount)
    flows = np.concatenate([[amount], -table.service.to_numpy()])
    assert npv(flows, rate / periods) == pytest.approx(0, abs=1e-6 * amount)


COSTS = st.lists(st.floats(0.1, 100), min_size=1, max_size=5)


@given(COSTS, st.floats(0.1, 1.0))
def test_shapley_shares_sum_and_are_symmetric(alone, power):
    names = [f"p{i}" for i in range(len(alone))]
    own = dict(zip(names, alone, strict=True))

    def cost(who):
        return sum(own[p] for p in who) ** power

    made = shapley(names, cost)
    assert sum(made.amounts) == pytest.approx(cost(names))
    back = shapley(names[::-1], cost)
    assert made.amounts == pytest.approx(back.amounts[::-1])
    twins = shapley([*names, "twin"], lambda who: sum(own.get(p, alone[0]) for p in who) ** power)
    assert twins.amounts[0] == pytest.approx(twins.amounts[-1])
    idle = shapley([*names, "idle"], lambda who: cost(who - {"idle"}))
    assert idle.amounts[-1] == pytest.approx(0, abs=1e-9)


PROJECTS = st.builds(
    Project,
    capex_musd=st.floats(0.1, 200),
    operation_musd=st.floats(0, 10),
    demand_gbps=st.floats(0.1, 100),
    capacity_gbps=st.floats(0.1, 1e4),
    price_before=st.just(50.0),
    price_after=st.floats(1, 50),
    slip_years=st.floats(0, 4),
    life_years=st.integers(1, 30),
    growth=st.builds(DemandGrowth, first=st.floats(0, 0.5), last=st.floats(0, 0.05)),
    elasticity=st.floats(0, 1),
)


@settings(max_examples=60)
@given(PROJECTS, st.floats(1.0, 3.0))
def test_more_demand_is_worth_no_less(project, factor):
    more = Project(**{**vars(project), "demand_factor": factor})
    assert economic_npv(more) >= economic_npv(project) - 1e-6 * abs(economic_npv(project)) - 1e-9


@settings(max_examples=60)
@given(PROJECTS, st.floats(0.1, 1.0))
def test_a_lower_price_never_earns_the_owner_more_nor_users_less(project, factor):
    low = by_year(Project(**{**vars(project), "price_after": project.price_after * factor}))
    high = by_year(project)
    assert (low.sales <= high.sales * (1 + 1e-9) + 1e-9).all()
