import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.flows import FailParams, fail, fail_many
from sogdia.flows.shares import borders, capacity_left
from sogdia.network import Network


def by_country(result):
    return result.table.set_index("country")


def test_rerouting_by_hand(caspian):
    found = fail(caspian, cut="trans-caspian", method="exact")
    assert found.method == "exact"
    assert found.gap == 0.0
    # before: KAZ-GEO 60 and GEO-AZE 20 over 260 Gbps of ways; after: 60 Gbps over Astrakhan serve KAZ, RUS-IRN goes
    rows = by_country(found)
    assert rows.share_demand_lost["GEO"] == pytest.approx(0.0, abs=0.1)
    assert set(found.table.method) == {"exact"}


@pytest.mark.parametrize("cut", ["trans-caspian", "turkmen", "west", "ar"])
def test_served_is_within_its_gap_of_exact(caspian, cut):
    exact, served = fail(caspian, cut=cut, method="exact"), fail(caspian, cut=cut, method="served")
    assert served.gap <= FailParams().gap
    best = (1 - exact.table.share_demand_lost) @ exact.table.demand_gbps
    mine = (1 - served.table.share_demand_lost) @ served.table.demand_gbps
    assert mine == pytest.approx(best, rel=0.05)


def test_shares_look_at_the_border(caspian):
    rows = by_country(fail(caspian, cut="trans-caspian", method="share"))
    assert rows.share_capacity_lost["KAZ"] == pytest.approx(100 / 180)
    assert rows.share_capacity_lost["AZE"] == pytest.approx(100 / 350)
    assert rows.share_capacity_lost["IRN"] == 0.0


def test_many_losses_are_what_each_alone_is(caspian):
    losses = [["ba"], ["bt", "ti"], [], ["ba", "ar"]]
    for number, outcome in enumerate(fail_many(caspian, losses)):
        alone = by_country(fail(caspian, cut=losses[number], method="share"))
        told = outcome.table.set_index("country").share_capacity_lost
        assert outcome.scenario == number
        assert np.allclose(told.reindex(alone.index, fill_value=0.0), alone.share_capacity_lost)
    for number, outcome in enumerate(fail_many(caspian, losses, method="delay")):
        assert outcome.table.equals(fail(caspian, cut=losses[number]).pairs)
    for outcome in fail_many(caspian, losses, method="served"):
        assert outcome.gap <= 0.02
    with pytest.raises(ParameterError, match="scenario 1: unknown span 'bx'"):
        list(fail_many(caspian, [["ba"], ["bx"]]))


def test_capacity_left_takes_flags_and_wants_all_spans(caspian):
    at = borders(caspian)
    lost = np.eye(6, dtype=bool)
    assert np.allclose(capacity_left(at, lost)[0], capacity_left(at, lost[0])[0])
    assert (capacity_left(at, np.ones(6, dtype=bool)) == 0).all()
    with pytest.raises(ParameterError, match="losses of 3 spans"):
        capacity_left(at, np.ones(3, dtype=bool))


def test_no_demand_leaves_capacity(caspian):
    none = caspian.replace(demands=caspian.demands.iloc[:0])
    found = fail(none, cut="ba")
    assert found.method == "share"
    assert "No demand is known" in found.rule
    assert by_country(found).share_capacity_lost["KAZ"] == pytest.approx(100 / 180)
    assert found.table.share_demand_lost.isna().all()


def test_cable_maps_are_linked_at_home(caspian):
    spans = caspian.spans.assign(setting="submarine")
    nodes = caspian.nodes
    nodes.loc[nodes.id == "astrakhan", "country"] = "KAZ"
    found = fail(caspian.replace(spans=spans[spans.id != "ar"], nodes=nodes), cut="ba", method="share")
    assert "assumed" in found.rule
    assert by_country(found).share_demand_lost["KAZ"] == 0.0


def test_methods_have_names(caspian):
    with pytest.raises(ParameterError, match="did you mean 'served'"):
        fail(caspian, cut="ba", method="serve")
    with pytest.raises(ParameterError, match="gap"):
        FailParams(gap=0.0)


@pytest.mark.parametrize("method", ["served", "exact"])
def test_the_range_of_a_loss_by_hand(method):
    """Of 120 Gbps to Egypt 30 are left, for which Kenya (60), Tanzania (20) and Mozambique (40) vie."""
    nodes = pd.DataFrame({"id": list("kdetm"), "country": ["KEN", "DJI", "EGY", "TZA", "MOZ"],
                          "lon": [39.6, 43.1, 32.5, 39.3, 32.6], "lat": [-4.0, 11.6, 29.9, -6.8, -25.9]})  # fmt: skip
    spans = pd.DataFrame(
        [("k", "d", 2500, 100), ("d", "e", 2300, 100), ("k", "t", 400, 50), ("t", "m", 2600, 50), ("t", "e", 6000, 30)],
        columns=["start", "end", "length_km", "capacity_lit_gbps"],
    ).assign(id=["kd", "de", "kt", "tm", "te"], setting="submarine")
    demands = pd.DataFrame({"start": ["KEN", "TZA", "MOZ"], "end": "EGY", "traffic_gbps": [60.0, 20.0, 40.0]})
    found = fail(Network(nodes=nodes, spans=spans, demands=demands), cut="de", method=method)
    rows = found.table.set_index("country")
    assert rows.share_demand_lost["EGY"] == pytest.approx(0.75)
    least = {"EGY": 0.75, "KEN": 0.5, "MOZ": 0.25, "TZA": 0.0}
    assert rows.share_demand_lost_low.to_dict() == pytest.approx(least, abs=0.02)
    whole, low, high = found.in_sum
    assert low - 1e-9 <= 0.75 <= high + 1e-9
    assert whole == pytest.approx(0.75, abs=0.02)
