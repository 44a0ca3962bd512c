"""The search of a plan: least cost under the needs found so far, then those left unmet, until there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix

from sogdia.errors import InfeasibleError
from sogdia.planning.bounded_ways import Ways
from sogdia.planning.clock import Clock
from sogdia.planning.needs import need_rows
from sogdia.planning.purchases import purchases, seeking
from sogdia.planning.solving import solve
from sogdia.planning.worst_losses import unmet_exits, unmet_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Answer, Program
    from sogdia.planning.worst_losses import Need

RELAXED_SHARE: Final = 0.5
"""Share of the time in which fractional modules may be asked for before whole ones: needs come cheaper there."""
SECOND_SECONDS: Final = 5.0
"""Seconds that the search for the least cost has at least, once the least loss or the most people is found."""


class OutOfTimeError(InfeasibleError):
    """No plan was found in time; whether there is one is not known."""


@dataclass(frozen=True, eq=False)
class Bought:
    """The best plan that was found.

    Attributes
    ----------
    x
        Columns of the master programme; see `purchases.Columns`.
    columns
        Where they stand.
    value
        Discounted cost, US$ million (or what `extra` of `Search.least` puts in its place).
    bound
        No plan has less; where loss or people are sought, none that does as well by them.
    sought, sought_bound
        Where loss or people are sought: unserved Gbps, or share of people over all phases with a minus before it; and
        the least that any plan has.
    """

    x: NDArray[np.float64]
    columns: Columns
    value: float
    bound: float
    sought: float = 0.0
    sought_bound: float = 0.0

    @property
    def gap(self) -> float:
        """Share of the value by which it may lie above the least, in [0, 1]."""
        return _gap(self.value, self.bound)

    @property
    def sought_gap(self) -> float:
        """The same of what is sought."""
        return _gap(self.sought, self.sought_bound)


def _gap(value: float, bound: float) -> float:
    if value - bound <= 1e-9:
        return 0.0
    return min(1.0, (value - bound) / max(abs(value), 1e-9))


@dataclass
class Search:
    """A question, and the needs found so far: they hold for every plan, so that the next search begins with them.

    Attributes
    ----------
    tell
        Called with words of progress, the value of the best plan (None: none yet) and the bound.
    ways
        Ways found so far, where they are limited.
    """

    asked: PlanQuestion
    arrays: Arrays
    needs: list[Need] = field(default_factory=list)
    tell: Callable[[str, float | None, float], None] | None = None
    ways: Ways = field(init=False)

    def __post_init__(self) -> None:
        self.ways = Ways(self.arrays)

    def least(
        self,
        clock: Clock,
        *,
        gap: float,
        seed: int,
        banned: Sequence[int] = (),
        extra: Callable[[Program, Columns], Program] | None = None,
    ) -> Bought:
        """Search the plan of least cost; where loss or people are sought, the least of the best by them.

        Parameters
        ----------
        gap
            The search ends when the best plan is proved within this share of the least.
        banned
            Options that may not be bought.
        extra
            Changes the programme before it is solved (other costs, more rows).

        Raises
        ------
        InfeasibleError
            No plan meets what is asked (without a reason: `obstacles` finds it).
        OutOfTimeError
            None was found in time.
        """
        program, columns = purchases(self.asked, self.arrays, banned)
        if extra is not None:
            program = extra(program, columns)
        seek = self.asked.rules.seek
        if seek == "cost":
            return self._search(program, columns, clock, gap, seed)
        first = self._search(seeking(program, columns, self.arrays, seek), columns, clock, gap, seed)
        sought = seeking(program, columns, self.arrays, seek).cost
        row = csr_matrix(-sought[None, :])
        kept = program.with_rows(row, np.array([-first.value - 1e-6]))
        cost = float(program.cost @ first.x)
        try:
            second = self._search(kept, columns, Clock(max(clock.left_s, SECOND_SECONDS)), gap, seed)
        except OutOfTimeError:
            second = replace(first, value=cost, bound=0.0)
        return replace(second, sought=float(sought @ second.x), sought_bound=first.bound)

    def _search(self, program: Program, columns: Columns, clock: Clock, gap: float, seed: int) -> Bought:
        elastic = self.asked.rules.seek == "loss"
        rows, lower = need_rows(self.needs, columns, self.arrays, elastic=elastic)
        program = program.with_rows(rows, lower)
        best: Bought | None = None
        bound = -np.inf
        rounds, relaxed = 0, True
        inside: NDArray[np.float64] | None = self._everything(columns)
        while not clock.out:
            relaxed = relaxed and clock.spent_s < RELAXED_SHARE * clock.limit_s
            answer = solve(program, clock, rel_gap=gap / 4, relaxed=relaxed, seed=seed)
            if answer.infeasible or answer.x is None:
                if answer.infeasible:
                    raise InfeasibleError("no plan meets what is asked")
                break
            bound = max(bound, answer.bound)
            found, inside = self._between(answer.x, inside if relaxed else None, columns)
            if not relaxed:
                best = self._better(best, answer, columns, bound, met=not found)
            self._say(rounds, best, bound, "fractional" if relaxed else "whole")
            if best is not None and best.value - bound <= gap * max(abs(best.value), 1e-9):
                break
            if found:
                self.needs += found
                rows, lower = need_rows(found, columns, self.arrays, elastic=elastic)
                program = program.with_rows(rows, lower)
                rounds += 1
            elif relaxed:
                relaxed = False
            else:
                break
        if best is None:
            raise OutOfTimeError(
                f"no plan was found in {clock.limit_s:g} s (none has a value under {bound:,.1f}); give more time"
            )
        return replace(best, bound=bound)

    def _between(
        self, x: NDArray[np.float64], inside: NDArray[np.float64] | None, columns: Columns
    ) -> tuple[list[Need], NDArray[np.float64] | None]:
        """Seek needs half way to a point that meets all, which cut deeper; where there are none, at the point itself.

        Source: the in-out algorithm, Ben-Ameur and Neto (2007), Networks 49(1), 3-17.
        """
        if inside is None:
            return self._unmet(x, columns), None
        between = 0.5 * (x + inside)
        found = self._unmet(between, columns)
        if not found:
            return self._unmet(x, columns), between
        if any(self._cuts(need, x, columns) for need in found):
            return found, inside
        return self._unmet(x, columns), None

    def _cuts(self, need: Need, x: NDArray[np.float64], columns: Columns) -> bool:
        """Say whether a point breaks a need; if the point inside meets all needs, those found half way are broken."""
        if need.counted:
            taken = columns.taken_by(x, need.phase, self.arrays)
            standing = (self.arrays.standing[need.phase] > 0.0).astype(float)
            there = np.minimum(standing + self.arrays.touched(taken, need.phase), 1.0)
        else:
            there = self.arrays.capacity(columns.added(x), need.phase)
        served = columns.served(x, need.phase)
        needed = need.needed if served is None else float(need.asks @ served)
        return float(need.prices @ there) + float(x[columns.unserved]) < needed - 1e-6

    def _everything(self, columns: Columns) -> NDArray[np.float64]:
        """Buy all there is and serve all: a point that meets all needs, where any does."""
        x = np.zeros(columns.count)
        x[columns.unserved + 1 :] = 1.0
        x[columns.modules : columns.unserved] = self.arrays.everything().ravel()
        x[: columns.modules] = (self.arrays.everything() > 0.0).ravel()
        return x

    def _better(
        self, best: Bought | None, answer: Answer, columns: Columns, bound: float, *, met: bool
    ) -> Bought | None:
        if not met or answer.x is None or (best is not None and best.value <= answer.objective):
            return best
        return Bought(np.round(answer.x, 6), columns, answer.objective, bound)

    def _say(self, rounds: int, best: Bought | None, bound: float, kind: str) -> None:
        if self.tell:
            self.tell(
                f"round {rounds + 1} ({kind} modules), {len(self.needs)} needs", best.value if best else None, bound
            )

    def _unmet(self, x: NDArray[np.float64], columns: Columns) -> list[Need]:
        """Give the needs that a point leaves unmet, of all phases."""
        rules, found = self.asked.rules, []
        unserved = float(x[columns.unserved]) if rules.seek == "loss" else 0.0
        added = columns.added(x)
        for phase in range(columns.phases):
            capacity, served = self.arrays.capacity(added, phase), columns.served(x, phase)
            needs = unmet_needs(
                self.arrays, capacity, phase, rules.losses, rules.share_kept, ways=self.ways, served=served
            )
            found += [need for need in needs if need.short > unserved * (1 + 1e-6) + 0.02]
            if rules.exits:
                taken = columns.taken_by(x, phase, self.arrays)
                whole = np.ones(self.arrays.amount.shape[1]) if served is None else served
                found += unmet_exits(self.arrays, taken, phase, rules.exits, whole)
        return found
