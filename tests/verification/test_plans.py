"""Plans broken on purpose: each break is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sogdia.formats.plan_question import PlanQuestion, PlanRules, read_plan, write_plan
from sogdia.verification import verify
from sogdia.verification.most_flow import most_flow


@pytest.fixture
def asked():
    links = pd.DataFrame(
        {"id": ["ab", "ac"], "span": ["ab", "ac"], "start": "a", "end": ["b", "c"], "system": "",
         "setting": "submarine", "length_km": 1.0, "ms": [5.0, 1.0],
         "capacity_gbps": [30.0, 0.0], "first_phase": 0, "end_phase": 9, "leaves": True}
    )  # fmt: skip
    more = pd.DataFrame(
        {"id": ["cb"], "span": ["cb"], "start": "c", "end": "b", "system": "", "setting": "submarine",
         "length_km": 1.0, "ms": 1.0, "capacity_gbps": 100.0, "first_phase": 0, "end_phase": 9, "leaves": False}
    )  # fmt: skip
    options = pd.DataFrame(
        {"id": ["ac by p", "ac by q"], "name": "", "kind": "build", "fixed_musd": 100.0, "module_gbps": 10.0,
         "module_musd": 2.0, "most_modules": 5, "first_phase": [0, 1], "delay_years": 0.0, "rivalry": "ac"}
    )  # fmt: skip
    return PlanQuestion(
        links=pd.concat([links, more], ignore_index=True), options=options,
        option_links=pd.DataFrame({"option": ["ac by p", "ac by q"], "link": "ac"}),
        places=pd.DataFrame({"group": ["A", "B"], "node": ["a", "b"]}),
        demands=pd.DataFrame(
            {"id": "A>B", "origin": "A", "destination": "B", "phase": [0, 1], "gbps": [20.0, 25.0], "people": 1.0,
             "most_ms": np.nan, "most_ms_lost": np.nan}
        ),
        risks=pd.DataFrame({"risk": ["span ab", "span ac", "span cb"], "kind": "span", "link": ["ab", "ac", "cb"]}),
        stakes=pd.DataFrame(
            {"kind": "supplier", "name": ["p", "q", "q"], "link": [None, None, "ab"],
             "option": ["ac by p", "ac by q", None], "share": 1.0}
        ),
        rules=PlanRules(phases=(2030, 2031), discount_rate=0.1, survive=("span",), most_share={"supplier": 0.6}),
    )  # fmt: skip


GOOD = pd.DataFrame({"option": ["ac by p", "ac by p"], "phase": [0, 1], "built": [1, 0], "modules": [2.0, 1.0]})
COST = 104.0 + 2.0 / 1.1


def test_a_plan_that_holds(asked):
    found = verify(asked, GOOD, {"cost_musd": COST})
    assert found.verified, found.faults
    assert found.states == 8


def broken(**columns):
    return GOOD.assign(**columns)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (broken(modules=[1.0, 2.0]), "unserved in 2030 after the worst loss (span ab)"),
        (broken(modules=[2.0, 0.0]), "unserved in 2031 after the worst loss (span ab)"),
        (broken(modules=[2.5, 0.5]), "modules are whole"),
        (broken(modules=[5.0, 1.0]), "more than are offered"),
        (broken(built=[0, 0]), "bought once where it is used"),
        (broken(built=[0, 1]), "used before it is bought"),
        (broken(option="ac by q"), "not offered in this phase"),
        (broken(option=["ac by p", "ac by q"], built=[1, 1]), "two options that exclude each other"),
        (broken(option="ac by r"), "no such option"),
        (broken(modules=[4.0, 1.0], option="ac by p"), "largest supplier's share of capacity in 2031 (p)"),
    ],
)
def test_each_break_is_seen(asked, choice, said):
    assert said in " | ".join(str(fault) for fault in verify(asked, choice).faults)


def test_claims_are_held_against_what_is_found(asked):
    assert "discounted cost" in str(verify(asked, GOOD, {"cost_musd": COST - 1.0}).faults[0])
    tight = replace(asked, rules=replace(asked.rules, budget_musd=(103.0, 10.0)))
    assert "spending in 2030" in str(verify(tight, GOOD).faults[0])


def test_a_plan_is_written_and_read_back(asked, tmp_path):
    folder = write_plan(asked, GOOD, {"cost_musd": COST}, tmp_path / "plan")
    again, choice, told = read_plan(folder)
    assert verify(again, choice, told).verified
    assert again.rules == asked.rules


def test_ways_that_are_too_long_are_seen(asked):
    """By c it takes 2 ms, straight 5: with a limit of 3 all must go by c."""
    limited = replace(asked, demands=asked.demands.assign(most_ms=3.0, most_ms_lost=5.0))
    assert verify(limited, GOOD, {"cost_musd": COST}).verified
    less = verify(limited, broken(modules=[2.0, 0.0])).faults
    assert "unserved in 2031 without a loss" in str(less[0])
    strict = replace(asked, demands=asked.demands.assign(most_ms=3.0, most_ms_lost=3.0))
    assert "after the worst loss" in str(verify(strict, GOOD).faults[0])


def test_what_a_payer_pays_is_added_up(asked):
    stakes = pd.DataFrame({"kind": "payer", "name": "p", "link": None, "option": ["ac by p"], "share": 0.5})
    held = replace(asked, stakes=pd.concat([asked.stakes, stakes], ignore_index=True))
    kept, broke = (replace(held, rules=replace(asked.rules, payer_budget_musd={"p": most})) for most in (53.0, 52.0))
    assert verify(kept, GOOD).verified
    assert "spending of p" in str(verify(broke, GOOD).faults[0])


def test_nobody_is_left_out_who_may_not_be(asked):
    out = {"left_out": [["A>B", 0]]}
    assert "no demand may be left out" in str(verify(asked, GOOD, out).faults[0])
    least = replace(asked, rules=replace(asked.rules, coverage=0.5))
    assert "share of people served in 2030" in str(verify(least, GOOD, out).faults[0])
    assert "no such demand in phase 7" in str(verify(least, GOOD, {"left_out": [["A>B", 7]]}).faults[0])
    free = replace(asked, rules=replace(asked.rules, seek="people", most_share={}))
    assert verify(free, GOOD.iloc[:0], {"left_out": [["A>B", 0], ["A>B", 1]]}).verified


def test_late_lines_and_other_prices_count(asked):
    late = replace(asked, options=asked.options.assign(delay_years=1.0))
    assert "unserved in 2030 after the worst loss" in str(verify(late, GOOD).faults[0])
    dear = replace(asked, rules=replace(asked.rules, price_factor=(1.0, 3.0)))
    assert verify(dear, GOOD, {"cost_musd": 104.0 + 6.0 / 1.1}).verified


def test_several_destinations_are_carried_together(asked):
    more = pd.DataFrame(
        {
            "id": "B>C",
            "origin": "B",
            "destination": "C",
            "phase": [0],
            "gbps": [90.0],
            "people": 1.0,
            "most_ms": np.nan,
            "most_ms_lost": np.nan,
        }
    )
    both = replace(
        asked, demands=pd.concat([asked.demands, more], ignore_index=True),
        places=pd.DataFrame({"group": ["A", "B", "C"], "node": ["a", "b", "c"]}),
        rules=replace(asked.rules, survive=(), most_share={}),
    )  # fmt: skip
    assert verify(both, GOOD).verified
    full = replace(both, demands=both.demands.assign(gbps=[20.0, 25.0, 140.0]))
    assert "unserved in 2030 without a loss" in str(verify(full, GOOD).faults[0])


def test_flow_equals_the_cut():
    tail, head = np.array([0, 0, 1, 2, 1]), np.array([1, 2, 3, 3, 2])
    total, flow = most_flow(tail, head, np.array([3.0, 2.0, 2.0, 4.0, 5.0]), 0, 3, 4)
    assert total == 5.0
    assert flow.tolist() == [3.0, 2.0, 2.0, 3.0, 1.0]
