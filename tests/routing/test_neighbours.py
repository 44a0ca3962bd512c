"""What stands around a new cable bears on its way: by hand, and never making it cheaper than without."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.network import Network
from sogdia.routing import Surface, paths
from sogdia.routing.finding import ground_of
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.neighbours import Neighbours, beside_cables, sharing_trenches, through_protected
from sogdia.routing.walking import line_cost

GRID = Lattice(0.0, -3.0, 0.1, 0.1, 60, 60)
DEEP = Surface.of(GRID, sea=0.02, elevation_m=np.full(GRID.shape, -4000))
PLAIN = Surface.of(GRID, land=0.03)
NORTHWARD = shapely.LineString([(3.05, -2.99), (3.05, 2.99)])


def cost(surface: Surface, *points: tuple[float, float], layer: int = SEA) -> float:
    return sum(float(line_cost(ground_of(surface, layer), *a, *b, np.inf)) for a, b in pairwise(points))


@pytest.mark.parametrize(("rise", "angle"), [(0.0, 90.0), (1.0, 45.0), (1.732, 30.0)])
def test_a_crossing_costs_its_price_over_the_sine_of_the_angle(rise: float, angle: float) -> None:
    ends = (2.05, -rise + 0.05), (4.05, rise + 0.05)
    made = beside_cables(DEEP, [NORTHWARD])
    more = cost(made, *ends) - cost(DEEP, *ends)
    beside = 11.1 * 0.02 * 0.1
    assert more == pytest.approx((0.05 * 1.18 + beside) / np.sin(np.radians(angle)), rel=0.02)


def test_a_way_beside_a_cable_is_left_where_a_clear_one_is_as_short() -> None:
    made = beside_cables(DEEP, [shapely.LineString([(0.5, 0.05), (5.5, 0.05)])])
    line = paths((0.05, 0.05), (5.95, 0.05), made, setting="submarine").routes[0]
    inside = np.abs(line.lat[(line.lon > 1.0) & (line.lon < 5.0)] - 0.05) < 0.05
    assert not inside.any()


def test_no_price_falls_where_cables_stand_and_no_cell_opens() -> None:
    barred = Surface.of(GRID, sea=np.where(GRID.lat[:, None] > 1.0, 0.0, 0.02) * np.ones(GRID.shape))
    made = beside_cables(barred, [NORTHWARD, NORTHWARD])
    assert (made.price[SEA] >= barred.price[SEA]).all()
    assert ((made.price > 0) == (barred.price > 0)).all()
    assert barred.price[SEA].max() == np.float32(0.02)


def test_a_cable_across_180_degrees_is_one_line() -> None:
    globe = Surface.of(Lattice.globe(1.0), sea=0.02)
    cut = shapely.MultiLineString([[(178.5, 0.5), (180.0, 0.5)], [(-180.0, 0.5), (-178.5, 0.5)]])
    dearer = beside_cables(globe, [cut]).price[SEA] > globe.price[SEA]
    assert dearer.sum() == 4


def test_a_trench_draws_a_line_and_its_civil_works_are_paid_once() -> None:
    trench = shapely.LineString([(0.05, 0.35), (5.95, 0.35)])
    assert (sharing_trenches(PLAIN, [trench]).price[LAND] < PLAIN.price[LAND]).sum() == 60
    ends = ((0.05, 0.35), (5.95, 0.35))
    alone = paths(*ends, PLAIN, setting="terrestrial")
    shared = paths(*ends, PLAIN, setting="terrestrial", trenches=[trench])
    assert shared.table.capex_musd[0] < 0.65 * alone.table.capex_musd[0]
    near = paths((0.05, 0.05), (5.95, 0.05), PLAIN, setting="terrestrial", trenches=[trench]).routes[0]
    assert (np.abs(near.lat - 0.35) < 0.06).mean() > 0.5


def test_protected_land_is_gone_round_and_paid_where_it_is_not() -> None:
    park = shapely.box(2.5, -0.4, 3.5, 0.4)
    assert (through_protected(PLAIN, [park]).price[LAND] > PLAIN.price[LAND]).any()
    ends = ((0.05, 0.05), (5.95, 0.05))
    around = paths(*ends, PLAIN, setting="terrestrial", protected=[park])
    assert not around.lines[0].intersects(park.buffer(-0.15))
    wall = shapely.box(2.5, -3.0, 3.5, 3.0)
    through = paths(*ends, PLAIN, setting="terrestrial", protected=[wall])
    civil = {
        name: made.items.set_index("item").cost_musd["civil works"]
        for name, made in (("plain", paths(*ends, PLAIN, setting="terrestrial")), ("through", through))
    }
    assert civil["through"] / civil["plain"] == pytest.approx(1.0 + 1.0 / 5.9, rel=0.03)


def test_a_route_beside_the_cables_of_a_network_is_never_cheaper() -> None:
    nodes = pd.DataFrame({"id": ["a", "b"], "lon": [3.05, 3.05], "lat": [-2.9, 2.9]})
    spans = pd.DataFrame(
        {"id": ["ab"], "start": ["a"], "end": ["b"], "setting": ["submarine"], "status": ["in_service"]}
    )
    net = Network(nodes=nodes, spans=spans)
    plain = paths((1.0, 0.0), (5.0, 0.5), DEEP, setting="submarine").table.iloc[0]
    beside = paths((1.0, 0.0), (5.0, 0.5), DEEP, setting="submarine", net=net).table.iloc[0]
    assert beside.crossings == 1
    assert beside.surface_cost_musd > plain.surface_cost_musd
    assert Neighbours().priced(DEEP) is DEEP
