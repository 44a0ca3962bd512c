"""Sets of ways that a demand holds at once (1+1): what they can carry, and the needs of capacity that follow.

A set is a column. For given capacities a linear programme serves the most over the sets found so far; its prices ask
for cheaper sets, and once there are none they say how much capacity every plan with 1+1 must have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.planning.bounded_ways import LEAST_GBPS
from sogdia.planning.feasible_flows import SLACK, carry
from sogdia.planning.risk_disjoint import RiskDisjoint, Seat
from sogdia.planning.worst_losses import Need

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.least_ways import LeastWays
    from sogdia.planning.risk_disjoint import Way


ROUNDS: Final = 60
"""Rounds in which demands are spread over sets of ways."""
STEEP: Final = 8.0
"""How steeply the soft maximum rises with how full a link is, at first."""
NODES: Final = 300
"""Nodes of the search for a set of ways."""


def seats_of(
    arrays: Arrays,
    rules: PlanRules,
    d: int,
    phase: int,
    prices: tuple[NDArray[np.float64], NDArray[np.float64]],
    shut: NDArray[np.bool_] | None = None,
) -> list[Seat]:
    """Give the ways that a demand needs: a working one, and with a protection as many backups as are lost together.

    Parameters
    ----------
    prices
        Shape (m,): of a Gbps on the working way, and of a Gbps of what is kept on a backup.
    shut
        Shape (m,): links that may not be used; else those that can never hold what they would have to.
    """
    most = arrays.capacity(arrays.everything(), phase)
    kept = rules.share_kept
    closed = [most <= 0.0, most <= 0.0] if shut is None else [shut, shut]
    if rules.routing != "split" and shut is None:
        amount = float(arrays.amount[phase, d])
        closed = [(most < share * amount - SLACK) | (most <= 0.0) for share in (1.0, kept)]
    limits = arrays.most_ms[:, d]
    first = Seat(prices[0], closed[0], float(limits[0]))
    backups = rules.losses if rules.protection != "reroute" else 0
    alike = prices[0] is prices[1] and kept == 1.0 and limits[0] == limits[1]
    other = first if alike else Seat(prices[1] * kept, closed[1], float(limits[1]))
    return [first, *(other for _ in range(backups))]


def used_links(rules: PlanRules, ways: tuple[Way, ...]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the links that a set of ways holds at once, and how much of each Gbps carried it takes there."""
    links = np.array([link for way in ways for link in way], dtype=np.int64)
    takes = np.repeat([1.0] + [rules.share_kept] * (len(ways) - 1), [len(way) for way in ways])
    return links, takes


@dataclass(eq=False)
class HeldWays:
    """Sets of ways that were found so far; they hold for every plan.

    Attributes
    ----------
    arrays, rules
        The question.
    least
        Finds single ways.
    found
        Sets of ways, by demand.
    """

    arrays: Arrays
    rules: PlanRules
    least: LeastWays
    found: dict[int, dict[tuple[Way, ...], None]] = field(default_factory=dict)
    apart: RiskDisjoint = field(init=False)
    _loads: dict[tuple[int, bytes], NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.apart = RiskDisjoint(self.least)

    def needs(self, capacity: NDArray[np.float64], phase: int, served: NDArray[np.float64] | None) -> list[Need]:
        """Give the needs that capacities do not meet in a phase, first those of cuts, which all ways cross.

        Parameters
        ----------
        capacity
            Shape (m,), Gbps.
        served
            Shape (d,): how far each demand is served, 0 to 1; None: all are.
        """
        amount = self.arrays.amount[phase]
        part = np.ones(len(amount)) if served is None else served
        several = 1.0 + self.rules.losses * self.rules.share_kept
        crossing = carry(self.arrays, capacity, amount * part * several)
        if crossing.broken:
            return [
                Need(phase, (), prices, worth * amount * several, crossing.short) for prices, worth in crossing.broken
            ]
        return self._priced(capacity, phase, amount * part)

    def _priced(self, capacity: NDArray[np.float64], phase: int, wanted: NDArray[np.float64]) -> list[Need]:
        """Spread demands over sets of ways, away from what is full, until all fits or prices show that it cannot.

        Prices of links are weights of a soft maximum of how full they are; whatever the prices, each demand pays at
        least its cheapest set, so that the priced capacity must be worth as much. What neither shows in `ROUNDS`
        rounds counts as met here.

        Source: Frank and Wolfe (1956) on the potential of Bienstock (2002), Potential Function Methods for
        Approximately Solving Linear Programming Problems, chapter 2.
        """
        asked = np.flatnonzero(wanted > 0.0).tolist()
        room = np.maximum(capacity, LEAST_GBPS)
        load = self._loads.get((phase, wanted.tobytes()))
        for turn in range(ROUNDS):
            full = np.zeros(len(room)) if load is None else load / room
            if load is not None and full.max() <= 1.0:
                self._loads[phase, wanted.tobytes()] = load
                return []
            weight = np.exp(np.maximum(STEEP * (1 + turn / 10) * (full / max(full.max(), 1e-9) - 1.0), -50.0)) / room
            prices = weight / float(weight @ room)
            fresh, worth = np.zeros(len(room)), np.zeros(len(wanted))
            for d in asked:
                best = self.apart.ways(d, seats_of(self.arrays, self.rules, d, phase, (prices, prices)), nodes=NODES)
                worth[d] = best.bound if np.isfinite(best.bound) else 1.0 / wanted[d]
                if best.ways is None:
                    continue
                self.found.setdefault(d, {})[best.ways] = None
                links, takes = used_links(self.rules, best.ways)
                np.add.at(fresh, links, takes * wanted[d])
            over = float(worth @ wanted)
            if over > 1.0 + 1e-3:
                scale = 1.0 / worth.max()
                asks = worth * scale * self.arrays.amount[phase]
                return [Need(phase, (), prices * scale, asks, (over - 1.0) * scale)]
            load = fresh if load is None else load + 2.0 / (turn + 2.0) * (fresh - load)
        return []
