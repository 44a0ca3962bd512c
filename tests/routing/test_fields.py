"""The search is that of Dijkstra on the same moves, on grids small enough to build them one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from sogdia.geodesy import distance_km
from sogdia.routing.fields import field_from
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import SEA
from sogdia.routing.surface import Surface


@pytest.mark.parametrize("source", [0, 333])
def test_the_field_is_that_of_dijkstra(rough: Surface, brute, source: int) -> None:
    expected = dijkstra(brute(rough), indices=source)
    field = field_from(rough, (SEA,), [(source, 0.0)])
    found = field.reached(np.arange(expected.size))
    np.testing.assert_allclose(found, expected, rtol=2e-6)


def test_one_goal_gives_the_same_cost_as_the_whole_field(rough: Surface) -> None:
    whole = field_from(rough, (SEA,), [(5, 0.0)])
    goal = 20 * 30 + 3
    one = field_from(rough, (SEA,), [(5, 0.0)], [goal], aimed=True)
    assert one.cost[goal] == whole.cost[goal]
    assert one.expanded <= whole.expanded


def test_the_chain_leads_from_the_source_and_costs_what_the_field_says(rough: Surface, brute) -> None:
    field = field_from(rough, (SEA,), [(5, 0.0)])
    chain = field.chain(700)
    graph = brute(rough)
    assert chain[0] == 5
    assert sum(graph[a, b] for a, b in pairwise(chain)) == pytest.approx(field.cost[700], rel=1e-5)


def test_columns_go_round_and_rows_meet_at_the_pole() -> None:
    surface = Surface.of(Lattice.globe(2.0), sea=1.0)
    grid = surface.lattice
    west, east = 45 * 180 + 0, 45 * 180 + 179
    field = field_from(surface, (SEA,), [(west, 0.0)])
    assert field.cost[east] == pytest.approx(222.6, rel=0.01)
    top = 89 * 180
    over = field_from(surface, (SEA,), [(top, 0.0)])
    assert over.cost[top + 90] == pytest.approx(2 * 111.69 * (90 - grid.lat[-1]), rel=1e-3)


def test_narrow_rows_are_crossed_by_wide_moves() -> None:
    surface = Surface.of(Lattice(0.0, 70.0, 0.25, 0.25, 60, 240), sea=1.0)
    field = field_from(surface, (SEA,), [(5 * 240 + 10, 0.0)])
    grid = surface.lattice
    goal = (50, 200)
    far = float(distance_km(grid.lon[10], grid.lat[5], grid.lon[goal[1]], grid.lat[goal[0]]))
    assert far <= field.cost[goal[0] * 240 + goal[1]] <= far * 1.03
