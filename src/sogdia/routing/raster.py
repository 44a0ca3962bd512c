"""Polygons on a lattice: the cells whose centres they hold, and all cells that they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sogdia.routing.sparse_arrays import zeros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sogdia.routing.lattice import Lattice


def inside(lattice: Lattice, polygons: Iterable[Any]) -> NDArray[np.bool_]:
    """Give the cells whose centre lies in one of the polygons (even-odd rule within each), shape (rows, columns)."""
    mask: NDArray[np.bool_] = zeros(lattice.shape, np.bool_, sparse=True)
    for polygon in shapely.get_parts(np.asarray(list(polygons), dtype=object)):
        _fill(mask, lattice, [shapely.get_coordinates(ring) for ring in shapely.get_rings(polygon)])
    return mask


def touched(lattice: Lattice, polygons: Iterable[Any]) -> NDArray[np.bool_]:
    """Give the cells that the polygons touch: those with the centre inside, and all that a ring runs through."""
    parts = shapely.get_parts(np.asarray(list(polygons), dtype=object))
    mask = inside(lattice, parts)
    for polygon in parts:
        for ring in shapely.get_rings(polygon):
            _walk(mask, lattice, shapely.get_coordinates(ring))
    return mask


def _fill(mask: NDArray[np.bool_], lattice: Lattice, rings: list[NDArray[np.float64]]) -> None:
    """Mark the cells whose centre lies within the rings, row by row between crossings."""
    row_parts, x_parts = [], []
    for ring in rings:
        x1, y1, x2, y2 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        low = np.ceil((np.minimum(y1, y2) - lattice.south) / lattice.step_lat - 0.5).astype(np.int64)
        high = np.ceil((np.maximum(y1, y2) - lattice.south) / lattice.step_lat - 0.5).astype(np.int64)
        low, high = np.clip(low, 0, lattice.rows), np.clip(high, 0, lattice.rows)
        count = high - low
        edge = np.repeat(np.arange(len(x1)), count)
        row = low[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        lat = lattice.south + (row + 0.5) * lattice.step_lat
        share = (lat - y1[edge]) / (y2[edge] - y1[edge])
        row_parts.append(row)
        x_parts.append(x1[edge] + share * (x2[edge] - x1[edge]))
    rows, x = np.concatenate(row_parts), np.concatenate(x_parts)
    order = np.lexsort((x, rows))
    rows, x = rows[order], x[order]
    left = np.ceil((x[0::2] - lattice.west) / lattice.step_lon - 0.5).astype(np.int64)
    right = np.ceil((x[1::2] - lattice.west) / lattice.step_lon - 0.5).astype(np.int64)
    turn = round(360.0 / lattice.step_lon)
    for shift in (0, turn, -turn):
        begin, end = np.clip(left + shift, 0, lattice.columns), np.clip(right + shift, 0, lattice.columns)
        for r, a, b in zip(rows[0::2][end > begin], begin[end > begin], end[end > begin], strict=True):
            mask[r, a:b] = True


def _walk(mask: NDArray[np.bool_], lattice: Lattice, ring: NDArray[np.float64]) -> None:
    """Mark the cells that a ring runs through: the middles between its crossings of the lattice's lines."""
    x = (ring[:, 0] - lattice.west) / lattice.step_lon
    y = (ring[:, 1] - lattice.south) / lattice.step_lat
    edges, shares = [np.arange(len(x) - 1)] * 2, [np.zeros(len(x) - 1), np.ones(len(x) - 1)]
    for v in (x, y):
        low, high = np.minimum(v[:-1], v[1:]), np.maximum(v[:-1], v[1:])
        first = np.ceil(low).astype(np.int64)
        count = np.maximum(np.floor(high).astype(np.int64) - first + 1, 0)
        edge = np.repeat(np.arange(len(count)), count)
        at = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        span = (v[1:] - v[:-1])[edge]
        steep = np.abs(span) > 1e-12
        edges.append(edge[steep])
        shares.append(((at - v[:-1][edge])[steep]) / span[steep])
    edge, share = np.concatenate(edges), np.concatenate(shares)
    order = np.lexsort((share, edge))
    edge, share = edge[order], share[order]
    pair = edge[1:] == edge[:-1]
    at, middle = edge[1:][pair], 0.5 * (share[1:] + share[:-1])[pair]
    column = np.floor(x[at] + middle * (x[at + 1] - x[at])).astype(np.int64) % max(
        round(360.0 / lattice.step_lon), lattice.columns
    )
    row = np.floor(y[at] + middle * (y[at + 1] - y[at])).astype(np.int64)
    row = np.where(row == lattice.rows, lattice.rows - 1, row)
    on = (row >= 0) & (row < lattice.rows) & (column < lattice.columns)
    mask[row[on], column[on]] = True
