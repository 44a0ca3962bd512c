"""Damaged and hostile inputs over every reader: never a traceback, a hang, 2 GB of memory, or a file written elsewhere.

    python benchmarks/fuzz.py --count 20000 --seed 1 --jobs 2

Each input is a valid file of one format that was then changed: bytes turned, cut, doubled or put in, numbers made huge or
not numbers, the encoding changed, members of folders and archives removed or renamed. Hostile ones are made whole: entity
bombs, archives that unpack to gigabytes or to other places, 200 MB of zeros, nesting without end. A reader may answer
with a network or with an error of Sogdia's; anything else is printed with its seed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import lzma
import multiprocessing
import random
import resource
import shutil
import signal
import sys
import tarfile
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
from fuzz_data import MARK, data_seeds, read_data

from sogdia.errors import SogdiaError
from sogdia.formats.files import WRITERS, draft
from sogdia.geodesy import arc
from sogdia.inspection import mend
from sogdia.network import Network

SECONDS = 10
"""Most processor time for one input, so that a busy machine counts no wait as a hang."""
BYTES = 2_000_000_000
MARKS = [
    b"[",
    b"{",
    b'{"a":',
    b"<a>",
    b"(",
    b"graph [ ",
    b" ",
    b"\t",
    b"\n",
    b'\\"',
    b"1",
    b"1,",
    b", ",
    b"a.",
    b"-",
    b"a ",
]
"""What is put in many times over: what opens and never closes, and what makes a careless pattern go back and forth."""
NUMBERS = [
    b"NaN",
    b"1e999",
    b"-1e999",
    b"9" * 40,
    b"9" * 5000,
    b"-0",
    b"0x10",
    b"1e308",
    b"181",
    b"-91",
    b"null",
    b"true",
    b'""',
    b"[]",
    b"{}",
]


def sample() -> Network:
    """Give a small network with most kinds of cells."""
    nodes = pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["Älpha", 'Beta, "B"', "<Gamma & co>", None],
            "country": ["NAM", "DJI", None, "FJI"],
            "lon": [14.5, 43.1, 60.0, 178.4],
            "lat": [-22.9, 11.6, 0.0, -18.1],
            "kind": ["landing", "city", "branching_unit", "landing"],
            "population": [1e5, None, None, 9e4],
        }
    )
    spans = pd.DataFrame(
        {
            "id": ["ac", "bc", "cd"],
            "start": ["a", "b", "c"],
            "end": ["c", "c", "d"],
            "system": ["s", "s", None],
            "setting": ["submarine", "submarine", "terrestrial"],
            "status": ["in_service", None, "proposed"],
            "year_in_service": [2010, None, 2030],
            "length_km": [9000.0, 3000.5, None],
            "geometry": [arc(14.5, -22.9, 60, 0), None, arc(60, 0, 178.4, -18.1)],
        }
    )
    systems = pd.DataFrame({"id": ["s"], "name": ["Söme"], "kind": ["submarine"], "length_km": [12000.0]})
    return Network(nodes=nodes, spans=spans, systems=systems)


def seeds(folder: Path) -> list[Path]:
    """Write one valid input of each format; give the files and folders."""
    net = sample()
    endings = {
        "csv": "",
        "geoparquet": "",
        "ofds-csv": "",
        "ofds-geojson": "",
        "node-link": ".json",
        "ofds-json": ".json",
        "geopackage": ".gpkg",
    }
    out = [WRITERS[name](net, folder / f"{name}{endings.get(name, '.' + name)}") for name in sorted(WRITERS)]
    cables = folder / "cables"
    for name, value in cable_folder().items():
        (cables / name).parent.mkdir(parents=True, exist_ok=True)
        (cables / name).write_text(json.dumps(value), encoding="utf-8")
    peering = {
        "fac": {"data": [{"id": 1, "name": "F", "country": "NA", "latitude": -22.5, "longitude": 17.0}]},
        "ix": {"data": [{"id": 1, "name": "X", "country": "NA"}]},
        "ixfac": {"data": [{"ix_id": 1, "fac_id": 1}]},
    }
    (folder / "peering.json").write_text(json.dumps(peering), encoding="utf-8")
    features = [
        {"type": "Feature", "properties": {"name": "x"}, "geometry": {"type": kind, "coordinates": places}}
        for kind, places in (("Point", [1, 2]), ("Point", [3, 4]), ("LineString", [[1, 2], [3, 4]]))
    ]
    (folder / "any.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    foreign = folder / "foreign"
    foreign.mkdir()
    (foreign / "sites.csv").write_bytes(
        "SITE;Nom;Lon;Lat;Pays\nA;Lüd;15,1;-26,6;NA\nB;Win;17,1;-22,5;NA\n".encode("cp1252")
    )
    (foreign / "links.csv").write_text("A_END;B_END;LEN_M;Status\nA;B;700000;Live\n", encoding="utf-8")
    (foreign / "mapping.toml").write_text(
        '[nodes]\nid = "SITE"\nlon = "Lon"\nlat = "Lat"\n[spans]\nstart = "A_END"\nend = "B_END"\nlength_km = { column = "LEN_M", unit = "m" }\n',
        encoding="utf-8",
    )
    archives = [
        zipped(each, folder / f"{each.name}.zip")
        for each in [*out, cables, foreign]
        if each.is_dir() or each.suffix == ".json"
    ]
    with tarfile.open(folder / "cables.tar.gz", "w:gz") as archive:
        archive.add(cables, "cables")
    archives += _more_forms(folder, features)
    networks = [*out, cables, folder / "peering.json", folder / "any.geojson", foreign, *archives]
    return [*networks, folder / "cables.tar.gz", *data_seeds(folder)]


def _more_forms(folder: Path, features: list[dict[str, object]]) -> list[Path]:
    """Write the less usual forms: links with the places of their ends, features by the line, OFDS in several files."""
    alone = folder / "alone"
    alone.mkdir()
    (alone / "routes.csv").write_text(
        "ref;from_name;from_lat;from_lon;to_name;to_lat;to_lon;Länge (km)\n"
        "1;A;1°17'11\"S;36,8;B;-4,04;39,66 E;1.480,5\n2;A;-1,28;36,8;C;0,3;32,5;660 km\n",
        encoding="utf-8",
    )
    lines = folder / "lines.geojsonl"
    lines.write_text("\n".join(json.dumps(one) for one in features), encoding="utf-8")
    linked = folder / "linked"
    linked.mkdir()
    links = [{"href": f"{name}.json", "rel": f"tag:opentelecomdata.net,2022:{name}File"} for name in ("nodes", "spans")]
    network = {"id": "6c2b2b1e-1b1a-4d0c-9f0a-2f6a6d5d0001", "links": links, "website": "www.example.org"}
    (linked / "package.json").write_text(json.dumps({"networks": [network]}), encoding="utf-8")
    places = {"a": [1, 2], "b": [3, 4]}
    nodes = [{"id": key, "location": {"type": "Point", "coordinates": place}} for key, place in places.items()]
    (linked / "nodes.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    (linked / "spans.json").write_text(json.dumps({"id": "s", "start": "a", "end": "b"}), encoding="utf-8")
    return [alone, lines, linked]


def cable_folder() -> dict[str, object]:
    """Give the files of a cable map with one cable that branches."""
    places = {"a-angola": [13.2, -8.8], "b-brazil": [-38.5, -3.7], "c-namibia": [14.5, -22.9]}
    points = [{"id": key, "name": f"{key[0].upper()}, {key[2:].title()}", "country": key[2:].title()} for key in places]
    lines = [[places["a-angola"], [0.0, -10.0], places["b-brazil"]], [[0.0, -10.0], places["c-namibia"]]]
    return {
        "cable/x.json": {
            "id": "x",
            "name": "X",
            "length": "9,000 km",
            "landing_points": points,
            "owners": "A Co., Ltd., B",
            "suppliers": "ASN",
            "rfs": "2024 Q1",
            "is_planned": False,
        },
        "cable/cable-geo.json": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"id": "x"},
                    "geometry": {"type": "MultiLineString", "coordinates": lines},
                }
            ],
        },
        "landing-point/landing-point-geo.json": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": point,
                    "geometry": {"type": "Point", "coordinates": places[point["id"]]},
                }
                for point in points
            ],
        },
        "supplier/asn.json": {"id": "asn", "name": "ASN", "cables": [{"id": "x"}]},
    }


def zipped(path: Path, target: Path) -> Path:
    """Zip a file or folder."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(path.parent))
    return target


def changed(raw: bytes, dice: random.Random) -> bytes:  # noqa: C901, PLR0912  one branch for each way
    """Change a file's bytes in one to three ways."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(raw) + 1)
        way = dice.randrange(10)
        if way == 0:
            raw = raw[:at]
        elif way == 1:
            stop = min(len(raw), at + dice.randint(1, 200))
            raw = raw[:stop] + raw[at:stop] * dice.randint(1, 3) + raw[stop:]
        elif way == 2:
            raw = raw[:at] + dice.randbytes(dice.randint(1, 20)) + raw[at:]
        elif way == 3:
            raw = raw[:at] + raw[at + dice.randint(1, 60) :]
        elif way == 4:
            digits = [i for i, byte in enumerate(raw[:20_000]) if 48 <= byte <= 57]
            if digits:
                at = dice.choice(digits)
                raw = raw[:at] + dice.choice(NUMBERS) + raw[at + 1 :]
        elif way == 5:
            text = raw.decode("utf-8", errors="replace")
            raw = text.encode(
                dice.choice(["latin-1", "utf-16", "utf-32", "cp1252", "utf-8-sig", "cp500"]), errors="replace"
            )
        elif way == 6:
            mark = dice.choice(MARKS)
            raw = raw[:at] + mark * dice.choice([10, 1000, 100_000]) + raw[at:]
        elif way == 7:
            one, other = dice.choice(
                [
                    (b",", b";"),
                    (b'"', b"'"),
                    (b"id", b"ID"),
                    (b"nodes", b"spans"),
                    (b".", b","),
                    (b":", b""),
                    (b"<", b""),
                    (b"0", b"-"),
                ]
            )
            raw = raw.replace(one, other, dice.choice([1, -1]))
        else:
            body = bytearray(raw)
            for _ in range(dice.randint(1, 8)):
                if body:
                    body[dice.randrange(len(body))] = dice.randrange(256)
            raw = bytes(body)
    return raw


def mutant(seed: Path, folder: Path, dice: random.Random) -> Path:
    """Make one changed input in `folder`."""
    target = folder / seed.name
    if seed.is_dir():
        shutil.copytree(seed, target)
        files = sorted(file for file in target.rglob("*") if file.is_file())
        chosen = dice.choice(files)
        if dice.random() < 0.1:
            chosen.unlink()
        elif dice.random() < 0.05:
            chosen.rename(
                chosen.with_name(dice.choice(["x", "nodes.csv", "spans.csv", "fac.json", "cable-geo.json", "ü" * 60]))
            )
        else:
            chosen.write_bytes(changed(chosen.read_bytes(), dice))
    elif seed.suffix in {".zip", ".kmz"} and dice.random() < 0.6:
        with (
            zipfile.ZipFile(seed) as old,
            warnings.catch_warnings(),
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            warnings.simplefilter("ignore")
            for name in old.namelist():
                body = old.read(name)
                put = (
                    dice.choice(["../" + name, "/tmp/" + name, "C:\\" + name, name * 30, "x/../../" + name, ""])  # noqa: S108  a name that must be refused
                    if dice.random() < 0.05
                    else name
                )
                new.writestr(put or "x", changed(body, dice) if dice.random() < 0.5 else body)
    else:
        target.write_bytes(changed(seed.read_bytes(), dice))
    return target


def hostile(folder: Path, *, large: bool) -> list[Path]:
    """Make the inputs that are meant to harm."""
    out = []

    def put(name: str, body: bytes) -> None:
        (folder / name).write_bytes(body)
        out.append(folder / name)

    laughs = (
        '<!DOCTYPE k [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(10))
        + "]>"
    )
    for root in ("kml", "graphml"):
        put(
            f"laughs.{root}",
            f'<?xml version="1.0"?>{laughs}<{root}><Placemark><name>&k;</name></Placemark></{root}>'.encode(),
        )
        put(
            f"outside.{root}",
            f'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}><Placemark><name>&x;</name></Placemark></{root}>'.encode(),
        )
        put(f"deep.{root}", f"<{root}>".encode() + b"<a>" * 200_000)
        put(
            f"blowup.{root}",
            f'<!DOCTYPE k [<!ENTITY x "{"y" * 100_000}">]><{root}><n>{"&x;" * 10_000}</n></{root}>'.encode(),
        )
    for name, mark in (
        ("list", b"["),
        ("object", b'{"nodes":'),
        ("features", b'{"type":"FeatureCollection","features":['),
    ):
        put(f"deep-{name}.json", mark * 200_000)
    put("deep.gml", b"graph [ node [ id 1 " * 100_000)
    for name in (
        "../up.csv",
        "/tmp/sogdia-fuzz-up.csv",  # noqa: S108  a name that must be refused
        "a/../../up.csv",
        "..\\up.csv",
        "C:\\up.csv",
        "nodes.csv\0.csv",
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, "id\n1\n")
        put(f"path-{len(out)}.zip", buffer.getvalue())
    for kind, link in (
        (tarfile.SYMTYPE, "/etc/passwd"),
        (tarfile.LNKTYPE, "../../x"),
        (tarfile.CHRTYPE, ""),
        (tarfile.REGTYPE, ""),
    ):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            member = tarfile.TarInfo("../up.csv" if kind == tarfile.REGTYPE else "nodes.csv")
            member.type, member.linkname = kind, link
            archive.addfile(member)
        put(f"link-{len(out)}.tar", buffer.getvalue())
    size = 200_000_000 if large else 2_000_000
    for ending in ("csv", "json", "kml", "gml", "gpkg", "zip", "bin"):
        put(f"zeros.{ending}", b"")
        with (folder / f"zeros.{ending}").open("wb") as file:
            file.truncate(size)
    put("zeros.json.gz", gzip.compress(bytes(size), 6))
    spaces = b" " * size
    put("spaces.json", spaces)
    put("commas.csv", b"id,lon\n" + b"," * (size // 10))
    put("spans.csv", b"id,start,end\n" + b"x,y,z\n" * (size // 100))
    put("nodes.csv", b"id,lon,lat\n" + b"x,1e999,NA\n" * (size // 100))
    put("list.json", b'{"nodes":[' + b"{}," * (size // 20))
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("nodes.csv", "w", force_zip64=True) as file,
    ):
        for _ in range(600 if large else 60):
            file.write(bytes(1_000_000))
    for name, line in (
        ("rtt.csv", b"2024-01-01,Paris,Rome,10.5\n"),
        ("itu.csv", b"Kenya,2010,100\n"),
        ("gapminder.csv", b"ken,2001,5\n"),
        ("geonames.txt", b"1\tTown\t\ta\t1.5\t2.5\tP\tPPL\tNA\t\t01\t\t\t\t9\t\t10\tX\t2024-01-01\n"),
    ):
        heads = {
            "rtt.csv": b"window_end_date,src,dst,avg_rtt_ms\n",
            "itu.csv": b"country,year,mbit_s\n",
            "gapminder.csv": b"geo,time,made\n",
        }
        put(f"{MARK}{name}", heads.get(name, b"") + line * (size // len(line)))
    put(f"{MARK}rda.gzip.rda", gzip.compress(bytes(size), 9) * 4)
    put(f"{MARK}rda.xz.rda", lzma.compress(bytes(size), preset=0) * 4)
    for name in (
        "rtt.csv",
        "rda.rda",
        "library.csv",
        "bank.csv",
        "bank.zip",
        "itu.xlsx",
        "grid.nc",
        "grid.asc",
        "geonames.txt",
        "geonames.zip",
    ):
        put(f"{MARK}{name.replace('.', '.zeros.')}", bytes(size))
    put(f"{MARK}grid.huge.asc", b"ncols 1000000\nnrows 1000000\nxllcorner 0\nyllcorner 0\ncellsize 0.0001\n" + spaces)
    put("bomb.zip", buffer.getvalue())
    put("bomb.kmz", buffer.getvalue().replace(b"nodes.csv", b"doca1.kml"))
    return out


class TooSlowError(Exception):
    """An input took longer than `SECONDS`."""


def attempt(path: Path, mended: Path | None = None) -> str:
    """Read one input, or mend a copy of it; give what came of it, and raise nothing but what is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if path.name.startswith(MARK):
                read_data(path)
                return "table"
            if mended is not None:
                mend(path, mended)
                return "mended"
            draft(path).network()
        except SogdiaError as fault:
            return type(fault).__name__
    return "network"


def work(job: tuple[int, int, int]) -> tuple[Counter[str], list[str], float, float]:
    """Read `count` mutants by one seed in one process; give outcomes, failures, slowest seconds and memory in GB."""
    seed, count, start = job
    in_use = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGPROF, _too_slow)
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        originals = Path(place) / "originals"
        originals.mkdir()
        valid = seeds(originals)
        for number in range(start, start + count):
            dice = random.Random(seed * 1_000_003 + number)  # noqa: S311  not for secrets
            folder = Path(place) / "input"
            folder.mkdir()
            path = mutant(dice.choice(valid), folder, dice)
            copy = Path(place) / "mended" / path.name if number % 8 == 0 else None
            name = f"seed {seed} number {number}: {path.name}"
            slowest = max(slowest, _one(path, name, outcomes, failures, copy))
            shutil.rmtree(Path(place) / "mended", ignore_errors=True)
            if {item.name for item in Path(place).iterdir()} != {"originals", "input"} or len(
                list(folder.iterdir())
            ) != 1:
                failures.append(f"seed {seed} number {number}: {path.name} wrote a file")
            shutil.rmtree(folder)
    return outcomes, failures, slowest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _too_slow(_signal: int, _frame: object) -> None:
    raise TooSlowError


def _one(path: Path, name: str, outcomes: Counter[str], failures: list[str], mended: Path | None = None) -> float:
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        outcomes[attempt(path, mended)] += 1
    except BaseException:  # noqa: BLE001  whatever comes is what is looked for
        outcomes["failure"] += 1
        failures.append(f"{name}\n{''.join(traceback.format_exc().splitlines(keepends=True)[-14:])}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - begin


def harm(large: bool) -> tuple[Counter[str], list[str], float, float]:
    """Read the hostile inputs in one process."""
    in_use = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    signal.signal(signal.SIGPROF, _too_slow)
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        for path in hostile(Path(place), large=large):
            taken = _one(path, path.name, outcomes, failures)
            slowest = max(slowest, taken)
            print(f"  {path.name}: {taken:.2f} s", flush=True)
    return outcomes, failures, slowest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> int:
    """Run the inputs asked for and print what came of them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--count", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--start", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--small", action="store_true", help="leave out the inputs of 200 MB")
    options = asked.parse_args()
    slice_size = 500
    starts = range(options.start, options.start + options.count, slice_size)
    jobs = [(options.seed, min(slice_size, options.start + options.count - at), at) for at in starts]
    begin = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        results = [pool.apply(harm, (not options.small,))]
    print(f"hostile inputs: {dict(results[0][0])}, slowest {results[0][2]:.1f} s, {results[0][3]:.2f} GB at most")
    if jobs:
        with context.Pool(options.jobs, maxtasksperchild=4) as pool:
            for done, result in enumerate(pool.imap_unordered(work, jobs), start=1):
                results.append(result)
                print(
                    f"  {done} of {len(jobs)} slices, {len(result[1])} failures",
                    *result[1][:5],
                    sep="\n    ",
                    flush=True,
                )
    outcomes = sum((result[0] for result in results), Counter())
    failures = [failure for result in results for failure in result[1]]
    for failure in failures[:20]:
        print(failure)
    print(
        f"{sum(outcomes.values())} inputs in {time.perf_counter() - begin:.0f} s: {dict(outcomes)}; slowest {max(r[2] for r in results):.1f} s; most memory {max(r[3] for r in results):.2f} GB; {len(failures)} failures"
    )
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
