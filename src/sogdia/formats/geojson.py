"""Any GeoJSON of points and lines (RFC 7946): points become nodes, lines spans between the points at their ends.

GeoJSON of the Open Fibre Data Standard has a reader and a writer of its own. There is no writer here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from sogdia.errors import DataError
from sogdia.formats.drawn_layers import draft_layers
from sogdia.formats.findings import Findings
from sogdia.formats.foreign_tables import Source
from sogdia.formats.geojson_crs import to_degrees, turned
from sogdia.formats.geojson_lines import line_parts, point_places
from sogdia.formats.json_files import load_json_lines, records

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.draft import Draft
    from sogdia.network import Network

FORMAT: Final = "geojson"


def read_geojson(path: Path) -> Network:
    """Read a GeoJSON of points and lines; see `draft_geojson`."""
    return draft_geojson(path).network()


def draft_geojson(path: Path) -> Draft:
    """Read a GeoJSON of points and lines, with every fault as a finding.

    Raises
    ------
    DataError
        It is no JSON, or has neither points nor lines.
    """
    points: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    found = Findings(path.name)
    other = 0
    for number, feature in enumerate(_features(path, found), start=1):
        shape, about = feature.get("geometry"), feature.get("properties")
        about = about if isinstance(about, dict) else {}
        about = {key: cell for key, cell in about.items() if key not in {"geometry", "#"}} | {"#": number}
        places, parts = point_places(shape), line_parts(shape)
        points += [about | {"geometry": shapely.Point(place)} for place in places]
        if parts:
            lines.append(about | {"geometry": shapely.MultiLineString(parts)})
        other += not places and not parts
    if other:
        found.add("note", "areas", f"{other} features are neither points nor lines of the Earth", mend="left out",
                  mended=True)  # fmt: skip
    if not points and not lines:
        mend = "give coordinates as longitude and latitude in degrees" if other else "give it features"
        raise DataError(f"{path} has neither points nor lines on the Earth; {mend}")
    sources = [Source(_frame(rows), path.name) for rows in (points, lines)]
    return draft_layers(path, FORMAT, sources[0], sources[1], found)


def _features(path: Path, found: Findings) -> list[dict[str, Any]]:
    """Give the features of a collection, a single feature or geometry, or one a line, turned to degrees."""
    value = load_json_lines(path)
    whole = value[0] if len(value) == 1 else {"type": "FeatureCollection", "features": value}
    kind = whole.get("type") if isinstance(whole, dict) else None
    inside = whole.get("features") if kind == "FeatureCollection" else [whole]
    features = [one if one.get("type") == "Feature" else {"geometry": one} for one in records(inside)]
    transform = to_degrees(whole.get("crs") if isinstance(whole, dict) else None)
    if transform is None:
        return features
    found.add("note", "crs", "coordinates are in another reference system", mend="turned to degrees of WGS 84",
              value=str(whole["crs"]), mended=True)  # fmt: skip
    return [one | {"geometry": turned(one.get("geometry"), transform)} for one in features]


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows) if rows else pd.DataFrame({"geometry": [], "#": []}, dtype=object)
    frame.index = pd.Index(frame.pop("#").astype(int))
    return frame
