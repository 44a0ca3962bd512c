"""`frontier`: least loss for each budget: the plans of which none is both cheaper and safer than another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import Clock, OutOfTimeError, interruptible
from sogdia.planning.parameters import PlanParams
from sogdia.planning.plans import choice_of
from sogdia.planning.questions import question
from sogdia.planning.worst_losses import Need
from sogdia.results import Result, manifest
from sogdia.verification.plans import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.network import Network
    from sogdia.planning.buying import Bought

RULE: Final = (
    "For each budget the least traffic unserved after the worst loss, then the least cost (not discounted). The first "
    "budget is the least with which the other rules hold; the last is the least with which nothing is left unserved, "
    "or beyond which no money helps. Plans are verified by separate code. unserved_bound_gbps is proved: no plan "
    "within the budget leaves less.{stopped}"
)
STOPPED: Final = " The sweep was stopped; budgets that it had not come to are left out."


@dataclass(frozen=True)
class FrontierResult(Result):
    """Cost against loss; see `frontier`.

    Attributes
    ----------
    traffic_gbps
        Traffic of the last phase, of which shares are told.
    choices
        Rows budget_musd, option, phase, built, modules.
    """

    traffic_gbps: float
    choices: pd.DataFrame = field(repr=False)


def frontier(
    net: Network,
    params: PlanParams | None = None,
    *,
    points: int = 8,
    tell: Callable[[str], None] | None = None,
) -> FrontierResult:
    """Sweep the budget between the least that holds the rules and the least that leaves nothing unserved.

    Parameters
    ----------
    net, params
        As in `plan`; budgets and what is sought are the sweep's own.
    points
        Budgets, 2 or more.
    tell
        Called with words of progress.

    Returns
    -------
    FrontierResult
        Rows budget_musd, cost_musd (not discounted), unserved_gbps, unserved_bound_gbps (no plan within the budget
        leaves less), share_unserved, new_lines, verified, basis, source.

    Raises
    ------
    ParameterError
        Fewer than 2 points.
    InfeasibleError
        No budget holds the rules.
    OutOfTimeError
        Not even the ends of the sweep were found in time.
    """
    asked_of = params or PlanParams()
    if points < 2:
        raise ParameterError(f"a frontier has 2 points or more, not {points}")
    if asked_of.coverage is not None:
        raise ParameterError("a frontier leaves a part of all traffic unserved, and coverage whole origins; give one")
    free = replace(asked_of, budget_musd=(1e9,), seek="loss", discount_rate=0.0)
    asked = question(net, free)
    say = tell or (lambda _: None)
    task, needs = Clock(np.inf), list[Need]()
    with interruptible(task):
        say("the least that holds the rules")
        first = _least_rules(asked, free, task)
        say("the least that leaves as little unserved as can be")
        last = _point(asked, free, 1e9, needs, task)
        rows, choices = [], []
        top = float(_spent(last, asked))
        budgets = np.unique(np.round(np.linspace(first, max(top, first), points), 6))
        for k, budget in enumerate(budgets.tolist()):
            say(f"budget {k + 1} of {len(budgets)}: US$ {budget:,.0f} million")
            if task.halted and budget < top:
                continue
            try:
                found = last if budget >= top else _point(asked, free, budget, needs, task)
            except OutOfTimeError:
                continue
            choice = choice_of(found, asked)
            rows.append(_row(found, choice, asked, budget))
            choices.append(choice.assign(budget_musd=budget))
    return FrontierResult(
        table=pd.DataFrame(rows),
        rule=RULE.format(stopped=STOPPED if task.halted else ""),
        manifest=manifest("frontier", asked_of, digest=net.digest, seed=asked_of.seed),
        traffic_gbps=_traffic(asked),
        choices=pd.concat(choices, ignore_index=True),
    )


def _least_rules(asked: PlanQuestion, params: PlanParams, task: Clock) -> float:
    """Give the least cost with which all rules hold that are not of traffic, such as shares."""
    rules = replace(asked.rules, seek="cost", survive=(), exits=0, budget_musd=())
    idle = replace(asked, demands=asked.demands.assign(gbps=0.0), rules=rules)
    try:
        found = Search(idle, arrays_of(idle)).least(task.part(params.time_limit_s), gap=1e-4, seed=params.seed)
    except InfeasibleError as fault:
        raise InfeasibleError(
            "no budget holds the rules; `sogdia plan` without --pareto names those that conflict"
        ) from fault
    return float(np.ceil(found.value * 1e4) / 1e4)


def _point(asked: PlanQuestion, params: PlanParams, budget: float, needs: list[Need], task: Clock) -> Bought:
    limited = replace(asked, rules=replace(asked.rules, budget_musd=(budget,)))
    search = Search(limited, arrays_of(limited), needs)
    return search.least(task.part(params.time_limit_s), gap=params.gap, seed=params.seed)


def _spent(found: Bought, asked: PlanQuestion) -> float:
    built, modules = found.columns.bought(found.x).round(), found.columns.added(found.x).round()
    fixed = asked.options.fixed_musd.to_numpy(dtype=float)
    return float((built * fixed).sum() + (modules * asked.options.module_musd.to_numpy(dtype=float)).sum())


def _traffic(asked: PlanQuestion) -> float:
    return float(asked.demands.gbps[asked.demands.phase == asked.demands.phase.max()].sum())


def _row(found: Bought, choice: pd.DataFrame, asked: PlanQuestion, budget: float) -> dict[str, Any]:
    unserved, cost = max(0.0, round(found.sought, 2)), _spent(found, asked)
    least = min(max(0.0, found.sought_bound), unserved)
    limited = replace(asked, rules=replace(asked.rules, budget_musd=(budget,)))
    checked = verify(limited, choice, {"cost_musd": cost, "unserved_gbps": unserved})
    lines = int((choice.groupby("option").built.sum() > 0).sum()) if len(choice) else 0
    return {
        "budget_musd": budget, "cost_musd": cost, "unserved_gbps": unserved, "unserved_bound_gbps": least,
        "share_unserved": unserved / _traffic(asked), "new_lines": lines, "verified": checked.verified,
        "basis": "modelled", "source": "Sogdia's search and its separate verification",
    }  # fmt: skip
