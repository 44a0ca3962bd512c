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
    "outage_factor": ("the cost of a day without service", "times the published share", 0.0, 10.0),
    "gdp_growth": ("the growth of the country's output", "a year", -0.05, 0.1),
    "hurdle": ("by how much later money counts for less", "a year", 0.0, 0.5),
}
"""Name in words, unit, and the values between which to look (NaN: ten times the figure)."""
AMOUNTS: Final = ("avoided_musd", "grant_musd")
"""Figures that may be 0 now: they are looked for up to the cost to build."""
SHOWN: Final = 3
FOLLOWS: Final = "shared"
"""The alternative that nobody has offered: it moves with the offer and has no place in the order."""
_COLUMNS: Final = (
    "figure", "name", "unit", "now", "low", "high", "switch", "distance", "first", "beside", "own", "shared",
)  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """What each alternative is worth, and what would change their order.

    Attributes
    ----------
    worth
        Economic net present value by alternative, US$ million; doing nothing is worth 0.
    order
        What can be chosen, the most worth first: without the shared build, which nobody has offered and which is ahead
        of the offer by assumption alone, and without those that have no figure.
    tried
        Every figure that was tried: figure, name, unit, now, low, high (where it was looked for), switch (the nearest
        value at which another of the order is first), distance (share of the figure, or of its span), first (who is
        first beyond it), beside (who is first now), own and shared (where the offer and the shared build pass the one
        that is first now; where the offer is first, where they are passed by the other); NaN and empty where there is
        none, low and high too where it was not tried.
    switches
        The nearest three of them at which another is first.
    bars
        Tornado of the offer: figure, name, low, high, answer_low, answer_high, swing.
    pairs
        How sure the order is, for each and the next of it: first, second, share_ahead (of draws in which the first is
        worth more), draws.
    """

    worth: dict[str, float]
    order: tuple[str, ...]
    tried: pd.DataFrame
    bars: pd.DataFrame
    pairs: pd.DataFrame

    @property
    def switches(self) -> pd.DataFrame:
        """The nearest figures at which another alternative is first."""
        found = self.tried.dropna(subset=["switch"]).sort_values(["distance", "figure"], ignore_index=True)
        return found.head(SHOWN)


def rank(
    projects: dict[str, Project],
    ranges: dict[str, tuple[float, float, float]],
    draws: dict[str, NDArray[np.float64]],
    about: str = "offer",
) -> Ranking:
    """Order alternatives by what they are worth, and find the figures that would put another first.

    Figures of the country move for all alternatives at once, figures of the offer for the offer and for the shared
    build, whose cost and grants are its share of them.

    Parameters
    ----------
    projects
        Alternatives with a known cost; doing nothing is added.
    ranges
        Low, base and high of the uncertain figures of `about`.
    draws
        What each alternative is worth in draws of the same figures of the country, US$ million, shape (n,).
    about
        The alternative whose figures are varied.
    """
    worth = {"nothing": 0.0, **{name: economic_npv(p) for name, p in projects.items()}}
    order = tuple(sorted(worth.keys() - {FOLLOWS}, key=lambda k: (-worth[k], k)))
    pairs = _pairs(order, draws)
    if about not in projects:
        return Ranking(worth, order, pd.DataFrame(columns=list(_COLUMNS)), pd.DataFrame(), pairs)
    level = {k for k in order[1:] if math.isclose(worth[k], worth[order[0]], rel_tol=1e-9, abs_tol=1e-9)}
    rows = [
        (figure, name, unit, *_turn(projects, about, figure, order, low, high, level))
        for figure, (name, unit, low, high) in FIGURES.items()
    ]
    return Ranking(worth, order, pd.DataFrame(rows, columns=list(_COLUMNS)), _bars(projects[about], ranges), pairs)


def _ahead(first: str, second: str, draws: dict[str, NDArray[np.float64]]) -> float:
    """Give the share of draws in which one is worth more than another; one worth as much counts half."""
    gap = draws.get(first, np.zeros(1)) - draws.get(second, np.zeros(1))
    return float((gap > 0).mean() + (gap == 0).mean() / 2)


def _pairs(order: tuple[str, ...], draws: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Give the share of draws in which each of the order is worth more than the next."""
    count = len(next(iter(draws.values()), ()))
    rows = [(first, second, _ahead(first, second, draws), count) for first, second in pairwise(order)]
    return pd.DataFrame(rows, columns=["first", "second", "share_ahead", "draws"])


def _now(project: Project, figure: str) -> float:
    if figure == "operation_factor":
        return 1.0
    return project.growth.first if figure == "growth" else float(getattr(project, figure))


def _turn(
    projects: dict[str, Project],
    about: str,
    figure: str,
    order: tuple[str, ...],
    low: float,
    high: float,
    level: set[str],
) -> tuple[float, float, float, float, float, str, str, float, float]:
    """Give what a row of `Ranking.tried` says after name and unit; what is `level` with the first never passes it."""
    now = _now(projects[about], figure)
    top = 10.0 * now if math.isnan(high) else high
    if figure in AMOUNTS:
        top = max(top, projects[about].capex_musd)
    nowhere = (math.nan, math.nan, "", "", math.nan, math.nan)
    if not low <= now <= top or low == top:
        return (now, math.nan, math.nan, *nowhere)

    def crossing(first: str, second: str) -> float:
        return switching_value(
            lambda x: _worth(projects, about, second, figure, x) - _worth(projects, about, first, figure, x),
            now, low, top,
        )  # fmt: skip

    beside = order[0]
    found = [(crossing(beside, other), other) for other in order[1:] if other not in level]
    told = [(abs(value - now), value, other) for value, other in found if not math.isnan(value)]
    if not told:
        return (now, low, top, *nowhere)
    far, value, first = min(told)
    mark = first if beside == about else beside
    own = value if about in {first, beside} else crossing(mark, about)
    shared = crossing(mark, FOLLOWS) if FOLLOWS in projects else math.nan
    return (now, low, top, value, far / abs(now) if now != 0 else far / (top - low), first, beside, own, shared)


def _worth(projects: dict[str, Project], about: str, name: str, figure: str, x: float) -> float:
    """Give what an alternative is worth with a figure of the country or of the offer at another value."""
    if name not in projects:
        return 0.0
    project, mine = projects[name], projects[about]
    if name == FOLLOWS and figure == "grant_musd" and mine.capex_musd > 0:
        x *= project.capex_musd / mine.capex_musd
    moved = figure in COMMON or name in {about, FOLLOWS}
    return economic_npv(varied(project, {figure: x}) if moved else project)


def _bars(project: Project, ranges: dict[str, tuple[float, float, float]]) -> pd.DataFrame:
    table = tornado(lambda n, x: economic_npv(varied(project, {n: x})), {n: (r[0], r[2]) for n, r in ranges.items()})
    table.insert(1, "name", [FIGURES[n][0] if n in FIGURES else n for n in table.figure])
    return table
