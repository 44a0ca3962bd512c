"""GeoPackage (OGC 12-128): nodes as points, spans as lines, hazards as areas, the other tables as attributes.

Kept: every table and column. Types: whole numbers that may be missing come back as such. Opens in QGIS. Other people's
GeoPackages are read too: a layer of points and a layer of lines, by name or by a mapping file.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyogrio
import shapely

from sogdia.errors import DataError
from sogdia.formats.cell_words import meaning
from sogdia.formats.column_guesses import guess_columns
from sogdia.formats.draft import Draft
from sogdia.formats.drawn_layers import draft_layers
from sogdia.formats.findings import Findings
from sogdia.formats.mapping_file import mapped, read_mapping
from sogdia.formats.whole_files import replacing
from sogdia.geodesy import arc
from sogdia.network import SCHEMAS, Network

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

FORMAT: Final = "geopackage"
_MAGIC = b"SQLite format 3\x00"
_DRAWN: Final = "drawn_by_sogdia"
"""Column that marks the spans without a line of their own, which are drawn as geodesics."""
_WORDS: Final = {
    "nodes": r"nodes?|sites?|points?|stations?|pops?|landings?|locations?|places?",
    "spans": r"spans?|links?|edges?|segments?|lines?|cables?|routes?|fib(?:re|er)s?|backbone|backhaul|"
    r"network|trunk|optical|submarine|terrestrial",
}
_FAULTS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
    shapely.errors.ShapelyError,
    UnicodeDecodeError,
    OverflowError,
    RuntimeError,
)
_OTHER_THINGS: Final = (
    r"road|street|highway|river|stream|rail|power|electric|border|bound|admin|coast|county|district|school|hospital|contour|"
    r"parcel|building|railway|water|pipe|gas"
)
"""Words in names of layers that hold other things than a network."""
_SAID_BY_NAME: Final = {
    "status": ("proposed", "under_construction", "in_service", "retired", "cancelled"),
    "setting": ("submarine", "satellite"),
}
_MOST_LAYERS: Final = 50
_VERSION: Final = "1.2"
"""Of the GeoPackage standard: GDAL since 2.2 reads it without a warning."""
_KINDS: Final = {"nodes": ("Point", "MultiPoint"), "spans": ("LineString", "MultiLineString")}


def is_geopackage(path: Path) -> bool:
    """Tell whether a file is a GeoPackage by its first bytes."""
    with path.open("rb") as file:
        head = file.read(72)
    return head[:16] == _MAGIC and head[68:72] in (b"GPKG", b"GP10", b"GP11")


def write_geopackage(net: Network, path: Path) -> Path:
    """Write a network as one GeoPackage; the file appears whole or not at all.

    A span without a line is drawn as the geodesic between its ends, and marked.

    Raises
    ------
    DataError
        `path` is a folder.
    """
    with replacing(path) as beside:
        made = beside.with_name("network.gpkg")
        for name in SCHEMAS:
            table = getattr(net, name)
            if table.empty and name not in _KINDS:
                continue
            kind = {"nodes": "Point", "spans": "MultiLineString"}.get(name)
            created = {} if made.exists() else {"VERSION": _VERSION}
            pyogrio.write_dataframe(
                _layer(net, name, table), made, layer=name, driver="GPKG", append=not created, geometry_type=kind,
                **created,
            )  # fmt: skip
        made.replace(beside)
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
        own = [hasattr(shape, "geom_type") for shape in layer.geometry]
        drawn = [
            shape if has else arc(*place[a], *place[b])
            for has, shape, a, b in zip(own, layer.geometry, layer.start, layer.end, strict=True)
        ]
        layer = layer.set_geometry([_multi(shape) for shape in drawn])
        layer[_DRAWN] = ~np.array(own, dtype=bool)
    return layer.set_crs(4326, allow_override=True)


def _multi(shape: object) -> object:
    return shapely.MultiLineString([shape]) if shape.geom_type == "LineString" else shape  # type: ignore[attr-defined]


def read_geopackage(path: Path, mapping: Path | None = None) -> Network:
    """Read a network from a GeoPackage; see `draft_geopackage`.

    Raises
    ------
    TableError
        A layer breaks its table's contract.
    """
    return draft_geopackage(path, mapping).network()


def draft_geopackage(path: Path, mapping: Path | None = None) -> Draft:
    """Read a GeoPackage, with every fault as a finding.

    Parameters
    ----------
    mapping
        Mapping file; its `layer` names the layers. None: layers that Sogdia wrote, else by names and kinds of layers.

    Raises
    ------
    DataError
        The file cannot be read, or has neither a layer of points nor one of lines.
    """
    with _called_gpkg(path) as place:
        try:
            layers = {str(row[0]): row[1] for row in pyogrio.list_layers(place)}
            if mapping is None and "nodes" in layers and _is_own(place, "nodes"):
                return _own(path, place, layers)
            return _foreign(path, place, layers, mapping)
        except _FAULTS as fault:
            raise DataError(f"{path} cannot be read as a GeoPackage: {fault}") from fault


@contextmanager
def _called_gpkg(path: Path) -> Iterator[Path]:
    """Give a name that ends in .gpkg: GDAL warns of others."""
    if path.suffix.lower() == ".gpkg":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="sogdia-") as folder:
        link = Path(folder) / "network.gpkg"
        link.symlink_to(path.resolve())
        yield link


def _is_own(path: Path, layer: str) -> bool:
    fields = set(pyogrio.read_info(path, layer=layer)["fields"])
    return {"id", "lon", "lat"} <= fields <= set(SCHEMAS[layer].names)


def _own(path: Path, place: Path, layers: dict[str, Any]) -> Draft:
    tables, rows = {}, {}
    for name in layers:
        if name not in SCHEMAS:
            continue
        table = pd.DataFrame(pyogrio.read_dataframe(place, layer=name))
        if name == "nodes":
            table = table.drop(columns="geometry", errors="ignore")
        elif name == "spans" and "geometry" in table:
            drawn = (
                table.pop(_DRAWN).fillna(value=False).astype(bool)
                if _DRAWN in table
                else np.zeros(len(table), dtype=bool)
            )
            shapes = [None if made else _single(shape) for made, shape in zip(drawn, table.geometry, strict=True)]
            table = table.assign(geometry=pd.Series(shapes, dtype=object, index=table.index))
        tables[name] = _flags(table, name)
        rows[name] = pd.DataFrame({"file": f"{path.name}/{name}", "row": np.arange(1, len(table) + 1)})
    return Draft(path, FORMAT, tables, (), rows)


def _flags(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Bring flags back that came as numbers because some are missing."""
    flags = [column.name for column in SCHEMAS[name].columns if column.type == "flag" and column.name in table]
    words = {1.0: True, 0.0: False}
    return table.assign(**{flag: table[flag].astype("Float64").map(words).astype("boolean") for flag in flags})


def _single(shape: object) -> object:
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def _foreign(path: Path, place: Path, layers: dict[str, Any], mapping: Path | None) -> Draft:
    stated = read_mapping(mapping) if mapping else {}
    found = Findings(path.name)
    sources = {}
    for table, kinds in _KINDS.items():
        asked = stated.get(table, {}).get("layer")
        names = [asked] if asked else _choose(place, layers, table, kinds)
        if asked is not None and asked not in layers:
            raise DataError(f"{path} has no layer {asked!r}; it has {', '.join(layers)}")
        frame = _joined([_frame(place, name) for name in names], names, table)
        sources[table] = mapped(frame, f"{path.name}/{'+'.join(names) or table}", table, stated, mapping)
        if names and mapping is None:
            several = f"layers {', '.join(map(repr, names))} were" if len(names) > 1 else f"layer {names[0]!r} was"
            found.add("note", "layer-taken", f"{several} taken for the {table}")
        _tell_left(layers, names, kinds, table, found)
    if all(source.frame.empty for source in sources.values()):
        raise DataError(
            f"{path} has no layer 'nodes', nor any of points or lines; it has {', '.join(layers) or 'none'}"
        )
    return draft_layers(path, FORMAT, sources["nodes"], sources["spans"], found)


def _tell_left(layers: dict[str, Any], taken: list[str], kinds: tuple[str, ...], table: str, found: Findings) -> None:
    left = [name for name, kind in layers.items() if _is_of(kind, kinds) and name not in taken]
    if left:
        shown = ", ".join(map(repr, left[:12])) + (" ..." if len(left) > 12 else "")
        found.add("note", "layers-left-out", f"layers that may hold {table} were left out: {shown}",
                  mend="name the layer in a mapping file where it belongs to the network")  # fmt: skip


def _is_of(kind: object, kinds: tuple[str, ...]) -> bool:
    return str(kind).split(" ")[0].removesuffix("Z") in kinds


def _choose(path: Path, layers: dict[str, Any], table: str, kinds: tuple[str, ...]) -> list[str]:
    """Choose the layers of these kinds whose names are usual ones; else all whose names are of no other thing."""
    fitting = [name for name, kind in layers.items() if _is_of(kind, kinds)]
    usual = [name for name in fitting if re.search(rf"(?:^|[^a-z])(?:{_WORDS[table]})(?:[^a-z]|$)", name.lower())]
    plain = [name for name in fitting if not re.search(_OTHER_THINGS, name.lower())]
    chosen = usual or plain or fitting
    return sorted(chosen, key=lambda name: -int(pyogrio.read_info(path, layer=name)["features"]))[:_MOST_LAYERS]


def _joined(frames: list[pd.DataFrame], names: list[str], table: str) -> pd.DataFrame:
    """Put the rows of several layers under each other; what a layer's name says of state or setting is kept."""
    if not frames:
        return pd.DataFrame({"geometry": []}, dtype=object)
    if len(frames) == 1:
        return frames[0]
    parts = []
    for frame, name in zip(frames, names, strict=True):
        said = {column: meaning(column, name.replace("_", " "), values) for column, values in _SAID_BY_NAME.items()}
        parts.append(frame.assign(**{c: value for c, value in said.items() if value is not None and c not in frame}))
    whole = pd.concat(parts)
    key = guess_columns(table, map(str, whole.columns), ()).get("id")
    apart = key is not None and all(key in part and part[key].is_unique for part in parts)
    if table == "spans" and apart and not whole[key].is_unique:
        whole[key] = [f"{name}-{value}" for part, name in zip(parts, names, strict=True) for value in part[key]]
    return whole


def _frame(path: Path, layer: str) -> pd.DataFrame:
    frame = pyogrio.read_dataframe(path, layer=layer)
    if frame.crs is not None and not frame.crs.equals("OGC:CRS84") and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs(4326)
    table = pd.DataFrame(frame)
    table = table.assign(geometry=pd.Series(list(frame.geometry), dtype=object, index=table.index))
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table
