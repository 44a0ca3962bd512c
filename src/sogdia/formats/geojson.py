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
from sogdia.formats.geojson_lines import line_parts, position
from sogdia.formats.json_files import load_json, records

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
    value = load_json(path)
    points: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    found = Findings(path.name)
    other = 0
    for number, feature in enumerate(records(value.get("features") if isinstance(value, dict) else None), start=1):
        shape, about = feature.get("geometry"), feature.get("properties")
        shape = shape if isinstance(shape, dict) else {}
        about = about if isinstance(about, dict) else {}
        about = {key: cell for key, cell in about.items() if key not in {"geometry", "#"}} | {"#": number}
        place = position(shape.get("coordinates")) if shape.get("type") == "Point" else None
        parts = line_parts(shape)
        if place is not None:
            points.append(about | {"geometry": shapely.Point(place)})
        elif parts:
            lines += [about | {"geometry": shapely.LineString(part)} for part in parts]
        else:
            other += 1
    if other:
        found.add("note", "areas", f"{other} features are neither points nor lines of the Earth", mend="left out",
                  mended=True)  # fmt: skip
    if not points and not lines:
        raise DataError(f"{path} has neither points nor lines")
    sources = [Source(_frame(rows), path.name) for rows in (points, lines)]
    return draft_layers(path, FORMAT, sources[0], sources[1], found)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows) if rows else pd.DataFrame({"geometry": [], "#": []}, dtype=object)
    frame.index = pd.Index(frame.pop("#").astype(int))
    return frame
