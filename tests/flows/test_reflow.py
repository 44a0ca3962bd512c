import numpy as np

from sogdia.flows.layout import wire
from sogdia.flows.mincut import max_flow
from sogdia.flows.reflow import reflow


def test_what_a_lost_span_carried_finds_the_other_way(triangle):
    w = wire(triangle)
    ids = w.graph.node_ids
    capacity = np.where(w.graph.span_ids == "ca", 30.0, 100.0)
    source, sink = ids == "a", ids == "b"
    total, room = max_flow(*w.csr, w.twins, capacity, w.all_alive, source, sink)
    assert total == 130.0
    kept = room.copy()
    assert reflow(*w.csr, w.twins, room, w.graph.span_ids == "ab", source, sink) == 30.0
    assert reflow(*w.csr, w.twins, room, w.graph.span_ids == "bc", source, sink) == 100.0
    assert reflow(*w.csr, w.twins, room, ~w.all_alive, source, sink) == 130.0
    assert reflow(*w.csr, w.twins, room, w.all_alive, source, sink) == 0.0
    assert (room == kept).all()
