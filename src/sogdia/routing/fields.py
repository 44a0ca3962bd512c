"""Cost fields: the cheapest cost from one origin to every cell, or to the cells that are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.routing.exploring import (
    BLIND,
    CHANGE,
    CLOSED,
    DIRECT,
    FULL,
    GUIDED,
    OVER_POLE,
    SHORE,
    SOURCE,
    Aim,
    Mesh,
    explore,
    offsets,
)
from sogdia.routing.guidance import Pieces, rest, split
from sogdia.routing.kinds import PIECE_BIT, THIN, kinds_of
from sogdia.routing.line import LAND, SEA
from sogdia.routing.sparse_arrays import give_back, zeros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.routing.surface import Surface

LAYERS: Final = {"submarine": (SEA,), "terrestrial": (LAND,), "auto": (SEA, LAND)}
"""Layers of the surface that a setting may use."""
THINNED_CELLS: Final = 200_000
"""On more cells than this, open water in narrow rows is crossed on some columns alone."""
_NONE: Final = np.zeros((1, 2))
_NO_HOPS: Final[NDArray[Any]] = np.zeros((1, 5))
_NO_LABEL: Final = np.zeros(1, dtype=np.uint8)
_NO_BLOCK: Final = np.zeros(2, dtype=np.int32)
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
        """Give the cost at states, infinite where there is no way; a state left out is reached along its row."""
        states = np.asarray(states, dtype=np.int64)
        own = np.where(self.came[states] > 0, self.cost[states].astype(float), np.inf)
        left_out = (self.mesh.kind[states] & THIN > 0) & ~np.isfinite(own)
        if not left_out.any():
            return np.asarray(own, dtype=float)
        columns = self.mesh.columns
        state = states[left_out]
        row, column = (state % (self.mesh.rows * columns)) // columns, state % columns
        stretch = self.surface.lattice.stretch[row]
        west = column // stretch * stretch
        toll = self.mesh.km[row, 0] * self.mesh.price[state].astype(float)
        ends = [(west, column - west), ((west + stretch) % columns, west + stretch - column)]
        ways = []
        for end, gone in ends:
            there = state - column + end
            ways.append(np.where(self.came[there] > 0, self.cost[there] + gone * toll, np.inf))
        own[left_out] = np.minimum(*ways)
        return np.asarray(own, dtype=float)

    def chain(self, state: int) -> list[int]:
        """Give the states from the origin to `state`.

        Raises
        ------
        InfeasibleError
            No way leads there.
        """
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
    barred = surface.shut.shape == grid.shape
    price = surface.price[layers[0] : layers[-1] + 1].reshape(-1)
    shift = np.array([4 * layer for layer in layers], dtype=np.int64)
    climb = np.array([surface.climb_musd_per_m if layer == LAND else 0.0 for layer in layers])
    change = np.atleast_1d(np.asarray(surface.landing_musd, dtype=np.float32)).reshape(-1)
    row = 0 if grid.poles[0] else grid.rows - 1
    least, most = _extent(price)
    size = grid.rows * grid.columns
    kind = zeros(price.size, np.uint8)
    kinds_of(
        price, surface.shut.reshape(-1), barred, shift, climb, grid.stretch, grid.columns, size > THINNED_CELLS, kind
    )
    sample = price[:: max(1, price.size // 1_000_003)]
    sample = sample[sample > 0]
    if size > THINNED_CELLS:
        give_back()
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
        shift=shift,
        height=np.ascontiguousarray(surface.elevation_m).reshape(-1),
        climb=climb,
        change=change,
        drow=drow,
        dcol=dcol,
        km=km,
        least=least if np.isfinite(least) else 0.0,
        most=most,
        usual=float(np.quantile(sample, 0.1)) if len(sample) else max(most, 1.0),
        pole_km=2.0 * 111.6939 * (90.0 - abs(float(grid.lat[row]))),
        narrow=grid.stretch > 1,
        kind=kind,
    )


def aim_at(
    surface: Surface,
    mesh: Mesh,
    goals: Sequence[int],
    rate: float,
    limit: float = np.inf,
    *,
    guided: bool = False,
) -> Aim:
    """Prepare the lower bound of the rest of a way to the goals, which are states of one cell; none without goals.

    Parameters
    ----------
    rate
        Share of the bound that counts: 1, or more to find a way sooner that may cost that much more.
    guided
        Whether the bound comes from the cost over pieces (`guidance`), else from the distance alone.
    """
    if not len(goals):
        return Aim(BLIND, 0.0, np.inf, 0, _NONE, _NONE, _NO_HOPS, _NO_LABEL, _NO_BLOCK, _NO_BLOCK, _NO_BLOCK)
    grid = surface.lattice
    ring = np.column_stack([np.cos(np.radians(grid.lat)), np.sin(np.radians(grid.lat))])
    turn = np.column_stack([np.cos(np.radians(grid.lon)), np.sin(np.radians(grid.lon))])
    row, column = divmod(goals[0] % (mesh.rows * mesh.columns), mesh.columns)
    place = np.array([ring[row, 0] * turn[column, 0], ring[row, 0] * turn[column, 1], ring[row, 1]])
    if not guided:
        at_goal: NDArray[Any] = np.r_[place, 0.0, 0.0][None, :]
        frozen = CLOSED if rate > 1.0 else 0
        pull = rate * mesh.least * (1.0 - 1e-6)
        return Aim(DIRECT, pull, limit, frozen, ring, turn, at_goal, _NO_LABEL, _NO_BLOCK, _NO_BLOCK, _NO_BLOCK)
    pieces = pieces_for(surface, mesh)
    blocks = (len(pieces.first) - 1) // mesh.layers
    block = pieces.block[row] + (column >> int(pieces.shift[row]))
    at = np.array(goals, dtype=np.int64)
    own = pieces.first[at // (mesh.rows * mesh.columns) * blocks + block].astype(np.int64)
    ends = (own + (pieces.kind[at] >> PIECE_BIT) - 1).tolist()
    hops = rest(pieces, ends, place)
    return Aim(GUIDED, rate, limit, CLOSED, ring, turn, hops, pieces.kind, pieces.first, pieces.block, pieces.shift)


def pieces_for(surface: Surface, mesh: Mesh) -> Pieces:
    """Split the surface into pieces; it is done once for each surface."""
    key = ("pieces", mesh.layers, *mesh.shift.tolist())
    if key not in surface.kept:
        surface.kept[key] = split(surface.lattice, mesh_of(surface, tuple(int(bit) // 4 for bit in mesh.shift)))
        give_back()
    pieces: Pieces = surface.kept[key]
    return pieces


def field_from(
    surface: Surface,
    layers: tuple[int, ...],
    sources: Sequence[tuple[int, float]],
    goals: Sequence[int] = (),
    mesh: Mesh | None = None,
    *,
    aimed: bool = False,
    eager: float = 1.0,
    limit: float = np.inf,
    guided: bool = False,
    beyond: bool = False,
) -> Field:
    """Search from the sources until all goals have their cheapest way, or everywhere.

    Parameters
    ----------
    sources
        States and the cost with which they start.
    goals
        States at which the search may stop.
    mesh
        The surface as `mesh_of` lays it out, to save doing it again.
    aimed
        Whether the goals are one cell: the search is then drawn to it (A*), with the same answer.
    eager
        Factor of 1 or more on the bound of the rest: above 1 a way is found sooner and may cost that much more.
    limit
        With an aim: ways that must cost more than this are dropped.
    guided
        With an aim: whether the bound knows what lies between (`guidance`); the way found is then only good.
    beyond
        With an aim: whether the search goes on, up to `limit`, when the goals have theirs.
    """
    mesh = _with_ends(mesh_of(surface, layers) if mesh is None else mesh, surface, [*(s for s, _ in sources), *goals])
    longest = float(mesh.km.max()) * mesh.most
    width = 0.7 * 111.2 * surface.lattice.step_lat * mesh.usual
    toll = max(float(mesh.change.max()), 0.0) if mesh.layers == 2 else 0.0
    climb = float(mesh.climb.max()) * 2.0 * 9000.0
    spread = max(cost for _, cost in sources) - min(cost for _, cost in sources)
    farthest = 2.0 * longest + toll + climb + spread
    width = max(width, farthest / (_BUCKETS - 4), 1e-12)
    heads = np.full(1 << int(farthest / width + 4).bit_length(), -1, dtype=np.int32)
    starts = np.array([state for state, _ in sources], dtype=np.int64)
    costs = np.array([cost for _, cost in sources], dtype=np.float64)
    ends = np.array([] if beyond else list(goals), dtype=np.int64)
    places = 1 << 22
    while True:
        cost, came = (zeros(mesh.price.size, kind, sparse=aimed) for kind in (np.float32, np.uint8))
        node, after = (zeros(places, np.int32, sparse=True) for _ in range(2))
        free, off = np.array([-1, 0, 0, 0, 0], dtype=np.int64), offsets(mesh.drow, mesh.columns)
        pull = aim_at(surface, mesh, list(goals) if aimed else [], eager, limit, guided=guided)
        expanded = explore(mesh, pull, cost, came, starts, costs, ends, width, heads, node, after, free, off)
        if expanded != FULL:
            return Field(surface, layers, cost, came, mesh, int(expanded))
        places *= 4
        heads[:] = -1


def _with_ends(mesh: Mesh, surface: Surface, ends: Sequence[int]) -> Mesh:
    """Take the ends into the search where they are left out, with the cells along their rows up to one that is not."""
    out = [end for end in ends if mesh.kind[end] & THIN]
    if not out:
        return mesh
    kind = mesh.kind.copy()
    for end in out:
        row, column = divmod(end % (mesh.rows * mesh.columns), mesh.columns)
        west = end - column % int(surface.lattice.stretch[row])
        kind[west : end + 1] = 0
    return mesh._replace(kind=kind)


def _extent(price: NDArray[np.float32]) -> tuple[float, float]:
    least, most = np.inf, 0.0
    for part in np.array_split(price, max(1, price.size // 1_000_000)):
        on = part[part > 0]
        if len(on):
            least, most = min(least, float(on.min())), max(most, float(on.max()))
    return least, most
