"""Documented incidents replayed, with what each piece of knowledge brings: writes docs/validation-incidents.md.

Run: python benchmarks/incidents.py [--quick]   (--quick leaves the ablation out)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.incidents import ReplayParams, replay
from sogdia.incidents.replays import without

if TYPE_CHECKING:
    import pandas as pd

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation-incidents.md"
ABLATED = ("sicily-2008-12", "abidjan-2024")
BASE = ReplayParams()
VARIANTS = {
    "all of it": BASE,
    "without segments (a cut takes the whole system)": ReplayParams(segments=False),
    "without the year (today's network and capacities)": ReplayParams(year_of_incident=False),
    "without capacities of the year": without(BASE, lit_by_year=False),
    "capacity as designed (a country lights in proportion to it)": without(BASE, width=1.0),
    "no capacity at all": without(BASE, width=0.0),
    "without hand-overs at landings": without(BASE, handover_ms=0.0),
    "without the places where traffic meets (it goes to the largest)": without(BASE, hubs=False),
    "land borders all open": without(BASE, closed_border_ms=2.0),
    "all undated land borders counted": without(BASE, land="all"),
    "no undated land border counted": without(BASE, land="dated"),
    "only ways hardly longer than the shortest": without(BASE, ways=("short",)),
    "traffic that never tires": without(BASE, ways=("plain",)),
}


def percent(value: float) -> str:
    """Give a share in percent, nothing for a missing one."""
    return "" if value != value else f"{100 * value:.0f}"  # noqa: PLR0124  NaN is not itself


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """Give a table in Markdown."""
    return [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *(f"| {' | '.join(row)} |" for row in rows), ""]


def summary(rows: pd.DataFrame) -> list[str]:
    """Tell how well each incident was predicted."""
    heads = ["incident", "shares seen", "Spearman", "mean error, %", "bias, %", "named", "recall, %", "false alarms"]
    body = [
        [
            str(r.incident), str(r.shares), "" if r.spearman != r.spearman else f"{r.spearman:.2f}", percent(r.mean_error),
            percent(r.bias), str(r.named), percent(r.recall), str(r.false_alarms),
        ]
        for r in rows.itertuples()
    ]  # fmt: skip
    return table(heads, body)


def shares(rows: pd.DataFrame) -> list[str]:
    """Set predicted shares beside those seen."""
    heads = ["incident", "country", "towards", "what", "seen lost, %", "predicted, %", "low", "high", "verdict"]
    body = [
        [
            r.incident, r.country, r.counterpart.replace(";", " "), r.metric, percent(r.observed), percent(r.predicted),
            percent(r.predicted_low), percent(r.predicted_high), r.verdict,
        ]
        for r in rows[rows.kind == "share"].itertuples()
    ]  # fmt: skip
    return table(heads, body)


def named(rows: pd.DataFrame) -> list[str]:
    """List the countries that were named without a figure."""
    body = []
    for name, part in rows[rows.kind != "share"].groupby("incident", sort=False):
        words = {
            v: " ".join(sorted(set(part.country[part.verdict == v])))
            for v in ("hit", "missed", "right", "false alarm", "no way known")
        }
        body.append([str(name), *words.values()])
    return table(
        ["incident", "named, hit", "named, missed", "spared, right", "spared, false alarm", "no way known"], body
    )


def ablation() -> list[str]:
    """Leave out one piece of knowledge at a time."""
    body = []
    for words, params in VARIANTS.items():
        row = [words]
        for name in ABLATED:
            told = replay(name, params=params).summary.iloc[0]
            row += [f"{told.spearman:.2f}", percent(told.mean_error), percent(told.recall), str(told.false_alarms)]
        body.append(row)
        print(row, flush=True)
    heads = ["knowledge"] + [
        f"{name}: {what}" for name in ABLATED for what in ("Spearman", "mean error, %", "recall, %", "false alarms")
    ]
    return table(heads, body)


def main() -> None:
    """Write the page."""
    told = replay()
    lines = [
        "# Incidents that happened, predicted and seen",
        "",
        "Written by `benchmarks/incidents.py`. " + told.rule,
        "",
        "The pages in which each figure was read stand in `src/sogdia/data/facts/incident_effects.csv`; what the figures are",
        "differs (traffic of one carrier, connectivity by a monitor, capacity), and so does how fast it was measured.",
        "",
        "## By incident",
        "",
        *summary(told.summary),
        "The bar for December 2008 is a rank correlation of 0.6. What falls short, and why: `docs/explanation/failures.md`.",
        "",
        "## Shares",
        "",
        *shares(told.table),
        "## Countries named without a figure",
        "",
        *named(told.table),
    ]
    if told.not_known:
        cuts = "; ".join(f"{name}: {', '.join(what)}" for name, what in told.not_known.items())
        lines += [f"Cuts of which the embedded world knows nothing in that year: {cuts}.", ""]
    if "--quick" not in sys.argv:
        lines += ["## What each piece of knowledge brings", "", *ablation()]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
