"""Laws of plans: cheaper when less is asked, the same under other names, and as good as trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.errors import InfeasibleError
from sogdia.formats.plan_question import PlanQuestion, PlanRules
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock
from sogdia.planning.plans import choice_of
from sogdia.verification import verify

RING = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c"), ("b", "d")]


@st.composite
def questions(draw):
    """Draw four places, up to six links of which some stand, and up to four options."""
    whole = st.lists(st.sampled_from(RING), min_size=3, max_size=6, unique=True)
    links = draw(whole.filter(lambda pairs: {"a", "c", "d"} <= {x for pair in pairs for x in pair}))
    names = [f"{x}{y}" for x, y in links]
    standing = draw(st.lists(st.integers(0, 4), min_size=len(links), max_size=len(links)))
    bought = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4))
    ids = [f"o{k}" for k in range(len(bought))]
    cost = draw(st.lists(st.sampled_from([0.0, 3.0, 7.0]), min_size=len(ids), max_size=len(ids)))
    destination = draw(st.sampled_from(["C", "D"]))
    return PlanQuestion(
        links=pd.DataFrame(
            {"id": names, "start": [x for x, _ in links], "end": [y for _, y in links], "system": "",
             "setting": "submarine", "length_km": 1.0, "capacity_gbps": np.array(standing, dtype=float),
             "first_phase": 0, "end_phase": 9, "leaves": True}
        ),
        options=pd.DataFrame(
            {"id": ids, "name": ids, "kind": "build", "fixed_musd": cost, "module_gbps": 2.0, "module_musd": 1.0,
             "most_modules": 2, "first_phase": 0, "rivalry": "", "payer": ""}
        ),
        option_links=pd.DataFrame({"option": ids, "link": bought}),
        places=pd.DataFrame({"group": ["A", "C", "D"], "node": ["a", "c", "d"]}),
        demands=pd.DataFrame(
            {"id": ["one", "two"], "origin": ["A", "A"], "destination": ["C", destination], "phase": 0,
             "gbps": draw(st.tuples(st.integers(1, 3), st.integers(0, 3))), "people": 1.0}
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


@given(questions())
@settings(max_examples=6, deadline=None)
def test_it_is_the_least_of_all_that_can_be_bought(asked):
    best = np.inf
    for modules in product(range(3), repeat=len(asked.options)):
        choice = pd.DataFrame(
            {
                "option": asked.options.id,
                "phase": 0,
                "built": [int(m > 0) for m in modules],
                "modules": np.array(modules, float),
            }
        )
        choice = choice[choice.modules > 0]
        cost = float(sum(choice.modules) + asked.options.fixed_musd[np.array(modules) > 0].sum())
        if cost < best and verify(asked, choice).verified:
            best = cost
    assert cost_of(asked) == pytest.approx(best, abs=1e-5)


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
