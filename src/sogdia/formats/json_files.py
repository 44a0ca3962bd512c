"""Reads a JSON file whole, with errors that say where it breaks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_BYTES: Final = 160_000_000
"""Largest file that is read whole: its objects take about ten times as much memory."""
LARGEST_LINE: Final = 32_000_000


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
    return _loaded(path, path.read_bytes())


def load_json_lines(path: Path) -> list[Any]:
    """Read a JSON file, or one of which each line is a value of its own (RFC 8142 puts a mark before each).

    Raises
    ------
    DataError
        As `load_json` does.
    """
    with path.open("rb") as file:
        first = file.readline(LARGEST_LINE).strip(b"\xef\xbb\xbf\x1e \t\r\n")
    if first.startswith(b"{") and first.endswith(b"}") and path.stat().st_size <= LARGEST_BYTES:
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return [load_json(path)]
        lines = (line.strip(b"\xef\xbb\xbf\x1e \t\r\n") for line in path.read_bytes().splitlines())
        return [_loaded(path, line, number) for number, line in enumerate(lines, start=1) if line]
    return [load_json(path)]


def _loaded(path: Path, raw: bytes, first: int = 1) -> Any:  # noqa: ANN401  any JSON value
    try:
        return json.loads(raw)
    except json.JSONDecodeError as fault:
        raise DataError(
            f"{path} is no whole JSON: {fault.msg} at line {fault.lineno + first - 1}, column {fault.colno}"
        ) from fault
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
