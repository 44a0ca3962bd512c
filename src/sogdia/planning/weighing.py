"""`weigh`: the plan that does best over scenarios of traffic, prices and delay, and others held beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError, pick
from sogdia.planning.clock import Clock, OutOfTimeError, interruptible
from sogdia.planning.parameters import PlanParams
from sogdia.planning.questions import question
from sogdia.planning.trials import MEAN, Case, case_of, first_phase, plans_tried, staged
from sogdia.planning.two_stages import hedged
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.network import Network
    from sogdia.planning.scenarios import Scenario
    from sogdia.planning.trials import First, Stage
    from sogdia.planning.two_stages import Hedged

CRITERIA: Final = {"expected": "least expected cost", "regret": "least greatest regret"}
"""Criteria, and the name of the best plan by each."""


@dataclass(frozen=True)
class WeighResult(Result):
    """Plans and scenarios; see `weigh`.

    Attributes
    ----------
    chosen
        Name of the plan that does best.
    purchases
        Rows plan, option, modules: what each plan buys in the first phase.
    cases
        Rows plan, scenario, probability, cost_musd, regret_musd, short_gbps.
    foreseen
        Rows scenario, probability, cost_musd: the least cost where the scenario is known beforehand.
    foreseen_musd
        Their mean, as far as it is proved: no plan has a lower expected cost.
    value_musd, bound_musd, gap
        Expected cost, or greatest regret, of the best of all plans; none has less than the bound; share of the value
        by which it may lie above. Not a number where none was found.
    short_gbps, short_bound_gbps
        Mean over the scenarios of what the best of all plans leaves unserved after the worst loss, and the least that
        any leaves; 0 where all can be made whole.
    mean_plan_musd
        Expected cost of the best plan for the mean of the scenarios; not a number where it cannot be made whole in all.
        Less the value: what it is worth to think of each scenario. The value less `foreseen_musd`: what it would be
        worth to know which comes.
    """

    chosen: str
    purchases: pd.DataFrame = field(repr=False)
    cases: pd.DataFrame = field(repr=False)
    foreseen: pd.DataFrame = field(repr=False)
    foreseen_musd: float
    value_musd: float
    bound_musd: float
    gap: float
    short_gbps: float
    short_bound_gbps: float
    mean_plan_musd: float


RULE: Final = (
    "What the first phase buys is decided before it is known which scenario comes; what later phases buy, after. Each "
    "plan costs the least that makes it whole; short_gbps is what stays unserved after the worst loss where nothing "
    "does, and counts before any cost; a scenario that no plan can meet is left out of costs. Regret is the cost "
    "beyond that of the best plan found for who had known. {proved} Who had known would expect to pay US$ "
    "{foreseen:,.1f} million at least."
)
PROVED: Final = "The best of all plans by {criterion}: US$ {value:,.1f} million, and none has less than {bound:,.1f}."
SHORT: Final = (
    "No plan is whole in all scenarios: every one that keeps the other rules leaves {short:,.1f} Gbps or more unserved "
    "in the mean. Among those that leave least, by {criterion}: US$ {value:,.1f} million, and none has less than "
    "{bound:,.1f}."
)
STOPPED: Final = " It was stopped before its end."
NOT_FOUND: Final = "The best of these plans, not of all that there are: {why}."


def weigh(
    net: Network,
    params: PlanParams | None = None,
    scenarios: Sequence[Scenario] = (),
    *,
    criterion: str = "expected",
    alternatives: int = 3,
    given: Mapping[str, pd.DataFrame] | None = None,
    tell: Callable[[str], None] | None = None,
) -> WeighResult:
    """Find the plan that does best over scenarios, and hold others beside it.

    The best of all plans is sought and proved over all scenarios at once. Beside it stand the best plan for the mean of
    the scenarios, the one without scenarios and others that cost nearly as little, the best of each scenario, the best
    of the hardest (most traffic, longest delay), nothing at all now, and those that are given.

    Parameters
    ----------
    net, params
        As in `plan`; least cost is sought.
    scenarios
        As `scenarios_of` makes them.
    criterion
        ``expected``: least expected cost. ``regret``: least greatest regret. Before both comes what stays unserved.
    alternatives
        How many plans that cost nearly as little.
    given
        Further plans by name: rows option, phase, built, modules.
    tell
        Called with words of progress.

    Returns
    -------
    WeighResult
        Rows plan, expected_cost_musd, largest_regret_musd, whole (probability that it can be made whole),
        expected_short_gbps; the best first.

    Raises
    ------
    ParameterError
        No scenarios, or loss or people sought.
    OutOfTimeError
        One of the scenarios has no plan in `time_limit_s`, or no plan was held against all of them.
    """
    asked_of = params or PlanParams()
    pick(criterion, tuple(CRITERIA), "criterion")
    if not scenarios:
        raise ParameterError("give at least one scenario: name, probability, demand_factor, price_factor, delay_years")
    if asked_of.seek != "cost":
        raise ParameterError("scenarios are weighed at the least cost; leave out seek")
    asked = question(net, asked_of)
    task = Clock(np.inf)
    with interruptible(task):
        stage = staged(asked, asked_of, tuple(scenarios), task, tell or (lambda _: None))
        plans = plans_tried(stage, alternatives, given or {})
        cases = _cases(stage, plans)
        best, why = _best_of_all(stage, cases, criterion)
        if best is not None:
            first = first_phase(best.x[0], stage.searches[0].program[1], asked)
            plans = {CRITERIA[criterion]: first, **plans}
            cases = _cases(stage, {CRITERIA[criterion]: first}, best) + cases
    if not cases:
        raise OutOfTimeError("stopped before any plan was held against all scenarios; let it run longer")
    return _told(net, stage, plans, cases, best, why, criterion)


def _cases(stage: Stage, plans: Mapping[str, First], best: Hedged | None = None) -> list[Case]:
    """Hold plans against all scenarios; those for which time ran out are left out."""
    found = []
    for name, first in plans.items():
        try:
            found += [
                case_of(name, first, stage, s, None if best is None or best.short else best.x[s])
                for s in range(len(stage.scenarios))
            ]
        except OutOfTimeError:
            if not stage.task.halted:
                raise
    return found


def _best_of_all(stage: Stage, cases: list[Case], criterion: str) -> tuple[Hedged | None, str]:
    """Search the best of all plans, beginning with the best that was tried; where there is none, say why."""
    stage.say(f"the {CRITERIA[criterion]} of all plans")
    params = stage.params
    if stage.asked.rules.fixes_ways:
        return None, "where plans name the ways of traffic, the best of all is not sought"
    known = np.array([np.nan if plan is None else plan.value for plan in stage.best])
    probability = np.array([one.probability for one in stage.scenarios])
    tries = [
        (_score(own, probability, criterion), np.array([case.x for case in own]))
        for own in _by_plan(cases).values()
        if all(case.x is not None for case in own)
    ]
    start = min(tries, key=lambda pair: pair[0])[1] if tries else None
    try:
        best = hedged(
            stage.searches, probability, known, stage.task.part(params.time_limit_s), criterion=criterion,
            gap=params.gap, seed=params.seed, start=start,
        )  # fmt: skip
    except OutOfTimeError:
        return None, "the search of all was stopped" if stage.task.halted else "time ran out for the search of all"
    return best, "nothing keeps all rules in all scenarios, so the best of all is not sought"


def _by_plan(cases: list[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.plan, []).append(case)
    return found


def _score(own: list[Case], probability: NDArray[np.float64], criterion: str) -> float:
    if criterion == "regret":
        return max(float(case.row["regret_musd"]) for case in own)
    return float(probability @ np.array([case.row["cost_musd"] for case in own]))


def _told(
    net: Network,
    stage: Stage,
    plans: Mapping[str, First],
    cases: list[Case],
    best: Hedged | None,
    why: str,
    criterion: str,
) -> WeighResult:
    table = pd.DataFrame([case.row for case in cases])
    scenarios = stage.scenarios
    foreseen = pd.DataFrame(
        {
            "scenario": [one.name for one in scenarios], "probability": [one.probability for one in scenarios],
            "cost_musd": [np.nan if plan is None else plan.value for plan in stage.best],
        }
    )  # fmt: skip
    bounds = np.array([np.nan if plan is None else plan.bound for plan in stage.best])
    bound = _mean(bounds, foreseen.probability.to_numpy())
    summary = _summary(table, criterion, set(foreseen.scenario[foreseen.cost_musd.notna()]))
    costs = summary.set_index("plan").expected_cost_musd
    held = [name for name in plans if name in costs.index]
    short = 0.0 if best is None else best.short
    figures = {"value": np.nan, "bound": np.nan} if best is None else {"value": best.value, "bound": best.bound}
    if criterion == "expected" and best is not None and not short:
        figures["bound"] = min(max(best.bound, bound), best.value)
    words = NOT_FOUND if best is None else SHORT if short else PROVED
    least = np.nan if best is None else best.short_bound
    proved = words.format(criterion=CRITERIA[criterion], short=least, why=why, **figures)
    return WeighResult(
        table=summary,
        rule=RULE.format(proved=proved, foreseen=bound) + STOPPED * stage.task.halted,
        manifest=manifest("weigh", stage.params, digest=net.digest, seed=stage.params.seed),
        chosen=str(summary.plan.iloc[0]),
        purchases=pd.concat([_first_rows(name, plans[name], stage.asked) for name in held], ignore_index=True),
        cases=table,
        foreseen=foreseen,
        foreseen_musd=bound,
        value_musd=figures["value"],
        bound_musd=figures["bound"],
        gap=_gap(figures["value"], figures["bound"]),
        short_gbps=np.nan if best is None else short,
        short_bound_gbps=least,
        mean_plan_musd=float(costs.get(MEAN, np.nan)),
    )


def _gap(value: float, bound: float) -> float:
    return 0.0 if value - bound <= 1e-6 else (value - bound) / value


def _mean(values: NDArray[np.float64], probability: NDArray[np.float64]) -> float:
    """Give the mean over the scenarios that have a value."""
    there = np.isfinite(values)
    total = float(probability[there].sum())
    return float(probability[there] @ values[there]) / total if total else float("nan")


def _summary(cases: pd.DataFrame, criterion: str, met: set[str]) -> pd.DataFrame:
    """Add up the cases of each plan, the best plan first; costs over the scenarios that any plan can meet."""
    rows = []
    for name, own in cases.groupby("plan", sort=False):
        whole, weight = own.cost_musd.notna(), own.probability
        asked = own.scenario.isin(met)
        able = bool(whole[asked].all() and asked.any())
        rows.append(
            {
                "plan": name,
                "expected_cost_musd": float((own.cost_musd * weight)[asked].sum() / weight[asked].sum())
                if able
                else np.nan,
                "largest_regret_musd": float(own.regret_musd[asked].max()) if able else np.nan,
                "whole": float(weight[whole].sum()),
                "expected_short_gbps": float((own.short_gbps.fillna(0.0) * weight).sum()),
            }
        )
    key = "expected_cost_musd" if criterion == "expected" else "largest_regret_musd"
    other = "largest_regret_musd" if criterion == "expected" else "expected_cost_musd"
    table = pd.DataFrame(rows)
    order = table.assign(less=table.expected_short_gbps.round(2)).sort_values(["less", key, other], kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _first_rows(name: str, first: First, asked: PlanQuestion) -> pd.DataFrame:
    at = np.flatnonzero((first[0] > 0) | (first[1] > 0))
    return pd.DataFrame({"plan": name, "option": asked.options.id.to_numpy()[at], "modules": first[1][at]})
