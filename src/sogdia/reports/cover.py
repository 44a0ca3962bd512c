"""The first page: what was asked, who made it and what was changed, the map, the key figures, gains and risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia import __version__
from sogdia.reports.balance import gains_and_risks
from sogdia.reports.maps import corridor_map
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING, known
from sogdia.reports.pictures import picture
from sogdia.reports.tables import bullet_list, figure_cell, legend_of_marks, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.reports.view import View

KEY: Final = (
    "latency_ms", "capacity_lit_gbps", "capacity_to_hubs_gbps",
    "countries_joined", "exits_landings", "exits_straits", "worst_loss_share_demand",
    "largest_supplier_share", "largest_owner_share", "largest_home_of_owner_share", "share_people_near_node",
    "capex_musd", "operation_musd_per_year",
)  # fmt: skip
"""Indicators of the first page, in its order."""


def cover(view: View, *, author: str, date: str) -> Raw:
    """Make the first page.

    Parameters
    ----------
    author
        Who made the report; empty says that it is not stated.
    date
        Day of the report.
    """
    study = view.card.study.definition.study
    question = tag("p", study.question, class_="question") if study.question else None
    return tag(
        "section",
        tag("p", f"Sogdia {__version__}: card of a study", class_="kind"),
        tag("h1", view.card.title),
        question,
        _provenance(view, author, date),
        _map(view),
        join(tag("h3", "Notes"), bullet_list(_unbroken(study.notes))) if study.notes else None,
        tag("h2", "Key figures by corridor", class_="turn"),
        key_figures(view),
        tag("h2", "Gains and risks"),
        gains_and_risks(view),
        class_="cover",
        id="cover",
    )


def _provenance(view: View, author: str, date: str) -> Raw:
    definition = view.card.study.definition
    changes = view.card.changes or ("nothing: facts and study as shipped",)
    facts = [
        ("Made by", author or "not stated"),
        ("Date", date),
        ("Compared", f"case: {definition.case.year}; baseline: {definition.baseline.year}"),
        ("Changed from the shipped facts", join(*changes, by="; ")),
        ("Completeness of data", _completeness(view)),
    ]
    return tag("dl", *(join(tag("dt", name), tag("dd", words)) for name, words in facts), class_="facts")


def _completeness(view: View) -> Raw:
    """Say what part of the facts is known: in the middle country, and in every one."""
    rows = complete_share(view.card.completeness)
    if rows.empty:
        return Raw(MISSING)
    shares = rows.share_known.astype(float)
    told = (
        f"{shares.median():.0%} of the facts needed are known in the middle country of {len(rows)} "
        f"(range {shares.min():.0%} to {shares.max():.0%}); by kind of fact in "
    )
    written = [f"{share:.0%}" if known(share) else MISSING for share in shares]
    order = pd.to_numeric(pd.Series(written).str.rstrip("%"), errors="coerce").to_numpy()
    ranked = rows.assign(written=written, order=order).sort_values(["order", "name_"])
    every = (tag("span", f"{name} {share}") for name, share in zip(ranked.name_, ranked.written, strict=True))
    return join(
        told,
        tag("a", "Method and sources", href="#method"),
        ". By country, least first:",
        tag("div", join(*every, by=" · "), class_="every"),
    )


def complete_share(rows: pd.DataFrame) -> pd.DataFrame:
    """Give country, name_ and share_known of the table of completeness."""
    column = "share_known" if "share_known" in rows else "overall"
    if column not in rows:
        return rows.head(0).assign(name_="", share_known=0.0)
    names = rows.get("name", rows.country)
    return rows.assign(name_=names.fillna(rows.country), share_known=rows[column])


def _unbroken(notes: Sequence[str]) -> list[str]:
    """Keep the names of options (`--only`) in one piece at the end of a line."""
    return [note.replace("--", "\N{NON-BREAKING HYPHEN}\N{NON-BREAKING HYPHEN}") for note in notes]


def _map(view: View) -> Raw:
    names = "; ".join(f"{i} {name}" for i, (_, name) in enumerate(view.projects, 1))
    alt = f"Map of the study's corridors and networks. Projects of the study, numbered: {names or 'none'}."
    caption = (
        "Case and baseline together. Projects carry the numbers of the table of projects. Names and borders are data "
        "of Natural Earth and no position of this report."
    )
    return picture(
        corridor_map(view.case, view.baseline, view.theme(), shape=(1.6, 2.1)), alt=alt, caption=caption, vector=False
    )


def key_figures(view: View) -> Raw:
    """Make the table of key figures: a row for each indicator, a column for each corridor."""
    rows = []
    have = {part: stem for stem in KEY for part in view.parts(stem)}
    for indicator in have:
        figures = view.rows("corridor", indicator)
        if figures.empty:
            continue
        scale = view.scale(figures, indicator)
        better = {"up": "higher is better", "down": "lower is better"}.get(figures.direction.iloc[0], "")
        head = join(
            figures["name"].iloc[0], tag("span", " · ".join(w for w in (scale.axis, better) if w), class_="unit")
        )
        rows.append([head, *(figure_cell(view.row("corridor", indicator, c.id), scale) for c in view.corridors)])
    if not rows:
        return tag("p", "The card has no figure of a corridor.")
    made = table(
        ["Indicator", *(c.name for c in view.corridors)],
        rows,
        caption="Figure of the case with its mark of basis; below it the range, low to high, and the change against "
        "the baseline, with its sign.",
        class_="key one" if len(view.corridors) == 1 else "key",
    )
    return join(made, legend_of_marks())
