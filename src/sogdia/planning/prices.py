"""What each choice and each rule of a plan is worth: the cost without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from sogdia.errors import InfeasibleError
from sogdia.planning.arrays import arrays_of
from sogdia.planning.buying import Search
from sogdia.planning.clock import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.buying import Bought
    from sogdia.planning.clock import Clock
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Program


RULE_PRICES: Final = ("rule", "cost_without_musd", "price_musd")
CHOICE_PRICES: Final = ("option", "built", "change_musd", "enters_at_musd", "enters_at_traffic")
TRAFFIC_TIMES: Final = (1.25, 1.5, 2.0, 3.0, 4.0)
"""Multiples of the traffic at which lines are looked for in the plan (assumed)."""


def price_of_rules(search: Search, best: Bought, gap: float, seed: int, seconds: float, task: Clock) -> pd.DataFrame:
    """Give what each rule costs: the least cost with it less that without it.

    Returns
    -------
    DataFrame
        rule, cost_without_musd, price_musd (at least that to within the gap of both searches).
    """
    rows: list[dict[str, Any]] = []
    for words, eased in _eased(search.asked):
        try:
            found = Search(eased, arrays_of(eased)).least(task.part(seconds), gap=gap, seed=seed)
        except (InfeasibleError, OutOfTimeError):
            continue
        rows.append({"rule": words, "cost_without_musd": found.value, "price_musd": best.value - found.value})
    return pd.DataFrame(rows, columns=list(RULE_PRICES))


def _eased(asked: PlanQuestion) -> list[tuple[str, PlanQuestion]]:
    rules = asked.rules
    found = []
    for kind in rules.survive if rules.losses else ():
        rest = tuple(x for x in rules.survive if x != kind)
        found.append((f"survive any {kind}", replace(asked, rules=replace(rules, survive=rest))))
    for kind, most in rules.most_share.items():
        others = {key: value for key, value in rules.most_share.items() if key != kind}
        found.append((f"no {kind} over {most:.0%}", replace(asked, rules=replace(rules, most_share=others))))
    for name in rules.payer_budget_musd:
        others = {key: value for key, value in rules.payer_budget_musd.items() if key != name}
        found.append((f"budget of {name}", replace(asked, rules=replace(rules, payer_budget_musd=others))))
    if rules.exits:
        found.append((f"{rules.exits} disjoint ways", replace(asked, rules=replace(rules, exits=0))))
    if rules.coverage is not None:
        words = f"coverage of {rules.coverage:.0%} of {rules.coverage_of}"
        found.append((words, replace(asked, rules=replace(rules, coverage=0.0))))
    if asked.demands[["most_ms", "most_ms_lost"]].notna().any(axis=None):
        free = asked.demands.assign(most_ms=np.nan, most_ms_lost=np.nan)
        found.append(("limit on latency", replace(asked, demands=free)))
    return found


def price_of_choices(search: Search, best: Bought, gap: float, seed: int, seconds: float, task: Clock) -> pd.DataFrame:
    """Give what it costs to leave each line out that is built, and to build each that is not.

    A line that several may build is one line: left out, none of them builds it; built, whoever does so at the least.

    Returns
    -------
    DataFrame
        option, built, change_musd (of the least cost; empty where no plan can do without it, or with it),
        enters_at_musd (the fixed cost at which one that is not built would enter, to within the gap; 0: not even where
        it costs nothing), enters_at_traffic (the least of `TRAFFIC_TIMES` the traffic at which it is in the plan that
        was found; empty: at none). Lines for which time ran out are left out.
    """
    options, arrays = search.asked.options, search.arrays
    bought = best.columns.bought(best.x).sum(axis=0) > 0.5
    lines = options.rivalry.where(options.rivalry.fillna("") != "", options.id)[options.kind == "build"]
    later = _by_traffic(search, lines, gap, seed, seconds, task)
    rows: list[dict[str, Any]] = []
    for name, at in lines.groupby(lines).groups.items():
        own = np.array(at, dtype=int)
        built = bool(bought[own].any())
        banned = own.tolist() if built else []
        extra, start = (None, None) if built else (_forced(own), _with_line(search, best, own))
        try:
            found = search.least(task.part(seconds), gap=gap, seed=seed, banned=banned, extra=extra, start=start)
            change = max(found.value - best.value, 0.0)
        except OutOfTimeError:
            continue
        except InfeasibleError:
            change = np.nan
        enters = max(float(arrays.fixed[own].min()) - change, 0.0) if not built else np.nan
        rows.append({"option": name, "built": built, "change_musd": change, "enters_at_musd": enters,
                     "enters_at_traffic": np.nan if built else later.get(str(name), np.nan)})  # fmt: skip
    return pd.DataFrame(rows, columns=list(CHOICE_PRICES))


def _by_traffic(
    search: Search, lines: pd.Series, gap: float, seed: int, seconds: float, task: Clock
) -> dict[str, float]:
    """Give the first of the multiples of the traffic at which each line is bought, by its name."""
    found: dict[str, float] = {}
    asked = search.asked
    for times in TRAFFIC_TIMES:
        more = replace(asked, demands=asked.demands.assign(gbps=asked.demands.gbps * times))
        needs = [need if need.counted else replace(need, asks=need.asks * times) for need in search.needs]
        try:
            best = Search(more, arrays_of(more), needs=needs).least(task.part(seconds), gap=gap, seed=seed)
        except (InfeasibleError, OutOfTimeError):
            break
        bought = best.columns.bought(best.x).sum(axis=0) > 0.5
        for name in lines[bought[lines.index.to_numpy()]]:
            found.setdefault(str(name), times)
    return found


def _with_line(search: Search, best: Bought, own: NDArray[np.int64]) -> NDArray[np.float64]:
    """Add the cheapest of a line's options to the best plan, with one module as early as may be."""
    arrays, x = search.arrays, best.x.copy()
    option = int(own[np.argmin(arrays.fixed[own] + arrays.module_cost[own])])
    phase = int(arrays.first_phase[option])
    x[[best.columns.bought_at(phase)[option], best.columns.modules_at(phase)[option]]] = 1.0
    return x


def _forced(own: NDArray[np.int64]) -> Callable[[Program, Columns], Program]:
    def extra(program: Program, columns: Columns) -> Program:
        at = np.concatenate([columns.bought_at(p)[own] for p in range(columns.phases)])
        row = csr_matrix((np.ones(len(at)), (np.zeros(len(at), dtype=int), at)), shape=(1, columns.count))
        return program.with_rows(row, np.array([1.0]))

    return extra
