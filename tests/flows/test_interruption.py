import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.interruption import InterruptionParams, dated_borders, guesses
from sogdia.flows.landings import handed_over
from sogdia.flows.lit_by_year import lit_in
from sogdia.network import Network


def two_ways(second_km: float = 1000.0) -> Network:
    nodes = pd.DataFrame(
        {"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50.0, 51.0], "lat": [40.0, 44.0], "kind": "city"}
    )
    spans = pd.DataFrame(
        {
            "id": ["s", "t"],
            "system": ["one", "two"],
            "start": "a",
            "end": "b",
            "setting": "submarine",
            "length_km": [1000.0, second_km],
            "capacity_lit_gbps": [100.0, 100.0],
            "year_in_service": 2000,
        }
    )
    systems = pd.DataFrame({"id": ["one", "two"]})
    demands = pd.DataFrame({"start": ["AZE"], "end": ["KAZ"], "traffic_gbps": [40.0]})
    return Network(nodes=nodes, spans=spans, systems=systems, demands=demands)


def test_equal_ways_share_alike() -> None:
    mean, low, high = guesses(two_ways(), 2020).interrupted([{"s"}, {"s", "t"}, set()])
    assert np.allclose(mean, [[0.5, 0.5], [1.0, 1.0], [0.0, 0.0]])
    assert np.allclose(low, mean)
    assert np.allclose(high, mean)


def test_a_current_keeps_a_part_on_the_long_way_and_near_ways_do_not() -> None:
    made = guesses(two_ways(3000.0), 2020, InterruptionParams(handover=False))
    mean, low, high = made.interrupted([{"t"}])
    assert low[0, 0] == pytest.approx(0.0, abs=1e-2)
    assert high[0, 0] == pytest.approx(0.25, abs=1e-6)
    assert low[0, 0] < mean[0, 0] < high[0, 0]


def test_undated_border_fibre_counts_less_the_longer_ago() -> None:
    net = two_ways().drop("spans", ["t"])
    net = net.add(
        "spans", id="land", start="a", end="b", setting="terrestrial", length_km=1000.0, capacity_lit_gbps=100.0
    )
    assert set(dated_borders(net).spans.id) == {"s"}
    then, now = (guesses(net, year).interrupted([{"s"}])[0][0, 0] for year in (2008, 2024))
    assert then > now


def test_a_new_cable_has_lit_little() -> None:
    net = two_ways().replace(
        spans=two_ways().spans.assign(
            capacity_lit_gbps=np.nan, capacity_design_gbps=1000.0, year_in_service=[2000, 2024]
        )
    )
    old, new = lit_in(net, 2024, CapacityParams()).spans.capacity_lit_gbps
    assert old == pytest.approx(350.0)
    assert new == pytest.approx(40.0)


def test_landings_are_parted_once() -> None:
    parted = handed_over(two_ways(), 2.0)
    assert len(parted.nodes) == 2 + 4
    assert len(parted.spans) == 2 + 4


def test_renaming_changes_nothing() -> None:
    net = two_ways(1200.0)
    renamed = net.replace(spans=net.spans.assign(id=["z", "y"]))
    first = guesses(net, 2020).interrupted([{"s"}])[0]
    again = guesses(renamed, 2020).interrupted([{"z"}])[0]
    assert np.allclose(first, again)


def test_bad_guesses_are_refused() -> None:
    with pytest.raises(ParameterError, match="ways are near, spread"):
        InterruptionParams(ways=("far",))
    with pytest.raises(ParameterError, match="land is"):
        InterruptionParams(land="some")
