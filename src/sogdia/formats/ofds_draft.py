"""Makes the draft of a network of what was gathered from files of the Open Fibre Data Standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.formats.draft import Draft
from sogdia.formats.ofds_joining import Joined
from sogdia.formats.ofds_places import in_parts, lines
from sogdia.geodesy import length_km
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.ofds_records import Records, Row

METRES: Final = (500.0, 2000.0)
"""A length that is so many times the line's own is one in metres."""
LONGEST_KM: Final = 45_000.0


def draft_of(records: Records, path: Path, form: str) -> Draft:
    """Give the draft of everything gathered."""
    records.reading.at("", None, None)
    joined = Joined(records)
    for span in joined.spans:
        _measures(records, span)
    for row in joined.projects:
        _sums(row)
    for row in joined.nodes:
        if "country" not in row.cells:
            records.reading.file = row.file
            records.reading.absent("country:address/country")
    for row in joined.spans:
        if "countries" not in row.cells:
            records.reading.file = row.file
            records.reading.absent("countries:countries")
        if "geometry" not in row.cells:
            records.reading.file = row.file
            records.reading.absent("route:route")
    for row, name in zip(joined.systems, joined.names, strict=True):
        row.key = name or row.key
    _empty(records, joined)
    tables = {
        "systems": _table([row for row, name in zip(joined.systems, joined.names, strict=True) if name], "systems"),
        "organisations": _table(joined.organisations, "organisations"),
        "projects": _table(joined.projects, "projects"),
        "nodes": _table(joined.nodes, "nodes"),
        "spans": _spans(joined.spans),
        "roles": pd.DataFrame(joined.roles),
    }
    rows = {name: _places(found) for name, found in (("nodes", joined.nodes), ("spans", joined.spans))}
    kept = {name: table for name, table in tables.items() if len(table)}
    return Draft(path, form, kept, records.reading.close(), rows)


def _empty(records: Records, joined: Joined) -> None:
    """Tell the networks without spans."""
    used = {span.network for span in joined.spans}
    for row in joined.systems:
        if row.network not in used:
            records.reading.at(row.file, None, row.key)
            problem = "network has no spans"
            records.reading.tell("warning", "no-spans", "spans", "", problem, "add the file or array of its spans")


def _measures(records: Records, span: Row) -> None:
    """Give a span its setting, and its length in km where it is one in metres."""
    cells = span.cells
    cells.setdefault("setting", "terrestrial")
    length = cells.get("length_km")
    if length is None:
        return
    route = cells.get("geometry")
    drawn = 0.0 if route is None else length_km(route)
    if drawn and METRES[0] <= length / drawn <= METRES[1]:
        records.reading.at(span.file, span.row, span.key)
        problem = f"is {length / drawn:.0f} times the {drawn:.1f} km of its route; the standard's unit is km"
        cells["length_km"] = length / 1000.0
        records.reading.tell("warning", "unit-metres", "fibreLength", length, problem, "taken as metres", mended=True)
    elif length > LONGEST_KM:
        records.reading.at(span.file, span.row, span.key)
        problem = "is longer than the earth is round; the standard's unit is km"
        del cells["length_km"]
        records.reading.tell("warning", "wrong-value", "fibreLength", length, problem, "left empty", mended=True)


def _sums(row: Row) -> None:
    cells = row.cells
    if cells.get("currency") == "USD" and "amount_musd" not in row.derived and cells.get("amount", -1.0) >= 0:
        cells.setdefault("amount_musd", cells["amount"] / 1e6)


def _table(rows: list[Row], name: str) -> pd.DataFrame:
    filled: set[str] = set()
    for row in rows:
        filled.update(row.cells)
    columns = [c for c in SCHEMAS[name].names if c != "id" and c in filled]
    data: dict[str, Any] = {"id": [row.key for row in rows]}
    return pd.DataFrame(data | {c: _column([row.cells.get(c) for row in rows]) for c in columns})


def _column(cells: list[Any]) -> Any:  # noqa: ANN401  an array or a list
    kinds = set(map(type, cells))
    if kinds <= {float, type(None)}:
        return np.array([np.nan if cell is None else cell for cell in cells])
    return pd.Series(cells, dtype=object)


def _spans(rows: list[Row]) -> pd.DataFrame:
    shapes = lines([row.cells.pop("geometry", None) for row in rows])
    for i, row in enumerate(rows):
        sizes = row.extra.pop("_parts", None)
        if sizes and shapes[i] is not None and all(type(size) is int and 1 < size < 10**7 for size in sizes):
            shapes[i] = in_parts(shapes[i], sizes)
    table = _table(rows, "spans")
    return table.assign(geometry=pd.Series(shapes, dtype=object)) if len(rows) else table


def _places(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame({"file": [row.file for row in rows], "row": pd.array([row.row for row in rows], dtype="Int64")})
