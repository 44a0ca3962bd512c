"""The programme that is solved again and again: capacities, the flows without failure, and what has been learned.

Failure states are not laid out: a state that a choice of capacities cannot carry gives back lengths of links (a metric
inequality), rounded to whole modules, that rule out this choice and all like it.

Source: Benders (1962); Bienstock, Chopra, Günlük, Tsai (1998), Minimum cost capacity installation for multicommodity
network flows, Mathematical Programming 81, 177-199.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack

from sogdia.formats.design import NO_FAILURE
from sogdia.planning.bipartitions import ALL_UP_TO_NODES
from sogdia.planning.clock import Clock
from sogdia.planning.compact import capacity_program, compact_program
from sogdia.planning.cut_needs import CutBook, cut_book
from sogdia.planning.cuts import Needs, Pool, rounded
from sogdia.planning.options import LinkOptions, link_options
from sogdia.planning.path_flows import PathRouter
from sogdia.planning.solving import solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.design import DesignInstance
    from sogdia.planning.path_flows import Metric
    from sogdia.planning.solving import Program

_ROUNDS: Final = 200
_STEADY: Final = 4
"""Rounds over which a bound must have risen for more cuts to be looked for."""
_RISE: Final = 2e-4
_FIRST_S: Final = 60.0
"""Seconds that the first relaxation may take whatever the clock says: without it there is nothing to begin from."""


@dataclass
class Master:
    """Capacities, flows without failure, cuts and the states to be checked.

    Attributes
    ----------
    instance, options
        The question, and its columns of capacity.
    base
        Programme without learned rows.
    wide
        Columns of capacity; they stand first.
    pool
        Learned rows.
    book
        Bipartitions.
    router
        Checks states.
    states
        States that a choice must carry.
    bound
        No design costs less.
    point
        Columns of capacity at the last relaxation.
    """

    instance: DesignInstance
    options: LinkOptions
    base: Program
    wide: int
    pool: Pool
    book: CutBook
    router: PathRouter
    states: list[int]
    bound: float = -np.inf
    point: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def program(self) -> Program:
        """Give the programme with all learned rows."""
        return self.program_on(self.base)

    def program_on(self, base: Program) -> Program:
        """Give a programme with the same columns of capacity, and all learned rows."""
        if not len(self.pool):
            return base
        rest = csr_matrix((len(self.pool), len(base.cost) - self.wide))
        rows = csr_matrix(hstack([self.pool.matrix(), rest]))
        return base.with_rows(rows, np.ones(len(self.pool)))

    def held(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the capacity of each link at a point, shape (m,)."""
        options = self.options
        added = np.bincount(options.link, options.capacity * x[: len(options.link)], minlength=len(options.charged))
        return options.installed + added

    def unmet(self, held: NDArray[np.float64], most: int = 1_000_000) -> list[Metric]:
        """Give proofs for states that capacities cannot carry, at most `most`; those states come first next time."""
        found: list[Metric] = []
        worst = []
        for state in list(self.states):
            metric = self.router.route(held, state)
            if metric is not None:
                found.append(metric)
                worst.append(state)
                if len(found) >= most:
                    break
        if worst:
            self.states.sort(key=lambda state: state not in worst)
        return found

    def learn(self, metrics: list[Metric], x: NDArray[np.float64], most: int = 60) -> int:
        """Turn proofs into rounded rows that cut a point off; give how many are new."""
        weight = np.array([metric.weight for metric in metrics]).reshape(-1, len(self.options.charged))
        amount = np.array([metric.amount for metric in metrics]) - weight @ self.options.installed
        asked = amount > 1e-9 * np.array([metric.amount for metric in metrics])
        weight, amount = weight[asked] / amount[asked, None], np.ones(int(asked.sum()))
        return rounded(self.options, self.wide, Needs(weight, amount), x, self.pool, most)

    def cut(self, x: NDArray[np.float64], most: int = 60) -> int:
        """Add rounded cuts that a point breaks; give how many are new."""
        return rounded(self.options, self.wide, self.book.needs(self.held(x)), x, self.pool, most)

    def relax(self, clock: Clock, share: float = 0.15) -> None:
        """Solve the relaxation, cut it, and again, until the bound rises no more."""
        heights: list[float] = []
        self.cut(np.zeros(self.wide))
        end = clock.spent_s + share * clock.left_s
        often = len(self.states) > 1 and len(self.instance.nodes) > ALL_UP_TO_NODES
        for _ in range(_ROUNDS):
            answer = solve(self.program(), clock if heights else Clock(_FIRST_S), relaxed=True)
            if answer.x is None or (heights and not answer.optimal):
                break
            self.point = answer.x[: self.wide]
            heights.append(answer.objective)
            if answer.optimal:
                self.bound = max(self.bound, answer.objective)
            steady = len(heights) > _STEADY and heights[-1] - heights[-1 - _STEADY] < _RISE * abs(heights[-1])
            if steady or clock.spent_s > end:
                break
            new = self.cut(self.point)
            if not new or often or len(heights) % 3 == 0:
                metrics = self.unmet(self.held(self.point))
                new += self.learn(metrics, self.point) if metrics else 0
            if not new:
                break


def master_of(instance: DesignInstance, seed: int = 0) -> Master:
    """Lay out the master programme of an instance."""
    options = link_options(instance)
    wide = len(capacity_program(options).cost)
    survive = instance.model.survivability in "US"
    flows = not survive or bool(instance.routing_cost.any())
    base = compact_program(instance, options, [NO_FAILURE]) if flows else capacity_program(options)
    states = [NO_FAILURE, *(range(len(instance.links)) if survive else ())]
    book = cut_book(instance, np.random.default_rng(seed))
    return Master(instance, options, base, wide, Pool(wide), book, PathRouter(instance), states)
