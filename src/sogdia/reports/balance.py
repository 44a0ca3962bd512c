"""Gains and risks of a study, told by one rule for all: how many countries a figure moves for, and who most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.assessment.completeness import RANK_FROM
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import known
from sogdia.reports.tables import bullet_list
from sogdia.reports.ties import cut
from sogdia.reports.view import moved

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sogdia.reports.numerals import Scale
    from sogdia.reports.view import View

MOST_NAMED: Final = 4
"""Most countries named of those that stand on one side of a limit."""

MOST_STEPS: Final = 2
"""Most countries named of those whose figure moves."""

MOST: Final = 5
"""Most indicators told on each side; the others are counted."""

_SHARES: Final = (
    ("largest_supplier_share", "supplier"),
    ("largest_owner_share", "owner"),
    ("largest_home_of_supplier_share", "home country of suppliers"),
    ("largest_home_of_owner_share", "home country of owners"),
)
_LEVELS: Final = (
    ("exits_landings", "have three ways out or more that share no landing", 3.0, "have one way out at most", 1.0),
    (
        "worst_loss_share_demand",
        "lose a tenth of demand at most to any loss",
        0.1,
        "lose half of demand or more to one loss",
        0.5,
    ),
    *(
        (key, f"have no {who} over 40\u202f%", 0.4, f"have one {who} over 60\u202f%", 0.6)
        for key, who in _SHARES
        if "supplier" in key
    ),
)
"""Indicator; words and limit on the good side; words and limit on the other. The limits are reading aids of ours."""

TOLD: Final = (
    "latency_ms", "capacity_lit_gbps", "capacity_to_hubs_gbps",
    "exits_landings", "exits_straits", "worst_loss_share_demand", "countries_joined",
    "largest_supplier_share", "largest_owner_share", "largest_home_of_supplier_share", "largest_home_of_owner_share",
    "largest_exit_share", "worst_loss_share_capacity", "share_people_near_node",
)  # fmt: skip
"""Indicators whose moves are told. Costs are told once for all projects; concentrations move with the shares."""


@dataclass(frozen=True)
class Move:
    """How one indicator moves over the countries.

    Attributes
    ----------
    indicator, name
        Which one.
    rows
        Rows of the card that have a figure on both sides, with a column ``moved`` (1, 0, -1).
    """

    indicator: str
    name: str
    rows: pd.DataFrame

    def side(self, sign: int) -> pd.DataFrame:
        """Give the rows that moved to a side, those that moved most for their size first."""
        rows = self.rows[self.rows.moved == sign]
        # Six digits: what differs by less is equal, and ties of one size go by the larger step.
        size, step = (
            figures.map(lambda value: float(f"{value:.6g}"))
            for figures in (rows.change.abs() / rows.baseline.abs().clip(lower=1e-9), rows.change.abs())
        )
        sized = rows.assign(size=size, step=step)
        return sized.sort_values(["size", "step", "subject"], ascending=[False, False, True])


def moves(view: View) -> list[Move]:
    """Give the moves of all indicators over the countries of the card."""
    rows = view.table[view.table.scope == "country"]
    rows = rows[rows.indicator.str.split(":").str[0].isin(TOLD)]
    rows = rows[rows.change.notna() & rows.baseline.notna() & rows.direction.isin(["up", "down"])]
    out = []
    for indicator, part in rows.groupby("indicator", sort=False):
        marked = part.assign(moved=[moved(row) for _, row in part.iterrows()])
        out.append(Move(str(indicator), str(part["name"].iloc[0]), marked))
    return sorted(out, key=lambda move: TOLD.index(move.indicator.split(":")[0]))


def gains_and_risks(view: View) -> Raw:
    """Put what improves and what worsens side by side, in one size and one wording."""
    found = moves(view)
    total = len(view.country_names)
    sides = []
    for sign, title, levels, words in (
        (1, "Gains", "Stands well in the case", "improves"),
        (-1, "Risks", "Stays exposed in the case", "worsens"),
    ):
        listed = sorted((m for m in found if len(m.side(sign))), key=lambda m: -len(m.side(sign)))
        told = [_told(view, move, sign) for move in listed[:MOST]]
        more = f"and {len(listed) - MOST} more, in the tables of countries" if len(listed) > MOST else None
        none = tag("p", f"No indicator {words} for any country.") if not listed else None
        sides.append(
            tag(
                "section",
                tag("h3", title),
                tag("p", f"What {words} against the baseline:", class_="lead"),
                none or bullet_list([*told, *([more] if more else [])]),
                tag("p", f"{levels}:", class_="lead"),
                bullet_list(_levels(view, sign, total)),
                _cost(view) if sign < 0 else None,
            )
        )
    return join(tag("div", *sides, class_="two"), _unknown(view))


def _told(view: View, move: Move, sign: int) -> Raw:
    rows = move.side(sign)
    scale = view.scale(move.rows, move.indicator)
    steps = [_step(row, scale) for row in rows.to_dict("records")]
    named, equal = cut(steps, MOST_STEPS)
    most = [f"{name} {step}" for name, step in zip(rows.subject_name[:named], steps[:named], strict=True)]
    if equal:
        most.append(f"{equal} countries {steps[named]}")
    told = f"each {steps[0]}" if equal == len(rows) else f"most: {'; '.join(most)}"
    unit = f"\u202f{scale.unit}" if scale.unit else ""
    count = f"{len(rows)} of {len(move.rows)} countries"
    return join(tag("b", move.name), f": {count}; {told}{unit}")


def _step(row: dict[Hashable, Any], scale: Scale) -> str:
    """Write a figure before and after, with one more digit where they would read the same."""
    one, two = scale.plain(row["baseline"]), scale.plain(row["base"])
    if one == two:
        finer = replace(scale, digits=scale.digits + 1, decimals=scale.decimals + 1)
        one, two = finer.plain(row["baseline"]), finer.plain(row["base"])
    return f"{one} → {two}"


def _unknown(view: View) -> Raw | None:
    """Say of what part of the traffic's way nobody knows the holder, in the middle country."""
    told = []
    for indicator, who in (("largest_supplier_share", "supplier"), ("largest_owner_share", "owner")):
        notes = view.rows("country", indicator).note
        parts = pd.to_numeric(notes.str.extract(r"(\d+)% of the traffic's way has no known", expand=False)).dropna()
        if len(parts):
            told.append(f"{who} {parts.median():.0f}\u202f%")
    if not told:
        return None
    words = f"not known in the middle country: {', '.join(told)}"
    return tag("p", f"Shares are of the part of traffic whose holders are known; {words}.", class_="note")


def _levels(view: View, sign: int, total: int) -> list[Raw]:
    """Tell where countries stand; those of which less than `RANK_FROM` of the facts is known are not judged."""
    table = view.card.completeness
    enough = set(table.country[table.share_known >= RANK_FROM])
    out = []
    for indicator, good, well, bad, limit in _LEVELS:
        rows = view.rows("country", indicator)
        rows = rows[rows.index.isin(enough)]
        figures = rows.base.dropna()
        if figures.empty:
            continue
        rising = indicator == "exits_landings"
        here = figures[_beyond(figures, well if sign > 0 else limit, upward=rising == (sign > 0))]
        ranked = rows.loc[here.index].sort_values(["base", "subject_name"], ascending=[rising != (sign > 0), True])
        words = good if sign > 0 else bad
        names = _ranked(ranked, view.scale(rows, indicator))
        out.append(
            join(
                tag("b", f"{len(here)} of {len(figures)} countries judged"), f" {words}", f": {names}" if names else ""
            )
        )
    return out if total else []


def _ranked(rows: pd.DataFrame, scale: Scale) -> str:
    """Name the first of ranked countries with their figures; equals across the cut and all others are counted."""
    figures = [scale.plain(value) for value in rows.base]
    named, equal = cut(figures, MOST_NAMED)
    told = [f"{name} {figure}" for name, figure in zip(rows.subject_name[:named], figures[:named], strict=True)]
    if equal:
        told.append(f"{equal} countries with {figures[named]}" if equal < len(rows) else f"each {figures[0]}")
    unit = f"\u202f{scale.unit}" if scale.unit and told else ""
    others = len(rows) - named - equal
    return ", ".join(told) + unit + (f" and {others} others" if others > 1 else " and one other" if others else "")


def _beyond(figures: pd.Series[float], limit: float, *, upward: bool) -> pd.Series[bool]:
    return figures >= limit if upward else figures <= limit


def _cost(view: View) -> Raw | None:
    """Say what the whole of the projects costs."""
    table = view.card.projects
    if "capex_base_musd" not in table or not table.capex_base_musd.map(known).any():
        return None
    rows = table[table.capex_base_musd.map(known)]
    low, base, high = (float(rows[f"capex_{k}_musd"].astype(float).sum()) for k in ("low", "base", "high"))
    scale = view.scale(
        pd.DataFrame({"unit": ["US$ million"], "basis": [""], "base": [base], "baseline": [high]}), "capex"
    )
    words = f"{len(rows)} of {len(table)} projects with a figure: {scale.text(base)} ({scale.span(low, high)})"
    return join(tag("p", "Cost to build:", class_="lead"), bullet_list([words]))
