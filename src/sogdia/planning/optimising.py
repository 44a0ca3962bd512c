"""`find_design`: the cheapest design of an instance found in the time given, and a bound that no design undercuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.planning.clock import Clock, interruptible
from sogdia.planning.compact import compact_program
from sogdia.planning.conflicts import refuse_impossible
from sogdia.planning.finishing import finished
from sogdia.planning.loads import NOTHING_HOLDS
from sogdia.planning.master import master_of
from sogdia.planning.search import Search
from sogdia.planning.second import Second
from sogdia.planning.single_paths import SinglePaths, single_paths
from sogdia.planning.solving import solve
from sogdia.planning.step_costs import columns_of_load

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.design import Design, DesignInstance
    from sogdia.planning.master import Master
    from sogdia.planning.solving import Program

_MOST_COLUMNS: Final = 120_000
"""Columns of the whole programme beyond which the second process gets the master programme instead."""
_START_S: Final = 0.002
"""Seconds of ruin and recreate for each path, before the relaxation is looked at; 2 s and 3 % of the time at most."""
_LINEAR: Final = 0.97
"""Share of the time that a linear programme may take."""
_TURN_S: Final = 0.4
"""Seconds of one turn of ruin and recreate."""


@dataclass(frozen=True)
class Progress:
    """Where a search stands.

    Attributes
    ----------
    seconds
        Since it began.
    cost
        Cost of the best design; infinite before the first.
    bound
        No design costs less.
    word
        Where the last step came from.
    """

    seconds: float
    cost: float
    bound: float
    word: str

    @property
    def gap(self) -> float:
        """Share of the cost by which it may lie above the least cost; infinite before the first design."""
        if not np.isfinite(self.cost):
            return float("inf")
        return max(0.0, (self.cost - self.bound) / max(abs(self.cost), 1e-12))


def find_design(
    instance: DesignInstance,
    *,
    time_limit_s: float = 120.0,
    seed: int = 0,
    rel_gap: float = 1e-6,
    workers: int = 2,
    by_processor: bool = False,
    tell: Callable[[Progress], None] | None = None,
) -> Design:
    """Find a cheap design of an instance and a bound on the cost of all designs.

    Parameters
    ----------
    time_limit_s
        Seconds; Ctrl-C ends the search sooner, and gives the best design so far.
    seed
        Of chance. With one worker and the time enough to prove a design best, the same seed gives the same design.
    rel_gap
        Share of the cost within which a design is good enough.
    workers
        1: this process alone. 2: the whole programme runs in a second process besides.
    by_processor
        Count seconds of each process's own work, so that others at work on the machine take nothing away.
    tell
        Told of every step.

    Raises
    ------
    InfeasibleError
        No design carries the demands; the message names the conflict.
    ParameterError
        The time limit is not above 0.
    """
    if not time_limit_s > 0.0:
        raise ParameterError(f"time limit {time_limit_s} s: give a number above 0")
    clock = Clock(time_limit_s, by_processor)
    with interruptible(clock):
        return _Optimiser(instance, clock, seed, rel_gap, tell).run(workers)


class _Optimiser:
    def __init__(
        self, instance: DesignInstance, clock: Clock, seed: int, rel_gap: float,
        tell: Callable[[Progress], None] | None,
    ) -> None:  # fmt: skip
        self.instance, self.clock, self.seed, self.rel_gap = instance, clock, seed, rel_gap
        self.told = tell
        refuse_impossible(instance)
        self.master: Master = master_of(instance, seed)
        self.search = Search(self.master, clock, np.random.default_rng(seed), self.tell)
        self.paths: SinglePaths | None = None
        self.path_cost = np.inf
        self.best_paths: SinglePaths | None = None
        self.second: Second | None = None
        self.turn = 0
        self.rounds = 20

    @property
    def split(self) -> bool:
        """Flows may split: capacities that carry the relaxation are a design."""
        model = self.instance.model
        return model.routing != "S" and model.survivability in "NU"

    @property
    def cost(self) -> float:
        return min(self.search.cost, self.path_cost)

    def tell(self, word: str) -> None:
        if self.told is not None:
            self.told(Progress(self.clock.spent_s, self.cost, self.master.bound, word))

    @property
    def proved(self) -> bool:
        best = self.cost
        return bool(np.isfinite(best)) and best - self.master.bound <= self.rel_gap * max(abs(best), 1e-12)

    @property
    def over(self) -> bool:
        return self.clock.out or self.proved

    def run(self, workers: int) -> Design:
        count = len(self.instance.demands) * len(self.master.states)
        self.reroute(seconds=min(2.0, 0.03 * self.clock.limit_s, _START_S * count), first=True)
        if self.split and not self.master.base.whole.any():
            self.solve_linear()
        if not self.over:
            self.master.relax(self.clock)
            self.tell("relaxation")
        if workers > 1 and not self.over:
            program = self.whole_program()
            self.second = Second.begin(
                program, self.master.wide, self.clock.left_s, self.seed, by_processor=self.clock.by_processor
            )
        try:
            self.work()
        finally:
            if self.second is not None:
                self.second.end()
        paths = self.best_paths
        chosen = None
        if paths is not None:
            chosen = (paths, columns_of_load(self.master.options, paths.need, self.master.wide))
        return finished(self.instance, self.master, self.search, chosen, self.clock)

    def solve_linear(self) -> None:
        """Solve the whole programme at once: where nothing goes in whole numbers it is linear, and needs no search."""
        program = compact_program(self.instance, self.master.options, self.master.states)
        answer = solve(program, self.clock, limit_s=_LINEAR * self.clock.left_s, seed=self.seed)
        if answer.optimal and answer.x is not None:
            self.master.bound = max(self.master.bound, answer.bound)
            self.search.offer(answer.x[: self.master.wide], answer.objective, "the whole programme")

    def whole_program(self) -> Program:
        """Give the whole programme with all that was learned, or the master programme where that is too large."""
        if len(self.master.states) == 1:
            return self.master.program()
        base = compact_program(self.instance, self.master.options, self.master.states)
        if len(base.cost) > _MOST_COLUMNS:
            return self.master.program()
        return self.master.program_on(base)

    def reroute(self, seconds: float, *, first: bool = False) -> None:
        """Let single paths be ruined and recreated for some seconds, and offer the capacities that they need."""
        if first:
            self.paths = single_paths(self.instance, self.master.options, self.seed)
        if self.paths is None:
            return
        end = self.clock.spent_s + min(seconds, self.clock.left_s)
        while self.clock.spent_s < end or self.path_cost == np.inf:
            self.turn += 1
            begun = self.clock.spent_s
            cost = self.paths.better(self.rounds, 0.02, self.seed + self.turn) + self.master.options.constant
            took = max(self.clock.spent_s - begun, 1e-4)
            self.rounds = int(np.clip(self.rounds * min(4.0, _TURN_S / took), 2, 200_000))
            if cost >= NOTHING_HOLDS:
                if self.clock.spent_s >= end:
                    break
                continue
            if cost < self.path_cost * (1.0 - 1e-9):
                self.path_cost = cost
                self.best_paths = self.paths.copy()
                self.tell("rerouting")
        if self.split and self.path_cost < self.search.cost:
            x = columns_of_load(self.master.options, self.paths.need, self.master.wide)
            self.search.offer(x, self.path_cost, "rerouting")
            self.share()

    def share(self) -> None:
        if self.second is not None and self.search.x is not None:
            self.second.offer(self.search.x, self.search.cost)

    def hear(self, wait_s: float = 0.0) -> None:
        """Take what the second process has found."""
        if self.second is None or self.second.done:
            return
        for news in self.second.news(wait_s):
            if news.bound > self.master.bound and len(self.master.base.cost):
                self.master.bound = min(news.bound, self.cost) if news.bound < np.inf else self.master.bound
                self.tell("bound of the whole programme")
            if news.x is not None and self.split and news.cost < self.search.cost * (1.0 - 1e-9):
                x = self.search.tidy(news.x)
                metrics = self.master.unmet(self.master.held(x), most=6)
                if metrics:
                    self.master.learn(metrics, x)
                else:
                    self.search.offer(x, news.cost, "the whole programme")

    def work(self) -> None:
        """Search until the time is out or the best is proved."""
        if not self.split:
            self.work_on_paths()
            return
        if self.over:
            return
        self.search.round_up()
        before = self.search.cost
        exact_s = 0.05 * self.clock.limit_s
        lone = self.second is None
        while not self.over:
            self.hear()
            if self.search.cost < before:
                before = self.search.cost
                self.share()
            if (lone or len(self.master.states) > 1) and self.turn % 4 == 0:
                self.search.everywhere(exact_s)
                exact_s *= 1.5
            elif self.turn % 4 == 1:
                self.reroute(_TURN_S)
            for _ in range(6):
                if not self.over:
                    self.search.improve()
            self.turn += 1

    def work_on_paths(self) -> None:
        """Reroute single paths; the bound is the relaxation's, in which flows split."""
        lone = self.second is None
        if lone:
            self.search.everywhere(0.3 * self.clock.left_s, only_bound=True)
        while not self.over:
            self.reroute(2.0)
            self.hear()
            if self.paths is None:
                return
