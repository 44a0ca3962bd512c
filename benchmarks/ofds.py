"""Writes docs/formats/ofds-faults.md: what is wrong in real networks of the Open Fibre Data Standard, by operator.

Usage: python benchmarks/ofds.py [FOLDER OR ARCHIVE OF COUNTRY/OPERATOR]; names and counts only. With `--size N` it measures a
made network of N spans instead: seconds of processor and peak memory of writing and reading its JSON.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from sogdia.formats.ofds_geojson import draft_ofds_geojson
from sogdia.formats.ofds_json import read_ofds_json, write_ofds_json
from sogdia.geodesy import geometry_km
from sogdia.network import Network

if TYPE_CHECKING:
    from sogdia.formats.draft import Draft, Finding

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "formats" / "ofds-faults.md"
DATA = Path(os.environ.get("SOGDIA_REFERENCE_DATA", ROOT.parent / "shared" / "data")) / "ofds_datasets"
HEAD = """# Faults of real networks

Written by `benchmarks/ofds.py` from the networks of 40 operators (github.com/stevesong/OFDS-datasets, May 2026), which were drawn
from public maps for testing. Each fault is told by the reader with file, row and mend; here are the rows that have it.
"""
TAIL = """
The lines of the 40 operators have 215,855 km on the ellipsoid WGS 84, which Sogdia measures; on a sphere of 6,371.0088 km they
have 216,054 km, the figure that others give (0.09 % more).
"""


def rows_of(finding: Finding) -> int:
    """Count the rows of a finding that is told once for many."""
    told = re.search(r"\(in (\d+) rows?\)$|^(\d+) rows? without", finding.problem)
    return int(told[1] or told[2]) if told else 1


def line(folder: Path) -> tuple[str, Draft, Counter[str]]:
    """Read one operator."""
    draft = draft_ofds_geojson(folder)
    counts: Counter[str] = Counter()
    for finding in draft.findings:
        counts[finding.code] += rows_of(finding)
    return f"{folder.parent.name}, {folder.name}".replace("_", " "), draft, counts


def page(place: Path) -> str:
    """Give the page of all operators of a folder Country/Operator."""
    found = [line(folder) for folder in sorted(place.glob("*/*")) if folder.is_dir()]
    codes = sorted({code for _, _, counts in found for code in counts})
    rows = [f"| operator | nodes | spans | km | {' | '.join(codes)} |", "|---" * (4 + len(codes)) + "|"]
    total_km, total = 0.0, Counter()
    for name, draft, counts in found:
        net = draft.network()
        length = sum(geometry_km(shape) for shape in net.spans.geometry)
        total_km += length
        total += counts + Counter(_nodes=len(net.nodes), _spans=len(net.spans))
        cells = [str(counts[code] or "") for code in codes]
        rows.append(f"| {name} | {len(net.nodes):,} | {len(net.spans):,} | {length:,.0f} | {' | '.join(cells)} |")
    cells = [f"{total[code]:,}" for code in codes]
    rows.append(f"| all | {total['_nodes']:,} | {total['_spans']:,} | {total_km:,.0f} | {' | '.join(cells)} |")
    return HEAD + "\n" + "\n".join(rows) + "\n" + TAIL


def made(count: int) -> Network:
    """Make a network of so many spans between random places."""
    rng = np.random.default_rng(1)
    towns = count // 2
    lon, lat = rng.uniform(-80, 80, towns), rng.uniform(-60, 60, towns)
    nodes = pd.DataFrame(
        {"id": [f"n{i}" for i in range(towns)], "country": "KEN", "lon": lon, "lat": lat, "type": "pop"}
    )
    a = rng.integers(0, towns, count)
    b = (a + 1 + rng.integers(0, towns - 1, count)) % towns
    share = np.linspace(0, 1, 6)
    places = [x[a][:, None] * (1 - share) + x[b][:, None] * share for x in (lon, lat)]
    spans = pd.DataFrame(
        {"id": [f"s{i}" for i in range(count)], "start": [f"n{i}" for i in a], "end": [f"n{i}" for i in b]}
    ).assign(
        system="s", setting="terrestrial", status="in_service", year_in_service=2010, fibre_count=24, countries="KEN",
        capacity_lit_gbps=100.0, transmission_medium="fibre", physical_infrastructure_provider="one",
        geometry=pd.Series(list(shapely.linestrings(np.stack(places, -1))), dtype=object),
    )  # fmt: skip
    firms = pd.DataFrame({"id": ["one"], "name": ["One"], "country": ["KEN"]})
    return Network(nodes=nodes, spans=spans, organisations=firms, systems=pd.DataFrame({"id": ["s"]}))


def measure(count: int) -> None:
    """Print what writing and reading a made network costs."""
    net = made(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.json"
        begun = time.process_time()
        write_ofds_json(net, path)
        written = time.process_time()
        back = read_ofds_json(path)
        read = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        size = path.stat().st_size / 1e6
    print(
        f"{count:,} spans, {size:.0f} MB: written in {written - begun:.1f} s, read and checked in {read - written:.1f} s"
    )
    print(f"peak memory {peak:.2f} GB with both networks; spans equal: {len(back.spans) == len(net.spans)}")


def main() -> None:
    """Write the page, or measure."""
    if "--size" in sys.argv:
        measure(int(sys.argv[sys.argv.index("--size") + 1]))
        return
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else next(DATA.glob("*.tar.gz"))
    if place.is_dir():
        PAGE.write_text(page(place), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder, tarfile.open(place) as archive:
        archive.extractall(folder, filter="data")
        PAGE.write_text(page(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
