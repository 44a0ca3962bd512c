"""Reads the pairs of points whose latency is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sogdia.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = "from_lon, from_lat, to_lon, to_lat"


def read_pairs(path: Path) -> pd.DataFrame:
    """Read a CSV of pairs as text; only the empty cell is missing.

    Raises
    ------
    DataError
        The file is missing, is no CSV in UTF-8, or has no rows.
    """
    if not path.is_file():
        raise DataError(f"no file {path}; give a CSV with the columns {_COLUMNS}")
    try:
        table = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except pd.errors.EmptyDataError as fault:
        raise DataError(f"{path} is empty; give a CSV with the columns {_COLUMNS}") from fault
    except UnicodeDecodeError as fault:
        raise DataError(f"{path} is not UTF-8 text: byte {fault.start}; save it as UTF-8") from fault
    except pd.errors.ParserError as fault:
        raise DataError(f"{path} is not a regular CSV: {str(fault).strip()}; mend that line") from fault
    if len(table.columns) == 1 and ";" in str(table.columns[0]):
        raise DataError(f"{path} is joined by semicolons; save it with commas")
    if table.empty:
        raise DataError(f"{path} has no rows under its heading; add at least one pair")
    return table
