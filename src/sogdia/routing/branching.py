"""Where branching units lie: the tree of least cost through landings whose order along the trunk is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.routing.fields import LAYERS, Field, field_from, mesh_of
from sogdia.routing.finding import search
from sogdia.routing.kinds import THIN
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import LAND, SEA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.routing.surface import Surface

    Point = tuple[float, float]

ROOM_DEG: Final = (6.0, 20.0)
"""Least and most room around the stops in the first window, degrees; a sixth of their extent between these."""
SPACING: Final = 3
"""A unit may lie in every third cell of every third row: the tree's length changes by the square of the shift."""


def branching_units(surface: Surface, start: Point, end: Point, landings: Sequence[Point]) -> list[Point]:
    """Find the branching units of a trunk from `start` to `end` with a branch to each landing, in the trunk's order.

    The trunk and its branches together cost least: for each place of the first unit the cost of trunk and branch is
    known; a search from all these places at once gives the same for the second, and so on to the end; the units are
    then read backwards.

    Parameters
    ----------
    surface
        What is crossed; sea alone.
    landings
        Where the branches go, lon and lat in degrees.

    Returns
    -------
    list
        lon, lat of one unit a landing; no two that follow each other are the same.

    Raises
    ------
    InfeasibleError
        No way at sea joins the places.

    Source
    ------
    Dreyfus and Wagner 1971, The Steiner problem in graphs, Networks 1: 195-207, for a tree whose order is given.
    """
    stops = [start, *landings, end]
    part = window(surface, stops)
    if part is not None:
        try:
            return _units(part, start, end, landings)
        except InfeasibleError:
            pass
    return _units(surface, start, end, landings)


def window(surface: Surface, stops: Sequence[Point]) -> Surface | None:
    """Cut the cells around some points out of a surface of the globe; None where they take most of a turn."""
    grid = surface.lattice
    lon, lat = np.array(stops, dtype=float).T
    turns = np.cumsum(np.r_[lon[0], (np.diff(lon) + 180.0) % 360.0 - 180.0])
    room = float(np.clip((np.ptp(turns) + np.ptp(lat)) / 6.0, *ROOM_DEG))
    first = max(int((lat.min() - room - grid.south) // grid.step_lat), 0)
    last = min(int((lat.max() + room - grid.south) // grid.step_lat) + 1, grid.rows)
    wide = max(np.cos(np.radians(np.abs(lat).max())), 0.3)
    left = int((turns.min() - room / wide - grid.west) // grid.step_lon)
    many = int((np.ptp(turns) + 2.0 * room / wide) // grid.step_lon) + 1
    if not grid.wrap or many >= grid.columns:
        return None
    columns = (left + np.arange(many)) % grid.columns
    rows = slice(first, last)
    lattice = Lattice(
        grid.west + left * grid.step_lon, grid.south + first * grid.step_lat, grid.step_lon, grid.step_lat,
        last - first, many,
    )  # fmt: skip
    shut = surface.shut[rows].take(columns, axis=1) if surface.shut.shape == grid.shape else surface.shut
    return replace(
        surface, lattice=lattice, price=surface.price[:, rows].take(columns, axis=2),
        elevation_m=surface.elevation_m[rows].take(columns, axis=1), shut=shut, exposure={},
        landing_musd=surface.landing_musd if np.ndim(surface.landing_musd) == 0 else 0.0,
    )  # fmt: skip


def _units(surface: Surface, start: Point, end: Point, landings: Sequence[Point]) -> list[Point]:
    layers = LAYERS["submarine"]
    mesh = mesh_of(surface, layers)
    places = _places(surface, mesh.kind)
    _, lasts, _ = search(surface, end, [end], "submarine", mesh)
    state = lasts[0][0]
    fields: list[Field] = [search(surface, start, [], "submarine", mesh)[0]]
    for k, landing in enumerate(landings, start=1):
        trunk, branch = fields[-1], search(surface, landing, [], "submarine", mesh)[0]
        here = places[k % 2]
        here = here[(trunk.came[here] > 0) & (branch.came[here] > 0)]
        if not len(here):
            raise InfeasibleError(f"no way at sea leads to {landing[0]:g}, {landing[1]:g} on the way from {start}")
        cost = trunk.cost[here].astype(float) + branch.cost[here]
        goals = [state] if k == len(landings) else []
        sources = list(zip(here.tolist(), cost.tolist(), strict=True))
        fields.append(field_from(surface, layers, sources, goals, mesh))
    units: list[Point] = []
    for field in reversed(fields[1:]):
        state = field.chain(state)[0]
        row, column = divmod(state, surface.lattice.columns)
        units.append((float(surface.lattice.lon[column]), float(surface.lattice.lat[row])))
    return units[::-1]


def _places(surface: Surface, kind: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the cells in which units may lie, for every other unit: two sets without a common cell."""
    grid = surface.lattice
    wet = (surface.price[SEA] > 0) & (surface.price[LAND] <= 0) & (kind.reshape(grid.shape) & THIN == 0)
    out = []
    for shift in (0, 1):
        chosen = np.zeros(grid.shape, dtype=bool)
        chosen[shift::SPACING, shift::SPACING] = True
        out.append(np.flatnonzero(chosen & wet))
    return out[0], out[1]
