"""Routing beside its peers, all in one run: `python benchmarks/routing.py` writes docs/speed-of-routing.md.

`python benchmarks/routing.py PART` runs one of accuracy, refraction, speed, memory, growth, corridor and prints its
figures. Each part is a process of its own. Times are CPU seconds, each peer in the same run. The peers are
scikit-image's MCP_Geometric and pyorps 0.4.0, which stands in an environment of its own (SOGDIA_PYORPS names its
Python; left out without it). SOGDIA_FINE_GRID names a global grid of 30 seconds; without it one is made of the shipped
grid, with noise, beside the system's temporary files (0.8 GB).
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from sogdia.data import terrain
from sogdia.geodesy import distance_km
from sogdia.routing.fields import field_from, mesh_of, pieces_for
from sogdia.routing.finding import cheapest, ground_of
from sogdia.routing.lattice import Lattice
from sogdia.routing.line import SEA
from sogdia.routing.proposals import find
from sogdia.routing.surface import Surface
from sogdia.routing.walking import costs

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed-of-routing.md"
SEED = 20261123
PARTS = ("accuracy", "refraction", "speed", "memory", "growth", "corridor")
LONG = {
    "Gwadar-Mombasa": ((62.3, 25.0), (39.75, -4.1), "submarine"),
    "Tokyo-Seattle": ((140.2, 35.0), (-125.2, 48.4), "submarine"),
    "Marseille-Mumbai": ((5.3, 43.2), (72.7, 18.9), "auto"),
    "Kirkenes-Tokyo": ((30.5, 69.8), (140.2, 35.0), "submarine"),
}
MEMORY = {**LONG, "Perth-Fujairah": ((115.7, -31.95), (56.5, 25.1), "submarine"),
          "Frankfurt-Beijing": ((8.68, 50.11), (116.4, 39.9), "terrestrial")}  # fmt: skip
Pair = tuple[tuple[float, float], tuple[float, float]]


def random_pairs(count: int, seed: int) -> list[Pair]:
    """Draw pairs over the globe; a quarter begins within 5 degrees of a pole, a quarter crosses ±180°."""
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


def excess(lengths: list[float], pairs: list[Pair]) -> dict[str, float]:
    """Mean and worst excess over the geodesic."""
    over = [km / float(distance_km(*a, *b)) - 1.0 for km, (a, b) in zip(lengths, pairs, strict=True)]
    return {"pairs": len(over), "mean": float(np.mean(over)), "worst": float(np.max(over))}


def true_km(lon: np.ndarray, lat: np.ndarray, a: tuple[float, float], b: tuple[float, float]) -> float:
    """Length on the ellipsoid of a chain of cells between its ends."""
    lon, lat = np.r_[a[0], lon, b[0]], np.r_[a[1], lat, b[1]]
    return float(distance_km(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def by_mcp(pairs: list[Pair], step: float) -> list[float]:
    """Lengths of scikit-image's ways over a plate carrée of constant cost."""
    from skimage.graph import MCP_Geometric  # noqa: PLC0415  a peer, needed here alone

    grid, out = Lattice.globe(step), []
    for a, b in pairs:
        search = MCP_Geometric(np.ones(grid.shape))
        search.find_costs([grid.cell(*a)], [grid.cell(*b)])
        chain = np.array(search.traceback(grid.cell(*b)))
        out.append(true_km(grid.lon[chain[:, 1]], grid.lat[chain[:, 0]], a, b))
    return out


PYORPS = """
import json, sys, tempfile, warnings
warnings.simplefilter("ignore")
import numpy as np, rasterio
from rasterio.transform import from_origin
from pyorps import PathFinder
pairs, step = json.load(sys.stdin)
m, rows, columns = 111319.490793, round(180 / step), round(360 / step)
path = tempfile.mkdtemp() + "/sea.tif"
shape = dict(height=rows, width=columns, count=1, dtype="uint16", crs="EPSG:4087")
with rasterio.open(path, "w", driver="GTiff", transform=from_origin(-180 * m, 90 * m, step * m, step * m), **shape) as f:
    f.write(np.ones((rows, columns), dtype=np.uint16), 1)
out = []
for a, b in pairs:
    ends = [tuple(min(max(v * m, -e * m + 1), e * m - 1) for v, e in zip(p, (180, 90))) for p in (a, b)]
    found = PathFinder(path, *ends, search_space_buffer_m=5e7, neighborhood_str="r2").find_route()
    out.append((np.asarray(found.path_coords)[:, :2] / m).tolist())
print("ANSWER" + json.dumps(out))
"""


def by_pyorps(pairs: list[Pair], step: float) -> list[float] | None:
    """Lengths of pyorps's ways; it refuses degrees, so it is given metres of the plate carrée (EPSG:4087)."""
    python = os.environ.get("SOGDIA_PYORPS")
    if not python:
        return None
    asked = json.dumps([pairs, step])
    done = subprocess.run([python, "-c", PYORPS], input=asked, capture_output=True, text=True, check=True)
    ways = json.loads(done.stdout.split("ANSWER")[1])
    return [true_km(*np.array(way).T, *pair) for way, pair in zip(ways, pairs, strict=True)]


def accuracy(count: int = 200) -> dict[str, Any]:
    """Excess over the geodesic on a globe of water, the search itself: no shortcut by a straight line."""
    pairs = random_pairs(count, SEED)

    def ours(step: float) -> dict[str, float]:
        surface = Surface.of(Lattice.globe(step), sea=1.0)
        mesh = mesh_of(surface, (SEA,))
        found = [cheapest(surface, a, b, "submarine", mesh) for a, b in pairs]
        return excess([float(route.length_km.sum()) for route in found], pairs)

    out: dict[str, Any] = {"sogdia, 5'": ours(1 / 12), "sogdia, 30'": ours(0.5)}
    out["scikit-image MCP_Geometric, 30'"] = excess(by_mcp(pairs, 0.5), pairs)
    theirs = by_pyorps(pairs, 0.5)
    if theirs:
        out["pyorps r2 (16 neighbours), 30', metres of EPSG:4087"] = excess(theirs, pairs)
    return out


def refraction() -> dict[str, Any]:
    """Excess over optima that are known: two prices along a meridian (Snell's law), a barred cap round the pole."""
    grid = Lattice.globe(1 / 12)
    rng = np.random.default_rng(SEED)
    out = {}
    surface = Surface.of(grid, sea=np.broadcast_to(np.where(grid.lon > 0, 2.0, 1.0), grid.shape))
    mesh, over = mesh_of(surface, (SEA,)), []
    for _ in range(20):
        a = (-float(rng.uniform(5, 60)), float(rng.uniform(-75, 75)))
        b = (float(rng.uniform(5, 60)), float(rng.uniform(-75, 75)))
        best = minimize_scalar(
            lambda lat, a=a, b=b: float(distance_km(*a, 0.0, lat) + 2.0 * distance_km(0.0, lat, *b)),
            bounds=(-85, 85), method="bounded", options={"xatol": 1e-7},
        )  # fmt: skip
        over.append(cheapest(surface, a, b, "submarine", mesh).cost_musd / best.fun - 1.0)
    out["two prices along a meridian (Snell)"] = {"pairs": 20, "mean": np.mean(over), "worst": max(over)}
    for edge in (60.0, 75.0):
        surface = Surface.of(grid, sea=np.broadcast_to(np.where(grid.lat > edge, 0.0, 1.0)[:, None], grid.shape))
        mesh, over = mesh_of(surface, (SEA,)), []
        for _ in range(20):
            y1, y2 = (float(rng.uniform(edge - 15, edge - 2)) for _ in range(2))
            turn, x = float(rng.uniform(100, 178)), float(rng.uniform(-180, 180))
            route = cheapest(surface, (x, y1), ((x + turn + 180) % 360 - 180, y2), "submarine", mesh)
            over.append(route.cost_musd / round_cap(edge, turn, y1, y2) - 1.0)
        out[f"a barred cap round the pole at {edge:g} degrees"] = {
            "pairs": 20, "mean": np.mean(over), "worst": max(over),
        }  # fmt: skip
    return out


def round_cap(edge: float, turn: float, y1: float, y2: float) -> float:
    """Length of the tangents to a parallel and of the arc between, km; of the geodesic where it misses the cap."""
    flat = 0.00669437999
    normal = 6378.137 / math.sqrt(1 - flat * math.sin(math.radians(edge)) ** 2)
    degree = normal * math.cos(math.radians(edge)) * math.pi / 180.0
    away = [math.degrees(math.acos(math.tan(math.radians(y)) / math.tan(math.radians(edge)))) for y in (y1, y2)]
    if sum(away) >= turn:
        return float(distance_km(0.0, y1, turn, y2))
    tangents = sum(float(distance_km(0.0, y, gone, edge)) for y, gone in zip((y1, y2), away, strict=True))
    return tangents + (turn - sum(away)) * degree


def at_sea(surface: Surface, count: int, seed: int) -> list[Pair]:
    """Draw pairs of cells of the ocean; every fourth begins beyond 70 degrees north."""
    grid, rng = surface.lattice, np.random.default_rng(seed)
    row, column = grid.cell(62.3, 25.0)
    reached = field_from(surface, (SEA,), [(row * grid.columns + column, 0.0)]).came.reshape(grid.shape) > 0

    def spot(low: float) -> tuple[float, float]:
        while True:
            lon, lat = float(rng.uniform(-180, 180)), float(np.degrees(np.arcsin(rng.uniform(low, 1))))
            if reached[grid.cell(lon, lat)]:
                return lon, lat

    return [(spot(0.94 if i % 4 == 1 else -1.0), spot(-1.0)) for i in range(count)]


def speed(count: int = 12) -> dict[str, Any]:
    """CPU seconds beside scikit-image's MCP_Geometric on the real surface at 5 minutes, warm, one thread each."""
    from skimage.graph import MCP_Geometric  # noqa: PLC0415  a peer, needed here alone

    surface = terrain(setting="submarine")
    grid, mesh, ground = surface.lattice, mesh_of(surface, (SEA,)), ground_of(surface, SEA)
    walls = np.where(surface.price[SEA] > 0, surface.price[SEA], -1.0).astype(float)
    pieces_for(surface, mesh)
    cheapest(surface, (62.3, 25.0), (60.0, 20.0), "submarine", mesh)
    ratios, dearer, slowest = [], [], 0.0
    for a, b in at_sea(surface, count, SEED):
        begun = time.process_time()
        route = find(surface, [a], [b], "submarine")[0]
        ours = time.process_time() - begun
        begun = time.process_time()
        peer = MCP_Geometric(walls)
        peer.find_costs([grid.cell(*a)], [grid.cell(*b)])
        chain = np.array(peer.traceback(grid.cell(*b)))
        ratios.append(ours / (time.process_time() - begun))
        slowest = max(slowest, ours)
        lon, lat = np.r_[a[0], grid.lon[chain[:, 1]], b[0]], np.r_[a[1], grid.lat[chain[:, 0]], b[1]]
        keep = np.r_[True, (np.diff(lon) != 0) | (np.diff(lat) != 0)]
        price = float(costs(ground, lon[keep], lat[keep]).sum())
        if np.isfinite(price):
            dearer.append(price / route.cost_musd - 1.0)
        print(f"{a} {b}: {ours:.2f} s, ratio {ratios[-1]:.3f}", file=sys.stderr, flush=True)
    source = grid.cell(62.3, 25.0)
    begun = time.process_time()
    field_from(surface, (SEA,), [(source[0] * grid.columns + source[1], 0.0)])
    ours = time.process_time() - begun
    begun = time.process_time()
    MCP_Geometric(walls).find_costs([source])
    field = ours / (time.process_time() - begun)
    return {"pairs": count, "least": min(ratios), "median": float(np.median(ratios)), "most": max(ratios),
            "slowest_s": slowest, "field": field, "field_s": ours, "compared": len(dearer),
            "peer_dearer": float(np.median(dearer)), "peer_least": min(dearer)}  # fmt: skip


def peak_gb() -> float:
    """Peak of memory of this process since it began its program, GB (Linux)."""
    return int(Path("/proc/self/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1e6


MCP_ALONE = """
import sys, numpy as np
from pathlib import Path
from skimage.graph import MCP_Geometric
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1e6
walls = np.load(sys.argv[1]).astype(float)
walls[walls <= 0] = -1.0
peer = MCP_Geometric(walls)
peer.find_costs([eval(sys.argv[2])], [eval(sys.argv[3])])
peer.traceback(eval(sys.argv[3]))
print(peak())
"""


OURS_ALONE = """
import sys
from pathlib import Path
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1e6
import sogdia as sg
sg.terrain, sg.paths
imports = peak()
surface = sg.terrain(setting=sys.argv[3])
sg.paths(eval(sys.argv[1]), eval(sys.argv[2]), surface, setting=sys.argv[3])
print(imports, peak())
"""


def memory() -> dict[str, Any]:
    """Peak memory of fresh processes, GB: of `terrain` and `paths` with the bill, of the command, and of the peer."""
    ours = {}
    for name, (a, b, setting) in MEMORY.items():
        imports, ours[name] = (
            float(text) for text in _said([sys.executable, "-c", OURS_ALONE, str(a), str(b), setting])
        )
    own = str(Path(sys.executable).with_name("sogdia"))
    _said([own, "route", "Gwadar", "Mombasa", "--setting", "submarine", "--json", "--quiet"])
    command = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    a, b, setting = LONG["Gwadar-Mombasa"]
    surface = terrain(setting=setting)
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/price.npy", surface.price[SEA])
        cells = [str(tuple(map(int, surface.lattice.cell(*point)))) for point in (a, b)]
        (peer,) = _said([sys.executable, "-c", MCP_ALONE, f"{folder}/price.npy", *cells])
    return {"imports": imports, "pairs": ours, "command": command, "peer": float(peer)}


def _said(command: list[str]) -> list[str]:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def growth() -> list[dict[str, float]]:
    """CPU seconds of a full field from 5' to 1' on the same window, and their growth against n log n."""
    rows = []
    for minutes in (5, 3, 2, 1):
        step = minutes / 60
        lattice = Lattice(30.0, -30.0, step, step, round(60 / step), round(60 / step))
        rng = np.random.default_rng(3)
        surface = Surface.of(lattice, sea=rng.uniform(1.0, 3.0, lattice.shape))
        field_from(surface, (SEA,), [(0, 0.0)])
        begun = time.process_time()
        field_from(surface, (SEA,), [(0, 0.0)])
        took = time.process_time() - begun
        cells = lattice.rows * lattice.columns
        rows.append({"minutes": minutes, "cells": cells, "s": took, "ns": took / cells / math.log2(cells) * 1e9})
    return rows


def fine_grid() -> Path:
    """Give a global grid of 30 seconds: the user's, or the shipped one between its centres with noise of 12 m."""
    if given := os.environ.get("SOGDIA_FINE_GRID"):
        return Path(given)
    import h5netcdf  # noqa: PLC0415  needed where no grid is given

    path = Path(tempfile.gettempdir()) / "sogdia-30-seconds.nc"
    if path.exists():
        return path
    coarse, parts, rng = terrain(setting="submarine").elevation_m.astype(np.float32), 10, np.random.default_rng(1)
    rows, columns = (parts * n for n in coarse.shape)
    x = (np.arange(columns) + 0.5) / parts - 0.5
    left = np.floor(x).astype(int)
    with h5netcdf.File(path.with_suffix(".tmp"), "w") as file:
        file.dimensions = {"lat": rows, "lon": columns}
        for name, count, low, units in (("lat", rows, -90, "degrees_north"), ("lon", columns, -180, "degrees_east")):
            axis = file.create_variable(name, (name,), "f8")
            axis[:] = low + (np.arange(count) + 0.5) * -2 * low / count
            axis.attrs["units"] = units
        z = file.create_variable("elevation", ("lat", "lon"), "i2", chunks=(360, 720), compression="gzip",
                                 compression_opts=1, shuffle=True)  # fmt: skip
        for first in range(0, rows, 360):
            y = np.clip((np.arange(first, first + 360) + 0.5) / parts - 0.5, 0, len(coarse) - 1)
            low = np.minimum(np.floor(y).astype(int), len(coarse) - 2)
            u, v = (x - left).astype(np.float32), (y - low).astype(np.float32)[:, None]
            near, far = (coarse[low + k] for k in (0, 1))
            sides = [row[:, left % len(coarse[0])] * (1 - u) + row[:, (left + 1) % len(coarse[0])] * u
                     for row in (near, far)]  # fmt: skip
            z[first : first + 360] = np.rint(sides[0] * (1 - v) + sides[1] * v + rng.normal(0, 12, sides[0].shape))
    path.with_suffix(".tmp").replace(path)
    return path


def corridor() -> dict[str, Any]:
    """One route on a global grid of 30 seconds, in a process of its own each."""
    grid, out = fine_grid(), {}
    for name in LONG:
        done = subprocess.run([sys.executable, __file__, "one-corridor", name, str(grid)], capture_output=True, text=True,
                              check=True)  # fmt: skip
        out[name] = json.loads(done.stdout)
        print(name, out[name], file=sys.stderr, flush=True)
    return out


def one_corridor(name: str, grid: str) -> dict[str, Any]:
    """Route one pair on a fine grid and on the shipped one."""
    a, b, setting = LONG[name]
    begun, clock = time.process_time(), time.time()
    surface = terrain(grid=grid, along=(a, b), setting=setting)
    route = find(surface, [a], [b], setting)[0]
    took, waited, peak = time.process_time() - begun, time.time() - clock, peak_gb()
    coarse = find(terrain(setting=setting), [a], [b], setting)[0]
    about = surface.about["corridors"]
    return {"window": surface.lattice.shape, "cells": about[-1]["cells"], "excess": about[-1]["excess"],
            "settled": surface.about["settled"], "costs": [one["cost_musd"] for one in about], "s": took,
            "clock_s": waited, "gb": peak, "km": float(route.length_km.sum()), "cost": route.cost_musd,
            "coarse_km": float(coarse.length_km.sum()), "coarse_cost": coarse.cost_musd}  # fmt: skip


def table_of(found: dict[str, dict[str, float]]) -> list[str]:
    """Excess by case."""
    rows = [f"| {name} | {v['pairs']} | {v['mean']:.5%} | {v['worst']:.4%} |" for name, v in found.items()]
    return ["| case | pairs | mean excess | worst excess |", "|---|---|---|---|", *rows]


def page(got: dict[str, Any], load: float) -> str:
    """Put the figures into words."""
    lines = [
        "# How good and how fast routes are found", "",
        f"Written by `benchmarks/routing.py` on {os.cpu_count()} cores that others use too; load when it began: "
        f"{load:.0f}. Times are CPU seconds of one thread, ratios are of one run.",
    ]  # fmt: skip
    if "accuracy" in got:
        lines += [
            "", "## A globe of water, constant cost", "",
            "Length over the geodesic. Pairs go in all directions; a quarter crosses 180 degrees, a quarter begins within "
            "5 degrees of a pole. The shortcut by a straight line is off. The peers know no ellipsoid, and nothing beyond "
            "the last column; pyorps refuses degrees, so it was given the metres of a plate carrée. Their error does not "
            "fall with the step.", "", *table_of(got["accuracy"]),
        ]  # fmt: skip
    if "refraction" in got:
        lines += ["", "## Optima that are known, 5 minutes", "", *table_of(got["refraction"])]
    if "speed" in got:
        lines += [
            "", "## Beside MCP_Geometric of scikit-image: the real surface, 5 minutes, at sea", "",
            "One route of {pairs} random pairs, warm (the surface laid out and split once): {least:.2f} to {most:.2f} of "
            "its time, {median:.3f} in the middle, {slowest_s:.2f} s at most. Its way, priced exactly, is "
            "{peer_dearer:.1%} dearer in the middle and {peer_least:.1%} at least, of the {compared} that cross no shut "
            "side. A whole field: {field:.2f} of its time ({field_s:.1f} s).".format(**got["speed"]),
        ]  # fmt: skip
    if "memory" in got:
        lines += [
            "", "Peak memory of a fresh process, all of it, with the bill: "
            + ", ".join(f"{name} {gb:.2f}" for name, gb in got["memory"]["pairs"].items())
            + " GB; {imports:.2f} GB of that are Python and its packages when imported. `sogdia route Gwadar Mombasa`, "
            "which reads the world and prices its cables: {command:.2f} GB. MCP_Geometric, Gwadar-Mombasa: {peer:.2f} "
            "GB.".format(**got["memory"]),
        ]  # fmt: skip
    if "growth" in got:
        lines += [
            "", "## Growth: whole fields of a window of 60 by 60 degrees", "",
            "| step | cells | s | ns per n log2 n |", "|---|---|---|---|",
            *(f"| {r['minutes']}' | {r['cells']:,} | {r['s']:.2f} | {r['ns']:.1f} |" for r in got["growth"]),
        ]  # fmt: skip
    if "corridor" in got:
        lines += [
            "", "## Corridors of a global grid of 30 seconds (43,200 by 21,600 cells)", "",
            "The grid is the shipped one between its centres with noise of 12 m, or the user's. The corridor holds the "
            "ways that cost up to so much more than the best on the shipped grid. Time is of everything, reading too.",
            "", "| route | window | cells read | corridor | cost here, shipped grid | km here, shipped grid | CPU s | GB |",
            "|---|---|---|---|---|---|---|---|",
            *(f"| {k} | {v['window'][0]:,} x {v['window'][1]:,} | {v['cells']:,} | {v['excess']:.0%}"
              f"{'' if v['settled'] else ', not settled'} | {v['cost']:.1f}, {v['coarse_cost']:.1f} | {v['km']:,.0f}, "
              f"{v['coarse_km']:,.0f} | {v['s']:.0f} | {v['gb']:.1f} |" for k, v in got["corridor"].items()),
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def whole() -> None:
    """Run each part in a process of its own and write the page."""
    got, load = {}, os.getloadavg()[0]
    for part in PARTS:
        done = subprocess.run([sys.executable, __file__, part], stdout=subprocess.PIPE, text=True, check=True)
        print(part, done.stdout, flush=True)
        got[part] = json.loads(done.stdout)
    PAGE.write_text(page(got, load), encoding="utf-8")


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "all"
    if asked == "all":
        whole()
    elif asked == "one-corridor":
        print(json.dumps(one_corridor(*sys.argv[2:4])))
    else:
        if asked not in PARTS:
            raise SystemExit(f"no part {asked!r}; take one of {', '.join(PARTS)}")
        print(json.dumps(globals()[asked](), default=float))
