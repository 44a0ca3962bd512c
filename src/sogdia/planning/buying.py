"""The search of a plan: least cost under the needs found so far, then those left unmet, until there is none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix

from sogdia.planning.bounded_ways import Ways
from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.held_ways import HeldWays
from sogdia.planning.known_ways import KnownWays
from sogdia.planning.naming_ways import Naming
from sogdia.planning.needs import need_rows
from sogdia.planning.purchases import purchases, seeking
from sogdia.planning.rounds import least
from sogdia.planning.worst_losses import most_short, unmet_exits, unmet_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.clock import Clock
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Program
    from sogdia.planning.way_columns import Carrier
    from sogdia.planning.worst_losses import Need

BOUND_SHARE: Final = 0.4
"""Share of the time in which plans that name no ways may be searched, as a bound for those that do."""
SECOND_SECONDS: Final = 5.0
"""Seconds that the search for the least cost has at least, once the least loss or the most people is found."""


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
    carried
        Where ways are named: sets of ways, and the share of the demand that each carries.
    """

    x: NDArray[np.float64]
    columns: Columns
    value: float
    bound: float
    sought: float = 0.0
    sought_bound: float = 0.0
    carried: tuple[tuple[Carrier, float], ...] = ()

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
    held
        Sets of ways found so far, where a plan names its ways.
    """

    asked: PlanQuestion
    arrays: Arrays
    needs: list[Need] = field(default_factory=list)
    tell: Callable[[str, float | None, float], None] | None = None
    ways: Ways = field(init=False)
    held: HeldWays = field(init=False)

    def __post_init__(self) -> None:
        self.ways = Ways(self.arrays)
        self.held = HeldWays(self.arrays, self.asked.rules, self.ways.least)

    @cached_property
    def program(self) -> tuple[Program, Columns]:
        """The programme without needs, and where its columns stand."""
        return purchases(self.asked, self.arrays)

    def least(
        self,
        clock: Clock,
        *,
        gap: float,
        seed: int,
        banned: Sequence[int] = (),
        extra: Callable[[Program, Columns], Program] | None = None,
        start: NDArray[np.float64] | None = None,
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
        start
            A choice that meets all that is asked, shape (c,), to begin with; of use where cost is sought.

        Raises
        ------
        InfeasibleError
            No plan meets what is asked (without a reason: `obstacles` finds it).
        OutOfTimeError
            None was found in time.
        """
        program, columns = self.program
        if len(banned):
            upper = program.upper.copy()
            for p in range(columns.phases):
                upper[columns.bought_at(p)[list(banned)]] = 0.0
                upper[columns.modules_at(p)[list(banned)]] = 0.0
            program = replace(program, upper=upper)
        if extra is not None:
            program = extra(program, columns)
        seek = self.asked.rules.seek
        if seek == "cost":
            return self._search(program, columns, clock, gap, seed, start)
        first = self._search(seeking(program, columns, self.arrays, seek), columns, clock, gap, seed)
        sought = seeking(program, columns, self.arrays, seek).cost
        row = csr_matrix(-sought[None, :])
        kept = program.with_rows(row, np.array([-first.value - 1e-6]))
        rest = clock.part(max(clock.left_s, SECOND_SECONDS))
        second = self._search(kept, columns, rest, gap, seed, first.x)
        return replace(second, sought=float(sought @ second.x), sought_bound=first.bound)

    def _search(
        self,
        program: Program,
        columns: Columns,
        clock: Clock,
        gap: float,
        seed: int,
        start: NDArray[np.float64] | None = None,
    ) -> Bought:
        ground = PlanGround(self, columns, clock)
        if self.asked.rules.fixes_ways:
            return self._named(program, ground, clock, gap, seed)
        found = least(program, ground, self.needs, clock, gap=gap, seed=seed, start=start, tell=self.tell)
        return Bought(found.x, columns, found.value, found.bound)

    def _named(self, program: Program, ground: PlanGround, clock: Clock, gap: float, seed: int) -> Bought:
        """Search a plan that names its ways, above the bound of those that name none."""
        ways = KnownWays(self.arrays, self.asked.rules, self.held)
        naming = Naming(ways, program, ground.columns, clock, gap, seed, tell=self.tell)
        if not ways.complete or self.asked.rules.protection == "reroute":
            part = clock.part(BOUND_SHARE * clock.left_s)
            with suppress(OutOfTimeError):
                free = least(program, ground, self.needs, part, gap=gap, seed=seed, tell=self.tell)
                naming.bound = max(naming.bound, free.bound)
        naming.program = program.with_rows(*ground.rows(self.needs))
        found = naming.least(ground.exits_unmet, ground.rows)
        self.needs += found.needs
        return Bought(found.x, ground.columns, found.value, found.bound, carried=found.carried)


@dataclass(frozen=True, eq=False)
class PlanGround:
    """Says which needs a choice leaves unmet; see `rounds.Ground`."""

    search: Search
    columns: Columns
    clock: Clock

    def rows(self, needs: Sequence[Need]) -> tuple[csr_matrix, NDArray[np.float64]]:
        """Give needs as rows of the programme."""
        elastic = self.search.asked.rules.seek == "loss"
        return need_rows(needs, self.columns, self.search.arrays, elastic=elastic)

    def cuts(self, need: Need, x: NDArray[np.float64]) -> bool:
        """Say whether a point breaks a need."""
        columns, arrays = self.columns, self.search.arrays
        if need.counted:
            taken = columns.taken_by(x, need.phase, arrays)
            standing = (arrays.standing[need.phase] > 0.0).astype(float)
            there = np.minimum(standing + arrays.touched(taken, need.phase), 1.0)
        else:
            there = arrays.capacity(columns.added(x), need.phase)
        served = columns.served(x, need.phase)
        needed = need.needed if served is None else float(need.asks @ served)
        return float(need.prices @ there) + float(x[columns.unserved]) < needed - 1e-6

    def everything(self) -> NDArray[np.float64] | None:
        """Buy all there is and serve all; where the least loss within a budget is sought, that leads nowhere."""
        if self.search.asked.rules.seek == "loss":
            return None
        columns, every = self.columns, self.search.arrays.everything()
        x = np.zeros(columns.count)
        x[columns.unserved + 1 :] = 1.0
        x[columns.modules : columns.unserved] = every.ravel()
        x[: columns.modules] = (every > 0.0).ravel()
        return x

    def rounded(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Buy whole what is bought in part, and serve only who is served wholly."""
        columns = self.columns
        whole = np.ceil(x - 1e-6)
        used = columns.added(whole) > 0.0
        whole[: columns.modules] = (used & (np.cumsum(used, axis=0) == 1)).ravel()
        whole[columns.unserved] = x[columns.unserved]
        whole[columns.unserved + 1 :] = np.floor(x[columns.unserved + 1 :] + 1e-6)
        return whole

    def mended(self, x: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Tell the traffic that the worst loss leaves unserved, where that is sought."""
        search, columns = self.search, self.columns
        rules, added = search.asked.rules, columns.added(x)
        if rules.seek != "loss" or rules.exits:
            return None
        short = max(
            most_short(
                search.arrays, search.arrays.capacity(added, phase), phase, rules.losses, rules.share_kept,
                ways=search.ways, clock=self.clock,
            )
            for phase in range(columns.phases)
        )  # fmt: skip
        told = x.copy()
        told[columns.unserved] = max(short, x[columns.unserved])
        return told

    def unmet(self, x: NDArray[np.float64]) -> list[Need]:
        """Give the needs that a point leaves unmet, of all phases."""
        search, columns = self.search, self.columns
        rules, found = search.asked.rules, []
        seeks_loss = rules.seek == "loss"
        unserved = float(x[columns.unserved]) if seeks_loss else 0.0
        added = columns.added(x)
        for phase in range(columns.phases):
            capacity, served = search.arrays.capacity(added, phase), columns.served(x, phase)
            needs = unmet_needs(
                search.arrays, capacity, phase, rules.losses, rules.share_kept, ways=search.ways, clock=self.clock,
                served=served, over=unserved * (1 + 1e-6) + 0.02 if seeks_loss else 0.0, onward=seeks_loss,
            )  # fmt: skip
            if not needs and rules.protection == "1+1":
                needs = search.held.needs(capacity, phase, served)
            found += [need for need in needs if need.short > unserved * (1 + 1e-6) + 0.02]
        return found + self.exits_unmet(x)

    def exits_unmet(self, x: NDArray[np.float64]) -> list[Need]:
        """Give the needs of origins that keep too few disjoint ways, of all phases."""
        columns, arrays, exits = self.columns, self.search.arrays, self.search.asked.rules.exits
        found: list[Need] = []
        for phase in range(columns.phases if exits else 0):
            served = columns.served(x, phase)
            whole = np.ones(arrays.amount.shape[1]) if served is None else served
            found += unmet_exits(arrays, columns.taken_by(x, phase, arrays), phase, exits, whole)
        return found
