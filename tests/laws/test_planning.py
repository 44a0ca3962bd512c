"""Laws of design: what is reported is what it costs, names mean nothing, and asking for more is never cheaper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sogdia.formats.design import DesignInstance, DesignModel
from sogdia.planning import find_design
from sogdia.verification import verify_design

pytestmark = pytest.mark.slow
FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def instances(draw):
    """Rings of four or five nodes with a chord, a module or two, two to four demands."""
    nodes = draw(st.integers(4, 5))
    ends = [(v, (v + 1) % nodes) for v in range(nodes)] + [(0, 2)]
    pairs = st.tuples(st.integers(0, nodes - 1), st.integers(1, nodes - 1), st.integers(1, 30))
    wants = [(a, (a + b) % nodes, float(amount)) for a, b, amount in draw(st.lists(pairs, min_size=2, max_size=4))]
    links, sizes = len(ends), draw(st.sampled_from([(10.0,), (10.0, 40.0), (7.0, 25.0)]))
    prices = np.array(draw(st.lists(st.integers(1, 9), min_size=links, max_size=links)), dtype=float)
    model = DesignModel(
        capacity=draw(st.sampled_from("MSL")), fixed_charge=draw(st.sampled_from("NY")),
        survivability=draw(st.sampled_from("NU")),
    )  # fmt: skip
    return DesignInstance(
        name="drawn", model=model, nodes=tuple(f"n{v}" for v in range(nodes)),
        links=tuple(f"l{e}" for e in range(links)), demands=tuple(f"d{d}" for d in range(len(wants))),
        node_position=np.zeros((nodes, 2)), link_start=np.array([a for a, _ in ends]),
        link_end=np.array([b for _, b in ends]), installed_capacity=np.zeros(links), installed_cost=np.zeros(links),
        routing_cost=prices / 10.0, fixed_charge=prices[::-1].copy(),
        module_link=np.repeat(np.arange(links), len(sizes)), module_capacity=np.tile(sizes, links),
        module_cost=np.concatenate([[price * size**0.7 for size in sizes] for price in prices]),
        demand_start=np.array([w[0] for w in wants]), demand_end=np.array([w[1] for w in wants]),
        demand_amount=np.array([w[2] for w in wants]), routing_unit=np.ones(len(wants)),
        hop_limit=np.zeros(len(wants), dtype=np.int64), admissible_paths=((),) * len(wants),
    )  # fmt: skip


def least(instance):
    """The proved least cost, verified."""
    design = find_design(instance, time_limit_s=600.0, workers=1)
    assert verify_design(instance, design) == []
    assert design.gap <= 1e-6
    return design.total_cost


@FEW
@given(instances(), st.integers(0, 1000))
def test_other_names_and_orders_cost_the_same(instance, seed):
    rng = np.random.default_rng(seed)
    node, link = rng.permutation(len(instance.nodes)), rng.permutation(len(instance.links))
    place = np.argsort(link)
    module = np.argsort(place[instance.module_link], kind="stable")
    other = replace(
        instance,
        nodes=tuple(f"x{v}" for v in range(len(node))),
        link_start=node[instance.link_end[link]],
        link_end=node[instance.link_start[link]],
        routing_cost=instance.routing_cost[link],
        fixed_charge=instance.fixed_charge[link],
        module_link=place[instance.module_link][module],
        module_capacity=instance.module_capacity[module],
        module_cost=instance.module_cost[module],
        demand_start=node[instance.demand_start],
        demand_end=node[instance.demand_end],
    )
    assert least(other) == pytest.approx(least(instance), rel=1e-5)


@FEW
@given(instances(), st.floats(1.0, 3.0))
def test_more_demand_is_never_cheaper(instance, factor):
    more = replace(instance, demand_amount=instance.demand_amount * factor)
    assert least(more) >= least(instance) * (1.0 - 1e-5)


@FEW
@given(instances())
def test_survivability_is_never_cheaper(instance):
    costs = [least(replace(instance, model=replace(instance.model, survivability=s))) for s in "NU"]
    assert costs[1] >= costs[0] * (1.0 - 1e-5)


@FEW
@given(instances())
def test_a_freer_choice_of_modules_is_never_dearer(instance):
    costs = [least(replace(instance, model=replace(instance.model, capacity=c))) for c in "MS"]
    assert costs[0] <= costs[1] * (1.0 + 1e-5)
