"""The lattice of a grid in degrees, and the moves by which a search steps over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.routing.ellipsoid import EQUATOR_KM, FLAT2

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
KNIGHT: Final = ((1, 2), (1, -2), (-1, 2), (-1, -2), (2, 1), (2, -1), (-2, 1), (-2, -1))
WIDE: Final = ((0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1), *KNIGHT)
MOVES: Final = len(UNIT) + len(KNIGHT) + len(WIDE)
"""Moves of a row: 8 to neighbours, 8 of a knight, and the same stretched along the row where cells are narrow."""
_WIDEST_TURN: Final = 15.0


@dataclass(frozen=True)
class Lattice:
    """Where the cells of a grid lie.

    Attributes
    ----------
    west, south
        Edges of the first column and row, degrees.
    step_lon, step_lat
        Sides of a cell, degrees.
    rows, columns
        Numbers of cells; row 0 is the south.
    """

    west: float
    south: float
    step_lon: float
    step_lat: float
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if self.rows < 1 or self.columns < 1:
            raise ParameterError(f"the window is empty: {self.rows} rows by {self.columns} columns; widen it")
        north, wide = self.south + self.rows * self.step_lat, self.columns * self.step_lon
        if (
            self.step_lon <= 0
            or self.step_lat <= 0
            or self.south < -90 - 1e-6
            or north > 90 + 1e-6
            or wide > 360 + 1e-6
        ):
            raise ParameterError(
                f"a grid from {self.west:g}, {self.south:g} with {self.rows} rows of {self.step_lat:g} and "
                f"{self.columns} columns of {self.step_lon:g} degrees leaves the globe; give its true edges"
            )

    @classmethod
    def globe(cls, step: float) -> Lattice:
        """Give the lattice of the whole globe, `step` degrees a side, from 180 degrees west."""
        rows = round(180.0 / step)
        return cls(-180.0, -90.0, 180.0 / rows, 180.0 / rows, rows, 2 * rows)

    @property
    def wrap(self) -> bool:
        """Whether the columns go round the Earth."""
        return abs(self.columns * self.step_lon - 360.0) < 1e-6

    @property
    def east(self) -> float:
        """Edge of the last column, degrees (west + 360 where the columns go round)."""
        return self.west + self.columns * self.step_lon

    @property
    def north(self) -> float:
        """Edge of the last row, degrees."""
        return self.south + self.rows * self.step_lat

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def poles(self) -> tuple[bool, bool]:
        """Whether the first row ends at the South Pole and the last one at the North Pole, all around it."""
        whole = self.wrap and self.columns % 2 == 0
        return whole and self.south < -90 + 1e-6, whole and self.north > 90 - 1e-6

    @cached_property
    def lat(self) -> NDArray[np.float64]:
        """Latitudes of the rows' centres, degrees."""
        return np.asarray(self.south + (np.arange(self.rows) + 0.5) * self.step_lat, dtype=np.float64)

    @cached_property
    def lon(self) -> NDArray[np.float64]:
        """Longitudes of the columns' centres, degrees, in [-180, 180)."""
        east = self.west + (np.arange(self.columns) + 0.5) * self.step_lon
        return np.asarray((east + 180.0) % 360.0 - 180.0, dtype=np.float64)

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a point lies on the grid."""
        return self.south <= lat <= self.north and (self.wrap or (lon - self.west) % 360.0 <= self.east - self.west)

    def cell(self, lon: float, lat: float) -> tuple[int, int]:
        """Give row and column of the cell that holds a point of the grid."""
        row = min(max(int((lat - self.south) // self.step_lat), 0), self.rows - 1)
        return row, min(int(((lon - self.west) % 360.0) / self.step_lon), self.columns - 1)

    def cells(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give rows and columns of the cells that hold points of the grid."""
        row = np.clip(((lat - self.south) // self.step_lat).astype(np.int64), 0, self.rows - 1)
        column = (((lon - self.west) % 360.0) / self.step_lon).astype(np.int64)
        return row, np.minimum(column, self.columns - 1)

    @cached_property
    def stretch(self) -> NDArray[np.int64]:
        """Columns that are together about as wide as a row is high, by row: a power of two, so that rows fit."""
        wide = self.step_lon * np.maximum(np.cos(np.radians(self.lat)), 1e-9)
        most = max(1.0, _WIDEST_TURN / self.step_lon)
        power = np.minimum(np.rint(np.log2(np.maximum(self.step_lat / wide, 1.0))), np.floor(np.log2(most)))
        return np.asarray(2.0**power, dtype=np.int64)

    @cached_property
    def moves(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
        """The moves: rows gone (MOVES,), columns gone and km (rows, MOVES); km is 0 where a row has no such move."""
        drow = np.array([dr for dr, _ in UNIT + KNIGHT + WIDE], dtype=np.int64)
        dcol = np.zeros((self.rows, MOVES), dtype=np.int32)
        km = np.zeros((self.rows, MOVES), dtype=np.float32)
        rows = np.arange(self.rows)
        for m, (dr, dc) in enumerate(UNIT + KNIGHT + WIDE):
            there = rows + dr
            inside = (there >= 0) & (there < self.rows)
            safe = np.clip(there, 0, self.rows - 1)
            k = np.minimum(self.stretch, self.stretch[safe])
            if abs(dr) == 2:
                k = np.minimum(k, self.stretch[np.clip(rows + dr // 2, 0, self.rows - 1)])
            wide = m >= len(UNIT) + len(KNIGHT)
            if wide:
                inside &= k > 1
            elif m >= len(UNIT):
                inside &= k == 1
            dcol[:, m] = dc * (k if wide else 1)
            inside &= np.abs(dcol[:, m]) < self.columns // 2 + 1
            length = _near_km(self.lat, self.lat[safe], np.asarray(dcol[:, m] * self.step_lon, dtype=np.float64))
            km[:, m] = np.where(inside, length, 0.0)
        return drow, dcol, km


def _near_km(lat1: NDArray[np.float64], lat2: NDArray[np.float64], dlon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give distances of near points from their chords, km."""

    def spot(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        phi, lam = np.radians(lat), np.radians(lon)
        normal = EQUATOR_KM / np.sqrt(1.0 - FLAT2 * np.sin(phi) ** 2)
        ring = normal * np.cos(phi)
        return np.stack([ring * np.cos(lam), ring * np.sin(lam), normal * (1.0 - FLAT2) * np.sin(phi)])

    chord2 = ((spot(lat2, dlon) - spot(lat1, 0.0 * dlon)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt(chord2) * (1.0 + chord2 / (24.0 * 6371.0**2)), dtype=float)
