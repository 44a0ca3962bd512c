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
from sogdia.planning.column_prices import Asking, Pool
from sogdia.planning.every_way import every_set, every_way
from sogdia.planning.held_ways import seats_of
from sogdia.planning.link_prices import step_prices
from sogdia.planning.solving import loaded, solve
from sogdia.planning.way_columns import Carrier, Layout, laid_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_matrix

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.clock import Clock
    from sogdia.planning.held_ways import HeldWays
    from sogdia.planning.purchases import Columns
    from sogdia.planning.risk_disjoint import Seat, Way
    from sogdia.planning.solving import Answer, Program
    from sogdia.planning.way_columns import State
    from sogdia.planning.worst_losses import Need

Unmet = Callable[[NDArray[np.float64]], "list[Need]"]
AsRows = Callable[["Sequence[Need]"], "tuple[csr_matrix, NDArray[np.float64]]"]

SEEDS: Final = 8
"""Sets of ways of a demand to begin with, by prices with chance in them."""
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
    arrays, rules
        The question.
    program, columns
        Purchases.
    held
        Finds sets of ways.
    clock, gap, seed
        See `buying.Search.least`.
    bound
        What no plan costs less than, as far as is known.
    tell
        Told of progress.
    pool, core
        Sets of ways that are known, by demand; and those that relaxed programmes used, among which whole ones choose.
    states
        States of loss that are looked at, by phase.
    complete
        All sets that there are are known.
    """

    arrays: Arrays
    rules: PlanRules
    program: Program
    columns: Columns
    held: HeldWays
    clock: Clock
    gap: float
    seed: int
    bound: float = -np.inf
    tell: Callable[[str, float | None, float], None] | None = None
    pool: Pool = field(default_factory=dict)
    core: Pool = field(default_factory=dict)
    states: dict[int, list[State]] = field(default_factory=dict)
    complete: bool = True

    def __post_init__(self) -> None:
        self.asked = np.flatnonzero((self.arrays.amount > 0.0).any(axis=0)).tolist()
        self.states = {phase: [()] for phase in range(self.arrays.phases)}
        self.penalty = 10.0 * self._dearest()
        gains = np.where(self.program.cost < 0.0, self.program.cost * self.program.upper, 0.0)
        self.bound = max(self.bound, float(gains.sum()))
        for d in self.asked:
            size = len(self._seats(d, 0))
            self.pool[d] = {ways: None for ways in self.held.found.get(d, {}) if len(ways) == size}
            every = self._every(d)
            self.complete = self.complete and every is not None
            self.pool[d].update(dict.fromkeys(every or ()))

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
            There is none, or none was found among the ways that were looked at.
        """
        best = self._beginning(unmet, rows)
        needs: list[Need] = []
        idle = 0
        while idle < TRIES and (best is None or not self.clock.out):
            answer, layout = self._solved()
            if answer.x is None:
                break
            self.bound = max(self.bound, answer.bound) if self.complete else self.bound
            if short := unmet(answer.x[: layout.first]):
                needs += short
                self.program = self.program.with_rows(*rows(short))
                continue
            found = self._named(answer.x, layout)
            if isinstance(found, dict):
                self._look_at(found)
                if not self.complete:
                    self._ask(ASKED_AGAIN * self.clock.left_s)
                continue
            idle = 0 if _cheaper(found, best) else idle + 1
            best = found if _cheaper(found, best) else best
            self._say(best)
            if self._done(best) or not self._more(answer.x, layout):
                break
        if best is None:
            raise self._failed()
        for d, sets in self.pool.items():
            self.held.found.setdefault(d, {}).update(sets)
        return Named(best.x, best.value, min(self.bound, best.value), best.carried, tuple(needs))

    def _done(self, best: Named | None) -> bool:
        """Say whether nothing better can be, within the gap or among all sets of ways."""
        return self.complete or (best is not None and best.value - self.bound <= self.gap * max(abs(best.value), 1e-9))

    def _failed(self) -> InfeasibleError:
        if self.complete and not self.clock.out:
            return InfeasibleError("no plan meets what is asked")
        return OutOfTimeError(
            f"no plan that names its ways was found in {self.clock.spent_s:,.0f} s among "
            f"{sum(map(len, self.pool.values())):,} sets of ways (none has a value under {self.bound:,.1f}); give more "
            "time, or let traffic split"
        )

    def _dearest(self) -> float:
        """Give more than any plan costs."""
        upper = np.where(np.isfinite(self.program.upper), self.program.upper, 1.0)
        return 1.0 + float(np.abs(self.program.cost * upper).sum())

    def _every(self, d: int) -> list[tuple[Way, ...]] | None:
        """List all sets of ways of a demand, where they are few."""
        arrays, rules = self.arrays, self.rules
        seats = [seat for phase in range(arrays.phases) for seat in self._seats(d, phase)]
        ways = every_way(arrays, d, np.logical_and.reduce([seat.shut for seat in seats]))
        if ways is None:
            return None
        size = len(self._seats(d, 0))
        kept = rules.share_kept == 1.0 and arrays.most_ms[0, d] == arrays.most_ms[1, d]
        return every_set(ways, size, self.held.apart, ordered=rules.protection == "shared-path" or not kept)

    def _seats(self, d: int, phase: int) -> list[Seat]:
        nothing = np.zeros(len(self.arrays.start))
        return seats_of(self.arrays, self.rules, d, phase, (nothing, nothing))

    def _seed(self) -> None:
        """Begin with sets that are cheap beside what stands, with a little chance in the prices."""
        rng = np.random.default_rng(self.seed)
        for phase in self.states:
            for d in self.asked:
                room, modules = self.arrays.standing[phase], np.zeros(len(self.arrays.fixed))
                for k in range(SEEDS):
                    price = step_prices(self.arrays, phase, self._part(d, phase, k), room, modules)
                    self._offer(d, phase, price * (1.0 + k * rng.random(len(price))), backup=1.0 if k % 2 else 0.3)

    def _part(self, d: int, phase: int, k: int) -> float:
        """Give what one set of ways may carry of a demand, Gbps: all where it takes one way, else less and less."""
        amount = float(self.arrays.amount[phase, d])
        return amount if self.rules.routing != "split" else amount / 4.0 ** (k % 4)

    def _offer(self, d: int, phase: int, price: NDArray[np.float64], backup: float) -> bool:
        """Add the cheapest set of a demand under prices; a little is added for length."""
        near = 1e-6 * (1.0 + self.arrays.ms)
        one = np.where(np.isfinite(price), price, 0.0) + near
        other = one if backup == 1.0 else np.where(np.isfinite(price), price * backup, 0.0) + near
        shut = ~np.isfinite(price)
        seats = [
            seat._replace(shut=seat.shut | shut, price=other if i else one)
            for i, seat in enumerate(self._seats(d, phase))
        ]
        seats = [seats[0]] * len(seats) if other is one and len({seat.most_ms for seat in seats}) == 1 else seats
        found = self.held.apart.ways(d, seats)
        if found.ways is None or found.ways in self.pool[d]:
            return False
        self.pool[d][found.ways] = None
        self.core.setdefault(d, {})[found.ways] = None
        return True

    def _carriers(self, pool: Pool) -> list[Carrier]:
        """Give the columns: sets whose ways may be used in a phase, and in the state in which they are chosen."""
        found = []
        for phase, states in self.states.items():
            for d in self.asked:
                if self.arrays.amount[phase, d] <= 0.0:
                    continue
                seats = self._seats(d, phase)
                lost_ms = float(self.arrays.most_ms[1, d])
                for block in states if self.rules.protection == "reroute" else [()]:
                    for ways in pool.get(d, ()):
                        limits = [lost_ms] if block else [seat.most_ms for seat in seats]
                        met = any(not self.held.apart.meets(way).isdisjoint(block) for way in ways)
                        if not met and all(
                            not seat.shut[list(way)].any() and self.arrays.ms[list(way)].sum() <= most + 1e-9
                            for way, seat, most in zip(ways, seats, limits, strict=True)
                        ):
                            found.append(Carrier(phase, d, block, ways))
        return found

    def _layout(self, pool: Pool) -> Layout:
        return laid_out(
            self.program, self.columns, self._carriers(pool), self.states, self.arrays, self.rules, self.held.apart,
            self.penalty,
        )  # fmt: skip

    def _beginning(self, unmet: Unmet, rows: AsRows) -> Named | None:
        """Find sets of ways, and a plan of a stricter protection, which is one of this too."""
        stricter = {"shared-path": "1+1", "reroute": "shared-path"}.get(self.rules.protection)
        loses = self.rules.losses > 0 and len(self.arrays.risks) > 0
        best: Named | None = None
        if stricter and loses and not (self.complete and self.rules.protection == "shared-path"):
            best = self._stricter(replace(self.rules, protection=stricter), unmet, rows)
        if not self.complete:
            self._seed()
            self._ask(0.4 * self.clock.left_s)
        return best

    def _stricter(self, rules: PlanRules, unmet: Unmet, rows: AsRows) -> Named | None:
        """Search a plan of a stricter protection; where ways are rerouted its backups are the ways after losses."""
        part = self.clock.part(0.5 * self.clock.left_s)
        other = Naming(
            self.arrays, rules, self.program, self.columns, self.held, part, self.gap, self.seed, self.bound, self.tell
        )
        best: Named | None = None
        with suppress(InfeasibleError):
            best = other.least(unmet, rows)
        if self.rules.protection != "reroute":
            for d, sets in other.pool.items():
                self.pool[d].update(sets)
            self.core = {d: dict(sets) for d, sets in other.core.items()}
            return best
        for d, sets in other.core.items():
            single: dict[tuple[Way, ...], None] = {(way,): None for ways in sets for way in ways}
            self.pool[d].update(single)
            self.core.setdefault(d, {}).update(single)
        return best and replace(best, carried=tuple(as_rerouted(best.carried, self.held.apart)))

    def _ask(self, seconds: float) -> None:
        """Add sets that the relaxed programme would rather have, and look at the states that it breaks."""
        until = self.clock.spent_s + seconds
        rng = np.random.default_rng(self.seed)
        while self.clock.spent_s < until and not self.clock.out:
            layout = self._layout(self.pool)
            solver = loaded(layout.program, relaxed=True)
            solver.run()
            answer = solver.getSolution()
            if not len(answer.row_dual):
                return
            x, duals = np.array(answer.col_value), np.array(answer.row_dual)
            for one, _ in self._parts(x, layout, 1e-6):
                self.core.setdefault(one.demand, {})[one.ways] = None
            own = duals[len(duals) - layout.height :]
            asking = Asking(layout, own, self.states, self.arrays, self.rules, self.held, self.pool)
            fresh, _ = asking.cheaper(rng)
            if not fresh:
                fresh, slack = asking.cheaper(None)
                if self.rules.protection != "shared-path":
                    self.bound = max(self.bound, float(solver.getInfo().objective_function_value) - slack)
            broken = self._broken(x, layout)
            for phase, more in broken.items():
                self.states[phase] += more
            if not fresh and not broken:
                return
            for d, ways in fresh:
                self.pool[d][ways] = None

    def _broken(self, x: NDArray[np.float64], layout: Layout) -> dict[int, list[State]]:
        """Give the states that shared backups break, by phase."""
        if self.rules.protection != "shared-path":
            return {}
        chosen, found = self._chosen(x, layout), {}
        for phase, known in self.states.items():
            capacity = self.arrays.capacity(self.columns.added(x), phase)
            here = [(one, part) for one, part in chosen if one.phase == phase]
            states = broken_states(here, capacity, self.arrays, self.rules, self.held.apart, phase)
            if fresh := [state for state in states if state not in known]:
                found[phase] = fresh
        return found

    def _solved(self) -> tuple[Answer, Layout]:
        layout = self._layout(self.pool if self.complete or not self.core else self.core)
        limit = max(0.5 * self.clock.left_s, 2.0)
        return solve(layout.program, self.clock, limit_s=limit, rel_gap=self.gap / 4, seed=self.seed), layout

    def _parts(self, x: NDArray[np.float64], layout: Layout, least: float) -> list[tuple[Carrier, float]]:
        """Give the sets that carry more than a share of their demand."""
        share = x[layout.first : layout.first + len(layout.carriers)]
        return [(one, float(part)) for one, part in zip(layout.carriers, share, strict=True) if part > least]

    def _chosen(self, x: NDArray[np.float64], layout: Layout) -> list[tuple[Carrier, float]]:
        """Give the sets that carry something, with the share of each; together they carry all."""
        kept = self._parts(x, layout, 0.5 if self.rules.routing != "split" else 1e-7)
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
        reroutes = self.rules.protection == "reroute" and self.rules.losses and self.arrays.risks
        for phase, known in self.states.items() if reroutes else ():
            capacity = self.arrays.capacity(self.columns.added(x), phase)
            here = [(one, part) for one, part in chosen if one.phase == phase]
            states, more = rerouted(here, capacity, self.arrays, self.rules, self.held, phase, set(known))
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
            if self.rules.protection != "reroute":
                continue
            for state in states:
                for d in self.asked:
                    amount = float(self.arrays.amount[phase, d])
                    price = step_prices(
                        self.arrays, phase, amount, self.arrays.standing[phase], np.zeros(len(self.arrays.fixed))
                    )
                    for g in state:
                        price[self.arrays.risks[g]] = np.inf
                    self._offer(d, phase, price, backup=1.0)

    def _more(self, x: NDArray[np.float64], layout: Layout) -> bool:
        """Add sets that would cost less beside what a point buys; say whether there are any."""
        rng = np.random.default_rng(self.seed + sum(map(len, self.pool.values())))
        chosen, grown = self._chosen(x, layout), False
        for phase in self.states:
            added = self.columns.added(x)
            capacity, modules = self.arrays.capacity(added, phase), self.arrays.serving(added, phase)
            loads = {d: np.zeros(len(capacity)) for d in self.asked}
            for one, part in chosen:
                if one.phase == phase and not one.block:
                    for way in one.ways if self.rules.protection == "1+1" else one.ways[:1]:
                        np.add.at(loads[one.demand], list(way), part * self.arrays.amount[phase, one.demand])
            every = sum(loads.values(), np.zeros(len(capacity)))
            for d in self.asked:
                room = capacity - every + loads[d]
                bare = (self.arrays.standing[phase], np.zeros(len(modules)))
                beside = (room, modules)
                tries = (
                    (0.0, 1.0, beside),
                    (0.0, 0.3, beside),
                    (1.0, 1.0, beside),
                    (1.0, 0.3, beside),
                    (2.0, 1.0, bare),
                )
                for k, (noise, backup, there) in enumerate(tries):
                    price = step_prices(self.arrays, phase, self._part(d, phase, k), *there)
                    grown |= self._offer(d, phase, price * (1.0 + noise * rng.random(len(price))), backup)
        return grown

    def _say(self, best: Named | None) -> None:
        if self.tell:
            words = f"{sum(map(len, self.pool.values())):,} sets of ways, {sum(map(len, self.states.values()))} states"
            self.tell(words, best.value if best else None, self.bound)


def _cheaper(one: Named | None, other: Named | None) -> bool:
    return one is not None and (other is None or one.value < other.value - 1e-9 * abs(other.value))
