"""`latency`: round-trip time between any two points through the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, ParameterError, raise_faults
from sogdia.flows.layout import Wires, standing, wire
from sogdia.flows.ways import Seeker, Tails, Way
from sogdia.geodesy import distance_km
from sogdia.results import Result, manifest
from sogdia.tables import row_label
from sogdia.units import LIGHT_KM_PER_MS, REFRACTIVE_INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ENDS: Final = ("from_lon", "from_lat", "to_lon", "to_lat")
FILLED: Final = (
    "rtt_ms", "low_ms", "high_ms", "path_km", "geodesic_km", "floor_ms", "hops", "basis", "source",
)  # fmt: skip


@dataclass(frozen=True)
class LatencyParams:
    """How delay along a way becomes a round-trip time.

    Attributes
    ----------
    access_ms
        Added to every round trip for the ends' equipment, ms, 0 or more.
    inflation
        Round trip over twice the shortest delay, 1 or more: routes follow contracts, not the shortest way.
    low_factor, high_factor
        Bounds over the estimate, 0 < low_factor <= 1 <= high_factor.
    tail_slack
        Length over geodesic of the fibre from a point to a node, 1 or more.
    reach_km
        A point is joined to nodes at most so much farther than the nearest, km, 0 or more.
    direct_km
        Points nearer than this, in one country, are also joined to each other, km, 0 or more.

    Source
    ------
    Fitted by least absolute relative error on 7,135 pairs of 122 cities over 500 km apart, least round trips of July
    2020 (WonderProxy), over the embedded network of 2020; the factors are the 10th and 90th percentiles of observed
    over predicted. docs/validation.md gives the errors, held out by city. The tail's slack and the reaches are assumed.
    """

    access_ms: float = 6.7
    inflation: float = 1.28
    low_factor: float = 0.86
    high_factor: float = 1.67
    tail_slack: float = 1.4
    reach_km: float = 100.0
    direct_km: float = 300.0

    def __post_init__(self) -> None:
        for name, least in (
            ("access_ms", 0),
            ("inflation", 1),
            ("tail_slack", 1),
            ("reach_km", 0),
            ("direct_km", 0),
        ):
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= least):
                raise ParameterError(f"{name} is {least} or more, not {value}")
        if not 0 < self.low_factor <= 1 <= self.high_factor < np.inf:
            raise ParameterError(
                f"0 < low_factor <= 1 <= high_factor is asked for, not {self.low_factor}, {self.high_factor}"
            )

    @property
    def tails(self) -> Tails:
        """How points are joined to nodes."""
        return Tails(self.tail_slack, self.reach_km, self.direct_km)

    def rtt_ms(self, one_way_ms: Floats) -> Floats:
        """Give the round-trip time of a one-way delay, ms."""
        return self.access_ms + self.inflation * 2.0 * one_way_ms


@dataclass(frozen=True)
class LatencyResult(Result):
    """Round-trip times of pairs of points; see `latency`."""


RULE = (
    "Shortest delay of light through the network (with straight tails to the nodes near each end), there and "
    "back, times {inflation:g} for real routing, plus {access:g} ms; never under the geodesic at the speed "
    "of light in the medium."
)


def latency(
    net: Network,
    pairs: pd.DataFrame,
    *,
    year: int | None = None,
    params: LatencyParams | None = None,
) -> LatencyResult:
    """Give the round-trip time between pairs of points.

    Parameters
    ----------
    net
        Reads nodes (lon, lat, country) and spans (length_km, geometry, setting, years).
    pairs
        Columns from_lon, from_lat, to_lon, to_lat in degrees; other columns are kept.
    year
        Spans in service in this year; None takes all but retired and cancelled ones.

    Returns
    -------
    LatencyResult
        The rows of `pairs` with rtt_ms, low_ms, high_ms, path_km (NaN where there is no way), geodesic_km,
        floor_ms (geodesic there and back at the speed of light in the medium), hops, basis, source.

    Raises
    ------
    TableError
        A column is missing, a cell is no number or out of range, or a column of the answer is there already.

    Examples
    --------
    A cable of 1,000 km: 6.7 ms + 1.28 * 2 * 1000 km * 1.468 / 299.79 km/ms.

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> net = Network(nodes=nodes).add(
    ...     "spans", id="s", start="a", end="b", setting="submarine", length_km=1000.0)
    >>> pairs = pd.DataFrame({"from_lon": [50.0], "from_lat": [40.0], "to_lon": [51.0], "to_lat": [44.0]})
    >>> latency(net, pairs).table[["rtt_ms", "path_km", "hops"]].round(2).to_dict("records")
    [{'rtt_ms': 19.24, 'path_km': 1000.0, 'hops': 1}]
    """
    asked = params or LatencyParams()
    points = _checked(pairs)
    wires = wire(standing(net, year))
    seeker = Seeker(wires, points, asked.tails)
    straight = distance_km(points[:, 0], points[:, 1], points[:, 2], points[:, 3])
    ways = [
        seeker.way((x1, y1), (x2, y2), km)
        for (x1, y1, x2, y2), km in zip(points.tolist(), straight.tolist(), strict=True)
    ]
    return LatencyResult(
        table=_table(pairs, straight, ways, wires, asked),
        rule=RULE.format(inflation=asked.inflation, access=asked.access_ms),
        manifest=manifest("latency", {"year": year, "params": asked}, digest=net.digest),
    )


def explain(
    net: Network,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    year: int | None = None,
    params: LatencyParams | None = None,
) -> pd.DataFrame:
    """List the nodes along the shortest way between two points (lon, lat).

    Returns
    -------
    DataFrame
        Rows in the order of travel: node, name, country, lon, lat, and the span and system by which it is
        reached, its setting, km and one_way_ms; no row where there is no way, or where the two are joined
        directly.
    """
    wires = wire(standing(net, year))
    pair = pd.DataFrame([dict(zip(ENDS, (*start, *end), strict=True))])
    points = _checked(pair)
    straight = float(distance_km(*points[0]))
    way = Seeker(wires, points, (params or LatencyParams()).tails).way(start, end, straight)
    g = wires.graph
    nodes = wires.net.nodes.set_index("id")[["name", "country", "lon", "lat"]]
    nodes = nodes.reindex(g.node_ids[list(way.nodes)]).rename_axis("node").reset_index()
    spans = wires.net.spans.set_index("id")[["system", "setting"]]
    used = g.span[list(way.arcs)]
    steps = spans.reindex(g.span_ids[used]).rename_axis("span").reset_index()
    steps = steps.assign(km=g.length_km[used], one_way_ms=wires.cost[used])
    steps.index = steps.index + 1
    return nodes.join(steps)


def _checked(pairs: pd.DataFrame) -> Floats:
    """Give the ends as numbers, shape (p, 4), or raise all faults of the pairs at once."""
    faults = [Fault("pairs", name, "", "column is missing", "add it") for name in ENDS if name not in pairs]
    faults += [Fault("pairs", name, "", "is a column of the answer", "rename it") for name in FILLED if name in pairs]
    raise_faults(faults, "the pairs have")
    out = np.empty((len(pairs), 4))
    for k, name in enumerate(ENDS):
        out[:, k] = pd.to_numeric(pairs[name], errors="coerce").astype(float)
        most = 180.0 if name.endswith("lon") else 90.0
        for i in np.flatnonzero(~(np.abs(out[:, k]) <= most)):
            mend = f"must be a number of degrees from {-most:g} to {most:g}"
            where = row_label("pairs", int(i))
            faults.append(Fault(where, name, str(pairs[name].iloc[i]), "is out of range", mend))
    raise_faults(faults, "the pairs have")
    return out


def _table(pairs: pd.DataFrame, straight: Floats, ways: list[Way], wires: Wires, params: LatencyParams) -> pd.DataFrame:
    space = (wires.net.spans.setting == "satellite").to_numpy(dtype=bool)[wires.row]
    in_space = np.array([bool(space[wires.graph.span[list(w.arcs)]].any()) for w in ways], dtype=bool)
    index = np.where(in_space, REFRACTIVE_INDEX["satellite"], REFRACTIVE_INDEX["terrestrial"])
    floor = 2.0 * straight * index / LIGHT_KM_PER_MS
    one_way = np.array([w.one_way_ms for w in ways], dtype=float)
    rtt = np.maximum(params.rtt_ms(one_way), floor)
    steps = pd.Series([len(w.arcs) if np.isfinite(w.one_way_ms) else None for w in ways], dtype="Int64")
    fine = "Sogdia's path model: shortest way through the network"
    columns: dict[str, Any] = {
        "rtt_ms": rtt,
        "low_ms": np.maximum(rtt * params.low_factor, floor),
        "high_ms": rtt * params.high_factor,
        "path_km": np.array([w.km for w in ways], dtype=float),
        "geodesic_km": straight,
        "floor_ms": floor,
        "hops": steps,
        "basis": pd.Series(["modelled"] * len(ways), dtype="string"),
        "source": pd.Series([w.why or fine for w in ways], dtype="string"),
    }
    out = pairs.reset_index(drop=True).copy()
    for name, values in columns.items():
        out[name] = values
    return out
