import pandas as pd
import pytest

from sogdia.data.known_countries import with_countries
from sogdia.errors import DataWarning
from sogdia.network import Network


def test_nodes_without_any_country_get_the_one_in_whose_outline_or_by_whose_coast_they_lie():
    nodes = pd.DataFrame({"id": ["town", "beach", "ocean"], "lon": [36.8, 39.7, 60.0], "lat": [-1.3, -4.06, -10.0]})
    spans = pd.DataFrame({"id": ["s", "t"], "start": ["town", "beach"], "end": ["beach", "ocean"]})
    net = Network(nodes=nodes, spans=spans.assign(setting="terrestrial"))
    with pytest.warns(DataWarning, match="no node has a country: 2 of 3 were given"):
        found = with_countries(net)
    assert found.nodes.country.fillna("").tolist() == ["KEN", "KEN", ""]
    assert found.countries.id.tolist() == ["KEN"]


def test_what_a_network_says_itself_is_left_alone(triangle):
    said = with_countries(triangle)
    assert said.nodes.country.equals(triangle.nodes.country)
    assert with_countries(said) is said
