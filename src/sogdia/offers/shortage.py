"""When capacity is not enough: the year in which traffic outgrows it, and what a withdrawal costs (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sogdia.economy.outage_cost import outage_range_musd
from sogdia.economy.project_model import by_year
from sogdia.offers.debts import MOST
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN
from sogdia.offers.money import FASTEST_GROWTH, SLOWEST_GROWTH, varied

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sogdia.economy.project_model import Project
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet
    from sogdia.offers.measuring import Measures

    Floats = NDArray[np.float64]

AFTER_YEARS: Final = (1, 5, 15)
OUTGROWN: Final = ("gains", "outgrown", "Year when traffic outgrows all cables", "")
EVENTS: Final = {"new": "the new cable, once relied on,", "standing": "today's largest cable"}
SHORT_DAYS: Final = "Further loss if {what} fails for {days:g} days"
_ASSUMED_CAPACITY: Final = "; capacity over the border is assumed to stay as it is"


@dataclass(frozen=True)
class Traffic:
    """The country's traffic year by year, were it to grow slowly, as expected and fast.

    Attributes
    ----------
    slow, base, fast
        Gbps, shape (t,).
    first
        First year of service of the offer.
    """

    slow: Floats
    base: Floats
    fast: Floats
    first: int

    def in_year(self, year: int) -> float:
        """Give the traffic of a year of service, 1 for the first; the last year's beyond them."""
        return float(self.base[min(self.first + year - 1, len(self.base) - 1)])


def traffic_of(project: Project, demand: Fact, first: int, years: int = 0) -> Traffic | None:
    """Give the traffic that a project meets, for so many years of service (0: its life); None where it is not known."""
    if not demand.known or demand.base <= 0:
        return None
    if years:
        project = replace(project, life_years=max(first + years - len(project.phases), 1))
    low, base, high = demand.ends
    now = project.growth.first
    ends = [
        by_year(varied(project, {"demand_factor": share, "growth": growth})).demand_gbps
        for share, growth in (
            (low / base, min(SLOWEST_GROWTH, now)),
            (1.0, now),
            (high / base, max(FASTEST_GROWTH, now)),
        )
    ]
    return Traffic(ends[0], ends[1], ends[2], first)


def outgrown_line(sheet: Sheet, measures: Measures, traffic: Traffic | None, *, capacity_known: bool) -> None:
    """Add the year of service in which traffic outgrows the capacity abroad, were nothing else built or enlarged.

    It rests on a path of growth, so it is always assumed; not known where it is not known what the column adds.
    """
    whole = sum(measures.abroad.values())
    if traffic is None or not measures.abroad or not capacity_known:
        sheet.add(OUTGROWN, text=NOT_KNOWN)
        return
    paths = (traffic.base, traffic.fast, traffic.slow)
    base, early, late = (_year(path > whole, traffic.first) for path in paths)
    life = len(traffic.base) - traffic.first
    told = _words(base, life) if early == late else f"{_words(base, life)} ({_between(early, late)})"
    if math.isinf(base) and early < late:
        told = f"likely {_words(base, life)} (fast growth: {_words(early, life)})"
    note = f"{gbps_text(whole)} Gbps abroad; traffic of the last year {gbps_text(float(traffic.base[-1]))} Gbps"
    source = f"capacity abroad and the path of traffic{_ASSUMED_CAPACITY}"
    sheet.add(OUTGROWN, text=told, basis="assumed", source=source, note=note)


def _year(over: NDArray[np.bool_], first: int) -> float:
    """Give the first year of service in which something is so: 0 before it opens, infinite where never."""
    return float(max(int(over.argmax()) - first + 1, 0)) if over.any() else math.inf


def _words(year: float, life: int) -> str:
    if math.isinf(year):
        return f"not in {life} years"
    return f"year {year:.0f}" if year > 0 else "before it opens"


def _between(early: float, late: float) -> str:
    """Write the years of fast and of slow growth.

    Examples
    --------
    >>> _between(2.0, math.inf), _between(0.0, 5.0)
    ('2–never', 'already outgrown, to year 5')
    """
    if early > 0:
        return f"{_short(early)}–{_short(late)}"
    return f"already outgrown, to {'never' if math.isinf(late) else f'year {late:.0f}'}"


def _short(year: float) -> str:
    if math.isinf(year):
        return "never"
    return f"{year:.0f}" if year > 0 else "before"


def withdrawal_lines(
    sheet: Sheet, gdp: Fact, days: float, measures: Measures, gone: dict[str, list[str]], traffic: Traffic | None,
    *, capacity_known: bool,
) -> None:  # fmt: skip
    """Add what it costs when service is withdrawn, in years 1, 5 and 15: the same events in each column.

    What is lost with nothing withdrawn, as traffic has outgrown the capacity, is not counted: see `outgrown_line`.

    Parameters
    ----------
    gone
        What is withdrawn, by event: `new`, what the alternative builds (none: it does not apply), and `standing`,
        the largest of what stands today.
    capacity_known
        Whether it is known what the alternative adds; where not, its own withdrawal is not known, and that of today's
        largest cable costs at most what it would without the alternative.
    """
    for event, chosen in gone.items():
        whole = sum(measures.abroad.values())
        left = sum(gbps for key, gbps in measures.abroad.items() if key not in chosen)
        for year in AFTER_YEARS:
            name = f"{SHORT_DAYS.format(days=days, what=EVENTS[event])} in year {year}"
            row = ("binds", f"withdrawal_{event}_{year}", name, "US$ million")
            if not chosen:
                sheet.add(row, text=DOES_NOT_APPLY)
                continue
            demand = traffic.in_year(year) if traffic is not None else math.nan
            if not gdp.known or not demand > 0 or (event == "new" and not capacity_known):
                sheet.add(row, text=NOT_KNOWN)
                continue
            grown = gdp.base * 1.03**year
            without = outage_range_musd(grown, days, capacity_left_gbps=left, demand_gbps=demand)
            within = outage_range_musd(grown, days, capacity_left_gbps=whole, demand_gbps=demand)
            base, low, high = (a - b for a, b in zip(without, within, strict=True))
            note = f"{gbps_text(left)} Gbps are left of {gbps_text(whole)} for a traffic of {gbps_text(demand)}"
            sheet.add(row, base, low, high, text="" if capacity_known else MOST, basis="assumed", note=note,
                      source=f"share of a day's GDP, Deloitte (2016){_ASSUMED_CAPACITY}")  # fmt: skip


def gbps_text(value: float) -> str:
    """Write Gbps with as many digits as say something."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
