"""Writes a file beside its place and renames it: it appears whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sogdia.errors import DataError
from sogdia.results import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write a file to; it takes the place of `path` when all went well.

    Raises
    ------
    DataError
        `path` is a folder.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder; give the name of a file")
    with whole_file(path) as beside:
        yield beside
