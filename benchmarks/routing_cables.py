"""Routed lengths of known cables against published ones: docs/validation-routing.md.

Run: ``SOGDIA_REFERENCE_DATA=FOLDER python benchmarks/routing_cables.py [SAMPLE]``. The cables are those of the Open Undersea
Cable Map of 2022 (for tests only, not shipped). Of the map's lines only the topology is used: the landings on a line, in
their order, and the places where lines meet. The way of each leg is found anew. One factor turns routed km into km of
cable; it is fitted on one half of the cables and held against the other.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import minimum_spanning_tree

from sogdia.data import terrain
from sogdia.errors import SogdiaError
from sogdia.geodesy import densify, distance_km, length_km
from sogdia.routing.coefficients import values
from sogdia.routing.proposals import find

if TYPE_CHECKING:
    from sogdia.routing import Surface

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "validation-routing.md"
JOIN_KM: Final = 3.0
"""A line touches a landing or the end of another line within this distance."""
ROUND: Final = 1.5
"""Land may be crossed between two points where the way by sea is this many times the way over both."""
LEAST_TREE: Final = 0.866
"""Share of the least tree through the landings under which no tree with branching units can be."""
SPLITS: Final = 20
"""Random halves for the fit of the factor."""

Point = tuple[float, float]
Leg = tuple[Point, Point]


def read(folder: Path) -> pd.DataFrame:
    """Give one row a cable with two landings or more and a published length: id, published_km, spots, parts."""
    features = json.loads((folder / "landing-point" / "landing-point-geo.json").read_text(encoding="utf-8"))["features"]
    places = {f["properties"]["id"]: f["geometry"]["coordinates"] for f in features}
    parts = defaultdict(list)
    for feature in json.loads((folder / "cable" / "cable-geo.json").read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
        parts[feature["properties"]["id"]] += [np.array(one, dtype=float)[:, :2] for one in lines if len(one) > 1]
    rows = []
    for path in sorted((folder / "cable").glob("*.json")):
        fact = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(fact, dict) or not fact.get("length") or fact["id"] not in parts:
            continue
        spots = np.array([places[p["id"]] for p in fact["landing_points"] if p["id"] in places], dtype=float)
        if len(spots) < 2:
            continue
        km = float(fact["length"].split()[0].replace(",", ""))
        rows.append({"id": path.stem, "published_km": km, "spots": spots, "parts": parts[fact["id"]]})
    return pd.DataFrame(rows)


def tree_km(spots: np.ndarray) -> float:
    """Give the length of the least tree of geodesics through the landings, km."""
    away = distance_km(spots[:, None, 0], spots[:, None, 1], spots[None, :, 0], spots[None, :, 1])
    return float(minimum_spanning_tree(np.maximum(away, 1e-6)).sum())


def chain_km(spots: np.ndarray) -> float:
    """Give the length of a short chain of geodesics through the landings, km: always on to the nearest, best start."""
    away = distance_km(spots[:, None, 0], spots[:, None, 1], spots[None, :, 0], spots[None, :, 1])
    best = np.inf
    for start in range(len(spots)):
        left, at, km = set(range(len(spots))) - {start}, start, 0.0
        while left:
            after = min(left, key=lambda k, at=at: away[at, k])
            km, at = km + away[at, after], after
            left.remove(after)
        best = min(best, km)
    return float(best)


def topology(parts: list[np.ndarray], spots: np.ndarray) -> list[Leg]:
    """Give the legs between consecutive landings and places where lines meet."""
    nodes = [tuple(map(float, spot)) for spot in spots]
    for point in (end for part in parts for end in (part[0], part[-1])):
        known = np.array(nodes)
        if distance_km(known[:, 0], known[:, 1], *point).min() > JOIN_KM:
            nodes.append((float(point[0]), float(point[1])))
    legs: list[tuple[int, int]] = []
    for part in (densify(one, JOIN_KM / 2.0) for one in parts):
        passes = sorted((at, k) for k, node in enumerate(nodes) for at in _passes(part, node))
        legs += [(a, b) for (_, a), (_, b) in pairwise(passes) if a != b]
    return [(nodes[a], nodes[b]) for a, b in _without_joints(legs, len(spots), len(nodes))]


def _passes(part: np.ndarray, node: Point) -> list[int]:
    """Give where a line passes a node: the nearest point of each stretch that is within `JOIN_KM`."""
    away = distance_km(part[:, 0], part[:, 1], *node)
    near = np.flatnonzero(away < JOIN_KM)
    return [int(run[np.argmin(away[run])]) for run in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1) if len(run)]


def _without_joints(legs: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Join two legs that meet at a place where no third does and nothing lands (nodes `first` and on)."""
    for k in range(first, last):
        mine = [i for i, leg in enumerate(legs) if k in leg]
        if len(mine) == 2:
            a, b = (sum(legs[i]) - k for i in mine)
            if a != b:
                legs = [leg for i, leg in enumerate(legs) if i not in mine] + [(a, b)]
    return legs


def way_km(surface: Surface, a: Point, b: Point) -> tuple[float, str]:
    """Give the length of a leg, km, and how it goes: sea, land between two seas, or straight where there is no way."""
    apart = float(distance_km(*a, *b))
    if apart < 1.0:
        return apart, "straight"
    try:
        at_sea = float(find(surface, [a], [b], "submarine")[0].length_km.sum())
    except SogdiaError:
        at_sea = np.inf
    if at_sea <= ROUND * apart:
        return at_sea, "sea"
    try:
        either = float(find(surface, [a], [b], "auto")[0].length_km.sum())
    except SogdiaError:
        either = apart
    if at_sea > ROUND * either:
        return either, "land"
    return at_sea, "sea"


def routed(surface: Surface, table: pd.DataFrame, kept: Path) -> pd.DataFrame:
    """Route every leg of the cables; what is found is kept in a file so that a run can go on."""
    found: dict[Leg, tuple[float, str]] = pickle.loads(kept.read_bytes()) if kept.is_file() else {}  # noqa: S301  our own
    rows = []
    for i, row in enumerate(table.itertuples()):
        legs = [tuple(sorted(leg)) for leg in topology(row.parts, row.spots)]
        for leg in legs:
            if leg not in found:
                found[leg] = way_km(surface, *leg)
        rows.append(
            {
                "id": row.id, "published_km": row.published_km, "routed_km": sum(found[leg][0] for leg in legs),
                "drawn_km": sum(length_km(part) for part in row.parts), "tree_km": tree_km(row.spots),
                "chain_km": chain_km(row.spots),
                "landings": len(row.spots), "legs": len(legs), "over_land": sum(found[leg][1] == "land" for leg in legs),
            }
        )  # fmt: skip
        if i % 20 == 19:
            kept.write_bytes(pickle.dumps(found))
            print(f"{i + 1} of {len(table)}", file=sys.stderr, flush=True)
    kept.write_bytes(pickle.dumps(found))
    out = pd.DataFrame(rows)
    out["short"] = out.published_km < out.tree_km
    out["class"] = [kind_of(row) for row in out.itertuples()]
    return out


def kind_of(row: pd.Series) -> str:
    """Name the class of a cable by what is drawn, not by what is published."""
    if row.legs <= 1:
        return "two points, over 3,000 km" if row.tree_km > 3000 else "two points, up to 3,000 km"
    mean = row.tree_km / row.legs
    return "trunk and branch, or several crossings" if mean > 400 else "festoon (legs under 400 km)"


def errors(sound: pd.DataFrame, column: str) -> np.ndarray:
    """Give each cable's error by a factor fitted on the other half: the mean over random halves."""
    ratio = (sound.published_km / sound[column]).to_numpy()
    rng, total, count = np.random.default_rng(0), np.zeros(len(ratio)), np.zeros(len(ratio))
    for _ in range(SPLITS):
        half = rng.permutation(len(ratio)) % 2 == 0
        for fit in (half, ~half):
            total[~fit] += np.abs(np.median(ratio[fit]) / ratio[~fit] - 1.0)
            count[~fit] += 1
    return total / count


def page(out: pd.DataFrame, asked: str) -> str:
    """Write the page."""
    sound = out[~out.short].copy()
    sound["error"] = errors(sound, "routed_km")
    over = np.median(sound.published_km / sound.routed_km)
    every = np.abs(over * out.routed_km / out.published_km - 1.0)
    k = values()
    own = (1.0 + k["bends_sea_share"]) * (1.0 + k["slack_laid_share"])
    by_table = [np.abs(own * table.routed_km / table.published_km - 1.0) for table in (sound, out)]
    rows = [
        "# Routed lengths and published ones",
        "",
        f"Made by `python benchmarks/routing_cables.py`. {asked} Of the map's lines (TeleGeography as of late 2022, in the Open "
        "Undersea Cable Map; not shipped) only the topology is used: which landings lie on a line, in their order, and where "
        "lines meet. Each leg between two such points is routed anew at sea; land may be crossed where the way by sea is more "
        f"than {ROUND:g} times the way over both. One factor turns routed km into km of cable. It is the median ratio of one "
        f"half of the cables and is held against the other half; the figures are means over {SPLITS} random halves. The rules "
        "of joining and the ratio for land were chosen with some of these cables in view; the halves test the factor alone.",
        "",
        f"Factor, all cables: {over:.3f}. The error is that of the factor times the length against the published length.",
        "",
        "| length | cables | median error | within 8 % | within 20 % |",
        "|---|---|---|---|---|",
    ]
    for name, column in (
        ("routed", "routed_km"),
        ("drawn on the map (stylised)", "drawn_km"),
        ("chain of geodesics through the landings", "chain_km"),
        ("least tree of geodesics through the landings", "tree_km"),
    ):
        error = errors(sound, column)
        rows.append(
            f"| {name} | {len(error)} | {np.median(error):.1%} | {(error < 0.08).mean():.0%} | {(error < 0.2).mean():.0%} |"
        )
    rows += [
        f"| routed, with the faults of the data below | {len(every)} | {np.median(every):.1%} | {(every < 0.08).mean():.0%} | "
        f"{(every < 0.2).mean():.0%} |",
        "",
        f"With the table's own bends and slack in deep water ({own:.3f}; `bends_sea_share` was set with this page in view) the "
        f"median error is {by_table[0].median():.1%}, and {by_table[1].median():.1%} with the faults of the data.",
        "",
        "| class, routed | cables | median error | within 20 % |",
        "|---|---|---|---|",
        *(
            f"| {name} | {len(own)} | {own.error.median():.1%} | {(own.error < 0.2).mean():.0%} |"
            for name, own in sound.groupby("class")
        ),
        "",
        "## Which fail",
        "",
        "Cables whose error is over 25 %. Where the drawn line errs as much as the routed one, the published length does not fit "
        "what is drawn: it holds fewer or more segments, a ring that is drawn once, or land parts. Where only the routed one "
        "errs, the route is at fault: outlines at 1:50 million close fjords, sounds and lagoons, and a cable may keep off a "
        "coast, a trawling ground or a border for reasons that no grid shows.",
        "",
        "| cable | published km | routed km | drawn km | landings | legs | legs over land | error, routed | error, drawn |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    sound["drawn_error"] = errors(sound, "drawn_km")
    rows += [
        f"| {r.id} | {r.published_km:,.0f} | {r.routed_km:,.0f} | {r.drawn_km:,.0f} | {r.landings} | {r.legs} | {r.over_land} | "
        f"{r.error:.0%} | {r.drawn_error:.0%} |"
        for r in sound[sound.error > 0.25].sort_values("error", ascending=False).itertuples()
    ]
    rows += [
        "",
        "## Published lengths under any tree through the landings",
        "",
        "The least tree of geodesics joins the landings without branching units. With them a tree can be shorter, by 13 % "
        "at most (Steiner ratio √3/2 in the plane; Gilbert and Pollak 1968, conjectured). Where the published length is under that "
        "share of the tree, the data are at fault: the length is that of a part, or the landings are those of more. All of these "
        "are left out above, save in the row that says so.",
        "",
        "| cable | published km | least tree km | published over tree | |",
        "|---|---|---|---|---|",
        *(
            f"| {r.id} | {r.published_km:,.0f} | {r.tree_km:,.0f} | {r.published_km / r.tree_km:.2f} | "
            f"{'fault of the data' if r.published_km < LEAST_TREE * r.tree_km else 'possible with branching units'} |"
            for r in out[out.short].itertuples()
        ),
        "",
    ]
    return "\n".join(rows)


def main() -> None:
    """Route, compare, and write the page; a sample alone is printed unless PAGE is asked for as well."""
    outside = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    table = read(outside / "cables_oucm_2022")
    sample = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    many = len(table)
    if sample:
        table = table.sample(sample, random_state=1)
    kept = Path(os.environ.get("SOGDIA_ROUTED_LEGS", "routed-legs.pickle"))
    out = routed(terrain(), table, kept)
    asked = f"{len(out)} of the {many} cables with two landings or more and a published length{', by chance' if sample else ''}."
    text = page(out, asked)
    print(text)
    if not sample or "page" in sys.argv:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
