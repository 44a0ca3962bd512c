"""Where networks hand traffic to each other: internet exchanges by city, and the nodes that stand for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sogdia.flows.demands import TOWNS
from sogdia.flows.detours import NO_EXCHANGE_GBPS
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_TABLE: Final = Path(__file__).with_name("exchanges.csv")
REACH_KM: Final = 60.0
"""An exchange stands at a node at most so far from its city's centre, km (assumed: the width of a large city)."""
NO_PLACE: Final = ("branching_unit", "border_crossing")


@cache
def exchanges() -> pd.DataFrame:
    """Give the cities with internet exchanges.

    Returns
    -------
    DataFrame
        Rows city, country (ISO 3166 alpha-3), lon, lat, peak_gbps (peak traffic of the city's exchanges about 2020,
        Gbps, to one or two figures), as_of, read, source.
    """
    return pd.read_csv(_TABLE, dtype={"as_of": str})


@dataclass(frozen=True)
class Hubs:
    """Nodes at which networks hand traffic over.

    Attributes
    ----------
    node
        Shape (h,): node of the graph.
    smallness
        Shape (h,), 0 or more: natural logarithm of the largest exchange's peak traffic over this city's.
    country
        Shape (h,): ISO code of the node's country, empty where unknown.
    none
        The same as `smallness` of handover at no exchange, whose traffic is `NO_EXCHANGE_GBPS`.
    """

    node: Ints
    smallness: Floats
    country: NDArray[np.str_]
    none: float


def hubs(wires: Wires, usable: Ints) -> Hubs:
    """Find the nodes of a network that stand for the cities with exchanges.

    Each city takes the nearest town (`city`, `exchange`) within `REACH_KM`, else the nearest other place on land; the
    traffic of cities at one node adds up.

    Parameters
    ----------
    usable
        Nodes of the graph that have a span.
    """
    table = exchanges()
    rows = wires.net.nodes.set_index("id").reindex(wires.graph.node_ids).iloc[usable]
    kind = rows.kind.fillna("").to_numpy(dtype=str)
    at = np.full(len(table), -1, dtype=np.int64)
    for chosen in (np.isin(kind, TOWNS), ~np.isin(kind, [*TOWNS, *NO_PLACE])):
        near = _nearest(table, rows, chosen)
        at = np.where(at < 0, near, at)
    found = at >= 0
    node, where = np.unique(usable[at[found]], return_inverse=True)
    peak = np.bincount(where, weights=table.peak_gbps.to_numpy(dtype=float)[found], minlength=len(node))
    home = pd.Series(rows.country.fillna("").to_numpy(dtype=str), index=usable).reindex(node).to_numpy(dtype=str)
    most = float(table.peak_gbps.max())
    return Hubs(node, np.maximum(np.log(most / peak), 0.0), home, float(np.log(most / NO_EXCHANGE_GBPS)))


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Give unit vectors, shape (n, 3), of places in degrees."""
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def _nearest(table: pd.DataFrame, rows: pd.DataFrame, chosen: Flags) -> Ints:
    """Give the row of the nearest chosen node within reach of each city, -1 where there is none."""
    places = np.flatnonzero(chosen)
    if len(places) == 0:
        return np.full(len(table), -1, dtype=np.int64)
    lon, lat = rows[["lon", "lat"]].to_numpy(dtype=float)[places].T
    city_lon, city_lat = table[["lon", "lat"]].to_numpy(dtype=float).T
    near = cKDTree(on_sphere(lon, lat)).query(on_sphere(city_lon, city_lat))[1]
    away = distance_km(city_lon, city_lat, lon[near], lat[near])
    return np.where(away <= REACH_KM, places[near], -1)
