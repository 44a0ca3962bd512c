"""The bill of lines: each item with its quantity, its price, its range and its source; what they cost and take a year.

A bill is built from below, of parts and works. The law fitted to whole projects (`assessment.costs`) is built from
above; docs/explanation/route-costs.md holds the two against each other and against published costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.geodesy import distance_km
from sogdia.routing.coefficients import SIDES, coefficients, values
from sogdia.routing.hazard import Exposure, faults
from sogdia.routing.polyline import Line
from sogdia.routing.profile import Crossing, exposure, profile, summary
from sogdia.routing.quantities import Item, land_items, permit_items, sea_items, system_items, yearly_items
from sogdia.routing.shared_risk import trench_share
from sogdia.routing.surroundings import Surroundings
from sogdia.routing.works import Works

if TYPE_CHECKING:
    from sogdia.routing.line import Route

COLUMNS: Final = (
    "item", "group", "quantity", "unit", "unit_cost_musd", "cost_musd", "low_musd", "high_musd", "coefficient",
    "source",
)  # fmt: skip
RULE: Final = (
    "Each item's low and high take all of its coefficients at that end. Items err together in part: the deviations d "
    "of n items add to sqrt((1 - r) sum d² + r (sum d)²) with the correlation r of the table (0.3). "
    "Management and contingency are shares of the sum, at their own low and high."
)
_SAME_KM: Final = 1.0


@dataclass(frozen=True)
class Amount:
    """A sum with its range, US$ million of 2024."""

    musd: float
    low_musd: float
    high_musd: float


@dataclass(frozen=True, eq=False)
class Bill:
    """What lines cost.

    Attributes
    ----------
    items
        `COLUMNS`: what it takes to build, US$ million of 2024; items with nothing to pay are left out.
    yearly
        `COLUMNS`: what a year of operation takes, US$ million of 2024 a year.
    capex, opex
        The sums; `opex` is a year's.
    faults
        Expected faults per year by cause, with low, high and days of repair.
    pieces
        The profile of the lines, piece by piece, with `line` (its number) and `joint` (share whose trench is shared).
    crossed
        What each line crosses.
    rule
        How ranges are added.
    """

    items: pd.DataFrame
    yearly: pd.DataFrame
    capex: Amount
    opex: Amount
    faults: pd.DataFrame
    pieces: pd.DataFrame
    crossed: tuple[Crossing, ...]
    rule: str = RULE


def bill(
    lines: Line | Route | Sequence[Line | Route],
    around: Surroundings | None = None,
    works: Works | None = None,
    *,
    trenches: Sequence[Line | Route] = (),
    **changes: float,
) -> Bill:
    """Give what lines cost to build and to operate.

    Parameters
    ----------
    lines
        One line or several legs of one project. A landing where two legs meet (within 1 km) is one station; a trench
        that a later line shares with an earlier one is paid once.
    around
        Belts, shipping, towns and shores; without shores no permits are counted.
    works
        What is to be built besides the lines.
    trenches
        Lines on land that stand or are built by others at the same time: a trench shared with them is not paid.
    **changes
        Coefficients to take instead of the table's; they have no range then.

    Raises
    ------
    ParameterError
        No line, or an unknown coefficient.
    """
    legs = [Line.of(one) for one in (lines if isinstance(lines, Sequence) else [lines])]
    if not legs:
        raise ParameterError("a bill needs a line; none was given")
    around, works = around or Surroundings(), works or Works()
    parts = [profile(leg, around) for leg in legs]
    crossed = tuple(summary(part, leg) for part, leg in zip(parts, legs, strict=True))
    pieces = pd.concat([part.assign(line=i) for i, part in enumerate(parts)], ignore_index=True)
    pieces["joint"] = trench_share(pieces, legs, [Line.of(one) for one in trenches])
    stations = _stations(crossed)
    rows: dict[str, list[Item]] = {}
    year: dict[str, list[Item]] = {}
    for side in SIDES:
        k = values(side, **changes)
        rows[side] = [
            *sea_items(pieces, works, k),
            *system_items(parts, crossed, stations, works, k),
            *land_items(pieces, pieces.joint.to_numpy(dtype=float), crossed, works, k),
            *(permit_items(crossed, k) if around.shores is not None else ()),
        ]
        year[side] = yearly_items(pieces, rows["default"], works.share_aerial, k)
    rho = values("default", **changes)["cost_correlation"]
    items, yearly = _table(rows), _table(year)
    built, shares = _with_overheads(items, _sum(items, rho), changes)
    return Bill(
        items=shares,
        yearly=yearly,
        capex=built,
        opex=_sum(yearly, rho),
        faults=faults(_exposure(pieces, works), **changes),
        pieces=pieces,
        crossed=crossed,
    )


def _exposure(pieces: pd.DataFrame, works: Works) -> Exposure:
    return exposure(pieces, works.share_aerial)


def _stations(crossed: Sequence[Crossing]) -> int:
    """Count the places where stretches at sea end, those within 1 km of one another as one."""
    places: list[tuple[float, float]] = []
    for one in crossed:
        for _, lon, lat in one.landings:
            if not any(float(distance_km(lon, lat, x, y)) <= _SAME_KM for x, y in places):
                places.append((lon, lat))
    return len(places)


def _table(rows: dict[str, list[Item]]) -> pd.DataFrame:
    """Set the three sides beside one another; what costs nothing on any side is left out."""
    cost = {side: {row.item: row.quantity * row.unit_cost_musd for row in of} for side, of in rows.items()}
    sources = coefficients()
    table = [
        (
            row.item, row.group, float(row.quantity), row.unit, row.unit_cost_musd, cost["default"][row.item],
            cost["low"].get(row.item, 0.0), cost["high"].get(row.item, 0.0), row.key, sources[row.key].source,
        )
        for row in rows["default"]
        if max(cost[side].get(row.item, 0.0) for side in cost) > 0
    ]  # fmt: skip
    frame = pd.DataFrame(table, columns=list(COLUMNS))
    low, high = frame[["low_musd", "high_musd"]].min(axis=1), frame[["low_musd", "high_musd"]].max(axis=1)
    return frame.assign(low_musd=np.minimum(low, frame.cost_musd), high_musd=np.maximum(high, frame.cost_musd))


def _sum(table: pd.DataFrame, rho: float) -> Amount:
    """Add items whose errors are correlated by `rho`."""
    total = float(table.cost_musd.sum())
    ends = []
    for side, sign in (("low_musd", -1.0), ("high_musd", 1.0)):
        off = np.abs(table[side].to_numpy(dtype=float) - table.cost_musd.to_numpy(dtype=float))
        ends.append(total + sign * float(np.sqrt((1.0 - rho) * (off**2).sum() + rho * off.sum() ** 2)))
    return Amount(total, max(ends[0], 0.0), ends[1])


def _with_overheads(items: pd.DataFrame, direct: Amount, changes: dict[str, float]) -> tuple[Amount, pd.DataFrame]:
    """Add management and contingency as two more rows, and give the whole sum."""
    rows = []
    shares = {side: values(side, **changes) for side in SIDES}
    for item, key in (("management and engineering", "management_share"), ("contingency", "contingency_share")):
        amounts = [direct.musd * shares[side][key] for side in SIDES]
        rows.append((item, "overheads", direct.musd, "US$ million", shares["default"][key], *amounts, key,
                     coefficients()[key].source))  # fmt: skip
    factor = {side: 1.0 + k["management_share"] + k["contingency_share"] for side, k in shares.items()}
    whole = Amount(direct.musd * factor["default"], direct.low_musd * factor["low"], direct.high_musd * factor["high"])
    more = pd.DataFrame(rows, columns=list(COLUMNS))
    return whole, pd.concat([items, more], ignore_index=True) if len(items) else more
