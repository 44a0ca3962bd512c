"""When capacity is not enough: the year in which traffic outgrows it, and what a withdrawal costs (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.economy.demand_growth import GROWTH
from sogdia.economy.outage_cost import outage_range_musd
from sogdia.economy.project_model import GDP_GROWTH, Project, by_year
from sogdia.offers.debts import MOST
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN
from sogdia.offers.money import growth_ends, varied

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.offers.definition import Definition
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet
    from sogdia.offers.measuring import Measures

    Floats = NDArray[np.float64]

AFTER_YEARS: Final = (1, 5, 15)
OUTGROWN: Final = ("gains", "outgrown", "Year when traffic outgrows all cables, if none is enlarged or added", "")
EVENTS: Final = {"new": "what is new, once traffic has moved to it,", "standing": "the largest other cable"}
SHORT_DAYS: Final = "Loss to the economy if {what} fails for {days:g} days"
_STEPS: Final = 17
"""Steps between slow and fast growth at which a loss is looked for: it is greatest where cables are just full."""
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
        return float(self.base[self._at(year)])

    def between(self, year: int) -> Floats:
        """Give traffic of a year of service from slow to fast growth, the expected too, in equal steps of growth."""
        at = self._at(year)
        return np.append(np.geomspace(self.slow[at], self.fast[at], _STEPS), self.base[at])

    def _at(self, year: int) -> int:
        return min(self.first + year - 1, len(self.base) - 1)


def traffic_of(project: Project, demand: Fact, first: int, years: int = 0) -> Traffic | None:
    """Give the traffic that a project meets, for so many years of service (0: its life); None where it is not known."""
    if not demand.known or demand.base <= 0:
        return None
    if years:
        project = replace(project, life_years=max(first + years - len(project.phases), 1))
    low, base, high = demand.ends
    now = project.growth.first
    slow, fast = growth_ends(now)
    ends = [
        by_year(varied(project, {"demand_factor": share, "growth": growth})).demand_gbps
        for share, growth in (
            (low / base, slow),
            (1.0, now),
            (high / base, fast),
        )
    ]
    return Traffic(ends[0], ends[1], ends[2], first)


def country_traffic(definition: Definition, demand: Fact) -> Traffic | None:
    """Give the country's traffic in the years of an offer, at prices without it; None where it is not known."""
    proposal = definition.proposal
    project = Project(0.0, 0.0, demand.base if demand.known else 0.0, math.inf, 0.0, 0.0, phases=proposal.spread,
                      life_years=proposal.life_years, growth=GROWTH[definition.need.growth])  # fmt: skip
    return traffic_of(project, demand, len(proposal.spread), max(*AFTER_YEARS, proposal.life_years))


def outgrown_line(sheet: Sheet, measures: Measures | None, traffic: Traffic | None, *, capacity_known: bool) -> None:
    """Add the year of service in which traffic outgrows the capacity abroad, were nothing else built or enlarged.

    It rests on a path of growth, so it is always assumed.

    Parameters
    ----------
    capacity_known
        Whether it is known what the column adds; where not, `measures` are those of doing nothing, and it may be later.
    """
    if traffic is None or measures is None or not measures.abroad:
        sheet.add(OUTGROWN, text=NOT_KNOWN, note="" if capacity_known else "what it adds in capacity is not known")
        return
    whole = sum(measures.abroad.values())
    paths = (traffic.base, traffic.fast, traffic.slow)
    base, early, late = (_year(path > whole, traffic.first) for path in paths)
    life = len(traffic.base) - traffic.first
    told = _words(base, life) if early == late else f"{_words(base, life)} ({_between(early, late)})"
    spare = math.floor(whole / float(traffic.fast.max()))
    if math.isinf(early) and spare > 1:
        told = f"{told} with all of them up, even with {spare:,} times as much traffic"
    if math.isinf(base) and early < late:
        told = f"likely {_words(base, life)} (fast growth: {_words(early, life)})"
    if not capacity_known:
        told = f"{_words(base, life)} or later" if math.isfinite(base) else _words(base, life)
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
    ('2–never', 'before year 1, to year 5')
    """
    if early > 0:
        return f"{_short(early)}–{_short(late)}"
    return f"before year 1, to {'never' if math.isinf(late) else f'year {late:.0f}'}"


def _short(year: float) -> str:
    if math.isinf(year):
        return "never"
    return f"{year:.0f}" if year > 0 else "before"


def withdrawal_lines(
    sheet: Sheet, gdp: Fact, days: float, measures: Measures | None, gone: dict[str, list[str]],
    traffic: Traffic | None, *, capacity_known: bool,
) -> None:  # fmt: skip
    """Add what it costs when service is withdrawn, in years 1, 5 and 15: the same events in each column.

    What is lost with nothing withdrawn, as traffic has outgrown the capacity, is not counted: see `outgrown_line`.

    Parameters
    ----------
    gone
        What is withdrawn, by event: `new`, what the alternative builds (none: it does not apply), and `standing`,
        the largest of what stands today.
    capacity_known
        Whether it is known what the alternative adds; where not, `measures` are those of doing nothing: its own
        withdrawal is not known, and that of today's largest cable costs at most what it would without the alternative.
    """
    abroad = measures.abroad if measures is not None else {}
    for event, chosen in gone.items():
        whole = sum(abroad.values())
        left = sum(gbps for key, gbps in abroad.items() if key not in chosen)
        for year in AFTER_YEARS:
            name = f"{SHORT_DAYS.format(days=days, what=EVENTS[event])} in year {year}"
            row = ("binds", f"withdrawal_{event}_{year}", name, "US$ million")
            if not chosen:
                sheet.add(row, text=DOES_NOT_APPLY)
                continue
            demand = traffic.in_year(year) if traffic is not None else math.nan
            if (
                measures is None
                or traffic is None
                or not gdp.known
                or not demand > 0
                or (event == "new" and not capacity_known)
            ):
                sheet.add(row, text=NOT_KNOWN)
                continue
            grown = gdp.base * (1.0 + GDP_GROWTH) ** (traffic.first + year - 1)
            base, *_ = _further(grown, days, (whole, left), demand)
            found = [_further(grown, days, (whole, left), float(gbps)) for gbps in traffic.between(year)]
            low, high = min(one[1] for one in found), max(one[2] for one in found)
            note = f"{gbps_text(left)} Gbps are left of {gbps_text(whole)} for a traffic of {gbps_text(demand)}"
            sheet.add(row, base, low, high, text="" if capacity_known else MOST, basis="assumed", note=note,
                      source=f"share of a day's GDP, Deloitte (2016){_ASSUMED_CAPACITY}")  # fmt: skip


def _further(gdp_musd: float, days: float, abroad: tuple[float, float], demand: float) -> tuple[float, float, float]:
    """Give base, low and high of what a withdrawal adds to the shortage that there is anyway, US$ million.

    Parameters
    ----------
    abroad
        Gbps with all and with what is left.
    """
    within, without = (
        outage_range_musd(gdp_musd, days, capacity_left_gbps=gbps, demand_gbps=demand) for gbps in abroad
    )
    base, low, high = (a - b for a, b in zip(without, within, strict=True))
    return (base, low, high)


def gbps_text(value: float) -> str:
    """Write Gbps with as many digits as say something."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
