"""Cost fields: the cheapest cost from one origin to every cell, or to the cells that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.routing.exploring import CHANGE, CLOSED, FULL, OVER_POLE, SHORE, SOURCE, Aim, Mesh, explore
from sogdia.routing.line import LAND, SEA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.routing.surface import Surface

LAYERS: Final = {"submarine": (SEA,), "terrestrial": (LAND,), "auto": (SEA, LAND)}
"""Layers of the surface that a setting may use."""
_BUCKETS: Final = 1 << 18
_SIDES: Final = ((0, 1), (0, -1), (1, 0), (-1, 0))


@dataclass(frozen=True)
class Field:
    """Cheapest costs from one origin.

    Attributes
    ----------
    surface
        What was crossed.
    layers
        Settings of the states, in their order.
    cost
        US$ million by state (layer, row, column, flat); valid where `came` is not 0.
    came
        Move by which each state was reached.
    expanded
        Number of states looked at.
    """

    surface: Surface
    layers: tuple[int, ...]
    cost: NDArray[np.float32]
    came: NDArray[np.uint8]
    mesh: Mesh
    expanded: int

    def reached(self, states: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the cost at states, infinite where there is no way."""
        return np.where(self.came[states] > 0, self.cost[states].astype(float), np.inf)

    def chain(self, state: int) -> list[int]:
        """Give the states from the origin to `state`."""
        rows, columns = self.surface.lattice.shape
        size = rows * columns
        out = [state]
        while True:
            code = int(self.came[state]) & 127
            layer, cell = divmod(state, size)
            r, c = divmod(cell, columns)
            if code == SOURCE:
                return out[::-1]
            if code == 0:
                raise InfeasibleError("no way leads to this cell")
            if code == CHANGE:
                layer = 1 - layer
            elif code == OVER_POLE:
                c = (c + columns // 2) % columns
            elif code >= SHORE:
                dr, dc = _SIDES[code - SHORE]
                layer, r, c = 1 - layer, r - dr, (c - dc) % columns
            else:
                r -= int(self.mesh.drow[code - 1])
                c = (c - int(self.mesh.dcol[r, code - 1])) % columns
            state = layer * size + r * columns + c
            out.append(state)


def mesh_of(surface: Surface, layers: tuple[int, ...]) -> Mesh:
    """Lay the surface out for the search; it is done once for each surface."""
    if layers not in surface.kept:
        surface.kept[layers] = _laid_out(surface, layers)
    mesh: Mesh = surface.kept[layers]
    return mesh


def _laid_out(surface: Surface, layers: tuple[int, ...]) -> Mesh:
    grid = surface.lattice
    drow, dcol, km = grid.moves
    narrow = np.flatnonzero(grid.stretch > 1)
    at = np.full(grid.rows, -1, dtype=np.int32)
    at[narrow] = np.arange(len(narrow))
    barred = surface.shut.shape == grid.shape
    total = np.zeros((len(layers), len(narrow), grid.columns + 1))
    bad = np.zeros((len(layers), len(narrow), grid.columns + 1), dtype=np.int32)
    for i, layer in enumerate(layers):
        price = surface.price[layer][narrow]
        np.cumsum(price, axis=1, out=total[i, :, 1:], dtype=np.float64)
        closed = price <= 0
        if barred:
            closed |= (surface.shut[narrow] >> (4 * layer)) & 15 > 0
        np.cumsum(closed, axis=1, out=bad[i, :, 1:])
    price = surface.price[layers[0] : layers[-1] + 1].reshape(-1)
    climb = np.array([surface.climb_musd_per_m if layer == LAND else 0.0 for layer in layers])
    change = np.atleast_1d(np.asarray(surface.landing_musd, dtype=np.float32)).reshape(-1)
    row = 0 if grid.poles[0] else grid.rows - 1
    least, most = _extent(price)
    sample = price[:: max(1, price.size // 1_000_003)]
    sample = sample[sample > 0]
    return Mesh(
        rows=grid.rows,
        columns=grid.columns,
        wrap=grid.wrap,
        south_pole=grid.poles[0],
        north_pole=grid.poles[1],
        layers=len(layers),
        price=price,
        barred=barred,
        shut=surface.shut.reshape(-1),
        shift=np.array([4 * layer for layer in layers], dtype=np.int64),
        height=np.ascontiguousarray(surface.elevation_m).reshape(-1),
        climb=climb,
        change=change,
        drow=drow,
        dcol=dcol,
        km=km,
        least=least if np.isfinite(least) else 0.0,
        most=most,
        typical=float(np.median(sample)) if len(sample) else max(most, 1.0),
        pole_km=2.0 * 111.6939 * (90.0 - abs(float(grid.lat[row]))),
        total=total,
        bad=bad,
        at=at,
    )


def aim_at(
    surface: Surface, goal: tuple[float, float] | None, rate: float, limit: float = np.inf, frozen: int = 0
) -> Aim:
    """Prepare the lower bound of the rest of a way to a goal (lon, lat); none where it is None."""
    grid = surface.lattice
    if goal is None:
        return Aim(0.0, np.inf, 0, np.zeros(1), np.zeros(1), np.zeros(1))
    phi, ours = np.radians(goal[1]), np.radians(grid.lat)
    ring = np.cos(phi) * np.cos(ours)
    column = np.sin(np.radians(grid.lon - goal[0]) / 2.0) ** 2
    return Aim(rate, limit, frozen, np.sin((ours - phi) / 2.0) ** 2, ring, column)


def field_from(
    surface: Surface,
    layers: tuple[int, ...],
    sources: Sequence[tuple[int, float]],
    goals: Sequence[int] = (),
    aim: tuple[float, float] | None = None,
    mesh: Mesh | None = None,
    *,
    eager: float = 1.0,
    limit: float = np.inf,
) -> Field:
    """Search from the sources until all goals have their cheapest way, or everywhere.

    Parameters
    ----------
    sources
        States and the cost with which they start.
    goals
        States at which the search may stop.
    aim
        Place of the one goal, lon, lat: the search is then drawn to it (A*), with the same answer.
    mesh
        The surface as `mesh_of` lays it out, to save doing it again.
    eager
        Factor of 1 or more on the bound of the rest: above 1 a way is found sooner and may cost that much more.
    limit
        With an aim: ways that must cost more than this are dropped.
    """
    mesh = mesh_of(surface, layers) if mesh is None else mesh
    longest = float(mesh.km.max()) * mesh.most
    width = 0.7 * 111.2 * surface.lattice.step_lat * mesh.typical
    toll = max(float(mesh.change.max()), 0.0) if mesh.layers == 2 else 0.0
    climb = float(mesh.climb.max()) * 2.0 * 9000.0
    farthest = 2.0 * longest + toll + climb
    width = max(width, farthest / (_BUCKETS - 4), 1e-12)
    heads = np.full(1 << int(farthest / width + 4).bit_length(), -1, dtype=np.int32)
    starts = np.array([state for state, _ in sources], dtype=np.int64)
    costs = np.array([cost for _, cost in sources], dtype=np.float64)
    ends = np.array(list(goals), dtype=np.int64)
    places = 1 << 22
    while True:
        cost = np.empty(mesh.price.size, dtype=np.float32)
        came = np.zeros(mesh.price.size, dtype=np.uint8)
        node, after = np.empty(places, dtype=np.int32), np.empty(places, dtype=np.int32)
        pull = aim_at(surface, aim, eager * mesh.least * (1.0 - 1e-6), limit, CLOSED if eager > 1.0 else 0)
        expanded = explore(mesh, pull, cost, came, starts, costs, ends, width, heads, node, after)
        if expanded != FULL:
            return Field(surface, layers, cost, came, mesh, int(expanded))
        places *= 4
        heads[:] = -1


def _extent(price: NDArray[np.float32]) -> tuple[float, float]:
    least, most = np.inf, 0.0
    for part in np.array_split(price, max(1, price.size // 1_000_000)):
        on = part[part > 0]
        if len(on):
            least, most = min(least, float(on.min())), max(most, float(on.max()))
    return least, most
