"""Which alternative is worth most, and which figures would change that (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.economy.project_model import economic_npv
from sogdia.economy.sensitivity import switching_value, tornado
from sogdia.offers.money import COMMON, varied

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.economy.project_model import Project

FIGURES: Final[dict[str, tuple[str, str, float, float]]] = {
    "cost_ratio": ("the cost to build", "times the cost offered", 0.0, 10.0),
    "operation_factor": ("the cost to run", "times the yearly cost", 0.0, 10.0),
    "slip_years": ("the delay", "years", 0.0, 15.0),
    "share_carried": ("the share of traffic that it carries", "of demand", 0.0, 1.0),
    "price_after": ("the wholesale price with it", "US$ per Mbps per month", 0.0, math.nan),
    "price_before": ("the wholesale price without it", "US$ per Mbps per month", 0.0, math.nan),
    "price_change": ("the yearly change of wholesale prices", "a year", -0.6, 0.3),
    "demand_factor": ("the country's traffic", "times today's path", 0.0, 20.0),
    "growth": ("the growth of traffic in the first years", "a year", -0.2, 1.0),
    "avoided_musd": ("other yearly gains (costs that fall away and the like)", "US$ million a year", 0.0, math.nan),
    "grant_musd": ("the part paid by grants", "US$ million", 0.0, math.nan),
    "outage_factor": ("the cost of a day without service", "times the published share", 0.0, 1000.0),
    "hurdle": ("what later money counts for", "a year", 0.0, 0.5),
}
"""Name in words, unit, and the values between which to look (NaN: ten times the figure)."""
AMOUNTS: Final = ("avoided_musd", "grant_musd")
"""Figures that may be 0 now: they are looked for up to the cost to build."""
SHOWN: Final = 3


@dataclass(frozen=True)
class Ranking:
    """What each alternative is worth, and what would change their order.

    Attributes
    ----------
    worth
        Economic net present value by alternative, US$ million; doing nothing is worth 0.
    order
        Alternatives, the most worth first; those without a figure are left out.
    switches
        figure, name, unit, now, switch, distance (share of the figure, or of its span), first (what is worth
        most beyond it), beside (the alternative that is worth as much as the offer there); the nearest three.
    bars
        Tornado of the offer: figure, name, low, high, answer_low, answer_high, swing.
    pairs
        How sure the order is, for each and the next of it: first, second, share_ahead (of draws in which the first is
        worth more), draws.
    """

    worth: dict[str, float]
    order: tuple[str, ...]
    switches: pd.DataFrame
    bars: pd.DataFrame
    pairs: pd.DataFrame


def rank(
    projects: dict[str, Project],
    ranges: dict[str, tuple[float, float, float]],
    draws: dict[str, NDArray[np.float64]],
    about: str = "offer",
) -> Ranking:
    """Order alternatives by what they are worth, and find the figures of one that would change its place.

    Parameters
    ----------
    projects
        Alternatives with a known cost; doing nothing is added. The shared build moves with the offer, so that no figure
        of the offer changes their order: it is left out of the switches.
    ranges
        Low, base and high of the uncertain figures of `about`.
    draws
        What each alternative is worth in draws of the same figures of the country, US$ million, shape (n,).
    about
        The alternative whose figures are varied.
    """
    worth = {"nothing": 0.0, **{name: economic_npv(p) for name, p in projects.items()}}
    order = tuple(sorted(worth, key=lambda k: (-worth[k], k)))
    pairs = _pairs(order, draws)
    columns = ["figure", "name", "unit", "now", "switch", "distance", "first", "beside"]
    apart = {name: p for name, p in projects.items() if name != "shared"}
    if about not in projects:
        return Ranking(worth, order, pd.DataFrame(columns=columns), pd.DataFrame(), pairs)
    rows = []
    for figure, (name, unit, low, high) in FIGURES.items():
        found = _switch(apart, about, figure, low, high)
        if found is not None:
            now, value, distance, first, beside = found
            rows.append((figure, name, unit, now, value, distance, first, beside))
    table = pd.DataFrame(rows, columns=columns).sort_values(["distance", "figure"], ignore_index=True)
    return Ranking(worth, order, table.head(SHOWN), _bars(projects[about], ranges), pairs)


def _pairs(order: tuple[str, ...], draws: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Give the share of draws in which each of the order is worth more than the next; one worth as much counts half."""
    count = len(next(iter(draws.values()), ()))
    worth = {"nothing": np.zeros(count)} | draws
    rows = []
    for first, second in pairwise(order):
        ahead = worth[first] - worth[second]
        rows.append((first, second, float((ahead > 0).mean() + (ahead == 0).mean() / 2), count))
    return pd.DataFrame(rows, columns=["first", "second", "share_ahead", "draws"])


def _now(project: Project, figure: str) -> float:
    if figure in {"operation_factor", "outage_factor"}:
        return 1.0
    return project.growth.first if figure == "growth" else float(getattr(project, figure))


def _switch(
    projects: dict[str, Project], about: str, figure: str, low: float, high: float
) -> tuple[float, float, float, str, str] | None:
    """Give the figure now, the value at which another is worth most, how far that is, what is then, and its equal."""
    now = _now(projects[about], figure)
    top = 10.0 * now if math.isnan(high) else high
    if figure in AMOUNTS:
        top = max(top, projects[about].capex_musd)
    if not low <= now <= top or low == top:
        return None

    def all_worth(x: float) -> dict[str, float]:
        moved = {n: varied(p, {figure: x}) if figure in COMMON or n == about else p for n, p in projects.items()}
        return {"nothing": 0.0, **{n: economic_npv(p) for n, p in moved.items()}}

    def lead(x: float) -> float:
        found = all_worth(x)
        return found[about] - max(v for n, v in found.items() if n != about)

    value = switching_value(lead, now, low, top)
    if math.isnan(value):
        return None
    step = math.copysign(1e-6 * max(abs(value - now), abs(value), 1e-6), value - now)
    beyond = all_worth(min(max(value + step, low), top))
    first = max(sorted(beyond), key=lambda k: beyond[k])
    distance = abs(value - now) / abs(now) if now != 0 else abs(value - now) / (top - low)
    even = all_worth(value)
    beside = max(sorted(n for n in even if n != about), key=lambda k: even[k])
    return now, value, distance, first, beside


def _bars(project: Project, ranges: dict[str, tuple[float, float, float]]) -> pd.DataFrame:
    table = tornado(lambda n, x: economic_npv(varied(project, {n: x})), {n: (r[0], r[2]) for n, r in ranges.items()})
    table.insert(1, "name", [FIGURES[n][0] if n in FIGURES else n for n in table.figure])
    return table
