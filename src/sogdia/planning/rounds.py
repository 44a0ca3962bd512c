"""Least cost under needs found in rounds: solve under those known, seek those left unmet, until there is none.

Every round knows a bound, and the best point that meets all needs is kept from the first that is found: the search can
stop at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np

from sogdia.errors import InfeasibleError
from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.solving import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from sogdia.planning.clock import Clock
    from sogdia.planning.solving import Program

RELAXED_SHARE: Final = 0.5
"""Share of the time in which fractional modules may be asked for before whole ones: needs come cheaper there."""
STALLED: Final = 12
"""Rounds of fractional modules without a better bound after which whole ones are asked for, where no
point is known that meets all needs."""

N = TypeVar("N")


class Ground(Protocol[N]):
    """What says which needs a point of a programme leaves unmet."""

    def rows(self, needs: Sequence[N]) -> tuple[csr_matrix, NDArray[np.float64]]:
        """Give needs as rows ``matrix @ x >= lower``."""
        ...

    def unmet(self, x: NDArray[np.float64]) -> list[N]:
        """Give needs that a point leaves unmet; none where it meets all."""
        ...

    def cuts(self, need: N, x: NDArray[np.float64]) -> bool:
        """Say whether a point breaks a need."""
        ...

    def everything(self) -> NDArray[np.float64] | None:
        """Give a point that meets all needs, where any does; None: needs are sought at the points found alone."""
        ...

    def mended(self, x: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Give the point nearest to a whole one that meets all needs by telling more unserved; None: there is none."""
        ...

    def rounded(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give a whole point that meets the needs that a fractional one meets, whatever it costs."""
        ...


@dataclass(frozen=True, eq=False)
class Found:
    """The best point that was found.

    Attributes
    ----------
    x
        Columns of the programme.
    value, bound
        Its cost; no point that meets all needs has less than the bound.
    """

    x: NDArray[np.float64]
    value: float
    bound: float


def least(
    program: Program,
    ground: Ground[N],
    needs: list[N],
    clock: Clock,
    *,
    gap: float,
    seed: int,
    start: NDArray[np.float64] | None = None,
    tell: Callable[[str, float | None, float], None] | None = None,
) -> Found:
    """Search the whole point of least cost that meets all needs.

    Parameters
    ----------
    needs
        Those known; what is found is added.
    gap
        The search ends when the best point is proved within this share of the least.
    start
        A point that meets all needs and rows, shape (c,).
    tell
        Called with words of progress, the value of the best point (None: none yet) and the bound.

    Raises
    ------
    InfeasibleError
        No point meets all needs.
    OutOfTimeError
        None was found in time.
    """
    program = program.with_rows(*ground.rows(needs))
    best = None if start is None or not _holds(program, start) else start
    inside = ground.everything()
    pace = _Pace(clock, tell, _floor(program), STALLED if inside is None else np.inf)
    while not clock.out:
        relaxed = pace.relaxed
        answer = solve(program, clock, start=None if relaxed else best, rel_gap=gap / 4, relaxed=relaxed, seed=seed)
        if answer.x is None:
            if answer.infeasible and best is None:
                raise InfeasibleError("no plan meets what is asked")
            break
        pace.reach(answer.bound, gap)
        if best is not None and _near(program, best, pace.bound, gap):
            break
        try:
            found, inside = _between(ground, answer.x, inside if relaxed else None)
            best = _better(program, best, _offered(ground, answer.x, relaxed=relaxed, met=not found))
        except OutOfTimeError:
            break
        pace.say(None if best is None else _value(program, best), len(needs), relaxed=relaxed)
        if best is not None and _near(program, best, pace.bound, gap):
            break
        if found:
            needs += found
            program = program.with_rows(*ground.rows(found))
        elif relaxed:
            pace.relaxed = False
        else:
            break
    if best is None:
        raise _too_late(clock, pace.bound)
    value = _value(program, best)
    return Found(best, value, min(pace.bound, value))


def _too_late(clock: Clock, bound: float) -> OutOfTimeError:
    if clock.halted:
        return OutOfTimeError("stopped before a plan was found; let it run longer")
    spent = f"{clock.spent_s:,.0f} s"
    return OutOfTimeError(f"no plan was found in {spent} (none has a value under {bound:,.1f}); give more time")


@dataclass
class _Pace:
    """How the rounds go: what is proved, and whether fractional modules are still asked for.

    They are as long as the bound rises within `stalled` rounds, in `RELAXED_SHARE` of the time.
    """

    clock: Clock
    tell: Callable[[str, float | None, float], None] | None
    bound: float
    stalled: float
    rounds: int = 0
    relaxed: bool = True
    last_rise: int = 0

    def reach(self, bound: float, gap: float) -> None:
        """Note the bound of a round."""
        self.rounds += 1
        if bound > self.bound + gap / 10 * max(abs(self.bound), 1e-9):
            self.last_rise = self.rounds
        self.bound = max(self.bound, bound)
        late = self.clock.spent_s >= RELAXED_SHARE * self.clock.limit_s
        self.relaxed = self.relaxed and not late and self.rounds - self.last_rise < self.stalled

    def say(self, value: float | None, needs: int, *, relaxed: bool) -> None:
        """Tell where the search is."""
        if self.tell:
            kind = "fractional" if relaxed else "whole"
            self.tell(f"round {self.rounds} ({kind} modules), {needs} needs", value, self.bound)


def _between(
    ground: Ground[N], x: NDArray[np.float64], inside: NDArray[np.float64] | None
) -> tuple[list[N], NDArray[np.float64] | None]:
    """Seek needs half way to a point that meets all, which cut deeper; where there are none, at the point itself.

    Source: the in-out algorithm, Ben-Ameur and Neto (2007), Networks 49(1), 3-17.
    """
    if inside is None:
        return ground.unmet(x), None
    between = 0.5 * (x + inside)
    found = ground.unmet(between)
    if not found:
        return ground.unmet(x), between
    if any(ground.cuts(need, x) for need in found):
        return found, inside
    return ground.unmet(x), None


def _offered(ground: Ground[N], x: NDArray[np.float64], *, relaxed: bool, met: bool) -> NDArray[np.float64] | None:
    """Make a point that meets all needs of one that a round found."""
    if relaxed:
        return ground.rounded(x) if met else None
    whole = np.round(x, 6)
    return whole if met else ground.mended(whole)


def _better(
    program: Program, best: NDArray[np.float64] | None, other: NDArray[np.float64] | None
) -> NDArray[np.float64] | None:
    if other is None or not _holds(program, other):
        return best
    return other if best is None or _value(program, other) < _value(program, best) else best


def _floor(program: Program) -> float:
    """Give what no point costs less than by its bounds alone."""
    least = np.where(program.cost > 0.0, program.lower, program.upper)
    return float((program.cost * np.where(program.cost == 0.0, 0.0, least)).sum()) + program.constant


def _near(program: Program, best: NDArray[np.float64], bound: float, gap: float) -> bool:
    value = _value(program, best)
    return value - bound <= gap * max(abs(value), 1e-9)


def _value(program: Program, x: NDArray[np.float64]) -> float:
    return float(program.cost @ x) + program.constant


def _holds(program: Program, x: NDArray[np.float64]) -> bool:
    """Say whether a point keeps to all rows and bounds, as far as figures are told."""
    rows = program.matrix @ x
    near = 1e-6 * np.maximum(1.0, np.abs(rows))
    inside = ((x >= program.lower - 1e-6) & (x <= program.upper + 1e-6)).all()
    return bool(inside and (rows >= program.row_lower - near).all() and (rows <= program.row_upper + near).all())
