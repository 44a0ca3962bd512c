"""Laws of the noun: order and names change nothing; what is stored comes back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.geodesy import distance_km, geometry_km, line
from sogdia.network import Network
from sogdia.network.graph import build

degrees = st.floats(-179.0, 179.0, allow_nan=False)
latitudes = st.floats(-80.0, 80.0, allow_nan=False)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    places = draw(
        st.lists(st.tuples(degrees, latitudes), min_size=2, max_size=8, unique_by=lambda p: (round(p[0]), round(p[1])))
    )
    nodes = pd.DataFrame(
        {"id": [f"n{i}" for i in range(len(places))], "lon": [p[0] for p in places], "lat": [p[1] for p in places]}
    )
    pairs = draw(st.lists(st.tuples(st.integers(0, len(places) - 1), st.integers(0, len(places) - 1)), max_size=10))
    spans = pd.DataFrame(
        [
            {"id": f"s{k}", "start": f"n{a}", "end": f"n{b}", "setting": "submarine"}
            for k, (a, b) in enumerate(pairs)
            if a != b
        ],
        columns=["id", "start", "end", "setting"],
    )
    return Network(nodes=nodes, spans=spans)


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_no_graph(net: Network, random: object) -> None:
    order = list(range(len(net.spans)))
    random.shuffle(order)
    turned = net.replace(spans=net.spans.iloc[order], nodes=net.nodes[::-1])
    one, two = build(net), build(turned)
    assert np.array_equal(one.node_ids, two.node_ids)
    assert np.allclose(one.length_km, two.length_km)
    assert np.array_equal(one.neighbour, two.neighbour)
    assert net.digest == turned.digest


@given(networks())
@settings(max_examples=40, deadline=None)
def test_no_length_is_under_the_geodesic(net: Network) -> None:
    graph = build(net)
    place = net.nodes.set_index("id")
    x, y = place.lon[graph.node_ids].to_numpy(), place.lat[graph.node_ids].to_numpy()
    straight = distance_km(x[graph.start], y[graph.start], x[graph.end], y[graph.end])
    assert (graph.length_km >= straight - 1e-9).all()


@given(networks())
@settings(max_examples=15, deadline=None)
def test_what_is_stored_comes_back(net: Network) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert Network.load(net.save(Path(folder) / "net")) == net


@given(degrees, latitudes, degrees, latitudes)
@settings(max_examples=100, deadline=None)
def test_a_cut_line_keeps_its_length_nearly(x1: float, y1: float, x2: float, y2: float) -> None:
    drawn = line(np.array([[x1, y1], [x2, y2]]))
    for part in getattr(drawn, "geoms", [drawn]):
        assert part.bounds[2] - part.bounds[0] <= 180.0 + 1e-9
    assert geometry_km(drawn) >= float(distance_km(x1, y1, x2, y2)) - 1e-6
