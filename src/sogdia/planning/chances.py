"""`live_through`: a plan over many years of faults and repairs, beside the network without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.flows import AvailabilityParams, availability
from sogdia.results import Result, manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.network import Network
    from sogdia.planning.plans import PlanResult

RULE: Final = (
    "{years:,} years of faults and repairs, the same seed with the plan and without it. A country's demand is lost as "
    "far as its capacity abroad is under it; what happens beyond its neighbours does not count here, but it does in "
    "the plan. Traffic of {year}. {inner}"
)


@dataclass(frozen=True)
class LivedResult(Result):
    """Expected losses with a plan and without it; see `live_through`."""


def live_through(
    net: Network,
    found: PlanResult,
    *,
    years: int = 2000,
    seed: int = 0,
    params: AvailabilityParams | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LivedResult:
    """Live through years of faults without a plan and with it.

    Parameters
    ----------
    net
        The network without the plan.
    found
        What `plan` answered.
    years
        Years lived through, 1 or more.
    progress
        Called with the batches done and all of them, for each network.

    Returns
    -------
    LivedResult
        A row for each country whose traffic is carried: country, demand_lost_without, demand_lost_with (share of a
        year's demand, each with low and high), lost_hours_without, lost_hours_with, basis, source.
    """
    year = int(found.question.rules.phases[-1])
    own = sorted({str(name) for name in found.question.demands.origin})
    parts, inner = [], ""
    for word, ground in (("without", net), ("with", found.network)):
        lived = availability(ground, years=years, seed=seed, year=year, params=params, jobs=1, progress=progress)
        inner = lived.rule
        rows = lived.table[lived.table.country.isin(own)].set_index("country")
        names = {
            "demand_lost_per_year": f"demand_lost_{word}",
            "demand_lost_per_year_low": f"demand_lost_{word}_low",
            "demand_lost_per_year_high": f"demand_lost_{word}_high",
            "lost_hours_per_year": f"lost_hours_{word}",
        }
        parts.append(rows[list(names)].rename(columns=names))
    table = pd.concat(parts, axis=1).rename_axis("country").reset_index()
    return LivedResult(
        table=table.assign(basis="modelled", source="Sogdia's model of faults and repairs"),
        rule=RULE.format(years=years, year=year, inner=inner),
        manifest=manifest("live_through", {"years": years, "year": year}, digest=net.digest, seed=seed),
    )
