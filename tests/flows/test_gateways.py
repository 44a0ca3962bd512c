import numpy as np
import pandas as pd

from sogdia.flows.gateways import gateways
from sogdia.network import Network


def trunk() -> Network:
    """One cable PAK - unit - unit - KEN with a branch to DJI, and one span DJI - KEN; 10 Gbps each."""
    nodes = pd.DataFrame(
        {
            "id": ["a", "u", "v", "b", "d"],
            "country": ["PAK", None, None, "KEN", "DJI"],
            "lon": [0.0, 1.0, 2.0, 3.0, 1.0],
            "lat": [0.0, 0.0, 0.0, 0.0, 1.0],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["au", "uv", "vb", "ud", "db"],
            "start": ["a", "u", "v", "u", "d"],
            "end": ["u", "v", "b", "d", "b"],
            "setting": "submarine",
            "capacity_lit_gbps": 10.0,
        }
    )
    return Network(nodes=nodes, spans=spans)


def left(*lost: str) -> dict[str, float]:
    net = trunk()
    doors = gateways(net)
    down = net.spans.id.isin(lost).to_numpy().astype(np.int64)
    return dict(zip(doors.countries, doors.left(down).tolist(), strict=True))


def test_capacity_abroad_with_all_spans() -> None:
    assert left() == {"DJI": 20.0, "KEN": 20.0, "PAK": 10.0}


def test_a_cut_trunk_leaves_the_branch_to_those_still_joined() -> None:
    assert left("uv") == {"DJI": 20.0, "KEN": 10.0, "PAK": 10.0}


def test_a_landing_alone_in_its_part_has_nothing() -> None:
    assert left("uv", "ud") == {"DJI": 10.0, "KEN": 10.0, "PAK": 0.0}


def test_a_span_at_home_leads_nowhere() -> None:
    net = trunk().add("nodes", id="a2", country="PAK", lon=0.0, lat=1.0)
    net = net.add("spans", id="home", start="a", end="a2", setting="terrestrial", capacity_lit_gbps=10.0)
    doors = gateways(net)
    assert doors.knots.knot[-1] == -1
    assert doors.before.tolist() == [20.0, 20.0, 10.0]
