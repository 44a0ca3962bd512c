"""A cable that is said to land at an inland city lands at a shore node beside it, and the city is joined overland."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.data.making.facts import stops_of
from sogdia.geodesy import distance_km
from sogdia.routing.sea import LAND

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.routing import SeaGrid

FARTHEST_KM: Final = 8.0
"""A city within this distance of the sea is taken as its own landing."""
_REACH_CELLS: Final = 40


def shore_nodes(facts: dict[str, pd.DataFrame], grid: SeaGrid) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Find the stops at sea that lie inland, and give each a node at the nearest shore.

    Returns
    -------
    tuple
        Rows of new nodes, and the new node's id by the old one's; only routes at sea are to use it.
    """
    nodes = facts["nodes"].set_index("id")
    at_sea = facts["routes"].setting == "submarine"
    stops = {stop.node for cell in facts["routes"].stops[at_sea] for stop in stops_of(cell)}
    rows: list[dict[str, Any]] = []
    for node in sorted(stops):
        at = nodes.loc[node]
        lon, lat = float(str(at["lon"])), float(str(at["lat"]))
        spot = _nearest_water(grid, lon, lat)
        if at["kind"] == "landing" or spot is None or float(distance_km(lon, lat, *spot)) <= FARTHEST_KM:
            continue
        rows.append(
            {
                "id": f"{node}-shore",
                "name": f"{at['name']} (shore)",
                "country": at.country,
                "lon": spot[0],
                "lat": spot[1],
                "kind": "landing",
                "source": at.source,
                "read": "derived",
                "as_of": at.as_of,
                "note": "landing town not known: the shore nearest to the city that is named",
            }
        )
    return rows, {row["id"].removesuffix("-shore"): row["id"] for row in rows}


def _nearest_water(grid: SeaGrid, lon: float, lat: float) -> tuple[float, float] | None:
    row, column = grid.cell(lon, lat)
    rows, columns = grid.kind.shape
    r = np.clip(np.arange(row - _REACH_CELLS, row + _REACH_CELLS + 1), 0, rows - 1)
    c = np.arange(column - _REACH_CELLS, column + _REACH_CELLS + 1) % columns
    wet = np.argwhere(grid.kind[np.ix_(r, c)] != LAND)
    if not len(wet):
        return None
    x = (c[wet[:, 1]] + 0.5) * grid.step - 180.0
    y = (r[wet[:, 0]] + 0.5) * grid.step - 90.0
    best = int(np.argmin(distance_km(x, y, lon, lat)))
    return round(float(x[best]), 4), round(float(y[best]), 4)
