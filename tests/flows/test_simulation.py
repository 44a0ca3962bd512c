from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.flows import AvailabilityParams, availability
from sogdia.flows.fault_rates import fault_rates
from sogdia.network import Network

QUIET = {"landing_faults": 0.0, "share_drags": 0.0, "share_earthquakes": 0.0}


def pair(faults: float, spans: int = 1) -> Network:
    nodes = pd.DataFrame({"id": ["a", "b"], "country": ["KEN", "DJI"], "lon": [0.0, 9.0], "lat": [-30.0, -30.0]})
    rows = pd.DataFrame(
        {
            "id": [f"s{i}" for i in range(spans)],
            "start": "a",
            "end": "b",
            "setting": "submarine",
            "capacity_lit_gbps": 10.0,
            "faults_per_year": faults,
        }
    )
    return Network(nodes=nodes, spans=rows)


def test_one_cable_is_out_as_long_as_its_faults_take_to_mend() -> None:
    told = availability(pair(0.5), years=4000, seed=3, params=AvailabilityParams(rates=QUIET))
    row, repairs = told.table.iloc[0], told.repairs.iloc[0]
    expected = 1.0 - 0.5 * repairs.repair_days / 365.25
    assert repairs.faults_per_year == pytest.approx(0.5, rel=0.05)
    assert row.availability == pytest.approx(expected, abs=0.004)
    assert row.availability_low < row.availability < row.availability_high


def test_the_return_period_of_a_poisson_peril() -> None:
    told = availability(pair(0.1), years=8000, seed=1, params=AvailabilityParams(rates=QUIET)).table.iloc[0]
    # a year also counts what is still out from the year before: up to 0.1 x mean repair / 365 more
    assert 1.0 / (1.0 - np.exp(-0.108)) < told.return_years_100 < 1.0 / (1.0 - np.exp(-0.095)) * 1.08


def test_two_cables_are_rarely_out_at_once() -> None:
    params = AvailabilityParams(rates=QUIET)
    one = availability(pair(0.5), years=2000, params=params).table.iloc[0]
    two = availability(pair(0.5, 2), years=2000, params=params).table.iloc[0]
    alone = 1.0 - one.availability
    assert 1.0 - two.availability == pytest.approx(alone**2, rel=0.5)


def test_the_same_seed_gives_the_same_answer_with_any_jobs() -> None:
    first = availability(pair(1.0, 2), years=300, seed=5, jobs=1)
    again = availability(pair(1.0, 2), years=300, seed=5, jobs=3)
    other = availability(pair(1.0, 2), years=300, seed=6)
    pd.testing.assert_frame_equal(first.table, again.table)
    assert not first.table.equals(other.table)


def test_fewer_ships_wait_longer() -> None:
    waits = [
        availability(pair(6.0, 4), years=200, params=AvailabilityParams(rates=QUIET, fleet=fleet)).repairs.waiting_days[
            0
        ]
        for fleet in (0.2, 10.0)
    ]
    assert waits[0] > 5.0 * max(waits[1], 0.1)


def test_slides_take_cables_that_lie_together_and_keep_their_rates() -> None:
    params = AvailabilityParams(rates={"landing_faults": 0.0, "share_drags": 0.0, "share_earthquakes": 1.0})
    told = availability(pair(0.5, 3), years=2000, params=params)
    assert told.repairs.faults_per_year[0] == pytest.approx(1.5, rel=0.06)
    assert told.table.availability.iloc[0] < 0.99


def test_land_beside_the_sea_keeps_its_own_faults() -> None:
    net = pair(0.5).add("spans", id="land", start="a", end="b", setting="terrestrial", faults_per_year=20.0)
    found = availability(net, years=50).perils.set_index("cause").faults_per_year
    assert found["faults on land"] == pytest.approx(20.0)
    at_sea = ["single faults at sea", "dragged anchors", "earthquakes and slides"]
    assert found[at_sea].sum() == pytest.approx(0.5)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    def stop(done: int, count: int) -> None:
        if done >= count // 2:
            raise KeyboardInterrupt

    net, keep = pair(1.0), tmp_path / "years"
    with pytest.raises(KeyboardInterrupt):
        availability(net, years=200, seed=2, keep=keep, progress=stop, jobs=1)
    kept = len(list(keep.glob("batch-*.npz")))
    assert 0 < kept < 50
    seen: list[int] = []
    told = availability(net, years=200, seed=2, keep=keep, progress=lambda done, _: seen.append(done))
    assert seen[0] > kept
    pd.testing.assert_frame_equal(told.table, availability(net, years=200, seed=2).table)


def test_a_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    availability(pair(1.0), years=10, seed=1, keep=tmp_path / "years")
    with pytest.raises(DataError, match="another network, seed or parameters"):
        availability(pair(1.0), years=10, seed=2, keep=tmp_path / "years")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match="keeps no years"):
        availability(pair(1.0), years=10, keep=tmp_path / "mine")


def test_a_withdrawal_takes_what_it_names() -> None:
    params = AvailabilityParams(rates=QUIET, withdrawals=(("country", "DJI", 0.5),))
    told = availability(pair(0.0), years=500, params=params)
    assert told.table.availability.iloc[0] == pytest.approx(1.0 - 0.5 * 90.0 / 365.25, abs=0.03)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"years": 0}, "years is 1 or more"),
        ({"seed": -1}, "seed is 0 or more"),
        ({"params": AvailabilityParams(rates={"sea_fault": 1.0})}, "sea_faults"),
    ],
)
def test_bad_parameters(words: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        availability(pair(1.0), **words)  # type: ignore[arg-type]


def test_a_network_without_spans_is_named() -> None:
    net = pair(1.0)
    with pytest.raises(ParameterError, match="no span of the network leads from one country to another"):
        availability(net.keep_spans([]))


def test_the_ends_of_every_range_hold_the_default() -> None:
    default, low, high = (fault_rates(side) for side in ("default", "low", "high"))
    assert all(low[key] <= default[key] <= high[key] for key in default)


def test_times_at_each_level_of_loss_give_the_share_lost_of_any_traffic() -> None:
    net = pair(1.0, 3)
    for gbps in (4.0, 12.0, 25.0, 30.0):
        asked = net.replace(demands=pd.DataFrame({"start": ["KEN"], "end": ["DJI"], "traffic_gbps": [gbps]}))
        told = availability(asked, years=500, seed=2)
        row = told.table.set_index("country").loc["KEN"]
        mean, low, high = told.capacity_outages.unserved("KEN", gbps)
        assert mean == pytest.approx(row.demand_lost_per_year, rel=1e-9, abs=1e-15)
        assert (low, high) == pytest.approx((row.demand_lost_per_year_low, row.demand_lost_per_year_high), rel=1e-9)
    held = told.capacity_outages
    assert held.turns("KEN") == pytest.approx([10.0, 20.0, 30.0])
    assert held.time.sum(axis=2) == pytest.approx(1.0)
    between = 1.0 / np.interp(0.5, [0, 1], [1 / 10.0, 1 / 20.0])
    ends = held.unserved("KEN", [10.0, 20.0])[0]
    assert held.unserved("KEN", between)[0] == pytest.approx(ends.mean())
    beyond = held.unserved("KEN", [60.0])[0]  # what is short without a fault is not counted
    assert beyond == pytest.approx(held.unserved("KEN", [30.0])[0] / 2)
    with pytest.raises(ParameterError, match="KEN"):
        held.unserved("KEM", 1.0)
