"""Ways between any two points: tails to the nodes near each, and the shortest delay between those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from sogdia.flows.paths import distances, trace
from sogdia.geodesy import distance_km
from sogdia.units import LIGHT_KM_PER_MS, REFRACTIVE_INDEX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SAME_PLACE_KM: Final = 0.1
MOST_TAILS: Final = 6
"""A point is joined to so many nodes at most."""


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
    """A way between two points: one-way delay, length, nodes and arcs passed, and why there is none."""

    one_way_ms: float = np.nan
    km: float = np.nan
    nodes: tuple[int, ...] = ()
    arcs: tuple[int, ...] = ()
    why: str = ""


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Give unit vectors, shape (n, 3)."""
    x, y = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


class Seeker:
    """Finds ways between points; what was found from one point is kept for the next pair.

    Parameters
    ----------
    points
        Shape (p, 2 k), degrees: lon, lat of all points that will be asked about.
    tails
        How points are joined to nodes.
    """

    def __init__(self, wires: Wires, points: Floats, tails: Tails) -> None:
        self.wires = wires
        self.params = tails
        self.usable = np.unique(np.concatenate([wires.graph.start, wires.graph.end]))
        self.tails: dict[tuple[float, float], tuple[Ints, Floats, str]] = {}
        self.trees: dict[tuple[float, float], tuple[Floats, Ints]] = {}
        if len(self.usable) and len(points):
            self._join(np.unique(points.reshape(-1, 2), axis=0))

    def _join(self, points: Floats) -> None:
        """Find the nodes near each point, the length of fibre to each, and the country of the nearest."""
        nodes = self.wires.net.nodes.set_index("id").reindex(self.wires.graph.node_ids).iloc[self.usable]
        lon, lat = nodes.lon.to_numpy(dtype=float), nodes.lat.to_numpy(dtype=float)
        country = nodes.country.fillna("").to_numpy(dtype=str)
        count = min(2 * MOST_TAILS, len(self.usable))
        _, near = cKDTree(_on_sphere(lon, lat)).query(_on_sphere(*points.T), k=count)
        near = np.sort(np.reshape(near, (len(points), count)), axis=1)
        away = distance_km(points[:, :1], points[:, 1:], lon[near], lat[near])
        for i, (x, y) in enumerate(points.tolist()):
            order = np.argsort(away[i], kind="stable")[:MOST_TAILS]
            order = order[away[i, order] <= away[i, order[0]] + self.params.reach_km]
            km = away[i, order] * self.params.slack
            self.tails[x, y] = self.usable[near[i, order]], km, str(country[near[i, order[0]]])

    def way(self, start: tuple[float, float], end: tuple[float, float], straight: float) -> Way:
        """Find the way of least delay between two points that are `straight` km apart."""
        if straight < SAME_PLACE_KM:
            return Way(why="the two ends are one place")
        if len(self.usable) == 0:
            return Way(why="the network has no span in service")
        per_km = REFRACTIVE_INDEX["terrestrial"] / LIGHT_KM_PER_MS
        first, first_km, here = self.tails[start]
        last, last_km, there = self.tails[end]
        direct = Way()
        if straight <= self.params.direct_km and here == there != "":
            km = straight * self.params.slack
            direct = Way(km * per_km, km)
        if start not in self.trees:
            w = self.wires
            self.trees[start] = distances(*w.csr, w.cost, w.all_alive, first, first_km * per_km)
        dist, arc = self.trees[start]
        total = dist[last] + last_km * per_km
        best = int(np.argmin(total))
        if not np.isfinite(total[best]) or total[best] >= direct.one_way_ms:
            why = "" if np.isfinite(direct.km) else "no way in the network between the nodes near the ends"
            return Way(direct.one_way_ms, direct.km, why=why)
        nodes, arcs = trace(arc, self.wires.tails, int(last[best]))
        middle = float(self.wires.graph.length_km[self.wires.graph.span[arcs]].sum())
        start_km = float(first_km[int(np.flatnonzero(first == nodes[0])[0])])
        return Way(float(total[best]), start_km + middle + float(last_km[best]), tuple(nodes), tuple(arcs))
