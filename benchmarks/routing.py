"""Routing against peers and against published lengths: `python benchmarks/routing.py [accuracy|speed|growth|cables N]`.

Every part prints its figures. Times are CPU seconds of one process, each peer in
the same run. Outside data: SOGDIA_REFERENCE_DATA, default ../shared/data.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from sogdia.data import terrain
from sogdia.geodesy import distance_km
from sogdia.routing.fields import field_from, mesh_of
from sogdia.routing.finding import search, trace
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import SEA
from sogdia.routing.proposals import find
from sogdia.routing.surface import Surface

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
PAIRS = {
    "Gwadar-Mombasa": ((62.3, 25.0), (39.75, -4.1)),
    "Lisbon-New York": ((-9.6, 38.6), (-73.5, 40.3)),
    "Tokyo-Seattle": ((140.2, 35.0), (-125.2, 48.4)),
    "Sydney-Los Angeles": ((151.6, -33.9), (-118.8, 33.7)),
    "Singapore-Marseille side (Suez)": ((104.2, 1.25), (32.6, 29.6)),
    "Tromso-Anchorage": ((18.5, 70.6), (-152.5, 58.8)),
}


def random_pairs(count: int, seed: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Pairs over the whole globe; a quarter begins within 5 degrees of a pole, a quarter crosses ±180°."""
    rng = np.random.default_rng(seed)

    def anywhere() -> tuple[float, float]:
        return float(rng.uniform(-180, 180)), float(np.degrees(np.arcsin(rng.uniform(-1, 1))))

    out = []
    for i in range(count):
        a, b = anywhere(), anywhere()
        if i % 4 == 1:
            a = (a[0], float(rng.choice([-1, 1]) * rng.uniform(85, 90)))
        if i % 4 == 2:
            a, b = (float(rng.uniform(90, 180)), a[1]), (float(rng.uniform(-180, -90)), b[1])
        out.append((a, b))
    return out


def accuracy(count: int = 200, searched: int = 12) -> dict[str, float]:
    """Excess of lengths over the geodesic on a globe of water."""
    surface = Surface.of(Lattice.globe(1 / 12), sea=1.0)
    pairs = random_pairs(count, 20261122)
    excess = []
    for a, b in pairs:
        route = find(surface, [a], [b], "submarine")[0]
        excess.append(float(route.length_km.sum()) / float(distance_km(*a, *b)) - 1)
    mesh = mesh_of(surface, (SEA,))
    by_search, by_cells = [], []
    near = [p for p in pairs if float(distance_km(*p[0], *p[1])) < 4000][:searched]
    for a, b in near:
        field, first, lasts = search(surface, a, [b], "submarine", mesh)
        route = trace(field, first, lasts[0])
        geodesic = float(distance_km(*a, *b))
        by_search.append(float(route.length_km.sum()) / geodesic - 1)
        by_cells.append(float(field.reached(np.array([lasts[0][0][0]]))[0]) / geodesic - 1)
    found = {
        "pairs": len(pairs),
        "mean_excess": float(np.mean(excess)),
        "worst_excess": float(np.max(excess)),
        "searched": len(near),
        "searched_mean_excess": float(np.mean(by_search)),
        "searched_worst_excess": float(np.max(by_search)),
        "cells_alone_worst_excess": float(np.max(by_cells)),
    }
    print(json.dumps(found, indent=1), flush=True)
    return found


def speed() -> list[dict[str, object]]:
    """CPU seconds beside scikit-image's MCP_Geometric on the real surface at 5 minutes."""
    from skimage.graph import MCP_Geometric  # noqa: PLC0415  a peer, needed for this part alone

    surface = terrain()
    price = surface.price[SEA]
    walls = np.where(price > 0, price, -1.0).astype(float)
    find(surface, [PAIRS["Gwadar-Mombasa"][0]], [PAIRS["Gwadar-Mombasa"][1]], "submarine")
    rows: list[dict[str, object]] = []
    for name, (a, b) in PAIRS.items():
        start = time.process_time()
        route = find(surface, [a], [b], "submarine")[0]
        ours = time.process_time() - start
        cells = [surface.lattice.cell(*point) for point in (a, b)]
        start = time.process_time()
        peer = MCP_Geometric(walls)
        peer.find_costs([cells[0]], [cells[1]])
        chain = np.array(peer.traceback(cells[1]))
        theirs = time.process_time() - start
        grid = surface.lattice
        lon, lat = grid.lon[chain[:, 1]], grid.lat[chain[:, 0]]
        peer_km = float(distance_km(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
        row = {"pair": name, "ours_s": round(ours, 2), "mcp_s": round(theirs, 2), "ratio": round(ours / theirs, 2),
               "ours_km": round(float(route.length_km.sum())), "mcp_km": round(peer_km)}  # fmt: skip
        rows.append(row)
        print(row, flush=True)
    cell = surface.lattice.cell(62.3, 25.0)
    for _ in range(2):
        start = time.process_time()
        field_from(surface, (SEA,), [(cell[0] * surface.lattice.columns + cell[1], 0.0)])
        ours = time.process_time() - start
    start = time.process_time()
    MCP_Geometric(walls).find_costs([cell])
    theirs = time.process_time() - start
    row = {"pair": "full field", "ours_s": round(ours, 2), "mcp_s": round(theirs, 2), "ratio": round(ours / theirs, 2)}
    rows.append(row)
    print(row, flush=True)
    return rows


def memory() -> float:
    """Peak memory of one pair in a fresh process, GB."""
    surface = terrain()
    a, b = PAIRS["Gwadar-Mombasa"]
    find(surface, [a], [b], "submarine")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory of one pair: {peak:.2f} GB", flush=True)
    return peak


def growth() -> list[dict[str, float]]:
    """CPU seconds of a full field from 5' to 1' on the same window, and their growth against n log n."""
    rows = []
    for minutes in (5, 3, 2, 1):
        step = minutes / 60
        lattice = Lattice(30.0, -30.0, step, step, round(60 / step), round(60 / step))
        rng = np.random.default_rng(3)
        surface = Surface.of(lattice, sea=rng.uniform(1.0, 3.0, lattice.shape))
        field_from(surface, (SEA,), [(0, 0.0)])
        start = time.process_time()
        field_from(surface, (SEA,), [(0, 0.0)])
        seconds = time.process_time() - start
        n = lattice.rows * lattice.columns
        rows.append(
            {
                "minutes": minutes,
                "cells": n,
                "s": round(seconds, 3),
                "ns_per_n_log2_n": round(seconds / n / np.log2(n) * 1e9, 2),
            }
        )
        print(rows[-1], flush=True)
    return rows


if __name__ == "__main__":
    part = sys.argv[1] if len(sys.argv) > 1 else "all"
    if part == "cables":
        sys.path.insert(0, str(Path(__file__).parent))
        from routing_cables import cables

        cables(OUTSIDE, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    elif part == "all":
        for one in ("accuracy", "speed", "memory", "growth", "cables"):
            subprocess.run([sys.executable, __file__, one], check=True)
    else:
        {"accuracy": accuracy, "speed": speed, "memory": memory, "growth": growth}[part]()
