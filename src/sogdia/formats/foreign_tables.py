"""Turns two foreign tables, one of places and one of links, into our nodes and spans: columns, units, words, codes.

Graph files, CSV pairs and layers of a GeoPackage all come down to this. What a column is taken for is a note; cells
that cannot be read stay as found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.formats.cell_numbers import Numbers
from sogdia.formats.cell_words import WORDS, meaning
from sogdia.formats.column_guesses import guess_columns
from sogdia.formats.column_units import UNITS, unit_of
from sogdia.formats.country_names import country_code, is_code_trap
from sogdia.formats.identifiers import slug, unique
from sogdia.formats.well_known_text import from_wkt
from sogdia.geodesy import distance_km
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sogdia.formats.findings import Findings

QUANTITY: Final = {
    "length_km": "km",
    "capacity_lit_gbps": "Gbit/s",
    "capacity_design_gbps": "Gbit/s",
    "fibre_pairs": "pair",
}
"""Columns that may come in another unit."""
MOST_TRAPS: Final = 1000
"""Most rows of one treacherous country code that are told one by one."""
SPHERE: Final = 0.98
"""A length of at least this share of the ellipsoid's geodesic may be a great circle of a sphere (within 0.6 %)."""


@dataclass(frozen=True)
class Taken:
    """What one of our columns is made of.

    Attributes
    ----------
    column
        Foreign column; empty where a constant is meant.
    constant
        The same value for every row.
    unit
        Unit of the foreign column; empty: as its name says.
    """

    column: str = ""
    constant: object = None
    unit: str = ""


@dataclass(frozen=True)
class Source:
    """One foreign table.

    Attributes
    ----------
    frame
        Its columns; the index counts the rows of the file.
    file
        File as the user would name it.
    taken
        What our columns are made of, where it is stated.
    decimal
        Decimal mark of its numbers: empty finds it.
    guess
        Whether columns that are not stated are guessed by their usual names.
    semicolons
        Whether its cells were parted by semicolons, as where the comma is the decimal mark.
    """

    frame: pd.DataFrame
    file: str
    taken: Mapping[str, Taken] = field(default_factory=dict)
    decimal: str = ""
    guess: bool = True
    semicolons: bool = False

    def row(self, position: object) -> int:
        """Give the file's number of the row at a position."""
        return int(self.frame.index[int(str(position))])


def draft_tables(
    nodes: Source, spans: Source, found: Findings
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Give the tables nodes and spans, and where their rows stand (columns `file`, `row`)."""
    places = _table("nodes", nodes, found)
    links = _table("spans", spans, found)
    if "id" not in places:
        names = places.get("name", pd.Series([None] * len(places), index=places.index, dtype=object))
        places["id"] = unique([slug(name) if isinstance(name, str) else "" for name in names], "node")
        if len(places):
            found.add("note", "ids-made", "has no column of ids; made of the names", file=nodes.file)
    if {"start", "end"} <= set(links):
        _ends_by_name(places, links, spans.file, found)
        if "id" not in links:
            links["id"] = unique([f"{a}--{b}" for a, b in zip(links.start, links.end, strict=True)], "span")
    if "setting" not in links and len(links):
        links["setting"] = "terrestrial"
        found.add("note", "setting-assumed", "says nowhere whether spans run on land or in the sea", file=spans.file,
                  mend="taken as terrestrial; give a column `setting`", mended=True)  # fmt: skip
    _sphere_lengths(places, links, spans.file, found)
    where = {
        name: pd.DataFrame({"file": source.file, "row": np.asarray(source.frame.index, dtype=np.int64)})
        for name, source in (("nodes", nodes), ("spans", spans))
    }
    tables = {"nodes": places, "spans": links}
    return {
        name: table for name, table in tables.items() if len(table.columns) and (len(table) or name == "nodes")
    }, where


def _table(table: str, source: Source, found: Findings) -> pd.DataFrame:
    schema = {column.name: column for column in SCHEMAS[table].columns}
    taken = dict(source.taken)
    if source.guess:
        stated = {one.column for one in taken.values()}
        free = [str(name) for name in source.frame.columns if name not in stated]
        guessed = guess_columns(table, free, schema)
        new = {target: name for target, name in guessed.items() if target not in taken}
        told = [f"{name} as {target}" for target, name in new.items() if name not in {target, "fact_source"}]
        if told:
            found.add("note", "columns-taken", "columns were taken by their usual names: " + ", ".join(told),
                      file=source.file, mend="state them with a mapping file where that is wrong")  # fmt: skip
        taken |= {target: Taken(name) for target, name in new.items()}
    used = {one.column for one in taken.values()}
    left = [str(name) for name in source.frame.columns if name not in used]
    if left:
        shown = ", ".join(left[:12]) + (f" and {len(left) - 12} more" if len(left) > 12 else "")
        found.add("note", "columns-not-kept", f"columns have no place in a network: {shown}", file=source.file)
    plain = source.frame.reset_index(drop=True)
    out = pd.DataFrame(index=plain.index)
    for target, one in taken.items():
        if one.column and one.column not in source.frame:
            continue
        cells = plain[one.column] if one.column else pd.Series(one.constant, index=out.index, dtype=object)
        out[target] = _cells(cells, target, schema[target].type, schema[target].allowed, one, source, found)
    return out


def _cells(
    cells: pd.Series[Any], target: str, kind: str, allowed: tuple[str, ...], one: Taken, source: Source, found: Findings
) -> pd.Series[Any]:
    name = one.column or target
    if kind in {"number", "integer", "year"}:
        quantity = QUANTITY.get(target, "")
        unit = one.unit or (unit_of(name, quantity) if quantity and name != target else "")
        reader = Numbers(
            name, source.file, source.frame.index, found, decimal=source.decimal, comma_likely=source.semicolons
        )
        angle = "angle" if target in {"lon", "lat"} else kind
        number = reader.read(cells, kind=angle, quantity=quantity, unit=unit)
        factor = UNITS[quantity][unit] if quantity and unit else 1.0
        if factor != 1.0:
            found.add("note", "unit", f"is taken as {unit} and turned into {quantity}", file=source.file, column=name)
            number = number.map(lambda value: value * factor if isinstance(value, float) else value)
        return number
    if target == "country":
        return _countries(cells, name, source, found)
    if target in WORDS and allowed:
        return _words(cells, target, allowed, name, source, found)
    if kind == "geometry":
        return _geometries(cells, name, source, found)
    return cells.map(_text, na_action="ignore").astype(object)


def _text(value: object) -> object:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip() or None


def _countries(cells: pd.Series[Any], name: str, source: Source, found: Findings) -> pd.Series[Any]:
    codes = {value: country_code(value) for value in cells.dropna().unique()}
    for value, code in codes.items():
        if code is None:
            rows = cells.index[cells == value]
            problem = f"is no country known here ({len(rows)} rows)"
            found.add("warning", "unknown-country", problem, file=source.file, row=source.row(rows[0]), column=name,
                      value=value, mend="give an ISO 3166-1 code or name")  # fmt: skip
    for value in (value for value, code in codes.items() if code and is_code_trap(value)):
        for row in cells.index[cells == value][:MOST_TRAPS]:
            found.add("warning", "country-code", f"is no ISO 3166-1 alpha-3 code: it means {codes[value]}", mended=True,
                      file=source.file, row=source.row(row), column=name, value=value,
                      mend=f"read as {codes[value]}; write that")  # fmt: skip
    changed = [f"{value} as {code}" for value, code in codes.items() if code and code != str(value)]
    if changed:
        shown = ", ".join(changed[:5]) + (" ..." if len(changed) > 5 else "")
        found.add("note", "country-codes", f"countries were read as ISO 3166-1 alpha-3: {shown}", file=source.file,
                  column=name)  # fmt: skip
    return cells.map(lambda value: codes[value] or str(value), na_action="ignore").astype(object)


def _words(
    cells: pd.Series[Any], target: str, allowed: tuple[str, ...], name: str, source: Source, found: Findings
) -> pd.Series[Any]:
    known = {value: meaning(target, str(value), allowed) for value in cells.dropna().unique()}
    strange = [str(value) for value, meant in known.items() if meant is None]
    if strange:
        shown = ", ".join(strange[:5]) + (" ..." if len(strange) > 5 else "")
        default = "terrestrial" if target == "setting" else None
        found.add("warning", f"unknown-{target}", f"words that mean no {target} known here: {shown}", file=source.file,
                  column=name, mended=True, mend=f"taken as {default}" if default else "left empty")  # fmt: skip
        known |= {value: default for value, meant in known.items() if meant is None}
    if target == "setting":
        cells = cells.where(cells.notna(), "terrestrial")
        known.setdefault("terrestrial", "terrestrial")
    return cells.map(lambda value: known[value], na_action="ignore").astype(object)


def _geometries(cells: pd.Series[Any], name: str, source: Source, found: Findings) -> pd.Series[Any]:
    texts = cells.to_numpy(dtype=object)
    shapes = from_wkt(texts)
    ready = [not isinstance(value, str) and hasattr(value, "geom_type") for value in texts]
    shapes[ready] = texts[ready]
    kinds = shapely.get_type_id(shapes)
    finite = ~np.isnan(shapely.length(shapes))
    good = np.isin(kinds, (1, 5)) & ~shapely.is_empty(shapes) & finite
    for i in np.flatnonzero(~good & ~pd.isna(texts)):
        found.add("warning", "not-a-line", "is no line", file=source.file, row=source.row(i), column=name,
                  value=texts[i], mend="left empty; give a LINESTRING in WKT", mended=True)  # fmt: skip
    shapes[~good] = None
    return pd.Series(shapes, index=cells.index, dtype=object)


def _ends_by_name(places: pd.DataFrame, links: pd.DataFrame, file: str, found: Findings) -> None:
    """Where spans name their ends by unique names of nodes instead of their ids, put the ids."""
    if "name" not in places:
        return
    known = set(places.id)
    name = places.name.astype(object)
    single = places[~name.duplicated(keep=False) & name.notna()]
    ids = dict(zip(single.name, single.id, strict=True))
    changed = 0
    for side in ("start", "end"):
        by_name = ~links[side].isin(known) & links[side].isin(ids)
        changed += int(by_name.sum())
        links.loc[by_name, side] = links.loc[by_name, side].map(ids)
    if changed:
        found.add("note", "ends-by-name", f"{changed} ends name a node by its name", file=file, mended=True,
                  mend="the node's id was put")  # fmt: skip


def _sphere_lengths(places: pd.DataFrame, links: pd.DataFrame, file: str, found: Findings) -> None:
    """Raise lengths that were measured on a sphere to the geodesic of the ellipsoid."""
    if not {"start", "end", "length_km"} <= set(links) or not {"id", "lon", "lat"} <= set(places) or links.empty:
        return
    place = places.drop_duplicates("id").set_index("id")[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
    a, b = place.reindex(links.start).to_numpy(dtype=float), place.reindex(links.end).to_numpy(dtype=float)
    valid = np.isfinite(a).all(1) & np.isfinite(b).all(1) & (np.abs(a[:, 1]) <= 90) & (np.abs(b[:, 1]) <= 90)
    straight = np.full(len(links), np.nan)
    straight[valid] = distance_km(a[valid, 0], a[valid, 1], b[valid, 0], b[valid, 1])
    length = pd.to_numeric(links.length_km, errors="coerce").to_numpy(dtype=float)
    low = (length < 0.995 * straight - 1.0) & (length >= SPHERE * straight)
    if low.any():
        found.add("note", "spherical-length", f"{int(low.sum())} lengths are a sphere's, a little under the geodesic",
                  file=file, column="length_km", mended=True, mend="set to the ellipsoid's geodesic")  # fmt: skip
        links.loc[low, "length_km"] = straight[low]
