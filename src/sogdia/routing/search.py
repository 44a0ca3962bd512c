"""The search under `sea`: A* over the cells of a window, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EARTH_KM = 6371.0088


@njit(cache=True)
def _push(heap_key, heap_cell, size, key, cell):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap_key[parent] <= key:
            break
        heap_key[i] = heap_key[parent]
        heap_cell[i] = heap_cell[parent]
        i = parent
    heap_key[i] = key
    heap_cell[i] = cell
    return size + 1


@njit(cache=True)
def _pop(heap_key, heap_cell, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    cell = heap_cell[0]
    size -= 1
    key, moved = heap_key[size], heap_cell[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap_key[child + 1] < heap_key[child]:
            child += 1
        if heap_key[child] >= key:
            break
        heap_key[i] = heap_key[child]
        heap_cell[i] = heap_cell[child]
        i = child
    heap_key[i] = key
    heap_cell[i] = moved
    return cell, size


@njit(cache=True)
def _chord_km(row1, col1, row2, col2, south, step):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    lat1 = np.radians(south + (row1 + 0.5) * step)
    lat2 = np.radians(south + (row2 + 0.5) * step)
    half_lat = np.sin((lat2 - lat1) / 2.0)
    half_lon = np.sin(np.radians((col2 - col1) * step) / 2.0)
    inner = half_lat * half_lat + np.cos(lat1) * np.cos(lat2) * half_lon * half_lon
    return 2.0 * _EARTH_KM * np.arcsin(np.sqrt(min(inner, 1.0)))


@njit(cache=True)
def _search(kind, r0, c0, r1, c1, south, step, coast_factor):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    rows, columns = kind.shape
    n = rows * columns
    cost = np.full(n, np.inf, dtype=np.float32)
    came = np.full(n, -1, dtype=np.int32)
    done = np.zeros(n, dtype=np.uint8)
    capacity = 1 << 16
    heap_key = np.empty(capacity, dtype=np.float64)
    heap_cell = np.empty(capacity, dtype=np.int64)
    start, goal = r0 * columns + c0, r1 * columns + c1
    cost[start] = 0.0
    size = _push(heap_key, heap_cell, 0, 0.0, start)
    while size > 0:
        here, size = _pop(heap_key, heap_cell, size)
        if done[here]:
            continue
        done[here] = 1
        if here == goal:
            break
        r, c = here // columns, here % columns
        for dr in range(-1, 2):
            for dc in range(-1, 2):
                rr, cc = r + dr, c + dc
                if (dr == 0 and dc == 0) or rr < 0 or cc < 0 or rr >= rows or cc >= columns or kind[rr, cc] == 2:
                    continue
                there = rr * columns + cc
                if done[there]:
                    continue
                weight = 0.5 * (
                    (coast_factor if kind[r, c] == 1 else 1.0) + (coast_factor if kind[rr, cc] == 1 else 1.0)
                )
                new = cost[here] + weight * _chord_km(r, c, rr, cc, south, step)
                if new < cost[there]:
                    cost[there] = new
                    came[there] = here
                    if size + 1 >= capacity:
                        capacity *= 2
                        wider_key = np.empty(capacity, dtype=np.float64)
                        wider_cell = np.empty(capacity, dtype=np.int64)
                        wider_key[:size] = heap_key[:size]
                        wider_cell[:size] = heap_cell[:size]
                        heap_key, heap_cell = wider_key, wider_cell
                    key = new + 0.999 * _chord_km(rr, cc, r1, c1, south, step)
                    size = _push(heap_key, heap_cell, size, key, there)
    return came, cost[goal]


def shortest_cells(
    kind: NDArray[np.uint8],
    start: tuple[int, int],
    goal: tuple[int, int],
    south: float,
    step: float,
    coast_factor: float,
) -> tuple[NDArray[np.int64], float]:
    """Find the cheapest chain of neighbouring cells from `start` to `goal`.

    Parameters
    ----------
    kind
        Shape (rows, columns): 0 open sea, 1 coast, 2 land (never entered).
    start, goal
        (row, column).
    south
        Latitude of the window's southern edge, degrees.
    step
        Side of a cell, degrees.
    coast_factor
        Cost of a coast cell in open ones.

    Returns
    -------
    tuple
        Shape (n, 2): row and column from start to goal, no rows when there is no way; and the cost in km of open sea.
    """
    came, cost = _search(kind, start[0], start[1], goal[0], goal[1], south, step, coast_factor)
    if not np.isfinite(cost):
        return np.empty((0, 2), dtype=np.int64), np.inf
    columns = kind.shape[1]
    at = goal[0] * columns + goal[1]
    chain = [at]
    while came[at] >= 0:
        at = int(came[at])
        chain.append(at)
    cells = np.array(chain[::-1], dtype=np.int64)
    return np.column_stack([cells // columns, cells % columns]), float(cost)
