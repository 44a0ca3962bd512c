"""Hours cut off by broken cables and what they cost, at the traffic of each year of service (workshop)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.economy.outage_cost import OutagesAvoided, outage_range_musd
from sogdia.economy.project_model import GDP_GROWTH
from sogdia.offers.debts import MOST
from sogdia.offers.figures import NOT_KNOWN
from sogdia.offers.shortage import AFTER_YEARS, gbps_text

if TYPE_CHECKING:
    from sogdia.offers.facts import Fact
    from sogdia.offers.figures import Sheet
    from sogdia.offers.measuring import Measures
    from sogdia.offers.shortage import Traffic

HOURS: Final = 8766.0
ROWS: Final = {
    "lost_hours": ("Hours a year cut off from abroad by broken cables", "hours", "Sogdia's model of faults"),
    "outage_cost": (
        "Cost of these hours to the economy, a year", "US$ million", "Deloitte (2016): 1 % of a day's GDP, 0.4 to 1.9",
    ),
}  # fmt: skip
"""Name, unit and source of each row, told of years of service."""
Figure = tuple[float, float, float]
"""Base, low and high."""


def avoided(gdp: Fact, before: Measures, after: Measures) -> OutagesAvoided | None:
    """Give what a column saves of the cost of outages by traffic; None where it is not known.

    Of more traffic than doing nothing holds only so much counts, and its share of the cost: what is short without a
    fault is no outage, and what is new beyond it is no loss.
    """
    if not gdp.known or before.outages is None or after.outages is None:
        return None
    turns = np.union1d(before.turns, after.turns)
    traffic = np.append(turns[turns < before.holds_gbps], before.holds_gbps)
    saved = before.lost_share(traffic)[0] - after.lost_share(traffic)[0]
    return OutagesAvoided(tuple(traffic.tolist()), tuple(saved.tolist()), outage_range_musd(gdp.base, 365.0)[0])


def are_there(measures: Measures, traffic: Traffic | None) -> bool:
    """Tell whether faults leave anything unserved in any year of service."""
    if traffic is None or measures.outages is None:
        return False
    return bool((measures.lost_share(np.minimum(traffic.base[traffic.first :], measures.holds_gbps))[0] > 0).any())


def outage_lines(
    sheet: Sheet, gdp: Fact, measures: Measures | None, traffic: Traffic | None, most_gbps: float, *, sure: bool
) -> None:  # fmt: skip
    """Add hours lost to cuts in years of service, and their cost; not known where nothing is measured.

    They rest on a path of growth, so they are always assumed.

    Parameters
    ----------
    traffic
        Of the country, the same for each column.
    most_gbps
        What doing nothing holds: of more traffic only so much counts, and its share of the cost. NaN where it holds
        none: then all that the column carries counts.
    sure
        Whether they are the alternative's own; else at most so much is lost.
    """
    years = {year: _lost(gdp, measures, traffic, year, most_gbps) for year in AFTER_YEARS}
    unknown = "its capacity is not known, nor what of today it ends" if measures is None else ""
    for at, (key, (name, unit, source)) in enumerate(ROWS.items()):
        lost = any(max(figures[at]) > 0 for _, *figures in years.values())
        for year, (served, *figures) in years.items():
            told = math.isfinite(figures[at][0])
            note = f"at {gbps_text(served)} Gbps{'' if sure else '; as of doing nothing: its capacity is not known'}"
            bound = MOST if lost and not sure else ""
            sheet.add(("gains", f"{key}_{year}", f"{name}, in year {year}", unit), *figures[at], basis="assumed",
                      text=bound if told else NOT_KNOWN, source=source, note=note if told else unknown)  # fmt: skip


def _lost(
    gdp: Fact, measures: Measures | None, traffic: Traffic | None, year: int, most_gbps: float
) -> tuple[float, Figure, Figure]:
    """Give the traffic expected of a year of service, as far as it is served, the hours lost and their cost."""
    none = (math.nan, math.nan, math.nan)
    if measures is None or traffic is None:
        return (math.nan, none, none)
    wanted = traffic.between(year)
    served = np.minimum(wanted, measures.holds_gbps if math.isnan(most_gbps) else most_gbps)
    mean, low, high = measures.lost_share(served)
    hours = (float(mean[-1]) * HOURS, float(np.fmin.reduce(low)) * HOURS, float(np.fmax.reduce(high)) * HOURS)
    if not gdp.known or not math.isfinite(hours[0]):
        return (float(served[-1]), hours, none)
    grown = gdp.base * (1.0 + GDP_GROWTH) ** (traffic.first + year - 1)
    part = served / wanted
    days = (float(mean[-1] * part[-1]), float(np.fmin.reduce(low * part)), float(np.fmax.reduce(high * part)))
    ends = [outage_range_musd(grown, 365.0 * share) for share in days]
    return (float(served[-1]), hours, (ends[0][0], ends[1][1], ends[2][2]))
