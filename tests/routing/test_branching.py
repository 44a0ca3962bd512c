"""Branching units: the shortest tree in the order that is given, round what bars the way, and the same both ways."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from sogdia.errors import InfeasibleError
from sogdia.geodesy import distance_km
from sogdia.routing import Surface
from sogdia.routing.branching import branching_units, window
from sogdia.routing.lattice import Lattice
from sogdia.routing.raster import inside

LATTICE = Lattice(-6.0, -6.0, 0.1, 0.1, 120, 160)
WATER = Surface.of(LATTICE, sea=0.01)


def tree_km(start, end, landings, units) -> float:
    trunk = [start, *units, end]
    km = sum(float(distance_km(*a, *b)) for a, b in pairwise(trunk))
    return km + sum(float(distance_km(*a, *b)) for a, b in zip(units, landings, strict=True))


def test_a_unit_lies_where_three_lines_meet_at_120_degrees() -> None:
    """The Fermat point of a triangle of equal sides is its centre."""
    a, b, c = (0.0, 0.0), (6.0, 0.0), (3.0, 5.196)
    (unit,) = branching_units(WATER, a, b, [c])
    assert distance_km(*unit, 3.0, 1.732) < 45.0
    assert tree_km(a, b, [c], [unit]) == pytest.approx(np.sqrt(3.0) * 6.0 * 111.2, rel=0.01)


def test_no_tree_in_this_order_is_shorter_by_much() -> None:
    rng = np.random.default_rng(0)
    start, end, landings = (-5.0, -5.0), (9.0, 4.0), [(-2.0, 0.0), (2.0, -4.0), (5.0, 4.0)]
    units = branching_units(WATER, start, end, landings)
    best = tree_km(start, end, landings, units)
    assert len(units) == len(set(units)) == 3
    for _ in range(2000):
        moved = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(units, rng.normal(0, 1.0, (3, 2)), strict=True)]
        assert best <= tree_km(start, end, landings, moved) * 1.01


def test_the_same_tree_from_the_other_end() -> None:
    start, end, landings = (-5.0, -5.0), (9.0, 4.0), [(-2.0, 0.0), (2.0, -4.0)]
    there = tree_km(start, end, landings, branching_units(WATER, start, end, landings))
    back = branching_units(WATER, end, start, landings[::-1])
    assert tree_km(end, start, landings[::-1], back) == pytest.approx(there, rel=0.01)


def test_units_lie_in_water_and_a_lake_has_no_way() -> None:
    wall = shapely.box(1.0, -5.0, 2.0, 6.0)
    walled = Surface.of(LATTICE, sea=np.where(inside(LATTICE, [wall]), 0.0, 0.01))
    units = branching_units(walled, (-3.0, 2.0), (5.0, 2.0), [(0.5, 0.0), (3.0, 0.0)])
    assert all(not wall.intersects(shapely.Point(unit)) for unit in units)
    shut = Surface.of(LATTICE, sea=np.where(inside(LATTICE, [shapely.box(1.0, -6.0, 2.0, 6.0)]), 0.0, 0.01))
    with pytest.raises(InfeasibleError):
        branching_units(shut, (-3.0, 2.0), (5.0, 2.0), [(0.5, 0.0)])


def test_a_window_crosses_180_degrees_and_a_turn_needs_the_globe() -> None:
    globe = Surface.of(Lattice.globe(1.0), sea=0.01)
    part = window(globe, [(170.0, 0.0), (-170.0, 5.0)])
    assert part is not None
    assert part.lattice.holds(179.9, 2.0)
    assert part.lattice.holds(-179.9, 2.0)
    assert part.lattice.columns < 60
    assert window(globe, [(0.0, 0.0), (120.0, 0.0), (-120.0, 0.0), (0.0, 5.0)]) is None
    assert window(WATER, [(0.0, 0.0), (5.0, 0.0)]) is None
