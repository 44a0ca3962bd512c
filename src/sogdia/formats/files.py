"""`read` and `write`: a network from or to a file or folder, the format known by its content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sogdia.errors import DataError
from sogdia.formats.geopackage import is_geopackage, read_geopackage, write_geopackage
from sogdia.network import Network

if TYPE_CHECKING:
    from os import PathLike


def read(path: str | PathLike[str]) -> Network:
    """Read a network from a folder that Sogdia wrote or a GeoPackage.

    Raises
    ------
    DataError
        Nothing is there, or what is there is no format that Sogdia reads.
    """
    place = Path(path)
    if not place.exists():
        raise DataError(f"no file or folder {place}")
    if place.is_dir():
        return Network.load(place)
    if is_geopackage(place):
        return read_geopackage(place)
    raise DataError(f"{place} is no format that Sogdia reads: a folder written by it, or a GeoPackage (.gpkg)")


def write(net: Network, path: str | PathLike[str]) -> Path:
    """Write a network: a GeoPackage where the name ends in .gpkg, a folder of GeoParquet otherwise.

    Raises
    ------
    DataError
        The folder holds other things.
    """
    place = Path(path)
    return write_geopackage(net, place) if place.suffix.lower() == ".gpkg" else net.save(place)
