import pytest

from sogdia.errors import ParameterError
from sogdia.flows import fail, single_losses


def test_each_row_is_what_fail_says(caspian):
    rows = single_losses(caspian).table
    for row in rows.itertuples(index=False):
        alone = fail(caspian, cut=row.loss).table.set_index("country").loc[row.country]
        assert row.share_capacity_lost == pytest.approx(alone.share_capacity_lost)
        assert row.share_demand_lost == pytest.approx(alone.share_demand_lost)
        assert row.latency_increase_ms == pytest.approx(alone.latency_increase_ms, nan_ok=True)


def test_ranks_run_from_the_worst(caspian):
    rows = single_losses(caspian, kinds=["system"]).table
    kaz = rows[rows.country == "KAZ"]
    assert kaz["rank"].tolist() == [1]
    assert kaz.loss.tolist() == ["trans-caspian"]
    assert set(rows.kind) == {"system"}
    assert rows.name[rows.loss == "turkmen"].iloc[0] == "Turkmen Link"


def test_landings(caspian):
    assert single_losses(caspian, kinds=["landing"]).table.empty
    spans = caspian.spans
    spans.loc[spans.id == "ti", "setting"] = "submarine"
    rows = single_losses(caspian.replace(spans=spans), kinds=["landing"]).table
    assert set(rows.loss) == {"anzali"}
    assert rows.share_demand_lost[rows.country == "IRN"].tolist() == [1.0]


def test_nothing_to_lose(triangle):
    rows = single_losses(triangle).table
    assert rows.empty
    assert {"country", "share_demand_lost_low", "latency_increase_ms_high"} <= set(rows)
    with pytest.raises(ParameterError, match="unknown kind of loss 'sytem'; did you mean 'system'"):
        single_losses(triangle, kinds=["sytem"])


def test_a_trunk_on_land_fails_at_its_border_crossing(caspian):
    nodes = caspian.nodes
    nodes.loc[nodes.id == "astrakhan", "kind"] = "border_crossing"
    rows = single_losses(caspian.replace(nodes=nodes), kinds=["crossing"]).table
    assert set(rows.loss) == {"astrakhan"}
