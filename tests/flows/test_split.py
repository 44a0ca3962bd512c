import numpy as np
import pytest

from sogdia.flows.layout import wire
from sogdia.flows.split import assign, expected_delay, kilometres, near_to_far, push, split, touch


@pytest.fixture
def to_tbilisi(caspian):
    """Arrays, least delays and probabilities for traffic bound for Tbilisi."""
    w = wire(caspian)
    at = {str(name): i for i, name in enumerate(w.graph.node_ids)}
    capacity = caspian.spans.capacity_lit_gbps.to_numpy(dtype=float)[w.row]
    dist, prob = split(*w.csr, w.cost, w.all_alive, capacity, at["tbilisi"], 0.5, 1.0)
    return w, at, dist, prob


def share_by_trans_caspian():
    """By hand: from Aktau 900 km by Baku, or 400 km more by Astrakhan, where 500 + 800 km are left.

    By Astrakhan 80 Gbps go on, but only 60 behind it.
    """
    ms = 1.468 / 299.792458
    scale = 0.5 * 900 * ms + 1.0
    by_sea, by_land = 100.0, 60.0 * np.exp(-400 * ms / scale)
    return by_sea / (by_sea + by_land)


def test_probabilities_by_hand(to_tbilisi):
    w, at, _, prob = to_tbilisi
    arcs = {str(w.graph.span_ids[w.graph.span[a]]): prob[a] for a in range(len(prob)) if w.tails[a] == at["aktau"]}
    assert arcs["ba"] == pytest.approx(share_by_trans_caspian())
    assert arcs["ba"] + arcs["ar"] == pytest.approx(1.0)


def test_push_loads_spans_and_conserves_flow(to_tbilisi):
    w, at, dist, prob = to_tbilisi
    demand = np.zeros(6)
    demand[at["aktau"]] = 10.0
    demand[at["anzali"]] = 4.0
    load = dict(zip(w.graph.span_ids, push(*w.csr, near_to_far(dist), prob, demand), strict=True))
    by_sea = 10.0 * share_by_trans_caspian()
    assert load["ba"] == pytest.approx(by_sea)
    assert load["rg"] == pytest.approx(10.0 - by_sea)
    assert load["bg"] == pytest.approx(by_sea + 4.0)
    assert load["ti"] == load["bt"] == pytest.approx(4.0)


def test_touch_delay_and_kilometres(to_tbilisi):
    w, at, dist, prob = to_tbilisi
    order = near_to_far(dist)
    by_sea = share_by_trans_caspian()
    marked = w.graph.span_ids == "bg"
    assert touch(*w.csr, order, prob, marked)[at["aktau"]] == pytest.approx(by_sea)
    assert touch(*w.csr, order, prob, marked)[at["anzali"]] == 1.0
    assert kilometres(*w.csr, order, prob, w.graph.length_km, marked)[at["aktau"]] == pytest.approx(500 * by_sea)
    mean = expected_delay(*w.csr, order, prob, w.cost)[at["aktau"]]
    assert mean == pytest.approx((900 * by_sea + 1300 * (1 - by_sea)) * 1.468 / 299.792458)


def test_spans_without_capacity_count_as_equals_where_there_are_no_others(triangle):
    w = wire(triangle)
    dist, prob = split(*w.csr, w.cost, w.all_alive, np.zeros(3), 0, 0.1, 1.0)
    for node in (1, 2):
        assert prob[w.graph.indptr[node] : w.graph.indptr[node + 1]].sum() == pytest.approx(1.0)
    assert dist[0] == 0.0


def test_assign_sums_over_roots(triangle):
    w = wire(triangle)
    traffic = np.zeros((1, 3, 3))
    traffic[0, 0, 1] = traffic[0, 1, 0] = 20.0
    load, delay = assign(*w.csr, w.cost, w.all_alive, np.full((1, 3), 9.0), np.arange(3), traffic, w.cost, (0.1, 1.0))
    assert load.sum() == pytest.approx(40.0)
    assert delay[0, 1] == pytest.approx(w.cost[0])
