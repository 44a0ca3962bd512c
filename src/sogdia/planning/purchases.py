"""The master programme: what to buy in which phase, under the needs found so far and the rules that are rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from sogdia.planning.solving import Program

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays


@dataclass(frozen=True, eq=False)
class Columns:
    """Where columns stand.

    What is bought in each phase (0 or 1), modules added, what the worst loss leaves unserved, and which demands are
    served in each phase (0 or 1; none where all must be).
    """

    phases: int
    options: int
    demands: int = 0

    @property
    def modules(self) -> int:
        """First column of the modules."""
        return self.phases * self.options

    @property
    def unserved(self) -> int:
        """Column of the demand unserved after the worst loss, Gbps."""
        return 2 * self.phases * self.options

    @property
    def count(self) -> int:
        """Number of columns."""
        return self.unserved + 1 + self.phases * self.demands

    def bought_at(self, phase: int) -> NDArray[np.int64]:
        """Give the columns of what is bought in a phase."""
        return phase * self.options + np.arange(self.options)

    def modules_at(self, phase: int) -> NDArray[np.int64]:
        """Give the columns of the modules added in a phase."""
        return self.modules + phase * self.options + np.arange(self.options)

    def served_at(self, phase: int) -> NDArray[np.int64]:
        """Give the columns of the demands served in a phase; none where all must be."""
        return self.unserved + 1 + phase * self.demands + np.arange(self.demands)

    def added(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the modules added in each phase, shape (p, q)."""
        return x[self.modules : self.unserved].reshape(self.phases, self.options)

    def bought(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give what is bought in each phase, shape (p, q)."""
        return x[: self.modules].reshape(self.phases, self.options)

    def served(self, x: NDArray[np.float64], phase: int) -> NDArray[np.float64] | None:
        """Give how far each demand is served in a phase, shape (d,); None where all must be."""
        return x[self.served_at(phase)] if self.demands else None

    def taken_by(self, x: NDArray[np.float64], phase: int, arrays: Arrays) -> NDArray[np.float64]:
        """Give how far options are taken by a phase, 0 to 1: bought where they have a fixed cost, else any module."""
        bought = arrays.serving(self.bought(x), phase)
        modules = arrays.serving(self.added(x), phase)
        taken: NDArray[np.float64] = np.minimum(np.where(arrays.fixed > 0.0, bought, modules), 1.0)
        return taken


class Rows:
    """Rows of a programme while they are gathered."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.parts: list[tuple[NDArray[np.int64], NDArray[np.float64]]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, at: NDArray[np.int64], value: NDArray[np.float64], lower: float, upper: float) -> None:
        """Add ``lower <= value @ x[at] <= upper``."""
        kept = value != 0.0
        self.parts.append((at[kept], value[kept]))
        self.lower.append(lower)
        self.upper.append(upper)

    def matrix(self) -> csr_matrix:
        """Give the rows."""
        sizes = [len(at) for at, _ in self.parts]
        row = np.repeat(np.arange(len(sizes)), sizes)
        at = np.concatenate([at for at, _ in self.parts]) if sizes else np.zeros(0, dtype=np.int64)
        value = np.concatenate([value for _, value in self.parts]) if sizes else np.zeros(0)
        return csr_matrix(coo_matrix((value, (row, at)), shape=(len(sizes), self.columns)))


def purchases(asked: PlanQuestion, arrays: Arrays) -> tuple[Program, Columns]:
    """Lay out discounted costs, bounds and rules; needs come later, by `needs.need_rows`."""
    rules = asked.rules
    phases, options = len(rules.phases), len(arrays.fixed)
    columns = Columns(phases, options, len(arrays.weight) if rules.may_leave_out else 0)
    cost = np.zeros(columns.count)
    upper = np.zeros(columns.count)
    whole = np.ones(columns.count, dtype=bool)
    whole[columns.unserved] = False
    upper[columns.unserved] = np.inf if rules.seek == "loss" else 0.0
    upper[columns.unserved + 1 :] = 1.0
    for p in range(phases):
        cost[columns.bought_at(p)] = arrays.fixed * arrays.price[p] * arrays.discount[p]
        cost[columns.modules_at(p)] = arrays.module_cost * arrays.price[p] * arrays.discount[p]
        late = arrays.first_phase > p
        upper[columns.bought_at(p)] = np.where(late, 0.0, 1.0)
        upper[columns.modules_at(p)] = np.where(late, 0.0, arrays.most)
    rows = Rows(columns.count)
    _linking_rows(rows, columns, arrays, asked)
    spend = _spending_rows(rows, columns, arrays, asked)
    _share_rows(rows, columns, arrays, asked, spend)
    if rules.coverage is not None:
        for p in range(phases):
            rows.add(columns.served_at(p), arrays.weight, rules.coverage * float(arrays.weight.sum()) - 1e-9, np.inf)
    program = Program(
        cost, np.zeros(columns.count), upper, whole, rows.matrix(), np.array(rows.lower), np.array(rows.upper)
    )
    return program, columns


def seeking(program: Program, columns: Columns, arrays: Arrays, seek: str) -> Program:
    """Put what is sought in the place of the cost: least unserved, or most people served."""
    cost = np.zeros(columns.count)
    if seek == "loss":
        cost[columns.unserved] = 1.0
    else:
        for p in range(columns.phases):
            cost[columns.served_at(p)] = -arrays.weight
    return replace(program, cost=cost)


def _linking_rows(rows: Rows, columns: Columns, arrays: Arrays, asked: PlanQuestion) -> None:
    """Modules only of what is bought, and one at least; each thing once; rivals exclude each other."""
    for o in range(columns.options):
        once = np.array([columns.bought_at(p)[o] for p in range(columns.phases)])
        if columns.phases > 1:
            rows.add(once, np.ones(len(once)), -np.inf, 1.0)
        for p in range(columns.phases):
            at = np.concatenate([once[: p + 1], [columns.modules_at(q)[o] for q in range(p + 1)]])
            rows.add(at, np.repeat([-arrays.most[o], 1.0], p + 1), -np.inf, 0.0)
            if arrays.fixed[o] > 0.0:
                rows.add(at, np.repeat([-1.0, 1.0], p + 1), 0.0, np.inf)
    rivalry = asked.options.rivalry.fillna("").astype(str).to_numpy()
    for name in sorted(set(rivalry) - {""}):
        members = np.flatnonzero(rivalry == name)
        at = np.concatenate([columns.bought_at(p)[members] for p in range(columns.phases)])
        rows.add(at, np.ones(len(at)), -np.inf, 1.0)


def _spending_rows(
    rows: Rows, columns: Columns, arrays: Arrays, asked: PlanQuestion
) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Hold the budgets; give the undiscounted spending of each phase as columns and values."""
    spend = []
    for p in range(columns.phases):
        at = np.concatenate([columns.bought_at(p), columns.modules_at(p)])
        spend.append((at, np.concatenate([arrays.fixed, arrays.module_cost]) * arrays.price[p]))
    every, cost = np.concatenate([at for at, _ in spend]), np.concatenate([v for _, v in spend])
    budget = asked.rules.budget_musd
    if len(budget) == 1:
        rows.add(every, cost, -np.inf, budget[0])
    else:
        for (at, value), most in zip(spend, budget, strict=False):
            rows.add(at, value, -np.inf, most)
    for name, most in sorted(asked.rules.payer_budget_musd.items()):
        part, _ = _held(asked.stakes[(asked.stakes.kind == "payer") & (asked.stakes.name == name)], asked)
        rows.add(every, cost * np.tile(part, 2 * columns.phases), -np.inf, most)
    return spend


def _share_rows(
    rows: Rows,
    columns: Columns,
    arrays: Arrays,
    asked: PlanQuestion,
    spend: list[tuple[NDArray[np.int64], NDArray[np.float64]]],
) -> None:
    """Hold the share of each supplier, owner or home state, in each phase, of what has a known one."""
    rules = asked.rules
    for kind, most in sorted(rules.most_share.items()):
        held = asked.stakes[asked.stakes.kind == kind]
        known_option, known_link = _held(held, asked)
        for _, own in sorted(held.groupby("name"), key=lambda pair: str(pair[0])):
            of_option, of_link = _held(own, asked)
            over = of_option - most * known_option
            for p in range(columns.phases):
                if rules.share_of == "cost":
                    at = np.concatenate([spend[q][0] for q in range(p + 1)])
                    value = np.tile(np.concatenate([over, over]), p + 1)
                    rows.add(at, value * np.concatenate([spend[q][1] for q in range(p + 1)]), -np.inf, 0.0)
                    continue
                leaving = arrays.adds(p, arrays.leaves.astype(float))
                counts = arrays.standing[p] * (arrays.leaves & (rules.share_of == "capacity"))
                at = np.concatenate([columns.modules_at(q) for q in range(columns.phases)])
                room = float(((most * known_link - of_link) * counts).sum())
                rows.add(at, (over * leaving * arrays.serves[p]).ravel(), -np.inf, room)


def _held(stakes: pd.DataFrame, asked: PlanQuestion) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add up the stakes in each option and in each link."""
    options = stakes[stakes.option.fillna("") != ""].groupby("option").share.sum()
    links = stakes[stakes.link.fillna("") != ""].groupby("link").share.sum()
    return (
        options.reindex(asked.options.id).fillna(0.0).to_numpy(dtype=float),
        links.reindex(asked.links.id).fillna(0.0).to_numpy(dtype=float),
    )
