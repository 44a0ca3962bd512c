import numpy as np

from sogdia.flows.detours import added_delay, cut_off, detour
from sogdia.flows.layout import wire
from sogdia.flows.paths import distances, distances_all

MS_PER_KM = 1.468 / 299.792458


def test_detour_around_the_north(caspian):
    w = wire(caspian)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    dist, arc = distances(*w.csr, w.cost, w.all_alive, np.array([at["aktau"]]), np.zeros(1))
    lost = w.graph.span_ids == "ba"
    behind = cut_off(w.tails, w.graph.span, arc, np.argsort(dist, kind="stable"), lost)
    assert {str(w.graph.node_ids[i]) for i in np.flatnonzero(behind)} == {"baku", "turkmenbashi", "tbilisi", "anzali"}
    after = detour(*w.csr, w.cost, ~lost, dist, behind) / MS_PER_KM
    assert round(after[at["tbilisi"]]) == 1300
    assert round(after[at["baku"]]) == 1800
    assert round(after[at["anzali"]]) == 2800


def test_added_delay_weighs_only_what_stays_connected(caspian):
    w = wire(caspian)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    roots = np.array([at["aktau"], at["tbilisi"], at["anzali"]])
    dist, arc = distances_all(*w.csr, w.cost, w.all_alive, roots)
    trees = (dist, arc, np.argsort(dist, axis=1, kind="stable"))
    lost = np.isin(w.graph.span_ids, ["ba", "ti"])
    weight = np.array([[0.0, 2.0, 5.0], [2.0, 0.0, 0.0], [5.0, 0.0, 0.0]])
    added, linked = added_delay(*w.csr, w.tails, w.cost, lost, roots, trees, weight, np.ones(len(roots), dtype=bool))
    assert linked.tolist() == [2.0, 2.0, 0.0]
    assert np.allclose(added, [2 * 400 * MS_PER_KM, 2 * 400 * MS_PER_KM, 0.0])
