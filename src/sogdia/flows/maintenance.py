"""Maintenance zones of the sea: how many repair ships each has, and how long a repair takes there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.tables import read_csv

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_TABLE: Final = Path(__file__).with_name("maintenance_zones.csv")


@dataclass(frozen=True)
class Zones:
    """Maintenance zones; z of them, the first that holds a place counts.

    Attributes
    ----------
    id
        Names.
    box
        Shape (z, 4), degrees: west, south, east, north.
    ships
        Shape (z,): ships that stand by.
    ready_days, work_days
        Shape (z,): mean days until a ship may leave (notice, permit, spares), and of its way and work.
    """

    id: tuple[str, ...]
    box: Floats
    ships: Ints
    ready_days: Floats
    work_days: Floats

    def of(self, lon: Floats, lat: Floats) -> Ints:
        """Give the zone of each place."""
        west, south, east, north = self.box.T[:, :, None]
        inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        return np.asarray(inside.argmax(axis=0), dtype=np.int64)


@cache
def zone_table() -> pd.DataFrame:
    """Give the zones as written, each row with its source and how it was had."""
    return read_csv(_TABLE)


def zones(ships: float = 1.0) -> Zones:
    """Give the zones, with the number of ships times a factor (at least one in each).

    Source
    ------
    22 of the 77 cable ships of the world are meant for repair (SubTel Forum, 2024); the Mediterranean had two
    (France Telecom, 2008) and the Yokohama zone has two. The others are divided by assumption.

    Examples
    --------
    >>> found = zones()
    >>> [found.id[i] for i in found.of(np.array([29.0, 140.0]), np.array([32.0, 35.0]))]
    ['mediterranean', 'yokohama']
    """
    rows = zone_table()
    numbers = rows[["west", "south", "east", "north", "ships", "ready_days", "work_days"]].astype(float).to_numpy()
    fleet = np.maximum(np.round(numbers[:, 4] * ships), 1).astype(np.int64)
    return Zones(tuple(rows.id), numbers[:, :4], fleet, numbers[:, 5], numbers[:, 6])
