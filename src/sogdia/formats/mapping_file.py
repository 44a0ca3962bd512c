"""Mapping files: which foreign column is meant by which of ours, in which unit, as TOML.

::

    [nodes]
    file = "sites.csv"              # of a folder; `layer` in a GeoPackage
    id = "SITE_ID"
    country = { constant = "NAM" }

    [spans]
    start = "A_END"
    end = "B_END"
    length_km = { column = "LEN_M", unit = "m" }
    decimal = ","                   # also: delimiter, encoding, guess = true
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import ParameterError, nearest_name
from sogdia.formats.column_units import UNITS
from sogdia.formats.foreign_tables import QUANTITY, Source, Taken
from sogdia.network import SCHEMAS
from sogdia.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

TABLES: Final = ("nodes", "spans")
FILE_KEYS: Final = ("file", "layer", "delimiter", "encoding", "decimal", "guess")


def read_mapping(path: Path) -> dict[str, dict[str, Any]]:
    """Read a mapping file.

    Raises
    ------
    DataError
        It is not there or is no TOML.
    ParameterError
        A key, column or unit is not known; the message offers the nearest.
    """
    stated = read_toml(path)
    faults = []
    for table, options in stated.items():
        if table not in TABLES or not isinstance(options, dict):
            faults.append(f"[{table}] is not known; give [nodes] and [spans]")
            continue
        for key, value in options.items():
            known = [*SCHEMAS[table].names, *FILE_KEYS]
            if key not in known:
                faults.append(f"[{table}] {key}: no such column; {nearest_name(key, known) or ', '.join(known)}")
            elif not _is_value(key, value):
                faults.append(
                    f'[{table}] {key}: give "COLUMN", {{ column = "COLUMN", unit = "m" }} or {{ constant = X }}'
                )
    if faults:
        lines = "".join(f"\n  - {fault}" for fault in faults)
        raise ParameterError(f"{path} has {len(faults)} fault{'s' * (len(faults) > 1)}{lines}")
    return {table: stated.get(table, {}) for table in TABLES}


def _is_value(key: str, value: object) -> bool:
    if key == "guess":
        return isinstance(value, bool)
    if isinstance(value, str):
        return True
    if key in FILE_KEYS or not isinstance(value, dict):
        return False
    if set(value) == {"constant"}:
        return isinstance(value["constant"], str | int | float)
    units = UNITS.get(QUANTITY.get(key, ""), {})
    right = isinstance(value.get("column"), str) and set(value) <= {"column", "unit"}
    return right and ("unit" not in value or value["unit"] in units)


def taken_of(value: Any) -> Taken:  # noqa: ANN401  any TOML value that was checked
    """Give what a key of a mapping file states."""
    return Taken(value) if isinstance(value, str) else Taken(**value)


def check_columns(taken: Mapping[str, Taken], frame: pd.DataFrame, table: str, file: str, mapping: Path | None) -> None:
    """See that the columns which a mapping names are there.

    Raises
    ------
    ParameterError
        One is not; the message offers the nearest.
    """
    missing = [one.column for one in taken.values() if one.column and one.column not in frame]
    if missing:
        hint = nearest_name(missing[0], map(str, frame.columns)) or f"it has {', '.join(map(str, frame.columns[:12]))}"
        raise ParameterError(f"{mapping} [{table}]: {file} has no column {missing[0]!r}; {hint}")


def mapped(
    frame: pd.DataFrame, file: str, table: str, stated: Mapping[str, Mapping[str, Any]], mapping: Path | None
) -> Source:
    """Give a foreign table with what a mapping states about it.

    Raises
    ------
    ParameterError
        The mapping names a column that the table has not.
    """
    options = stated.get(table, {})
    taken = {name: taken_of(value) for name, value in options.items() if name not in FILE_KEYS}
    check_columns(taken, frame, table, file, mapping)
    guess = bool(options.get("guess", not taken))
    semicolons = frame.attrs.get("delimiter") == ";"
    return Source(frame, file, taken, options.get("decimal", ""), guess, semicolons)
