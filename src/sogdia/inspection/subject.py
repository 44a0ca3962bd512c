"""`Subject`: what is examined: the tables as found, the same tables typed, and how spans hang on nodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from sogdia.geodesy import distance_km
from sogdia.network import SCHEMAS
from sogdia.tables import Breach, empty, hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Subject:
    """Tables under examination.

    Attributes
    ----------
    found
        Tables as found, with a plain index.
    tables
        Every table of the schema, typed; a cell that is not of its type is missing.
    breaches
        What the typing found.
    year
        The year of today: what is in service cannot enter service after it.
    """

    found: Mapping[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    breaches: tuple[Breach, ...]
    year: int

    @cached_property
    def lon(self) -> Floats:
        """Longitude of each node, degrees; not a number where there is none."""
        return self.tables["nodes"].lon.to_numpy(dtype=float)

    @cached_property
    def lat(self) -> Floats:
        """Latitude of each node, degrees; not a number where there is none."""
        return self.tables["nodes"].lat.to_numpy(dtype=float)

    @cached_property
    def placed(self) -> Marks:
        """Nodes whose longitude and latitude are there and in range."""
        return np.asarray((np.abs(self.lon) <= 180) & (np.abs(self.lat) <= 90))

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Rows of the nodes at the start and end of each span, shape (spans, 2); -1 where there is none."""
        nodes, spans = self.tables["nodes"], self.tables["spans"]
        ids = nodes.id.drop_duplicates()
        known = pd.Index(ids.astype(object))
        rows = np.append(ids.index.to_numpy(), -1)
        found = [known.get_indexer(spans[end].astype(object).where(spans[end].notna(), None)) for end in ENDS]
        ends = np.column_stack([rows[at] for at in found]).astype(np.int64)
        ends[spans[list(ENDS)].isna().to_numpy()] = -1
        return ends

    @cached_property
    def joined(self) -> Marks:
        """Spans whose two ends are nodes with a place."""
        return np.asarray((self.ends >= 0).all(axis=1) & np.append(self.placed, values=False)[self.ends].all(axis=1))

    @cached_property
    def straight_km(self) -> Floats:
        """Geodesic between the ends of each span, km; not a number where an end has no place."""
        out = np.full(len(self.ends), np.nan)
        a, b = self.ends[self.joined].T
        out[self.joined] = distance_km(self.lon[a], self.lat[a], self.lon[b], self.lat[b])
        return out

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Drawn line of each span, None where there is none or it is no line with finite coordinates."""
        drawn = self.tables["spans"].geometry.to_numpy(dtype=object)
        lines = np.isin(shapely.get_type_id(drawn), (1, 5)) & ~shapely.is_empty(drawn)
        out = np.full(len(drawn), None, dtype=object)
        good = lines & np.isfinite(shapely.bounds(drawn)).all(axis=1)
        out[good] = drawn[good]
        return out

    @cached_property
    def parts(self) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
        """The lines taken apart: span of each part, then longitude and latitude of all points and part of each."""
        pieces, span = shapely.get_parts(self.lines, return_index=True)
        xy, part = shapely.get_coordinates(pieces, return_index=True)
        return span, xy, part

    @cached_property
    def drawn(self) -> Marks:
        """Spans that have a line."""
        marks = np.zeros(len(self.lines), dtype=bool)
        marks[self.parts[0]] = True
        return marks

    def numbers(self, table: str, column: str) -> Floats:
        """Give a column as floats."""
        return self.tables[table][column].to_numpy(dtype=float, na_value=np.nan)


ENDS = ("start", "end")


def subject(found: Mapping[str, pd.DataFrame], year: int) -> Subject:
    """Type the tables of a draft or a network for examination."""
    plain = {name: pd.DataFrame(table).reset_index(drop=True) for name, table in found.items() if name in SCHEMAS}
    tables, breaches = {}, []
    for name, schema in SCHEMAS.items():
        if name not in plain:
            tables[name] = empty(schema)
            continue
        tables[name], wrong = hold(plain[name], schema)
        breaches += wrong
    return Subject(plain, tables, tuple(breaches), year)
