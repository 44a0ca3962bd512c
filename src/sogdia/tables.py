"""Tidy tables and their contract: a schema CSV says what each column means, and `conform` holds a table to it.

A schema is a CSV with the columns ``column, type, unit, required, minimum, maximum, allowed, references, meaning``.
Types: ``id`` and ``text`` (strings), ``number`` (float), ``integer``, ``year``, ``flag`` (true or false), ``geometry``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from sogdia.errors import Fault, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_NUMERIC = {"number", "integer", "year"}
_TRUE = {"true", "1", "yes"}
_FALSE = {"false", "0", "no"}


@dataclass(frozen=True)
class Column:
    """One column of a schema: its name, type, unit, range and meaning."""

    name: str
    type: str
    unit: str
    required: bool
    minimum: float | None
    maximum: float | None
    allowed: tuple[str, ...]
    references: str
    meaning: str


@dataclass(frozen=True)
class Schema:
    """The contract of one table."""

    table: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> str | None:
        """The column that identifies a row, or None where rows have no name."""
        return "id" if "id" in self.names else None


def read_schema(path: Path) -> Schema:
    """Read a schema CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = tuple(
        Column(
            name=row["column"],
            type=row["type"],
            unit=row["unit"],
            required=row["required"] == "yes",
            minimum=float(row["minimum"]) if row["minimum"] else None,
            maximum=float(row["maximum"]) if row["maximum"] else None,
            allowed=tuple(row["allowed"].split()) if row["allowed"] else (),
            references=row["references"],
            meaning=row["meaning"],
        )
        for row in rows
    )
    return Schema(path.stem, columns)


def empty(schema: Schema) -> pd.DataFrame:
    """Give the table of `schema` without rows."""
    return _empty(schema).copy(deep=False)


@cache
def _empty(schema: Schema) -> pd.DataFrame:
    return pd.DataFrame({column.name: _blank(column.type, 0) for column in schema.columns})


@dataclass(frozen=True)
class Breach:
    """One kind of fault in one column of a table, on as many rows as have it.

    Attributes
    ----------
    code
        Kind of the fault, one hyphenated name.
    table, column
        Where; an empty column means the whole row.
    rows
        Positions of the rows from 0; empty: the whole table.
    keys, values
        Id (None where there is none) and cell of each of the rows; one value for a whole table.
    problem, mend
        What is wrong and what to do: one text for all rows, or one for each.
    """

    code: str
    table: str
    column: str
    rows: NDArray[np.int64]
    keys: Sequence[object]
    values: Sequence[str]
    problem: str | Sequence[str]
    mend: str | Sequence[str] = ""

    def faults(self) -> list[Fault]:
        """Tell each row as a fault of its own."""
        if not len(self.rows):
            return [Fault(self.table, self.column, *self.values, *_each(self.problem, 1), *_each(self.mend, 1))]
        count = len(self.rows)
        cells = zip(self.rows, self.keys, self.values, _each(self.problem, count), _each(self.mend, count), strict=True)
        return [
            Fault(row_label(self.table, int(i), key), self.column, value, problem, mend)
            for i, key, value, problem, mend in cells
        ]


def _each(text: str | Sequence[str], count: int) -> Sequence[str]:
    return [text] * count if isinstance(text, str) else text


def breach(
    code: str,
    where: tuple[str, str],
    bad: NDArray[np.bool_],
    keys: pd.Series[Any] | None,
    values: pd.Series[Any] | None,
    problem: str,
    mend: str = "",
) -> list[Breach]:
    """Give the breach of the rows marked `bad`, in a list that is empty where none is.

    Parameters
    ----------
    where
        Table and column.
    bad
        Shape (rows,).
    keys, values
        Ids and cells of all rows, aligned with `bad`; None: no ids, no cells to show.
    """
    rows = np.flatnonzero(bad)
    if not len(rows):
        return []
    names = [None] * len(rows) if keys is None else [None if pd.isna(k) else k for k in keys.iloc[rows].tolist()]
    cells = [""] * len(rows) if values is None else [str(v) for v in values.iloc[rows].tolist()]
    return [Breach(code, *where, rows, names, cells, problem, mend)]


def conform(table: pd.DataFrame, schema: Schema) -> tuple[pd.DataFrame, list[Fault]]:
    """Bring a table to its schema: columns added, ordered and typed; every fault is listed, none is raised.

    Parameters
    ----------
    table
        Rows as given; the index is dropped. Columns that the schema does not know are faults.

    Returns
    -------
    tuple
        The conformed copy and the faults found.
    """
    ready, breaches = hold(table, schema)
    return ready, [fault for each in breaches for fault in each.faults()]


def hold(table: pd.DataFrame, schema: Schema) -> tuple[pd.DataFrame, list[Breach]]:
    """Hold a table to its schema as `conform` does; the faults stay together by kind and column."""
    given = table.reset_index(drop=True)
    nowhere = np.array([], dtype=np.int64)
    breaches = [
        Breach(
            "unknown-column", schema.table, str(name), nowhere, [], [""], "unknown column",
            nearest_name(str(name), schema.names),
        )
        for name in given.columns
        if name not in schema.names
    ]  # fmt: skip
    keys = given[schema.key] if schema.key and schema.key in given else None
    out: dict[str, pd.Series[Any]] = {}
    for column in schema.columns:
        if column.name not in given.columns:
            if column.required and len(given):
                words = ("column is missing", "add it")
                breaches.append(Breach("missing-column", schema.table, column.name, nowhere, [], [""], *words))
            out[column.name] = _blank(column.type, len(given))
            continue
        values, wrong = _typed(given[column.name], column)
        out[column.name] = values
        breaches += _column_breaches((schema.table, column), given[column.name], values, wrong, keys)
    if keys is not None:
        again = (keys.duplicated() & ~keys.isna()).to_numpy()
        where = (schema.table, str(schema.key))
        breaches += breach("duplicate-id", where, again, keys, keys, "id stands twice", "rename one")
    return pd.DataFrame(out, index=given.index), breaches


def row_label(table: str, position: int, key: object = None) -> str:
    """Name a row in an error: the table, the row counted from 1, and its id where it has one."""
    return f"{table} row {position + 1}" + (f" (id {key!r})" if key is not None else "")


@lru_cache(maxsize=32)
def _blank(kind: str, count: int) -> pd.Series[Any]:
    """Give a column of missing cells; it is shared, and never changed."""
    if kind == "geometry":
        return pd.Series(np.full(count, None, dtype=object), dtype=object)
    kinds: dict[str, Any] = {"number": float, "integer": "Int64", "year": "Int64", "flag": "boolean"}
    nothing: Any = np.nan if kind == "number" else pd.NA
    blank: pd.Series[Any] = pd.Series(nothing, index=pd.RangeIndex(count), dtype=kinds.get(kind, "string"))
    return blank


def among(cells: pd.Series[Any], known: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the cells that are among `known`, both of type string; a missing cell is not."""
    found = pc.is_in(pa.array(cells, type=pa.large_string()), value_set=pa.array(known, type=pa.large_string()))
    return np.asarray(found.to_numpy(zero_copy_only=False)) & cells.notna().to_numpy()


def _typed(values: pd.Series[Any], column: Column) -> tuple[pd.Series[Any], NDArray[np.bool_]]:
    """Cast values to the column's type; the second answer marks those that could not be cast."""
    missing = values.isna().to_numpy()
    if missing.all():
        return _blank(column.type, len(values)), np.zeros(len(values), dtype=bool)
    if column.type in _NUMERIC:
        number = pd.to_numeric(values.where(~missing), errors="coerce").astype(float)
        finite = np.isfinite(number.to_numpy())
        wrong = ~finite & ~missing
        if column.type != "number":
            wrong |= finite & (number.to_numpy() % 1 != 0)
            return number.where(~wrong).round().astype("Int64"), wrong
        return number.where(~wrong), wrong
    if column.type == "flag":
        text = values.astype(object).map(lambda v: str(v).strip().lower(), na_action="ignore")
        known = text.map({**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)})
        return known.astype("boolean"), known.isna().to_numpy() & ~missing
    if column.type == "geometry":
        geometry = values.astype(object).where(~missing, None)
        return geometry, ~missing & ~shapely.is_geometry(geometry.to_numpy(dtype=object))
    cast = values.astype("string").str.strip()
    return cast.mask(cast == ""), np.zeros(len(values), dtype=bool)


def _column_breaches(
    where: tuple[str, Column],
    given: pd.Series[Any],
    values: pd.Series[Any],
    wrong: NDArray[np.bool_],
    keys: pd.Series[Any] | None,
) -> list[Breach]:
    table, column = where
    at = (table, column.name)
    kind = {"number": "a number", "integer": "a whole number", "year": "a year", "flag": "true or false"}
    problem = f"is not {kind.get(column.type, 'a ' + column.type)}"
    breaches = breach("not-a-value", at, wrong, keys, given, problem)
    if column.required:
        blank = values.isna().to_numpy() & ~wrong
        breaches += breach("empty-required", at, blank, keys, None, "is empty", "give a value")
    if column.type in _NUMERIC:
        number = values.astype(float)
        unit = f" {column.unit}" if column.unit else ""
        for limit, word in ((column.minimum, "at least"), (column.maximum, "at most")):
            if limit is None:
                continue
            outside = (number < limit if word == "at least" else number > limit).to_numpy()
            code = "negative-number" if word == "at least" and limit == 0 else "out-of-range"
            shown = number.map("{:g}".format, na_action="ignore") if outside.any() else None
            mend = f"must be {word} {limit:g}{unit}"
            breaches += breach(code, at, outside, keys, shown, "is out of range", mend)
    if column.allowed:
        bad = (~values.isna() & ~values.isin(column.allowed)).to_numpy(dtype=bool)
        choice = "one of " + ", ".join(column.allowed)
        breaches += [
            replace(each, mend=_nearest(each.values, column.allowed, choice))
            for each in breach("unknown-value", at, bad, keys, values, "is not known here")
        ]
    return breaches


def _nearest(values: Sequence[str], known: Sequence[str], otherwise: str, most: int = 1000) -> list[str]:
    """Offer each value the nearest known name; after `most` different values, only `otherwise`."""
    hints = {value: nearest_name(value, known) or otherwise for value in list(dict.fromkeys(values))[:most]}
    return [hints.get(value, otherwise) for value in values]


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV as text, with nothing but the empty cell as missing (`NA` is Namibia), and `#` lines left out."""
    return pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], comment=None, encoding="utf-8")


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a stored table; a column `geometry`, stored as WKB, becomes shapely geometry.

    The file is read by one thread and what reading took is given back: at the size of these tables threads gain
    nothing, and their memory would stay taken.
    """
    stored = pq.ParquetFile(path).read(use_threads=False)
    table: pd.DataFrame = stored.to_pandas(use_threads=False)
    if "geometry" in table:
        table["geometry"] = shapely.from_wkb(table.geometry.to_numpy(dtype=object))
    del stored
    pa.default_memory_pool().release_unused()
    return table


def references(tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, Schema]) -> list[Fault]:
    """List the cells that name a row of another table that is not there.

    Parameters
    ----------
    tables
        Conformed tables by name; a reference to a table that has no rows at all is not checked.
    """
    return [fault for each in broken_references(tables, schemas) for fault in each.faults()]


def broken_references(tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, Schema]) -> list[Breach]:
    """Give the faults of `references`, together by column; the first twenty different names have their nearest."""
    breaches: list[Breach] = []
    hints = 20
    for name, schema in schemas.items():
        table = tables[name]
        for column in schema.columns:
            if not column.references or table.empty or tables[column.references].empty:
                continue
            cell = table[column.name]
            if cell.isna().all():
                continue
            known = tables[column.references]["id"].dropna()
            bad = cell.notna().to_numpy() & ~among(cell, known)
            keys = table[schema.key] if schema.key else None
            problem = f"is not in the table {column.references!r}"
            for each in breach("unknown-reference", (name, column.name), bad, keys, cell, problem):
                breaches.append(replace(each, mend=_nearest(each.values, known.tolist(), "", hints)))
                hints = max(0, hints - len(set(each.values)))
    return breaches
