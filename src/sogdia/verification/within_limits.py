"""Whether traffic can be carried by ways that are short enough: ways one by one, and a linear programme over them.

A way that is found is walked and its length added up; what the programme carries over such ways is carried. It ends
when no way that is short enough would let more through. Nothing here is shared with whoever plans.

Source: Dantzig and Wolfe (1960), Operations Research 8(1), 101-111; ways in the order of their length with the least
price at each place, Handler and Zang (1980), Networks 10(4), 293-309.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from sogdia.verification.ground import rows_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.verification.ground import Ground


class LimitedWays:
    """Carries demands by ways within their limits, and keeps the ways for the next state."""

    def __init__(self, at: Ground) -> None:
        self.at = at
        self.ms = at.links.ms.to_numpy(dtype=float)
        self.known: dict[str, set[tuple[int, ...]]] = {}
        self.beside: list[list[tuple[int, int]]] = [[] for _ in range(at.nodes)]
        for link, (one, other) in enumerate(zip(at.tail.tolist(), at.head.tolist(), strict=True)):
            self.beside[one].append((link, other))
            self.beside[other].append((link, one))

    def short(
        self, capacity: NDArray[np.float64], goods: pd.DataFrame, kept: float, gone: set[int], limit: str
    ) -> tuple[float, NDArray[np.bool_]]:
        """Give what cannot be carried, Gbps, and which links were used.

        Parameters
        ----------
        capacity
            Shape (m,), Gbps, 0 on links that are gone.
        limit
            Column of the limits, ms; empty: none.
        """
        rows = [row for row in rows_of(goods) if row.gbps * kept > 0]
        wanted = np.array([float(row.gbps) * kept for row in rows])
        limits = goods[limit].astype(float).fillna(np.inf)
        most = {row.id: float(limits.iloc[i]) for i, row in enumerate(rows_of(goods))}
        while True:
            listed = [
                (k, way)
                for k, row in enumerate(rows)
                for way in sorted(self.known.get(row.id, ()))
                if gone.isdisjoint(way) and self.ms[list(way)].sum() <= most[row.id] + 1e-9
            ]
            carried, used, price, worth = self._most(listed, capacity, wanted)
            left = float(wanted.sum()) - carried
            if left <= 1e-6 * max(1.0, float(wanted.sum())):
                return max(left, 0.0), used
            grown = False
            for k, row in enumerate(rows):
                way = self._way((row.origin, row.destination), price, float(worth[k]), most[row.id], capacity)
                if way is not None and way not in self.known.setdefault(row.id, set()):
                    self.known[row.id].add(way)
                    grown = True
            if not grown:
                return left, used

    def _most(
        self, listed: list[tuple[int, tuple[int, ...]]], capacity: NDArray[np.float64], wanted: NDArray[np.float64]
    ) -> tuple[float, NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
        """Carry the most over the ways listed: Gbps, links used, prices of links, worth of a Gbps of each demand."""
        links, none = len(capacity), np.zeros(len(capacity), dtype=bool)
        if not listed:
            return 0.0, none, np.zeros(links), np.ones(len(wanted))
        touched = sorted({link for _, way in listed for link in way})
        place = {link: i for i, link in enumerate(touched)}
        matrix = lil_matrix((len(touched) + len(wanted), len(listed)))
        for column, (k, way) in enumerate(listed):
            matrix[[place[link] for link in way], column] = 1.0
            matrix[len(touched) + k, column] = 1.0
        room = np.concatenate([capacity[touched], wanted])
        found = linprog(-np.ones(len(listed)), A_ub=matrix.tocsr(), b_ub=room, method="highs")
        price = np.zeros(links)
        price[touched] = -found.ineqlin.marginals[: len(touched)]
        used = none.copy()
        for (_, way), gbps in zip(listed, found.x, strict=True):
            used[list(way)] |= gbps > 1e-6
        return -float(found.fun), used, price, 1.0 + found.ineqlin.marginals[len(touched) :]

    def _way(
        self,
        ends: tuple[str, str],
        price: NDArray[np.float64],
        worth: float,
        most_ms: float,
        capacity: NDArray[np.float64],
    ) -> tuple[int, ...] | None:
        """Find the way of least price among those short enough, shorter ways first; None where none pays."""
        origin, goal = (self.at.groups[name] for name in ends)
        heap: list[tuple[float, float, int, tuple[int, ...]]]
        heap = [(0.0, 0.0, node, ()) for node in sorted(origin)]
        least = np.full(self.at.nodes, np.inf)
        best: tuple[float, tuple[int, ...] | None] = (worth - 1e-7, None)
        while heap:
            ms, paid, node, way = heappop(heap)
            if paid >= min(least[node], best[0]):
                continue
            least[node] = paid
            if node in goal:
                best = (paid, way)
                continue
            for link, other in self.beside[node]:
                longer, dearer = ms + self.ms[link], paid + max(float(price[link]), 0.0)
                if capacity[link] > 0 and longer <= most_ms + 1e-9 and dearer < min(least[other], best[0]):
                    heappush(heap, (longer, dearer, other, (*way, link)))
        return best[1]
