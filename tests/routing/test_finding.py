from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import dijkstra

from sogdia.errors import DataError, InfeasibleError, ParameterError
from sogdia.geodesy import distance_km, line
from sogdia.routing.finding import ground_of
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.proposals import find, paths
from sogdia.routing.surface import Surface
from sogdia.routing.walking import line_cost


def test_a_line_costs_each_cell_by_its_length_within(window: Lattice) -> None:
    price = np.ones(window.shape)
    price[:, 15:] = 3.0
    ground = ground_of(Surface.of(window, sea=price), SEA)
    edge = 10.0 + 15 * 0.25
    by_hand = distance_km(edge - 1, 22.0, edge, 22.0) + 3.0 * distance_km(edge, 22.0, edge + 2, 22.0)
    assert line_cost(ground, edge - 1, 22.0, edge + 2, 22.0, np.inf) == pytest.approx(float(by_hand), rel=1e-4)


@pytest.mark.parametrize(
    "ends", [((10.1, 20.1), (17.3, 25.9)), ((17.4, 20.2), (10.2, 25.6)), ((12.0, 21.0), (12.2, 25.8))]
)
def test_a_line_at_any_angle_is_never_dearer_than_the_best_way_over_neighbours(rough: Surface, brute, ends) -> None:
    route = find(rough, [ends[0]], [ends[1]], "submarine")[0]
    grid = rough.lattice
    a, b = (grid.cell(*end) for end in ends)
    best = dijkstra(brute(rough), indices=a[0] * grid.columns + a[1])[b[0] * grid.columns + b[1]]
    stubs = sum(
        rough.price[SEA][grid.cell(*end)] * float(distance_km(*end, grid.lon[cell[1]], grid.lat[cell[0]]))
        for end, cell in zip(ends, (a, b), strict=True)
    )
    assert route.cost_musd <= (best + stubs) * (1 + 1e-5)


@pytest.mark.parametrize(
    ("start", "end"),
    [((139.7, 35.7), (-122.3, 47.6)), ((19.0, 69.6), (-149.9, 61.2)), ((151.2, -33.9), (-118.4, 33.9)),
     ((10.0, 88.0), (-150.0, 86.5)), ((179.5, -10.0), (-179.5, 12.0)), ((-60.0, -86.0), (100.0, -85.5))],
)  # fmt: skip
def test_an_ocean_without_land_gives_the_geodesic(ocean: Surface, start, end) -> None:
    route = find(ocean, [start], [end], "submarine")[0]
    straight = float(distance_km(*start, *end))
    assert route.length_km.sum() == pytest.approx(straight, rel=5e-4)
    assert route.cost_musd == pytest.approx(straight, rel=5e-4)


def test_going_ashore_costs_a_landing(shore: Surface) -> None:
    route = find(shore, [(10.2, 22.0)], [(17.2, 22.0)], "auto")[0]
    assert set(route.setting.tolist()) == {SEA, LAND}
    assert len(route.landings) == 1
    sea = route.length_km[route.setting == SEA].sum()
    land = route.length_km[route.setting == LAND].sum()
    assert route.cost_musd == pytest.approx(sea + 2 * land + 5.0, rel=1e-3)
    assert sea + land == pytest.approx(float(distance_km(10.2, 22.0, 17.2, 22.0)), rel=0.01)


def test_the_legs_join_at_the_points_on_the_way(ocean: Surface) -> None:
    route = find(ocean, [(0.0, 0.0), (10.0, 20.0)], [(30.0, 0.0)], "submarine")[0]
    assert distance_km(route.lon, route.lat, 10.0, 20.0).min() < 1e-6
    assert line(route.lonlat).is_valid


def test_what_cannot_be_is_told(window: Lattice, shore: Surface) -> None:
    with pytest.raises(InfeasibleError, match="is not at sea"):
        find(shore, [(17.2, 22.0)], [(10.2, 22.0)], "submarine")
    with pytest.raises(InfeasibleError, match="is not on land"):
        find(shore, [(10.2, 22.0)], [(17.2, 22.0)], "terrestrial")
    with pytest.raises(ParameterError, match="off the surface"):
        find(shore, [(50.0, 22.0)], [(10.2, 22.0)])
    with pytest.raises(ParameterError, match="two different points"):
        paths((10.2, 22.0), (10.2, 22.0), shore)
    with pytest.raises(DataError, match="row 3 column 4"):
        Surface.of(window, sea=_spoilt(window.shape))
    with pytest.raises(DataError, match="raster of its extent"):
        Surface.of(window, sea=np.ones((3, 3)))
    with pytest.raises(ParameterError, match="empty"):
        Lattice(0.0, 0.0, 1.0, 1.0, 0, 5)


def _spoilt(shape):
    out = np.ones(shape)
    out[3, 4] = np.nan
    return out


def test_an_enclosed_basin_has_no_way_out(window: Lattice) -> None:
    price = np.ones(window.shape)
    price[5:16, 5] = price[5:16, 15] = 0.0
    price[5, 5:16] = price[15, 5:16] = 0.0
    with pytest.raises(InfeasibleError, match="enclosed basin"):
        find(Surface.of(window, sea=price), [(12.5, 22.5)], [(17.0, 25.0)], "submarine")


def test_a_wall_of_avoided_polygons_is_named(window: Lattice) -> None:
    surface = Surface.of(window, sea=1.0, areas={"wall": shapely.box(13.0, 19.0, 13.4, 27.0)})
    with pytest.raises(InfeasibleError, match=r"\(wall\) closes the way"):
        paths((10.2, 22.0), (17.2, 22.0), surface, setting="submarine", avoid=["wall"])
    with pytest.raises(ParameterError, match="did you mean 'wall'"):
        paths((10.2, 22.0), (17.2, 22.0), surface, setting="submarine", avoid=["wal"])


def test_slopes_count_by_direction(window: Lattice) -> None:
    ridge = np.zeros(window.shape, dtype=np.float32)
    ridge[8:16] = 2000.0
    surface = Surface.of(window, land=1.0, elevation_m=ridge, climb_musd_per_m=1.0)
    over = find(surface, [(14.0, 20.5)], [(14.0, 25.5)], "terrestrial")[0]
    beside = find(surface, [(10.5, 23.0)], [(17.0, 23.0)], "terrestrial")[0]
    assert over.cost_musd == pytest.approx(over.length_km.sum() + 4000.0, rel=1e-3)
    assert beside.cost_musd == pytest.approx(beside.length_km.sum(), rel=1e-6)


@pytest.mark.parametrize(("west", "south", "edge"), [(42.0333, 10.0167, 20), (-17.3, 33.1, 21), (100.1, 51.7, 23)])
def test_a_shore_on_which_no_cell_holds_both_is_passed_whatever_the_rounding(west, south, edge) -> None:
    grid = Lattice(west, south, 1 / 120, 1 / 120, 40, 50)
    sea, land = np.zeros(grid.shape), np.zeros(grid.shape)
    sea[:, :edge], land[:, edge:] = 1.0, 2.0
    ends = (west + 3.3 / 120, south + 10.4 / 120), (west + 45.2 / 120, south + 30.1 / 120)
    for flip in (1, -1):
        surface = Surface.of(grid, sea=sea[:, ::flip], land=land[:, ::flip], landing_musd=5.0)
        there = find(surface, [ends[0]], [ends[1]], "auto")[0].cost_musd
        assert 5.0 < there < 200.0
        assert find(surface, [ends[1]], [ends[0]], "auto")[0].cost_musd == there
