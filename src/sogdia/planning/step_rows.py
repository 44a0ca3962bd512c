"""Rows that say what a demand on one way asks of each link of it: so many whole modules, and that a line be bought.

A demand that takes one way takes all it needs or nothing, so its share of a way cannot ask for a share of a module.

Source: the rounding of Chvátal (1973), Discrete Mathematics 4(4), 305-337, on each link by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.formats.plan_question import PlanRules
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.purchases import Columns
    from sogdia.planning.risk_disjoint import RiskDisjoint
    from sogdia.planning.way_columns import Carrier, State

Key = tuple[int, "State", int, int]
"""Phase, state, demand and link."""
Entries = tuple[list[int], list[int], list[float]]
"""Rows, columns and values."""
LEAST_GBPS = 0.05
"""Shortfalls of a link below this ask for nothing."""


def step_rows(
    carriers: Sequence[Carrier], columns: Columns, arrays: Arrays, rules: PlanRules, apart: RiskDisjoint, first: int
) -> tuple[dict[Key, tuple[int, float]], Entries]:
    """Give two rows for each demand and link that does not hold it as it stands.

    Parameters
    ----------
    carriers
        Columns, of which the first stands after those of purchases.
    first
        Number of the first row.

    Returns
    -------
    tuple
        The first of the two rows of each key, with the modules asked for; and the entries: modules, less those asked
        for, are 0 or more, and lines bought, less the share, too.
    """
    steps: dict[Key, tuple[int, float]] = {}
    rows: list[int] = []
    cols: list[int] = []
    values: list[float] = []
    if rules.routing == "split" or rules.protection == "shared-path":
        return steps, (rows, cols, values)
    largest = np.asarray(arrays.gives.max(axis=0).todense()).ravel()
    for k, one in enumerate(carriers):
        kept = float(arrays.amount[one.phase, one.demand]) * (rules.share_kept if one.block else 1.0)
        for way in one.ways if rules.share_kept == 1.0 else one.ways[:1]:
            for link in way:
                short = kept - float(arrays.standing[one.phase, link])
                shared = len(one.ways) > 1 and not apart.meets((link,))
                if short <= LEAST_GBPS or shared or largest[link] <= 0.0:
                    continue
                key = (one.phase, one.block, one.demand, link)
                row, count = steps.setdefault(
                    key, (first + 2 * len(steps), float(np.ceil((short - LEAST_GBPS) / largest[link])))
                )
                rows += [row, row + 1]
                cols += [columns.count + k] * 2
                values += [-count, -1.0]
    _add_purchases(steps, columns, arrays, (rows, cols, values))
    return steps, (rows, cols, values)


def _add_purchases(steps: dict[Key, tuple[int, float]], columns: Columns, arrays: Arrays, entries: Entries) -> None:
    by_link = arrays.gives.tocsc()
    for (phase, _, _, link), (row, _) in steps.items():
        for option in by_link.indices[by_link.indptr[link] : by_link.indptr[link + 1]].tolist():
            for bought in np.flatnonzero(arrays.serves[phase][:, option]).tolist():
                module = int(columns.modules_at(bought)[option])
                line = int(columns.bought_at(bought)[option]) if arrays.fixed[option] > 0.0 else module
                entries[0].extend((row, row + 1))
                entries[1].extend((module, line))
                entries[2].extend((1.0, 1.0))
