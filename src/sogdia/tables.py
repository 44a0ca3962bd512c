"""Tidy tables and their contract: a schema CSV says what each column means, and `conform` holds a table to it.

A schema is a CSV with the columns ``column, type, unit, required, minimum, maximum, allowed, references, meaning``.
Types: ``id`` and ``text`` (strings), ``number`` (float), ``integer``, ``year``, ``flag`` (true or false), ``geometry``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import Fault, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    return pd.DataFrame({column.name: _typed(pd.Series([], dtype=object), column)[0] for column in schema.columns})


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
    given = table.reset_index(drop=True)
    faults = [
        Fault(schema.table, str(name), "", "unknown column", nearest_name(str(name), schema.names))
        for name in given.columns
        if name not in schema.names
    ]
    labels = _labels(given, schema)
    out: dict[str, pd.Series[Any]] = {}
    for column in schema.columns:
        if column.name not in given.columns:
            if column.required and len(given):
                faults.append(Fault(schema.table, column.name, "", "column is missing", "add it"))
            out[column.name] = _typed(pd.Series([None] * len(given), dtype=object), column)[0]
            continue
        values, wrong = _typed(given[column.name], column)
        out[column.name] = values
        faults += _column_faults(column, given[column.name], values, wrong, labels)
    faults += _duplicates(given, schema)
    return pd.DataFrame(out), faults


def row_label(table: str, position: int, key: object = None) -> str:
    """Name a row in an error: the table, the row counted from 1, and its id where it has one."""
    return f"{table} row {position + 1}" + (f" (id {key!r})" if key is not None else "")


def _labels(table: pd.DataFrame, schema: Schema) -> list[str]:
    keys = table[schema.key].tolist() if schema.key and schema.key in table else [None] * len(table)
    return [row_label(schema.table, i, key) for i, key in enumerate(keys)]


def _typed(values: pd.Series[Any], column: Column) -> tuple[pd.Series[Any], np.ndarray[Any, Any]]:
    """Cast values to the column's type; the second answer marks those that could not be cast."""
    missing = values.isna().to_numpy()
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
        wrong = np.array([g is not None and not hasattr(g, "geom_type") for g in geometry], dtype=bool)
        return geometry, wrong
    text = values.astype(object).where(~missing, None)
    cast = text.map(lambda v: str(v).strip(), na_action="ignore").astype("string")
    return cast.mask(cast == ""), np.zeros(len(values), dtype=bool)


def _column_faults(
    column: Column,
    given: pd.Series[Any],
    values: pd.Series[Any],
    wrong: np.ndarray[Any, Any],
    labels: list[str],
) -> list[Fault]:
    kind = {"number": "a number", "integer": "a whole number", "year": "a year", "flag": "true or false"}
    faults = [
        Fault(labels[i], column.name, str(given.iloc[i]), f"is not {kind.get(column.type, 'a ' + column.type)}")
        for i in np.flatnonzero(wrong)
    ]
    if column.required:
        blank = values.isna().to_numpy() & ~wrong
        faults += [Fault(labels[i], column.name, "", "is empty", "give a value") for i in np.flatnonzero(blank)]
    if column.type in _NUMERIC:
        number = values.astype(float).to_numpy()
        for limit, outside, word in (
            (column.minimum, number < (column.minimum or 0.0), "at least"),
            (column.maximum, number > (column.maximum or 0.0), "at most"),
        ):
            if limit is None:
                continue
            unit = f" {column.unit}" if column.unit else ""
            mend = f"must be {word} {limit:g}{unit}"
            faults += [
                Fault(labels[i], column.name, f"{number[i]:g}", "is out of range", mend)
                for i in np.flatnonzero(outside)
            ]
    if column.allowed:
        bad = ~values.isna() & ~values.isin(column.allowed)
        for i in np.flatnonzero(bad.to_numpy()):
            hint = nearest_name(str(values.iloc[i]), column.allowed) or "one of " + ", ".join(column.allowed)
            faults.append(Fault(labels[i], column.name, str(values.iloc[i]), "is not known here", hint))
    return faults


def _duplicates(table: pd.DataFrame, schema: Schema) -> list[Fault]:
    if schema.key is None or schema.key not in table:
        return []
    again = table[schema.key].duplicated() & ~table[schema.key].isna()
    return [
        Fault(
            row_label(schema.table, int(i)), schema.key, str(table[schema.key].iloc[i]), "id stands twice", "rename one"
        )
        for i in np.flatnonzero(again.to_numpy())
    ]


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV as text, with nothing but the empty cell as missing (`NA` is Namibia), and `#` lines left out."""
    return pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], comment=None, encoding="utf-8")


def references(tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, Schema]) -> list[Fault]:
    """List the cells that name a row of another table that is not there.

    Parameters
    ----------
    tables
        Conformed tables by name; a reference to a table that has no rows at all is not checked.
    """
    faults: list[Fault] = []
    for name, schema in schemas.items():
        table = tables[name]
        for column in schema.columns:
            if not column.references or table.empty or tables[column.references].empty:
                continue
            known = set(tables[column.references]["id"].dropna())
            cell = table[column.name]
            bad = ~cell.isna() & ~cell.isin(known)
            for i in np.flatnonzero(bad.to_numpy()):
                value = str(cell.iloc[i])
                key = table[schema.key].iloc[i] if schema.key else None
                problem = f"is not in the table {column.references!r}"
                hint = nearest_name(value, known) if len(faults) < 20 else ""
                faults.append(Fault(row_label(name, int(i), key), column.name, value, problem, hint))
    return faults
