"""Drawn lengths and depths of the embedded world's cables against published ones: docs/validation-drawing.md.

Run: ``python benchmarks/drawn_lengths.py [NETWORK]``. Depths are set beside those under the lines of the Open Undersea Cable
Map of 2022 where SOGDIA_REFERENCE_DATA (default ../shared/data) has it; nothing of it is kept but the shares.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import minimum_spanning_tree

from sogdia.data.embedded import WORLD
from sogdia.data.making.trace import MOST_STRETCH, SEA_SLACK
from sogdia.data.terrain_file import unpack
from sogdia.geodesy import densify, distance_km, geometry_km
from sogdia.network import Network
from sogdia.routing.coefficients import values
from sogdia.routing.heights import Heights
from sogdia.routing.lattice import Lattice

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "validation-drawing.md"
LONG: Final = 1.05
"""A cable drawn this many times its published length is listed: a drawn line has no slack."""
STEINER: Final = 0.866
HALVES: Final = 200
"""Random halves: one sets the factor, the other is judged by it."""
CLASSES_KM: Final = (300.0, 1000.0, 3000.0, 8000.0)
STEP_KM: Final = 10.0
MAP: Final = (
    Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    / "cables_oucm_2022" / "cable" / "cable-geo.json"
)  # fmt: skip


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


def halves(ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit the factor on random halves of the cables: the factors, and the median error of the other halves."""
    rng = np.random.default_rng(1)
    factors, errors = [], []
    for _ in range(HALVES):
        order = rng.permutation(len(ratio))
        one, other = ratio[order[::2]], ratio[order[1::2]]
        factors.append(np.median(one[one < MOST_STRETCH]))
        errors.append(np.median(np.abs(factors[-1] / other - 1.0)))
    return np.array(factors), np.array(errors)


def like(table: pd.DataFrame, lengths: np.ndarray) -> float:
    """Give the median of published over drawn of cables drawn whole, weighted to be as long as other cables are."""
    ratio = (table.published_km / table.drawn_km).to_numpy()
    kind, wanted = np.digitize(table.drawn_km, CLASSES_KM), np.digitize(lengths, CLASSES_KM)
    whole = ratio < MOST_STRETCH
    weight = np.array([np.mean(wanted == k) / max(np.sum(kind[whole] == k), 1) for k in kind]) * whole
    order = np.argsort(ratio)
    return float(ratio[order][np.searchsorted(np.cumsum(weight[order]), 0.5 * weight.sum())])


def unpublished(net: Network) -> np.ndarray:
    """Give the drawn km of the cables at sea without a published length."""
    spans = net.spans[net.spans.setting == "submarine"]
    drawn = spans.assign(km=[geometry_km(line) for line in spans.geometry]).groupby("system").km.sum()
    systems = net.systems[(net.systems.kind == "submarine") & net.systems.length_km.isna()]
    return drawn[drawn.index.isin(systems.id)].to_numpy()


def depths(lines: Iterable[object]) -> tuple[float, float, float]:
    """Give the km under lines, and the shares of it in shallow water and in all of the burial zone, land left out."""
    ground = Heights(Lattice.globe(1 / 12), unpack()[0])
    k = values()
    km, depth = [], []
    for part in shapely.get_parts(np.array(list(lines), dtype=object)):
        points = densify(shapely.get_coordinates(part), STEP_KM)
        km.append(distance_km(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]))
        height = ground(points[:, 0], points[:, 1])
        depth.append(-0.5 * (height[:-1] + height[1:]))
    length, below = np.concatenate(km), np.concatenate(depth)
    wet = below > 0.0
    whole = float(length[wet].sum())
    shares = [float(length[wet & (below < k[name])].sum()) / whole for name in ("depth_shallow_m", "depth_burial_m")]
    return whole, shares[0], shares[1]


def depth_rows(net: Network) -> list[str]:
    """Set the depths under the drawn lines beside those under the lines of an outside map."""
    sets = {"drawn here": list(net.spans.geometry[net.spans.setting == "submarine"])}
    if MAP.exists():
        features = json.loads(MAP.read_text(encoding="utf-8"))["features"]
        sets["Open Undersea Cable Map of 2022, lines drawn for the eye"] = [
            shapely.geometry.shape(f["geometry"]) for f in features
        ]
    rows = ["| lines | km at sea | under less than 200 m | under less than 1,000 m |", "|---|---|---|---|"]
    for name, lines in sets.items():
        km, shallow, burial = depths(lines)
        rows.append(f"| {name} | {km:,.0f} | {shallow:.0%} | {burial:.0%} |")
    return rows


def page(table: pd.DataFrame, net: Network) -> str:
    """Write the page."""
    ratio = table.published_km / table.drawn_km
    over = float(np.median(ratio))
    error = np.abs(over / ratio - 1.0)
    whole = error[ratio < MOST_STRETCH]
    factors, errors = halves(ratio.to_numpy())
    without = unpublished(net)
    found = table[table.drawn_km > LONG * table.published_km].copy()
    found["ratio"] = found.drawn_km / found.published_km
    rows = [
        "# Drawn lengths of the embedded world and published ones",
        "",
        f"Made by `python benchmarks/drawn_lengths.py`. {len(table)} cables at sea have a published length. Published over drawn is "
        f"{over:.3f} in the middle (slack and bends). With that one factor the median error is {error.median():.1%}; it is "
        f"{whole.median():.1%} for the {len(whole)} that are drawn whole (published at most {MOST_STRETCH} times drawn).",
        "",
        f"With the factor of one random half held against the other ({HALVES} times): factor {factors.mean():.3f} ± "
        f"{factors.std():.3f}, median error {errors.mean():.1%} ± {errors.std():.1%}. The {len(without)} cables without a published "
        f"length are shorter; the median of cables as long as they are is {like(table, without):.3f}. What ships is {SEA_SLACK} "
        "for them, and published lengths for the others.",
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
        "## Depths",
        "",
        *depth_rows(net),
        "",
        "No published share of cable by depth was found. The lines here are the cheapest, so they leave the shelf sooner than a "
        "survey that heeds rock, canyons and permits may; those of the map are drawn for the eye and cross shelves as they come. "
        "The truth may lie between. Expected faults hang on it: the rates are set on the lines that ship, so that the total is "
        "the published one ([how](explanation/route-costs.md)).",
        "",
    ]
    return "\n".join(rows)


def main() -> None:
    """Compare, print, and write the page; another network may be named, which is only printed."""
    other = len(sys.argv) > 1
    net = Network.load(Path(sys.argv[1]) if other else WORLD)
    text = page(compared(net), net)
    print(text)
    if not other:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
