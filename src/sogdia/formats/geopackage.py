"""GeoPackage (OGC 12-128): nodes as points, spans as lines, hazards as areas, the other tables as attributes.

Kept: every table and column. Types: whole numbers that may be missing come back as such. Opens in QGIS.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
import shapely

from sogdia.errors import DataError
from sogdia.geodesy import arc
from sogdia.network import SCHEMAS, Network

if TYPE_CHECKING:
    import geopandas as gpd

_MAGIC = b"SQLite format 3\x00"


def is_geopackage(path: Path) -> bool:
    """Tell whether a file is a GeoPackage by its first bytes."""
    with path.open("rb") as file:
        head = file.read(72)
    return head[:16] == _MAGIC and head[68:72] in (b"GPKG", b"GP10", b"GP11")


def write_geopackage(net: Network, path: Path) -> Path:
    """Write a network as one GeoPackage; the file appears whole or not at all.

    A span without a line is drawn as the geodesic between its ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent) as beside:
        target = Path(beside) / path.name
        for name in SCHEMAS:
            table = getattr(net, name)
            if table.empty:
                continue
            pyogrio.write_dataframe(_layer(net, name, table), target, layer=name, driver="GPKG", append=target.exists())
        target.replace(path)
    return path


def _layer(net: Network, name: str, table: pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    if name not in {"nodes", "spans", "hazards"}:
        return table
    layer = net.to_frame(name)
    if name == "nodes":
        return layer
    if name == "spans":
        nodes = net.nodes
        place = dict(zip(nodes.id, zip(nodes.lon, nodes.lat, strict=True), strict=True))
        drawn = [
            arc(*place[a], *place[b]) if shape is None else shape
            for shape, a, b in zip(layer.geometry, layer.start, layer.end, strict=True)
        ]
        layer = layer.set_geometry([_multi(shape) for shape in drawn])
    return layer.set_crs(4326, allow_override=True)


def _multi(shape: object) -> object:
    return shapely.MultiLineString([shape]) if shape.geom_type == "LineString" else shape  # type: ignore[attr-defined]


def read_geopackage(path: Path) -> Network:
    """Read a network from a GeoPackage that has the layers nodes and spans.

    Raises
    ------
    DataError
        The file cannot be read or lacks a layer.
    TableError
        A layer breaks its table's contract.
    """
    try:
        layers = [str(row[0]) for row in pyogrio.list_layers(path)]
    except pyogrio.errors.DataSourceError as fault:
        raise DataError(f"{path} cannot be read as a GeoPackage: {fault}") from fault
    if "nodes" not in layers:
        raise DataError(f"{path} has no layer 'nodes'; it has {', '.join(layers) or 'none'}")
    tables = {}
    for name in layers:
        if name not in SCHEMAS:
            continue
        table = pd.DataFrame(pyogrio.read_dataframe(path, layer=name))
        if name == "nodes":
            table = table.drop(columns="geometry")
        elif name == "spans":
            table = table.assign(geometry=pd.Series([_single(shape) for shape in table.geometry], dtype=object))
        tables[name] = table
    return Network(**tables)


def _single(shape: object) -> object:
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
