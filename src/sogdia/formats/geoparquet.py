"""Folders of (Geo)Parquet: those that `Network.save` wrote, and other people's `nodes.parquet` and `spans.parquet`.

Kept: everything; this is Sogdia's own store.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from sogdia.errors import DataError
from sogdia.formats.draft import Draft
from sogdia.formats.drawn_layers import draft_layers
from sogdia.formats.findings import Findings
from sogdia.formats.mapping_file import mapped, read_mapping
from sogdia.network import SCHEMA_VERSION, Network, store

if TYPE_CHECKING:
    from pathlib import Path

FORMAT: Final = "geoparquet"
_NAMES: Final = {"nodes": ("nodes", "sites", "points"), "spans": ("spans", "links", "edges", "lines", "cables")}
_MOST_FILES: Final = 200
_FAULTS: Final = (pa.ArrowException, OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError)


def is_geoparquet(path: Path) -> bool:
    """Tell whether a folder is a stored network, or holds Parquet files of nodes and spans; or a file is Parquet."""
    if path.is_file():
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    return path.is_dir() and ((path / store.MANIFEST).is_file() or bool(_files(path)))


def _files(path: Path) -> dict[str, Path]:
    """Give the files of nodes and of spans: by words of their names, else by the kind of their geometries."""
    files = [path] if path.is_file() else sorted(path.glob("*.parquet"))[:_MOST_FILES]
    found: dict[str, Path] = {}
    for table, stems in _NAMES.items():
        called = [file for stem in stems for file in files if stem in re.split(r"[^a-z]+", file.stem.lower())]
        found |= {table: called[0]} if called else {}
    for file in files if len(found) < len(_NAMES) else ():
        kind = _kind_of(file)
        if kind is not None and kind not in found and file not in found.values():
            found[kind] = file
    return found


def _kind_of(file: Path) -> str | None:
    """Tell by its geometries whether a GeoParquet file holds nodes or spans, where it says so."""
    try:
        about = json.loads((pq.read_schema(file).metadata or {}).get(b"geo", b"{}"))
        kinds = about["columns"][about["primary_column"]]["geometry_types"]
    except (*_FAULTS, json.JSONDecodeError):
        return None
    names = {str(kind).removesuffix(" Z") for kind in kinds}
    if names and names <= {"Point", "MultiPoint"}:
        return "nodes"
    return "spans" if names and names <= {"LineString", "MultiLineString"} else None


def read_geoparquet(path: Path, mapping: Path | None = None) -> Network:
    """Read a folder of GeoParquet; see `draft_geoparquet`."""
    return draft_geoparquet(path, mapping).network()


def draft_geoparquet(path: Path, mapping: Path | None = None) -> Draft:
    """Read a folder of GeoParquet, with every fault as a finding.

    Parameters
    ----------
    mapping
        Mapping file for files that Sogdia did not write; its `file` names them.

    Raises
    ------
    DataError
        A file is missing or is no Parquet.
    """
    try:
        if (path / store.MANIFEST).is_file() and mapping is None:
            tables = store.load(path, SCHEMA_VERSION)
            rows = {
                name: pd.DataFrame({"file": f"{name}.parquet", "row": np.arange(1, len(table) + 1)})
                for name, table in tables.items()
            }
            return Draft(path, FORMAT, tables, (), rows)
        return _foreign(path, mapping)
    except _FAULTS as fault:
        raise DataError(f"{path} cannot be read as GeoParquet: {fault}") from fault


def _foreign(path: Path, mapping: Path | None) -> Draft:
    stated = read_mapping(mapping) if mapping else {}
    files = _files(path) | {table: path / one["file"] for table, one in stated.items() if "file" in one}
    found = Findings(path.name)
    sources = {}
    for table in _NAMES:
        if table not in files:
            sources[table] = mapped(pd.DataFrame({"geometry": []}, dtype=object), path.name, table, stated, mapping)
            continue
        if not files[table].resolve().is_relative_to(path.resolve()):
            raise DataError(f"{files[table]} is outside {path}")
        frame = _frame(files[table])
        sources[table] = mapped(frame, files[table].name, table, stated, mapping)
    if not files:
        raise DataError(f"{path} has no file of nodes or spans; name them in a mapping file")
    return draft_layers(path, FORMAT, sources["nodes"], sources["spans"], found)


def _frame(file: Path) -> pd.DataFrame:
    try:
        frame = gpd.read_parquet(file)
        if frame.crs is not None and frame.crs.to_epsg() not in {4326, None}:
            frame = frame.to_crs(4326)
        table = pd.DataFrame(frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame)
        table["geometry"] = pd.Series(list(table["geometry"]), dtype=object, index=table.index)
    except ValueError:
        table = pd.read_parquet(file)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table
