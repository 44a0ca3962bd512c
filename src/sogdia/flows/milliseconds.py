"""Where the milliseconds of a round trip go: the likeliest way place by place, and its parts, which add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.flows.layout import standing, wire
from sogdia.flows.round_trip import ENDS, LatencyParams, checked_ends, floor_ms
from sogdia.flows.ways import MS_PER_KM, Seeker, Way
from sogdia.geodesy import distance_km

if TYPE_CHECKING:
    from sogdia.network import Network

    Point = tuple[float, float]


def explain(
    net: Network, start: Point, end: Point, *, year: int | None = None, params: LatencyParams | None = None
) -> pd.DataFrame:
    """List the nodes along the likeliest way between two points (lon, lat).

    Returns
    -------
    DataFrame
        Rows in the order of travel: node, name, country, lon, lat, handover (True at the exchange where the ends'
        networks meet), and the span and system by which it is reached, its setting, km and one_way_ms (of its
        fibre); no row where there is no way, or where the two are joined directly.
    """
    seeker, way, _ = _found(net, start, end, year, params or LatencyParams())
    wires = seeker.wires
    g = wires.graph
    nodes = wires.net.nodes.set_index("id")[["name", "country", "lon", "lat"]]
    nodes = nodes.reindex(g.node_ids[list(way.nodes)]).rename_axis("node").reset_index()
    nodes = nodes.assign(handover=np.array(way.nodes, dtype=np.int64) == way.hub)
    spans = wires.net.spans.set_index("id")[["system", "setting"]]
    used = g.span[list(way.arcs)]
    steps = spans.reindex(g.span_ids[used]).rename_axis("span").reset_index()
    steps = steps.assign(km=g.length_km[used], one_way_ms=wires.cost[used])
    steps.index = steps.index + 1
    return nodes.join(steps)


def breakdown(
    net: Network, start: Point, end: Point, *, year: int | None = None, params: LatencyParams | None = None
) -> pd.DataFrame:
    """Say where the milliseconds of a round trip go.

    Returns
    -------
    DataFrame
        Rows part, km (one way; NaN where it has no length), round_trip_ms; the milliseconds add up to `rtt_ms` of
        `latency`. No row where there is no way.
    """
    asked = params or LatencyParams()
    seeker, way, floor = _found(net, start, end, year, asked)
    if not np.isfinite(way.cost_ms):
        return pd.DataFrame({"part": pd.Series(dtype="string"), "km": [], "round_trip_ms": []})
    wires = seeker.wires
    used = wires.graph.span[list(way.arcs)]
    setting = wires.net.spans.setting.to_numpy(dtype=str)[wires.row][used]
    km, light = wires.graph.length_km[used], wires.cost[used]
    rows: list[tuple[str, float, float]] = []
    if way.tail_km > 0:
        rows.append(("fibre from the ends to the network", way.tail_km, 2.0 * way.tail_km * MS_PER_KM))
    for word, name in (("fibre at sea", "submarine"), ("fibre on land", "terrestrial"), ("satellite", "satellite")):
        mine = setting == name
        if mine.any():
            rows.append((word, float(km[mine].sum()), 2.0 * float(light[mine].sum())))
    rows += [
        ("land fibre in countries of low income", np.nan, 2.0 * float(seeker.slack_ms[used].sum())),
        ("spans at sea: landings, and the thinness of cables", np.nan, 2.0 * float(seeker.sea_ms[used].sum())),
        (f"handover {_place(seeker, way)}", np.nan, 2.0 * way.handover_ms),
    ]
    likeliest = sum(ms for _, _, ms in rows)
    expected = 2.0 * way.cost_ms
    rows += [
        ("other ways that are as good", np.nan, expected - likeliest),
        ("last mile of both ends", np.nan, asked.access_ms),
        ("raised to light on the geodesic", np.nan, max(floor - asked.access_ms - expected, 0.0)),
    ]
    table = pd.DataFrame(rows, columns=["part", "km", "round_trip_ms"]).astype({"part": "string"})
    return table[table.round_trip_ms.abs() > 1e-9].reset_index(drop=True)


def _place(seeker: Seeker, way: Way) -> str:
    if way.hub < 0:
        return "at no exchange"
    name = seeker.wires.graph.node_ids[way.hub]
    row = seeker.wires.net.nodes.set_index("id").loc[name]
    return f"at {row['name']}" if isinstance(row["name"], str) else f"at {name}"


def _found(
    net: Network, start: Point, end: Point, year: int | None, params: LatencyParams
) -> tuple[Seeker, Way, float]:
    """Give what found the way, the way, and the least round trip that light allows."""
    points = checked_ends(pd.DataFrame([dict(zip(ENDS, (*start, *end), strict=True))]))
    wires = wire(standing(net, year))
    straight = distance_km(points[:, 0], points[:, 1], points[:, 2], points[:, 3])
    seeker = Seeker(wires, points, params.tails, params.detours)
    way = seeker.way(start, end, float(straight[0]))
    return seeker, way, float(floor_ms(straight, [way], wires)[0])
