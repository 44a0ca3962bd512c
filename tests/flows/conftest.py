"""Tiny networks, small enough to check by hand."""

import pandas as pd
import pytest
import shapely

from sogdia.network import Network


@pytest.fixture
def triangle():
    """Three countries, three equal cables of 1,000 km and 100 Gbps; 40 Gbps between the first two."""
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "name": ["Alpha", "Beta", "Gamma"],
            "country": ["AZE", "KAZ", "TKM"],
            "kind": "city",
            "lon": [50.0, 51.0, 53.0],
            "lat": [40.0, 44.0, 40.0],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["ab", "bc", "ca"],
            "start": ["a", "b", "c"],
            "end": ["b", "c", "a"],
            "setting": "submarine",
            "length_km": 1000.0,
            "capacity_lit_gbps": 100.0,
        }
    )
    demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [40.0]})
    return Network(nodes=nodes, spans=spans, demands=demands)


def caspian_nodes():
    rows = [
        ("baku", "Baku", "AZE", 49.87, 40.41, "city"),
        ("aktau", "Aktau", "KAZ", 51.17, 43.65, "city"),
        ("turkmenbashi", "Turkmenbashi", "TKM", 53.0, 40.0, "city"),
        ("tbilisi", "Tbilisi", "GEO", 44.79, 41.72, "city"),
        ("astrakhan", "Astrakhan", "RUS", 48.03, 46.35, "city"),
        ("anzali", "Anzali", "IRN", 49.46, 37.47, "landing"),
    ]
    return pd.DataFrame(rows, columns=["id", "name", "country", "lon", "lat", "kind"])


def caspian_spans():
    rows = [
        ("ba", "trans-caspian", "baku", "aktau", "submarine", 400.0, 100.0),
        ("bt", "turkmen", "baku", "turkmenbashi", "submarine", 300.0, 50.0),
        ("bg", "west", "baku", "tbilisi", "terrestrial", 500.0, 200.0),
        ("ar", "north", "aktau", "astrakhan", "terrestrial", 500.0, 80.0),
        ("ti", "south", "turkmenbashi", "anzali", "terrestrial", 700.0, 40.0),
        ("rg", "north", "astrakhan", "tbilisi", "terrestrial", 800.0, 60.0),
    ]
    columns = ["id", "system", "start", "end", "setting", "length_km", "capacity_lit_gbps"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def caspian():
    """Six towns of six countries; Anzali hangs on Turkmenbashi, the others lie on a ring through Baku."""
    systems = pd.DataFrame(
        {
            "id": ["trans-caspian", "turkmen", "west", "north", "south"],
            "name": ["Trans-Caspian", "Turkmen Link", "West", "North", "South"],
        }
    )
    organisations = pd.DataFrame(
        {"id": ["mother", "daughter", "other"], "country": ["KAZ", "AZE", "GEO"], "parent": [None, "mother", None]}
    )
    roles = pd.DataFrame(
        {
            "system": ["trans-caspian", "turkmen", "west"],
            "organisation": ["daughter", "other", "mother"],
            "role": ["supplier", "supplier", "owner"],
            "year_to": [None, 2020, None],
        }
    )
    hazards = pd.DataFrame(
        {"id": ["mid"], "name": ["Mid Sea"], "kind": ["strait"], "geometry": [shapely.box(50.2, 41.5, 51.2, 42.5)]}
    )
    demands = pd.DataFrame(
        [("KAZ", "GEO", 60.0), ("TKM", "GEO", 30.0), ("IRN", "RUS", 10.0), ("GEO", "AZE", 20.0)],
        columns=["start", "end", "traffic_gbps"],
    )
    return Network(
        nodes=caspian_nodes(),
        spans=caspian_spans(),
        systems=systems,
        organisations=organisations,
        roles=roles,
        hazards=hazards,
        demands=demands,
    )


@pytest.fixture
def meeting():
    """Two places 1,200 km of cable apart, and 2,000 km from each a city with a large exchange."""
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "paris"],
            "name": ["A", "B", "Paris"],
            "country": ["GHA", "CMR", "FRA"],
            "kind": "city",
            "lon": [0.0, 10.0, 2.35],
            "lat": [40.0, 40.0, 48.86],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["ab", "ap", "bp"],
            "start": ["a", "a", "b"],
            "end": ["b", "paris", "paris"],
            "setting": "submarine",
            "length_km": [1200.0, 2000.0, 2000.0],
        }
    )
    return Network(nodes=nodes, spans=spans)
