"""Plans that are tried in scenarios: what each buys first, and what makes it whole in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.planning.alternatives import near_plans
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import OutOfTimeError
from sogdia.planning.scenarios import hardest, mean, under

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.buying import Bought
    from sogdia.planning.clock import Clock
    from sogdia.planning.parameters import PlanParams
    from sogdia.planning.purchases import Columns
    from sogdia.planning.scenarios import Scenario
    from sogdia.planning.solving import Program

    First = tuple[NDArray[np.float64], NDArray[np.float64]]
    """What a plan buys in the first phase and the modules that it adds, shape (q,) each."""


MEAN: Final = "best for the mean"
"""Name of the plan for the mean of all scenarios."""


@dataclass(frozen=True, eq=False)
class Stage:
    """What is asked, and the search and the best plan of who knows each scenario (None: nothing meets it)."""

    asked: PlanQuestion
    params: PlanParams
    scenarios: tuple[Scenario, ...]
    searches: tuple[Search, ...]
    best: tuple[Bought | None, ...]
    task: Clock
    say: Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Case:
    """A plan in a scenario: the row that is told, and the columns of the whole plan (None: nothing makes it whole)."""

    plan: str
    row: dict[str, Any]
    x: NDArray[np.float64] | None


def staged(
    asked: PlanQuestion,
    params: PlanParams,
    scenarios: tuple[Scenario, ...],
    task: Clock,
    say: Callable[[str], None],
) -> Stage:
    """Find the best plan of who knows each scenario.

    Raises
    ------
    OutOfTimeError
        None was found in time for one of them.
    """
    searches = tuple(_search(under(asked, one)) for one in scenarios)
    best = []
    for one, search in zip(scenarios, searches, strict=True):
        say(f"scenario {one.name}")
        best.append(_least(search, params, task))
    return Stage(asked, params, scenarios, searches, tuple(best), task, say)


def plans_tried(stage: Stage, alternatives: int, given: Mapping[str, pd.DataFrame]) -> dict[str, First]:
    """Gather plans by name, equal ones once; those of which time ran out are left out."""
    asked, params, task = stage.asked, stage.params, stage.task
    found: dict[str, First] = {name: _first_of(choice, asked) for name, choice in given.items()}

    def keep(name: str, first: First) -> None:
        if not any(np.array_equal(first[0], one) and np.array_equal(first[1], two) for one, two in found.values()):
            found[name] = first

    stage.say("the plan for the mean")
    middle = _tried(_search(under(asked, mean(stage.scenarios))), params, task)
    if middle is not None:
        found[MEAN] = first_phase(middle.x, middle.columns, asked)
    search = _search(asked)
    stage.say("the plan without scenarios")
    plain = _tried(search, params, task)
    if plain is not None:
        found["without scenarios"] = first_phase(plain.x, plain.columns, asked)
    for one, plan in zip(stage.scenarios, stage.best, strict=True):
        if plan is not None:
            keep(f"best if {one.name}", first_phase(plan.x, plan.columns, asked))
    stage.say("the hardest case")
    worst = _tried(_search(under(asked, hardest(stage.scenarios))), params, task)
    if worst is not None:
        keep("best if all goes ill", first_phase(worst.x, worst.columns, asked))
    if plain is not None:
        stage.say("other plans that cost nearly as little")
        others = near_plans(search, plain, alternatives, 0.1, params.seed, params.time_limit_s / 4, task)
        for k, plan in enumerate(others):
            keep(f"alternative {k + 1}", first_phase(plan.x, plan.columns, asked))
    nothing = np.zeros(len(asked.options))
    keep("nothing now", (nothing, nothing))
    return found


def first_phase(x: NDArray[np.float64], columns: Columns, asked: PlanQuestion) -> First:
    """Give what columns buy in the first phase."""
    return _built(np.round(columns.bought(x)[0]), np.round(columns.added(x)[0]), asked)


def case_of(name: str, first: First, stage: Stage, scenario: int, start: NDArray[np.float64] | None = None) -> Case:
    """Make a plan whole in a scenario at the least cost; where nothing does, say what stays unserved.

    Parameters
    ----------
    scenario
        Its number.
    start
        Columns that make it whole, where they are known.
    """
    one, search, best, params = stage.scenarios[scenario], stage.searches[scenario], stage.best[scenario], stage.params

    def fixed(program: Program, columns: Columns) -> Program:
        lower, upper = program.lower.copy(), program.upper.copy()
        for at, value in ((columns.bought_at(0), first[0]), (columns.modules_at(0), first[1])):
            lower[at] = value
            upper[at] = value
        return replace(program, lower=lower, upper=upper)

    stage.say(f"{name} in scenario {one.name}")
    row = {"plan": name, "scenario": one.name, "probability": one.probability}
    clock = stage.task.part(params.time_limit_s)
    try:
        found = search.least(clock, gap=params.gap, seed=params.seed, extra=fixed, start=start)
    except InfeasibleError:
        short = _short(search, fixed, stage)
        return Case(name, row | {"cost_musd": np.nan, "regret_musd": np.nan, "short_gbps": short}, None)
    regret = max(found.value - best.value, 0.0) if best is not None else 0.0
    return Case(name, row | {"cost_musd": found.value, "regret_musd": regret, "short_gbps": 0.0}, found.x)


def _search(asked: PlanQuestion) -> Search:
    return Search(asked, arrays_of(asked))


def _least(search: Search, params: PlanParams, task: Clock) -> Bought | None:
    try:
        return search.least(task.part(params.time_limit_s), gap=params.gap, seed=params.seed)
    except InfeasibleError:
        return None


def _tried(search: Search, params: PlanParams, task: Clock) -> Bought | None:
    try:
        return _least(search, params, task)
    except OutOfTimeError:
        return None


def _first_of(choice: pd.DataFrame, asked: PlanQuestion) -> First:
    unknown = sorted(set(choice.option) - set(asked.options.id))
    if unknown:
        raise ParameterError(f"a given plan buys {', '.join(unknown[:5])}, which is not offered here")
    rows = choice[choice.phase == 0].groupby("option")[["built", "modules"]].sum().reindex(asked.options.id).fillna(0.0)
    return _built(rows.built.to_numpy(dtype=float), rows.modules.to_numpy(dtype=float), asked)


def _built(bought: NDArray[np.float64], modules: NDArray[np.float64], asked: PlanQuestion) -> First:
    """Count what costs nothing to open as built where it has modules."""
    charged = asked.options.fixed_musd.to_numpy(dtype=float) > 0.0
    return np.where(charged, bought, modules > 0.0), modules


def _short(search: Search, fixed: Callable[[Program, Columns], Program], stage: Stage) -> float:
    """Give the least that stays unserved after the worst loss, whatever it costs later and whoever builds."""
    params = stage.params
    rules = replace(search.asked.rules, seek="loss", budget_musd=(), payer_budget_musd={}, most_share={}, exits=0)
    eased = replace(search.asked, rules=rules)
    kept = [need for need in search.needs if not need.counted]
    clock = stage.task.part(params.time_limit_s)
    try:
        found = Search(eased, search.arrays, needs=kept).least(
            clock, gap=max(params.gap, 0.01), seed=params.seed, extra=fixed
        )
    except InfeasibleError:
        return float("nan")
    return float(found.sought)
