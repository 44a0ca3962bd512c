"""Plans that cost nearly as little and choose otherwise.

Source: modelling to generate alternatives, Brill, Chang and Hopkins (1982), Management Science 28(3), 221-235: least
use of what earlier plans use, under a cost within a share of the least.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from sogdia.errors import InfeasibleError
from sogdia.planning.clock import OutOfTimeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.planning.buying import Bought, Search
    from sogdia.planning.clock import Clock
    from sogdia.planning.purchases import Columns
    from sogdia.planning.solving import Program


def near_plans(
    search: Search, best: Bought, count: int, within: float, seed: int, seconds: float, task: Clock
) -> list[Bought]:
    """Give up to `count` plans that cost at most `within` (a share) more than the best one and use its choices least.

    Their `value` is the cost; their `bound` that of the best plan. Fewer where the clock of the task is stopped.
    """
    most = best.value * (1.0 + within) + 1e-6
    price = search.program[0].cost
    used = _use(best.x, best.columns, search)
    found: list[Bought] = []
    start = best.x
    for _ in range(count):

        def extra(program: Program, columns: Columns, used: NDArray[np.float64] = used) -> Program:
            return _otherwise(program, columns, used, most, search)

        try:
            other = search.least(task.part(seconds), gap=0.02, seed=seed, extra=extra, start=start)
        except (InfeasibleError, OutOfTimeError):
            break
        plan = replace(other, value=float(price @ other.x), bound=best.bound)
        if any(np.allclose(plan.x, one.x, atol=1e-4) for one in [best, *found]):
            break
        found.append(plan)
        start = plan.x
        used = used + _use(plan.x, plan.columns, search)
    return found


def _use(x: NDArray[np.float64], columns: Columns, search: Search) -> NDArray[np.float64]:
    """Say which options are used, shape (q,): one line by another builder is the same line."""
    modules = columns.added(x).sum(axis=0)
    rivalry = search.asked.options.rivalry.fillna("").reset_index(drop=True)
    line = rivalry.where(rivalry != "", search.asked.options.id.reset_index(drop=True))
    used = pd.Series((modules > 1e-6).astype(float)).groupby(line).transform("max").to_numpy()
    return used * np.where(search.arrays.fixed > 0.0, 1.0, 0.2)


def _otherwise(program: Program, columns: Columns, used: NDArray[np.float64], most: float, search: Search) -> Program:
    price = program.cost.copy()
    at = np.flatnonzero(price)
    row = csr_matrix((-price[at], (np.zeros(len(at), dtype=int), at)), shape=(1, columns.count))
    capped = program.with_rows(row, np.array([-most]))
    cost = np.zeros(columns.count)
    charged = search.arrays.fixed > 0.0
    for p in range(columns.phases):
        cost[columns.bought_at(p)] = np.where(charged, used, 0.0)
        cost[columns.modules_at(p)] = (
            np.where(charged, 0.0, used / search.arrays.most) + 1e-3 / search.arrays.most.max()
        )
    return replace(capped, cost=cost)
