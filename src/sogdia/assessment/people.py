"""How many people live near a node (workshop: tables in, table out)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REACH_KM: Final = 50.0
"""Distance within which people count as near a node; the World Bank's and ITU's own reach maps use 10, 25 and 50 km."""

_EARTH_KM: Final = 6371.0088


def near_nodes(towns: pd.DataFrame, nodes: pd.DataFrame, reach_km: float = REACH_KM) -> NDArray[np.bool_]:
    """Mark the towns that have a node of their own country within reach.

    Parameters
    ----------
    towns, nodes
        Columns lon, lat (degrees) and country.
    reach_km
        Great-circle distance on the mean sphere, km, above 0: at 50 km within 0.3 km of the ellipsoid's.

    Returns
    -------
    ndarray
        Shape (number of towns,). A border stops a service: a node across it does not count.

    Examples
    --------
    One degree of latitude is 111 km, a third of it 37 km.

    >>> towns = pd.DataFrame({"lon": [0.0, 0.0], "lat": [0.33, 1.0], "country": "KEN"})
    >>> near_nodes(towns, pd.DataFrame({"lon": [0.0], "lat": [0.0], "country": ["KEN"]})).tolist()
    [True, False]
    """
    out = np.zeros(len(towns), dtype=bool)
    chord = 2.0 * np.sin(reach_km / _EARTH_KM / 2.0)
    place = {str(code): _unit(group) for code, group in nodes.groupby("country")}
    rows = {str(code): np.asarray(where) for code, where in towns.groupby("country").indices.items()}
    for code, where in rows.items():
        if code in place:
            away, _ = cKDTree(place[code]).query(_unit(towns.iloc[where]))
            out[where] = away <= chord
    return out


def _unit(points: pd.DataFrame) -> Floats:
    lon, lat = np.radians(points.lon.to_numpy(dtype=float)), np.radians(points.lat.to_numpy(dtype=float))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def people_near(towns: pd.DataFrame, near: NDArray[np.bool_]) -> pd.DataFrame:
    """Add up the people of the towns by country: town_people, near_people.

    Examples
    --------
    >>> towns = pd.DataFrame({"country": ["KEN", "KEN"], "population": [30, 70]})
    >>> people_near(towns, np.array([True, False])).loc["KEN"].tolist()
    [100.0, 30.0]
    """
    people = towns.population.astype(float)
    rows = pd.DataFrame({"country": towns.country.astype(str), "town_people": people, "near_people": people * near})
    return rows.groupby("country").sum()
