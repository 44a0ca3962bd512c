"""Takes a folder of several networks apart: one operator in each folder or file of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError
from sogdia.formats.archives import is_archive
from sogdia.formats.recognition import recognise

if TYPE_CHECKING:
    from pathlib import Path

MOST: Final = 200
"""Most networks of one folder."""
_ONE: Final = {"csv", "geoparquet", "telegeography", "peeringdb"}
"""Formats whose folder is one network, whatever else lies in it."""


def networks_in(path: Path) -> tuple[Path, ...]:
    """Give the networks of a folder, in the order of their names; what is one network is given as it is.

    A folder is several networks where it holds no part of one itself (the nodes and spans of an operator, say) but two
    or more folders or files that are networks each.

    Raises
    ------
    DataError
        The folder holds more than `MOST` networks.
    """
    found = _within(path)
    if len(found) > MOST:
        raise DataError(f"{path} holds {len(found)} networks; give at most {MOST} at once")
    return found


def _within(path: Path) -> tuple[Path, ...]:
    if not path.is_dir() or _kind(path) in _ONE:
        return (path,)
    inside = sorted(item for item in path.iterdir() if not item.name.startswith("."))
    files = [item for item in inside if item.is_file()]
    if _kind(path) is not None and any(_is_part(item) for item in files):
        return (path,)
    parts = [one for item in inside if _is_network(item) for one in _within(item)]
    return tuple(parts) if len(parts) > 1 else (path,)


def _is_part(file: Path) -> bool:
    """Tell whether a file is one of the two or more that make a network of the Open Fibre Data Standard."""
    return _kind(file) in {"ofds-geojson", "ofds-csv"}


def _is_network(item: Path) -> bool:
    return _kind(item) is not None or (item.is_file() and is_archive(item))


def _kind(path: Path) -> str | None:
    try:
        return recognise(path)
    except (DataError, OSError):
        return None
