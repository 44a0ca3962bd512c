"""Paths at sea: the shortest line between two points that keeps off the land.

A grid of the globe knows three kinds of cell: open sea, coast (touched by an outline) and land. The search (A* over
eight neighbours, in `search`) never enters land and pays `COAST_FACTOR` for coast, so that it passes a narrow strait
but does not cut a cape. The path is then pulled straight wherever open sea lets it (string pulling along geodesics).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sogdia.errors import InfeasibleError
from sogdia.geodesy import densify, distance_km, length_km
from sogdia.routing.search import shortest_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SEA, COAST, LAND = 0, 1, 2
COAST_FACTOR: Final = 40.0
"""A coast cell costs as much as this many open ones: a detour of up to 180 km is preferred to touching land."""
_OPEN_END_CELLS: Final = 14
_ROUNDS: Final = 4
_VERTEX_KM: Final = 30.0


@dataclass(frozen=True)
class SeaGrid:
    """Kinds of cell on a regular grid of the globe.

    Attributes
    ----------
    kind
        Shape (rows, columns), `SEA`, `COAST` or `LAND`; row 0 is the south, column 0 begins at 180 degrees west.
    """

    kind: NDArray[np.uint8]

    @property
    def step(self) -> float:
        """Side of a cell, degrees."""
        return 180.0 / float(self.kind.shape[0])

    def cell(self, lon: float, lat: float) -> tuple[int, int]:
        """Give row and column of the cell that holds a point."""
        rows, columns = self.kind.shape
        row = min(max(int((lat + 90.0) / self.step), 0), rows - 1)
        return row, int((lon + 180.0) / self.step) % columns

    def kinds_along(self, lonlat: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Give the kind of cell at points a third of a cell apart along the geodesics of a polyline."""
        points = densify(lonlat, 111.0 * self.step / 3.0)
        rows, columns = self.kind.shape
        row = np.clip(((points[:, 1] + 90.0) / self.step).astype(int), 0, rows - 1)
        column = ((points[:, 0] + 180.0) / self.step).astype(int) % columns
        along: NDArray[np.uint8] = self.kind[row, column]
        return along

    @classmethod
    def of(cls, outlines: Sequence[object], cells_per_degree: int = 24) -> SeaGrid:
        """Rasterise land outlines (polygons in lon, lat): the inside by scan lines, the coast by walking the rings."""
        rows, columns = 180 * cells_per_degree, 360 * cells_per_degree
        kind = np.zeros((rows, columns), dtype=np.uint8)
        for polygon in shapely.get_parts(np.asarray(outlines, dtype=object)):
            rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(polygon)]
            _fill(kind, rings, cells_per_degree)
        for polygon in shapely.get_parts(np.asarray(outlines, dtype=object)):
            for ring in shapely.get_rings(polygon):
                points = shapely.get_coordinates(shapely.segmentize(ring, 0.3 / cells_per_degree))
                row = np.clip(((points[:, 1] + 90.0) * cells_per_degree).astype(int), 0, rows - 1)
                column = np.clip(((points[:, 0] + 180.0) * cells_per_degree).astype(int), 0, columns - 1)
                seam = (np.abs(np.abs(points[:, 0]) - 180.0) < 1e-6) | (points[:, 1] < -89.0)
                kind[row[~seam], column[~seam]] = COAST
        return cls(kind)


def _fill(kind: NDArray[np.uint8], rings: list[NDArray[np.float64]], per_degree: int) -> None:
    """Mark the cells whose centre lies inside the rings (even-odd rule) as land."""
    rows, columns = kind.shape
    crossing_row, crossing_x = [], []
    for ring in rings:
        x1, y1, x2, y2 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        low = np.ceil((np.minimum(y1, y2) + 90.0) * per_degree - 0.5).astype(int)
        high = np.ceil((np.maximum(y1, y2) + 90.0) * per_degree - 0.5).astype(int)
        count = high - low
        edge = np.repeat(np.arange(len(x1)), count)
        row = low[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        lat = (row + 0.5) / per_degree - 90.0
        share = (lat - y1[edge]) / (y2[edge] - y1[edge])
        crossing_row.append(row)
        crossing_x.append(x1[edge] + share * (x2[edge] - x1[edge]))
    row, x = np.concatenate(crossing_row), np.concatenate(crossing_x)
    order = np.lexsort((x, row))
    row, x = row[order], x[order]
    left = np.ceil((x[0::2] + 180.0) * per_degree - 0.5).astype(int)
    right = np.ceil((x[1::2] + 180.0) * per_degree - 0.5).astype(int)
    for r, a, b in zip(row[0::2], left, right, strict=True):
        if 0 <= r < rows:
            kind[r, max(a, 0) : min(b, columns)] = LAND


def sea_path(grid: SeaGrid, start: tuple[float, float], end: tuple[float, float]) -> NDArray[np.float64]:
    """Find the shortest path at sea between two points.

    Parameters
    ----------
    start, end
        (lon, lat), degrees. A point ashore leaves by the nearest coast or sea cell.

    Returns
    -------
    ndarray
        Shape (n, 2): lon, lat from `start` to `end`, with few vertices; joined by geodesics.

    Raises
    ------
    InfeasibleError
        No way over water joins the two (a lake or an enclosed basin).
    """
    straight = np.array([start, end], dtype=float)
    if _clear(grid, straight):
        return straight
    cells = _cells(grid, start, end)
    if cells is None:
        raise InfeasibleError(
            f"no way over water from {start} to {end}: one of them lies in an enclosed basin or far inland"
        )
    rows, columns = cells
    lon = (columns + 0.5) * grid.step - 180.0
    lat = (rows + 0.5) * grid.step - 90.0
    path = np.vstack([straight[:1], np.column_stack([lon, lat]), straight[1:]])
    return _taut(grid, path)


def _cells(
    grid: SeaGrid, start: tuple[float, float], end: tuple[float, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Search in a window around the two points, widened while a wider one may hold a better way."""
    rows, columns = grid.kind.shape
    straight = float(distance_km(*start, *end))
    best: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
    cheapest = np.inf
    a, b = grid.cell(*start), grid.cell(*end)
    across = (b[1] - a[1] + columns // 2) % columns - columns // 2
    for pad_degrees in (6.0, 20.0, 60.0, 180.0):
        pad = int(pad_degrees / grid.step + 0.3 * abs(across))
        west, east = min(0, across) - pad, max(0, across) + pad
        if east - west >= columns:
            west, east = -(columns // 2), columns - columns // 2 - 1
        south, north = max(min(a[0], b[0]) - pad, 0), min(max(a[0], b[0]) + pad, rows - 1)
        column = (np.arange(west, east + 1) + a[1]) % columns
        window = np.ascontiguousarray(grid.kind[south : north + 1][:, column])
        first, last = (a[0] - south, -west), (b[0] - south, across - west)
        for cell in (first, last):
            _open_end(window, cell)
        found, cost = shortest_cells(window, first, last, south * grid.step - 90.0, grid.step, COAST_FACTOR)
        if cost < cheapest:
            best, cheapest = (found[:, 0] + south, column[found[:, 1]]), cost
        if cheapest < straight + 2.0 * 111.0 * pad * grid.step:
            break
    return best


def _open_end(window: NDArray[np.uint8], cell: tuple[int, int]) -> None:
    """Let a point ashore out: the straight cells from it to the nearest cell that is not land become coast."""
    if window[cell] != LAND:
        return
    r, c = cell
    reach = _OPEN_END_CELLS
    south, west = max(r - reach, 0), max(c - reach, 0)
    near = np.argwhere(window[south : r + reach + 1, west : c + reach + 1] != LAND) + np.array([south, west])
    if not len(near):
        return
    goal = near[np.argmin(((near - (r, c)) ** 2).sum(axis=1))]
    steps = int(np.abs(goal - (r, c)).max())
    for k in range(steps + 1):
        at = np.rint(np.array([r, c]) + (goal - (r, c)) * k / max(steps, 1)).astype(int)
        if window[at[0], at[1]] == LAND:
            window[at[0], at[1]] = COAST


def _clear(grid: SeaGrid, lonlat: NDArray[np.float64]) -> bool:
    return bool((grid.kinds_along(lonlat) == SEA).all())


def _taut(grid: SeaGrid, path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pull a path straight from both ends in turn, with new vertices on the lines kept, until it gets no shorter."""
    best = _pull(grid, path)
    for _ in range(_ROUNDS):
        turned = _pull(grid, densify(best, _VERTEX_KM)[::-1])[::-1]
        gain = length_km(best) - length_km(turned)
        if gain <= 0.0:
            break
        best = turned
        if gain < 0.001 * length_km(best):
            break
        again = _pull(grid, densify(best, _VERTEX_KM))
        best = again if length_km(again) < length_km(best) else best
    return best


def _pull(grid: SeaGrid, path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pull a path straight: from each vertex kept, go on to the farthest in clear sight (by doubling and halving)."""
    kept = [path[0]]
    i, last = 0, len(path) - 1
    while i < last:
        step, best = 1, i + 1
        while i + step <= last and (step == 1 or _clear(grid, path[[i, i + step]])):
            best = i + step
            step *= 2
        low, high = best, min(i + step, last + 1)
        while high - low > 1:
            middle = (low + high) // 2
            if _clear(grid, path[[i, middle]]):
                low = middle
            else:
                high = middle
        kept.append(path[low])
        i = low
    return np.array(kept)


def land_km(line: object, land: object, ends: Sequence[tuple[float, float]]) -> float:
    """Give how many km of a line lie on land farther than 10 km from its ends (0 for a line that keeps to the sea)."""
    ashore = shapely.intersection(line, land)
    total = 0.0
    for part in shapely.get_parts(ashore):
        points = shapely.get_coordinates(part)
        if len(points) < 2:
            continue
        points = densify(points, 0.5)
        away = np.min([distance_km(points[:, 0], points[:, 1], x, y) for x, y in ends], axis=0)
        step = distance_km(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
        total += float(step[(away[:-1] > 10.0) & (away[1:] > 10.0)].sum())
    return total
