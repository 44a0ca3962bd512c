"""`latency`: round-trip time between any two points through the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, ParameterError, raise_faults
from sogdia.flows.detours import Detours
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
    "rtt_ms", "low_ms", "high_ms", "path_km", "geodesic_km", "floor_ms", "hops", "handover", "basis", "source",
)  # fmt: skip
NEAR_MS: Final = 100.0
"""Round trips under this are less sure, the more so the shorter they are, ms."""


@dataclass(frozen=True)
class LatencyParams:
    """How delay along ways becomes a round-trip time.

    Attributes
    ----------
    access_ms
        Added to every round trip for the last mile of the ends, ms, 0 or more: 0 between machines in data centres.
    handover_ms, inflation
        What `flow` and `fail`, which follow the fibre and know no exchanges, count for all detours: so many ms, 0 or
        more, beside so many times (1 or more) twice the delay of the shortest way. `latency` does not use them.
    low_factor, high_factor
        Bounds over the estimate, 0 < low_factor <= 1 <= high_factor: of 100 ms and more between countries of high
        income.
    low_near, high_near
        Powers by which the bounds widen under 100 ms: the factor is times (rtt / 100)^low_near and
        (100 / rtt)^high_near.
    low_low_income, high_low_income
        Widening for each end in a country of low income: natural logarithms, 0 or more.
    tail_slack
        Length over geodesic of the fibre from a point to a node, 1 or more.
    reach_km
        A point is joined to nodes at most so much farther than the nearest, km, 0 or more.
    direct_km
        Points nearer than this, in one country, are also joined to each other, km, 0 or more.
    detours
        What a way costs beside the delay of its fibre.

    Source
    ------
    Fitted by `benchmarks/latency_calibration.py` on 7,257 pairs of 123 cities over 500 km apart, least round
    trips of July 2020 (WonderProxy), over the embedded network of 2020; the bounds are the 10th and 90th
    percentiles of observed over predicted. docs/validation.md gives the errors, held out by city and by country.
    The tail's slack and the reaches are assumed.
    """

    access_ms: float = 0.0
    handover_ms: float = 9.6
    inflation: float = 1.32
    low_factor: float = 0.94
    high_factor: float = 1.07
    low_near: float = 0.205
    high_near: float = 0.163
    low_low_income: float = 0.139
    high_low_income: float = 0.161
    tail_slack: float = 1.4
    reach_km: float = 100.0
    direct_km: float = 300.0
    detours: Detours = field(default_factory=Detours)

    def __post_init__(self) -> None:
        for name in ("inflation", "tail_slack"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 1):
                raise ParameterError(f"{name} is 1 or more, not {getattr(self, name)}")
        for name in (
            "access_ms", "handover_ms", "reach_km", "direct_km", "low_near", "high_near", "low_low_income",
            "high_low_income",
        ):  # fmt: skip
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ParameterError(f"{name} is 0 or more, not {getattr(self, name)}")
        if not 0 < self.low_factor <= 1 <= self.high_factor < np.inf:
            raise ParameterError(
                f"0 < low_factor <= 1 <= high_factor is asked for, not {self.low_factor}, {self.high_factor}"
            )

    @property
    def tails(self) -> Tails:
        """How points are joined to nodes."""
        return Tails(self.tail_slack, self.reach_km, self.direct_km)

    def rtt_ms(self, one_way_ms: Floats) -> Floats:
        """Give the round-trip time of the one-way delay of a shortest way alone, ms."""
        return self.access_ms + self.handover_ms + self.inflation * 2.0 * one_way_ms

    def range_ms(self, rtt_ms: Floats, low_income: Floats | float = 0.0) -> tuple[Floats, Floats]:
        """Give the 80 % range of a round-trip time, ms; `low_income` is of both ends, 0 to 2."""
        short = np.log(np.maximum(NEAR_MS / np.maximum(rtt_ms, 1.0), 1.0))
        low = self.low_factor * np.exp(-self.low_near * short - self.low_low_income * low_income)
        high = self.high_factor * np.exp(self.high_near * short + self.high_low_income * low_income)
        return rtt_ms * low, rtt_ms * high


@dataclass(frozen=True)
class LatencyResult(Result):
    """Round-trip times of pairs of points; see `latency`."""


RULE = (
    "Expected delay over all ways through the network, each priced by its fibre (land fibre in countries of low "
    "income, and each span at sea, count for more, the thinner the cable the more) and by the exchange where it is "
    "handed over (the smaller it is and the farther apart the ends are, the dearer; dearer for foreign networks in "
    "countries of low income), there and back{mile}; never under the geodesic at the speed of light in the medium. "
    "path_km, hops and handover are of the likeliest way."
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
        floor_ms (geodesic there and back at the speed of light in the medium), hops, handover (node at which
        the likeliest
        way is handed over, missing where that is at no exchange), basis, source.

    Raises
    ------
    TableError
        A column is missing, a cell is no number or out of range, or a column of the answer is there already.

    Examples
    --------
    A cable of 1,000 km and 10 Tbps: 2 * (1000 km * 1.468 / 299.79 km/ms + what a span at sea, thin by ln 2, and
    handover at no exchange cost).

    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [40, 44]})
    >>> net = Network(nodes=nodes).add(
    ...     "spans", id="s", start="a", end="b", setting="submarine", length_km=1000.0,
    ...     capacity_lit_gbps=10_000.0)
    >>> pairs = pd.DataFrame({"from_lon": [50.0], "from_lat": [40.0], "to_lon": [51.0], "to_lat": [44.0]})
    >>> p = LatencyParams()
    >>> found = latency(net, pairs).table
    >>> handover = p.detours.handover_ms(np.log(10_000 / 10), 0.0, found.geodesic_km[0])
    >>> by_hand = 2 * (1000 * 1.468 / 299.792458 + np.log(2) * p.detours.sea_span_ms + handover)
    >>> bool(abs(found.rtt_ms[0] - by_hand) < 1e-6), found[["path_km", "hops"]].to_dict("records")
    (True, [{'path_km': 1000.0, 'hops': 1}])
    """
    asked = params or LatencyParams()
    points = checked_ends(pairs)
    wires = wire(standing(net, year))
    seeker = Seeker(wires, points, asked.tails, asked.detours)
    straight = distance_km(points[:, 0], points[:, 1], points[:, 2], points[:, 3])
    ways = [
        seeker.way((x1, y1), (x2, y2), km)
        for (x1, y1, x2, y2), km in zip(points.tolist(), straight.tolist(), strict=True)
    ]
    return LatencyResult(
        table=_table(pairs, straight, ways, wires, asked),
        rule=RULE.format(mile=f", plus {asked.access_ms:g} ms for the last mile" if asked.access_ms > 0 else ""),
        manifest=manifest("latency", {"year": year, "params": asked}, digest=net.digest),
    )


def checked_ends(pairs: pd.DataFrame) -> Floats:
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
    floor = floor_ms(straight, ways, wires)
    poor = np.array([w.low_income for w in ways], dtype=float)
    rtt = np.maximum(params.access_ms + 2.0 * np.array([w.cost_ms for w in ways], dtype=float), floor)
    low, high = params.range_ms(rtt, poor)
    steps = pd.Series([len(w.arcs) if np.isfinite(w.cost_ms) else None for w in ways], dtype="Int64")
    hub = [str(wires.graph.node_ids[w.hub]) if w.hub >= 0 else None for w in ways]
    fine = "Sogdia's path model: expected delay over the ways through the network and its exchanges"
    columns: dict[str, Any] = {
        "rtt_ms": rtt,
        "low_ms": np.maximum(low, floor),
        "high_ms": high,
        "path_km": np.array([w.km for w in ways], dtype=float),
        "geodesic_km": straight,
        "floor_ms": floor,
        "hops": steps,
        "handover": pd.Series(hub, dtype="string"),
        "basis": pd.Series(["modelled"] * len(ways), dtype="string"),
        "source": pd.Series([w.why or fine for w in ways], dtype="string"),
    }
    out = pairs.reset_index(drop=True).copy()
    for name, values in columns.items():
        out[name] = values
    return out


def floor_ms(straight: Floats, ways: list[Way], wires: Wires) -> Floats:
    """Give the geodesic there and back at the speed of light in the medium of each way, ms."""
    space = (wires.net.spans.setting == "satellite").to_numpy(dtype=bool)[wires.row]
    in_space = np.array([bool(space[wires.graph.span[list(w.arcs)]].any()) for w in ways], dtype=bool)
    index = np.where(in_space, REFRACTIVE_INDEX["satellite"], REFRACTIVE_INDEX["terrestrial"])
    return np.asarray(2.0 * straight * index / LIGHT_KM_PER_MS, dtype=float)
