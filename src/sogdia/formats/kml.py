"""KML and KMZ (OGC 12-007r2), as cable maps and Google Earth use them.

Kept on writing: all columns of nodes and spans, as ExtendedData; lines; other tables are lost. Read: points as nodes,
lines as spans between the points at their ends, folders as a hint where they run; styles, areas and heights are lost.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import DataError
from sogdia.formats.archives import extracted, named
from sogdia.formats.cell_words import meaning
from sogdia.formats.draft import Draft
from sogdia.formats.drawn_layers import draft_layers
from sogdia.formats.findings import Findings
from sogdia.formats.foreign_tables import Source, draft_tables
from sogdia.formats.geojson_lines import polyline, position
from sogdia.formats.graph_records import records_of
from sogdia.formats.identifiers import slug
from sogdia.formats.whole_files import replacing
from sogdia.formats.xml_files import elements, escaped, local
from sogdia.geodesy import arc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

    from sogdia.network import Network

FORMAT: Final = "kml"
_DRAWN: Final = "drawn_by_sogdia"
_TITLES: Final = ("#name", "#description", "#folder")
_SETTINGS: Final = ("submarine", "satellite", "terrestrial")


def read_kml(path: Path) -> Network:
    """Read a KML or KMZ file; see `draft_kml`."""
    return draft_kml(path).network()


def draft_kml(path: Path) -> Draft:
    """Read a KML or KMZ file, with every fault as a finding.

    Raises
    ------
    DataError
        It is no XML, or holds neither points nor lines.
    """
    if not zipfile.is_zipfile(path):
        return _draft(path)
    with extracted(path) as folder:
        inside = sorted(folder.rglob("*.kml"), key=lambda file: (len(file.parts), file.name != "doc.kml", file.name))
        if not inside:
            raise DataError(f"{path} holds no .kml")
        return named(_draft(inside[0]), path, folder)


def _draft(path: Path) -> Draft:
    found = Findings(path.name)
    points, lines, areas = [], [], 0
    for number, (marks, shapes, other) in enumerate(_placemarks(path), start=1):
        points += [{**marks, "geometry": shape, "#": number} for shape in shapes if shape.geom_type == "Point"]
        parts = [shape for shape in shapes if shape.geom_type == "LineString"]
        if parts:
            whole = parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)
            drawn = {"start", "end"} <= set(marks) and marks.pop(_DRAWN, None)
            lines.append({**marks, "geometry": None if drawn else whole, "#": number})
        areas += other
    if areas:
        found.add("note", "areas", f"{areas} areas, tracks and overlays have no place in a network")
    if not points and not lines:
        raise DataError(f"{path} holds neither points nor lines")
    nodes, spans = _frame(points), _frame(lines)
    own = {"start", "end"} <= set(spans) or (spans.empty and {"id", "lon", "lat"} <= set(nodes))
    if not own:
        return _foreign(path, nodes, spans, found)
    spans = spans.drop(columns=[_DRAWN, *_TITLES], errors="ignore")
    nodes = nodes.drop(columns=["geometry", *_TITLES], errors="ignore")
    tables, rows = draft_tables(Source(nodes, path.name), Source(spans, path.name), found)
    return Draft(path, FORMAT, tables, found.listed(), rows)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = (
        pd.DataFrame(rows).drop(columns="#", errors="ignore") if rows else pd.DataFrame({"geometry": []}, dtype=object)
    )
    frame.index = pd.Index([row["#"] for row in rows], dtype=int)
    return frame


def _foreign(path: Path, nodes: pd.DataFrame, spans: pd.DataFrame, found: Findings) -> Draft:
    """Read a map that Sogdia did not write: a line's name is its system, its folder says where it runs."""
    nodes, spans = _titled(nodes), _titled(spans)
    names = spans["name"] if "name" in spans else pd.Series(index=spans.index, dtype=object)
    if not any(key in spans for key in ("setting", "medium")) and len(spans):
        words = spans.get("folder", pd.Series("", index=spans.index)).fillna("") + " " + names.fillna("")
        spans["setting"] = [meaning("setting", f"{text} {path.stem}", _SETTINGS) for text in words]
        if spans["setting"].isna().all():
            spans = spans.drop(columns="setting")
    systems = {slug(name): name for name in names.dropna() if slug(name)}
    spans = spans.drop(columns=["folder", "system"], errors="ignore")
    spans["system"] = names.map(slug, na_action="ignore").astype(object)
    nodes = nodes.drop(columns=["folder"], errors="ignore")
    draft = draft_layers(path, FORMAT, Source(nodes, path.name), Source(spans, path.name), found)
    tables = dict(draft.tables)
    if systems:
        tables["systems"] = pd.DataFrame({"id": list(systems), "name": list(systems.values())})
    return Draft(path, FORMAT, tables, draft.findings, draft.rows)


def _titled(frame: pd.DataFrame) -> pd.DataFrame:
    """Take names, descriptions and folders of the placemarks as columns where their data have none of that name."""
    names = {title: title[1:] for title in _TITLES if title in frame and title[1:] not in frame}
    return frame.rename(columns=names).drop(columns=list(_TITLES), errors="ignore")


def _placemarks(path: Path) -> Iterator[tuple[dict[str, Any], list[Any], int]]:
    """Give each placemark: its texts, its points and lines, and how many other shapes it has."""
    folders: list[tuple[int, str]] = []
    for name, element, around in elements(path, frozenset({"Placemark", "name"})):
        if name == "name":
            if around and around[-1] in {"Folder", "Document"}:
                folders = [one for one in folders if one[0] < len(around)] + [
                    (len(around), (element.text or "").strip())
                ]
            continue
        inside = " ".join(text for depth, text in folders if depth <= len(around) and text)
        marks = {"#folder": inside} if inside else {}
        marks |= _marks(element)
        shapes, other = _shapes(element)
        yield marks, shapes, other


def _marks(placemark: Element) -> dict[str, Any]:
    marks: dict[str, Any] = {}
    for child in placemark:
        if local(child.tag) in {"name", "description"} and (child.text or "").strip():
            marks[f"#{local(child.tag)}"] = (child.text or "").strip()
        if local(child.tag) != "ExtendedData":
            continue
        for one in child.iter():
            if local(one.tag) == "Data":
                value = next((inner.text for inner in one if local(inner.tag) == "value"), None)
            elif local(one.tag) == "SimpleData":
                value = one.text
            else:
                continue
            if (value or "").strip() and one.get("name"):
                marks[str(one.get("name"))] = (value or "").strip()
    return marks


def _shapes(placemark: Element) -> tuple[list[Any], int]:
    shapes: list[Any] = []
    other = 0
    for one in placemark.iter():
        kind = local(one.tag)
        if kind in {"Polygon", "Track", "MultiTrack", "Model"}:
            other += 1
        if kind not in {"Point", "LineString"}:
            continue
        places = _coordinates(next((inner.text for inner in one if local(inner.tag) == "coordinates"), None))
        if kind == "Point" and places and (place := position(places[0])):
            shapes.append(shapely.Point(place))
        elif kind == "LineString" and (points := polyline(places)) is not None:
            shapes.append(shapely.LineString(points))
    return shapes, other


def _coordinates(text: str | None) -> list[list[float]]:
    """Read `lon,lat,height lon,lat,height`; blanks around commas are allowed, what is no number is left out."""
    joined = ",".join(part.strip() for part in (text or "").split(","))
    out = []
    for word in joined.split():
        try:
            out.append([float(number) for number in word.split(",")[:2]])
        except ValueError:
            continue
    return [place for place in out if len(place) == 2 and all(np.isfinite(place))]


def write_kml(net: Network, path: Path) -> Path:
    """Write a KML file; a span without a line is drawn as the geodesic of its ends and says so."""
    with replacing(path) as target, target.open("w", encoding="utf-8") as file:
        file.writelines(_document(net, path.stem))
    return path


def write_kmz(net: Network, path: Path) -> Path:
    """Write a KMZ file: a zip archive with `doc.kml`."""
    with replacing(path) as target, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", "".join(_document(net, path.stem)))
    return path


def _document(net: Network, name: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
    yield f"<name>{escaped(name)}</name>\n<Folder>\n<name>Nodes</name>\n"
    for row in records_of(net, "nodes"):
        place = f"<Point><coordinates>{row['lon']!r},{row['lat']!r}</coordinates></Point>"
        yield _placemark(row.get("name") or row["id"], row, place)
    yield "</Folder>\n<Folder>\n<name>Spans</name>\n"
    place_of = dict(zip(net.nodes.id, zip(net.nodes.lon, net.nodes.lat, strict=True), strict=True))
    for row, shape in zip(records_of(net, "spans"), net.spans.geometry, strict=True):
        row.pop("geometry", None)
        row["source"] = row.pop("fact_source", None)
        drawn = not hasattr(shape, "geom_type")
        whole = arc(*place_of[row["start"]], *place_of[row["end"]]) if drawn else shape
        parts = [_line(shapely.get_coordinates(part)) for part in getattr(whole, "geoms", [whole])]
        inner = parts[0] if len(parts) == 1 else f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"
        yield _placemark(row.get("system") or row["id"], row | ({_DRAWN: "yes"} if drawn else {}), inner)
    yield "</Folder>\n</Document>\n</kml>\n"


def _line(points: NDArray[np.float64]) -> str:
    text = " ".join(f"{x!r},{y!r}" for x, y in points.tolist())
    return f"<LineString><tessellate>1</tessellate><coordinates>{text}</coordinates></LineString>"


def _placemark(name: object, row: dict[str, Any], shape: str) -> str:
    cells = (
        f'<Data name="{escaped(key)}"><value>{escaped(value)}</value></Data>'
        for key, value in row.items()
        if value is not None
    )
    data = f"<ExtendedData>{''.join(cells)}</ExtendedData>"
    return f"<Placemark><name>{escaped(name)}</name>{data}{shape}</Placemark>\n"
