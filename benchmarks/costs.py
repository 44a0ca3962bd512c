"""What lines cost by their parts, beside the law of whole projects and what was published: docs/validation-costs.md.

Run: ``python benchmarks/costs.py``. Nothing is fitted here, and no outside data are needed.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd

from sogdia.assessment.costs import submarine_capex_musd, terrestrial_capex_musd
from sogdia.data.embedded import outlines, places, world
from sogdia.data.terrain_file import unpack
from sogdia.routing.heights import Heights
from sogdia.routing.lattice import Lattice
from sogdia.routing.sounding import shared_groups, survey
from sogdia.routing.span_bills import spans_bill
from sogdia.routing.surroundings import Surroundings
from sogdia.units import to_2024_usd

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "validation-costs.md"


def heights() -> Heights:
    """Take the grid that the package ships."""
    return Heights(Lattice.globe(1 / 12), unpack()[0])


def compared(ground: Heights, around: Surroundings) -> pd.DataFrame:
    """Give for each system with a published cost: lengths, published, by parts (low, high), by law."""
    net = world()
    spans = net.spans.groupby("system")
    rows = []
    for system in net.systems[net.systems.capex_musd.notna()].itertuples():
        if system.id not in spans.groups or system.kind == "satellite":
            continue
        own = spans.get_group(system.id)
        drawn = float(own.length_km.sum())
        sea = float(own.length_km[own.setting == "submarine"].sum())
        published = float(system.length_km) if pd.notna(system.length_km) else np.nan
        made = spans_bill(net, own.id, ground, around)
        law = submarine_capex_musd(sea).plus(terrestrial_capex_musd(drawn - sea)).base
        cost = float(system.capex_musd)
        when = int(system.capex_year) if pd.notna(system.capex_year) else 2024
        rows.append(
            {
                "system": system.name, "kind": "sea" if sea > 0.8 * drawn else "land" if sea < 0.2 * drawn else "both",
                "km": drawn, "km_published": published, "year": when, "cost": to_2024_usd(cost, when),
                "parts": made.capex.musd, "low": made.capex.low_musd, "high": made.capex.high_musd, "law": law,
                "ratio_law": law / cost,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    table["ratio_parts"] = table.parts / table.cost
    return table


def spread(ratio: pd.Series) -> str:
    """Say how ratios lie: median, factor of one standard deviation, shares within 1.56 and 2."""
    log = np.log(ratio)
    return (
        f"{np.exp(log.median()):.2f} | {np.exp(log.std()):.2f} | {(log.abs() < np.log(1.56)).mean():.0%} | "
        f"{(log.abs() < np.log(2)).mean():.0%}"
    )


def page(table: pd.DataFrame, seconds: dict[str, float]) -> str:
    """Write the page."""
    fair = table[(table.km / table.km_published).between(0.75, 1.33)]
    head = [
        "# Costs by parts, by law, and as published",
        "",
        "Made by `python benchmarks/costs.py`. Each system of the embedded world with a published cost is priced from "
        "below (`sogdia.routing.bill`, on its drawn line) and by the law fitted to 15 projects (0.897 km^0.641; land by "
        "kind of ground). Published sums are brought to US$ million of 2024; the law, in the dollars of its projects, is held against the sum as published. "
        "No coefficient was set by any of these systems except where the table of coefficients says so.",
        "",
        "| systems | n | by | median of modelled over published | one sigma, factor | within 1.56 | within 2 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, rows in (
        ("at sea, drawn within a quarter of the published length", fair[fair.kind == "sea"]),
        ("the same over 2,000 km", fair[(fair.kind == "sea") & (fair.km > 2000)]),
        ("the same up to 2,000 km", fair[(fair.kind == "sea") & (fair.km <= 2000)]),
        ("on land, drawn within a quarter of the published length", fair[fair.kind == "land"]),
        ("on land, all", table[table.kind == "land"]),
    ):
        head += [f"| {name} | {len(rows)} | parts | {spread(rows.ratio_parts)} |"]
        head += [f"| | | law | {spread(rows.ratio_law)} |"]
    held = ((fair.cost >= fair.low) & (fair.cost <= fair.high))[fair.kind == "sea"].mean()
    head += ["", f"The published sum lies between low and high of the bill for {held:.0%} of the systems at sea.", ""]
    rows = table.sort_values(["kind", "ratio_parts"])
    head += [
        "## Every system",
        "",
        "| system | kind | km drawn | km published | published | by parts (low to high) | by law | parts over published |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {r.system} | {r.kind} | {r.km:,.0f} | {'' if np.isnan(r.km_published) else f'{r.km_published:,.0f}'} | "
            f"{r.cost:,.0f} | {r.parts:,.0f} ({r.low:,.0f} to {r.high:,.0f}) | {r.law:,.0f} | {r.ratio_parts:.2f} |"
            for r in rows.itertuples()
        ),
        "",
        "## Speed",
        "",
        *(f"* {what}: {took:.1f} s" for what, took in seconds.items()),
        "",
    ]
    return "\n".join(head)


def main() -> None:
    """Compare, and write the page."""
    ground = heights()
    around = Surroundings.of(world().hazards, outlines(), places())
    took = {}
    start = time.perf_counter()
    table = compared(ground, around)
    took[f"bills of {len(table)} systems"] = time.perf_counter() - start
    net = world()
    start = time.perf_counter()
    survey(net, ground, around, groups=False)
    took[f"depth, exposure and faults of {len(net.spans):,} spans (`survey`)"] = time.perf_counter() - start
    start = time.perf_counter()
    groups = shared_groups(net)
    took[f"{len(groups):,} shared-risk groups of the same"] = time.perf_counter() - start
    for share in (4, 2):
        some = net.keep_spans(net.spans.id[::share])
        start = time.perf_counter()
        shared_groups(some)
        took[f"shared-risk groups of one span in {share} ({len(some.spans):,})"] = time.perf_counter() - start
    PAGE.write_text(page(table, took), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8")[:2500])


if __name__ == "__main__":
    main()
