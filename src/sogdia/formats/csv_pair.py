"""A pair of CSVs, one of nodes and one of spans, with a mapping file for columns that have other names.

Reads a folder with the two files, or one of them when the other stands beside it. Writes a folder with one CSV for each
table that has rows; lines of spans stand as WKT. See `mapping_file` for what a mapping can say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.column_guesses import guess_columns, guess_end_places
from sogdia.formats.csv_files import TABLES, csv_of_links, csv_pair_of
from sogdia.formats.csv_text import read_frame
from sogdia.formats.draft import Draft
from sogdia.formats.drawn_layers import draft_layers
from sogdia.formats.findings import Findings
from sogdia.formats.foreign_tables import Source, draft_tables
from sogdia.formats.link_table import places_of_ends
from sogdia.formats.mapping_file import mapped, read_mapping
from sogdia.formats.well_known_text import from_wkt, to_wkt
from sogdia.network import SCHEMAS, Network
from sogdia.results import whole_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT: Final = "csv"
MAPPING: Final = "mapping.toml"
"""Name of a mapping file that is taken where it stands in the folder."""


def is_csv_pair(path: Path) -> bool:
    """Tell whether a folder holds a CSV of nodes and one of spans, or a CSV has such a one beside it.

    One CSV of links is enough where it holds the places of their ends, or their lines.
    """
    return csv_pair_of(path) is not None or csv_of_links(path) is not None


def read_csv_pair(path: Path, mapping: Path | None = None) -> Network:
    """Read a pair of CSVs; see `draft_csv_pair`."""
    return draft_csv_pair(path, mapping).network()


def draft_csv_pair(path: Path, mapping: Path | None = None) -> Draft:
    """Read a pair of CSVs, with every fault as a finding.

    Parameters
    ----------
    path
        Folder with the two files, or one of them.
    mapping
        Mapping file; None: `mapping.toml` of the folder where there is one, else columns are guessed.

    Raises
    ------
    DataError
        A file is missing or is no CSV.
    ParameterError
        The mapping names an unknown column, unit or key.
    """
    folder = path if path.is_dir() else path.parent
    beside = folder / MAPPING
    mapping = mapping or (beside if beside.is_file() else None)
    stated = read_mapping(mapping) if mapping else {"nodes": {}, "spans": {}}
    found = Findings(path.name)
    alone = csv_of_links(path) if mapping is None and csv_pair_of(path) is None else None
    if alone is not None:
        return _alone(path, alone, found)
    pair = _files(path, folder, stated)
    sources = {}
    for table, file in pair.items():
        options = stated[table]
        frame = read_frame(file, found, encoding=options.get("encoding", ""), delimiter=options.get("delimiter", ""))
        sources[table] = mapped(frame, file.name, table, stated, mapping)
    tables, rows = draft_tables(sources["nodes"], sources["spans"], found)
    for name in SCHEMAS:
        file = folder / f"{name}.csv"
        if name not in tables and name not in pair and file.is_file() and path.is_dir():
            frame = read_frame(file, found)
            if set(frame.columns) <= set(SCHEMAS[name].names):
                rows[name] = pd.DataFrame({"file": file.name, "row": frame.index.to_numpy()})
                tables[name] = _lines(frame.reset_index(drop=True))
    return Draft(path, FORMAT, tables, found.listed(), rows)


def _alone(path: Path, file: Path, found: Findings) -> Draft:
    """Read one CSV of links by itself: nodes are made of the places of their ends, or of the ends of their lines."""
    frame = read_frame(file, found)
    semicolons = frame.attrs.get("delimiter") == ";"
    if guess_end_places(map(str, frame.columns)):
        nodes, links = places_of_ends(frame, file.name, found)
        sources = [Source(table, file.name, semicolons=semicolons) for table in (nodes, links)]
        tables, rows = draft_tables(sources[0], sources[1], found)
        return Draft(path, FORMAT, tables, found.listed(), rows)
    shape = guess_columns("spans", map(str, frame.columns), ()).get("geometry")
    if shape is None:
        raise DataError(f"{file} has neither the places of both ends of its links nor their lines")
    drawn = frame.rename(columns={shape: "geometry"})
    drawn["geometry"] = pd.Series(from_wkt(drawn["geometry"]), index=drawn.index, dtype=object)
    points = Source(pd.DataFrame({"geometry": []}, dtype=object), file.name)
    return draft_layers(path, FORMAT, points, Source(drawn, file.name, semicolons=semicolons), found)


def _files(path: Path, folder: Path, stated: Mapping[str, Mapping[str, Any]]) -> dict[str, Path]:
    named = {table: folder / options["file"] for table, options in stated.items() if "file" in options}
    if len(named) == 2 or (pair := csv_pair_of(path)) is None:
        for table, file in named.items():
            if not file.is_file() or not file.resolve().is_relative_to(folder.resolve()):
                raise DataError(f"{file} is not there; the mapping names it as the file of {table}")
        if len(named) == 2:
            return named
        raise DataError(
            f"{folder} has no pair of CSVs such as nodes.csv and spans.csv; name the files in a mapping file"
        )
    return pair | named


def _lines(table: pd.DataFrame) -> pd.DataFrame:
    if "geometry" not in table:
        return table
    return table.assign(geometry=pd.Series(from_wkt(table.geometry), dtype=object))


def write_csv_pair(net: Network, path: Path) -> Path:
    """Write a folder with one CSV for each table that has rows; it appears whole or not at all.

    Raises
    ------
    DataError
        The folder holds other things.
    """
    known = {f"{name}.csv" for name in SCHEMAS}
    if path.is_dir() and (other := sorted(file.name for file in path.iterdir() if file.name not in known)):
        raise DataError(f"{path} holds other things ({other[0]}); give a new folder or an empty one")
    if path.is_file():
        raise DataError(f"{path} is a file; give a folder for the tables")
    with whole_folder(path) as beside:
        for name in SCHEMAS:
            table = getattr(net, name)
            if len(table) or name in TABLES:
                _plain(table).to_csv(beside / f"{name}.csv", index=False, lineterminator="\n")
    return path


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    if "geometry" not in table:
        return table
    return table.assign(geometry=pd.Series(to_wkt(table.geometry), index=table.index, dtype=object))
