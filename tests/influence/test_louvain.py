from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sogdia.influence.louvain import adjusted_rand, by_size, consensus, louvain, modularity


def planted(sizes=(20, 12, 8), inside=0.8, outside=0.3, seed=3):
    """Draw a dense graph whose nodes are more alike inside groups."""
    chance = np.random.default_rng(seed)
    label = np.repeat(np.arange(len(sizes)), sizes)
    mean = np.where(label[:, None] == label[None, :], inside, outside)
    w = np.clip(mean + 0.1 * chance.normal(size=mean.shape), 0, 1)
    w = (w + w.T) / 2
    np.fill_diagonal(w, 0.0)
    return w, label


def test_planted_groups_are_found_by_every_start():
    w, label = planted()
    found, together, stability = consensus(w, 10, 1)
    assert (found == label).all()
    assert stability == 1.0
    assert (together == (label[:, None] == label[None, :])).all()


def test_modularity_is_as_high_as_that_of_networkx():
    w, _ = planted(inside=0.5, outside=0.42, seed=8)
    graph = nx.from_numpy_array(w)
    theirs = max(
        nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed)) for seed in range(5)
    )
    label, _, _ = consensus(w, 20, 0)
    parts = [set(np.flatnonzero(label == c)) for c in range(label.max() + 1)]
    assert modularity(w, label) == pytest.approx(nx.community.modularity(graph, parts), abs=1e-12)
    assert modularity(w, label) > theirs - 0.002


def test_the_consensus_is_firmer_than_single_starts():
    w, _ = planted(inside=0.45, outside=0.42, seed=5)
    one, _, stability = consensus(w, 20, 1)
    other, _, _ = consensus(w, 20, 2)
    assert stability < 1
    assert adjusted_rand(one, other) >= stability


def test_the_order_of_nodes_changes_nothing():
    w, label = planted()
    order = np.random.default_rng(0).permutation(len(w))
    found, _, _ = consensus(w[np.ix_(order, order)], 5, 0)
    assert adjusted_rand(found, label[order]) == 1.0


def test_a_graph_without_weight_leaves_each_node_alone():
    w = np.zeros((4, 4))
    assert louvain(w, np.random.default_rng(0)).tolist() == [0, 1, 2, 3]
    assert modularity(w, np.zeros(4, dtype=int)) == 0.0


def test_a_higher_resolution_parts_more():
    w, _ = planted()
    many = louvain(w, np.random.default_rng(0), resolution=3.0)
    assert many.max() > 2


def test_rand_index_of_a_known_table():
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_rand(one, other) == pytest.approx(8 / 33)
    assert abs(np.mean([adjusted_rand(*np.random.default_rng(s).integers(0, 3, (2, 60))) for s in range(40)])) < 0.02


def test_communities_are_numbered_by_size():
    assert by_size(np.array([5, 5, 2, 2, 2, 9])).tolist() == [1, 1, 0, 0, 0, 2]
