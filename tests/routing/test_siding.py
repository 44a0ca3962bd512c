"""Lines through points on the sides of cells: near the optimum whichever way round it lies."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.geodesy import distance_km
from sogdia.routing.finding import ground_of, sided
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.siding import through_sides
from sogdia.routing.surface import Surface
from sogdia.routing.walking import costs

GRID = Lattice(0.0, 0.0, 0.2, 0.2, 20, 30)


def line_cost(surface: Surface, chosen: np.ndarray, points: int, layer: int = SEA) -> float:
    ground = ground_of(surface, layer)
    lon, lat = through_sides(ground, chosen, 0.5, 0.7, 5.3, 3.1, points)
    return float(costs(ground, lon, lat).sum())


def test_on_even_ground_the_line_is_nearly_straight() -> None:
    surface = Surface.of(GRID, sea=1.0)
    straight = float(distance_km(0.5, 0.7, 5.3, 3.1))
    coarse, fine = (line_cost(surface, np.ones(GRID.shape, dtype=bool), points) for points in (3, 16))
    assert straight <= fine * (1 + 1e-6) <= coarse * (1 + 1e-6)
    assert fine == pytest.approx(straight, rel=1e-3)


def test_the_way_with_the_cheaper_gap_is_found() -> None:
    price = np.ones(GRID.shape)
    price[:, 14] = 0.0
    price[2, 14], price[17, 14] = 1.0, 30.0
    surface = Surface.of(GRID, sea=price)
    through_cheap = sum(float(distance_km(*a, 2.9, 0.5)) for a in ((0.5, 0.7), (5.3, 3.1)))
    assert line_cost(surface, price > 0, 12) == pytest.approx(through_cheap, rel=0.02)
    best = sided(surface, SEA, np.array([0.5, 5.3]), np.array([0.7, 3.1]))
    assert best[2] <= line_cost(surface, price > 0, 12) * (1 + 1e-9)


def test_walls_and_shut_sides_leave_no_way() -> None:
    price = np.ones(GRID.shape)
    price[:, 14] = 0.0
    ground = ground_of(Surface.of(GRID, sea=price), SEA)
    assert not len(through_sides(ground, price > 0, 0.5, 0.7, 5.3, 3.1, 4)[0])
    shut = np.zeros(GRID.shape, dtype=np.uint8)
    shut[:, 14] = 1
    ground = ground_of(Surface.of(GRID, sea=1.0, shut=shut), SEA)
    assert not len(through_sides(ground, np.ones(GRID.shape, dtype=bool), 0.5, 0.7, 5.3, 3.1, 4)[0])


def test_climbing_counts() -> None:
    ridge = np.zeros(GRID.shape, dtype=np.float32)
    ridge[8:12, :24] = 1000.0
    flat = Surface.of(GRID, land=1.0, elevation_m=ridge)
    steep = Surface.of(GRID, land=1.0, elevation_m=ridge, climb_musd_per_m=0.05)
    everywhere = np.ones(GRID.shape, dtype=bool)
    there, here = (line_cost(one, everywhere, 8, LAND) for one in (steep, flat))
    assert here < there < here + 0.05 * 2000.0
