"""Ways that plans name: single paths, 1+1 and shared backups, on networks small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.formats.plan_question import read_plan, write_plan
from sogdia.network import Network
from sogdia.planning import PlanParams, plan
from sogdia.planning.arrays import arrays_of
from sogdia.planning.every_way import every_way
from sogdia.planning.least_ways import LeastWays
from sogdia.planning.plans import as_written
from sogdia.planning.questions import question
from sogdia.planning.risk_disjoint import RiskDisjoint, Seat
from sogdia.verification import verify

EASY = {"module_gbps": 10.0, "enlarge_sea_musd": 1.0, "enlarge_land_musd": 1.0}


def bought(found):
    return dict(zip(found.table.option, found.table.modules, strict=True))


def listed(found, **where):
    rows = found.ways
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return {name: list(own.sort_values(["place", "step"]).link) for name, own in rows.groupby("demand")}


def with_two(net, second):
    """Ask for traffic from b to c too."""
    both = pd.DataFrame({"start": ["AZE", "KAZ"], "end": "TKM", "traffic_gbps": [40.0, second]})
    return net.replace(demands=both)


def test_a_demand_that_may_split_needs_less_than_one_that_may_not(net):
    """30 of 40 go by b, and the rest over ac; on one way all 40 go there, since ab holds no 60."""
    crossed = with_two(net, 20.0)
    assert bought(plan(crossed, PlanParams(**EASY))) == {"ac": 1.0}
    found = plan(crossed, PlanParams(routing="single-path", **EASY))
    assert bought(found) == {"ac": 4.0}
    assert listed(found) == {"AZE>TKM": ["ac"], "KAZ>TKM": ["bc"]}
    assert found.gap == 0.0


def test_1_1_holds_twice_what_shared_backups_share(net):
    """40 and 15 from a and b to c: with 1+1 working ways and backups of both are held at once."""
    crossed = with_two(net, 15.0)
    costs = {}
    for protection in ("reroute", "shared-path", "1+1"):
        found = plan(crossed, PlanParams(survive=("span",), routing="single-path", protection=protection, **EASY))
        assert found.checks.holds.all()
        costs[protection] = found.cost_musd
    assert costs == pytest.approx({"reroute": 238.0, "shared-path": 238.0, "1+1": 240.0})


def test_backups_are_as_many_as_are_lost_together(net):
    found = plan(net, PlanParams(survive=("span",), survive_cuts=2, protection="1+1", **EASY))
    assert bought(found) == {"ac": 4.0, "ac2": 4.0}
    assert sorted(found.ways.place.unique()) == [0, 1, 2]


def test_part_of_the_traffic_is_kept_on_the_backup(net):
    found = plan(net, PlanParams(survive=("span",), protection="1+1", share_kept=0.25, **EASY))
    assert bought(found) == {"ac": 1.0}


def test_a_way_after_each_loss_is_named(net):
    found = plan(net, PlanParams(survive=("span",), routing="single-path", **EASY))
    assert listed(found, lost="") == {"AZE>TKM": ["ab", "bc"]}
    assert listed(found, lost="span ab") == listed(found, lost="span bc") == {"AZE>TKM": ["ac"]}


def test_limits_of_latency_hold_for_working_ways_and_backups(net):
    """By b it takes 9.8 ms: too long for a working way, and short enough for a backup."""
    asked = PlanParams(
        survive=("span",), protection="1+1", latency_limit_ms={"all": 5.0}, latency_limit_lost_ms={"all": 10.0}, **EASY
    )
    found = plan(net, asked)
    assert listed(found, place=0) == {"AZE>TKM": ["ac"]}
    assert listed(found, place=1) == {"AZE>TKM": ["ab", "bc"]}


def test_those_left_out_have_no_ways(net):
    asked = PlanParams(
        survive=("span",), protection="shared-path", coverage=0.5, coverage_of="origins", routing="single-path", **EASY
    )
    found = plan(with_two(net, 10.0), asked)
    assert set(found.ways.demand) == {"KAZ>TKM"}
    assert bought(found) == {"ac": 1.0}


def test_what_stands_in_the_way_is_named(net):
    bare = net.replace(spans=net.spans.iloc[:2])
    with pytest.raises(InfeasibleError, match="AZE>TKM has no two ways of which no loss meets two: all its ways pass"):
        plan(bare, PlanParams(survive=("span",), protection="1+1", **EASY))
    wide = net.replace(demands=net.demands.assign(traffic_gbps=120.0))
    with pytest.raises(
        InfeasibleError, match=r"the widest way of AZE>TKM can hold 100\.0 Gbps at most, and 120\.0 are"
    ):
        plan(wide, PlanParams(routing="single-path", **EASY))
    narrow = net.replace(spans=net.spans.assign(capacity_design_gbps=[None, None, 30.0, 30.0]))
    with pytest.raises(InfeasibleError, match=r"has no way that holds 40\.0 Gbps after the loss of span ab"):
        plan(narrow, PlanParams(survive=("span",), routing="single-path", **EASY))
    asked = PlanParams(survive=("span",), protection="1+1", routing="single-path", budget_musd=(239.0,), **EASY)
    with pytest.raises(InfeasibleError, match=r"one way for each demand and 1\+1 protection cannot hold"):
        plan(with_two(net, 15.0), asked)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"protection": "1+1"}, "say which"),
        ({"routing": "1+1"}, "is a protection"),
        ({"protection": "1+2", "survive": ("span",)}, "did you mean '1\\+1'"),
        ({"routing": "single-path", "survive": ("span",), "survive_cuts": 2}, "one loss at a time"),
        ({"routing": "single-path", "seek": "loss", "budget_musd": (1.0,)}, "seek = 'loss' counts"),
    ],
)
def test_what_makes_no_sense_is_refused(given, said):
    with pytest.raises(ParameterError, match=said):
        PlanParams(**given)


@pytest.fixture(scope="module")
def told():
    """Give a plan with shared backups of two demands from a, whose backups share ab-bc."""
    nodes = pd.DataFrame(
        {"id": list("abcd"), "country": ["AZE", "KAZ", "TKM", "UZB"], "lon": [50.0, 51.0, 53.0, 54.0], "lat": 40.0}
    )
    ends = [("a", "b"), ("b", "c"), ("a", "c"), ("b", "d"), ("a", "d")]
    spans = pd.DataFrame(
        {"id": [x + y for x, y in ends], "start": [x for x, _ in ends], "end": [y for _, y in ends],
         "setting": "submarine", "length_km": 500.0, "status": "in_service", "capacity_lit_gbps": 40.0}
    )  # fmt: skip
    demands = pd.DataFrame({"start": "AZE", "end": ["TKM", "UZB"], "traffic_gbps": 40.0})
    net = Network(nodes=nodes, spans=spans, demands=demands)
    asked = PlanParams(survive=("span",), protection="shared-path", routing="single-path", new_lines_only=True, **EASY)
    return plan(net, asked)


def test_backups_share_what_they_hold(told):
    """ab holds 40: the backup of either demand, never of both at once."""
    assert told.cost_musd == 0.0
    assert listed(told, place=1) == {"AZE>TKM": ["ab", "bc"], "AZE>UZB": ["ab", "bd"]}


def test_named_ways_are_written_and_read_back(told, tmp_path):
    folder = write_plan(told.question, told.choice, as_written(told), tmp_path / "plan")
    asked, choice, said = read_plan(folder)
    assert verify(asked, choice, said).verified
    (folder / "ways.csv").unlink()
    assert "names none" in str(verify(*read_plan(folder)).faults[0])


def _changed(told, where, **columns):
    ways = told.ways.copy()
    for name, value in columns.items():
        ways.loc[where(ways), name] = value
    return ways


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda t: t.ways[t.ways.link != "bc"], "does not lead from AZE to TKM"),
        (lambda t: t.ways[t.ways.place == 0], "has 1 ways in place of 2"),
        (lambda t: t.ways[t.ways.demand != "AZE>UZB"], "carry 0.000 Gbps of 40.000"),
        (lambda t: _changed(t, lambda w: w.demand == "AZE>TKM", gbps=30.0), "carry 30.000 Gbps of 40.000"),
        (lambda t: _changed(t, lambda w: w.link == "bc", link="xx"), "no such link"),
        (lambda t: _changed(t, lambda w: w.demand == "AZE>UZB", demand="other"), "not a demand that is served"),
        (lambda t: t.ways.drop(columns="lost"), "column is missing"),
        (
            lambda t: pd.concat([t.ways[t.ways.place == 0], t.ways[t.ways.place == 0].assign(place=1)]),
            "span ac meets both ways",
        ),
        (
            lambda t: pd.concat([t.ways.assign(gbps=20.0), t.ways.assign(gbps=20.0, number=2)]),
            "takes several ways in place of one",
        ),
    ],
)
def test_each_break_of_a_way_is_seen(told, broken, said):
    faults = verify(told.question, told.choice, {"ways": broken(told)}).faults
    assert said in " | ".join(str(fault) for fault in faults)


def test_loads_are_added_up_in_every_state(told):
    links = told.question.links.copy()
    links.loc[links.id == "ab", "capacity_gbps"] = 30.0
    tight = type(told.question)(**{**vars(told.question), "links": links})
    found = verify(tight, told.choice, {"ways": told.ways})
    assert "(on ab after the loss of span a" in " | ".join(str(fault) for fault in found.faults)
    doubled = type(told.question)(
        **{
            **vars(told.question),
            "rules": type(told.question.rules)(**{**vars(told.question.rules), "protection": "1+1"}),
        }
    )
    assert "load beyond capacity" in str(verify(doubled, told.choice, {"ways": told.ways}).faults)


def test_the_cheapest_ways_apart_are_the_cheapest_of_all(net):
    """Every pair is tried by hand: two spans share a risk, so that the cheapest two ways may not stand together."""
    asked = question(net, PlanParams(survive=("span",), **EASY))
    arrays = arrays_of(asked)
    apart = RiskDisjoint(LeastWays(arrays))
    rng = np.random.default_rng(0)
    nothing = np.zeros(4, dtype=bool)
    ways = every_way(arrays, 0, nothing)
    assert sorted(map(len, ways)) == [1, 1, 2]
    for _ in range(20):
        price = rng.random(4)
        seat = Seat(price, nothing, np.inf)
        costs = [
            price[[*one, *other]].sum() for one in ways for other in ways if not apart.meets(one) & apart.meets(other)
        ]
        assert apart.ways(0, [seat, seat]).price == pytest.approx(min(costs))
    assert apart.ways(0, [seat] * 4).bound == np.inf
