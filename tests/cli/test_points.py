from __future__ import annotations

import pandas as pd
import pytest

from sogdia.cli.points import numbers, point
from sogdia.errors import ParameterError
from sogdia.network import Network


@pytest.fixture
def towns() -> Network:
    rows = [
        ("frankfurt-deu", "Frankfurt am Main", "DEU", 8.68, 50.11),
        ("tripoli-lby", "Tripoli", "LBY", 13.19, 32.89),
        ("tripoli-lbn", "Tripoli", "LBN", 35.85, 34.44),
    ]
    return Network(nodes=pd.DataFrame(rows, columns=["id", "name", "country", "lon", "lat"]))


@pytest.mark.parametrize("text", ["8.68,50.11", "frankfurt-deu", "Frankfurt-DEU", "frankfurt am main", "frankfurt"])
def test_one_place_is_written_in_many_ways(towns, text):
    assert point(text, towns) == (8.68, 50.11)


def test_a_negative_longitude_is_a_point(towns):
    assert point(" -74.0,40.7", towns) == (-74.0, 40.7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("361,0", "longitude 361 is not within -180 and 180"),
        ("8,91", "did you swap them"),
        ("8,200", "latitude 200"),
        ("8.68", "give LON,LAT"),
        ("8,50,1", "is not LON,LAT"),
        ("nan,1", "no node is called"),
        ("frankfort", "did you mean"),
        ("tripoli", "tripoli-lby, tripoli-lbn"),
    ],
)
def test_a_bad_point_is_told_with_its_mend(towns, text, words):
    with pytest.raises(ParameterError, match=words):
        point(text, towns)


def test_a_circle_has_three_numbers():
    assert numbers("43.3,12.6,50", 3, "LON,LAT,KM") == (43.3, 12.6, 50.0)
    with pytest.raises(ParameterError, match="LON,LAT,KM"):
        numbers("43.3,12.6", 3, "LON,LAT,KM")
