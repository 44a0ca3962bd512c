"""Writes the mended copy: in the file's own format where all is well; as tables that a person can mend otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from sogdia.errors import DataError, TableError
from sogdia.formats import write
from sogdia.formats.files import WRITERS
from sogdia.network import SCHEMA_VERSION, SCHEMAS, Network, store
from sogdia.results import whole_folder

if TYPE_CHECKING:
    from os import PathLike

    from sogdia.formats.draft import Draft

_ARCHIVES: Final = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"}


def copy_place(draft: Draft, out: str | PathLike[str] | None) -> Path:
    """Say where the copy goes: `out`, or ``NAME.fixed.EXT`` beside the file (a folder for an archive).

    Raises
    ------
    DataError
        It is the file itself or inside it.
    """
    source = draft.path
    place = Path(out) if out is not None else source.with_name(_fixed(source))
    _check_apart(place, source)
    return place


def _check_apart(place: Path, source: Path) -> None:
    there, given = place.resolve(), source.resolve()
    if there == given or given in there.parents or there in given.parents:
        raise DataError(
            f"{place} is {source} itself or holds it, and that is never changed; give another place with -o"
        )


def _fixed(source: Path) -> str:
    if source.is_dir():
        return f"{source.name}.fixed"
    name, *endings = source.name.split(".")
    kept = [ending for ending in endings if f".{ending.lower()}" not in _ARCHIVES]
    return f"{name}.fixed" if len(kept) < len(endings) else ".".join([name, "fixed", *kept])


def write_copy(draft: Draft, place: Path, *, asked: bool) -> Path:
    """Write a mended draft and give the place where it is.

    Parameters
    ----------
    asked
        The user named the place: its ending says the format.
    """
    try:
        net = Network(**dict(draft.tables))
    except TableError:
        net = None
    if net is not None and len(net.spans) and not len(net.nodes):
        net = None
    if net is not None and (asked or draft.format in WRITERS):
        form = draft.format if draft.format in WRITERS and not (asked and place.suffix) else None
        return write(net, place, "kmz" if form == "kml" and place.suffix.lower() == ".kmz" else form)
    folder = place if asked else place.with_name(place.name.partition(".fixed")[0] + ".fixed")
    _check_apart(folder, draft.path)
    if draft.format == "csv":
        return _write_csv(draft, folder)
    return store.save(_storable(draft), folder, SCHEMA_VERSION)


def _write_csv(draft: Draft, folder: Path) -> Path:
    """Write tables with faults as CSVs, which can hold any cell; the folder appears whole or not at all."""
    known = {f"{name}.csv" for name in SCHEMAS}
    if folder.is_file() or (folder.is_dir() and {file.name for file in folder.iterdir()} - known):
        raise DataError(f"{folder} holds other things; give a new folder or an empty one with -o")
    with whole_folder(folder) as beside:
        for name, table in draft.tables.items():
            _plain(table).to_csv(beside / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    if "geometry" not in table:
        return table
    cells = [shape.wkt if shapely.is_geometry(shape) else shape for shape in table["geometry"]]
    return table.assign(geometry=pd.Series(cells, dtype=object, index=table.index))


def _storable(draft: Draft) -> dict[str, pd.DataFrame]:
    """Give the tables with columns of mixed cells as text."""
    out = {}
    for name, table in draft.tables.items():
        columns = {
            str(column): values.astype("string")
            for column, values in table.items()
            if column != "geometry" and values.dtype == object
        }
        out[name] = table.assign(**columns)
    return out
