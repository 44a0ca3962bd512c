"""Links assumed inside each country, so that its landings, borders and cities are joined where no trunk is known.

The rule: within a country, the parts of the terrestrial network that no known trunk joins are joined by the shortest
straight links, one at a time, shortest first, between places on one piece of land or over a narrow water. Such a link
is marked `assumed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.data.making.trace import LAND_SLACK
from sogdia.geodesy import arc, distance_km, geometry_km

if TYPE_CHECKING:
    import pandas as pd

MOST_WATER_KM: Final = 6.0
NARROW_KM: Final = 25.0
"""Bridges and short crossings inside a country, where the link is shorter than `NEAR_KM`."""
NEAR_KM: Final = 120.0
ASHORE_KM: Final = 10.0
"""A place farther from the land that is drawn lies on an island that is not."""
MOST_LINK_KM: Final = 1000.0
SOURCE: Final = "assumed-domestic-links"


def assumed_links(nodes: pd.DataFrame, spans: pd.DataFrame, outlines: dict[str, Any]) -> list[dict[str, Any]]:
    """List the assumed links of all countries.

    Parameters
    ----------
    nodes, spans
        Nodes (id, country, lon, lat, kind) and traced spans (start, end, setting, status).
    outlines
        Land of each country by its code; a country without outline is joined when its nodes are within 60 km.
    """
    land_spans = spans[(spans.setting == "terrestrial") & spans.status.isin(["in_service"])]
    pairs = list(zip(land_spans.start, land_spans.end, strict=True))
    links = []
    for country, group in nodes[nodes.kind != "branching_unit"].groupby("country"):
        links += _join(str(country), group.sort_values("id"), pairs, outlines.get(str(country)))
    return links


def _join(country: str, nodes: pd.DataFrame, pairs: list[tuple[str, str]], outline: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    ids = list(nodes.id)
    number = {node: i for i, node in enumerate(ids)}
    group = list(range(len(ids)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for a, b in pairs:
        if a in number and b in number:
            group[root(number[a])] = root(number[b])
    x, y = nodes.lon.to_numpy(dtype=float), nodes.lat.to_numpy(dtype=float)
    first, second = np.triu_indices(len(ids), 1)
    km = distance_km(x[first], y[first], x[second], y[second])
    links: list[dict[str, Any]] = []
    for k in np.argsort(km, kind="stable"):
        i, j = int(first[k]), int(second[k])
        if km[k] > MOST_LINK_KM:
            break
        if root(i) == root(j):
            continue
        drawn = arc(x[i], y[i], x[j], y[j])
        ends = (shapely.Point(x[i], y[i]), shapely.Point(x[j], y[j]))
        if not _over_land(drawn, float(km[k]), ends, outline):
            continue
        group[root(i)] = root(j)
        links.append(
            {
                "id": f"assumed-{country.lower()}-{len(links) + 1}",
                "start": ids[i],
                "end": ids[j],
                "setting": "terrestrial",
                "status": "in_service",
                "length_km": max(float(km[k]) * LAND_SLACK, 0.1),
                "geometry": drawn,
                "source": SOURCE,
                "read": "assumed",
                "as_of": "2026",
                "note": "assumed: joined inside the country by the shortest link over land",
            }
        )
    return links


def _over_land(drawn: Any, km: float, ends: tuple[Any, Any], outline: Any) -> bool:  # noqa: ANN401
    """Tell whether a link stays in the country's land: on one piece of it, or over a narrow water."""
    if outline is None:
        return km < NEAR_KM
    parts = shapely.get_parts(outline)
    first, second = (int(np.argmin(shapely.distance(parts, point))) for point in ends)
    if first == second and all(_off_km(parts[first], point) <= ASHORE_KM for point in ends):
        return True
    limit = NARROW_KM if km < NEAR_KM else MOST_WATER_KM
    return geometry_km(shapely.difference(drawn, outline)) <= limit


def _off_km(part: Any, point: Any) -> float:  # noqa: ANN401
    """Give the km from a place to the nearest point of a piece of land."""
    _, nearest = shapely.get_coordinates(shapely.shortest_line(point, part))
    return float(distance_km(point.x, point.y, *nearest))
