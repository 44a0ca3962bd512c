from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError, TableError
from sogdia.formats.design import NO_FAILURE, DesignModel
from sogdia.planning import excuse_cut_off, find_design
from sogdia.planning.clock import Clock
from sogdia.planning.compact import compact_program
from sogdia.planning.options import link_options
from sogdia.planning.solving import solve
from sogdia.verification import verify_design

RING = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)]
WANTS = [(0, 2, 17.0), (1, 3, 9.0), (0, 1, 12.0), (3, 2, 5.0)]
LENGTH = [3.0, 2.0, 4.0, 3.0, 6.0]


def proved(instance, **more):
    """Optimise to the end, verified and proved."""
    design = find_design(instance, time_limit_s=600.0, workers=1, **more)
    assert verify_design(instance, design) == []
    return design


def whole(instance):
    """Solve the whole programme with HiGHS alone."""
    failures = range(len(instance.links)) if instance.model.survivability == "U" else ()
    answer = solve(compact_program(instance, link_options(instance), [NO_FAILURE, *failures]), Clock(60.0))
    assert answer.optimal
    return answer.objective


@pytest.mark.parametrize(
    "code",
    [
        *("UUMNCANN", "UULNCANN", "UUSNCANN", "UUENCANN", "UUMYCANN", "DBMNCANN", "DDMNCANN"),
        *("UUMNCANU", "DBEYCANU", "UULYCANU", "DBLNCANU"),
    ],
)
def test_split_flows_cost_what_the_whole_programme_costs(made, code):
    ends = RING if code[1] != "D" else RING + [(b, a) for a, b in RING]
    length = LENGTH if code[1] != "D" else LENGTH * 2
    fixed = np.linspace(5.0, 20.0, len(ends))
    routing = np.linspace(0.0, 0.5, len(ends))
    instance = made(4, ends, WANTS, DesignModel(*code), length=length, fixed_charge=fixed, routing_cost=routing)
    design = proved(instance)
    assert design.gap <= 1e-6
    assert design.total_cost == pytest.approx(whole(instance), rel=1e-6)


@pytest.mark.parametrize("code", ["DBLNCANN", "UULNCANU"])
def test_linear_capacity_is_wide_enough_for_its_loads_to_the_last_digit(made, code):
    wants = [(a, b, amount * 98765.4321 + 0.1) for a, b, amount in WANTS]
    installed = np.array([9.0, 0.0, 1e5 / 3, 0.0, 7.0])
    instance = made(4, RING, wants, DesignModel(*code), length=LENGTH, installed_capacity=installed)
    assert proved(instance).gap <= 1e-6


def paths_between(instance, start, end):
    """Give all simple paths as tuples of links."""
    found = []

    def walk(node, seen, links):
        if node == end:
            found.append(tuple(links))
            return
        for e, ends in enumerate(zip(instance.link_start.tolist(), instance.link_end.tolist(), strict=True)):
            if node in ends:
                other = ends[1] if ends[0] == node else ends[0]
                if other not in seen:
                    walk(other, seen | {other}, [*links, e])

    walk(start, {start}, [])
    return found


def least_by_hand(instance):
    """Try all paths, or pairs of disjoint paths, of all demands."""
    steps = [(10.0 * a + 40.0 * b, 4.0 * a + 10.0 * b) for a in range(8) for b in range(4)]

    def price(load):
        return 0.0 if load == 0.0 else min(cost for size, cost in steps if size >= load)

    choices = []
    for start, end in zip(instance.demand_start.tolist(), instance.demand_end.tolist(), strict=True):
        paths = paths_between(instance, start, end)
        if instance.model.survivability == "P":
            paths = [a + b for a, b in itertools.combinations(paths, 2) if set(a).isdisjoint(b)]
        choices.append(paths)
    unit = instance.module_cost[::2] / 4.0
    best = np.inf
    for chosen in itertools.product(*choices):
        load = np.zeros(len(instance.links))
        for path, amount in zip(chosen, instance.demand_amount, strict=True):
            np.add.at(load, list(path), amount)
        best = min(best, sum(unit[e] * price(load[e]) for e in range(len(load))))
    return best


@pytest.mark.parametrize("survivability", ["N", "P"])
def test_single_paths_and_pairs_cost_the_least_of_all_that_there_are(made, survivability):
    model = DesignModel(routing="S", survivability=survivability)
    instance = made(4, RING, WANTS, model, length=LENGTH)
    design = find_design(instance, time_limit_s=3.0, workers=1)
    assert verify_design(instance, design) == []
    assert design.total_cost == pytest.approx(least_by_hand(instance))
    assert design.bound <= design.total_cost


@pytest.mark.parametrize("code", ["UUMNSANS", "UUMNIANS", "DBMNSANU", "UUENIANU", "UUMNIANN", "UUMNSEYN", "DBMYSANP"])
def test_other_models_give_designs_that_hold(made, code):
    listed = (((4,), (0, 1), (3, 2)), (), (), ())
    limit = [2, 3, 3, 3]
    instance = made(4, RING, WANTS, DesignModel(*code), length=LENGTH, hop_limit=limit, admissible_paths=listed)
    design = find_design(instance, time_limit_s=1.0, workers=1)
    assert verify_design(instance, design) == []
    assert design.bound > 0.0


def test_hop_limits_and_lists_are_kept_with_split_flows(made):
    model = DesignModel(paths="E", hops="Y", survivability="U")
    listed = (((4,), (0, 1), (3, 2)), (), (), ())
    instance = made(4, RING, WANTS, model, length=LENGTH, hop_limit=[2, 2, 3, 3], admissible_paths=listed)
    design = proved(instance)
    free = proved(replace(instance, model=replace(model, paths="A", hops="N")))
    assert design.total_cost >= free.total_cost - 1e-9


def test_installed_capacity_is_used_before_any_is_bought(made):
    instance = made(3, [(0, 1), (1, 2)], [(0, 2, 8.0)], installed_capacity=[8.0, 8.0], installed_cost=[1.0, 2.0])
    design = proved(instance)
    assert design.total_cost == 3.0
    assert design.module_count.sum() == 0


def test_a_second_process_gives_the_same_cost(made):
    instance = made(4, RING, WANTS, length=LENGTH)
    assert find_design(instance, time_limit_s=600.0, workers=2).total_cost == pytest.approx(proved(instance).total_cost)


def test_the_same_seed_gives_the_same_design(made):
    instance = made(4, RING, WANTS, DesignModel(survivability="U"), length=LENGTH)
    one, other = proved(instance, seed=3), proved(instance, seed=3)
    assert one.module_count.tolist() == other.module_count.tolist()


def test_progress_is_told_and_never_gets_worse(made):
    told = []
    proved(made(4, RING, WANTS, length=LENGTH), tell=told.append)
    costs, bounds = [p.cost for p in told], [p.bound for p in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert told[-1].gap <= 1e-6


def test_a_demand_without_a_way_is_named(made):
    with pytest.raises(InfeasibleError, match="demand 'd0': no way from 'n0' to 'n3'; add a link"):
        find_design(made(4, [(0, 1), (1, 2)], [(0, 3, 1.0), (0, 1, 1.0)]))


def test_a_bridge_is_named_where_failures_must_be_survived(made):
    with pytest.raises(InfeasibleError, match="once link 'l3' fails"):
        find_design(made(4, [(0, 1), (1, 2), (2, 0), (2, 3)], [(0, 3, 1.0)], DesignModel(survivability="U")))


def test_a_cut_that_cannot_hold_its_demand_is_named(made):
    instance = made(3, [(0, 1), (1, 2)], [(0, 2, 90.0)], DesignModel(capacity="E"))
    with pytest.raises(InfeasibleError, match="may hold 40 in all, and 90 must cross them; add capacity of 50"):
        find_design(instance)


def test_listed_paths_that_all_share_a_link_are_named(made):
    model = DesignModel(routing="S", paths="E", survivability="P")
    ends = [(0, 1), (1, 2), (2, 3), (1, 3), (0, 2)]
    instance = made(4, ends, [(0, 3, 1.0)], model, admissible_paths=(((0, 1, 2), (0, 3), (4, 1, 3)),))
    with pytest.raises(InfeasibleError, match="share a link"):
        find_design(instance)


@pytest.mark.parametrize("column", ["module_cost", "demand_amount", "routing_cost"])
@pytest.mark.parametrize("value", [np.nan, -1.0])
def test_figures_that_are_none_are_refused(made, column, value):
    instance = made(3, [(0, 1), (1, 2)], [(0, 2, 8.0)])
    spoiled = getattr(instance, column).copy()
    spoiled[0] = value
    with pytest.raises(TableError, match=column):
        find_design(replace(instance, **{column: spoiled}))


def test_no_time_is_refused(made):
    with pytest.raises(ParameterError, match="above 0"):
        find_design(made(3, [(0, 1), (1, 2)], [(0, 2, 8.0)]), time_limit_s=0.0)


def test_what_a_bridge_cuts_off_may_be_excused(made):
    ends = [(0, 1), (1, 2), (2, 0), (2, 3)]
    wants = [(0, 3, 8.0), (3, 1, 4.0), (0, 1, 6.0)]
    instance = excuse_cut_off(made(4, ends, wants, DesignModel(survivability="U")))
    assert instance.excused.tolist() == [[3, 0], [3, 1]]
    design = proved(instance)
    assert design.gap <= 1e-6
    assert design.total_cost == pytest.approx(whole(instance))
    assert verify_design(replace(instance, excused=np.array([[0, 0]])), design)


def test_nothing_is_excused_without_failures_to_survive(made):
    with pytest.raises(ParameterError, match="survivability U alone"):
        excuse_cut_off(made(3, [(0, 1), (1, 2)], [(0, 2, 8.0)]))
