"""Laws of the workshops of flows, on small random graphs against slow and simple reckonings."""

from itertools import chain, combinations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.flows.detours import cut_off, detour
from sogdia.flows.layout import wire
from sogdia.flows.mincut import max_flow
from sogdia.flows.paths import distances
from sogdia.flows.reflow import reflow
from sogdia.flows.split import expected_sum, near_to_far, push, split, touch
from sogdia.network import Network


@st.composite
def graphs(draw):
    """A graph of 3 to 7 nodes with 1 to 12 spans and whole capacities, as wires and an array."""
    n = draw(st.integers(3, 7))
    places = draw(st.lists(st.tuples(st.integers(-60, 60), st.integers(-50, 50)), min_size=n, max_size=n, unique=True))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    spans = draw(st.lists(st.tuples(ends, st.integers(0, 20), st.floats(1.0, 3.0)), min_size=1, max_size=12))
    lon, lat = np.array(places, dtype=float).T
    nodes = pd.DataFrame({"id": [f"n{i}" for i in range(n)], "country": "KAZ", "lon": lon, "lat": lat})
    table = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(len(spans))],
            "start": [f"n{e[0]}" for e, _, _ in spans],
            "end": [f"n{e[1]}" for e, _, _ in spans],
            "setting": "submarine",
            "capacity_lit_gbps": [float(c) for _, c, _ in spans],
        }
    )
    net = Network(nodes=nodes, spans=table)
    w = wire(net)
    slack = np.array([s for _, _, s in spans])[w.row]
    capacity = table.capacity_lit_gbps.to_numpy()[w.row]
    return w, w.cost * slack, capacity


masks = st.lists(st.booleans(), min_size=12, max_size=12).map(np.array)


def least_cut(w, capacity, source, sink):
    """Brute force: the least capacity over every division of the nodes."""
    free = [i for i in range(w.graph.n_nodes) if not source[i] and not sink[i]]
    best = np.inf
    for extra in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        side = source.copy()
        side[list(extra)] = True
        best = min(best, capacity[side[w.graph.start] != side[w.graph.end]].sum())
    return best


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_maximum_flow_is_least_cut(graph):
    w, _, capacity = graph
    at = np.arange(w.graph.n_nodes)
    source, sink = at == 0, at >= w.graph.n_nodes - 1
    total, _ = max_flow(*w.csr, w.twins, capacity, w.all_alive, source, sink)
    assert np.isclose(total, least_cut(w, capacity, source, sink))


@settings(max_examples=100, deadline=None)
@given(graphs(), masks)
def test_reflow_is_max_flow_and_a_cut_never_raises_it(graph, mask):
    w, _, capacity = graph
    lost = mask[: w.graph.n_spans]
    at = np.arange(w.graph.n_nodes)
    source, sink = at <= 1, at >= w.graph.n_nodes - 1
    total, room = max_flow(*w.csr, w.twins, capacity, w.all_alive, source, sink)
    left, _ = max_flow(*w.csr, w.twins, capacity, ~lost, source, sink)
    assert np.isclose(reflow(*w.csr, w.twins, room, lost, source, sink), left)
    assert left <= total + 1e-9


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_least_costs_are_those_of_floyd(graph):
    w, cost, _ = graph
    n = w.graph.n_nodes
    slow = np.where(np.eye(n, dtype=bool), 0.0, np.inf)
    for a, b, c in zip(w.graph.start, w.graph.end, cost, strict=True):
        slow[a, b] = slow[b, a] = min(slow[a, b], c)
    for k in range(n):
        slow = np.minimum(slow, slow[:, [k]] + slow[[k], :])
    for i in range(n):
        dist, _ = distances(*w.csr, cost, w.all_alive, np.array([i]), np.zeros(1))
        assert np.allclose(dist, slow[i])


@settings(max_examples=60, deadline=None)
@given(graphs(), masks)
def test_detours_are_the_least_costs_after_the_loss(graph, mask):
    w, cost, _ = graph
    lost = mask[: w.graph.n_spans]
    root = np.array([0])
    dist, arc = distances(*w.csr, cost, w.all_alive, root, np.zeros(1))
    behind = cut_off(w.tails, w.graph.span, arc, np.argsort(dist, kind="stable"), lost)
    fresh, _ = distances(*w.csr, cost, ~lost, root, np.zeros(1))
    assert np.allclose(detour(*w.csr, cost, ~lost, dist, behind), fresh)


@settings(max_examples=60, deadline=None)
@given(graphs(), masks)
def test_the_split_sums_to_one_and_conserves_flow(graph, mask):
    w, cost, capacity = graph
    dist, prob = split(*w.csr, cost, w.all_alive, capacity, 0, 0.2, 1.0)
    order = near_to_far(dist)
    total = np.bincount(w.tails, weights=prob, minlength=w.graph.n_nodes)
    linked = np.isfinite(dist)
    assert np.allclose(total[linked & (dist > 0)], 1.0)
    demand = np.arange(w.graph.n_nodes, dtype=float)
    load = push(*w.csr, order, prob, demand)
    hops = expected_sum(*w.csr, order, prob, np.ones(w.graph.n_spans))
    assert np.isclose(load.sum(), (demand * np.nan_to_num(hops)).sum())
    at_root = load[(w.graph.start == 0) | (w.graph.end == 0)].sum()
    assert np.isclose(at_root, demand[linked].sum())
    marked = mask[: w.graph.n_spans]
    p = touch(*w.csr, order, prob, marked)[linked]
    assert ((p >= 0) & (p <= 1 + 1e-12)).all()
    assert np.allclose(p + touch(*w.csr, order, prob, ~marked)[linked], 1.0) or (p > 0).any()
