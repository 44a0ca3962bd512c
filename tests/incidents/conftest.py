import pandas as pd
import pytest

from sogdia.data import world as embedded
from sogdia.network import Network


@pytest.fixture(scope="session")
def world() -> Network:
    return embedded()


@pytest.fixture
def islands() -> Network:
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "country": ["TON", "FJI", "AUS"],
            "lon": [-175.2, 178.4, 151.2],
            "lat": [-21.1, -18.1, -33.9],
            "kind": "city",
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["ab", "bc"],
            "system": ["one", "two"],
            "start": ["a", "b"],
            "end": ["b", "c"],
            "setting": "submarine",
            "capacity_lit_gbps": 10.0,
            "year_in_service": [2013, 2000],
        }
    )
    demands = pd.DataFrame({"start": ["TON", "FJI"], "end": ["AUS", "AUS"], "traffic_gbps": [1.0, 5.0]})
    systems = pd.DataFrame({"id": ["one", "two"]})
    return Network(nodes=nodes, spans=spans, systems=systems, demands=demands)
