from __future__ import annotations

import numpy as np
import pytest
import shapely

from sogdia.errors import InfeasibleError
from sogdia.geodesy import distance_km, length_km, line
from sogdia.routing.sea import COAST, LAND, SEA, SeaGrid, land_km, sea_path

WALL = shapely.box(-1.0, -20.0, 1.0, 20.0)


@pytest.fixture(scope="module")
def walled() -> SeaGrid:
    return SeaGrid.of([WALL], cells_per_degree=4)


def test_the_grid_knows_land_coast_and_sea(walled: SeaGrid) -> None:
    assert walled.kind[walled.cell(0.0, 0.0)] == LAND
    assert walled.kind[walled.cell(-1.0, 0.0)] == COAST
    assert walled.kind[walled.cell(10.0, 0.0)] == SEA


def test_open_sea_gives_the_geodesic(walled: SeaGrid) -> None:
    path = sea_path(walled, (10.0, 0.0), (40.0, 30.0))
    assert length_km(path) == pytest.approx(float(distance_km(10, 0, 40, 30)), rel=1e-9)


def test_a_wall_is_gone_round_by_its_nearer_end(walled: SeaGrid) -> None:
    path = sea_path(walled, (-10.0, 15.0), (10.0, 15.0))
    round_the_end = length_km(np.array([[-10.0, 15.0], [-1.2, 20.2], [1.2, 20.2], [10.0, 15.0]]))
    assert path[:, 1].max() > 20.0
    assert length_km(path) == pytest.approx(round_the_end, rel=0.02)
    assert land_km(line(path), WALL, [(-10.0, 15.0), (10.0, 15.0)]) == 0.0


def test_the_antimeridian_is_no_wall(walled: SeaGrid) -> None:
    path = sea_path(walled, (170.0, 10.0), (-170.0, 10.0))
    assert length_km(path) < 2300


def test_the_same_way_back(walled: SeaGrid) -> None:
    there = length_km(sea_path(walled, (-10.0, 5.0), (10.0, -5.0)))
    back = length_km(sea_path(walled, (10.0, -5.0), (-10.0, 5.0)))
    assert there == pytest.approx(back, rel=0.01)


def test_an_enclosed_basin_has_no_way_out() -> None:
    ring = shapely.box(-10, -10, 10, 10).difference(shapely.box(-3, -3, 3, 3))
    grid = SeaGrid.of([ring], cells_per_degree=2)
    with pytest.raises(InfeasibleError, match="enclosed basin"):
        sea_path(grid, (0.0, 0.0), (20.0, 0.0))


def test_land_within_ten_km_of_a_landing_does_not_count() -> None:
    land = shapely.box(-0.08, -1.0, 0.0, 1.0)
    across = line(np.array([[-0.07, 0.0], [1.0, 0.0]]))
    assert land_km(across, land, [(-0.07, 0.0), (1.0, 0.0)]) == 0.0
    assert land_km(across, shapely.box(0.3, -1, 0.6, 1), [(-0.07, 0.0), (1.0, 0.0)]) == pytest.approx(33.4, rel=0.05)
