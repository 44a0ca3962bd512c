import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows.capacity import CapacityParams
from sogdia.flows.interruption import InterruptionParams, dated_borders, guesses
from sogdia.flows.landings import handed_over
from sogdia.flows.lit_by_year import design_by, lit_in
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


def test_a_plain_current_keeps_a_part_on_the_long_way_and_tired_traffic_does_not() -> None:
    net = two_ways(3000.0)
    by_way = {
        way: guesses(net, 2020, InterruptionParams(handover_ms=0.0, ways=(way,))).interrupted([{"t"}])[0][0, 0]
        for way in ("short", "middle", "long", "plain")
    }
    assert by_way["plain"] == pytest.approx(0.25, abs=1e-6)
    assert by_way["short"] == pytest.approx(0.0, abs=1e-6)
    assert by_way["short"] < by_way["middle"] < by_way["long"] < by_way["plain"]


def test_two_losses_are_never_better_than_one() -> None:
    made = guesses(two_ways(1500.0), 2020)
    one, other, both = made.interrupted([{"s"}, {"t"}, {"s", "t"}])[0][:, 0]
    assert one + other == pytest.approx(both)


def test_traffic_goes_where_traffic_meets() -> None:
    nodes = pd.DataFrame(
        {
            "id": ["home", "near", "hub", "other"],
            "country": ["NGA", "GHA", "GBR", "FRA"],
            "lon": [3.4, -0.2, 0.0, 2.0],
            "lat": [6.5, 5.6, 51.0, 48.0],
            "kind": "city",
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["short", "long", "land"],
            "start": ["home", "home", "hub"],
            "end": ["near", "hub", "other"],
            "setting": ["submarine", "submarine", "terrestrial"],
            "length_km": [500.0, 7000.0, 500.0],
            "year_in_service": 2000,
            "capacity_lit_gbps": 100.0,
        }
    )
    demands = pd.DataFrame({"start": "NGA", "end": ["GHA", "GBR", "FRA"], "traffic_gbps": [90.0, 5.0, 5.0]})
    net = Network(nodes=nodes, spans=spans, demands=demands)
    to_hubs, to_all = guesses(net, 2020), guesses(net, 2020, InterruptionParams(hubs=False))
    home = to_hubs.countries.index("NGA")
    assert to_hubs.interrupted([{"long"}])[0][0, home] == pytest.approx(1.0)
    assert to_all.interrupted([{"long"}])[0][0, home] == pytest.approx(0.1)


def test_a_closed_border_carries_less_than_an_open_one() -> None:
    net = two_ways().drop("spans", ["t"])
    net = net.add(
        "spans", id="land", start="a", end="b", setting="terrestrial", length_km=1000.0, capacity_lit_gbps=100
    )
    net = net.replace(
        countries=pd.DataFrame(
            {"id": ["AZE", "KAZ"], "population": 10_000_000, "gdp_musd": [20_000.0, 20_000.0], "gdp_year": 2024}
        )
    )
    shares = [
        guesses(net, None, InterruptionParams(closed_border_ms=ms)).interrupted([{"land"}])[0][0, 0]
        for ms in (2.0, 30.0)
    ]
    assert shares[0] > shares[1] > 0.0


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
    assert old == pytest.approx(230.0)
    assert new == pytest.approx(60.0)


def test_a_design_is_the_one_of_its_time() -> None:
    net = two_ways()
    systems = net.systems.assign(capacity_design_gbps=[4600.0, 100.0])
    dated = pd.DataFrame(
        {
            "subject": "one",
            "quantity": "capacity_design_gbps",
            "value": [40.0, 960.0, 4600.0],
            "unit": "Gbps",
            "date": ["1999", "2007-05", "2015"],
        }
    )
    net = net.replace(systems=systems, observations=dated)
    assert design_by(net, 1998).tolist() == [4600.0, 100.0]
    assert design_by(net, 2008).tolist() == [960.0, 100.0]
    assert design_by(net, 2020).tolist() == [4600.0, 100.0]


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
    with pytest.raises(ParameterError, match="ways are some of short"):
        InterruptionParams(ways=("far",))
    with pytest.raises(ParameterError, match="land is"):
        InterruptionParams(land="some")
