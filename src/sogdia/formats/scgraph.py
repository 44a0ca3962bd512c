"""Main roads and railways of the world, as the package `scgraph_data` holds them: segments between junctions.

The package is data written as Python (`graph=[...]`, `nodes=[...]` in one file a layer); it is read as text and never
run. Its graph is simplified from OpenStreetMap (ODbL 1.0, © OpenStreetMap contributors).
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import DataError
from sogdia.formats.archives import ARCHIVE_FAULTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_BYTES: Final = 200_000_000
"""Most bytes of a layer that is read. Assumed: far more than a layer of the world has."""
LAYERS: Final = {"road": "world_highways.py", "rail": "world_railways.py"}
"""File of each layer in the package."""


def is_scgraph(path: Path) -> bool:
    """Say whether a path is the package: its wheel, or its folder."""
    return all(_name_in(path, file) for file in LAYERS.values())


def read_scgraph(path: str | Path) -> dict[str, NDArray[np.float32]]:
    """Read the layers of the package.

    Parameters
    ----------
    path
        The wheel as the package registry gives it (.whl), or the folder `scgraph_data` of an installed one.

    Returns
    -------
    dict
        By layer (road, rail) the segments, shape (n, 4): lon, lat, lon, lat in degrees, each once.

    Raises
    ------
    DataError
        The path is not the package, or a layer is not written as it should be.
    """
    place = Path(path)
    if not is_scgraph(place):
        raise DataError(f"{path} is not the package scgraph_data: it holds no {' and '.join(LAYERS.values())}")
    return {layer: _segments(_text(place, file), f"{path}: {file}") for layer, file in LAYERS.items()}


def _name_in(path: Path, file: str) -> str:
    """Give where a layer's file stands in the wheel or folder; empty where it does not."""
    if path.is_dir():
        return file if (path / file).is_file() else ""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return ""
    try:
        with zipfile.ZipFile(path) as wheel:
            return next((name for name in wheel.namelist() if name.split("/")[-1] == file), "")
    except ARCHIVE_FAULTS:
        return ""


def _text(path: Path, file: str) -> str:
    if path.is_dir():
        return (path / file).read_text(encoding="utf-8")
    try:
        with zipfile.ZipFile(path) as wheel, wheel.open(_name_in(path, file)) as member:
            raw = member.read(LARGEST_BYTES + 1)
    except ARCHIVE_FAULTS as fault:
        raise DataError(f"{path} cannot be unpacked: {fault}; fetch it again") from fault
    if len(raw) > LARGEST_BYTES:
        raise DataError(f"{path}: {file} has more than {LARGEST_BYTES / 1e6:.0f} MB; it is no layer of the package")
    return raw.decode("utf-8", errors="replace")


def _segments(text: str, where: str) -> NDArray[np.float32]:
    parts = {line.split("=", 1)[0]: line.split("=", 1)[1] for line in text.splitlines() if line[:6] in _HEADS}
    try:
        nodes = np.array(json.loads(parts["nodes"]), dtype=float)
        graph = json.loads(re.sub(r"(\d+): ", r'"\1": ', parts["graph"]))
        start = np.repeat(np.arange(len(graph)), [len(ends) for ends in graph])
        end = np.array([int(one) for ends in graph for one in ends], dtype=np.int64)
        once = start < end
        both = np.hstack([nodes[start[once], ::-1], nodes[end[once], ::-1]])
    except (KeyError, ValueError, IndexError, TypeError) as fault:
        raise DataError(f"{where} is not written as graph=[...] and nodes=[[lat, lon], ...]: {fault}") from fault
    if not np.isfinite(both).all() or np.abs(both[:, [1, 3]]).max(initial=0.0) > 90.0:
        raise DataError(f"{where} has nodes that are no places on the globe; get the package again")
    return both.astype(np.float32)


_HEADS: Final = ("graph=", "nodes=")
