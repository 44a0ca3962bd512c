"""Sets of ways of demands that are known: all that there are where they are few, else the cheapest under prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.planning.every_way import every_set, every_way
from sogdia.planning.held_ways import seats_of
from sogdia.planning.link_prices import step_prices
from sogdia.planning.way_columns import Carrier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.column_prices import Pool
    from sogdia.planning.held_ways import HeldWays
    from sogdia.planning.risk_disjoint import Seat, Way
    from sogdia.planning.way_columns import State

SEEDS: Final = 8
"""Sets of ways of a demand to begin with, by prices with chance in them."""
BACKUP: Final = 0.3
"""Share of the price of its links that a backup is sought by, where others may share its room."""
BESIDE: Final = ((0.0, 1.0), (0.0, BACKUP), (1.0, 1.0), (1.0, BACKUP))
"""Chance in the prices of links and share that a backup counts, in the searches beside what a plan carries."""


@dataclass(eq=False)
class KnownWays:
    """Sets of ways by demand.

    Attributes
    ----------
    arrays, rules
        The question.
    held
        Finds sets of ways.
    pool, core
        Sets of ways that are known, by demand; and those that relaxed programmes used, among which whole ones choose.
    complete
        All sets that there are are known.
    """

    arrays: Arrays
    rules: PlanRules
    held: HeldWays
    pool: Pool = field(init=False, default_factory=dict)
    core: Pool = field(init=False, default_factory=dict)
    complete: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        for d in self.asked:
            size = len(self._seats(d, 0))
            self.pool[d] = {ways: None for ways in self.held.found.get(d, {}) if len(ways) == size}
            every = self._every(d)
            self.complete = self.complete and every is not None
            self.pool[d].update(dict.fromkeys(every or ()))

    @cached_property
    def asked(self) -> list[int]:
        """Demands that ask for something in a phase."""
        return np.flatnonzero((self.arrays.amount > 0.0).any(axis=0)).tolist()

    def __len__(self) -> int:
        return sum(map(len, self.pool.values()))

    def used(self, carriers: Iterable[Carrier]) -> None:
        """Note sets that a relaxed programme uses."""
        for one in carriers:
            self.core.setdefault(one.demand, {})[one.ways] = None

    def take(self, other: KnownWays) -> None:
        """Take over what is known elsewhere, in place of what was used here."""
        for d, sets in other.pool.items():
            self.pool[d].update(sets)
        self.core = {d: dict(sets) for d, sets in other.core.items()}

    def take_singly(self, other: KnownWays) -> None:
        """Take over each way of the sets that were used elsewhere as a set of its own."""
        for d, sets in other.core.items():
            single: dict[tuple[Way, ...], None] = {(way,): None for ways in sets for way in ways}
            self.pool[d].update(single)
            self.core.setdefault(d, {}).update(single)

    def hold(self) -> None:
        """Leave what is known for the next search."""
        for d, sets in self.pool.items():
            self.held.found.setdefault(d, {}).update(sets)

    def begin(self, phases: Iterable[int], rng: np.random.Generator) -> None:
        """Find sets that are cheap beside what stands, with a little chance in the prices."""
        for phase in phases:
            for d in self.asked:
                room, modules = self.arrays.standing[phase], np.zeros(len(self.arrays.fixed))
                for k in range(SEEDS):
                    price = step_prices(self.arrays, phase, self._part(d, phase, k), room, modules)
                    self._offer(d, phase, price * (1.0 + k * rng.random(len(price))), BACKUP if k % 2 == 0 else 1.0)

    def go_round(self, phase: int, state: State) -> None:
        """Find for each demand a set whose ways go round a state of loss."""
        standing, nothing = self.arrays.standing[phase], np.zeros(len(self.arrays.fixed))
        for d in self.asked:
            price = step_prices(self.arrays, phase, float(self.arrays.amount[phase, d]), standing, nothing)
            for g in state:
                price[self.arrays.risks[g]] = np.inf
            self._offer(d, phase, price, backup=1.0)

    def beside(
        self,
        d: int,
        phase: int,
        room: NDArray[np.float64],
        modules: NDArray[np.float64],
        rng: np.random.Generator,
    ) -> bool:
        """Find sets that are cheap beside what a plan carries for the others; say whether there are new ones.

        Parameters
        ----------
        room
            Gbps left on each link, shape (m,).
        modules
            Modules that serve, shape (q,).
        """
        grown = False
        bare = (self.arrays.standing[phase], np.zeros(len(modules)))
        tries = [(*one, (room, modules)) for one in BESIDE] + [(2.0, 1.0, bare)]
        for k, (noise, backup, there) in enumerate(tries):
            price = step_prices(self.arrays, phase, self._part(d, phase, k), *there)
            grown |= self._offer(d, phase, price * (1.0 + noise * rng.random(len(price))), backup)
        return grown

    def carriers(self, pool: Pool, states: Mapping[int, Sequence[State]]) -> list[Carrier]:
        """Give the columns: sets whose ways may be used in a phase, and in the state in which they are chosen."""
        found = []
        for phase, looked_at in states.items():
            for d in self.asked:
                if self.arrays.amount[phase, d] <= 0.0:
                    continue
                seats = self._seats(d, phase)
                lost_ms = [float(self.arrays.most_ms[1, d])]
                for block in looked_at if self.rules.protection == "reroute" else [()]:
                    limits = lost_ms if block else [seat.most_ms for seat in seats]
                    sets = pool.get(d, ())
                    found += [Carrier(phase, d, block, ways) for ways in sets if self._may(ways, seats, limits, block)]
        return found

    def _may(self, ways: tuple[Way, ...], seats: list[Seat], limits: list[float], block: State) -> bool:
        """Say whether a set meets no loss of a state, nothing that is shut, and is short enough (limits, ms)."""
        met = any(not self.held.apart.meets(way).isdisjoint(block) for way in ways)
        return not met and all(
            not seat.shut[list(way)].any() and self.arrays.ms[list(way)].sum() <= most + 1e-9
            for way, seat, most in zip(ways, seats, limits, strict=True)
        )

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
