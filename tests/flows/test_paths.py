import numpy as np

from sogdia.flows.all_pairs import all_pairs
from sogdia.flows.layout import wire
from sogdia.flows.paths import distances, trace

MS_PER_KM = 1.468 / 299.792458


def test_distances_along_the_ring(caspian):
    w = wire(caspian)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    dist, arc = distances(*w.csr, w.cost, w.all_alive, np.array([at["aktau"]]), np.zeros(1))
    km = {name: dist[i] / MS_PER_KM for name, i in at.items()}
    expected = {"aktau": 0, "baku": 400, "turkmenbashi": 700, "tbilisi": 900, "astrakhan": 500, "anzali": 1400}
    assert {name: round(x) for name, x in km.items()} == expected
    nodes, arcs = trace(arc, w.tails, at["anzali"])
    assert [str(w.graph.node_ids[i]) for i in nodes] == ["aktau", "baku", "turkmenbashi", "anzali"]
    assert [str(w.graph.span_ids[w.graph.span[a]]) for a in arcs] == ["ba", "bt", "ti"]


def test_offsets_and_dead_spans(triangle):
    w = wire(triangle)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    alive = w.graph.span_ids != "ab"
    dist, _ = distances(*w.csr, w.cost, alive, np.array([at["a"], at["c"]]), np.array([1.0, 5.0]))
    assert dist[at["c"]] == 5.0
    assert dist[at["b"]] == 5.0 + w.cost[0]
    none, arc = distances(*w.csr, w.cost, alive & False, np.array([at["a"]]), np.zeros(1))
    assert np.isinf(none[at["b"]])
    assert (arc == -1).all()


def test_all_sources_agree_with_single_ones(caspian):
    w = wire(caspian)
    every = all_pairs(*w.csr, w.cost).dist
    assert np.allclose(every, every.T)
    one, _ = distances(*w.csr, w.cost, w.all_alive, np.array([3]), np.zeros(1))
    assert (every[3] == one).all()
