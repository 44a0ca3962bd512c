"""Which points of a cloud lie near others, exactly: points in the order of their third coordinate, compiled (workshop).

A point's neighbours within a distance lie in a band of that order, so few pairs are looked at where points are spread
over the Earth and the distance is small. No tree is built, and no package is loaded for one.
"""

# ruff: noqa: ANN001, ANN202  numba infers the types

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points that are asked for what lies near: their numbers as given and their places, by their third coordinate."""

    number: NDArray[np.int32]
    place: Floats

    @classmethod
    def of(cls, points: Floats) -> Cloud:
        """Take points, shape (n, 3), in any unit of length."""
        order = np.argsort(points[:, 2], kind="stable")
        return cls(order.astype(np.int32), np.ascontiguousarray(points[order]))

    def within(self, points: Floats, reach: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Give the pairs (point, number in the cloud) that are at most `reach` apart, by point.

        Parameters
        ----------
        points
            Shape (m, 3).
        reach
            One distance, or one for each point, shape (m,).
        """
        far = np.broadcast_to(np.asarray(reach, dtype=float), len(points)).copy()
        own = np.ascontiguousarray(points)
        first = np.searchsorted(self.place[:, 2], own[:, 2] - far)
        last = np.searchsorted(self.place[:, 2], own[:, 2] + far, side="right")
        count = _count(self.place, own, far, first, last)
        which, found = _pairs(self.place, own, far, first, last, int(count))
        return which, self.number[found]

    def nearest(self, points: Floats, bound: float = np.inf) -> tuple[Floats, NDArray[np.int32]]:
        """Give for each point, shape (m, 3), the distance to the nearest of the cloud and its number.

        Of points in one place the first counts. Where none lies within `bound`, the distance is infinite and the number
        that of some point of the cloud.
        """
        own = np.ascontiguousarray(points)
        away, found = _nearest(self.place, own, np.searchsorted(self.place[:, 2], own[:, 2]), float(bound))
        return away, self.number[found]


@njit(cache=True)
def _apart2(a, i, b, j):  # type: ignore[no-untyped-def]
    return (a[i, 0] - b[j, 0]) ** 2 + (a[i, 1] - b[j, 1]) ** 2 + (a[i, 2] - b[j, 2]) ** 2


@njit(cache=True)
def _count(place, points, reach, first, last):  # type: ignore[no-untyped-def]
    n = 0
    for i in range(len(points)):
        for j in range(first[i], last[i]):
            n += _apart2(points, i, place, j) <= reach[i] * reach[i]
    return n


@njit(cache=True)
def _pairs(place, points, reach, first, last, count):  # type: ignore[no-untyped-def]
    which, found = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    n = 0
    for i in range(len(points)):
        for j in range(first[i], last[i]):
            if _apart2(points, i, place, j) <= reach[i] * reach[i]:
                which[n], found[n] = i, j
                n += 1
    return which, found


@njit(cache=True)
def _nearest(place, points, start, bound):  # type: ignore[no-untyped-def]
    """Go up and down the order from each point's own place in it until nothing nearer can come."""
    n = len(place)
    away, found = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.int64)
    for i in range(len(points)):
        best = bound * bound
        low, high = start[i] - 1, start[i]
        while low >= 0 or high < n:
            if low >= 0:
                if (points[i, 2] - place[low, 2]) ** 2 > best:
                    low = -1
                else:
                    gap = _apart2(points, i, place, low)
                    if gap <= best:
                        best, found[i], away[i] = gap, low, np.sqrt(gap)
                    low -= 1
            if high < n:
                if (place[high, 2] - points[i, 2]) ** 2 > best:
                    high = n
                else:
                    gap = _apart2(points, i, place, high)
                    if gap < best or (gap == best and away[i] == np.inf):
                        best, found[i], away[i] = gap, high, np.sqrt(gap)
                    high += 1
    return away, found
