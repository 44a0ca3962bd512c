import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.solar_storms import storm_chance, storm_losses
from sogdia.network import Network


def cable(lat: float) -> Network:
    nodes = pd.DataFrame({"id": ["a", "b"], "country": ["ISL", "NOR"], "lon": [0.0, 10.0], "lat": [lat, lat]})
    return Network(nodes=nodes).add("spans", id="s", start="a", end="b", setting="submarine", length_km=1250.0)


def test_the_published_chances_of_a_repeater_by_band() -> None:
    assert storm_chance(cable(65.0), "severe") == pytest.approx([1.0])
    assert storm_chance(cable(50.0), "severe") == pytest.approx([1.0 - 0.9**12])
    assert storm_chance(cable(-20.0), "moderate") == pytest.approx([1.0 - 0.999**12])


def test_a_storm_cuts_off_the_far_north() -> None:
    told = storm_losses(cable(65.0), "severe", draws=20)
    assert told.p_cut_off.tolist() == [1.0, 1.0]


def test_an_unknown_storm_has_the_nearest_name() -> None:
    with pytest.raises(ParameterError, match="severe"):
        storm_chance(cable(0.0), "sever")
