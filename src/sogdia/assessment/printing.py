"""The card as text: what a minister reads in a terminal, 100 columns wide."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import pick

if TYPE_CHECKING:
    from sogdia.assessment.card import Card

WIDTH: Final = 100
_NAME, _FIGURE, _RANGE, _CHANGE = 52, 8, 18, 9
_UNITS: Final = {
    "1": "",
    "countries": "",
    "ways": "",
    "persons": "",
    "years": "years",
    "US$ million of 2024": "US$ m",
    "US$ million of 2024 per year": "US$ m a year",
    "US$ million per 1,000 km": "US$ m",
    "thousand US$ per Gbps": "US$ 1,000",
    "kbit/s per person": "kbit/s",
}
"""Units as printed beside the name, where that is shorter."""


def card_text(card: Card) -> str:
    """Give the card as text."""
    about = card.study.definition.study
    lines = [card.title, "=" * min(len(card.title), WIDTH), *_wrap(about.question), ""]
    lines += [*_wrap(_states(card)), ""]
    lines += ["Changed from the shipped facts"]
    lines += [line for words in card.changes or ("nothing",) for line in _wrap(words, "  - ")]
    lines += ["", "Notes", *(line for words in about.notes for line in _wrap(words, "  - "))] if about.notes else []
    lines += ["", *_completeness(card.completeness), ""]
    lines += [*_projects(card.projects), ""] if len(card.projects) else []
    rows = card.table[card.table.scope == "corridor"]
    for subject in rows.subject.drop_duplicates():
        lines += [*_corridor(rows[rows.subject == subject]), ""]
    count = card.table.subject[card.table.scope == "country"].nunique()
    lines += _wrap(f"{count} countries, sources and notes: in the card's table.")
    lines += _wrap(card.rule)
    return "\n".join(line[:WIDTH].rstrip() for line in lines)


def _wrap(words: str, lead: str = "") -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) if words else []


def _states(card: Card) -> str:
    """Say what the case and the baseline are."""
    told = []
    for label, state in (("Case", card.study.definition.case), ("Baseline", card.study.definition.baseline)):
        parts = [f"the network of {state.year}"]
        parts += [
            f"{word} {', '.join(names)}"
            for word, names in (
                ("with", state.build),
                ("without", state.without),
                ("cut", state.cut),
                ("strait lost", state.strait),
            )
            if names
        ]
        parts += [f"all within {km:g} km of {lon:g}, {lat:g} lost" for lon, lat, km in state.near]
        told.append(f"{label}: {'; '.join(parts)}.")
    return " ".join(told)  # fmt: skip


def _completeness(table: pd.DataFrame) -> list[str]:
    """Give each country's share of known facts, least first, in columns."""
    ordered = table.sort_values(["share_known", "country"])
    cells = [f"{row.country} {row.share_known:4.0%}" for row in ordered.itertuples()]
    lines = textwrap.wrap("   ".join(cell.replace(" ", "\u00a0") for cell in cells), WIDTH - 2, break_on_hyphens=False)
    heading = (
        "Completeness: share of the needed facts that is known (capacity, owner, supplier and length of the systems "
        "that leave the country; bandwidth observed)"
    )
    return [*_wrap(heading), *(f"  {line}".replace("\u00a0", " ") for line in lines)]


def subject_text(card: Card, subject: str) -> str:
    """Give the rows of one country or corridor as text."""
    rows = card.table[
        card.table.subject == pick(subject, card.table.subject.unique(), "corridor or country of the card")
    ]
    return "\n".join(line[:WIDTH].rstrip() for line in _corridor(rows))


def _projects(table: pd.DataFrame) -> list[str]:
    lines = [f"{'Projects':<44}{'km':>8}{'US$ m of 2024 (low-high)':>28}  basis of cost"]
    for row in table.itertuples():
        cost = spread(row.capex_base_musd, row.capex_low_musd, row.capex_high_musd)
        state = "" if row.in_case else " (not in the case)"
        lines.append(f"  {_short(f'{row.name}{state}', 41):<42}{number(row.km):>8}{cost:>28}  {row.capex_basis}")
    return lines


def _corridor(rows: pd.DataFrame) -> list[str]:
    title = rows.subject_name.iloc[0]
    lines = [title, "-" * len(title)]
    lines.append(f"{'':<{_NAME}}{'figure':>{_FIGURE}}{'low - high':>{_RANGE}}{'change':>{_CHANGE}}  basis")
    for row in rows.to_dict("records"):
        unit = _UNITS.get(row["unit"], row["unit"])
        name = _short(f"{row['name']}, {unit}" if unit else row["name"], _NAME - 1)
        ends = f"{number(row['low'])} - {number(row['high'])}" if row["low"] < row["high"] else ""
        figure, change = number(row["base"]), number(row["change"], sign=True)
        lines.append(f"{name:<{_NAME}}{figure:>{_FIGURE}}{ends:>{_RANGE}}{change:>{_CHANGE}}  {row['basis']}")
    return lines


def _short(words: str, width: int) -> str:
    return words if len(words) <= width else words[: width - 1] + "…"


def spread(base: Any, low: Any, high: Any) -> str:  # noqa: ANN401  any number
    """Write a figure with its bounds.

    Examples
    --------
    >>> spread(211.0, 135.2, 329.4)
    '211 (135 - 329)'
    """
    if not np.isfinite(base):
        return ""
    return f"{number(base)} ({number(low)} - {number(high)})" if np.isfinite(low) and low != high else number(base)


def number(value: Any, *, sign: bool = False) -> str:  # noqa: ANN401  any number
    """Write a number with three meaning digits and thousands; millions and more by their letter.

    Examples
    --------
    >>> number(0.04567), number(36.26), number(97000.0), number(2.5e6), number(0.0), number(-1.5, sign=True)
    ('0.0457', '36.3', '97,000', '2.50 M', '0', '-1.50')
    """
    if value is None or value is pd.NA or not np.isfinite(value):
        return ""
    head = "+" if sign and value > 0 else ""
    size = abs(value)
    if size == 0:
        return "0"
    for limit, letter in ((1e9, " bn"), (1e6, " M")):
        if size >= limit:
            return f"{head}{value / limit:.3g}{letter}" if size / limit >= 100 else f"{head}{value / limit:.2f}{letter}"
    if size >= 1000:
        return f"{head}{value:,.0f}"
    if size < 0.0005:
        return "~0"
    digits = min(4, max(0, 2 - int(np.floor(np.log10(size)))))
    return f"{head}{value:.{digits}f}"
