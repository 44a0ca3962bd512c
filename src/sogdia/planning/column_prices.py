"""Sets of ways that the relaxed programme would rather have: those cheaper under its prices than their demand's worth.

Source: column generation, Gilmore and Gomory (1961), Operations Research 9(6), 849-859; the bound of its unfinished
rounds, Lasdon (1970), Optimization Theory for Large Systems, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.planning.held_ways import seats_of
from sogdia.planning.link_prices import unit_prices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.held_ways import HeldWays
    from sogdia.planning.risk_disjoint import Way
    from sogdia.planning.way_columns import Layout, State

EPSILON: Final = 1e-7
"""A set is cheaper when it is so by this share."""
LEADS: Final = 12
"""Working ways that are tried with the cheapest backup beside each."""
DRAWS: Final = 3
"""Sets of a demand that are sought at a time, by prices with chance in them but for the first."""


Pool = dict[int, dict[tuple["Way", ...], None]]
"""Sets of ways that are known, by demand, in the order in which they were found."""


@dataclass(eq=False)
class Asking:
    """A relaxed programme that was solved, and its prices.

    Attributes
    ----------
    layout, states
        The programme.
    duals
        Of the rows of `layout.served` and `layout.links`.
    arrays, rules
        The question.
    held
        Finds sets of ways.
    pool
        Sets that are known, by demand.
    prices, whole
        Prices of links, by phase and state; and what whole modules add to them for a demand that takes one way.
    """

    layout: Layout
    duals: NDArray[np.float64]
    states: dict[int, list[State]]
    arrays: Arrays
    rules: PlanRules
    held: HeldWays
    pool: Pool
    prices: dict[tuple[int, State], NDArray[np.float64]] = field(default_factory=dict)
    whole: dict[tuple[int, State, int], NDArray[np.float64]] = field(default_factory=dict)

    def cheaper(self, rng: np.random.Generator | None) -> tuple[list[tuple[int, tuple[Way, ...]]], float]:
        """Give sets that cost less than their demand is worth, and by how much all of them do at most.

        Parameters
        ----------
        rng
            Chance for prices; links that no known way uses then cost what buying there costs. None: prices are those
            of the programme alone, and the sum holds for all sets that there are.
        """
        self._set_prices(guess=rng is not None)
        found: dict[tuple[int, tuple[Way, ...]], None] = {}
        over = 0.0
        for (phase, d, block), row in self.layout.served.items():
            amount = float(self.arrays.amount[phase, d])
            worth = float(self.duals[row]) / amount
            if worth <= 0.0:
                continue
            worth -= EPSILON * worth
            if self.rules.protection == "shared-path":
                tried = list(self._shared(d, phase, worth))
            else:
                tried, least = self._alone(d, phase, block, worth, rng)
                over += amount * max(worth * (1.0 + 2 * EPSILON) - least, 0.0)
            found |= dict.fromkeys((d, ways) for ways in tried if ways not in self.pool[d])
        return list(found), over

    def _set_prices(self, *, guess: bool) -> None:
        self.prices = {}
        for phase, looked_at in self.states.items():
            unit = unit_prices(self.arrays, phase)
            first = np.where(np.isfinite(unit), unit, 0.0) * guess
            for state in looked_at:
                own = not state or self.rules.protection == "reroute"
                self.prices[phase, state] = first.copy() if own else np.zeros(len(unit))
        for (phase, state, link), row in self.layout.links.items():
            self.prices[phase, state][link] = max(self.duals[row], 0.0)
        self.whole = {}
        for (phase, block, d, link), (row, count) in self.layout.steps.items():
            amount = float(self.arrays.amount[phase, d]) * (self.rules.share_kept if block else 1.0)
            more = self.whole.setdefault((phase, block, d), np.zeros(len(self.arrays.start)))
            more[link] = (max(self.duals[row], 0.0) * count + max(self.duals[row + 1], 0.0)) / amount

    def _alone(
        self, d: int, phase: int, block: State, worth: float, rng: np.random.Generator | None
    ) -> tuple[list[tuple[Way, ...]], float]:
        """Give cheap sets that hold their capacity in one state alone, and what none costs less than."""
        found, least = [], worth
        for k in range(1 if rng is None else DRAWS):
            shared = self.prices[phase, block]
            price = shared + self.whole[phase, block, d] if (phase, block, d) in self.whole else shared
            if rng is not None and k:
                price = price * (0.7 + 0.6 * rng.random(len(price)))
            other = price if self.rules.share_kept == 1.0 else shared
            seats = seats_of(self.arrays, self.rules, d, phase, (price, other))
            if block:
                shut = seats[0].shut.copy()
                for g in block:
                    shut[self.arrays.risks[g]] = True
                limit = float(self.arrays.most_ms[1, d])
                seats = [seats[0]._replace(shut=shut, most_ms=limit, price=price * self.rules.share_kept)]
            best = self.held.apart.ways(d, seats, worth)
            least = min(least, best.bound) if not k else least
            if best.ways is not None:
                found.append(best.ways)
        return found, least

    def _shared(self, d: int, phase: int, worth: float) -> Iterator[tuple[Way, ...]]:
        """Give sets with shared backups: for several working ways the cheapest backups beside each."""
        arrays, apart = self.arrays, self.held.apart
        at = {state: self.prices[phase, state] for state in self.states[phase]}
        every: NDArray[np.float64] = sum(at.values(), np.zeros(len(arrays.start)))
        lead, *others = seats_of(arrays, self.rules, d, phase, (every, every))
        near = 1e-9 * (1.0 + arrays.ms)
        working = dict.fromkeys(ways[0] for ways in self.pool[d])
        for price in (every, at[()], 0.5 * (every + at[()])):
            way = self.held.least.way(d, price + near, lead.shut, lead.most_ms)
            if way is not None:
                working[way] = None
        for way in sorted(working, key=lambda way: float(every[list(way)].sum()))[:LEADS]:
            met = apart.meets(way)
            hit = [state for state in at if not met.isdisjoint(state)]
            after: NDArray[np.float64] = sum((at[state] for state in hit), np.zeros(len(every)))
            own = float((every - after)[list(way)].sum())
            if own >= worth:
                continue
            shut = others[0].shut.copy()
            for g in met:
                shut[arrays.risks[g]] = True
            seat = others[0]._replace(price=after * self.rules.share_kept + near, shut=shut)
            best = apart.ways(d, [seat] * len(others), worth - own)
            if best.ways is not None:
                yield (way, *best.ways)
