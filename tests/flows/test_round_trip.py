import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError, TableError
from sogdia.flows import Detours, LatencyParams, impute, latency
from sogdia.flows.detours import NO_EXCHANGE_GBPS
from sogdia.flows.exchanges import exchanges
from sogdia.geodesy import distance_km

MS_PER_KM = 1.468 / 299.792458
P = LatencyParams()
D = P.detours
PEAK = exchanges().set_index("city").peak_gbps
AT_NONE = np.log(PEAK.max() / NO_EXCHANGE_GBPS)


def lit(net, gbps):
    return net.replace(spans=net.spans.assign(capacity_lit_gbps=gbps))


def a_cable_ms(gbps):
    """By hand: what a span at sea of so much capacity costs beside its light."""
    return D.sea_span_ms * np.log(1 + 10_000 / gbps)


def handover_ms(size, apart_km):
    """By hand: handover at an exchange so many factors of e under the largest."""
    return scale_ms(apart_km) * (D.least_handover + size)


def scale_ms(apart_km):
    """By hand: the scale of the choice of ways."""
    return D.spread_ms * np.sqrt(apart_km / 5_000)


def dear(**more):
    """Give parameters by which handover far from the large exchanges costs much."""
    return LatencyParams(detours=Detours(spread_ms=15.0, **more))


def pairs(*rows):
    return pd.DataFrame(rows, columns=["from_lon", "from_lat", "to_lon", "to_lat"])


def test_by_hand_through_two_cables(caspian):
    found = latency(lit(caspian, 10_000.0), pairs((51.17, 43.65, 44.79, 41.72)).assign(note="kept")).table.iloc[0]
    assert found.path_km == pytest.approx(900.0)
    assert found.hops == 2
    expected = 900 * MS_PER_KM + a_cable_ms(10_000.0) + handover_ms(AT_NONE, found.geodesic_km)
    assert found.rtt_ms == pytest.approx(2 * expected)
    mile = latency(lit(caspian, 10_000.0), pairs((51.17, 43.65, 44.79, 41.72)), params=LatencyParams(access_ms=20.0))
    assert mile.table.rtt_ms[0] == pytest.approx(20 + 2 * expected)
    assert found.floor_ms == pytest.approx(2 * found.geodesic_km * MS_PER_KM)
    short = max(np.log(100 / found.rtt_ms), 0.0)
    assert found.low_ms == pytest.approx(found.rtt_ms * P.low_factor * np.exp(-P.low_near * short))
    assert found.high_ms == pytest.approx(found.rtt_ms * P.high_factor * np.exp(P.high_near * short))
    assert pd.isna(found.handover)
    assert (found.note, found.basis) == ("kept", "modelled")


def test_a_point_away_from_nodes_has_a_straight_tail(caspian):
    found = latency(lit(caspian, 10_000.0), pairs((51.17, 43.85, 44.79, 41.72))).table.iloc[0]
    tail = float(distance_km(51.17, 43.85, 51.17, 43.65)) * 1.4
    assert found.path_km == pytest.approx(900.0 + tail)


def test_neighbours_in_one_country_are_joined_directly(caspian):
    found = latency(caspian, pairs((51.17, 43.65, 51.9, 43.4), (51.17, 43.65, 51.17, 43.65))).table
    assert found.path_km[0] == pytest.approx(found.geodesic_km[0] * 1.4)
    assert found.hops[0] == 0
    assert found.rtt_ms.isna()[1]
    assert found.source[1] == "the two ends are one place"


def test_no_way_is_told(caspian):
    net = caspian.drop("spans", ["bg", "rg"]).add("nodes", id="x", country="GEO", lon=44.0, lat=41.9)
    net = net.add("spans", id="gx", start="tbilisi", end="x", setting="terrestrial")
    found = latency(net, pairs((51.17, 43.65, 44.79, 41.72)))
    assert found.table.rtt_ms.isna()[0]
    assert found.table.hops.isna()[0]
    assert "no way" in found.table.source[0]
    empty = latency(caspian.keep_spans([]), pairs((51.17, 43.65, 44.79, 41.72))).table
    assert "no span" in empty.source[0]
    assert latency(caspian, pairs()).table.empty


def test_by_satellite_the_floor_is_that_of_space(triangle):
    net = triangle.keep_spans([]).add("spans", id="sky", start="a", end="b", setting="satellite")
    found = latency(net, pairs((50.0, 40.0, 51.0, 44.0))).table.iloc[0]
    assert found.floor_ms == pytest.approx(2 * found.geodesic_km / 299.792458)
    assert found.rtt_ms > 2 * 2 * 35_786 / 299.792458


def test_faults_are_gathered(caspian):
    bad = pairs((361.0, 0.0, 1.0, 1.0), (1.0, 91.0, 1.0, "north"))
    with pytest.raises(TableError) as told:
        latency(caspian, bad)
    text = str(told.value)
    assert "pairs row 1, column 'from_lon': is out of range (found '361.0')" in text
    assert "row 2, column 'from_lat'" in text
    assert "(found 'north')" in text
    with pytest.raises(TableError, match="column 'to_lat': column is missing"):
        latency(caspian, bad.drop(columns="to_lat"))
    with pytest.raises(TableError, match="rename it"):
        latency(caspian, pairs((1.0, 1.0, 2.0, 2.0)).assign(rtt_ms=1.0))


def test_traffic_is_handed_over_at_the_exchange_that_costs_least(meeting):
    found = latency(meeting, pairs((0.0, 40.0, 10.0, 40.0)), params=dear()).table.iloc[0]
    assert found.handover == "paris"
    assert found.path_km == pytest.approx(4000.0)
    cheap = LatencyParams(detours=Detours(spread_ms=0.1))
    near = latency(meeting, pairs((0.0, 40.0, 10.0, 40.0)), params=cheap).table.iloc[0]
    assert pd.isna(near.handover)
    assert near.path_km == pytest.approx(1200.0)


def test_the_rule_by_hand_with_two_ways(meeting):
    found = latency(meeting, pairs((0.0, 40.0, 10.0, 40.0))).table.iloc[0]
    by_paris, straight = (
        handover_ms(size, found.geodesic_km) for size in (np.log(PEAK.max() / PEAK["Paris"]), AT_NONE)
    )
    cable = a_cable_ms(impute(meeting).capacity_gbps[0])
    ways = np.array([4000 * MS_PER_KM + 2 * cable + by_paris, 1200 * MS_PER_KM + cable + straight])
    scale = scale_ms(found.geodesic_km)
    expected = ways.min() - scale * np.log(np.exp(-(ways - ways.min()) / scale).sum())
    assert found.rtt_ms == pytest.approx(2 * expected)


def test_a_thin_cable_counts_for_more(caspian):
    thin, wide, thinner = (
        latency(lit(caspian, gbps), pairs((51.17, 43.65, 44.79, 41.72))).table.iloc[0]
        for gbps in (5_000.0, 50_000.0, 100.0)
    )
    assert thin.rtt_ms - wide.rtt_ms == pytest.approx(2 * (a_cable_ms(5_000.0) - a_cable_ms(50_000.0)))
    assert thinner.path_km == 1300.0  # by land


def test_foreign_networks_seldom_meet_where_income_is_low(meeting):
    rows = pd.DataFrame({"id": ["GHA", "CMR", "FRA"], "population": 1_000_000, "gdp_year": 2024})
    asked = dear(foreign_handover=10.0)
    rich, poor = (
        latency(meeting.replace(countries=rows.assign(gdp_musd=musd)), pairs((0.0, 40.0, 10.0, 40.0)), params=asked)
        for musd in (1e9, 1.0)
    )
    assert rich.table.handover[0] == "paris"
    assert pd.isna(poor.table.handover[0])


def test_income_slows_land_fibre_and_widens_the_range(meeting):
    rows = pd.DataFrame({"id": ["GHA", "CMR", "FRA"], "population": 1_000_000, "gdp_year": 2024, "gdp_musd": 1e6})
    rich = latency(meeting.replace(countries=rows), pairs((0.0, 40.0, 10.0, 40.0))).table.iloc[0]
    poor = latency(meeting.replace(countries=rows.assign(gdp_musd=10.0)), pairs((0.0, 40.0, 10.0, 40.0))).table.iloc[0]
    assert poor.rtt_ms >= rich.rtt_ms
    assert poor.high_ms / poor.rtt_ms >= rich.high_ms / rich.rtt_ms


@pytest.mark.parametrize(
    "bad",
    [
        {"inflation": 0.9},
        {"access_ms": -1.0},
        {"handover_ms": -1.0},
        {"low_factor": 1.1},
        {"high_factor": 0.9},
        {"tail_slack": 0.5},
        {"low_near": -1.0},
    ],
)
def test_bad_parameters(bad):
    with pytest.raises(ParameterError):
        LatencyParams(**bad)


@pytest.mark.parametrize("bad", [{"least_handover": -1.0}, {"spread_ms": float("nan")}])
def test_bad_detours(bad):
    with pytest.raises(ParameterError):
        Detours(**bad)
