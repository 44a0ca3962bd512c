"""Looks for cheap designs: a first one by rounding up, better ones by setting a few links free at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.planning.neighbourhoods import Neighbourhoods
from sogdia.planning.solving import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.planning.clock import Clock
    from sogdia.planning.master import Master
    from sogdia.planning.path_flows import Metric

_TRIES: Final = 40
"""Choices of one neighbourhood that are cut off before it is given up."""
_LEAST_GAIN: Final = 1e-7


@dataclass
class Search:
    """The best design so far, and how to look for a better one.

    Attributes
    ----------
    master
        Programme and what it has learned.
    clock
        Time.
    rng
        Source of chance.
    tell
        Told of every better design or bound, with a word on where it comes from.
    cost
        Objective of the best design; infinite before the first.
    x
        Its columns of capacity.
    """

    master: Master
    clock: Clock
    rng: np.random.Generator
    tell: Callable[[str], None] = lambda _: None
    cost: float = np.inf
    x: NDArray[np.float64] | None = None
    seconds: float = 2.0
    near: Neighbourhoods = field(init=False)

    def __post_init__(self) -> None:
        self.near = Neighbourhoods(self.master, self.rng)

    def offer(self, x: NDArray[np.float64], cost: float, word: str) -> bool:
        """Take a design that carries all states if it is cheaper."""
        if cost >= self.cost - _LEAST_GAIN * abs(cost):
            return False
        self.cost, self.x = cost, np.round(x[: self.master.wide], 9)
        self.tell(word)
        return True

    def tidy(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Round the whole columns of a point, shape (wide,)."""
        x = x[: self.master.wide].copy()
        whole = self.master.base.whole[: self.master.wide]
        x[whole] = np.round(x[whole])
        return x

    def within(
        self,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        *,
        limit_s: float,
        word: str,
        rel_gap: float = 1e-5,
    ) -> tuple[bool, bool]:
        """Look for a better design between bounds on the columns; say whether it was found, and whether in time."""
        end = self.clock.spent_s + limit_s
        for _ in range(_TRIES):
            program = self.master.program()
            tail = program.lower[self.master.wide :], program.upper[self.master.wide :]
            program = replace(program, lower=np.concatenate([lower, tail[0]]), upper=np.concatenate([upper, tail[1]]))
            left = end - self.clock.spent_s
            if left <= 0.0:
                return False, False
            cutoff = self.cost * (1.0 - 1e-6) if np.isfinite(self.cost) else np.inf
            answer = solve(program, self.clock, limit_s=left, cutoff=cutoff, rel_gap=rel_gap)
            if answer.x is None or answer.objective >= self.cost * (1.0 - _LEAST_GAIN):
                return False, answer.optimal or answer.infeasible or answer.x is not None
            x = self.tidy(answer.x)
            metrics = self.master.unmet(self.master.held(x), most=6)
            if not metrics:
                return self.offer(x, answer.objective, word), answer.optimal
            if not self.master.learn(metrics, x) + self.master.cut(x, 20):
                return False, True
        return False, False

    def round_up(self) -> None:
        """Make a first design: the relaxation rounded up, and more where a state still needs it."""
        master = self.master
        upper = master.base.upper[: master.wide]
        held = master.held(master.point) - master.options.installed
        x = cheapest_columns(master, held * (1.0 + 1e-7))
        for _ in range(_TRIES):
            metrics = master.unmet(master.held(x), most=6)
            if not metrics:
                break
            held = lifted(master, held, metrics)
            x = cheapest_columns(master, held * (1.0 + 1e-7))
        self.within(x, x, limit_s=0.2 * self.clock.left_s + 1.0, word="rounding up")
        if self.x is None:
            self.within(x, upper, limit_s=0.3 * self.clock.left_s + 1.0, word="adding", rel_gap=0.05)

    def everywhere(self, limit_s: float, *, only_bound: bool = False) -> None:
        """Solve the master programme with all links free, cut off what states cannot carry, and again."""
        master, end = self.master, self.clock.spent_s + limit_s
        while self.clock.spent_s < end and not self.clock.out:
            cutoff = self.cost if np.isfinite(self.cost) and not only_bound else np.inf
            answer = solve(master.program(), self.clock, limit_s=end - self.clock.spent_s, cutoff=cutoff)
            bound = min(answer.bound, self.cost) if np.isfinite(self.cost) else answer.bound
            if np.isfinite(bound) and bound > master.bound:
                master.bound = bound
                self.tell("bound of the master programme")
            if answer.x is None or (not only_bound and answer.objective >= self.cost * (1.0 - _LEAST_GAIN)):
                return
            x = self.tidy(answer.x)
            metrics = master.unmet(master.held(x), most=12)
            if not metrics:
                if not only_bound:
                    self.offer(x, answer.objective, "the master programme")
                return
            if not only_bound:
                self.mend(x, min(1.0, 0.2 * limit_s))
            if not master.learn(metrics, x) + master.cut(x, 20):
                return

    def mend(self, x: NDArray[np.float64], limit_s: float) -> None:
        """Add to columns of capacity that some state cannot carry, as little as it takes."""
        base = self.master.base
        self.within(x, base.upper[: self.master.wide], limit_s=limit_s, word="mended", rel_gap=1e-3)

    def improve(self) -> None:
        """Set one neighbourhood free and look within it."""
        if self.x is None:
            return
        master = self.master
        kind, free = self.near.draw(master.held(self.x))
        base = master.base
        lower, upper = self.x.copy(), self.x.copy()
        loose = np.zeros(master.wide, dtype=bool)
        loose[: len(master.options.link)] = np.isin(master.options.link, free)
        charged = np.flatnonzero(master.options.charged)
        loose[len(master.options.link) :] = np.isin(charged, free)
        lower[loose], upper[loose] = base.lower[: master.wide][loose], base.upper[: master.wide][loose]
        begun = self.clock.spent_s
        better, done = self.within(lower, upper, limit_s=self.seconds, word=f"links {kind}")
        spent = self.clock.spent_s - begun
        self.near.reward(kind, better=better, quick=done and spent < 0.4 * self.seconds, slow=not done)


def lifted(master: Master, held: NDArray[np.float64], metrics: list[Metric]) -> NDArray[np.float64]:
    """Raise capacities along the links that proofs ask most of."""
    held = held.copy()
    for metric in metrics:
        weight, amount = metric.weight, metric.amount
        short = amount - float(weight @ (held + master.options.installed))
        if short > 0.0:
            held += np.where(weight > 0.0, short / max(weight.sum(), 1e-12), 0.0)
    return held


def cheapest_columns(master: Master, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cover a capacity on each link at little cost: copies of one module, and what covers the rest."""
    options = master.options
    x = np.zeros(master.wide)
    charged = np.flatnonzero(options.charged)
    for link in np.flatnonzero(wanted > 1e-9).tolist():
        own = options.columns_of(link)
        if not len(own):
            continue
        need = wanted[link]
        if options.exclusive:
            enough = own[options.capacity[own] >= need - 1e-9]
            x[enough[np.argmin(options.cost[enough])] if len(enough) else own[np.argmax(options.capacity[own])]] = 1.0
        elif not options.whole:
            x[own[0]] = min(need, options.most[own[0]])
        else:
            _fill(options.capacity, options.cost, own, float(need), x)
    x[: len(options.link)] = np.minimum(x[: len(options.link)], options.most)
    taken = np.bincount(options.link, x[: len(options.link)], minlength=len(options.charged)) > 0.0
    x[len(options.link) :] = taken[charged]
    return x


def _fill(
    capacity: NDArray[np.float64],
    cost: NDArray[np.float64],
    own: NDArray[np.int64],
    need: float,
    x: NDArray[np.float64],
) -> None:
    """Take copies of large modules for the whole part of a need and the cheapest cover of the rest."""
    best, chosen = np.inf, {}
    for big in own.tolist():
        whole = np.floor(need / capacity[big] + 1e-9)
        rest = need - whole * capacity[big]
        counts = np.ceil(rest / capacity[own] - 1e-9)
        small = int(np.argmin(counts * cost[own]))
        total = whole * cost[big] + counts[small] * cost[own[small]]
        if total < best:
            best = float(total)
            chosen = {big: whole}
            chosen[int(own[small])] = chosen.get(int(own[small]), 0.0) + counts[small]
    for column, count in chosen.items():
        x[column] = count
