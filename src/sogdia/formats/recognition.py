"""Which format a file or folder is, by its content: first bytes, keys, names of layers and of files in a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError
from sogdia.formats.csv_pair import is_csv_pair
from sogdia.formats.geopackage import is_geopackage
from sogdia.formats.geoparquet import is_geoparquet
from sogdia.formats.gml import is_gml
from sogdia.formats.json_shape import is_geojson, is_node_link, is_peeringdb_json
from sogdia.formats.ofds_csv import is_ofds_csv
from sogdia.formats.ofds_geojson import is_ofds_geojson
from sogdia.formats.ofds_json import is_ofds_json
from sogdia.formats.peeringdb import is_peeringdb
from sogdia.formats.telegeography import is_telegeography

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES: Final = 65_536
KNOWN: Final = (
    "OFDS (JSON, GeoJSON, CSV), a cable folder in TeleGeography's layout, node-link JSON, GraphML, GML, GeoPackage, "
    "GeoParquet, GeoJSON, KML or KMZ, a pair of CSVs (nodes and spans), or a PeeringDB dump"
)
_MOST_FILES: Final = 2000


def recognise(path: Path) -> str:
    """Give the name of the format of a file or folder that is no archive.

    Raises
    ------
    DataError
        It is no format that Sogdia reads.
    """
    name = _folder(path) if path.is_dir() else _file(path)
    if name is None:
        raise DataError(f"{path} is no format that Sogdia reads: {KNOWN}")
    return name


def _folder(path: Path) -> str | None:
    if is_geoparquet(path):
        return "geoparquet"
    if is_telegeography(path):
        return "telegeography"
    for ending, test, name in ((".geojson", is_ofds_geojson, "ofds-geojson"), (".csv", is_ofds_csv, "ofds-csv")):
        files = (file for file, _ in zip(sorted(path.rglob(f"*{ending}")), range(_MOST_FILES), strict=False))
        if any(file.is_file() and test(head_of(file)) for file in files):
            return name
    if any(is_ofds_json(head_of(file)) for file in sorted(path.glob("*.json*"))[:_MOST_FILES] if file.is_file()):
        return "ofds-json"
    if is_csv_pair(path) or (path / "mapping.toml").is_file():
        return "csv"
    return "peeringdb" if is_peeringdb(path) else None


def _file(path: Path) -> str | None:
    head = head_of(path)
    binary = {b"PAR1": ("geoparquet", is_geoparquet), b"SQLi": ("geopackage", is_geopackage)}.get(head[:4])
    if binary is not None:
        return binary[0] if binary[1](path) else None
    body = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if body[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _xml(head)
    if body[:1] in {b"{", b"[", b"\x1e"}:
        return _json(head)
    if is_gml(head.lstrip(b"\xef\xbb\xbf").decode("utf-8", errors="replace")):
        return "gml"
    if is_ofds_csv(head) and path.suffix.lower() == ".csv":
        return "ofds-csv"
    return "csv" if is_csv_pair(path) else None


def _xml(head: bytes) -> str | None:
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="replace")
    root = re.search(r"<(?:[\w.-]+:)?(kml|graphml)[\s>]", text)
    return root[1] if root else None


def _json(head: bytes) -> str | None:
    if is_node_link(head):
        return "node-link"
    if is_peeringdb_json(head):
        return "peeringdb"
    if is_ofds_geojson(head):
        return "ofds-geojson"
    if is_ofds_json(head):
        return "ofds-json"
    return "geojson" if is_geojson(head) else None


def head_of(path: Path) -> bytes:
    """Give the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
