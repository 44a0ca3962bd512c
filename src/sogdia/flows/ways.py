"""Ways between any two points: tails to the nodes near each, trees of least cost, and the hub where two trees meet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from sogdia.flows.detours import Detours, land_ms, low_income, soft_least, thinness
from sogdia.flows.exchanges import hubs, on_sphere
from sogdia.flows.paths import distances, trace
from sogdia.geodesy import distance_km
from sogdia.units import LIGHT_KM_PER_MS, REFRACTIVE_INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.exchanges import Hubs
    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Point = tuple[float, float]

SAME_PLACE_KM: Final = 0.1
MOST_TAILS: Final = 6
"""A point is joined to so many nodes at most."""
MS_PER_KM: Final = REFRACTIVE_INDEX["terrestrial"] / LIGHT_KM_PER_MS


@dataclass(frozen=True)
class Tails:
    """How points are joined to nodes.

    Attributes
    ----------
    slack
        Length over geodesic of a tail, 1 or more.
    reach_km
        A tail is longer than the shortest by at most so much along the geodesic.
    direct_km
        Points nearer than this, in one country, are also joined to each other.
    """

    slack: float
    reach_km: float
    direct_km: float


@dataclass(frozen=True)
class Way:
    """The likeliest way between two points, and what all ways together are expected to cost.

    Attributes
    ----------
    cost_ms
        Expected one-way delay over all ways, ms; NaN where there is none.
    km
        Length of the likeliest way, tails included.
    tail_km
        Length of its tails, both ends together (of the straight line, where the points are joined directly).
    nodes, arcs
        What it passes, in the order of travel.
    hub
        Node at which it is handed over, -1 where that is at no exchange.
    handover_ms
        One-way cost of that handover.
    low_income
        Of both ends together, 0 to 2.
    why
        Why there is none.
    """

    cost_ms: float = np.nan
    km: float = np.nan
    tail_km: float = np.nan
    nodes: tuple[int, ...] = ()
    arcs: tuple[int, ...] = ()
    hub: int = -1
    handover_ms: float = np.nan
    low_income: float = 0.0
    why: str = ""


class Seeker:
    """Finds ways between points; the tree of a point is grown once.

    Parameters
    ----------
    points
        Shape (p, 2 k), degrees: lon, lat of all points that will be asked about.
    tails
        How points are joined to nodes.
    detours
        What a way costs beside its delay.
    """

    def __init__(self, wires: Wires, points: Floats, tails: Tails, detours: Detours) -> None:
        self.wires = wires
        self.params = tails
        self.detours = detours
        self.poor = low_income(wires.net.countries)
        self.slack_ms = detours.low_income_slack * land_ms(wires, self.poor)
        self.sea_ms = detours.sea_span_ms * thinness(wires)
        self.cost = wires.cost + self.slack_ms + self.sea_ms
        self.usable = np.unique(np.concatenate([wires.graph.start, wires.graph.end]))
        self.tails: dict[Point, tuple[Ints, Floats, str]] = {}
        self.trees: dict[Point, tuple[Floats, Ints]] = {}
        if len(self.usable) and len(points):
            self._join(np.unique(points.reshape(-1, 2), axis=0))

    @cached_property
    def hubs(self) -> Hubs:
        """Nodes at which networks hand traffic over."""
        return hubs(self.wires, self.usable)

    def _join(self, points: Floats) -> None:
        """Find the nodes near each point, the length of fibre to each, and the country of the nearest."""
        nodes = self.wires.net.nodes.set_index("id").reindex(self.wires.graph.node_ids).iloc[self.usable]
        lon, lat = nodes.lon.to_numpy(dtype=float), nodes.lat.to_numpy(dtype=float)
        country = nodes.country.fillna("").to_numpy(dtype=str)
        count = min(2 * MOST_TAILS, len(self.usable))
        _, near = cKDTree(on_sphere(lon, lat)).query(on_sphere(*points.T), k=count)
        near = np.sort(np.reshape(near, (len(points), count)), axis=1)
        away = distance_km(points[:, :1], points[:, 1:], lon[near], lat[near])
        for i, (x, y) in enumerate(points.tolist()):
            order = np.argsort(away[i], kind="stable")[:MOST_TAILS]
            order = order[away[i, order] <= away[i, order[0]] + self.params.reach_km]
            km = away[i, order] * self.params.slack
            self.tails[x, y] = self.usable[near[i, order]], km, str(country[near[i, order[0]]])

    def tree(self, point: Point) -> tuple[Floats, Ints]:
        """Give the least cost from a point to every node, and the arc by which each is reached."""
        if point not in self.trees:
            w = self.wires
            first, km, _ = self.tails[point]
            self.trees[point] = distances(*w.csr, self.cost, w.all_alive, first, km * MS_PER_KM)
        return self.trees[point]

    def way(self, start: Point, end: Point, straight: float) -> Way:
        """Find the likeliest way between two points that are `straight` km apart, and what all ways cost."""
        if straight < SAME_PLACE_KM:
            return Way(why="the two ends are one place")
        if len(self.usable) == 0:
            return Way(why="the network has no span in service")
        here, there = self.tails[start][2], self.tails[end][2]
        last, last_km, _ = self.tails[end]
        handover = self._handover(here, there, straight)
        near, far = self.tree(start)[0], self.tree(end)[0]
        joined = near[last] + last_km * MS_PER_KM
        direct_km = straight * self.params.slack
        close = here == there != "" and straight <= self.params.direct_km
        cost = np.concatenate(
            [
                near[self.hubs.node] + far[self.hubs.node] + handover[:-1],
                [joined.min() + handover[-1], (direct_km * MS_PER_KM if close else np.inf) + handover[-1]],
            ]
        )
        best = int(np.argmin(cost))
        if not np.isfinite(cost[best]):
            return Way(why="no way in the network between the nodes near the ends")
        expected = soft_least(cost, float(self.detours.scale_ms(straight)))
        poor = self.poor.get(here, 0.0) + self.poor.get(there, 0.0)
        if best == len(cost) - 1:
            return Way(expected, direct_km, direct_km, handover_ms=float(handover[-1]), low_income=poor)
        hub = int(self.hubs.node[best]) if best < len(self.hubs.node) else -1
        nodes, arcs = self._trace(start, end, hub, int(last[np.argmin(joined)]))
        tail_km = self._tail_km(start, nodes[0]) + self._tail_km(end, nodes[-1])
        km = tail_km + float(self.wires.graph.length_km[self.wires.graph.span[arcs]].sum())
        return Way(expected, km, tail_km, tuple(nodes), tuple(arcs), hub, float(handover[best]), poor)

    @cached_property
    def hub_income(self) -> Floats:
        """How far each hub's country counts as of low income, shape (h,), in [0, 1]."""
        return np.array([self.poor.get(c, 0.0) for c in self.hubs.country.tolist()], dtype=float)

    def _handover(self, here: str, there: str, straight: float) -> Floats:
        """Give the cost of handover at each hub, then at none."""
        abroad = (self.hubs.country != here).astype(float) + (self.hubs.country != there)
        return self.detours.handover_ms(
            np.append(self.hubs.smallness, self.hubs.none), np.append(abroad * self.hub_income, 0.0), straight
        )

    def _trace(self, start: Point, end: Point, hub: int, last: int) -> tuple[list[int], list[int]]:
        tails = self.wires.tails
        nodes, arcs = trace(self.tree(start)[1], tails, last if hub < 0 else hub)
        if hub < 0:
            return nodes, arcs
        back, back_arcs = trace(self.tree(end)[1], tails, hub)
        return nodes + back[-2::-1], arcs + self.wires.twins[back_arcs[::-1]].tolist()

    def _tail_km(self, point: Point, node: int) -> float:
        first, km, _ = self.tails[point]
        return float(km[int(np.flatnonzero(first == node)[0])])
