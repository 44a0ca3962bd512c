import numpy as np

from sogdia.flows.exchanges import exchanges, hubs
from sogdia.flows.layout import wire
from sogdia.formats.country_names import country_code


def test_the_table_is_sound():
    table = exchanges()
    assert not table.duplicated(["city", "country"]).any()
    assert table.notna().all(axis=None)
    assert (table.peak_gbps > 0).all()
    assert table.read.isin(["read", "recalled"]).all()
    assert table.lon.between(-180, 180).all()
    assert table.lat.between(-90, 90).all()
    assert all(country_code(code) == code for code in table.country)


def test_a_hub_is_the_town_near_its_city(meeting):
    wires = wire(meeting)
    found = hubs(wires, np.arange(3))
    assert wires.graph.node_ids[found.node].tolist() == ["paris"]
    assert found.country.tolist() == ["FRA"]
    assert found.smallness[0] > 0


def test_a_network_without_exchanges_has_no_hub(caspian):
    assert len(hubs(wire(caspian), np.arange(6)).node) == 0
