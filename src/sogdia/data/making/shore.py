"""A cable that is said to land at an inland city lands at a shore node beside it, and the city is joined overland."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.making.facts import stops_of
from sogdia.geodesy import distance_km
from sogdia.routing.lattice import Lattice
from sogdia.routing.raster import touched

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

FARTHEST_KM: Final = 8.0
"""A city within this distance of the sea is taken as its own landing."""
REACH_CELLS: Final = 40
CELLS_PER_DEGREE: Final = 24


def shore_nodes(facts: dict[str, pd.DataFrame], land: Sequence[Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Find the stops at sea that lie inland, and give each a node at the nearest shore.

    Returns
    -------
    tuple
        Rows of new nodes, and the new node's id by the old one's; only routes at sea are to use it.
    """
    nodes = facts["nodes"].set_index("id")
    parts = shapely.get_parts(np.asarray(land, dtype=object))
    tree = shapely.STRtree(parts)
    at_sea = facts["routes"].setting == "submarine"
    stops = {stop.node for cell in facts["routes"].stops[at_sea] for stop in stops_of(cell)}
    rows: list[dict[str, Any]] = []
    for node in sorted(stops):
        at = nodes.loc[node]
        lon, lat = float(str(at["lon"])), float(str(at["lat"]))
        spot = nearest_water(parts, tree, lon, lat)
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


def nearest_water(parts: NDArray[Any], tree: shapely.STRtree, lon: float, lat: float) -> tuple[float, float] | None:
    """Give the middle of the nearest cell that is not all land, lon and lat; None within no `REACH_CELLS` cells."""
    step = 1.0 / CELLS_PER_DEGREE
    row, column = int((lat + 90.0) // step), int((lon + 180.0) // step)
    south = max(row - REACH_CELLS, 0)
    rows = min(row + REACH_CELLS + 1, 180 * CELLS_PER_DEGREE) - south
    wide = 2 * REACH_CELLS + 1
    grid = Lattice(-180.0 + (column - REACH_CELLS) * step, -90.0 + south * step, step, step, rows, wide)
    box = shapely.box(grid.west, grid.south, grid.east, grid.north)
    land = shapely.union_all(shapely.intersection(parts[tree.query(box)], box))
    water = box.difference(land)
    if water.is_empty:
        return None
    wet = np.argwhere(touched(grid, [water]))
    x, y = grid.lon[wet[:, 1]], grid.lat[wet[:, 0]]
    best = int(np.argmin(distance_km(x, y, lon, lat)))
    return round(float(x[best]), 4), round(float(y[best]), 4)
