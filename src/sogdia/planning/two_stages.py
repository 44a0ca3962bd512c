"""One first phase for all scenarios, later phases of their own: the extensive form over the needs of every scenario.

Source: two-stage programmes with recourse in extensive form, Birge and Louveaux (2011), Introduction to Stochastic
Programming, section 4.1; least greatest regret, Kouvelis and Yu (1997), Robust Discrete Optimization, chapter 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, vstack

from sogdia.errors import InfeasibleError
from sogdia.planning.buying import PlanGround, Search
from sogdia.planning.rounds import Found, least
from sogdia.planning.solving import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays
    from sogdia.planning.clock import Clock
    from sogdia.planning.worst_losses import Need


@dataclass(frozen=True, eq=False)
class Hedged:
    """The best first phase for all scenarios.

    Attributes
    ----------
    x
        Shape (s, c): columns of the programme of each scenario; those of the first phase agree.
    value, bound
        What was sought: expected cost or greatest regret, US$ million. No choice that leaves no more unserved has less
        than the bound.
    short, short_bound
        Mean of what stays unserved after the worst loss, Gbps, and the least that any choice leaves; 0 where all
        scenarios can be made whole.
    """

    x: NDArray[np.float64]
    value: float
    bound: float
    short: float = 0.0
    short_bound: float = 0.0


@dataclass(frozen=True, eq=False)
class Forest:
    """Programmes of scenarios that share the columns of the first phase; see `rounds.Ground`.

    The last column is the greatest regret.

    Attributes
    ----------
    grounds
        Of each scenario.
    at
        Shape (s, c): where the columns of each scenario stand.
    costs
        Shape (s, c).
    known
        Shape (s,): the least cost of who knows the scenario; not a number where nothing meets it.
    count
        Number of columns.
    """

    grounds: tuple[PlanGround, ...]
    at: NDArray[np.int64]
    costs: NDArray[np.float64]
    known: NDArray[np.float64]
    count: int

    def split(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the columns of each scenario, shape (s, c)."""
        own: NDArray[np.float64] = x[self.at]
        return own

    def joined(self, own: NDArray[np.float64]) -> NDArray[np.float64]:
        """Join columns of scenarios, shape (s, c), that agree in the first phase, with the regret that they bring."""
        x = np.zeros(self.count)
        x[self.at] = own
        regret = (self.costs * own).sum(axis=1) - self.known
        x[-1] = max(0.0, float(np.nanmax(regret))) if np.isfinite(self.known).any() else 0.0
        return x

    def rows(self, needs: Sequence[tuple[int, Need]]) -> tuple[csr_matrix, NDArray[np.float64]]:
        """Give needs as rows, those of each scenario in its own columns."""
        parts = [ground.rows([need for of, need in needs if of == s]) for s, ground in enumerate(self.grounds)]
        matrix = vstack([self.moved(rows, s) for s, (rows, _) in enumerate(parts)], format="csr")
        return matrix, np.concatenate([lower for _, lower in parts])

    def moved(self, rows: csr_matrix, scenario: int) -> csr_matrix:
        """Give rows of a scenario's columns as rows of all columns."""
        return csr_matrix((rows.data, self.at[scenario][rows.indices], rows.indptr), shape=(rows.shape[0], self.count))

    def unmet(self, x: NDArray[np.float64]) -> list[tuple[int, Need]]:
        """Give the needs that scenarios leave unmet, each with the number of its scenario."""
        pairs = enumerate(zip(self.grounds, self.split(x), strict=True))
        return [(s, need) for s, (ground, own) in pairs for need in ground.unmet(own)]

    def cuts(self, need: tuple[int, Need], x: NDArray[np.float64]) -> bool:
        """Say whether a point breaks a need."""
        return self.grounds[need[0]].cuts(need[1], x[self.at[need[0]]])

    def everything(self) -> NDArray[np.float64] | None:
        """Buy all there is in every scenario."""
        every = [ground.everything() for ground in self.grounds]
        whole = [one for one in every if one is not None]
        return self.joined(np.array(whole)) if len(whole) == len(every) else None

    def rounded(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Buy whole what is bought in part."""
        return self.joined(np.array([g.rounded(own) for g, own in zip(self.grounds, self.split(x), strict=True)]))

    def mended(self, x: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Tell what each scenario leaves unserved."""
        mended = [ground.mended(own) for ground, own in zip(self.grounds, self.split(x), strict=True)]
        whole = [one for one in mended if one is not None]
        return self.joined(np.array(whole)) if len(whole) == len(mended) else None


def hedged(
    searches: Sequence[Search],
    probability: NDArray[np.float64],
    known: NDArray[np.float64],
    clock: Clock,
    *,
    criterion: str,
    gap: float,
    seed: int,
    start: NDArray[np.float64] | None = None,
    tell: Callable[[str, float | None, float], None] | None = None,
) -> Hedged | None:
    """Search the first phase with the least expected cost, or the least greatest regret, over all scenarios.

    Where no first phase can be made whole in all, the least mean of what stays unserved is found and proved first.

    Parameters
    ----------
    searches
        Of each scenario, with the needs found so far; those found here are added.
    probability, known
        Shape (s,): the latter is the least cost of who knows the scenario, not a number where nothing meets it.
    start
        Shape (s, c): a choice that is whole in all scenarios.

    Returns
    -------
    Hedged or None
        None: no choice keeps the rules in all scenarios, whatever it leaves unserved.

    Raises
    ------
    OutOfTimeError
        None was found in time.
    """
    _share_needs(searches)
    if np.isfinite(known).all():
        forest, program = _forest(searches, probability, known, criterion, clock)
        first = None if start is None else forest.joined(start)
        try:
            found = _searched(forest, program, searches, clock, gap, seed, first, tell)
            return Hedged(forest.split(found.x), found.value, found.bound)
        except InfeasibleError:
            pass
    return _least_short(searches, probability, known, clock, criterion=criterion, gap=gap, seed=seed, tell=tell)


def _least_short(
    searches: Sequence[Search],
    probability: NDArray[np.float64],
    known: NDArray[np.float64],
    clock: Clock,
    *,
    criterion: str,
    gap: float,
    seed: int,
    tell: Callable[[str, float | None, float], None] | None,
) -> Hedged | None:
    """Find the least mean of what stays unserved, then the best by the criterion among choices that leave no more."""
    if any(search.asked.rules.may_leave_out or search.asked.rules.exits for search in searches):
        return None
    eased = [
        Search(replace(one.asked, rules=replace(one.asked.rules, seek="loss")), one.arrays, needs=list(one.needs))
        for one in searches
    ]
    forest, program = _forest(eased, probability, known, criterion, clock)
    short = np.zeros(forest.count)
    np.add.at(short, forest.at[:, forest.grounds[0].columns.unserved], np.maximum(probability, 1e-6))
    try:
        first = _searched(forest, replace(program, cost=short), eased, clock, gap, seed, None, tell)
    except InfeasibleError:
        return None
    kept = program.with_rows(csr_matrix(-short[None, :]), np.array([-first.value - 1e-6]))
    found = _searched(forest, kept, eased, clock.part(max(clock.left_s, 5.0)), gap, seed, first.x, tell)
    return Hedged(forest.split(found.x), found.value, found.bound, first.value, first.bound)


def _searched(
    forest: Forest,
    program: Program,
    searches: Sequence[Search],
    clock: Clock,
    gap: float,
    seed: int,
    start: NDArray[np.float64] | None,
    tell: Callable[[str, float | None, float], None] | None,
) -> Found:
    needs = [(s, need) for s, search in enumerate(searches) for need in search.needs]
    before = len(needs)
    try:
        return least(program, forest, needs, clock, gap=gap, seed=seed, start=start, tell=tell)
    finally:
        for s, need in needs[before:]:
            searches[s].needs.append(need)


def _forest(
    searches: Sequence[Search],
    probability: NDArray[np.float64],
    known: NDArray[np.float64],
    criterion: str,
    clock: Clock,
) -> tuple[Forest, Program]:
    """Lay out the programmes of all scenarios side by side, with one first phase."""
    parts = [search.program for search in searches]
    columns = parts[0][1]
    first = np.zeros(columns.count, dtype=bool)
    first[np.concatenate([columns.bought_at(0), columns.modules_at(0)])] = True
    own, shared = int((~first).sum()), int(first.sum())
    at = np.zeros((len(parts), columns.count), dtype=np.int64)
    at[:, first] = np.arange(shared)
    at[:, ~first] = shared + np.arange(len(parts) * own).reshape(len(parts), own)
    count = shared + len(parts) * own + 1
    forest = Forest(
        tuple(PlanGround(search, columns, clock) for search in searches), at,
        np.array([program.cost for program, _ in parts]), known, count,
    )  # fmt: skip
    cost, lower, upper = np.zeros(count), np.zeros(count), np.full(count, np.inf)
    whole = np.zeros(count, dtype=bool)
    for s, (program, _) in enumerate(parts):
        lower[at[s]] = np.maximum(lower[at[s]], program.lower)
        upper[at[s]] = np.minimum(upper[at[s]], program.upper)
        whole[at[s]] = program.whole
        if criterion == "expected":
            cost[at[s]] += probability[s] * program.cost
    if criterion == "regret":
        cost[-1] = 1.0
    rows = [forest.moved(program.matrix, s) for s, (program, _) in enumerate(parts)]
    rows += [_regret_row(forest, s) for s in range(len(parts))]
    program = Program(
        cost=cost, lower=lower, upper=upper, whole=whole, matrix=vstack(rows, format="csr"),
        row_lower=np.concatenate([*(p.row_lower for p, _ in parts), -np.nan_to_num(known, nan=np.inf)]),
        row_upper=np.concatenate([*(p.row_upper for p, _ in parts), np.full(len(parts), np.inf)]),
    )  # fmt: skip
    return forest, program


def _regret_row(forest: Forest, scenario: int) -> csr_matrix:
    """Lay out ``regret - cost >= -known``: one row."""
    row = np.zeros((1, forest.count))
    row[0, forest.at[scenario]] = -forest.costs[scenario]
    row[0, -1] = 1.0
    return csr_matrix(row)


def _share_needs(searches: Sequence[Search]) -> None:
    """Let each scenario know the needs of the others, at its own traffic: they hold whatever is built or late.

    A need says what capacity any network must have that carries amounts, so other amounts need as much more.
    """
    known = [[(search.arrays, need) for need in search.needs] for search in searches]
    for s, search in enumerate(searches):
        there = {(need.phase, need.lost, need.prices.tobytes(), need.asks.tobytes()) for need in search.needs}
        for arrays, need in (pair for t, pairs in enumerate(known) if t != s for pair in pairs):
            asks = need.asks if need.counted else need.asks * _more(arrays, search.arrays, need.phase)
            key = (need.phase, need.lost, need.prices.tobytes(), asks.tobytes())
            if key not in there:
                there.add(key)
                search.needs.append(replace(need, asks=asks))


def _more(one: Arrays, other: Arrays, phase: int) -> NDArray[np.float64]:
    """Give by how much the traffic of each demand is larger, shape (d,)."""
    own, its = one.amount[phase], other.amount[phase]
    more: NDArray[np.float64] = np.divide(its, own, out=np.zeros_like(own), where=own > 0.0)
    return more
