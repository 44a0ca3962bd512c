import pytest

from sogdia.flows.capacity import CapacityParams
from sogdia.flows.demands import DemandParams
from sogdia.flows.layout import lay_out, standing


def test_standing_leaves_out_what_is_gone(caspian):
    spans = caspian.spans
    spans["status"] = ["in_service", "retired", "cancelled", "proposed", None, None]
    spans["year_in_service"] = [2020, 2000, None, 2030, None, None]
    net = caspian.replace(spans=spans)
    assert set(standing(net, None).spans.id) == {"ba", "ar", "ti", "rg"}
    assert set(standing(net, 2025).spans.id) == {"ba", "ti", "rg"}


def test_hubs_are_the_towns_of_the_largest_others(caspian):
    layout = lay_out(caspian, None, DemandParams(), CapacityParams())
    code = layout.demand.countries.index
    ids = layout.wires.graph.node_ids
    assert set(ids[layout.hubs(code("KAZ"), 2)]) == {"tbilisi", "turkmenbashi"}
    assert set(ids[layout.hubs(code("GEO"), 1)]) == {"aktau"}
    assert "anzali" in ids[layout.hubs(code("KAZ"), 10)]


def test_traffic_between_roots_halves_by_direction(caspian):
    layout = lay_out(caspian, None, DemandParams(), CapacityParams())
    assert layout.traffic[0].sum() == pytest.approx(120.0)
    assert layout.root_weight.tolist() == [1.0] * 6
