"""Budgets, scenarios and years of faults around a plan."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.network import Network
from sogdia.planning import (
    PlanParams,
    frontier,
    live_through,
    materials,
    plan,
    scenarios_of,
    weigh,
)

ASKED = PlanParams(survive=("span",), module_gbps=10.0, enlarge_sea_musd=1.0, enlarge_land_musd=1.0)


@pytest.fixture(scope="module")
def net():
    """Give three countries: a-b and b-c stand with 50 each; a-c is proposed twice, for 100 and for 130."""
    nodes = pd.DataFrame(
        {"id": list("abc"), "country": ["AZE", "KAZ", "TKM"], "lon": [50.0, 51.0, 53.0], "lat": [40.0, 44.0, 40.0]}
    )
    spans = pd.DataFrame(
        {
            "id": ["ab", "bc", "ac", "ac2"], "start": ["a", "b", "a", "a"], "end": ["b", "c", "c", "c"],
            "setting": "submarine", "length_km": 500.0, "status": ["in_service", "in_service", "proposed", "proposed"],
            "capacity_lit_gbps": [50.0, 50.0, None, None], "capacity_design_gbps": [None, None, 40.0, 100.0],
            "capex_musd": [None, None, 100.0, 130.0],
        }
    )  # fmt: skip
    demands = pd.DataFrame({"start": ["AZE"], "end": ["TKM"], "traffic_gbps": [40.0]})
    return Network(nodes=nodes, spans=spans, demands=demands)


def test_a_frontier_falls_from_all_to_nothing(net):
    found = frontier(net, ASKED, points=3)
    table = found.table
    assert table.budget_musd.tolist() == [0.0, 52.0, 104.0]
    assert table.unserved_gbps.tolist() == pytest.approx([40.0, 40.0, 0.0], abs=1e-4)
    assert table.new_lines.tolist() == [0, 0, 1]
    assert table.verified.all()
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
