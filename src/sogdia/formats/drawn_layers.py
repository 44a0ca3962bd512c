"""A layer of points and a layer of lines, from whatever map: lines become spans between the points at their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import DataError
from sogdia.formats.column_guesses import guess_columns
from sogdia.formats.draft import Draft
from sogdia.formats.foreign_tables import Source, Taken, draft_tables
from sogdia.formats.identifiers import slug, unique
from sogdia.formats.line_cuts import ON_LINE_KM, TOUCH_KM, cut_lines, over_antimeridian
from sogdia.formats.line_ends import SNAP_KM, join_ends, nodes_of_lines
from sogdia.geodesy import length_km, line
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.formats.findings import Findings

_SHARE: Final = "#share"
_BOUNDS: Final = (360.0, 90.0)
_OF_THE_WHOLE: Final = ("length_km", "capex_musd")
"""Columns that tell something of a whole line, of which its parts have a share each."""


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
    if stated and nodes.empty and not lines.taken and (made := nodes_of_lines(spans, ends)) is not None:
        nodes = made
        found.add("note", "ends-made", f"{len(made)} nodes were made where lines end, by the ids of their ends",
                  file=lines.file, mend="give a layer of points to name them", mended=True)  # fmt: skip
    elif not stated or (nodes.empty and not lines.taken):
        nodes, spans = _by_geometry(nodes, spans, points, found, lines.file)
        taken |= {"start": Taken("start"), "end": Taken("end")}
    if nodes.empty and spans.empty:
        raise DataError(f"{path} has neither points nor lines on the Earth")
    taken_nodes = dict(points.taken)
    if not points.guess:
        taken_nodes |= {key: Taken(key) for key in ("lon", "lat", "id") if key in nodes and key not in taken_nodes}
    if not lines.guess and "geometry" in spans:
        taken |= {"geometry": Taken("geometry")}
    first = replace(points, frame=nodes, taken=taken_nodes)
    share = spans.pop(_SHARE).to_numpy(dtype=float) if _SHARE in spans else None
    second = replace(lines, frame=spans, taken=taken)
    tables, rows = draft_tables(first, second, found)
    if share is not None and "spans" in tables:
        tables["spans"] = _shared(tables["spans"], share)
    return Draft(path, name, tables, found.listed(), rows)


def _shared(spans: pd.DataFrame, share: NDArray[np.float64]) -> pd.DataFrame:
    """Give the parts of a line their share of what is told of the whole: its length and its cost."""
    spans = spans.copy()
    for column in _OF_THE_WHOLE:
        if column in spans:
            cells = zip(spans[column].tolist(), share, strict=True)
            parts = [cell * part if isinstance(cell, float) else cell for cell, part in cells]
            spans[column] = pd.Series(parts, index=spans.index, dtype=spans[column].dtype)
    return spans


def _shares(rows: list[int], shapes: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Give the share of each part in the length of its whole line; exactly 1 for a line in one part."""
    owner = np.array(rows, dtype=np.int64)
    count = np.bincount(owner) if len(owner) else np.zeros(0, dtype=np.int64)
    share = np.ones(len(owner))
    several = np.flatnonzero(count[owner] > 1) if len(owner) else owner
    km = np.array([length_km(shapes[i]) for i in several])
    total = np.zeros(len(count))
    np.add.at(total, owner[several], km)
    share[several] = km / np.where(total[owner[several]] > 0, total[owner[several]], 1.0)
    return share


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
    """Make a span of each part of each line, cut where it meets points and other lines; and nodes of the other ends."""
    rows, shapes = _parts(spans)
    places = nodes[["lon", "lat"]].to_numpy(dtype=float) if {"lon", "lat"} <= set(nodes) else np.zeros((0, 2))
    owners, pieces = cut_lines(shapes, places, SNAP_KM)
    if len(pieces) > len(shapes):
        found.add("note", "lines-cut", f"lines were cut in {len(pieces) - len(shapes)} places, where they pass a point "
                  f"(within {ON_LINE_KM:g} km) or another line ends on them (within {TOUCH_KM:g} km)", file=file,
                  mend="so they join there", mended=True)  # fmt: skip
    rows, shapes = [rows[owner] for owner in owners], pieces
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
    whole[_SHARE] = _shares(rows, shapes)
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
        for coordinates in over_antimeridian([shapely.get_coordinates(part) for part in shapely.get_parts(joined)]):
            good = np.isfinite(coordinates).all(axis=1) & (np.abs(coordinates) <= _BOUNDS).all(axis=1)
            on_earth = coordinates[good]
            turned = (on_earth[:, 0] + 180) % 360 - 180
            on_earth[:, 0] = np.where(np.abs(on_earth[:, 0]) > 180, turned, on_earth[:, 0])
            if len(on_earth) > 1:
                rows.append(row)
                shapes.append(on_earth)
    return rows, shapes
