"""`read`, `write`, `draft` and `convert`: a network from or to a file or folder, the format known by its content."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError, DataWarning, ParameterError, nearest_name, pick
from sogdia.formats import (
    csv_pair,
    geojson,
    geopackage,
    geoparquet,
    gml,
    graphml,
    kml,
    node_link,
    ofds_csv,
    ofds_geojson,
    ofds_json,
    peeringdb,
    telegeography,
)
from sogdia.formats.archives import extracted, is_archive, named
from sogdia.formats.losses import losses
from sogdia.formats.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from sogdia.formats.draft import Draft, Finding
    from sogdia.network import Network

READERS: Final[Mapping[str, Callable[[Path], Draft]]] = {
    "csv": csv_pair.draft_csv_pair,
    "geojson": geojson.draft_geojson,
    "geopackage": geopackage.draft_geopackage,
    "geoparquet": geoparquet.draft_geoparquet,
    "gml": gml.draft_gml,
    "graphml": graphml.draft_graphml,
    "kml": kml.draft_kml,
    "node-link": node_link.draft_node_link,
    "ofds-csv": ofds_csv.draft_ofds_csv,
    "ofds-geojson": ofds_geojson.draft_ofds_geojson,
    "ofds-json": ofds_json.draft_ofds_json,
    "peeringdb": peeringdb.draft_peeringdb,
    "telegeography": telegeography.draft_telegeography,
}
"""What reads each format."""

WRITERS: Final[Mapping[str, Callable[[Network, Path], Path]]] = {
    "csv": csv_pair.write_csv_pair,
    "geopackage": geopackage.write_geopackage,
    "geoparquet": lambda net, path: net.save(path),
    "gml": gml.write_gml,
    "graphml": graphml.write_graphml,
    "kml": kml.write_kml,
    "kmz": kml.write_kmz,
    "node-link": node_link.write_node_link,
    "ofds-csv": ofds_csv.write_ofds_csv,
    "ofds-geojson": ofds_geojson.write_ofds_geojson,
    "ofds-json": ofds_json.write_ofds_json,
}
"""What writes each format; those that are read but not written are other people's collections."""

ENDINGS: Final[Mapping[str, str]] = {
    ".node-link.json": "node-link",
    ".ofds.json": "ofds-json",
    ".ofds.csv": "ofds-csv",
    ".ofds.zip": "ofds-geojson",
    ".json": "ofds-json",
    ".geojson": "ofds-geojson",
    ".gpkg": "geopackage",
    ".graphml": "graphml",
    ".gml": "gml",
    ".kml": "kml",
    ".kmz": "kmz",
    ".csv": "csv",
    ".parquet": "geoparquet",
}
"""Format that the ending of a name asks for; a name without an ending asks for a folder of GeoParquet."""

_MAPPED: Final = {
    "csv": csv_pair.draft_csv_pair,
    "geopackage": geopackage.draft_geopackage,
    "geoparquet": geoparquet.draft_geoparquet,
}


@dataclass(frozen=True)
class Conversion:
    """What became of a conversion.

    Attributes
    ----------
    path, format
        What was written, and in which format.
    read_as
        Format that was read.
    rows
        Number of rows of each table that was read.
    findings
        Faults that the reader found.
    lost
        What the target cannot say, one sentence for each table or column.
    """

    path: Path
    format: str
    read_as: str
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    lost: tuple[str, ...]

    @property
    def mended(self) -> int:
        """Number of faults that the reader mended."""
        return sum(finding.mended for finding in self.findings)


def draft(path: str | PathLike[str], mapping: str | PathLike[str] | None = None) -> Draft:
    """Read what a file or folder holds, with every fault as a finding and none raised.

    Parameters
    ----------
    path
        File, folder or archive (zip, tar, gz, bz2, xz) in any format that Sogdia reads.
    mapping
        Mapping file for a pair of CSVs, a GeoPackage or Parquet files of other people.

    Raises
    ------
    DataError
        Nothing is there, it is no format that Sogdia reads, or it is damaged.
    ParameterError
        The mapping is wrong, or goes with another format.
    """
    place = Path(path)
    if not place.exists():
        raise DataError(f"no file or folder {place}")
    try:
        return _draft(place, Path(mapping) if mapping is not None else None)
    except (MemoryError, RecursionError) as fault:
        raise DataError(f"{place} needs more memory than there is; give it as GeoParquet or in parts") from fault


def _draft(place: Path, mapping: Path | None) -> Draft:
    if place.is_file() and is_archive(place) and not _is_kmz(place):
        with extracted(place) as folder:
            inner = _content(folder)
            if inner.is_file() and is_archive(inner):
                with extracted(inner) as deeper:
                    return named(_draft_one(_content(deeper), mapping), place, deeper)
            return named(_draft_one(inner, mapping), place, folder)
    return _draft_one(place, mapping)


def _draft_one(place: Path, mapping: Path | None) -> Draft:
    name = "csv" if mapping is not None and place.is_dir() and not _is_parquet(place) else recognise_any(place)
    if mapping is None:
        return READERS[name](place)
    if name not in _MAPPED:
        raise ParameterError(f"a mapping goes with {', '.join(_MAPPED)}; {place} is {name}")
    return _MAPPED[name](place, mapping)


def recognise_any(place: Path) -> str:
    """Give the name of the format of a file or folder, KMZ included.

    Raises
    ------
    DataError
        It is no format that Sogdia reads.
    """
    return "kml" if place.is_file() and _is_kmz(place) else recognise(place)


def _is_parquet(place: Path) -> bool:
    return any(place.glob("*.parquet"))


def _is_kmz(place: Path) -> bool:
    if not zipfile.is_zipfile(place):
        return False
    try:
        with zipfile.ZipFile(place) as archive:
            return any(name.lower().endswith(".kml") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise DataError(f"{place} cannot be unpacked: {fault}") from fault


def _content(folder: Path) -> Path:
    """Give what an archive holds: its one file, or the innermost folder that holds all."""
    while True:
        inside = [item for item in folder.iterdir() if not item.name.startswith((".", "__MACOSX"))]
        if len(inside) != 1:
            return folder
        if inside[0].is_file():
            return inside[0]
        folder = inside[0]


def read(path: str | PathLike[str], mapping: str | PathLike[str] | None = None) -> Network:
    """Read a network from a file, folder or archive in any format that Sogdia reads.

    Warns
    -----
    DataWarning
        The reader mended faults; one line says how many.

    Raises
    ------
    DataError
        Nothing is there, or what is there is no format that Sogdia reads.
    TableError
        Faults that no reader may mend; all of them in one message.
    """
    found = draft(path, mapping)
    net = found.network()
    mended = sum(finding.mended for finding in found.findings)
    if mended:
        text = f"{path}: {mended} fault{'s were' if mended > 1 else ' was'} mended; `sogdia check {path}` lists them"
        warnings.warn(text, DataWarning, stacklevel=2)
    return net


def format_for(path: Path, to: str | None = None) -> str:
    """Give the format in which to write a path: the one asked for, else that of its ending.

    Raises
    ------
    ParameterError
        No such format, or an ending that asks for none.
    """
    if to is not None:
        return pick(to, WRITERS, "format")
    name = path.name.lower()
    ending = next((one for one in ENDINGS if name.endswith(one)), None)
    if ending is not None:
        return ENDINGS[ending]
    if re.fullmatch(r"\.[a-z]{2,9}", path.suffix.lower()) and not path.is_dir():
        hint = nearest_name(path.suffix, ENDINGS) or f"known: {', '.join(sorted(set(ENDINGS)))}"
        raise ParameterError(f"{path}: no format has the ending {path.suffix!r}; {hint}; or name a format with --to")
    return "geoparquet"


def write(net: Network, path: str | PathLike[str], to: str | None = None) -> Path:
    """Write a network; the format is that of the name's ending, or `to`.

    Parameters
    ----------
    path
        `.gpkg`, `.graphml`, `.gml`, `.kml`, `.kmz`, `.json` (OFDS), `.node-link.json`; `.geojson` (OFDS) and `.csv`
        become folders of that name; a name without an ending becomes a folder of GeoParquet. What Sogdia wrote there
        before is replaced.
    to
        One of `WRITERS`.

    Raises
    ------
    DataError
        The folder holds other things.
    ParameterError
        No such format or ending.
    """
    place = Path(path)
    return WRITERS[format_for(place, to)](net, place)


def convert(
    source: str | PathLike[str],
    target: str | PathLike[str],
    to: str | None = None,
    mapping: str | PathLike[str] | None = None,
) -> Conversion:
    """Read a network in one format and write it in another, and say what the other cannot say.

    Parameters
    ----------
    source
        What `read` reads.
    target
        What `write` writes; it is read again, to see what was lost.
    to
        Format of the target where its ending does not say it.
    mapping
        Mapping file of the source.

    Raises
    ------
    DataError
        The source cannot be read, or the target holds other things or is the source itself.
    ParameterError
        No such format or ending.
    TableError
        Faults of the source that no reader may mend.
    """
    place = Path(target)
    form = format_for(place, to)
    if place.exists() and Path(source).exists() and place.samefile(source):
        raise DataError(f"{place} is the input itself; give another place")
    found = draft(source, mapping)
    net = found.network()
    WRITERS[form](net, place)
    back = READERS["kml" if form == "kmz" else form](place)
    sizes = {name: len(getattr(net, name)) for name in found.tables}
    return Conversion(place, form, found.format, sizes, found.findings, losses(net, back))
