"""Laws of latency: what no added span, renaming or turning round may change."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sogdia.flows import breakdown, latency
from sogdia.flows.round_trip import ENDS
from sogdia.network import Network

PLACES = [
    (8.7, 50.1, "DEU"),
    (103.8, 1.3, "SGP"),
    (36.8, -1.3, "KEN"),
    (32.6, 0.3, "UGA"),
    (49.9, 40.4, "AZE"),
    (51.2, 43.7, "KAZ"),
]


@st.composite
def networks(draw):
    """Six cities, some with exchanges, and 3 to 9 spans, the last of which may be taken away."""
    n = len(PLACES)
    lon, lat, country = zip(*PLACES, strict=True)
    nodes = pd.DataFrame(
        {"id": [f"n{i}" for i in range(n)], "country": country, "lon": lon, "lat": lat, "kind": "city"}
    )
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    rows = draw(st.lists(ends, min_size=3, max_size=9))
    spans = pd.DataFrame(
        {
            "id": [f"e{i}" for i in range(len(rows))],
            "start": [f"n{a}" for a, _ in rows],
            "end": [f"n{b}" for _, b in rows],
            "setting": draw(
                st.lists(st.sampled_from(["submarine", "terrestrial"]), min_size=len(rows), max_size=len(rows))
            ),
        }
    )
    return Network(nodes=nodes, spans=spans)


def every_pair():
    rows = [(*a[:2], *b[:2]) for i, a in enumerate(PLACES) for b in PLACES[i + 1 :]]
    return pd.DataFrame(rows, columns=list(ENDS))


@settings(max_examples=15, deadline=None)
@given(networks())
def test_an_added_span_never_raises_the_round_trip(net):
    *rest, last = zip(net.spans.start, net.spans.end, strict=True)
    assume(set(last) <= {end for span in rest for end in span})  # a point may not move to a node that was out of use
    fewer = latency(net.drop("spans", [net.spans.id.iloc[-1]]), every_pair()).table.rtt_ms.fillna(np.inf)
    more = latency(net, every_pair()).table.rtt_ms.fillna(np.inf)
    assert (more <= fewer + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(networks(), st.integers(0, 5), st.integers(0, 5))
def test_the_parts_add_up(net, i, j):
    a, b = PLACES[i][:2], PLACES[j][:2]
    told = latency(net, pd.DataFrame([dict(zip(ENDS, (*a, *b), strict=True))])).table.rtt_ms[0]
    parts = breakdown(net, a, b)
    assert parts.empty if np.isnan(told) else np.isclose(parts.round_trip_ms.sum(), told)
