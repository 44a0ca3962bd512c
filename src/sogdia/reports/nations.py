"""The page of countries: one table, a row for each, that sorts by any of its columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import known
from sogdia.reports.tables import change_cell, table

if TYPE_CHECKING:
    from sogdia.reports.numerals import Scale
    from sogdia.reports.view import View

SHORT: Final = {
    "capacity_lit_gbps": "Lit capacity", "bandwidth_gbps": "Bandwidth in use",
    "bandwidth_kbps_per_person": "Bandwidth a person", "countries_joined": "Countries joined",
    "exits_landings": "Ways out, no shared landing", "exits_straits": "Ways out, no shared strait",
    "hhi_exit": "Concen\u00adtration of exits (HHI)", "worst_loss_share_demand": "Worst single loss, of demand",
    "largest_exit_share": "Largest exit", "largest_supplier_share": "Largest supplier",
    "largest_home_of_supplier_share": "Largest home of suppliers", "largest_owner_share": "Largest owner",
    "largest_home_of_owner_share": "Largest home of owners",
}  # fmt: skip
"""Headings that are short enough for many columns."""

COLUMNS: Final = (
    "latency_ms", "capacity_lit_gbps", "bandwidth_gbps", "bandwidth_kbps_per_person", "countries_joined",
    "exits_landings", "exits_straits", "hhi_exit", "worst_loss_share_demand",
)  # fmt: skip
ACTORS: Final = (
    "largest_exit_share", "largest_supplier_share", "largest_home_of_supplier_share", "largest_owner_share",
    "largest_home_of_owner_share",
)  # fmt: skip


def countries_section(view: View) -> Raw:
    """Make the pages of countries: what each has in the case, and on whom it leans."""
    if not view.country_names:
        return tag("section", tag("h2", "Countries"), tag("p", "The card has no country."), id="countries")
    return tag(
        "section",
        tag("h2", "Countries"),
        tag(
            "p",
            "Figures of the case, below them the change against the baseline. The pointer shows a rank in the world.",
            class_="lead",
        ),
        _main(view),
        _leaning(view),
        id="countries",
    )


def _heads(view: View, stems: tuple[str, ...]) -> list[tuple[str, str, Scale]]:
    out = []
    for stem in stems:
        for indicator in view.parts(stem):
            rows = view.rows("country", indicator)
            if len(rows):
                out.append((indicator, SHORT.get(indicator) or str(rows["name"].iloc[0]), view.scale(rows, indicator)))
    return out


def _main(view: View) -> Raw:
    columns = _heads(view, COLUMNS)
    rows = [
        [name, *(change_cell(view.row("country", indicator, code), scale) for indicator, _, scale in columns)]
        for code, name in view.country_names.items()
    ]
    head = ["Country", *(join(name, tag("span", scale.axis, class_="unit")) for _, name, scale in columns)]
    caption = "Main indicators by country; a heading, once pressed, sorts"
    return table(head, rows, caption=caption, class_="wide", sortable=True)


def _leaning(view: View) -> Raw | None:
    columns = _heads(view, ACTORS)
    worst = view.rows("country", "worst_loss_share_demand")
    if not columns:
        return None
    rows = []
    for code, name in view.country_names.items():
        cells: list[object] = [name]
        for indicator, _, scale in columns:
            row = view.row("country", indicator, code)
            base = row["base"] if row else None
            who, unknown = largest(row["note"]) if row and known(base) else ("", "")
            before = scale.plain(row["baseline"]) if row and known(row["baseline"]) else ""
            facts = [
                f"was {before}" if before and before != scale.plain(base) else "",
                f"{unknown}\u202f% not known" if unknown else "",
            ]
            more = ", ".join(f for f in facts if f)
            key = f"{base:.6g}" if known(base) else None
            cells.append(
                tag(
                    "td",
                    scale.text(base),
                    tag("span", who, class_="who") if who else None,
                    tag("span", more, class_="change") if more else None,
                    data_key=key,
                )
            )
        note = worst.note[code] if code in worst.index and worst.base[code] > 0 else "–"
        rows.append([*cells, tag("td", note, class_="words")])
    head = ["Country", *(name for _, name, _ in columns), "Worst single loss"]
    caption = (
        "On whom and on what each country leans in the case: the largest share and who holds it. Shares of suppliers, "
        "owners and home countries are of the part of the traffic's way whose holders are known; was: in the baseline"
    )
    return table(head, rows, caption=caption, class_="wide", sortable=True)


def largest(note: str) -> tuple[str, str]:
    """Take out of a note who is largest, and what part of the whole has no known holder.

    Examples
    --------
    >>> largest("largest: Acme, Ltd, 34%; 47% of the traffic's way has no known supplier, and is left out")
    ('Acme, Ltd', '47')
    >>> largest("largest: Acme, 34%"), largest("something else")
    (('Acme', ''), ('', ''))
    """
    who = re.match(r"largest: (.+?), \d+%", note)
    unknown = re.search(r"(\d+)% of the traffic's way has no known", note)
    return who[1] if who else "", unknown[1] if unknown else ""
