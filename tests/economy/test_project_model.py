from __future__ import annotations

import numpy as np
import pytest

from sogdia.economy import DemandGrowth, OutagesAvoided, Project, by_year, economic_npv, npv, payback_years
from sogdia.errors import ParameterError, TableError

STILL = DemandGrowth(0, 0, 0, 0)


def project(**changes):
    given = {
        "capex_musd": 10.0, "operation_musd": 0.4, "demand_gbps": 5.0, "capacity_gbps": 100.0, "price_before": 40.0,
        "price_after": 30.0, "share_abroad": 1.0,
    }  # fmt: skip
    return Project(**{**given, **changes})


def test_nothing_changes_when_the_price_does_not():
    made = by_year(project(price_after=40.0))
    assert made.saved_on_price.max() == 0
    assert made.sales.max() > 0


def test_costs_are_spread_over_the_years_of_building_and_of_delay():
    assert by_year(project()).capex.tolist()[:4] == [5, 5, 0, 0]
    late = by_year(project(slip_years=2.0))
    assert late.capex.sum() == pytest.approx(10)
    assert late.capex.tolist()[:4] == [5, 0, 5, 0]
    assert (late.carried_gbps > 0).sum() == 25
    assert late.first == 4


def test_a_slip_of_half_a_year_gives_half_a_years_income():
    made = by_year(project(slip_years=0.5, growth=STILL, price_change=0.0, life_years=3))
    assert made.sales[2] == pytest.approx(made.sales[3] / 2)


def test_what_does_not_fit_is_not_sold():
    small = by_year(project(capacity_gbps=6.0, elasticity=0.0))
    assert small.carried_gbps.max() == 6.0
    assert small.sales.sum() < by_year(project(elasticity=0.0)).sales.sum()


def test_the_present_value_is_that_of_the_yearly_sums():
    p = project(outages=OutagesAvoided((5.0,), (0.001,), full_musd=300.0))
    assert economic_npv(p) == pytest.approx(npv(by_year(p).economic, 0.09))


def test_outages_avoided_follow_traffic_and_output():
    saved = OutagesAvoided((2.0, 10.0), (0.01, 0.03), full_musd=100.0)
    made = by_year(project(outages=saved, outage_factor=2.0, growth=DemandGrowth(1.0, 1.0, 0, 0), gdp_growth=0.1))
    share = np.interp([1 / 5.0, 1 / 10.0], [1 / 10.0, 1 / 2.0], [0.03, 0.01])[0]
    assert saved.musd([1.0, 5.0, 10.0, 80.0]) == pytest.approx([1.0, 100 * share, 3.0, 3.0 / 8])
    # two years of building, then traffic of 20 Gbps and more, of which 10 are held
    assert made.outage_saved[:4] == pytest.approx([0.0, 0.0, 3.0 * 1.1**2, 1.5 * 1.1**3])


@pytest.mark.parametrize("given", [((), ()), ((2.0, 2.0), (0.1, 0.1)), ((0.0,), (0.1,)), ((1.0,), (0.1, 0.2))])
def test_outages_avoided_need_rising_traffic(given):
    with pytest.raises(ParameterError):
        OutagesAvoided(*given, full_musd=1.0)


@pytest.mark.parametrize("name", ["capex_musd", "operation_musd", "cost_ratio", "slip_years"])
def test_more_cost_or_delay_is_worth_less(name):
    values = [economic_npv(project(**{name: x})) for x in (0.1, 0.5, 1.0, 2.0)]
    assert values == sorted(values, reverse=True)


def test_more_demand_is_worth_more_and_a_higher_price_earns_more():
    by_demand = [economic_npv(project(demand_factor=x)) for x in (0.2, 0.5, 1.0, 3.0)]
    assert by_demand == sorted(by_demand)
    income = [npv(by_year(project(price_after=x)).financial, 0.09) for x in (5.0, 10.0, 20.0, 40.0)]
    assert income == sorted(income)
    users = [by_year(project(price_after=x)).saved_on_price.sum() for x in (5.0, 10.0, 20.0, 40.0)]
    assert users == sorted(users, reverse=True)


def test_a_project_that_never_pays_has_no_payback():
    assert payback_years(by_year(project(demand_gbps=0.0)).financial) == np.inf


def test_negative_prices_are_refused():
    with pytest.raises(TableError, match="price_after"):
        project(price_after=-1.0, price_before=-2.0)


def test_a_late_project_serves_as_long_as_one_in_time():
    late = by_year(project(slip_years=1.25)).operation
    assert late.sum() == pytest.approx(by_year(project()).operation.sum())
    assert (late[3], late[-1]) == pytest.approx((0.75 * 0.4, 0.25 * 0.4))
