"""A layer of points and a layer of lines, from whatever map: lines become spans between the points at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import DataError
from sogdia.formats.column_guesses import guess_columns
from sogdia.formats.draft import Draft
from sogdia.formats.foreign_tables import Source, Taken, draft_tables
from sogdia.formats.identifiers import slug, unique
from sogdia.formats.line_ends import SNAP_KM, join_ends
from sogdia.geodesy import line
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.findings import Findings


def draft_layers(path: Path, name: str, points: Source, lines: Source, found: Findings) -> Draft:
    """Give the draft of a map.

    Parameters
    ----------
    points
        Its frame has a column `geometry` of points (or longitudes and latitudes) and any attributes.
    lines
        Its frame has a column `geometry` of LineStrings or MultiLineStrings; columns of ends are used where it has
        them, else each part of a line is a span between the points at its ends.

    Raises
    ------
    DataError
        There is neither a point nor a line.
    """
    nodes, spans = _with_places(points.frame, found, points.file), lines.frame
    ends = guess_columns("spans", map(str, spans.columns), SCHEMAS["spans"].names)
    stated = {"start", "end"} <= set(lines.taken) or (lines.guess and {"start", "end"} <= set(ends))
    taken = dict(lines.taken)
    if not stated:
        nodes, spans = _by_geometry(nodes, spans, points, found, lines.file)
        taken |= {"start": Taken("start"), "end": Taken("end")}
    if nodes.empty and spans.empty:
        raise DataError(f"{path} has neither points nor lines on the Earth")
    taken_nodes = dict(points.taken)
    if not points.guess:
        taken_nodes |= {key: Taken(key) for key in ("lon", "lat", "id") if key in nodes and key not in taken_nodes}
    if not lines.guess and "geometry" in spans:
        taken |= {"geometry": Taken("geometry")}
    first = Source(nodes, points.file, taken_nodes, points.decimal, points.guess)
    tables, rows = draft_tables(first, Source(spans, lines.file, taken, lines.decimal, lines.guess), found)
    return Draft(path, name, tables, found.listed(), rows)


def _with_places(frame: pd.DataFrame, found: Findings, file: str) -> pd.DataFrame:
    """Put longitude and latitude of the points as columns; what is no point of the Earth is left out."""
    if "geometry" not in frame:
        return frame
    shapes = frame["geometry"].to_numpy(dtype=object)
    many = np.flatnonzero(shapely.get_type_id(shapes) == 4)
    shapes = shapes.copy()
    shapes[many] = shapely.centroid(shapes[many])
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    for row in frame.index[~good]:
        found.add("warning", "missing-place", "is no point of the Earth", file=file, row=int(row), mended=True,
                  mend="left out; give a point in degrees")  # fmt: skip
    placed: pd.DataFrame = frame.drop(columns="geometry").assign(lon=lon, lat=lat).loc[good]
    return placed


def _by_geometry(
    nodes: pd.DataFrame, spans: pd.DataFrame, points: Source, found: Findings, file: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make a span of each part of each line, and nodes of ends that lie at no point."""
    rows, shapes = _parts(spans)
    places = nodes[["lon", "lat"]].to_numpy(dtype=float) if {"lon", "lat"} <= set(nodes) else np.zeros((0, 2))
    start, end, new = join_ends(shapes, places)
    nodes = _with_ids(nodes, points)
    made = pd.DataFrame({"lon": new[:, 0], "lat": new[:, 1], "kind": "junction"})
    made["id"] = unique(["end"] * len(new)) if len(new) else []
    made.index = pd.RangeIndex(len(made)) + (int(nodes.index.max()) + 1 if len(nodes) else 1)
    if len(new):
        found.add("note", "ends-made", f"{len(new)} ends of lines lie at no point within {SNAP_KM:g} km", file=file,
                  mend="nodes were made there", mended=True)  # fmt: skip
    nodes = pd.concat([nodes, made]) if len(nodes) else made
    names = nodes["id"].to_numpy(dtype=object)
    whole = spans.iloc[rows].drop(columns=["geometry", "start", "end"], errors="ignore")
    whole = whole.assign(start=names[start], end=names[end], geometry=_objects([line(shape) for shape in shapes]))
    loops = whole["start"] == whole["end"]
    for row in whole.index[loops]:
        found.add("warning", "self-loop", "line ends where it starts", file=file, row=int(row), mended=True,
                  mend="left out")  # fmt: skip
    key = guess_columns("spans", map(str, whole.columns), ()).get("id")
    if key is not None and whole[key].duplicated().any():
        whole[key] = unique([str(value) for value in whole[key]], "span")
    return nodes, whole[~loops]


def _objects(shapes: list[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def _with_ids(nodes: pd.DataFrame, points: Source) -> pd.DataFrame:
    stated = points.taken.get("id")
    column = stated.column if stated else guess_columns("nodes", map(str, nodes.columns), ("id",)).get("id")
    names = guess_columns("nodes", map(str, nodes.columns), ()).get("name")
    if column is not None and column in nodes and not nodes[column].duplicated().any():
        return nodes.assign(id=nodes[column].map(str))
    texts = nodes[names] if names is not None else pd.Series([""] * len(nodes), index=nodes.index, dtype=object)
    return nodes.assign(id=unique([slug(text) if isinstance(text, str) else "" for text in texts], "node"))


def _parts(spans: pd.DataFrame) -> tuple[list[int], list[Any]]:
    rows, shapes = [], []
    cells = spans["geometry"].tolist() if "geometry" in spans else []
    for row, shape in enumerate(cells):
        if shape is None or not hasattr(shape, "geom_type") or "LineString" not in shape.geom_type:
            continue
        joined = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
        for part in getattr(joined, "geoms", [joined]):
            coordinates = shapely.get_coordinates(part)
            good = (
                np.isfinite(coordinates).all(axis=1)
                & (np.abs(coordinates[:, 1]) <= 90)
                & (np.abs(coordinates[:, 0]) <= 360)
            )
            coordinates = coordinates[good]
            coordinates[:, 0] = np.where(
                np.abs(coordinates[:, 0]) > 180, (coordinates[:, 0] + 180) % 360 - 180, coordinates[:, 0]
            )
            if len(coordinates) > 1:
                rows.append(row)
                shapes.append(coordinates)
    return rows, shapes
