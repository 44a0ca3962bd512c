"""Laws of merging: nothing is lost, neither order nor ids matter, twice is once, and no edge of the map is an edge."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sogdia.geodesy import distance_km
from sogdia.merging import merge
from sogdia.merging.places import near_pairs
from sogdia.network import Network

TOWNS = [("Voi", 38.57, -3.39), ("Meru", 37.65, 0.05), ("Garissa", 39.65, -0.45), ("Busia", 34.11, 0.46),
         ("Tororo", 34.18, 0.69), ("Taveuni", 179.99, -16.8), ("Mombasa", 39.66, -4.05)]  # fmt: skip
EXAMPLES = int(os.environ.get("SOGDIA_LAW_EXAMPLES", "4"))
EXTRAS = ["", " POP", " East", ", Kenya", " Landing Station"]


@st.composite
def networks(draw: st.DrawFn, prefix: str) -> Network:
    """Nodes around a few towns, some of one name, some without one, and spans between them."""
    picks = draw(
        st.lists(
            st.tuples(
                st.sampled_from(TOWNS),
                st.sampled_from(EXTRAS),
                st.floats(-0.06, 0.06),
                st.floats(-0.06, 0.06),
                st.sampled_from(["city", "landing", None]),
                st.booleans(),
            ),
            min_size=1,
            max_size=7,
            unique_by=lambda p: (p[0][0], round(p[2], 4), round(p[3], 4)),
        )
    )
    nodes = pd.DataFrame(
        {
            "id": [f"{prefix}{i}" for i in range(len(picks))],
            "name": [town + extra if named else None for (town, _, _), extra, _, _, _, named in picks],
            "lon": [(p[0][1] + p[2] + 180.0) % 360.0 - 180.0 for p in picks],
            "lat": [p[0][2] + p[3] for p in picks],
            "kind": [p[4] for p in picks],
        }
    )
    ends = draw(st.lists(st.tuples(st.integers(0, len(picks) - 1), st.integers(0, len(picks) - 1)), max_size=6))
    spans = pd.DataFrame(
        [
            {"id": f"{prefix}s{k}", "start": f"{prefix}{a}", "end": f"{prefix}{b}", "setting": "terrestrial"}
            for k, (a, b) in enumerate(ends)
            if a != b
        ],
        columns=["id", "start", "end", "setting"],
    )
    return Network(nodes=nodes, spans=spans)


def partition(provenance: pd.DataFrame, table: str) -> set[frozenset[tuple[str, str]]]:
    """Give which rows became one, whatever they are called now."""
    rows = provenance[provenance.table == table]
    return {frozenset(zip(same.input, same.id_in_input, strict=True)) for _, same in rows.groupby("id")}


def renamed(net: Network, prefix: str) -> Network:
    nodes, spans = net.nodes, net.spans
    return Network(
        nodes=nodes.assign(id=prefix + nodes.id),
        spans=spans.assign(id=prefix + spans.id, start=prefix + spans.start, end=prefix + spans.end),
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(networks("a"))
def test_merging_with_nothing_gives_the_network_back(a: Network) -> None:
    assert merge(a).network == a
    assert merge(a, Network()).network == a


@settings(max_examples=EXAMPLES, deadline=None)
@given(networks("a"), networks("b"), networks("c"))
def test_the_order_of_arguments_changes_no_joint(a: Network, b: Network, c: Network) -> None:
    one = merge(a, b, c, names=["a", "b", "c"])
    other = merge(c, a, b, names=["c", "a", "b"])
    for table in ("nodes", "spans"):
        assert partition(one.provenance, table) == partition(other.provenance, table)
    assert len(one.network.nodes) == len(other.network.nodes)
    assert len(one.network.spans) == len(other.network.spans)


@settings(max_examples=EXAMPLES, deadline=None)
@given(networks("a"), networks("b"))
def test_no_two_nodes_of_one_input_become_one_and_nothing_is_lost(a: Network, b: Network) -> None:
    result = merge(a, b, names=["a", "b"])
    for table in ("nodes", "spans"):
        rows = result.provenance[result.provenance.table == table]
        assert len(rows) == len(getattr(a, table)) + len(getattr(b, table))
        assert not rows.duplicated(["id", "input"]).any()
        assert set(rows.id) <= set(getattr(result.network, table).id)
    made = int((result.network.spans.source == "sogdia-merge").sum())
    same = int((result.table.table.eq("spans") & result.table.decision.eq("joined")).sum())
    assert len(result.network.spans) == len(a.spans) + len(b.spans) - same + made
    assert (result.network.spans.start != result.network.spans.end).all()


@settings(max_examples=EXAMPLES, deadline=None)
@given(networks("a"), networks("b"))
def test_merging_twice_is_merging_once(a: Network, b: Network) -> None:
    once = merge(a, b, names=["a", "b"]).network
    again = merge(once, b, names=["ab", "b"])
    assert again.network == once
    assert "part of ab already" in again.notes[0]


@settings(max_examples=EXAMPLES, deadline=None)
@given(networks("a"), networks("b"))
def test_ids_change_nothing(a: Network, b: Network) -> None:
    plain = merge(a, b, names=["a", "b"])
    other = merge(a, renamed(b, "x-"), names=["a", "b"])
    columns = ["name_a", "name_b", "distance_km", "score", "decision", "reason"]
    pd.testing.assert_frame_equal(plain.table[columns], other.table[columns])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=25),
    st.sampled_from([0.0, 5.0, 500.0, 5000.0, 20000.0]),
    st.sampled_from([0.0, 89.99, -89.99]),
    st.randoms(use_true_random=False),
)
def test_near_pairs_are_those_of_brute_force(places, within_km, towards, random) -> None:
    lon = np.array([p[0] if random.random() < 0.7 else 180.0 - abs(p[0]) % 0.01 for p in places])
    lat = np.array([p[1] if towards == 0 else towards for p in places])
    owner = np.array([random.randrange(3) for _ in places], dtype=np.int64)
    a, b, far = near_pairs(lon, lat, owner, within_km)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    n = len(lon)
    wanted = {
        (i, j)
        for i in range(n)
        for j in range(i + 1, n)
        if owner[i] != owner[j] and float(distance_km(lon[i], lat[i], lon[j], lat[j])) <= within_km
    }
    assert found == wanted
    assert (far <= within_km).all()
