"""Which set a file or folder is: told by its content, and read by the set's own reader before it is taken in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.data.catalogue import Entry, catalogue
from sogdia.errors import DataError
from sogdia.formats import read
from sogdia.formats.agreement_dates import read_agreement_dates
from sogdia.formats.aiddata import read_aiddata
from sogdia.formats.confucius_institutes import read_confucius_institutes
from sogdia.formats.gapminder import is_gapminder, read_gapminder
from sogdia.formats.geonames import is_geonames, read_geonames
from sogdia.formats.grids import open_grid
from sogdia.formats.itu import is_itu_bandwidth, read_itu_bandwidth
from sogdia.formats.json_shape import is_peeringdb_json
from sogdia.formats.netcdf import is_netcdf, netcdf_words
from sogdia.formats.peeringdb import is_peeringdb
from sogdia.formats.pew import read_pew
from sogdia.formats.pings import is_pings, read_pings
from sogdia.formats.public_diplomacy import read_public_diplomacy
from sogdia.formats.published_points import read_published_points
from sogdia.formats.recognition import head_of
from sogdia.formats.rtt_windows import is_rtt_windows, read_rtt_windows
from sogdia.formats.scgraph import is_scgraph, read_scgraph
from sogdia.formats.text_tables import first_line, header_of, read_rows, read_text
from sogdia.formats.vote_files import is_votes, read_votes
from sogdia.formats.world_bank import is_world_bank, read_world_bank

if TYPE_CHECKING:
    from collections.abc import Callable

    from sogdia.formats.text_tables import Reading

_BY_COLUMNS: Final[dict[str, Callable[[Path], Reading]]] = {
    "agreement_dates": read_agreement_dates,
    "aiddata": read_aiddata,
    "confucius_institutes": read_confucius_institutes,
    "pew": read_pew,
    "public_diplomacy": read_public_diplomacy,
    "published_points": read_published_points,
}
"""Readers of sets that are known by their columns, which stand after the reader's name in the catalogue."""
_STEPS: Final = {"gebco": (15,), "etopo": (15, 30, 60)}
"""Steps in which each publisher gives its grid, seconds of arc."""
_HEAD: Final = 262_144
"""Bytes at the beginning of a JSON file by which its kind is told."""


@dataclass(frozen=True)
class Found:
    """What a set's own reader found: a line on its size, and the publisher's faults in plain words."""

    size: str
    faults: tuple[str, ...] = ()


def take(entry: Entry, path: Path) -> Found:
    """Read a file or folder as a set of the catalogue.

    Raises
    ------
    DataError
        Nothing is there, it is another set (which is named), or the reader found what it cannot take.
    """
    if not path.exists():
        raise DataError(f"no file or folder {path}")
    tell, reader = _reader(entry.reader)
    if not tell(path):
        others = [f"{name!r}" for name in looks_like(path) if name != entry.name]
        hint = (
            f"it looks like {' or '.join(others)}: `sogdia data info NAME` tells more" if others else _known_form(path)
        )
        raise DataError(f"{path} is not {entry.name!r} ({entry.title}: {entry.format}); {hint}")
    return reader(path)


def looks_like(path: Path) -> list[str]:
    """Name the sets that a file or folder may be, by a look at its beginning."""
    return [entry.name for entry in catalogue().values() if entry.reader and _reader(entry.reader)[0](path)]


def _known_form(path: Path) -> str:
    if path.is_file() and (step := _step_of(path)):
        return (
            f"it is a grid of {step:g} seconds of arc; take the file of the publisher's full grid or an extract of it"
        )
    kind = "the folder holds" if path.is_dir() else "it begins with"
    if path.is_dir():
        names = sorted(p.name for p in path.iterdir())[:5]
        return f"{kind} {', '.join(names) or 'nothing'}"
    line = first_line(path)
    return f"{kind} {line[:60]!r}" if line.isprintable() and line else "it is no text and no grid"


def _reader(reader: str) -> tuple[Callable[[Path], bool], Callable[[Path], Found]]:
    """Give the two functions of a reader: whether a path is such a set, and what is read in it."""
    kind, _, detail = reader.partition(":")
    tables: dict[str, tuple[Callable[[Path], bool], Callable[[Path], Reading]]] = {
        "pings": (is_pings, read_pings),
        "rtt_windows": (is_rtt_windows, read_rtt_windows),
        "geonames": (is_geonames, read_geonames),
        "world_bank": (is_world_bank, read_world_bank),
        "gapminder": (is_gapminder, read_gapminder),
        "itu_bandwidth": (is_itu_bandwidth, read_itu_bandwidth),
    }
    if kind in tables:
        tell, reads = tables[kind]
        return tell, lambda path: _of_reading(reads(path))
    wanted = detail.split(";")
    others: dict[str, tuple[Callable[[Path], bool], Callable[[Path], Found]]] = {
        "votes": (lambda path: is_votes(path) or _has_columns(path, wanted), lambda path: _votes(path, wanted)),
        "network": (_NETWORKS.get(detail, Path.exists), _network),
        "json": (lambda path: _has_keys(path, wanted), _json),
        "grid": (lambda path: _is_grid_of(path, detail), _grid),
        "sndlib": (_is_sndlib, _sndlib),
        "tle": (_is_tle, _tle),
        "scgraph": (is_scgraph, _scgraph),
    }
    if kind in others:
        return others[kind]
    return lambda path: _has_columns(path, wanted), lambda path: _columns_read(kind, path, wanted)


def _of_reading(reading: Reading) -> Found:
    return Found(f"{len(reading.table):,} rows", tuple(str(finding) for finding in reading.findings))


def _votes(path: Path, wanted: list[str]) -> Found:
    """Read votes whole where the publication is known; else count the rows of a CSV with the wanted columns."""
    if not is_votes(path):
        return Found(f"{len(read_rows(path, wanted)):,} rows")
    votes = read_votes(path)
    return Found(f"{len(votes.cast):,} votes on {len(votes.roll_calls):,} roll calls", votes.notes)


def _network(path: Path) -> Found:
    net = read(path)
    return Found(f"{len(net.nodes):,} nodes, {len(net.spans):,} spans, {len(net.systems):,} systems")


def _has_columns(path: Path, wanted: list[str]) -> bool:
    return path.is_file() and {name.lower() for name in wanted} <= set(header_of(path))


def _columns_read(kind: str, path: Path, wanted: list[str]) -> Found:
    return _of_reading(_BY_COLUMNS[kind](path)) if kind in _BY_COLUMNS else _rows(path, wanted)


def _rows(path: Path, wanted: list[str]) -> Found:
    return Found(f"{len(read_rows(path, wanted)):,} rows")


def _head(path: Path) -> str:
    """Give the beginning of a text, without blanks; empty where there is none."""
    try:
        with path.open("rb") as file:
            return re.sub(r"\s+", "", file.read(_HEAD).decode("utf-8", errors="replace"))
    except OSError:
        return ""


def _has_keys(path: Path, keys: list[str]) -> bool:
    if not path.is_file():
        return False
    head = _head(path)
    return head.startswith("{") and all(f'"{key}":' in head for key in keys)


def _json(path: Path) -> Found:
    try:
        found = json.loads(read_text(path))
    except (ValueError, RecursionError) as fault:
        raise DataError(f"{path} is no whole JSON: {fault}") from fault
    return Found(", ".join(f"{len(part):,} {key}" for key, part in found.items() if isinstance(part, list | dict)))


def _is_cable_map(path: Path) -> bool:
    return path.is_dir() and (path / "cable").is_dir() and (path / "landing-point").is_dir()


def _is_ofds(path: Path) -> bool:
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.suffix in {".json", ".geojson", ".csv"})
    return bool(files) and any(_says_ofds(file) for file in files[:20])


def _says_ofds(path: Path) -> bool:
    header = set(header_of(path)) if path.suffix == ".csv" else set()
    if {"id", "name", "start", "end"} <= header or {"id", "location/type"} <= header:
        return True
    head = _head(path)
    whole = '"networks":[' in head or ('"nodes":[' in head and '"spans":[' in head)
    words = ("physicalInfrastructureProvider", "networkProviders", "transmissionMedium", "internationalConnections")
    feature = '"FeatureCollection"' in head and ('"network":' in head or any(f'"{word}"' in head for word in words))
    return head.startswith("{") and (whole or feature)


def _is_peeringdb(path: Path) -> bool:
    return is_peeringdb(path) if path.is_dir() else path.is_file() and is_peeringdb_json(head_of(path))


def _is_topohub(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            return False
    return _has_keys(path, ["nodes", "directed"]) and ('"links":' in _head(path) or '"multigraph":' in _head(path))


_NETWORKS: Final[dict[str, Callable[[Path], bool]]] = {
    "telegeography": _is_cable_map,
    "ofds": _is_ofds,
    "peeringdb": _is_peeringdb,
    "topohub": _is_topohub,
}


def _step_of(path: Path) -> float:
    """Give the step of a grid in seconds of arc, 0 where a file is none."""
    try:
        return open_grid(path).step[0] * 3600
    except (DataError, OSError):
        return 0.0


def _is_grid_of(path: Path, name: str) -> bool:
    """Tell whether a grid is that of a publisher: by its own words, else by its file's name; and by its step.

    Both publish steps of 15 seconds of arc, ETOPO also 30 and 60. A grid that says nothing may be either.
    """
    try:
        grid = open_grid(path)
        said = netcdf_words(path) if is_netcdf(path) else ""
    except (DataError, OSError):
        return False
    if not any(abs(grid.step[0] * 3600 - step) < 0.01 for step in _STEPS[name]):
        return False
    for text in (said.casefold(), path.name.casefold()):
        named = [one for one in _STEPS if one in text]
        if named:
            return name in named
    return True


def _grid(path: Path) -> Found:
    """Open a grid and read some values in its middle."""
    grid = open_grid(path)
    row, column = len(grid.lat) // 2, len(grid.lon) // 2
    lon, lat = sorted(grid.lon[column - 1 : column + 1]), sorted(grid.lat[row - 1 : row + 1])
    grid.window(lon[0], lat[0], lon[-1], lat[-1], gaps=True)
    west, south, east, north = grid.bounds
    step = grid.step[0] * 3600
    box = f"{west:g} to {east:g} E, {south:g} to {north:g} N"
    return Found(f"{len(grid.lat):,} x {len(grid.lon):,} values, {step:g} seconds of arc, {box}")


def _is_sndlib(path: Path) -> bool:
    files = [path] if path.is_file() else sorted(path.rglob("*.txt"))[:50]
    return any(first_line(file).startswith("?SNDlib native format") for file in files)


def _sndlib(path: Path) -> Found:
    files = [path] if path.is_file() else sorted(path.rglob("*.txt"))
    native = [file for file in files if first_line(file).startswith("?SNDlib native format")]
    return Found(f"{len(native)} files")


def _is_tle(path: Path) -> bool:
    head = _lines(path)
    return any(re.match(r"1 [ A-Z0-9]{5}[A-Z ]", line) for line in head[:3]) and any(
        re.match(r"2 [ A-Z0-9]{5} ", line) for line in head[:4]
    )


def _scgraph(path: Path) -> Found:
    layers = read_scgraph(path)
    return Found(", ".join(f"{len(part):,} segments of {layer}" for layer, part in layers.items()))


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    with path.open("rb") as file:
        return file.read(1024).decode("ascii", errors="replace").splitlines()


def _tle(path: Path) -> Found:
    """Count satellites; hold each line against its checksum (column 69)."""
    satellites = 0
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not re.match(r"[12] ", line) or len(line.rstrip()) < 69:
            continue
        digits = sum(int(c) if c.isdigit() else int(c == "-") for c in line[:68])
        if line[68] != str(digits % 10):
            raise DataError(f"{path} line {number}: its checksum is {line[68]!r}, not {digits % 10}; fetch it again")
        satellites += line[0] == "2"
    return Found(f"{satellites:,} satellites")
