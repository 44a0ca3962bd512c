"""The search of a plan: least cost under the needs found so far, then those left unmet, until there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.planning.purchases import need_rows, purchases
from sogdia.planning.solving import solve
from sogdia.planning.worst_losses import unmet_exits, unmet_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.clock import Clock
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Answer, Program
    from sogdia.planning.worst_losses import Need

RELAXED_ROUNDS: Final = 40
"""Rounds with fractional modules before whole ones are asked for: needs come cheaper there."""


class OutOfTimeError(InfeasibleError):
    """No plan was found in time; whether there is one is not known."""


@dataclass(frozen=True, eq=False)
class Bought:
    """A plan, or the best that was found.

    Attributes
    ----------
    x
        Columns of the master programme; see `purchases.Columns`.
    columns
        Where they stand.
    value
        What is sought: discounted cost, US$ million, or the programme's own mix of unserved demand and cost.
    bound
        No plan has less.
    whole
        No need is unmet: the plan holds.
    """

    x: NDArray[np.float64]
    columns: Columns
    value: float
    bound: float
    whole: bool

    @property
    def gap(self) -> float:
        """Share of the value by which it may lie above the least, in [0, 1]."""
        if self.value - self.bound <= 1e-9:
            return 0.0
        return min(1.0, (self.value - self.bound) / max(abs(self.value), 1e-9))


@dataclass
class Search:
    """A question, and the needs found so far: they hold for every plan, so that the next search begins with them.

    Attributes
    ----------
    tell
        Called with words of progress, the value of the best plan (None: none yet) and the bound.
    """

    asked: PlanQuestion
    arrays: Arrays
    needs: list[Need] = field(default_factory=list)
    tell: Callable[[str, float | None, float], None] | None = None

    def least(
        self,
        clock: Clock,
        *,
        gap: float,
        seed: int,
        banned: Sequence[int] = (),
        extra: Callable[[Program, Columns], Program] | None = None,
    ) -> Bought:
        """Search the plan of least value.

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
        elastic = self.asked.rules.seek == "loss"
        rows, lower = need_rows(self.needs, columns, self.arrays, elastic=elastic)
        program = program.with_rows(rows, lower)
        best: Bought | None = None
        bound = -np.inf
        rounds = 0
        while not clock.out:
            relaxed = rounds < RELAXED_ROUNDS
            answer = solve(program, clock, rel_gap=gap / 4, relaxed=relaxed, seed=seed)
            if answer.infeasible or answer.x is None:
                if answer.infeasible:
                    raise InfeasibleError("no plan meets what is asked")
                break
            bound = max(bound, answer.bound)
            found = self._unmet(answer.x, columns)
            if not relaxed:
                best = self._better(best, answer, columns, bound, met=not found)
            self._say(rounds, best, bound)
            if best is not None and best.value - bound <= gap * max(abs(best.value), 1e-9):
                break
            if found:
                self.needs += found
                rows, lower = need_rows(found, columns, self.arrays, elastic=elastic)
                program = program.with_rows(rows, lower)
                rounds += 1
            elif relaxed:
                rounds = RELAXED_ROUNDS
            else:
                break
        if best is None:
            raise OutOfTimeError(
                f"no plan was found in {clock.limit_s:g} s (none has a value under {bound:,.1f}); give more time"
            )
        return Bought(best.x, columns, best.value, bound, whole=True)

    def _better(
        self, best: Bought | None, answer: Answer, columns: Columns, bound: float, *, met: bool
    ) -> Bought | None:
        if not met or answer.x is None or (best is not None and best.value <= answer.objective):
            return best
        return Bought(np.round(answer.x, 6), columns, answer.objective, bound, whole=True)

    def _say(self, rounds: int, best: Bought | None, bound: float) -> None:
        if self.tell:
            kind = "fractional" if rounds < RELAXED_ROUNDS else "whole"
            self.tell(
                f"round {rounds + 1} ({kind} modules), {len(self.needs)} needs", best.value if best else None, bound
            )

    def _unmet(self, x: NDArray[np.float64], columns: Columns) -> list[Need]:
        """Give the needs that a point leaves unmet, of all phases."""
        rules, found = self.asked.rules, []
        unserved = float(x[columns.unserved]) if rules.seek == "loss" else 0.0
        for phase in range(columns.phases):
            modules = columns.modules_by(x, phase)
            capacity = self.arrays.capacity(modules, phase)
            needs = unmet_needs(self.arrays, capacity, phase, rules.losses, rules.share_kept)
            found += [need for need in needs if need.short > unserved * (1 + 1e-6) + 0.02]
            if rules.exits:
                found += unmet_exits(
                    self.arrays, columns.taken_by(x, phase, self.arrays.fixed > 0.0), phase, rules.exits
                )
        return found
