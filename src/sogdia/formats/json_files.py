"""Reads a JSON file whole, with errors that say where it breaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES: Final = 160_000_000
"""Largest file that is read whole: its objects take about ten times as much memory."""


def load_json(path: Path) -> Any:  # noqa: ANN401  any JSON value
    """Read a JSON file (UTF-8 with or without a mark, UTF-16 with one).

    Raises
    ------
    DataError
        The file is too large, is not text, or breaks JSON's grammar; the message gives line and column.
    """
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        mend = "split it, or convert it to GeoPackage, GeoParquet or CSV"
        raise DataError(
            f"{path} has {size / 1e6:.0f} MB; JSON is read whole up to {LARGEST_BYTES / 1e6:.0f} MB; {mend}"
        )
    raw = path.read_bytes()
    try:
        return json.loads(raw)
    except json.JSONDecodeError as fault:
        raise DataError(f"{path} is no whole JSON: {fault.msg} at line {fault.lineno}, column {fault.colno}") from fault
    except UnicodeDecodeError as fault:
        raise DataError(f"{path} is not UTF-8 text: {fault.reason} at byte {fault.start}; save it as UTF-8") from fault
    except RecursionError as fault:
        raise DataError(f"{path} is nested too deeply to be data") from fault
    except ValueError as fault:
        raise DataError(f"{path} holds a number that cannot be read: {fault}") from fault


def records(value: object) -> list[dict[str, Any]]:
    """Give those members of a JSON list that are objects; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(value: object) -> str:
    """Give a JSON value as a cell's text; empty for null."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
