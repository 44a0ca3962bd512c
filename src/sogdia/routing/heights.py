"""The height of the ground at any point of a grid, between the centres of its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sogdia.routing.lattice import Lattice

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Heights:
    """Heights on a grid, to be asked at points.

    Attributes
    ----------
    lattice
        Where the cells lie.
    elevation_m
        Height of each cell, m, under 0 below the sea; shape (rows, columns).
    """

    lattice: Lattice
    elevation_m: NDArray[Any]

    def __call__(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the height at points, interpolated between the four centres around each; NaN off the grid.

        Parameters
        ----------
        lon, lat
            Degrees; shape (n,).
        """
        grid = self.lattice
        x = ((np.asarray(lon, dtype=float) - grid.west) % 360.0) / grid.step_lon - 0.5
        y = (np.asarray(lat, dtype=float) - grid.south) / grid.step_lat - 0.5
        off = (y < -0.5 - 1e-9) | (y > grid.rows - 0.5 + 1e-9)
        if not grid.wrap:
            off |= x > grid.columns - 0.5 + 1e-9
            x = np.clip(x, 0.0, grid.columns - 1.0)
        y = np.clip(y, 0.0, grid.rows - 1.0)
        column, row = np.floor(x).astype(np.int64), np.minimum(np.floor(y).astype(np.int64), max(grid.rows - 2, 0))
        right, up = x - column, y - row
        here, there = column % grid.columns, (column + 1) % grid.columns
        if not grid.wrap:
            there = np.minimum(column + 1, grid.columns - 1)
        above = np.minimum(row + 1, grid.rows - 1)
        z = self.elevation_m
        low = z[row, here] * (1.0 - right) + z[row, there] * right
        high = z[above, here] * (1.0 - right) + z[above, there] * right
        return np.where(off, np.nan, low * (1.0 - up) + high * up)
