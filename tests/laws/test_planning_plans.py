"""Laws of plans: cheaper when less is asked, the same under other names, and as good as trying everything."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sogdia.errors import InfeasibleError
from sogdia.formats.plan_question import PlanQuestion, PlanRules
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock
from sogdia.planning.plans import choice_of, left_out, served_of
from sogdia.planning.ways_table import ways_table
from sogdia.verification import verify

EXAMPLES = 4
RING = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c"), ("b", "d")]


@st.composite
def questions(draw, most=4):
    """Draw four places, up to six links of which some stand, and up to four options."""
    whole = st.lists(st.sampled_from(RING), min_size=3, max_size=6, unique=True)
    links = draw(whole.filter(lambda pairs: {"a", "c", "d"} <= {x for pair in pairs for x in pair}))
    names = [f"{x}{y}" for x, y in links]
    standing = draw(st.lists(st.integers(0, 4), min_size=len(links), max_size=len(links)))
    bought = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most))
    ids = [f"o{k}" for k in range(len(bought))]
    cost = draw(st.lists(st.sampled_from([0.0, 3.0, 7.0]), min_size=len(ids), max_size=len(ids)))
    destination = draw(st.sampled_from(["C", "D"]))
    return PlanQuestion(
        links=pd.DataFrame(
            {"id": names, "span": names, "start": [x for x, _ in links], "end": [y for _, y in links], "system": "",
             "setting": "submarine", "length_km": 1.0, "ms": 1.0, "capacity_gbps": np.array(standing, dtype=float),
             "first_phase": 0, "end_phase": 9, "leaves": True}
        ),
        options=pd.DataFrame(
            {"id": ids, "name": ids, "kind": "build", "fixed_musd": cost, "module_gbps": 2.0, "module_musd": 1.0,
             "most_modules": 2, "first_phase": 0, "delay_years": 0.0, "rivalry": ""}
        ),
        option_links=pd.DataFrame({"option": ids, "link": bought}),
        places=pd.DataFrame({"group": ["A", "C", "D"], "node": ["a", "c", "d"]}),
        demands=pd.DataFrame(
            {"id": ["one", "two"], "origin": ["A", "A"], "destination": ["C", destination], "phase": 0,
             "gbps": draw(st.tuples(st.integers(1, 3), st.integers(0, 3))), "people": 1.0,
             "most_ms": np.nan, "most_ms_lost": np.nan}
        ).astype({"gbps": float}),
        risks=pd.DataFrame({"risk": [f"span {x}" for x in names], "kind": "span", "link": names}),
        stakes=pd.DataFrame({"kind": [], "name": [], "link": [], "option": [], "share": []}).astype(object),
        rules=PlanRules(survive=("span",), losses=draw(st.integers(0, 1))),
    )  # fmt: skip


def cost_of(asked):
    """Give the least cost, infinite where no plan holds; every plan found is verified."""
    try:
        found = Search(asked, arrays_of(asked)).least(Clock(30.0), gap=1e-6, seed=0)
    except InfeasibleError:
        return np.inf
    assert verify(asked, choice_of(found, asked), {"cost_musd": found.value}).verified
    return found.value


@st.composite
def ruled(draw):
    """Draw a question with limits on latency, budgets of payers, coverage, or most people within a budget."""
    asked = draw(questions(most=3))
    ids, links, rules = list(asked.options.id), len(asked.links), asked.rules
    ms = draw(st.lists(st.sampled_from([1.0, 2.0, 5.0]), min_size=links, max_size=links))
    whole = draw(st.sampled_from([np.nan, 3.0, 6.0]))
    demands = asked.demands.assign(
        origin=["A", "B"],
        people=[3.0, 1.0],
        most_ms=[whole, np.nan],
        most_ms_lost=[whole + draw(st.integers(0, 3)), np.nan],
    )
    stakes = pd.DataFrame({"kind": "payer", "name": "p", "link": None, "option": ids, "share": 0.5}).astype(object)
    kind = draw(st.sampled_from(["payer", "coverage", "people", "none"]))
    if kind == "payer":
        rules = replace(rules, payer_budget_musd={"p": float(draw(st.integers(1, 6)))})
    elif kind == "coverage":
        rules = replace(rules, coverage=draw(st.sampled_from([0.2, 0.7, 1.0])), coverage_of="people")
    elif kind == "people":
        rules = replace(rules, seek="people", budget_musd=(float(draw(st.integers(0, 12))),))
    more = (
        [{"group": "B", "node": "b"}]
        if "b" in {*asked.links.start, *asked.links.end}
        else [{"group": "B", "node": "a"}]
    )
    return replace(
        asked, rules=rules, demands=demands, stakes=stakes, links=asked.links.assign(ms=ms),
        places=pd.concat([asked.places, pd.DataFrame(more)], ignore_index=True),
    )  # fmt: skip


def best_of_all(asked):
    """Try everything: give the share of people left out and the least cost with it, infinite where nothing holds."""
    people = (asked.demands.people / asked.demands.people.sum()).tolist()
    names = asked.demands.id.tolist()
    may = asked.rules.may_leave_out
    tries = []
    for modules in product(range(3), repeat=len(asked.options)):
        cost = float(sum(modules) + asked.options.fixed_musd[np.array(modules) > 0].sum())
        for out in product((False, True), repeat=len(names)) if may else [(False,) * len(names)]:
            lost = sum(part for part, gone in zip(people, out, strict=True) if gone)
            tries.append((lost if asked.rules.seek == "people" else 0.0, cost, modules, out))
    for lost, cost, modules, out in sorted(tries):
        choice = pd.DataFrame(
            {"option": asked.options.id, "phase": 0, "built": [int(m > 0) for m in modules],
             "modules": np.array(modules, float)}
        )  # fmt: skip
        left_out = [[name, 0] for name, gone in zip(names, out, strict=True) if gone]
        if verify(asked, choice[choice.modules > 0], {"left_out": left_out}).verified:
            return lost, cost
    return 0.0, np.inf


@given(questions())
@settings(max_examples=5, deadline=None)
def test_it_is_the_least_of_all_that_can_be_bought(asked):
    assert cost_of(asked) == pytest.approx(best_of_all(asked)[1], abs=1e-5)


@given(ruled())
@settings(max_examples=EXAMPLES, deadline=None)
def test_each_rule_is_kept_at_the_least_cost_of_all(asked):
    lost, cost = best_of_all(asked)
    try:
        found = Search(asked, arrays_of(asked)).least(Clock(30.0), gap=1e-6, seed=0)
    except InfeasibleError:
        assert cost == np.inf
        return
    served = served_of(found, asked)
    assert verify(asked, choice_of(found, asked), {"cost_musd": found.value, "left_out": left_out(served)}).verified
    assert found.value == pytest.approx(cost, abs=1e-5)
    if asked.rules.seek == "people":
        assert 1.0 + found.sought == pytest.approx(lost, abs=1e-6)


@given(questions())
@settings(max_examples=6, deadline=None)
def test_asking_less_never_costs_more(asked):
    whole = cost_of(asked)
    assert cost_of(replace(asked, rules=replace(asked.rules, losses=0))) <= whole + 1e-6
    assert cost_of(replace(asked, rules=replace(asked.rules, share_kept=0.5))) <= whole + 1e-6
    assert cost_of(replace(asked, demands=asked.demands.assign(gbps=asked.demands.gbps / 2))) <= whole + 1e-6


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_names_and_order_change_nothing(asked, chance):
    names = list(asked.links.id)
    other = dict(zip(names, chance.sample([f"x{k}" for k in range(len(names))], len(names)), strict=True))
    order = chance.sample(range(len(names)), len(names))
    renamed = replace(
        asked, links=asked.links.assign(id=asked.links.id.map(other)).iloc[order].reset_index(drop=True),
        option_links=asked.option_links.assign(link=asked.option_links.link.map(other)),
        risks=asked.risks.assign(link=asked.risks.link.map(other)),
    )  # fmt: skip
    assert cost_of(renamed) == pytest.approx(cost_of(asked), abs=1e-6)


def ways_between(asked, origin, destination):
    """List all ways between two groups by walking, as tuples of links."""
    ends = dict(zip(asked.links.id, zip(asked.links.start, asked.links.end, strict=True), strict=True))
    goal = set(asked.places.node[asked.places.group == destination])
    stack = [((node,), ()) for node in asked.places.node[asked.places.group == origin]]
    found = []
    while stack:
        been, way = stack.pop()
        if been[-1] in goal:
            found.append(way)
            continue
        for name, pair in ends.items():
            if been[-1] in pair and (other := pair[pair[0] == been[-1]]) not in been:
                stack.append(((*been, other), (*way, name)))
    return found


def takes(asked, ways, lost):
    """Count how often a set of ways takes each link in a state."""
    if asked.rules.protection == "1+1":
        return Counter(link for way in ways for link in way)
    return Counter(next(way for way in ways if lost not in way))


def fits(asked, capacity):
    """Say whether named ways fit capacities, by trying all sets, or by a linear programme over all where they split."""
    rules = asked.rules
    risks = ["", *asked.links.id] if rules.losses else [""]
    goods = asked.demands[asked.demands.gbps > 0]
    ways = [ways_between(asked, row.origin, row.destination) for row in goods.itertuples()]
    gbps = goods.gbps.tolist()
    if rules.protection == "reroute":
        return all(
            _one_fits(asked, [[(w,) for w in own if lost not in w] for own in ways], gbps, capacity, [lost])
            for lost in risks
        )
    sets = [[pair for pair in permutations(own, 2) if not set(pair[0]) & set(pair[1])] for own in ways]
    return (_one_fits if rules.routing == "single-path" else _some_fit)(asked, sets, gbps, capacity, risks)


def _one_fits(asked, sets, gbps, capacity, risks):
    for chosen in product(*sets):
        loads = [
            sum(
                (
                    Counter({k: n * g for k, n in takes(asked, s, lost).items()})
                    for s, g in zip(chosen, gbps, strict=True)
                ),
                Counter(),
            )
            for lost in risks
        ]
        if all(load <= capacity[link] + 1e-9 for each in loads for link, load in each.items()):
            return True
    return False


def _some_fit(asked, sets, gbps, capacity, risks):
    columns = [(d, s) for d, own in enumerate(sets) for s in own]
    if len({d for d, _ in columns}) < len(sets):
        return False
    upper = [[takes(asked, s, lost)[link] * gbps[d] for d, s in columns] for lost in risks for link in capacity]
    room = [capacity[link] for _ in risks for link in capacity]
    equal = [[float(d == k) for d, _ in columns] for k in range(len(sets))]
    return linprog([0.0] * len(columns), upper, [x + 1e-9 for x in room], equal, [1.0] * len(sets)).status == 0


def least_with_ways(asked):
    """Try all purchases: the least cost with which named ways fit, infinite where none does."""
    tries = []
    for modules in product(range(3), repeat=len(asked.options)):
        cost = float(sum(modules) + asked.options.fixed_musd[np.array(modules) > 0].sum())
        tries.append((cost, modules))
    for cost, modules in sorted(tries):
        capacity = dict(zip(asked.links.id, asked.links.capacity_gbps, strict=True))
        for link, count in zip(asked.option_links.link, modules, strict=True):
            capacity[link] += 2.0 * count
        if fits(asked, capacity):
            return cost
    return np.inf


KINDS = [(r, p) for r in ("split", "single-path") for p in ("reroute", "shared-path", "1+1")]


def cost_with_ways(asked, routing, protection, *, listed=True):
    """Give the least cost with ways that are named and verified, of all sets of ways or (not `listed`) those priced."""
    rules = replace(asked.rules, survive=("span",), losses=1, routing=routing, protection=protection)
    named = replace(asked, rules=rules)
    search = Search(named, arrays_of(named))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sogdia.planning.every_way.MOST_WAYS", 60 if listed else 0)
        try:
            found = search.least(Clock(30.0), gap=1e-6, seed=0)
        except InfeasibleError:
            return named, np.inf, np.inf
    told = {"cost_musd": found.value, "ways": ways_table(found, named, search.arrays)}
    checked = verify(named, choice_of(found, named), told)
    assert checked.verified, checked.faults
    return named, found.value, found.bound


@given(questions(most=3))
@settings(max_examples=4, deadline=None)
def test_named_ways_cost_the_least_of_all_and_more_where_more_is_asked(asked):
    costs = {}
    for routing, protection in KINDS:
        named, costs[routing, protection], _ = cost_with_ways(asked, routing, protection)
        if named.rules.fixes_ways:
            assert costs[routing, protection] == pytest.approx(least_with_ways(named), abs=1e-5)
    for protection in ("reroute", "shared-path", "1+1"):
        assert costs["split", protection] <= costs["single-path", protection] + 1e-6
    for routing in ("split", "single-path"):
        assert costs[routing, "reroute"] <= costs[routing, "shared-path"] + 1e-6 <= costs[routing, "1+1"] + 2e-6


@given(questions(most=3), st.sampled_from(KINDS[1:]))
@settings(max_examples=6, deadline=None)
def test_ways_that_prices_find_keep_to_the_bound(asked, kind):
    _, least, _ = cost_with_ways(asked, *kind)
    _, found, bound = cost_with_ways(asked, *kind, listed=False)
    assert bound <= least + 1e-6 or least == np.inf
    assert found >= least - 1e-6
