"""A landing that is a town on land trunks too is cut in two: the station where cables land, and the town behind it.

Else whatever is lost or shared at the station would be lost or shared by the town's land fibre as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sogdia.data.making.facts import stops_of

if TYPE_CHECKING:
    import pandas as pd


BESIDE_DEGREES: Final = 0.01
"""Offset of a town's node from its landing's, about a km, so that both can be seen and joined."""


def town_nodes(facts: dict[str, pd.DataFrame]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Give the towns behind landings at which land trunks stop.

    Returns
    -------
    tuple
        Rows of new nodes beside the landings, and the town's id by the landing's; only routes on land use it.
    """
    nodes, routes = facts["nodes"].set_index("id"), facts["routes"]
    used: dict[str, set[str]] = {"submarine": set(), "terrestrial": set()}
    for setting, cell in zip(routes.setting, routes.stops, strict=True):
        used.setdefault(str(setting), set()).update(stop.node for stop in stops_of(cell))
    both = used["submarine"] & used["terrestrial"] & set(nodes.index[nodes.kind == "landing"])
    rows = [
        {
            "id": f"{node}-town",
            "name": nodes.name[node],
            "country": nodes.country[node],
            "lon": f"{float(nodes.lon[node]) + BESIDE_DEGREES:.4f}",
            "lat": nodes.lat[node],
            "kind": "city",
            "source": nodes.source[node],
            "read": "derived",
            "as_of": nodes.as_of[node],
            "note": "the town behind the landing of this name, drawn a km beside it",
        }
        for node in sorted(both)
    ]
    return rows, {node: f"{node}-town" for node in sorted(both)}
