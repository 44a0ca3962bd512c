from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sogdia.errors import InfeasibleError
from sogdia.network import Network
from sogdia.routing.disjoint import disjoint_ways
from sogdia.routing.diversity import diverse

NODES = list("abcdef")


def some_edges(seed, count=9):
    """Random edges between six nodes, with parallels now and then."""
    rng = np.random.default_rng(seed)
    pairs = [tuple(rng.choice(NODES, 2, replace=False)) for _ in range(count)]
    return [(f"e{i}", str(x), str(y), float(rng.integers(1, 30))) for i, (x, y) in enumerate(pairs)]


def every_way(edges):
    """Every way without a loop from a to b: its length, its edges and its inner nodes."""
    graph = nx.MultiGraph()
    graph.add_nodes_from(NODES)
    for name, x, y, km in edges:
        graph.add_edge(x, y, key=name, km=km)
    ways = []
    for path in nx.all_simple_edge_paths(graph, "a", "b"):
        names = [key for _, _, key in path]
        inner = {n for x, y, _ in path for n in (x, y)} - {"a", "b"}
        ways.append((sum(graph.edges[e]["km"] for e in path), frozenset(names), frozenset(inner)))
    return ways


def least(edges, k, *, nodes, groups=None):
    """Brute force: the least sum of k ways that share nothing; None where there are not k."""

    def held(way):
        names, inner = way[1], way[2]
        risks = {g for e in names for g in (groups or {}).get(e, ())}
        return [*names, *(inner if nodes else ()), *risks]

    sums = [
        sum(way[0] for way in chosen)
        for chosen in combinations(every_way(edges), k)
        if len(all_held := [x for way in chosen for x in held(way)]) == len(set(all_held))
    ]
    return min(sums) if sums else None


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("nodes", [True, False])
def test_ways_are_those_of_brute_force(seed, nodes):
    edges = some_edges(seed)
    for k in (2, 3):
        ways = disjoint_ways(edges, "a", "b", k, nodes=nodes)
        brute = least(edges, k, nodes=nodes)
        assert (ways is None) == (brute is None)
        if ways is not None:
            assert sum(km for km, _ in ways) == pytest.approx(brute)
            used = [edge for _, way in ways for edge in way]
            assert len(used) == len(set(used))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("disjoint", ["node", "edge"])
def test_with_groups_ways_are_those_of_brute_force(seed, disjoint):
    edges = some_edges(seed, 11)
    rng = np.random.default_rng(seed)
    groups = {name: [f"g{rng.integers(0, 4)}"] for name, *_ in edges if rng.random() < 0.5}
    nodes = pd.DataFrame({"id": NODES, "lon": 0.001 * np.arange(6.0), "lat": 0.0})
    rows = [{"id": e, "start": x, "end": y, "setting": "terrestrial", "length_km": km} for e, x, y, km in edges]
    net = Network(nodes=nodes, spans=pd.DataFrame(rows))
    brute = least(edges, 2, nodes=disjoint == "node", groups=groups)
    if brute is None:
        with pytest.raises(InfeasibleError, match="not 2 ways"):
            diverse(net, "a", "b", 2, groups=groups, disjoint=disjoint)
    else:
        found = diverse(net, "a", "b", 2, groups=groups, disjoint=disjoint)
        assert found.proved
        assert found.table.km.sum() == pytest.approx(brute)
