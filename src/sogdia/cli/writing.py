"""Writes files whole or not at all, and tells before a long computation whether there is a place for its answer."""

# ruff: noqa: PLC0415  heavy imports stand inside, so that help is quick

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure


def check_file(path: Path, inputs: Sequence[Path] = ()) -> None:
    """See that a file can be written at `path`.

    Raises
    ------
    DataError
        It is a folder, one of the inputs, or where nothing can be written.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder; give the name of a file with -o")
    if any(path.exists() and path.samefile(given) for given in inputs):
        raise DataError(f"{path} is the input itself; give another file with -o")
    _check_place(path)


def check_folder(path: Path) -> None:
    """See that a folder can be written at `path`: it is new, empty, or one that Sogdia wrote.

    Raises
    ------
    DataError
        It is a file, holds other things, or stands where nothing can be written.
    """
    if path.exists() and not path.is_dir():
        raise DataError(f"{path} is a file; give a folder with -o")
    if path.is_dir() and any(path.iterdir()) and not (path / "manifest.json").is_file():
        raise DataError(f"{path} holds other things; give a new folder or an empty one with -o")
    _check_place(path)


def _check_place(path: Path) -> None:
    above = path.absolute().parent
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir():
        raise DataError(f"{path} cannot be written: {above} is a file; give another place with -o")
    if not os.access(above, os.W_OK | os.X_OK):
        raise DataError(f"{path} cannot be written: no permission in {above}; give another place with -o")


def write_text(path: Path, text: str) -> Path:
    """Write a text file; it appears whole or not at all."""
    from sogdia.results import whole_file

    with whole_file(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def write_picture(figure: Figure, path: Path) -> Path:
    """Write a picture, `.svg` or else PNG; it appears whole or not at all."""
    from sogdia.reports.pictures import as_png, as_svg
    from sogdia.results import whole_file

    with whole_file(path) as beside:
        beside.write_bytes(as_svg(figure) if path.suffix == ".svg" else as_png(figure))
    return path
