"""The search over many cells: what it finds where the optimum is known, and pieces that land divides."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sogdia.geodesy import distance_km
from sogdia.routing.fields import mesh_of
from sogdia.routing.finding import cheapest
from sogdia.routing.guidance import split
from sogdia.routing.kinds import PIECE_BIT
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA
from sogdia.routing.surface import Surface

GLOBE = Lattice.globe(0.25)


@pytest.fixture(scope="module")
def two_prices() -> Surface:
    """One in the western half of the globe, two in the eastern one."""
    return Surface.of(GLOBE, sea=np.broadcast_to(np.where(GLOBE.lon > 0, 2.0, 1.0), GLOBE.shape))


@pytest.mark.parametrize(
    ("start", "end"), [((-35.9, -15.05), (38.71, -45.5)), ((-58.0, 18.6), (38.4, 70.6)), ((-20.0, 5.0), (20.0, 30.0))]
)
def test_a_line_is_refracted_by_the_law_of_snell(two_prices: Surface, start, end) -> None:
    best = minimize_scalar(
        lambda lat: float(distance_km(*start, 0.0, lat) + 2.0 * distance_km(0.0, lat, *end)),
        bounds=(-85.0, 85.0),
        method="bounded",
    )
    route = cheapest(two_prices, start, end, "submarine", mesh_of(two_prices, (SEA,)))
    assert route is not None
    assert best.fun * (1 - 1e-6) <= route.cost_musd <= best.fun * 1.005


def test_ends_between_the_columns_of_narrow_rows_are_reached() -> None:
    surface = Surface.of(GLOBE, sea=1.0)
    mesh = mesh_of(surface, (SEA,))
    for start, end in (((10.3, 88.1), (-150.6, 86.4)), ((179.6, -87.3), (-60.9, -70.2))):
        route = cheapest(surface, start, end, "submarine", mesh)
        assert route is not None
        assert route.cost_musd == pytest.approx(float(distance_km(*start, *end)), rel=1e-3)


def test_land_divides_a_block() -> None:
    price = np.ones((16, 16))
    price[:, 1] = 0.0
    surface = Surface.of(Lattice(0.0, 0.0, 0.1, 0.1, 16, 16), sea=price)
    for _ in range(2):
        pieces = split(surface.lattice, mesh_of(surface, (SEA,)))
        assert len(pieces.price) == 10
        west = pieces.end[pieces.start[0] : pieces.start[1]]
        assert set(west.tolist()) == {5}


def test_pieces_touch_across_borders_and_at_landings_as_trying_all_cells_tells() -> None:
    rng = np.random.default_rng(3)
    sea, land = (rng.uniform(1.0, 2.0, (24, 40)) * (rng.random((24, 40)) < share) for share in (0.7, 0.4))
    surface = Surface.of(Lattice(0.0, 0.0, 0.1, 0.1, 24, 40), sea=sea, land=land)
    mesh = mesh_of(surface, (SEA, LAND))
    pieces = split(surface.lattice, mesh)
    size, wide = 24 * 40, 1 << pieces.shift

    def piece(layer: int, r: int, c: int) -> int:
        blocks = (len(pieces.first) - 1) // 2
        block = layer * blocks + pieces.block[r] + c // wide[r]
        return int(pieces.first[block]) + (int(pieces.kind[layer * size + r * 40 + c]) >> PIECE_BIT) - 1

    wanted = set()
    for (r, c), price in np.ndenumerate(sea):
        for dr, dc in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
            y, x = r + dr, c + dc
            if not (0 <= y < 24 and 0 <= x < 40) or price <= 0:
                continue
            if dr + dc > 0 and sea[y, x] > 0:
                wanted.add((piece(0, r, c), piece(0, y, x)))
            if land[y, x] > 0 and (land[r, c] <= 0 or (dr, dc) == (0, 0)):
                wanted.add((piece(0, r, c), piece(1, y, x)))
    found = {(i, int(j)) for i in range(len(pieces.price)) for j in pieces.end[pieces.start[i] : pieces.start[i + 1]]}
    assert {(a, b) for a, b in wanted if a != b} <= found
