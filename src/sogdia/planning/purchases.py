"""The master programme: what to buy in which phase, under the needs found so far and the rules that are rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from sogdia.planning.solving import Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.worst_losses import Need


@dataclass(frozen=True, eq=False)
class Columns:
    """Where columns stand: what is bought in each phase (0 or 1), modules added, and what the worst loss leaves."""

    phases: int
    options: int

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
        return self.unserved + 1

    def bought_at(self, phase: int) -> NDArray[np.int64]:
        """Give the columns of what is bought in a phase."""
        return phase * self.options + np.arange(self.options)

    def modules_at(self, phase: int) -> NDArray[np.int64]:
        """Give the columns of the modules added in a phase."""
        return self.modules + phase * self.options + np.arange(self.options)

    def modules_by(self, x: NDArray[np.float64], phase: int) -> NDArray[np.float64]:
        """Give the modules of each option added by the end of a phase, shape (q,)."""
        added = x[self.modules : self.unserved].reshape(self.phases, self.options)
        by: NDArray[np.float64] = added[: phase + 1].sum(axis=0)
        return by

    def taken_by(self, x: NDArray[np.float64], phase: int, charged: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Give how far options are taken by the end of a phase, 0 to 1: bought where `charged`, else any module."""
        bought = x[: self.modules].reshape(self.phases, self.options)[: phase + 1].sum(axis=0)
        taken: NDArray[np.float64] = np.minimum(np.where(charged, bought, self.modules_by(x, phase)), 1.0)
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


def purchases(asked: PlanQuestion, arrays: Arrays, banned: Sequence[int] = ()) -> tuple[Program, Columns]:
    """Lay out costs, bounds and rules; needs come later, by `need_rows`.

    Parameters
    ----------
    banned
        Options that may not be bought.
    """
    rules = asked.rules
    phases, options = len(rules.phases), len(arrays.fixed)
    columns = Columns(phases, options)
    cost = np.zeros(columns.count)
    upper = np.zeros(columns.count)
    whole = np.ones(columns.count, dtype=bool)
    whole[columns.unserved] = False
    for p in range(phases):
        cost[columns.bought_at(p)] = arrays.fixed * arrays.discount[p]
        cost[columns.modules_at(p)] = arrays.module_cost * arrays.discount[p]
        late = arrays.first_phase > p
        upper[columns.bought_at(p)] = np.where(late, 0.0, 1.0)
        upper[columns.modules_at(p)] = np.where(late, 0.0, arrays.most)
    for option in banned:
        for p in range(phases):
            upper[[columns.bought_at(p)[option], columns.modules_at(p)[option]]] = 0.0
    rows = Rows(columns.count)
    _linking_rows(rows, columns, arrays, asked)
    spend = _spending_rows(rows, columns, arrays, asked)
    _share_rows(rows, columns, arrays, asked, spend)
    if rules.seek == "loss":
        upper[columns.unserved] = np.inf
        whole_bill = float(cost @ np.where(np.isfinite(upper), upper, 0.0)) or 1.0
        cost = cost / whole_bill * 1e-3
        cost[columns.unserved] = 1.0
    program = Program(
        cost, np.zeros(columns.count), upper, whole, rows.matrix(), np.array(rows.lower), np.array(rows.upper)
    )
    return program, columns


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
    """Hold the budget; give the undiscounted spending of each phase as columns and values."""
    spend = []
    for p in range(columns.phases):
        at = np.concatenate([columns.bought_at(p), columns.modules_at(p)])
        spend.append((at, np.concatenate([arrays.fixed, arrays.module_cost])))
    budget = asked.rules.budget_musd
    if len(budget) == 1:
        rows.add(np.concatenate([at for at, _ in spend]), np.concatenate([v for _, v in spend]), -np.inf, budget[0])
    else:
        for (at, value), most in zip(spend, budget, strict=False):
            rows.add(at, value, -np.inf, most)
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
    leaving = (arrays.gives * arrays.leaves).sum(axis=1)
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
                counts = arrays.standing[p] * (arrays.leaves & (rules.share_of == "capacity"))
                at = np.concatenate([columns.modules_at(q) for q in range(p + 1)])
                room = float(((most * known_link - of_link) * counts).sum())
                rows.add(at, np.tile(over * leaving, p + 1), -np.inf, room)


def _held(stakes: pd.DataFrame, asked: PlanQuestion) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add up the stakes in each option and in each link."""
    options = stakes[stakes.option.fillna("") != ""].groupby("option").share.sum()
    links = stakes[stakes.link.fillna("") != ""].groupby("link").share.sum()
    return (
        options.reindex(asked.options.id).fillna(0.0).to_numpy(dtype=float),
        links.reindex(asked.links.id).fillna(0.0).to_numpy(dtype=float),
    )


def need_rows(
    needs: Sequence[Need], columns: Columns, arrays: Arrays, *, elastic: bool
) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Turn needs into rows ``matrix @ x >= lower``, made as strong as whole modules allow.

    With whole modules of sizes a and a right side r: sum min(a, r) n >= r, and for each size s: sum ceil(a/s) n >=
    ceil(r/s) (Chvátal 1973); the same with the most that a purchase can give in the place of its modules.

    Parameters
    ----------
    elastic
        The demand unserved after the worst loss stands in for missing capacity.
    """
    rows = Rows(columns.count)
    for need in needs:
        if need.counted:
            _count_row(rows, need, columns, arrays)
            continue
        size = arrays.gives @ need.prices
        missing = need.needed - float(arrays.standing[need.phase] @ need.prices)
        at = np.concatenate([columns.modules_at(p) for p in range(need.phase + 1)])
        times = need.phase + 1
        if elastic:
            value = np.concatenate([np.tile(size, times), [1.0]])
            rows.add(np.append(at, columns.unserved), value, missing, np.inf)
        elif missing > 0.0:
            rows.add(at, np.tile(np.minimum(size, missing), times), missing, np.inf)
            _rounded_rows(rows, at, size, missing, times)
            charged = arrays.fixed > 0.0
            if charged.any():
                bought = np.concatenate([columns.bought_at(p) for p in range(times)])
                most = np.where(charged, size * arrays.most, size)
                at = np.where(np.tile(charged, times), bought, at)
                rows.add(at, np.tile(np.minimum(most, missing), times), missing, np.inf)
                _rounded_rows(rows, at, most, missing, times)
    return rows.matrix(), np.array(rows.lower)


def _rounded_rows(rows: Rows, at: NDArray[np.int64], size: NDArray[np.float64], missing: float, times: int) -> None:
    for step in np.unique(np.minimum(size[size > 1e-9], missing))[-4:]:
        value = np.ceil(np.minimum(size, missing) / step - 1e-9)
        rows.add(at, np.tile(value, times), float(np.ceil(missing / step - 1e-9)), np.inf)


def _count_row(rows: Rows, need: Need, columns: Columns, arrays: Arrays) -> None:
    """Ask for so many links of a cut: those that stand, and those that options give."""
    new = (need.prices > 0.0) & (arrays.standing[need.phase] <= 0.0)
    missing = need.needed - float(((arrays.standing[need.phase] > 0.0) & (need.prices > 0.0)).sum())
    given = ((arrays.gives > 0.0) & new).sum(axis=1).astype(float)
    free = arrays.fixed <= 0.0
    at = np.concatenate([np.where(free, columns.modules_at(p), columns.bought_at(p)) for p in range(need.phase + 1)])
    rows.add(at, np.tile(np.minimum(given, max(missing, 0.0)), need.phase + 1), missing, np.inf)
