"""What can be carried when no way may be longer than a limit: columns are ways, found as they are needed.

Source: multicommodity flow over ways of bounded length by column generation; Desrosiers and Lübbecke (2005), A Primer
in Column Generation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from sogdia.planning.feasible_flows import SLACK, Carried
from sogdia.planning.least_ways import LeastWays
from sogdia.planning.solving import Program, loaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays

LEAST_GBPS: Final = 1e-5
"""Capacity of a link that has none yet, so that its price is told too."""
EPSILON: Final = 1e-7
"""Prices nearer than this are equal."""


@dataclass(frozen=True, eq=False)
class Served:
    """The most that is served over columns.

    Attributes
    ----------
    total
        Gbps.
    load, prices
        Shape (m,): Gbps on each link, and what a Gbps more of it would serve.
    worth
        Shape (d,): what a Gbps more asked for would serve, in [0, 1].
    """

    total: float
    load: NDArray[np.float64]
    prices: NDArray[np.float64]
    worth: NDArray[np.float64]


def serve_most(
    columns: Sequence[tuple[int, NDArray[np.int64], NDArray[np.float64]]],
    capacity: NDArray[np.float64],
    amount: NDArray[np.float64],
) -> Served:
    """Serve the most of demands over columns: the demand, links, and what a Gbps takes of each.

    Parameters
    ----------
    capacity, amount
        Shapes (m,) and (d,), Gbps.
    """
    asked = np.flatnonzero(amount > 0.0)
    worth, prices = np.zeros(len(amount)), np.zeros(len(capacity))
    worth[asked] = 1.0
    if not columns:
        return Served(0.0, np.zeros(len(capacity)), prices, worth)
    place = np.full(len(amount), -1)
    place[asked] = np.arange(len(asked))
    size = [len(links) for _, links, _ in columns]
    links_of, takes = (np.concatenate([column[k] for column in columns]) for k in (1, 2))
    touched, row = np.unique(links_of, return_inverse=True)
    column = np.repeat(np.arange(len(columns)), size)
    of = place[[d for d, _, _ in columns]]
    where = (np.concatenate([row, len(touched) + of]), np.concatenate([column, np.arange(len(columns))]))
    height = len(touched) + len(asked)
    matrix = coo_matrix((np.concatenate([takes, np.ones(len(columns))]), where), shape=(height, len(columns)))
    program = Program(
        cost=np.full(len(columns), -1.0), lower=np.zeros(len(columns)), upper=np.full(len(columns), np.inf),
        whole=np.zeros(len(columns), dtype=bool), matrix=csr_matrix(matrix), row_lower=np.full(height, -np.inf),
        row_upper=np.concatenate([np.maximum(capacity[touched], LEAST_GBPS), amount[asked]]),
    )  # fmt: skip
    solver = loaded(program, relaxed=True)
    solver.run()
    answer = solver.getSolution()
    x, dual = np.array(answer.col_value), np.array(answer.row_dual)
    load = np.bincount(links_of, weights=np.repeat(x, size) * takes, minlength=len(capacity)).astype(float)
    prices[touched] = np.where(dual[: len(touched)] < -1e-12, -dual[: len(touched)], 0.0)
    worth[asked] = np.clip(1.0 + np.minimum(dual[len(touched) :], 0.0), 0.0, 1.0)
    return Served(float(x.sum()), load, prices, worth)


@dataclass(eq=False)
class Ways:
    """Ways of each demand that were found so far; they hold for every plan.

    Attributes
    ----------
    arrays
        The question.
    found
        Links of each way, by demand.
    """

    arrays: Arrays
    found: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)
    least: LeastWays = field(init=False)

    def __post_init__(self) -> None:
        self.least = LeastWays(self.arrays)

    def carry(
        self,
        capacity: NDArray[np.float64],
        amount: NDArray[np.float64],
        gone: NDArray[np.bool_],
        most_ms: NDArray[np.float64],
    ) -> Carried:
        """Carry demands over ways whose round trip is no longer than each one's limit.

        Parameters
        ----------
        capacity, gone
            Shape (m,): Gbps, and the links that are lost.
        amount, most_ms
            Shape (d,): Gbps and ms.
        """
        asked = np.flatnonzero(amount > 0.0).tolist()
        load, short = self._filled(asked, capacity, amount, gone, most_ms)
        if short <= SLACK * len(asked):
            return Carried(0.0, load > 1e-6, ())
        columns = [
            _column(d, way)
            for d in asked
            for way in self.found.get(d, [])
            if not gone[list(way)].any() and self.arrays.ms[list(way)].sum() <= most_ms[d] + 1e-9
        ]
        while True:
            served = serve_most(columns, capacity, amount)
            short = float(amount[asked].sum() - served.total)
            if short <= SLACK * len(asked):
                return Carried(0.0, served.load > 1e-6, ())
            cheapest = [
                (d, self.least.way(d, served.prices, gone, float(most_ms[d]), float(served.worth[d]) - EPSILON))
                for d in asked
            ]
            fresh = [_column(d, way) for d, way in cheapest if way is not None and self._keep(d, way)]
            if not fresh:
                return Carried(short, served.load > 1e-6, ((served.prices, served.worth),))
            columns += fresh

    def _filled(
        self,
        asked: list[int],
        capacity: NDArray[np.float64],
        amount: NDArray[np.float64],
        gone: NDArray[np.bool_],
        most_ms: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], float]:
        """Fill the shortest ways that have room, one demand after another: loads, shape (m,), and Gbps left over."""
        left, short, ms = capacity.copy(), 0.0, np.array(self.arrays.ms)
        for d in asked:
            want = float(amount[d])
            while want > 0.0:
                way = self.least.way(d, ms, gone | (left <= LEAST_GBPS), float(most_ms[d]))
                if way is None:
                    break
                taken = min(want, float(left[list(way)].min()))
                left[list(way)] -= taken
                want -= taken
                self._keep(d, way)
            short += max(want, 0.0)
        return capacity - left, short

    def _keep(self, d: int, way: tuple[int, ...]) -> bool:
        """Keep a way that is new."""
        kept = self.found.setdefault(d, [])
        if way in kept:
            return False
        kept.append(way)
        return True


def _column(d: int, way: tuple[int, ...]) -> tuple[int, NDArray[np.int64], NDArray[np.float64]]:
    return d, np.array(way, dtype=np.int64), np.ones(len(way))
