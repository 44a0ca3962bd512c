"""Writes a file beside its place and renames it: it appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name[:40]}-", dir=path.parent) as beside:
        target = Path(beside) / path.name
        yield target
        mask = os.umask(0)
        os.umask(mask)
        target.chmod(0o666 & ~mask)
        target.replace(path)
