import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.flows import AvailabilityParams, availability
from sogdia.network import Network

QUIET = {"landing_faults": 0.0, "share_drags": 0.0, "share_earthquakes": 0.0}
FAULTS = 0.5
GBPS = 10.0


def cables(spans: int, asked: float) -> Network:
    nodes = pd.DataFrame({"id": ["a", "b"], "country": ["KEN", "DJI"], "lon": [0.0, 9.0], "lat": [-30.0, -30.0]})
    rows = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(spans)],
            "start": "a",
            "end": "b",
            "setting": "submarine",
            "capacity_lit_gbps": GBPS,
            "faults_per_year": FAULTS,
        }
    )
    demands = pd.DataFrame({"start": ["KEN"], "end": ["DJI"], "traffic_gbps": [asked]})
    return Network(nodes=nodes, spans=rows, demands=demands)


def params(samples: int = 2000, lost_share: float = 0.5) -> AvailabilityParams:
    return AvailabilityParams(rates=QUIET, samples=samples, lost_share=lost_share)


@pytest.fixture(scope="module")
def two():
    """Two cables of 10 Gbps, of 16 asked for: one lost leaves 62.5 %."""
    return availability(cables(2, 16.0), years=2000, seed=2, method="served", params=params(lost_share=0.25))


def test_what_two_cables_lose_is_that_of_the_chance_of_each(two):
    row, out = two.table.iloc[0], FAULTS * two.repairs.repair_days[0] / 365.25
    lost = 2 * out * (1 - out) * (1 - GBPS / 16.0) + out**2
    assert row.demand_lost_per_year_low < lost < row.demand_lost_per_year_high
    hours = (1 - (1 - out) ** 2) * 8766
    assert row.lost_hours_per_year_low < hours < row.lost_hours_per_year_high
    assert row.return_years_10 == pytest.approx(1 / (2 * FAULTS * (1 - 2 * out)), rel=0.1)


def test_the_sum_is_between_its_bounds_and_settles(two):
    told = two.convergence
    assert (two.method, two.gap < 0.02) == ("served", True)
    assert (told.share_demand_lost_least <= told.share_demand_lost_most).all()
    assert told.faults_sampled.is_monotonic_increasing
    width = told.high - told.low
    assert width.iloc[-1] < width.iloc[0]


def test_one_cable_that_holds_all_is_out_as_with_shares():
    net = cables(1, 8.0)
    share = availability(net, years=2000, seed=3, params=params())
    served = availability(net, years=2000, seed=3, method="served", params=params()).table.iloc[0]
    assert served.availability_low < share.table.availability[0] < served.availability_high
    assert served.demand_lost_per_year == pytest.approx(1 - served.availability)


def test_the_seed_decides_not_the_jobs(tmp_path):
    net, few = cables(2, 16.0), params(100)
    one = availability(net, years=100, seed=5, method="served", params=few, jobs=1, keep=tmp_path / "kept")
    for words in ({"jobs": 3}, {"keep": tmp_path / "kept"}):
        again = availability(net, years=100, seed=5, method="served", params=few, **words)
        pd.testing.assert_frame_equal(one.table, again.table)
    with pytest.raises(DataError, match="another network, seed or parameters"):
        availability(net, years=100, seed=5, params=few, keep=tmp_path / "kept")


def test_without_demand_nothing_can_be_lost():
    net = cables(1, 8.0)
    with pytest.raises(ParameterError, match="no demand is known in this network"):
        availability(net.replace(demands=net.demands.iloc[:0]), years=10, method="served")
    with pytest.raises(ParameterError, match="did you mean 'served'"):
        availability(net, years=10, method="serve")


def test_where_nothing_fails_nothing_is_lost():
    net = cables(1, 8.0).replace(spans=cables(1, 8.0).spans.assign(faults_per_year=0.0))
    row = availability(net, years=10, method="served", params=params(10)).table.iloc[0]
    assert (row.availability, row.demand_lost_per_year, row.return_years_100) == (1.0, 0.0, float("inf"))
