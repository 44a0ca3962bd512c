"""Rights of way on a surface: the cells beside main roads and railways, of the set `scgraph-data` in the local store.

The set is converted once: at the first use its segments are written beside it as arrays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.data.holdings import held
from sogdia.errors import MissingExtraError, pick
from sogdia.formats.scgraph import LAYERS, read_scgraph

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.routing import Surface
    from sogdia.routing.lattice import Lattice

SET: Final = "scgraph-data"
_CONVERTED: Final = "segments.npz"
_BLOCK: Final = 200_000


def with_rights_of_way(surface: Surface, ways: Iterable[str]) -> Surface:
    """Give a surface the layers `road` and `rail`: 1 in each cell that a main road or railway runs through.

    Parameters
    ----------
    ways
        Names of layers: ``road``, ``rail``.

    Raises
    ------
    ParameterError
        No layer of this name.
    MissingExtraError
        The set is not in the local store: terrain alone decides then.
    DataError
        The set cannot be read.

    Source
    ------
    OpenStreetMap contributors (ODbL 1.0), simplified by scgraph_data (MIT).
    """
    wanted = [pick(way, LAYERS, "right of way") for way in ways]
    found = segments()
    layers = {way: beside(surface.lattice, found[way]) for way in wanted}
    return replace(surface, exposure={**surface.exposure, **layers})


def segments() -> dict[str, NDArray[np.float32]]:
    """Give the segments of each layer, shape (n, 4): lon, lat, lon, lat; converted at the first use.

    Raises
    ------
    MissingExtraError
        The set is not in the local store.
    """
    path = held(SET)
    if path is None:
        raise MissingExtraError(
            f"no rights of way: the store has no {SET!r}; get its file with `pip download --no-deps scgraph-data`, "
            f"add it with `sogdia data add {SET} FILE`, or leave out prefer"
        )
    made = path.parent / _CONVERTED
    if made.is_file():
        with np.load(made) as arrays:
            return {layer: arrays[layer] for layer in LAYERS}
    found = read_scgraph(path)
    _keep(made, found)
    return found


def _keep(made: Path, found: dict[str, NDArray[np.float32]]) -> None:
    beside_it = made.with_name("new-" + made.name)
    np.savez(beside_it, road=found["road"], rail=found["rail"])
    beside_it.replace(made)


def beside(lattice: Lattice, ways: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give 1 in each cell that a segment runs through, 0 elsewhere, shape (rows, columns)."""
    out = np.zeros(lattice.shape, dtype=np.float32)
    for first in range(0, len(ways), _BLOCK):
        lon1, lat1, lon2, lat2 = ways[first : first + _BLOCK].T.astype(float)
        east = (lon2 - lon1 + 180.0) % 360.0 - 180.0
        steps = np.maximum(np.abs(east) / lattice.step_lon, np.abs(lat2 - lat1) / lattice.step_lat)
        count = np.ceil(3.0 * steps).astype(np.int64) + 1
        which = np.repeat(np.arange(len(count)), count)
        share = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / np.maximum(count[which] - 1, 1)
        lon, lat = lon1[which] + share * east[which], lat1[which] + share * (lat2 - lat1)[which]
        on = (lat >= lattice.south) & (lat <= lattice.north)
        if not lattice.wrap:
            on &= (lon - lattice.west) % 360.0 <= lattice.east - lattice.west
        out[lattice.cells(lon[on], lat[on])] = 1.0
    return out
