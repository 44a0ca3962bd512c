import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.demands import DemandParams, demand, places
from sogdia.network import Network


def test_given_demands_stand(caspian):
    found = demand(caspian)
    use = found.mass.set_index("country").traffic_gbps
    assert use.to_dict() == {"AZE": 20.0, "GEO": 110.0, "IRN": 10.0, "KAZ": 60.0, "RUS": 10.0, "TKM": 30.0}
    assert len(found.pairs) == 4
    assert (found.pairs.traffic_low_gbps == found.pairs.traffic_high_gbps).all()


def test_given_demands_of_unknown_places_are_named(triangle):
    more = pd.concat([triangle.demands, pd.DataFrame({"start": ["AZE"], "end": ["USA"], "traffic_gbps": [5.0]})])
    found = demand(triangle.replace(demands=more))
    assert found.dropped["USA"] == "it has no node in the network"
    assert "TKM" in found.dropped
    assert found.mass.traffic_gbps.tolist() == [40.0, 40.0]


def test_gravity_rows_sum_to_the_published_use(triangle):
    seen = pd.DataFrame(
        {"subject": ["AZE", "KAZ", "TKM"], "quantity": "traffic_gbps", "value": [10.0, 20.0, 25.0], "date": "2025"}
    )
    found = demand(triangle.replace(demands=triangle.demands.iloc[:0], observations=seen))
    assert found.mass.traffic_gbps.tolist() == pytest.approx([10.0, 20.0, 25.0])
    pairs = found.pairs.set_index(["start", "end"]).traffic_gbps
    assert pairs["AZE", "KAZ"] == pytest.approx(2.5)
    assert set(found.mass.basis) == {"measured"}


def test_places_are_the_largest_towns_else_landings_else_anything():
    nodes = pd.DataFrame(
        {
            "id": ["p1", "p2", "p3", "p4", "p5", "l1", "q1", "q2", "r1", "r2"],
            "country": ["PAK"] * 6 + ["QAT"] * 2 + ["ROU"] * 2,
            "kind": ["city"] * 5 + ["landing"] * 2 + ["junction", "junction", None],
            "population": [5.0, 4.0, 3.0, None, 2.0, 99.0, None, 8.0, None, None],
            "lon": range(10),
            "lat": range(10),
        }
    )
    net = Network(nodes=nodes)
    found = places(net.nodes, set(nodes.id) - {"r2"}).set_index("node").weight
    assert set(found.index) == {"p1", "p2", "p3", "p4", "q1", "r1"}
    assert found["p1"] == pytest.approx(5 / 14)
    assert found["p4"] == pytest.approx(2 / 14)
    assert found["q1"] == found["r1"] == 1.0


def test_bad_exponents():
    with pytest.raises(ParameterError, match="beta_low"):
        DemandParams(beta=0.5, beta_low=0.7)
