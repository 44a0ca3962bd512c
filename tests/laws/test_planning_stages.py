"""Laws of plans over scenarios, held against the extensive form with all flows of all states laid out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from sogdia.errors import InfeasibleError
from sogdia.formats.plan_question import PlanQuestion, PlanRules
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock
from sogdia.planning.scenarios import Scenario, under
from sogdia.planning.two_stages import hedged

YEARS = (2030, 2035)
TIMES = st.sampled_from([0.5, 1.0, 2.0])
FACTORS = st.tuples(TIMES, TIMES, st.sampled_from([0.0, 0.0, 4.0]))


@st.composite
def futures(draw):
    """Draw a question on four places, with two phases, and two scenarios."""
    links = ["ab", "bc", "ac", "cd", "ad", "bd"][: draw(st.integers(5, 6))]
    offered = draw(st.lists(st.sampled_from(links), min_size=3, max_size=4))
    ids, fixed = [f"o{k}" for k in range(len(offered))], st.sampled_from([0.0, 3.0, 7.0])
    wants = [(name, p, draw(st.integers(2, 4)) + p) for p in (0, 1) for name in ("C", "D")]
    standing = draw(st.lists(st.integers(1, 4), min_size=len(links), max_size=len(links)))
    asked = PlanQuestion(
        links=pd.DataFrame(
            {"id": links, "span": links, "start": [x[0] for x in links], "end": [x[1] for x in links], "system": "",
             "setting": "terrestrial", "length_km": 1.0, "ms": 1.0, "capacity_gbps": np.array(standing, dtype=float),
             "first_phase": 0, "end_phase": 9, "leaves": True}
        ),
        options=pd.DataFrame(
            {"id": ids, "name": ids, "kind": "build", "fixed_musd": [draw(fixed) for _ in ids], "module_gbps": 2.0,
             "module_musd": 1.0, "most_modules": 5, "first_phase": 0, "delay_years": 0.0, "rivalry": ""}
        ),
        option_links=pd.DataFrame({"option": ids, "link": offered}),
        places=pd.DataFrame({"group": list("ACD"), "node": list("acd")}),
        demands=pd.DataFrame(
            [{"id": name, "origin": "A", "destination": name, "phase": p, "gbps": float(gbps), "people": 1.0,
              "most_ms": np.nan, "most_ms_lost": np.nan} for name, p, gbps in wants]
        ),
        risks=pd.DataFrame({"risk": links, "kind": "span", "link": links}),
        stakes=pd.DataFrame(columns=["kind", "name", "link", "option", "share"], dtype=object),
        rules=PlanRules(phases=YEARS, survive=("span",), losses=draw(st.integers(0, 1)), share_kept=0.5),
    )  # fmt: skip
    share = draw(st.sampled_from([0.3, 0.5]))
    return asked, (Scenario("one", share, *draw(FACTORS)), Scenario("two", 1.0 - share, *draw(FACTORS)))


class Laid:
    """A programme while it is laid out by names of columns."""

    def __init__(self):
        self.columns, self.rows = {}, []

    def column(self, name):
        return self.columns.setdefault(name, len(self.columns))

    def row(self, terms, lower, upper):
        self.rows.append(([(self.column(name), value) for name, value in terms], lower, upper))


def lay_scenario(laid, asked, s, names):
    """Lay out one scenario: purchases, and the flow of each demand in each state of each phase; give its cost."""
    options, links = asked.options, asked.links
    years, rules = np.array(YEARS, dtype=float), asked.rules
    key = {(o, p): ("first", o) if p == 0 else (s, o) for o in names for p in (0, 1)}
    cost = []
    for o, fixed, delay in zip(options.id, options.fixed_musd, options.delay_years, strict=True):
        bought, modules = [("b", *key[o, p]) for p in (0, 1)], [("m", *key[o, p]) for p in (0, 1)]
        laid.row([(name, 1.0) for name in bought], 0, 1)
        for p in (0, 1):
            held = [(m, 1.0) for m in modules[: p + 1]] + [(b, -5.0) for b in bought[: p + 1]]
            laid.row(held, -np.inf, 0)
            price = rules.price_factor[p] / 1.06 ** (years[p] - years[0])
            cost += [(bought[p], fixed * price), (modules[p], price)]
        served = [[m for q, m in enumerate(modules) if years[p] >= years[q] + delay and q <= p] for p in (0, 1)]
        laid.served[o] = served
    gives = asked.option_links.groupby("link").option.agg(list).to_dict()
    at = asked.places.set_index("group").node
    for p in (0, 1):
        for lost in [None, *(links.id if rules.losses else [])]:
            for e in links[["id", "start", "end", "capacity_gbps"]].itertuples():
                flows = [(("f", s, p, lost, e.id, way, d), 1.0) for way in "ab" for d in (0, 1)]
                more = [(m, -2.0) for o in gives.get(e.id, []) for m in laid.served[o][p]]
                laid.row(flows if e.id == lost else flows + more, -np.inf, 0.0 if e.id == lost else e.capacity_gbps)
            for d, want in enumerate(asked.demands[asked.demands.phase == p].itertuples()):
                for node in {*links.start, *links.end} - {at[want.destination]}:
                    terms = []
                    for e in links[["id", "start", "end"]].itertuples():
                        sign = (node == e.start) * 1.0 - (node == e.end) * 1.0
                        terms += [(("f", s, p, lost, e.id, way, d), sign * (1 if way == "a" else -1)) for way in "ab"]
                    need = want.gbps * (1.0 if lost is None else rules.share_kept) if node == at[want.origin] else 0.0
                    laid.row([t for t in terms if t[1]], need, need)
    return cost


def extensive(asked, scenarios, criterion, known=None):
    """Give the least expected cost or greatest regret of all, infinite where no choice is whole in all scenarios."""
    laid = Laid()
    laid.served = {}
    total, names = {}, list(asked.options.id)
    for s, one in enumerate(scenarios):
        cost = lay_scenario(laid, under(asked, one), s, names)
        for name, value in cost:
            total[name] = total.get(name, 0.0) + one.probability * value
        if criterion == "regret":
            laid.row([(("r",), 1.0), *((name, -value) for name, value in cost)], -known[s], np.inf)
    if criterion == "regret":
        total = {("r",): 1.0}
    objective = np.zeros(len(laid.columns))
    for name, value in total.items():
        objective[laid.column(name)] = value
    at = [(k, column, value) for k, (terms, _, _) in enumerate(laid.rows) for column, value in terms]
    row, column, value = (np.array(part) for part in zip(*at, strict=True))
    matrix = coo_matrix((value.astype(float), (row.astype(int), column.astype(int))), (len(laid.rows), len(objective)))
    whole = np.array([name[0] in "bm" for name in laid.columns], dtype=int)
    upper = np.array([{"b": 1.0, "m": 5.0}.get(name[0], np.inf) for name in laid.columns])
    lower, most = (np.array([r[k] for r in laid.rows], dtype=float) for k in (1, 2))
    found = milp(objective, constraints=LinearConstraint(matrix.tocsr(), lower, most), integrality=whole,
                 bounds=Bounds(0.0, upper), options={"mip_rel_gap": 1e-9})  # fmt: skip
    return found.fun if found.x is not None else np.inf


def searches_of(asked, scenarios):
    questions_of = [under(asked, one) for one in scenarios]
    return [Search(one, arrays_of(one)) for one in questions_of]


def least_of(search):
    try:
        return search.least(Clock(30.0), gap=1e-7, seed=0).value
    except InfeasibleError:
        return np.nan


@given(futures())
@settings(max_examples=4, deadline=None)
def test_the_best_of_all_is_that_of_the_extensive_form(drawn):
    asked, scenarios = drawn
    searches = searches_of(asked, scenarios)
    probability = np.array([one.probability for one in scenarios])
    known = np.array([least_of(search) for search in searches])
    alone = [extensive(asked, [replace(one, probability=1.0)], "expected") for one in scenarios]
    assert np.nan_to_num(known, nan=np.inf) == pytest.approx(alone, abs=1e-5)
    for criterion in ("expected", "regret"):
        found = hedged(searches, probability, known, Clock(30.0), criterion=criterion, gap=1e-7, seed=0)
        whole = extensive(asked, scenarios, criterion, known) if np.isfinite(known).all() else np.inf
        if np.isfinite(whole):
            assert (found.value, found.short) == (pytest.approx(whole, abs=1e-5), 0.0)
            assert found.bound <= found.value
            if criterion == "expected":
                assert probability @ known <= found.value + 1e-6
        else:
            assert found.short > 0.0


@given(futures())
@settings(max_examples=2, deadline=None)
def test_one_scenario_is_the_plan_itself(drawn):
    asked, scenarios = drawn
    search = searches_of(asked, scenarios[:1])[0]
    known = least_of(search)
    if np.isfinite(known):
        found = hedged([search], np.ones(1), np.array([known]), Clock(30.0), criterion="expected", gap=1e-7, seed=0)
        assert found.value == pytest.approx(known, abs=1e-5)
