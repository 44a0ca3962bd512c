"""Laws of latency, flow, fail and single_losses on small random networks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sogdia.flows import fail, flow, latency, single_losses
from sogdia.flows.outages import METHODS
from sogdia.network import Network

CODES = ["AZE", "KAZ", "TKM", "GEO", "IRN"]
FIGURES = ["share_capacity_lost", "share_demand_lost", "latency_increase_ms", "capacity_after_gbps"]


@st.composite
def networks(draw):
    """A network of 4 to 7 towns in up to five countries with 2 to 10 spans of whole capacities, and demands."""
    n = draw(st.integers(4, 7))
    lonlat = st.tuples(st.integers(-60, 60), st.integers(-50, 50))
    places = draw(st.lists(lonlat, min_size=n, max_size=n, unique=True))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    rows = draw(st.lists(st.tuples(ends, st.integers(1, 20), st.integers(0, 2)), min_size=2, max_size=10))
    lon, lat = np.array(places, dtype=float).T
    nodes = pd.DataFrame(
        {"id": [f"n{i}" for i in range(n)], "country": [CODES[i % 5] for i in range(n)], "lon": lon, "lat": lat}
    ).assign(kind="landing")
    spans = pd.DataFrame(
        {
            "id": [f"e{i}" for i in range(len(rows))],
            "system": [f"s{k}" for _, _, k in rows],
            "start": [f"n{e[0]}" for e, _, _ in rows],
            "end": [f"n{e[1]}" for e, _, _ in rows],
            "setting": "submarine",
            "capacity_lit_gbps": [float(c) for _, c, _ in rows],
        }
    )
    demands = pd.DataFrame(
        [("AZE", "KAZ", 9.0), ("AZE", "GEO", 7.0), ("TKM", "KAZ", 5.0)], columns=["start", "end", "traffic_gbps"]
    )
    return Network(nodes=nodes, spans=spans, demands=demands, systems=pd.DataFrame({"id": ["s0", "s1", "s2"]}))


def by_country(result):
    return result.table.set_index("country").sort_index()


def renamed(net):
    """Give the network with its rows turned about and every id but the countries' renamed."""
    nodes, spans, systems = net.nodes.iloc[::-1].copy(), net.spans.iloc[::-1].copy(), net.systems
    node = {name: f"z{99 - i}" for i, name in enumerate(net.nodes.id)}
    nodes["id"] = nodes.id.map(node)
    spans["start"], spans["end"] = spans.end.map(node), spans.start.map(node)
    spans["id"] = "x" + (99 - np.arange(len(spans))).astype(str).astype(object)
    system = {"s0": "w9", "s1": "w8", "s2": "w7"}
    spans["system"], systems["id"] = spans.system.map(system), systems.id.map(system)
    return net.replace(nodes=nodes, spans=spans, systems=systems), system


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=3, deadline=None)
@given(networks())
def test_order_and_names_change_no_loss(method, net):
    """How a sum is divided may hang on order; the sum may not by more than bounds leave open."""
    other, system = renamed(net)
    one, two = fail(net, cut="s0", method=method), fail(other, cut=system["s0"], method=method)
    here, there = by_country(one), by_country(two)
    alone = [name for name in FIGURES if name != "share_demand_lost" or one.in_sum is None]
    assert np.allclose(here[alone], there[alone], equal_nan=True)
    if one.in_sum is not None:
        assert max(one.in_sum[1], two.in_sum[1]) <= min(one.in_sum[2], two.in_sum[2]) + 1e-9
        assert method == "served" or np.allclose(one.in_sum, two.in_sum)


@settings(max_examples=6, deadline=None)
@given(networks())
def test_order_and_names_change_nothing(net):
    other, system = renamed(net)
    loads = flow(net).table.load_gbps.to_numpy()
    assert np.allclose(loads, flow(other).table.load_gbps.to_numpy()[::-1])
    ranks = single_losses(net, kinds=["system"]).table
    again = single_losses(other, kinds=["system"]).table
    assert len(ranks) == len(again)
    assert {(r.country, r.rank, system[r.loss]) for r in ranks.itertuples()} == {
        (r.country, r.rank, r.loss) for r in again.itertuples()
    }


@settings(max_examples=10, deadline=None)
@given(networks())
def test_renaming_countries_renames_the_answer(net):
    turn = dict(zip(CODES, ["ZZA", "MMB", "AAC", "QQD", "BBE"], strict=True))
    nodes, demands = net.nodes, net.demands
    nodes["country"] = nodes.country.map(turn)
    demands["start"], demands["end"] = demands.start.map(turn), demands.end.map(turn)
    here = by_country(fail(net, cut="e0"))
    there = by_country(fail(net.replace(nodes=nodes, demands=demands), cut="e0"))
    assert np.allclose(here[FIGURES], there.loc[[turn[c] for c in here.index], FIGURES], equal_nan=True)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=4, deadline=None)
@given(networks())
def test_two_losses_are_never_better_than_one(method, net):
    """Where demand is divided at once, what a country must lose and what bounds prove of the sum are held to it."""
    first, second = fail(net, cut=["e0"], method=method), fail(net, cut=["e0", "e1"], method=method)
    one, two = by_country(first), by_country(second)
    assert (two.capacity_after_gbps <= one.capacity_after_gbps + 1e-9).all()
    figure = "share_demand_lost" + ("" if first.in_sum is None else "_low")
    assert (two[figure].fillna(0) >= one[figure].fillna(0) - 1e-9).all()
    assert first.in_sum is None or first.in_sum[1] <= second.in_sum[2] + 1e-9
    assert method != "exact" or first.in_sum[0] <= second.in_sum[0] + 1e-9
    for rows in (one, two):
        assert (rows.capacity_after_gbps <= rows.capacity_before_gbps).all()
        for name in ("share_capacity_lost", "share_demand_lost"):
            share = rows[name].dropna()
            assert share.between(0, 1).all()
            assert (rows[f"{name}_low"].dropna() <= share).all()
            assert (share <= rows[f"{name}_high"].dropna()).all()
        assert (rows.latency_increase_ms.dropna() >= 0).all()


@pytest.mark.parametrize("method", ["cut", "share"])
@settings(max_examples=4, deadline=None)
@given(networks(), st.integers(0, 6), st.integers(0, 6))
def test_adding_a_span_never_lowers_capacity(method, net, i, j):
    assume(i != j and max(i, j) < len(net.nodes))
    more = net.add("spans", id="new", start=f"n{i}", end=f"n{j}", setting="submarine", capacity_lit_gbps=5.0)
    here, there = by_country(fail(net, method=method)), by_country(fail(more, method=method))
    assert (there.capacity_before_gbps >= here.capacity_before_gbps - 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(networks(), st.lists(st.tuples(*[st.floats(-60, 60), st.floats(-50, 50)] * 2), min_size=1, max_size=4))
def test_latency_is_never_under_light_in_fibre(net, points):
    pairs = pd.DataFrame(points, columns=["from_lon", "from_lat", "to_lon", "to_lat"])
    rows = latency(net, pairs).table.dropna(subset=["rtt_ms"])
    least = 2 * rows.geodesic_km * 1.468 / 299.792458
    assert (rows.rtt_ms >= least - 1e-9).all()
    assert (rows.low_ms >= least - 1e-9).all()
    assert (rows.path_km >= rows.geodesic_km * (1 - 1e-9)).all()
    assert (rows.high_ms >= rows.rtt_ms).all()
    back = pairs.rename(
        columns={"from_lon": "to_lon", "from_lat": "to_lat", "to_lon": "from_lon", "to_lat": "from_lat"}
    )
    assert np.allclose(latency(net, back).table.rtt_ms, latency(net, pairs).table.rtt_ms, equal_nan=True)
