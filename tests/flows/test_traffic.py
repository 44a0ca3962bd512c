import pytest

from sogdia.errors import ParameterError
from sogdia.flows import FlowParams, SplitParams, flow

MS_PER_KM = 1.468 / 299.792458


def test_columns_and_conservation(caspian):
    found = flow(caspian)
    rows = found.table.set_index("span")
    assert rows.load_gbps["ti"] == pytest.approx(10.0)
    into_georgia = rows.load_gbps["bg"] + rows.load_gbps["rg"]
    assert into_georgia >= 110.0 - 1e-9
    assert (rows.headroom_gbps == rows.capacity_gbps - rows.load_gbps).all()
    assert rows.share_used["ti"] == pytest.approx(0.25)
    assert (rows.load_low_gbps <= rows.load_gbps).all()
    assert (rows.load_gbps <= rows.load_high_gbps).all()
    assert set(rows.basis) == {"modelled"}
    assert rows.capacity_basis.tolist() == ["measured"] * 6


def test_pairs_have_a_mean_round_trip(triangle):
    found = flow(triangle).pairs.iloc[0]
    assert found.rtt_ms == pytest.approx(9.6 + 1.32 * 2 * 1000 * MS_PER_KM)
    assert found.share_connected == 1.0


def test_a_pair_without_a_way_is_not_loaded(triangle):
    found = flow(triangle.keep_spans(["bc"]))
    assert found.table.load_gbps.tolist() == [0.0]
    assert found.pairs.share_connected.tolist() == [0.0]
    assert found.pairs.rtt_ms.isna().all()


def test_two_cables_share_by_capacity(triangle):
    net = triangle.add(
        "spans", id="ab2", start="a", end="b", setting="submarine", length_km=1000.0, capacity_lit_gbps=300.0
    )
    rows = flow(net).table.set_index("span")
    assert rows.load_gbps["ab"] == pytest.approx(10.0)
    assert rows.load_gbps["ab2"] == pytest.approx(30.0)


def test_a_thin_shortcut_is_not_everyones_way(triangle):
    """From b to a the cable ab is the shortest; at 0.01 Gbps it counts as 32 times as long as it is."""
    spans = triangle.spans
    spans.loc[spans.id == "ab", "capacity_lit_gbps"] = 0.01
    rows = flow(triangle.replace(spans=spans)).table.set_index("span")
    assert rows.load_gbps["ab"] < 0.01
    assert rows.load_gbps["bc"] == pytest.approx(40.0, abs=0.01)


def test_a_network_without_demand_or_spans(triangle):
    none = flow(triangle.replace(demands=triangle.demands.iloc[:0]))
    assert none.table.load_gbps.tolist() == [0.0, 0.0, 0.0]
    assert set(none.dropped) == {"AZE", "KAZ", "TKM"}
    assert flow(triangle.keep_spans([])).table.empty


def test_the_answer_says_how_it_was_counted(triangle):
    found = flow(triangle, params=FlowParams(split=SplitParams(tolerance=0.2)))
    assert found.manifest["parameters"]["params"]["split"]["tolerance"] == 0.2
    assert "capacity" in found.rule


@pytest.mark.parametrize("bad", [{"tolerance": 0.0}, {"floor_ms": -1.0}, {"thin_gbps": -1.0}])
def test_bad_parameters(bad):
    with pytest.raises(ParameterError, match=next(iter(bad))):
        SplitParams(**bad)
