"""Which ways demands take, and what is bought for them, where a plan must name its ways.

Sets of ways are columns: those that all plans could use where they are few, else those that prices ask for. States of
loss come in as a choice breaks them. Where all sets are listed the bound of the programme holds for every plan.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sogdia.errors import InfeasibleError
from sogdia.planning.after_losses import as_rerouted, broken_states, rerouted
from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.column_prices import Asking
from sogdia.planning.known_ways import KnownWays
from sogdia.planning.solving import loaded, solve
from sogdia.planning.way_columns import Carrier, Layout, laid_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_matrix

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.clock import Clock
    from sogdia.planning.column_prices import Pool
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Answer, Program
    from sogdia.planning.way_columns import State
    from sogdia.planning.worst_losses import Need

Unmet = Callable[[NDArray[np.float64]], "list[Need]"]
AsRows = Callable[["Sequence[Need]"], "tuple[csr_matrix, NDArray[np.float64]]"]

ASKED_AGAIN: Final = 0.1
"""Share of the time left in which sets are asked for once more when a plan breaks states of loss."""
TRIES: Final = 6
"""Rounds of whole programmes without a better plan after which the search ends."""


@dataclass(frozen=True, eq=False)
class Named:
    """The best choice that was found.

    Attributes
    ----------
    x
        Columns of purchases.
    value, bound
        Its cost; and what no plan costs less than (minus infinity where that is not known here).
    carried
        Sets of ways and the share of the demand that each carries.
    needs
        Needs that were found.
    """

    x: NDArray[np.float64]
    value: float
    bound: float
    carried: tuple[tuple[Carrier, float], ...]
    needs: tuple[Need, ...] = ()


@dataclass(eq=False)
class Naming:
    """A search for the ways of demands.

    Attributes
    ----------
    ways
        Sets of ways that are known, and the question.
    program, columns
        Purchases.
    clock, gap, seed
        See `buying.Search.least`.
    bound
        What no plan costs less than, as far as is known.
    tell
        Told of progress.
    states
        States of loss that are looked at, by phase.
    """

    ways: KnownWays
    program: Program
    columns: Columns
    clock: Clock
    gap: float
    seed: int
    bound: float = -np.inf
    tell: Callable[[str, float | None, float], None] | None = None
    states: dict[int, list[State]] = field(init=False)

    def __post_init__(self) -> None:
        self.states = {phase: [()] for phase in range(self.ways.arrays.phases)}
        self.penalty = 10.0 * self._dearest()
        gains = np.where(self.program.cost < 0.0, self.program.cost * self.program.upper, 0.0)
        self.bound = max(self.bound, float(gains.sum()))

    def least(self, unmet: Unmet, rows: AsRows) -> Named:
        """Search the choice of least cost.

        Parameters
        ----------
        unmet
            Gives needs that purchases leave unmet whatever the ways.
        rows
            Gives needs as rows.

        Raises
        ------
        InfeasibleError
            There is none.
        OutOfTimeError
            None was found among the ways that were looked at.
        """
        best = self._beginning(unmet, rows)
        needs: list[Need] = []
        idle = 0
        while idle < TRIES and (best is None or not self.clock.out):
            answer, layout = self._solved()
            if answer.x is None:
                break
            self.bound = max(self.bound, answer.bound) if self.ways.complete else self.bound
            if short := unmet(answer.x[: layout.first]):
                needs += short
                self.program = self.program.with_rows(*rows(short))
                continue
            found = self._named(answer.x, layout)
            if isinstance(found, dict):
                self._look_at(found)
                if not self.ways.complete:
                    self._ask(ASKED_AGAIN * self.clock.left_s)
                continue
            idle = 0 if _cheaper(found, best) else idle + 1
            best = found if _cheaper(found, best) else best
            self._say(best)
            if self._done(best) or not self._more(answer.x, layout):
                break
        if best is None:
            raise self._failed()
        self.ways.hold()
        return Named(best.x, best.value, min(self.bound, best.value), best.carried, tuple(needs))

    def _done(self, best: Named | None) -> bool:
        """Say whether nothing better can be, within the gap or among all sets of ways."""
        return self.ways.complete or (
            best is not None and best.value - self.bound <= self.gap * max(abs(best.value), 1e-9)
        )

    def _failed(self) -> InfeasibleError | OutOfTimeError:
        if self.ways.complete and not self.clock.out:
            return InfeasibleError("no plan meets what is asked")
        return OutOfTimeError(
            f"no plan that names its ways was found in {self.clock.spent_s:,.0f} s among "
            f"{len(self.ways):,} sets of ways (none has a value under {self.bound:,.1f}); give more "
            "time, or let traffic split"
        )

    def _dearest(self) -> float:
        """Give more than any plan costs."""
        upper = np.where(np.isfinite(self.program.upper), self.program.upper, 1.0)
        return 1.0 + float(np.abs(self.program.cost * upper).sum())

    def _layout(self, pool: Pool) -> Layout:
        ways = self.ways
        return laid_out(
            self.program, self.columns, ways.carriers(pool, self.states), self.states, ways.arrays, ways.rules,
            ways.held.apart, self.penalty,
        )  # fmt: skip

    def _beginning(self, unmet: Unmet, rows: AsRows) -> Named | None:
        """Find sets of ways, and a plan of a stricter protection, which is one of this too."""
        stricter = {"shared-path": "1+1", "reroute": "shared-path"}.get(self.ways.rules.protection)
        loses = self.ways.rules.losses > 0 and len(self.ways.arrays.risks) > 0
        best: Named | None = None
        if stricter and loses and not (self.ways.complete and self.ways.rules.protection == "shared-path"):
            best = self._stricter(replace(self.ways.rules, protection=stricter), unmet, rows)
        if not self.ways.complete:
            self.ways.begin(self.states, np.random.default_rng(self.seed))
            self._ask(0.4 * self.clock.left_s)
        return best

    def _stricter(self, rules: PlanRules, unmet: Unmet, rows: AsRows) -> Named | None:
        """Search a plan of a stricter protection; where ways are rerouted its backups are the ways after losses."""
        part = self.clock.part(0.5 * self.clock.left_s)
        ways = KnownWays(self.ways.arrays, rules, self.ways.held)
        other = Naming(ways, self.program, self.columns, part, self.gap, self.seed, self.bound, self.tell)
        best: Named | None = None
        with suppress(InfeasibleError, OutOfTimeError):
            best = other.least(unmet, rows)
        if self.ways.rules.protection != "reroute":
            self.ways.take(ways)
            return best
        self.ways.take_singly(ways)
        return best and replace(best, carried=tuple(as_rerouted(best.carried, ways.held.apart)))

    def _ask(self, seconds: float) -> None:
        """Add sets that the relaxed programme would rather have, and look at the states that it breaks."""
        arrays, rules = self.ways.arrays, self.ways.rules
        until = self.clock.spent_s + seconds
        rng = np.random.default_rng(self.seed)
        while self.clock.spent_s < until and not self.clock.out:
            layout = self._layout(self.ways.pool)
            solver = loaded(layout.program, relaxed=True)
            solver.run()
            answer = solver.getSolution()
            if not len(answer.row_dual):
                return
            x, duals = np.array(answer.col_value), np.array(answer.row_dual)
            self.ways.used(one for one, _ in self._parts(x, layout, 1e-6))
            own = duals[len(duals) - layout.height :]
            asking = Asking(layout, own, self.states, arrays, rules, self.ways.held, self.ways.pool)
            fresh, _ = asking.cheaper(rng)
            if not fresh:
                fresh, slack = asking.cheaper(None)
                if rules.protection != "shared-path":
                    self.bound = max(self.bound, float(solver.getInfo().objective_function_value) - slack)
            broken = self._broken(x, layout)
            for phase, more in broken.items():
                self.states[phase] += more
            if not fresh and not broken:
                return
            for d, ways in fresh:
                self.ways.pool[d][ways] = None

    def _broken(self, x: NDArray[np.float64], layout: Layout) -> dict[int, list[State]]:
        """Give the states that shared backups break, by phase."""
        if self.ways.rules.protection != "shared-path":
            return {}
        chosen, found = self._chosen(x, layout), {}
        for phase, known in self.states.items():
            capacity = self.ways.arrays.capacity(self.columns.added(x), phase)
            here = [(one, part) for one, part in chosen if one.phase == phase]
            states = broken_states(here, capacity, self.ways.arrays, self.ways.rules, self.ways.held.apart, phase)
            if fresh := [state for state in states if state not in known]:
                found[phase] = fresh
        return found

    def _solved(self) -> tuple[Answer, Layout]:
        layout = self._layout(self.ways.pool if self.ways.complete or not self.ways.core else self.ways.core)
        limit = max(0.5 * self.clock.left_s, 2.0)
        return solve(layout.program, self.clock, limit_s=limit, rel_gap=self.gap / 4, seed=self.seed), layout

    def _parts(self, x: NDArray[np.float64], layout: Layout, least: float) -> list[tuple[Carrier, float]]:
        """Give the sets that carry more than a share of their demand."""
        share = x[layout.first : layout.first + len(layout.carriers)]
        return [(one, float(part)) for one, part in zip(layout.carriers, share, strict=True) if part > least]

    def _chosen(self, x: NDArray[np.float64], layout: Layout) -> list[tuple[Carrier, float]]:
        """Give the sets that carry something, with the share of each; together they carry all."""
        kept = self._parts(x, layout, 0.5 if self.ways.rules.routing != "split" else 1e-7)
        total: dict[tuple[int, int, State], float] = {}
        for one, part in kept:
            key = (one.phase, one.demand, one.block)
            total[key] = total.get(key, 0.0) + part
        return [(one, part / total[one.phase, one.demand, one.block]) for one, part in kept]

    def _named(self, point: NDArray[np.float64], layout: Layout) -> Named | dict[int, list[State]] | None:
        """Make a plan of a point; else give the states that it breaks, by phase; None where demands are missing."""
        if (point[layout.missing] > 1e-6).any():
            return None
        x, chosen = np.round(point[: layout.first], 6), self._chosen(point, layout)
        broken = self._broken(point, layout)
        reroutes = self.ways.rules.protection == "reroute" and self.ways.rules.losses and self.ways.arrays.risks
        for phase, known in self.states.items() if reroutes else ():
            capacity = self.ways.arrays.capacity(self.columns.added(x), phase)
            here = [(one, part) for one, part in chosen if one.phase == phase]
            states, more = rerouted(
                here, capacity, self.ways.arrays, self.ways.rules, self.ways.held, phase, set(known)
            )
            chosen += more
            if states:
                broken[phase] = states
        if broken:
            return broken
        return Named(x, float(self.program.cost @ x), self.bound, tuple(chosen))

    def _look_at(self, broken: dict[int, list[State]]) -> None:
        """Look at states from now on, and have ways that go round them."""
        for phase, states in broken.items():
            self.states[phase] += states
            if self.ways.rules.protection == "reroute":
                for state in states:
                    self.ways.go_round(phase, state)

    def _more(self, x: NDArray[np.float64], layout: Layout) -> bool:
        """Add sets that would cost less beside what a point buys; say whether there are any."""
        ways, arrays = self.ways, self.ways.arrays
        rng = np.random.default_rng(self.seed + len(ways))
        chosen, grown = self._chosen(x, layout), False
        for phase in self.states:
            added = self.columns.added(x)
            capacity, modules = arrays.capacity(added, phase), arrays.serving(added, phase)
            loads = {d: np.zeros(len(capacity)) for d in ways.asked}
            for one, part in chosen:
                if one.phase == phase and not one.block:
                    for way in one.ways if ways.rules.protection == "1+1" else one.ways[:1]:
                        np.add.at(loads[one.demand], list(way), part * arrays.amount[phase, one.demand])
            every = sum(loads.values(), np.zeros(len(capacity)))
            for d in ways.asked:
                grown |= ways.beside(d, phase, capacity - every + loads[d], modules, rng)
        return grown

    def _say(self, best: Named | None) -> None:
        if self.tell:
            words = f"{len(self.ways):,} sets of ways, {sum(map(len, self.states.values()))} states"
            self.tell(words, best.value if best else None, self.bound)


def _cheaper(one: Named | None, other: Named | None) -> bool:
    return one is not None and (other is None or one.value < other.value - 1e-9 * abs(other.value))
