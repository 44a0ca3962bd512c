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
from sogdia.planning.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.buying import Bought
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Program


RULE_PRICES: Final = ("rule", "cost_without_musd", "price_musd")
CHOICE_PRICES: Final = ("option", "built", "change_musd", "enters_at_musd")


def price_of_rules(search: Search, best: Bought, gap: float, seed: int, seconds: float) -> pd.DataFrame:
    """Give what each rule costs: the least cost with it less that without it.

    Returns
    -------
    DataFrame
        rule, cost_without_musd, price_musd (at least that to within the gap of both searches).
    """
    rows: list[dict[str, Any]] = []
    for words, eased in _eased(search.asked):
        try:
            found = Search(eased, arrays_of(eased)).least(Clock(seconds), gap=gap, seed=seed)
        except InfeasibleError:
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
    if rules.exits:
        found.append((f"{rules.exits} disjoint ways", replace(asked, rules=replace(rules, exits=0))))
    return found


def price_of_choices(search: Search, best: Bought, gap: float, seed: int, seconds: float) -> pd.DataFrame:
    """Give what it costs to leave each line out that is built, and to build each that is not.

    Returns
    -------
    DataFrame
        option, built, change_musd (of the least cost; empty where no plan can do without it), enters_at_musd (the
        fixed cost at which one that is not built would enter, to within the gap).
    """
    options, arrays = search.asked.options, search.arrays
    bought = best.x[: best.columns.modules].reshape(best.columns.phases, best.columns.options).sum(axis=0) > 0.5
    rows: list[dict[str, Any]] = []
    for o in np.flatnonzero((options.kind == "build").to_numpy()):
        banned = [int(o)] if bought[o] else []
        extra = None if bought[o] else _forced(int(o))
        try:
            found = search.least(Clock(seconds), gap=gap, seed=seed, banned=banned, extra=extra)
            change = max(found.value - best.value, 0.0)
        except InfeasibleError:
            change = np.nan
        enters = arrays.fixed[o] - change if not bought[o] else np.nan
        rows.append(
            {"option": options.id.iloc[o], "built": bool(bought[o]), "change_musd": change, "enters_at_musd": enters}
        )
    return pd.DataFrame(rows, columns=list(CHOICE_PRICES))


def _forced(option: int) -> Callable[[Program, Columns], Program]:
    def extra(program: Program, columns: Columns) -> Program:
        at = [int(columns.bought_at(p)[option]) for p in range(columns.phases)]
        row = csr_matrix((np.ones(len(at)), (np.zeros(len(at), dtype=int), at)), shape=(1, columns.count))
        return program.with_rows(row, np.array([1.0]))

    return extra
