"""Drawn lengths of the embedded world's cables against published ones: docs/validation-drawing.md.

Run: ``python benchmarks/drawn_lengths.py``. No outside data are needed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import minimum_spanning_tree

from sogdia.data.embedded import WORLD
from sogdia.geodesy import distance_km, geometry_km
from sogdia.network import Network

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "validation-drawing.md"
LONG: Final = 1.05
"""A cable drawn this many times its published length is listed: a drawn line has no slack."""
STEINER: Final = 0.866


def compared(net: Network) -> pd.DataFrame:
    """Give for each cable at sea with a published length: drawn and published km, and the least tree of geodesics."""
    spans = net.spans[net.spans.setting == "submarine"]
    systems = net.systems[(net.systems.kind == "submarine") & net.systems.length_km.notna()].set_index("id")
    nodes = net.nodes.set_index("id")
    units = set(net.nodes.id[net.nodes.kind == "branching_unit"])
    rows = []
    for name, own in spans.groupby("system"):
        if name not in systems.index:
            continue
        ends = sorted({*own.start, *own.end} - units)
        lon, lat = nodes.loc[ends, "lon"].to_numpy(float), nodes.loc[ends, "lat"].to_numpy(float)
        away = distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
        tree = float(minimum_spanning_tree(np.maximum(away, 1e-6)).sum())
        drawn = sum(geometry_km(line) for line in own.geometry)
        published = float(systems.length_km[name])
        rows.append({"system": systems.name[name], "landings": len(ends), "drawn_km": drawn, "published_km": published,
                     "tree_km": tree, "spans": len(own)})  # fmt: skip
    return pd.DataFrame(rows)


def cause(row: pd.Series) -> str:
    """Say why a cable is drawn longer than published, by what can be computed."""
    if row.published_km < STEINER * row.tree_km:
        return (
            "no cable through these landings is so short: the length is that of a part, or there are landings of more"
        )
    if row.published_km < row.tree_km:
        return "shorter than the least tree of geodesics: rounded, of a part, or places that are approximate"
    if row.published_km < 1.04 * row.tree_km:
        return "hardly longer than geodesics, which cross land or shallow water here"
    return "the line keeps off shallow water; the cable runs nearer the coast"


def page(table: pd.DataFrame) -> str:
    """Write the page."""
    ratio = table.published_km / table.drawn_km
    over = float(np.median(ratio))
    error = np.abs(over / ratio - 1.0)
    whole = error[ratio < 1.6]
    found = table[table.drawn_km > LONG * table.published_km].copy()
    found["ratio"] = found.drawn_km / found.published_km
    rows = [
        "# Drawn lengths of the embedded world and published ones",
        "",
        f"Made by `python benchmarks/drawn_lengths.py`. {len(table)} cables at sea have a published length. Published over drawn is "
        f"{over:.3f} in the middle (slack and bends). With that one factor the median error is {error.median():.1%}; it is "
        f"{whole.median():.1%} for the {len(whole)} that are drawn whole (published at most 1.6 times drawn).",
        "",
        f"{len(found)} are drawn over {LONG - 1:.0%} longer than published:",
        "",
        "| cable | landings | drawn km | published km | drawn over published | least tree km | why |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {r.system} | {r.landings} | {r.drawn_km:,.0f} | {r.published_km:,.0f} | {r.ratio:.2f} | {r.tree_km:,.0f} | "
            f"{cause(r)} |"
            for _, r in found.sort_values("ratio", ascending=False).iterrows()
        ),
        "",
    ]
    return "\n".join(rows)


def main() -> None:
    """Compare, print, and write the page; another network may be named, which is only printed."""
    other = len(sys.argv) > 1
    text = page(compared(Network.load(Path(sys.argv[1]) if other else WORLD)))
    print(text)
    if not other:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
