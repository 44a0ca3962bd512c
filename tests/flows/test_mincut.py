import numpy as np

from sogdia.flows.layout import wire
from sogdia.flows.mincut import max_flow, used_spans


def flow_between(net, source, sink, lost=()):
    w = wire(net)
    capacity = net.spans.capacity_lit_gbps.to_numpy(dtype=float)[w.row]
    ids = w.graph.node_ids
    alive = ~np.isin(w.graph.span_ids, list(lost))
    total, room = max_flow(*w.csr, w.twins, capacity, alive, np.isin(ids, source), np.isin(ids, sink))
    return total, set(w.graph.span_ids[used_spans(w.graph.span, w.twins, room)])


def test_both_ways_round_the_ring_count(caspian):
    total, used = flow_between(caspian, ["aktau"], ["tbilisi"])
    assert total == 100.0 + 60.0
    assert used == {"ba", "bg", "ar", "rg"}


def test_a_lost_span_leaves_the_other_way(caspian):
    assert flow_between(caspian, ["aktau"], ["tbilisi"], lost=["ba"])[0] == 60.0


def test_sets_of_sources_and_sinks(caspian):
    assert flow_between(caspian, ["aktau", "baku"], ["tbilisi", "anzali"])[0] == 200.0 + 60.0 + 40.0


def test_no_way_is_no_flow(caspian):
    total, used = flow_between(caspian, ["aktau"], ["anzali"], lost=["ti"])
    assert total == 0.0
    assert used == set()


def test_a_node_of_both_sets_counts_as_a_source(triangle):
    assert flow_between(triangle, ["a"], ["a", "b"])[0] == 200.0
