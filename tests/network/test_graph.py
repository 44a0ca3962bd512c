from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from sogdia.network import Network
from sogdia.network.graph import build

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def arcs(net: Network) -> set[tuple[str, str, float]]:
    graph = build(net)
    found = set()
    for i in range(graph.n_nodes):
        for a in range(graph.indptr[i], graph.indptr[i + 1]):
            found.add(
                (str(graph.node_ids[i]), str(graph.node_ids[graph.neighbour[a]]), float(graph.length_km[graph.span[a]]))
            )
    return found


def test_every_span_is_an_arc_both_ways(triangle: Network) -> None:
    assert arcs(triangle) == {
        ("a", "b", 120.0), ("b", "a", 120.0), ("b", "c", 120.0), ("c", "b", 120.0),
        ("a", "c", 240.0), ("c", "a", 240.0),
    }  # fmt: skip


def test_delay_is_length_times_n_over_c(triangle: Network) -> None:
    graph = build(triangle)
    assert graph.one_way_ms == pytest.approx(graph.length_km * 1.468 / 299.792458)


def test_a_span_without_length_takes_the_geodesic_and_its_slack() -> None:
    nodes = pd.DataFrame({"id": ["a", "b"], "lon": [0.0, 1.0], "lat": [0.0, 0.0]})
    spans = pd.DataFrame({"id": ["s"], "start": ["a"], "end": ["b"], "setting": ["terrestrial"]})
    length: NDArray[np.float64] = build(Network(nodes=nodes, spans=spans)).length_km
    assert length == pytest.approx([111.3195 * 1.25], rel=1e-4)


def test_a_satellite_hop_takes_a_quarter_of_a_second() -> None:
    nodes = pd.DataFrame({"id": ["a", "b"], "lon": [0.0, 10.0], "lat": [0.0, 0.0]})
    spans = pd.DataFrame({"id": ["s"], "start": ["a"], "end": ["b"], "setting": ["satellite"]})
    assert 238 < build(Network(nodes=nodes, spans=spans)).one_way_ms[0] < 245


def test_a_network_without_spans_has_a_graph() -> None:
    nodes = pd.DataFrame({"id": ["a"], "lon": [0.0], "lat": [0.0]})
    assert build(Network(nodes=nodes)).n_spans == 0
