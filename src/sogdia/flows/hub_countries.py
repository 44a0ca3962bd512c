"""Countries in which traffic abroad meets: the seats of the cities of largest international internet bandwidth."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TABLE: Final = Path(__file__).with_name("hub_countries.csv")
DISTANCE_POWER: Final = 1.0
"""Traffic to a hub falls off with distance to this power. Held against TeleGeography's shares of bandwidth that led to
Europe in 2013 (CommsUpdate, 2013-09-18): North Africa 94 %, Middle East 85 %, sub-Saharan Africa 72 %, South Asia
46 %; with the table's bandwidths, Algeria has 88 %, the Emirates 67 %, Nigeria 72 %, India 55 %."""
NEAREST_KM: Final = 500.0
"""Hubs nearer than this count as this far, km. Assumed."""


@cache
def hub_countries() -> pd.DataFrame:
    """Give the table of hubs.

    Returns
    -------
    DataFrame
        Rows country (ISO 3166 alpha-3), group (hubs near each other), gbps (international internet bandwidth), as_of,
        read, source.
    """
    return pd.read_csv(_TABLE, dtype={"as_of": str})


def pull(gbps: Floats, away_km: Floats) -> Floats:
    """Give how strongly each hub draws traffic: its bandwidth over the distance.

    Examples
    --------
    >>> pull(np.array([100.0, 100.0]), np.array([1000.0, 4000.0])).tolist()
    [0.1, 0.025]
    """
    return np.asarray(gbps / np.maximum(away_km, NEAREST_KM) ** DISTANCE_POWER, dtype=float)
