"""A card at a terminal: what was changed and how much is known first, then projects and corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sogdia.cli.printing import NOISE, figure, print_table, print_text, ranged

if TYPE_CHECKING:
    from sogdia.assessment import Card


def print_card(card: Card) -> None:
    """Print a card; its countries are counted, not printed."""
    about = card.study.definition.study
    print_text(card.title, strong=True)
    print_text(about.question)
    print_text("")
    print_text("Changed from the shipped facts:", strong=True)
    for words in card.changes or ("nothing",):
        print_text(f"- {words}")
    for note in about.notes:
        print_text(f"Note: {note}")
    print_text("")
    print_text(_completeness(card))
    if len(card.projects):
        print_text("")
        print_table(_projects(card.projects), title="Projects")
    rows = card.table[card.table.scope == "corridor"]
    for subject in rows.subject.drop_duplicates():
        here = rows[rows.subject == subject]
        print_text("")
        print_table(_figures(here), title=str(here.subject_name.iloc[0]))
    print_text("")
    count = card.table.subject[card.table.scope == "country"].nunique()
    print_text(f"{count} countries, sources and notes: card.csv and report.html in the folder, or --json and --csv.")
    print_text(card.rule)


def _completeness(card: Card) -> str:
    """Say of how many of the needed facts each country has, the least first."""
    rows = card.completeness.sort_values(["share_known", "country"])
    cells = [f"{row.country} {row.share_known:.0%}" for row in rows.itertuples()]
    return f"Share of the needed facts that is known, the least first: {', '.join(cells)}"


def _projects(table: pd.DataFrame) -> pd.DataFrame:
    cost = [
        ranged(row.capex_base_musd, row.capex_low_musd, row.capex_high_musd) or "not known"
        for row in table.itertuples()
    ]
    return pd.DataFrame(
        {
            "project": table.name,
            "in the case": ["yes" if within else "no" for within in table.in_case],
            "km": table.km,
            "cost, US$ m of 2024": cost,
            "basis": table.capex_basis,
        }
    )


def _figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a corridor's figures with their ranges and changes; shares are told in percent."""
    out = []
    for row in rows.to_dict(orient="records"):
        share = row["unit"] == "1" and not row["indicator"].startswith("hhi")
        unit, scale = ("%", 100.0) if share else ("", 1.0)
        low_alone = ranged(row["low"], row["low"], row["low"], unit=unit)
        told = ranged(row["base"], row["low"], row["high"], unit=unit) or low_alone
        step = float(row["change"]) * scale
        change = figure(0.0 if abs(step) < NOISE else step)
        sign = "+" if change and step >= NOISE else ""
        points = " points" if unit and change else ""
        name = row["name"] if row["unit"] in {"1", ""} else f"{row['name']}, {row['unit']}"
        out.append((name, told, f"{sign}{change}{points}", row["basis"]))
    return pd.DataFrame(out, columns=["indicator", "figure (low to high)", "change", "basis"])
