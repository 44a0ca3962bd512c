"""Write docs/speed-of-reading.md: how long Sogdia takes to read and check networks of 25,000 to 250,000 spans.

Each size is read as a GeoParquet folder and as a pair of CSVs, each in a process of its own, beside a peer that does less:
geopandas reading the same spans and nothing else. Networks are made by chance (seed 0) around real towns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from sogdia.data import places
from sogdia.formats import write
from sogdia.geodesy import distance_km
from sogdia.network import Network

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed-of-reading.md"
SIZES = (25_000, 50_000, 100_000, 250_000)
NODES_PER_SPAN = 0.4
NEIGHBOURS = 6

RUN = """
import json, resource, sys, time
from pathlib import Path
path, what = Path(sys.argv[1]), sys.argv[2]
if what == "peer":
    import geopandas as gpd, pandas as pd
    gpd.options.io_engine = "pyogrio"
    start = time.perf_counter()
    if (path / "spans.parquet").exists():
        gpd.read_parquet(path / "spans.parquet"), pd.read_parquet(path / "nodes.parquet")
    else:
        spans = pd.read_csv(path / "spans.csv")
        gpd.GeoSeries.from_wkt(spans.geometry), pd.read_csv(path / "nodes.csv")
    figures = {"read_s": time.perf_counter() - start, "check_s": 0.0, "findings": 0}
else:
    import sogdia.inspection
    from sogdia.formats.files import draft
    start = time.perf_counter()
    found = draft(path)
    read = time.perf_counter()
    result = sogdia.inspection.check(found)
    figures = {"read_s": read - start, "check_s": time.perf_counter() - read, "findings": len(result.table)}
figures["cpu_s"] = time.process_time()
figures["peak_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps(figures))
"""


def make(spans: int, seed: int = 0) -> Network:
    """Make a network of so many spans around towns: each node joined to some of its nearest, by lines of six points."""
    chance = np.random.default_rng(seed)
    towns = places().dropna()
    count = int(spans * NODES_PER_SPAN)
    at = chance.integers(0, len(towns), count)
    lon = towns.lon.to_numpy()[at] + chance.normal(0, 0.08, count)
    lat = np.clip(towns.lat.to_numpy()[at] + chance.normal(0, 0.08, count), -85, 85)
    place = np.column_stack([np.clip(lon, -180, 180), lat]).round(6)
    near = cKDTree(place).query(place, k=NEIGHBOURS + 1)[1][:, 1:]
    pairs = np.sort(np.column_stack([np.repeat(np.arange(count), NEIGHBOURS), near.ravel()]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    pairs = pairs[chance.permutation(len(pairs))[:spans]]
    ends = place[pairs]
    share = np.linspace(0, 1, 6)[None, :, None]
    points = ends[:, :1] * (1 - share) + ends[:, 1:] * share
    points[:, 1:-1] += chance.normal(0, 0.002, (len(pairs), 4, 2))
    straight = distance_km(*ends[:, 0].T, *ends[:, 1].T)
    ids = np.array([f"n{i}" for i in range(count)])
    nodes = {"id": ids, "name": [f"Site {i}" for i in range(count)], "country": towns.country.to_numpy()[at],
             "lon": place[:, 0], "lat": place[:, 1], "kind": "junction"}  # fmt: skip
    table = {
        "id": [f"s{i}" for i in range(len(pairs))], "start": ids[pairs[:, 0]], "end": ids[pairs[:, 1]],
        "setting": "terrestrial", "status": "in_service", "year_in_service": chance.integers(1995, 2024, len(pairs)),
        "length_km": (straight * 1.2 + 0.5).round(3), "capacity_design_gbps": chance.choice([10.0, 100.0, 400.0], len(pairs)),
        "geometry": shapely.linestrings(points),
    }  # fmt: skip
    return Network(nodes=pd.DataFrame(nodes), spans=pd.DataFrame(table))


def measure(path: Path, what: str) -> dict[str, float]:
    """Read (and check) a network in a process of its own."""
    done = subprocess.run([sys.executable, "-c", RUN, str(path), what], check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def page(rows: pd.DataFrame) -> str:
    """Give the page of the figures."""
    lines = [
        "# Speed of reading and checking", "",
        "Written by `benchmarks/reading.py`. Seconds of the clock on a shared machine of two cores, processor seconds (with the",
        "start of Python and its imports), and the peak of memory. The peer is geopandas and pandas reading the same two files",
        f"and checking nothing. While it ran, {os.getloadavg()[2]:.0f} processes wanted the two cores (load average of 15 minutes),",
        "which lengthens the seconds of the clock and not those of the processor.", "",
        "| spans | nodes | format | read, s | check, s | together, s | processor, s | memory, GB | peer reads, s | findings |",
        "|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    lines += [
        f"| {row.spans:,} | {row.nodes:,} | {row.format} | {row.read_s:.1f} | {row.check_s:.1f} | {row.read_s + row.check_s:.1f} "
        f"| {row.cpu_s:.1f} | {row.peak_gb:.2f} | {row.peer_s:.1f} | {row.findings:.0f} |"
        for row in rows.itertuples()
    ]
    lines += ["", growth(rows), ""]
    return "\n".join(lines)


def growth(rows: pd.DataFrame) -> str:
    """Say how the processor time grows with the number of spans: a straight line, and how far off it is at worst."""
    told = []
    for name, some in rows.groupby("format"):
        slope, start = np.polyfit(some.spans, some.cpu_s, 1)
        off = np.abs(start + slope * some.spans - some.cpu_s).max()
        told.append(
            f"{name}: {start:.1f} s and {slope * 1e5:.1f} s for each 100,000 spans (off by {off:.1f} s at worst)"
        )
    return f"Processor time grows along a straight line. {'; '.join(told)}."


def main() -> None:
    """Measure every size and write the page."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            net = make(size)
            for form in ("geoparquet", "csv"):
                path = write(net, Path(scratch) / f"{form}-{size}", form)
                figures, peer = measure(path, "sogdia"), measure(path, "peer")
                rows.append({"spans": len(net.spans), "nodes": len(net.nodes), "format": form, **figures,
                             "peer_s": peer["read_s"]})  # fmt: skip
                print(rows[-1], flush=True)
    PAGE.write_text(page(pd.DataFrame(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
