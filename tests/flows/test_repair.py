import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.all_pairs import all_pairs
from sogdia.flows.layout import wire
from sogdia.flows.repair import changes

MS_PER_KM = 1.468 / 299.792458


def spans(w, *names):
    return [int(np.flatnonzero(w.graph.span_ids == name)[0]) for name in names]


def test_trees_in_preorder(caspian):
    w = wire(caspian)
    ways = all_pairs(*w.csr, w.cost)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    row, node = at["aktau"], at["turkmenbashi"]
    assert ways.dist[row, node] == pytest.approx(700 * MS_PER_KM)
    below = ways.order[row, ways.place[row, node] : ways.end[row, node]]
    assert {str(w.graph.node_ids[i]) for i in below} == {"turkmenbashi", "anzali"}
    assert ways.by[node, row] == spans(w, "bt")[0]


def test_a_loss_by_hand(caspian):
    w = wire(caspian)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    roots = np.array([at["aktau"], at["tbilisi"], at["anzali"]])
    ways = all_pairs(*w.csr, w.cost, roots)
    by_place = np.arange(3)
    # Without Baku-Aktau: Aktau-Tbilisi 900 -> 1,300 km round the north, Aktau-Anzali 1,400 -> 2,800 km
    (change,) = changes(ways, [spans(w, "ba")], by_place)
    assert list(zip(change.first.tolist(), change.second.tolist(), strict=True)) == [(0, 1), (0, 2)]
    assert change.added / MS_PER_KM == pytest.approx([400.0, 1400.0])
    assert change.parted.tolist() == [0.0, 0.0]
    # and Anzali alone
    (change,) = changes(ways, [spans(w, "ba", "ti")], by_place, np.array([2.0, 1.0, 5.0]))
    assert change.added / MS_PER_KM == pytest.approx([800.0, 0.0, 0.0])
    assert change.parted.tolist() == [0.0, 10.0, 5.0]


def test_no_loss_changes_nothing_and_a_span_that_is_not_there_is_refused(triangle):
    w = wire(triangle)
    ways = all_pairs(*w.csr, w.cost)
    (change,) = changes(ways, [[]])
    assert len(change.first) == 0
    with pytest.raises(ParameterError, match=r"loss 1 names span 3; the graph has spans 0 to 2"):
        list(changes(ways, [[0], [3]]))


def test_only_pairs_with_a_watched_end_are_told(caspian):
    w = wire(caspian)
    ways = all_pairs(*w.csr, w.cost)
    at = {name: i for i, name in enumerate(w.graph.node_ids)}
    by_place = np.arange(len(w.graph.node_ids))
    watched = by_place == at["tbilisi"]
    losses = [spans(w, "ba"), spans(w, "ba", "ti")]
    for whole, part in zip(
        changes(ways, losses, by_place), changes(ways, losses, by_place, None, watched), strict=True
    ):
        mine = (whole.first == at["tbilisi"]) | (whole.second == at["tbilisi"])
        assert part.first.tolist() == whole.first[mine].tolist()
        assert part.second.tolist() == whole.second[mine].tolist()
        assert part.added == pytest.approx(whole.added[mine])
        assert part.parted.tolist() == whole.parted[mine].tolist()
