"""The cheapest ways of a demand of which no risk meets two.

Finding two such ways is NP-hard where risks are of several links (Hu 2003, Networks 41(4), 206-211), so it is done by
branch and bound: ways are sought each for itself, and of two that one risk meets one or the other must avoid it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, count
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.planning.least_ways import LeastWays

Way = tuple[int, ...]
NODES: Final = 3000
"""Nodes of the search that are looked at before the best bound is told in place of the least."""


class Seat(NamedTuple):
    """One of the ways that are sought: prices of links, those it may not use, and its longest round trip, ms."""

    price: NDArray[np.float64]
    shut: NDArray[np.bool_]
    most_ms: float


class Apart(NamedTuple):
    """What was found: ways, None where there are none or none in time; their price; and what no ways cost less than."""

    ways: tuple[Way, ...] | None
    price: float
    bound: float


@dataclass(eq=False)
class RiskDisjoint:
    """Finds sets of ways that no one risk meets twice.

    Attributes
    ----------
    least
        Finds single ways.
    """

    least: LeastWays
    _meets: dict[Way, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def _risks_of(self) -> list[list[int]]:
        """The risks that each link is part of."""
        of: list[list[int]] = [[] for _ in range(len(self.least.arrays.start))]
        for g, links in enumerate(self.least.arrays.risks):
            for link in links.tolist():
                of[link].append(g)
        return of

    def meets(self, way: Way) -> frozenset[int]:
        """Give the risks that a way meets."""
        if way not in self._meets:
            self._meets[way] = frozenset(g for link in way for g in self._risks_of[link])
        return self._meets[way]

    def ways(self, d: int, seats: Sequence[Seat], worth: float = np.inf, nodes: int = NODES) -> Apart:
        """Find the cheapest ways of a demand, one for each seat, of which no risk meets two.

        Parameters
        ----------
        worth
            Ways that cost as much or more are none.
        nodes
            Nodes of the search that are looked at.
        """
        order = count()
        alike = len({id(seat) for seat in seats}) == 1
        memo: dict[tuple[int, frozenset[int]], tuple[Way, float] | None] = {}
        none: frozenset[int] = frozenset()
        heap: list[tuple[float, int, int, tuple[frozenset[int], ...], tuple[Way, ...]]] = []
        seen: set[tuple[frozenset[int], ...]] = set()

        def push(avoid: tuple[frozenset[int], ...]) -> None:
            key = tuple(sorted(avoid, key=sorted)) if alike else avoid
            if key in seen:
                return
            seen.add(key)
            found = [
                self._way(d, seat, own, memo, 0 if alike else i)
                for i, (seat, own) in enumerate(zip(seats, avoid, strict=True))
            ]
            if any(one is None for one in found):
                return
            ways = tuple(one[0] for one in found if one is not None)
            price = sum(one[1] for one in found if one is not None)
            if price < worth:
                heapq.heappush(heap, (price, len(self._conflict(ways)[1]), next(order), avoid, ways))

        push((none,) * len(seats))
        for _ in range(nodes):
            if not heap:
                return Apart(None, np.inf, worth)
            price, _, _, avoid, ways = heapq.heappop(heap)
            (i, j), both = self._conflict(ways)
            if not both:
                return Apart(ways, price, price)
            risk = self._hardest(both, ways[i])
            for side in (i, j):
                push(tuple(own | {risk} if k == side else own for k, own in enumerate(avoid)))
        return Apart(None, np.inf, min((node[0] for node in heap), default=worth))

    def _way(
        self,
        d: int,
        seat: Seat,
        avoid: frozenset[int],
        memo: dict[tuple[int, frozenset[int]], tuple[Way, float] | None],
        number: int,
    ) -> tuple[Way, float] | None:
        key = (number, avoid)
        if key not in memo:
            shut = seat.shut
            if avoid:
                shut = shut.copy()
                for g in avoid:
                    shut[self.least.arrays.risks[g]] = True
            way = self.least.way(d, seat.price, shut, seat.most_ms)
            memo[key] = None if way is None else (way, float(seat.price[list(way)].sum()))
        return memo[key]

    def _conflict(self, ways: tuple[Way, ...]) -> tuple[tuple[int, int], frozenset[int]]:
        """Give the two ways that most risks meet both, and those risks."""
        pairs = list(combinations(range(len(ways)), 2))
        both = [self.meets(ways[i]) & self.meets(ways[j]) for i, j in pairs]
        if not both:
            return (0, 0), frozenset()
        k = max(range(len(both)), key=lambda at: len(both[at]))
        return pairs[k], both[k]

    def _hardest(self, both: frozenset[int], way: Way) -> int:
        """Give the risk to branch on: the one of most links; among equals the first on the way."""
        size = {g: len(self.least.arrays.risks[g]) for g in both}
        first = {g: k for k, link in reversed(list(enumerate(way))) for g in self._risks_of[link]}
        return min(both, key=lambda g: (-size[g], first.get(g, 0), g))
