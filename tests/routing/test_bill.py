"""Bills: counted by hand, added up, and a shared trench paid once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import ParameterError
from sogdia.geodesy import arc, densify
from sogdia.network import Network
from sogdia.routing.bill import bill
from sogdia.routing.polyline import Line
from sogdia.routing.span_bills import spans_bill
from sogdia.routing.unit_costs import sea_cost_per_km
from sogdia.routing.works import Works


def straight(start, end, height: float, setting: str, landed=(True, True)) -> Line:
    points = densify(np.array([start, end], dtype=float), 5.0)
    return Line(points[:, 0], points[:, 1], np.full(len(points), height), np.full(len(points) - 1, setting), landed)


def quantity(made, item: str) -> float:
    found = made.items[made.items["item"] == item].quantity
    return float(found.iloc[0]) if len(found) else 0.0


DEEP = straight((0, 0), (10, 0), -4000.0, "submarine")
LAND = straight((0, 0), (5, 0), 100.0, "terrestrial")


def test_a_deep_line_by_hand() -> None:
    made = bill(DEEP)
    cable = 1113.195 * 1.065 * 1.025
    assert quantity(made, "cable, lightweight") == pytest.approx(cable, rel=1e-4)
    assert quantity(made, "repeaters") == 17
    assert quantity(made, "landing stations") == 2
    assert quantity(made, "terminals at sea") == 16
    assert quantity(made, "loading and transit") == 25
    direct = made.items[made.items.group != "overheads"].cost_musd.sum()
    assert made.capex.musd == pytest.approx(direct * 1.18)
    assert made.capex.musd == pytest.approx(made.items.cost_musd.sum())
    assert made.opex.musd == pytest.approx(made.yearly.cost_musd.sum())


def test_the_bill_and_the_surface_agree_on_what_grows_with_length() -> None:
    long, longer = (
        bill(DEEP, ship_load_km=1e-9, ship_load_days=0),
        bill(straight((0, 0), (20, 0), -4000.0, "submarine"), ship_load_km=1e-9, ship_load_days=0),
    )
    grown = longer.capex.musd - long.capex.musd
    km = longer.pieces.km.sum() - long.pieces.km.sum()
    load = 1.065 * 1.025 * 0.1 * 25 / 4000 * 1.18
    assert grown / km == pytest.approx(float(sea_cost_per_km(4000.0, repairs=False)) - load, rel=0.02)


def test_short_lines_have_no_repeaters_unless_they_end_at_a_branching_unit() -> None:
    short = straight((0, 0), (1.5, 0), -100.0, "submarine")
    assert quantity(bill(short), "repeaters") == 0
    assert quantity(bill(short), "power feed") == 0
    branch = straight((0, 0), (1.5, 0), -100.0, "submarine", landed=(False, True))
    made = bill(branch)
    assert quantity(made, "repeaters") == 2
    assert quantity(made, "landing stations") == 1
    assert quantity(made, "terminals at sea") == 8


def test_legs_share_the_station_where_they_meet() -> None:
    made = bill([DEEP, straight((10, 0), (20, 0), -4000.0, "submarine")])
    assert quantity(made, "landing stations") == 3
    assert quantity(made, "beach works") == 4


def test_a_shared_trench_is_paid_once() -> None:
    alone = bill(LAND)
    twice = bill([LAND, LAND])
    assert quantity(twice, "fibre on land with duct") == pytest.approx(2 * quantity(alone, "fibre on land with duct"))
    cost = {made: made.items.set_index("item").cost_musd for made in (alone, twice)}
    assert cost[twice]["civil works"] == pytest.approx(cost[alone]["civil works"])
    other = bill(LAND, trenches=[LAND])
    assert "civil works" not in set(other.items["item"]) or other.items.set_index("item").cost_musd["civil works"] == 0
    far = straight((0, 0.05), (5, 0.05), 100.0, "terrestrial")
    assert bill([LAND, far]).pieces.joint.sum() == 0
    across = straight((2, -1), (2, 1), 100.0, "terrestrial")
    assert bill([LAND, across]).pieces.joint.sum() == 0


def test_ranges_are_correlated_in_part() -> None:
    made = bill(DEEP)
    assert made.capex.low_musd < made.capex.musd < made.capex.high_musd
    direct = made.items[made.items.group != "overheads"]
    off = direct.high_musd - direct.cost_musd
    assert made.capex.high_musd < (direct.cost_musd.sum() + off.sum()) * 1.32
    assert made.capex.high_musd > (direct.cost_musd.sum() + np.sqrt((off**2).sum())) * 1.32
    fixed = bill(DEEP, cost_correlation=1.0)
    assert fixed.capex.high_musd == pytest.approx((direct.cost_musd.sum() + off.sum()) * 1.32)


def test_crossings_cost_more_at_a_sharp_angle() -> None:
    assert quantity(bill(DEEP, works=Works(crossings=(90, 30, 1))), "crossings of cables, by angle") == pytest.approx(
        1 + 2 + 1 / np.sin(np.deg2rad(10))
    )


def test_every_item_has_a_source() -> None:
    made = bill([DEEP, LAND], works=Works(branching_units=1, spare_ducts=1, crossings=(50,)))
    assert (made.items.source.str.len() > 0).all()
    assert (made.items.low_musd <= made.items.cost_musd).all()
    assert (made.items.cost_musd <= made.items.high_musd).all()


def test_turning_a_line_round_changes_nothing() -> None:
    there = Line(LAND.lon, LAND.lat, np.linspace(0, 3000, len(LAND.lon)), LAND.setting)
    back = Line(there.lon[::-1], there.lat[::-1], there.elevation_m[::-1], there.setting)
    assert bill(there).capex.musd == pytest.approx(bill(back).capex.musd)


def test_wrong_works_are_refused_all_at_once() -> None:
    with pytest.raises(ParameterError, match=r"fibre_pairs is 1 or more.*share_road is a share"):
        Works(share_road=2.0, fibre_pairs=0)
    with pytest.raises(ParameterError, match="needs a line"):
        bill([])


def test_spans_of_a_network_are_priced_with_their_branching_units() -> None:
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "u", "c"],
            "country": ["PAK", "DJI", None, "OMN"],
            "lon": [0.0, 10.0, 5.0, 5.0],
            "lat": [0.0, 0.0, 0.0, 3.0],
            "kind": ["landing", "landing", "branching_unit", "landing"],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["au", "ub", "uc"],
            "start": ["a", "u", "u"],
            "end": ["u", "b", "c"],
            "setting": "submarine",
            "geometry": [arc(0, 0, 5, 0), None, None],
        }
    )
    made = spans_bill(Network(nodes=nodes, spans=spans), spans.id, lambda lon, _: -3000.0 + 0.0 * lon)
    assert quantity(made, "branching units") == 1
    assert quantity(made, "landing stations") == 3
    with pytest.raises(ParameterError, match="no span"):
        spans_bill(Network(nodes=nodes, spans=spans), ["x"], lambda lon, _: lon)
