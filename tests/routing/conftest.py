from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from sogdia.routing.lattice import KNIGHT, UNIT, Lattice
from sogdia.routing.line import SEA
from sogdia.routing.surface import Surface

WINDOW = Lattice(10.0, 20.0, 0.25, 0.25, 24, 30)


@pytest.fixture(scope="session")
def window() -> Lattice:
    """Thirty columns by twenty-four rows of a quarter of a degree."""
    return WINDOW


@pytest.fixture(scope="session")
def rough() -> Surface:
    """Random prices between 1 and 9, a wall with one gap, no land."""
    rng = np.random.default_rng(7)
    price = rng.uniform(1.0, 9.0, WINDOW.shape)
    price[10, :25] = 0.0
    return Surface.of(WINDOW, sea=price)


@pytest.fixture(scope="session")
def ocean() -> Surface:
    """A globe of water, one degree, one US$ million a km."""
    return Surface.of(Lattice.globe(1.0), sea=1.0)


@pytest.fixture(scope="session")
def shore(window: Lattice) -> Surface:
    """Sea in the west at 1, land in the east at 2, 5 for a landing; the two columns between are both."""
    sea, land = np.zeros(window.shape), np.zeros(window.shape)
    sea[:, :16], land[:, 14:] = 1.0, 2.0
    return Surface.of(window, sea=sea, land=land, landing_musd=5.0)


def move_by_move(surface):
    """Build the graph move by move, each priced by the cells that its line runs through."""
    grid, price = surface.lattice, surface.price[SEA]
    _, dcol, km = grid.moves
    rows, columns = grid.shape
    start, end, cost = [], [], []
    for r in range(rows):
        for c in range(columns):
            for m, (dr, dc) in enumerate(UNIT + KNIGHT):
                rr, cc = r + dr, c + dc
                if grid.wrap:
                    cc %= columns
                if not (0 <= rr < rows and 0 <= cc < columns) or km[r, m] == 0 or dcol[r, m] != dc:
                    continue
                ends = [(r, c), (rr, cc)]
                between = []
                if abs(dr) + abs(dc) == 3:
                    half = (c + dc // 2) % columns if abs(dc) == 2 else None
                    between = [(r, half), (rr, half)] if half is not None else [(r + dr // 2, c), (r + dr // 2, cc)]
                cells = [*ends, *between]
                if any(price[cell] <= 0 for cell in cells):
                    continue
                if abs(dr) == abs(dc) == 1 and price[r, cc] <= 0 and price[rr, c] <= 0:
                    continue
                start.append(r * columns + c)
                end.append(rr * columns + cc)
                cost.append(np.mean([price[cell] for cell in cells]) * km[r, m])
    n = rows * columns
    return csr_array((cost, (start, end)), shape=(n, n))


@pytest.fixture(scope="session")
def brute():
    """Give the maker of brute-force graphs."""
    return move_by_move
