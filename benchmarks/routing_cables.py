"""Routed lengths of known cables against published ones (Open Undersea Cable Map 2022; tests only, not shipped).

The topology is that of the map's lines: landings, and places where lines meet; the way of each line is found anew. One
factor turns routed km into cable km; it is fitted on four fifths of the cables and held against the last fifth.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import minimum_spanning_tree

from sogdia.data import terrain
from sogdia.errors import SogdiaError
from sogdia.geodesy import densify, distance_km, length_km
from sogdia.routing.proposals import find

if TYPE_CHECKING:
    from pathlib import Path

FOLDS = 5
JOIN_KM = 6.0
LAND_KM = 60.0
LONG_WAY_ROUND = 2.5


def read(folder: Path) -> pd.DataFrame:
    """One row a cable with two landings or more and a published length: id, published_km, landings, parts."""
    places = {
        f["properties"]["id"]: f["geometry"]["coordinates"]
        for f in json.loads((folder / "landing-point" / "landing-point-geo.json").read_text())["features"]
    }
    parts = defaultdict(list)
    for feature in json.loads((folder / "cable" / "cable-geo.json").read_text())["features"]:
        geometry = feature["geometry"]
        lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
        parts[feature["properties"]["id"]] += [np.array(one, dtype=float)[:, :2] for one in lines if len(one) > 1]
    rows = []
    for path in sorted((folder / "cable").glob("*.json")):
        fact = json.loads(path.read_text())
        if not isinstance(fact, dict) or not fact.get("length") or fact["id"] not in parts:
            continue
        spots = np.array([places[p["id"]] for p in fact["landing_points"] if p["id"] in places], dtype=float)
        if len(spots) < 2:
            continue
        km = float(fact["length"].split()[0].replace(",", ""))
        rows.append({"id": path.stem, "published_km": km, "spots": spots, "parts": parts[fact["id"]]})
    return pd.DataFrame(rows)


def tree_km(spots: np.ndarray) -> float:
    """Length of the least tree of geodesics through the landings, km."""
    away = distance_km(spots[:, None, 0], spots[:, None, 1], spots[None, :, 0], spots[None, :, 1])
    return float(minimum_spanning_tree(np.maximum(away, 1e-6)).sum())


def topology(parts: list[np.ndarray], spots: np.ndarray) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Legs between landings and places where lines meet; a place where two pieces merely follow each other is none."""
    ends = np.array([p for part in parts for p in (part[0], part[-1])])
    knots: list[np.ndarray] = []
    for point in ends:
        if not any(float(distance_km(*point, *knot)) < JOIN_KM for knot in knots):
            knots.append(point)
    nodes = np.array(knots)
    legs = []
    for part in (densify(one, 4.0) for one in parts):
        away = distance_km(part[:, None, 0], part[:, None, 1], nodes[None, :, 0], nodes[None, :, 1])
        near = [(int(np.argmin(away[:, k])), k) for k in range(len(nodes)) if away[:, k].min() < JOIN_KM]
        order = [k for _, k in sorted(near)]
        legs += [(a, b) for a, b in pairwise(order) if a != b]
    to_land = distance_km(nodes[:, None, 0], nodes[:, None, 1], spots[None, :, 0], spots[None, :, 1])
    landing = to_land.min(axis=1) < LAND_KM
    where = [tuple(spots[int(np.argmin(to_land[k]))]) if landing[k] else tuple(nodes[k]) for k in range(len(nodes))]
    joined = True
    while joined:
        joined = False
        for k in range(len(nodes)):
            mine = [i for i, leg in enumerate(legs) if k in leg]
            if not landing[k] and len(mine) == 2 and legs[mine[0]] != legs[mine[1]]:
                others = [sum(legs[i]) - k for i in mine]
                legs = [leg for i, leg in enumerate(legs) if i not in mine] + [(others[0], others[1])]
                joined = True
                break
    return [(where[a], where[b]) for a, b in legs if where[a] != where[b]]


def way_km(surface: object, a: tuple[float, float], b: tuple[float, float]) -> float:
    """Length at sea, km; where the way round is several times the geodesic, land may be crossed (Egypt, Panama)."""
    at_sea = float(find(surface, [a], [b], "submarine")[0].length_km.sum())
    if at_sea < LONG_WAY_ROUND * float(distance_km(*a, *b)) + 100.0:
        return at_sea
    return min(at_sea, float(find(surface, [a], [b], "auto")[0].length_km.sum()))


def routed_km(surface: object, legs: list, found: dict) -> tuple[float, int]:
    """Sum of the legs' lengths at sea, km, and how many legs had no way at sea and were taken straight."""
    total, straight = 0.0, 0
    for a, b in legs:
        key = tuple(sorted([tuple(map(float, a)), tuple(map(float, b))]))
        if key not in found:
            try:
                found[key] = way_km(surface, *key)
            except SogdiaError:
                found[key] = -float(distance_km(*key[0], *key[1]))
        total += abs(found[key])
        straight += found[key] < 0
    return total, straight


def cables(outside: Path, sample: int = 0) -> pd.DataFrame:
    """Print the errors; `sample` cables by chance, all where 0."""
    table = read(outside / "cables_oucm_2022")
    if sample:
        table = table.sample(sample, random_state=1)
    surface = terrain()
    begun = time.process_time()
    found: dict = {}
    rows = []
    for i, row in enumerate(table.itertuples()):
        legs = topology(row.parts, row.spots)
        km, straight = routed_km(surface, legs, found)
        drawn = sum(length_km(part) for part in row.parts)
        rows.append({"id": row.id, "published_km": row.published_km, "routed_km": km, "drawn_km": drawn,
                     "tree_km": tree_km(row.spots), "landings": len(row.spots), "legs": len(legs), "straight": straight})  # fmt: skip
        if i % 20 == 19:
            report(pd.DataFrame(rows))
            print(f"{i + 1} of {len(table)}, {time.process_time() - begun:.0f} s CPU", flush=True)
    out = pd.DataFrame(rows)
    report(out)
    return out


def report(out: pd.DataFrame) -> dict[str, float]:
    """Print and give the cross-validated errors."""
    short = out.published_km < out.tree_km
    sound = out[~short & (out.routed_km > 0)].copy()
    fold = np.random.default_rng(0).permutation(len(sound)) % FOLDS

    def errors(column: str) -> np.ndarray:
        ratio = (sound.published_km / sound[column]).to_numpy()
        factor = np.array([np.median(ratio[fold != f]) for f in range(FOLDS)])[fold]
        return np.abs(factor / ratio - 1.0)

    error = errors("routed_km")
    every = np.abs(np.median(sound.published_km / sound.routed_km) * out.routed_km / out.published_km - 1)
    found = {
        "cables": len(out), "shorter_than_tree": int(short.sum()), "sound": len(sound),
        "factor": round(float(np.median(sound.published_km / sound.routed_km)), 4),
        "routed_median": round(float(np.median(error)), 4), "drawn_median": round(float(np.median(errors("drawn_km"))), 4),
        "tree_median": round(float(np.median(errors("tree_km"))), 4), "all_with_faults_median": round(float(np.median(every)), 4),
    }  # fmt: skip
    print(found, flush=True)
    worst = sound.assign(error=error).sort_values("error", ascending=False).head(12)
    print(
        worst[["id", "published_km", "routed_km", "tree_km", "landings", "straight", "error"]].to_string(index=False),
        flush=True,
    )
    print("shorter than any tree:", ", ".join(out[short].id), flush=True)
    return found
