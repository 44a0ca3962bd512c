"""The ways that a plan names, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.formats.plan_question import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.formats.plan_question import PlanQuestion
    from sogdia.planning.arrays import Arrays
    from sogdia.planning.buying import Bought
    from sogdia.planning.way_columns import Carrier


def ways_table(best: Bought, asked: PlanQuestion, arrays: Arrays) -> pd.DataFrame:
    """Tell the ways that were found, a row for each link (`formats.plan_question.WAYS`); none where none are named.

    After a loss that takes a single path, the way in its place has the name of the risk; demands that keep their way
    have no rows for it.
    """
    goods = asked.demands.drop_duplicates("id").id.tolist()
    working = {(one.phase, one.demand): one.ways for one, _ in best.carried if not one.block}
    numbers: dict[tuple[int, int], int] = {}
    rows: list[dict[str, Any]] = []
    for one, share in best.carried:
        if best.columns.demands and best.x[best.columns.served_at(one.phase)[one.demand]] < 0.5:
            continue
        if one.block and working[one.phase, one.demand] == one.ways:
            continue
        number = 1
        if not one.block:
            number = numbers[one.phase, one.demand] = numbers.get((one.phase, one.demand), 0) + 1
        head = {
            "demand": goods[one.demand], "phase": one.phase, "number": number,
            "gbps": share * float(arrays.amount[one.phase, one.demand]),
            "lost": " and ".join(arrays.risk_names[g] for g in one.block),
        }  # fmt: skip
        rows += [{**head, **cells} for cells in _steps(one, asked)]
    return pd.DataFrame(rows, columns=list(WAYS))


def _steps(one: Carrier, asked: PlanQuestion) -> Iterator[dict[str, Any]]:
    names = asked.links.id
    for place, way in enumerate(one.ways):
        if not way:
            yield {"place": place, "step": 0, "link": ""}
        yield from ({"place": place, "step": k, "link": str(names.iloc[link])} for k, link in enumerate(way))


def ways_in_words(ways: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each way: demand, phase, gbps, way (working, backup, or after which loss) and links."""
    rows = []
    keys = ["demand", "phase", "number", "lost", "place"]
    for (demand, phase, _, lost, place), own in ways.groupby(keys, sort=False):
        kind = f"after {lost}" if lost else "working" if place == 0 else f"backup {place}"
        names = [name for name in own.sort_values("step").link if name]
        rows.append(
            {
                "demand": demand,
                "phase": phase,
                "gbps": own.gbps.iloc[0],
                "way": kind,
                "links": ", ".join(names) or "none",
            }
        )
    return pd.DataFrame(rows, columns=["demand", "phase", "gbps", "way", "links"])
