"""Budgets, scenarios and years of faults around a plan."""

from __future__ import annotations

import signal
from dataclasses import replace

import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.planning import (
    PlanParams,
    frontier,
    live_through,
    materials,
    plan,
    scenarios_of,
    weigh,
)
from sogdia.planning.clock import OutOfTimeError

ASKED = PlanParams(survive=("span",), module_gbps=10.0, enlarge_sea_musd=1.0, enlarge_land_musd=1.0)


AC_GBPS = 40.0
"""Most that ac may be lit to, for the fixture `net`."""


def test_a_frontier_falls_from_all_to_nothing(net):
    found = frontier(net, ASKED, points=3)
    table = found.table
    assert table.budget_musd.tolist() == [0.0, 52.0, 104.0]
    assert table.unserved_gbps.tolist() == pytest.approx([40.0, 40.0, 0.0], abs=1e-4)
    assert table.new_lines.tolist() == [0, 0, 1]
    assert table.verified.all()
    assert (table.unserved_bound_gbps <= table.unserved_gbps).all()
    with pytest.raises(ParameterError, match="2 points or more"):
        frontier(net, ASKED, points=1)


def test_the_plan_that_all_scenarios_can_live_with_is_chosen(net):
    """Traffic may double: ac holds 40 at most, so whoever builds it now needs ac2 too."""
    later = replace(ASKED, phases=(2030, 2035), discount_rate=0.0)
    enough = net.replace(spans=net.spans.assign(capacity_lit_gbps=[90.0, 90.0, None, None]))
    both = scenarios_of(
        [{"name": "same", "probability": 0.5}, {"name": "twice", "probability": 0.5, "demand_factor": 2.0}]
    )
    found = weigh(enough, later, both)
    cost = found.table.set_index("plan").expected_cost_musd
    # Built now: ac 104 where traffic stays, and 130 + 4 more where it doubles; ac2: 134, and 4 more.
    assert cost["without scenarios"] == pytest.approx(0.5 * 104.0 + 0.5 * 238.0)
    assert cost[found.chosen] == pytest.approx(0.5 * 134.0 + 0.5 * 138.0)
    assert found.foreseen_musd == pytest.approx(0.5 * 104.0 + 0.5 * 138.0)
    assert set(found.purchases.option[found.purchases.plan == found.chosen]) == {"ac2"}
    worst = found.table.set_index("plan").largest_regret_musd
    assert (worst["without scenarios"], worst[found.chosen]) == pytest.approx((100.0, 30.0))
    assert found.table.plan.iloc[-1] == "nothing now"
    # None does better: 1.5 times the traffic takes ac2 too, so the plan for the mean is the best.
    assert (found.value_musd, found.bound_musd) == pytest.approx((136.0, 136.0), rel=0.01)
    assert found.foreseen_musd <= found.bound_musd <= found.value_musd <= cost.min() + 1e-6
    assert found.mean_plan_musd >= found.value_musd
    assert (found.chosen, found.short_gbps) == ("least expected cost", 0.0)


def test_the_least_greatest_regret_is_no_more_than_that_of_any_plan(net):
    both = scenarios_of(
        [{"name": "dear", "probability": 0.5, "price_factor": 2.0}, {"name": "more", "probability": 0.5,
                                                                     "demand_factor": 1.1}]
    )  # fmt: skip
    found = weigh(net, replace(ASKED, phases=(2030, 2035), discount_rate=0.0), both, criterion="regret")
    assert found.value_musd <= found.table.largest_regret_musd.min() + 1e-6
    assert found.bound_musd <= found.value_musd


def stop_at(words):
    """Interrupt, as Ctrl-C does, when the progress says so."""

    def tell(said, *_):
        if words in said:
            signal.raise_signal(signal.SIGINT)

    return tell


def test_the_best_so_far_is_given_when_it_is_stopped(net):
    swept = frontier(net, ASKED, points=4, tell=stop_at("budget 2"))
    assert swept.table.budget_musd.tolist() == [0.0, 104.0]
    assert "stopped" in swept.rule
    one = scenarios_of([{"name": "same", "probability": 1.0}])
    weighed = weigh(net, ASKED, one, tell=stop_at("of all plans"))
    assert (weighed.value_musd, weighed.bound_musd) == pytest.approx((104.0, 104.0))
    assert "stopped" in weighed.rule
    found = plan(net, ASKED, alternatives=3, prices=True, tell=stop_at("round 1 (whole"))
    assert found.table.option.tolist() == ["ac"]
    assert found.bound_musd <= found.cost_musd
    with pytest.raises(OutOfTimeError, match="stopped before a plan was found"):
        weigh(net, ASKED, one, tell=stop_at("scenario same"))


def test_what_no_plan_can_meet_is_told_as_unserved(net):
    sure = scenarios_of(
        [{"name": "as planned", "probability": 0.7}, {"name": "late", "probability": 0.3, "delay_years": 2}]
    )
    found = weigh(net, ASKED, sure, criterion="regret", given={"mine": pd.DataFrame(
        {"option": ["ac2"], "phase": [0], "built": [1], "modules": [4.0]}
    )})  # fmt: skip
    table = found.table.set_index("plan")
    assert table.whole["without scenarios"] == pytest.approx(0.7)
    assert table.expected_short_gbps["without scenarios"] == pytest.approx(0.3 * 40.0)
    assert table.largest_regret_musd["mine"] == pytest.approx(30.0)
    assert table.expected_short_gbps["nothing now"] == pytest.approx(40.0, abs=1e-3)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "at least one scenario"),
        ([{"name": "a", "probability": 0.5}], "add up to 0.5"),
        ([{"name": "a"}], "no probability"),
        ([{"name": "a", "probability": 1.0, "demand": 2.0}], "did you mean 'demand_factor'"),
        ([{"name": "a", "probability": 1.0, "price_factor": 0.0}], "price_factor is above 0"),
    ],
)
def test_scenarios_that_make_no_sense_are_refused(rows, said):
    with pytest.raises(ParameterError, match=said):
        scenarios_of(rows)


def test_years_of_faults_lose_less_with_the_plan(net):
    found = plan(net, ASKED)
    lived = live_through(net, found, years=60, seed=1).table
    assert lived.country.tolist() == ["AZE"]
    assert lived.demand_lost_with.iloc[0] < lived.demand_lost_without.iloc[0]
    bill = materials(found)
    assert bill[["option", "quantity", "cost_musd"]].to_numpy().tolist() == [["ac", 4.0, 4.0]]
