from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sogdia.formats.design import NO_FAILURE, Design, DesignInstance, DesignModel, Flows
from sogdia.verification import verify_design


def question(model):
    """Two nodes joined by two links and by a way round, one demand of 8, modules of 10 and 40."""
    return DesignInstance(
        name="made", model=model, nodes=("a", "b", "c"), links=("ab", "ba", "ac", "cb"), demands=("d",),
        node_position=np.zeros((3, 2)), link_start=np.array([0, 1, 0, 2]), link_end=np.array([1, 0, 2, 1]),
        installed_capacity=np.zeros(4), installed_cost=np.array([1.0, 0, 0, 0]), routing_cost=np.full(4, 0.5),
        fixed_charge=np.full(4, 3.0), module_link=np.repeat(np.arange(4), 2),
        module_capacity=np.tile([10.0, 40.0], 4), module_cost=np.tile([4.0, 10.0], 4), demand_start=np.array([0]),
        demand_end=np.array([1]), demand_amount=np.array([8.0]), routing_unit=np.ones(1),
        hop_limit=np.array([1]), admissible_paths=(((0,), (1,)),),
    )  # fmt: skip


def answer(rows, counts, **cost):
    """A design: rows of (state, role, amount, links)."""
    flows = Flows(
        np.array([row[0] for row in rows]), np.zeros(len(rows), dtype=int), np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows], dtype=float), tuple(row[3] for row in rows),
    )  # fmt: skip
    counts = np.array(counts)
    return Design(counts, (counts * np.tile([10.0, 40.0], 4)).reshape(4, 2).sum(axis=1), flows, cost, 0.0)


PLAIN = answer(
    [(NO_FAILURE, 0, 8.0, (0,))], [1, 0, 0, 0, 0, 0, 0, 0], installed=1.0, capacity=4.0, fixed=0.0, routing=4.0
)
UNRESTRICTED = [(NO_FAILURE, 0, 8.0, (0,)), (0, 0, 8.0, (1,)), (1, 0, 8.0, (0,)), (2, 0, 8.0, (0,)), (3, 0, 8.0, (0,))]
PAIRS = DesignModel(routing="S", survivability="P")
TWO = [1, 0, 1, 0, 0, 0, 0, 0]


def said(model, design):
    """The faults as one text."""
    return "\n".join(map(str, verify_design(question(model), design)))


def test_a_design_that_holds_has_no_faults():
    assert said(DesignModel(), PLAIN) == ""
    cost = {"installed": 1.0, "capacity": 8.0, "fixed": 6.0, "routing": 4.0}
    assert said(DesignModel(fixed_charge="Y", survivability="U"), answer(UNRESTRICTED, TWO, **cost)) == ""
    pair = answer(
        [(NO_FAILURE, 0, 8.0, (0,)), (NO_FAILURE, 1, 8.0, (1,))], TWO, **{**cost, "fixed": 0.0, "routing": 8.0}
    )
    assert said(DesignModel(routing="S", survivability="P"), pair) == ""
    shared = answer([(NO_FAILURE, 0, 8.0, (0,)), (0, 1, 8.0, (1,))], TWO, **{**cost, "fixed": 0.0})
    assert said(DesignModel(routing="S", survivability="S"), shared) == ""


@pytest.mark.parametrize(
    ("model", "rows", "counts", "words"),
    [
        (DesignModel(), [(NO_FAILURE, 0, 7.0, (0,))], [1, 0, 0, 0, 0, 0, 0, 0], "8 must be carried"),
        (DesignModel(), [(NO_FAILURE, 0, 8.0, (2,))], [0, 0, 0, 0, 1, 0, 0, 0], "does not lead to"),
        (DesignModel(), [(NO_FAILURE, 0, 8.0, (3, 2))], [0, 0, 0, 0, 1, 0, 1, 0], "does not begin where it should"),
        (DesignModel(), [(NO_FAILURE, 0, 8.0, (0, 1, 0))], [1, 0, 1, 0, 0, 0, 0, 0], "twice"),
        (DesignModel(), [(NO_FAILURE, 0, 8.0, (0,))], [0, 0, 1, 0, 0, 0, 0, 0], "carries 8 without failure"),
        (DesignModel("D", "D"), [(NO_FAILURE, 0, 8.0, (1,))], [0, 0, 1, 0, 0, 0, 0, 0], "does not begin"),
        (DesignModel(hops="Y"), [(NO_FAILURE, 0, 8.0, (2, 3))], [0, 0, 0, 0, 1, 0, 1, 0], "more than 1 links"),
        (DesignModel(paths="E"), [(NO_FAILURE, 0, 8.0, (2, 3))], [0, 0, 0, 0, 1, 0, 1, 0], "admissible"),
        (DesignModel(capacity="E"), [(NO_FAILURE, 0, 8.0, (0,))], [1, 1, 0, 0, 0, 0, 0, 0], "one explicit capacity"),
        (DesignModel(capacity="S"), [(NO_FAILURE, 0, 8.0, (0,))], [0, 1, 0, 0, 0, 0, 0, 0], "only the smallest"),
        (DesignModel(routing="I"), [(NO_FAILURE, 0, 7.5, (0,)), (NO_FAILURE, 0, 0.5, (1,))], TWO, "no whole number"),
        (DesignModel(routing="S"), [(NO_FAILURE, 0, 4.0, (0,)), (NO_FAILURE, 0, 4.0, (1,))], TWO, "one path only"),
        (DesignModel(survivability="U"), UNRESTRICTED[:-1], TWO, "must be carried once link 'cb' fails"),
        (DesignModel(survivability="U"), [*UNRESTRICTED[:1], (0, 0, 8.0, (0,)), *UNRESTRICTED[2:]], TWO, "failed link"),
        (DesignModel(survivability="U"), UNRESTRICTED, [1, 0, 0, 0, 0, 0, 0, 0], "carries 8 once link 'ab' fails"),
        (PAIRS, [(NO_FAILURE, 0, 8.0, (0,)), (NO_FAILURE, 1, 8.0, (0,))], [2, 0, 0, 0, 0, 0, 0, 0], "share a link"),
        (DesignModel(routing="S", survivability="P"), [(NO_FAILURE, 0, 8.0, (0,))], TWO, "one working and one backup"),
        (DesignModel(survivability="S"), [(NO_FAILURE, 0, 8.0, (0,))], TWO, "must be carried once link 'ab' fails"),
    ],
)  # fmt: skip
def test_a_broken_design_is_told(model, rows, counts, words):
    assert words in said(model, answer(rows, counts, installed=1.0))


@pytest.mark.parametrize("item", ["installed", "capacity", "fixed", "routing"])
def test_a_wrong_cost_is_told(item):
    wrong = replace(PLAIN, cost={**PLAIN.cost, item: PLAIN.cost[item] + 0.01})
    assert f"column '{item}'" in said(DesignModel(), wrong)


def test_a_bound_above_the_cost_is_told():
    assert "above the design's own cost" in said(DesignModel(), replace(PLAIN, bound=9.5))


def test_bidirected_links_hold_each_direction_apart():
    rows = [(NO_FAILURE, 0, 8.0, (0,))]
    design = answer(rows, [1, 0, 0, 0, 0, 0, 0, 0], installed=1.0, capacity=4.0, routing=4.0)
    there = replace(
        question(DesignModel("D", "B")), demands=("d", "e"), demand_start=np.array([0, 1]), demand_end=np.array([1, 0]),
        demand_amount=np.array([8.0, 8.0]), routing_unit=np.ones(2), hop_limit=np.zeros(2, dtype=int),
        admissible_paths=((), ()),
    )  # fmt: skip
    flows = Flows(np.array([-1, -1]), np.array([0, 1]), np.zeros(2, dtype=int), np.array([8.0, 8.0]), ((0,), (0,)))
    both = replace(design, flows=flows, cost={**design.cost, "routing": 8.0})
    assert verify_design(there, both) == []
    assert verify_design(replace(there, model=DesignModel("D", "U")), both)
