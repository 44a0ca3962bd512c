import numpy as np
import pandas as pd

from sogdia.assessment.people import near_nodes, people_near


def test_a_border_stops_a_service():
    towns = pd.DataFrame({"lon": [0.0], "lat": [0.0], "country": ["KEN"]})
    nodes = pd.DataFrame({"lon": [0.0], "lat": [0.1], "country": ["SOM"]})
    assert not near_nodes(towns, nodes).any()


def test_it_looks_across_the_antimeridian():
    towns = pd.DataFrame({"lon": [179.9], "lat": [-17.0], "country": ["FJI"]})
    nodes = pd.DataFrame({"lon": [-179.9], "lat": [-17.0], "country": ["FJI"]})
    assert near_nodes(towns, nodes).all()


def test_people_are_added_by_country():
    towns = pd.DataFrame({"country": ["A", "A", "B"], "population": [1, 2, 4]})
    rows = people_near(towns, np.array([True, True, False]))
    assert rows.near_people.tolist() == [3.0, 0.0]
