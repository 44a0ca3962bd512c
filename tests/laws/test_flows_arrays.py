"""Laws of the workshops of flows, on small random graphs against slow and simple reckonings."""

from itertools import chain, combinations
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.flows.all_pairs import all_pairs
from sogdia.flows.mincut import arc_twins, max_flow
from sogdia.flows.paths import arc_tails, distances
from sogdia.flows.reflow import reflow
from sogdia.flows.repair import changes
from sogdia.flows.split import expected_sum, near_to_far, push, split, touch


def csr(n, start, end):
    """Compressed sparse rows of spans as `sogdia.network.graph.build` makes them, with tails and twins."""
    m = len(start)
    tail, head = np.concatenate([start, end]), np.concatenate([end, start])
    label = np.concatenate([np.arange(m), np.arange(m)])
    rank = np.lexsort((label, head, tail))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))]).astype(np.int64)
    return SimpleNamespace(
        n=n,
        m=m,
        start=start,
        end=end,
        csr=(indptr, head[rank], label[rank]),
        tails=arc_tails(indptr),
        twins=arc_twins(indptr, label[rank]),
        all_alive=np.ones(m, dtype=bool),
    )


@st.composite
def graphs(draw):
    """A graph of 3 to 7 nodes with 1 to 12 spans, a cost above 0 and a whole capacity of each."""
    n = draw(st.integers(3, 7))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    spans = draw(st.lists(st.tuples(ends, st.integers(0, 20), st.floats(0.01, 50.0)), min_size=1, max_size=12))
    start, end = (np.array(side, dtype=np.int64) for side in zip(*(e for e, _, _ in spans), strict=True))
    cost = np.array([c for _, _, c in spans])
    capacity = np.array([c for _, c, _ in spans], dtype=float)
    return csr(n, start, end), cost, capacity


masks = st.lists(st.booleans(), min_size=12, max_size=12).map(np.array)


def least_cut(w, capacity, source, sink):
    """Brute force: the least capacity over every division of the nodes."""
    free = [i for i in range(w.n) if not source[i] and not sink[i]]
    best = np.inf
    for extra in chain.from_iterable(combinations(free, k) for k in range(len(free) + 1)):
        side = source.copy()
        side[list(extra)] = True
        best = min(best, capacity[side[w.start] != side[w.end]].sum())
    return best


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_maximum_flow_is_least_cut(graph):
    w, _, capacity = graph
    at = np.arange(w.n)
    source, sink = at == 0, at >= w.n - 1
    total, _ = max_flow(*w.csr, w.twins, capacity, w.all_alive, source, sink)
    assert np.isclose(total, least_cut(w, capacity, source, sink))


@settings(max_examples=100, deadline=None)
@given(graphs(), masks)
def test_reflow_is_max_flow_and_a_cut_never_raises_it(graph, mask):
    w, _, capacity = graph
    lost = mask[: w.m]
    at = np.arange(w.n)
    source, sink = at <= 1, at >= w.n - 1
    total, room = max_flow(*w.csr, w.twins, capacity, w.all_alive, source, sink)
    left, _ = max_flow(*w.csr, w.twins, capacity, ~lost, source, sink)
    assert np.isclose(reflow(*w.csr, w.twins, room, lost, source, sink), left)
    assert left <= total + 1e-9


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_least_costs_are_those_of_floyd(graph):
    w, cost, _ = graph
    n = w.n
    slow = np.where(np.eye(n, dtype=bool), 0.0, np.inf)
    for a, b, c in zip(w.start, w.end, cost, strict=True):
        slow[a, b] = slow[b, a] = min(slow[a, b], c)
    for k in range(n):
        slow = np.minimum(slow, slow[:, [k]] + slow[[k], :])
    for i in range(n):
        dist, _ = distances(*w.csr, cost, w.all_alive, np.array([i]), np.zeros(1))
        assert np.allclose(dist, slow[i])


@settings(max_examples=100, deadline=None)
@given(graphs(), masks, st.booleans())
def test_repaired_ways_are_the_least_ways_after_the_loss(graph, mask, alone):
    w, cost, _ = graph
    lost = np.flatnonzero(mask[: w.m])[: 1 if alone else None]
    alive = ~np.isin(np.arange(w.m), lost)
    change = next(changes(all_pairs(*w.csr, cost), [lost], np.arange(w.n)))
    added, parted = np.zeros((w.n, w.n)), np.zeros((w.n, w.n))
    added[change.first, change.second] = change.added
    parted[change.first, change.second] = change.parted
    for i in range(w.n):
        was, _ = distances(*w.csr, cost, w.all_alive, np.array([i]), np.zeros(1))
        now, _ = distances(*w.csr, cost, alive, np.array([i]), np.zeros(1))
        cut = np.isfinite(was) & np.isinf(now)
        assert np.array_equal(parted[i, i + 1 :] > 0, cut[i + 1 :])
        longer = np.where(np.isfinite(now), now - np.where(np.isfinite(was), was, 0.0), 0.0)
        assert np.allclose(added[i, i + 1 :], longer[i + 1 :])


@settings(max_examples=60, deadline=None)
@given(graphs(), masks)
def test_the_split_sums_to_one_and_conserves_flow(graph, mask):
    w, cost, capacity = graph
    dist, prob = split(*w.csr, cost, w.all_alive, capacity, 0, 0.2, 1.0)
    order = near_to_far(dist)
    total = np.bincount(w.tails, weights=prob, minlength=w.n)
    linked = np.isfinite(dist)
    assert np.allclose(total[linked & (dist > 0)], 1.0)
    demand = np.arange(w.n, dtype=float)
    load = push(*w.csr, order, prob, demand)
    hops = expected_sum(*w.csr, order, prob, np.ones(w.m))
    assert np.isclose(load.sum(), (demand * np.nan_to_num(hops)).sum())
    at_root = load[(w.start == 0) | (w.end == 0)].sum()
    assert np.isclose(at_root, demand[linked].sum())
    marked = mask[: w.m]
    p = touch(*w.csr, order, prob, marked)[linked]
    assert ((p >= 0) & (p <= 1 + 1e-12)).all()
    every = touch(*w.csr, order, prob, w.all_alive)[linked]
    assert np.allclose(every, dist[linked] > 0)
