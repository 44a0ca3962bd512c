"""Open Fibre Data Standard 0.3 as CSV: the flattened tables of the standard's own tooling, in a folder or an archive.

A column is called by its path (`spans/0/supplier/id`); what is a list of objects stands in a table of its own
(`spans_networkProviders.csv`), joined by the ids of network and object; points and lines are well-known text.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sogdia.errors import DataError
from sogdia.formats.ofds_draft import draft_of
from sogdia.formats.ofds_members import members
from sogdia.formats.ofds_records import Records
from sogdia.formats.ofds_stream import whole_letters
from sogdia.formats.ofds_terms import ARRAYS, DOCUMENT, EXTRA, FIELDS, LINK, Field
from sogdia.formats.ofds_writing import networks, replaced, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.formats.draft import Draft
    from sogdia.network import Network

_REFERENCE: Final = ("id", "name")
_LISTS: Final = {
    "organisations": _REFERENCE,
    "phases": _REFERENCE,
    "addresses": ("streetAddress", "locality", "region", "postalCode", "country"),
    "documents": DOCUMENT,
    "links": LINK,
}
"""Columns of the tables of lists of objects, by the kind of field."""
_CODES: Final = {"codes", "media", "deployments", "countries"}
_NUMBERS: Final = {"count", "number", "positive"}
_LARGEST_CELL: Final = 32_000_000
_HEAD: Final = re.compile(r"(^|,)\"?(" + "|".join([*ARRAYS, "links"]) + r")/0/")
_WKT: Final = re.compile(r"\s*(POINT|LINESTRING)\s*Z?\s*\(([^()]*)\)\s*$", re.IGNORECASE)


def is_ofds_csv(head: bytes) -> bool:
    """Tell whether a file's first bytes are the header of one of the standard's flattened tables."""
    line = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace").strip("\r")
    return bool(_HEAD.search(line)) or ("publisher/name" in line and line.startswith("id,"))


def read_ofds_csv(path: Path) -> Network:
    """Read a network from OFDS CSV; several networks become one, each a system of it.

    Raises
    ------
    DataError
        Nothing is there that can be read as such.
    TableError
        Faults that no reader may mend.
    """
    return draft_ofds_csv(path).network()


def draft_ofds_csv(path: Path) -> Draft:
    """Read OFDS CSV with all its faults.

    Parameters
    ----------
    path
        A folder or an archive with the tables, or one of the tables; tables are known by their columns.

    Raises
    ------
    DataError
        Nothing is there that can be read as such.
    """
    place = Path(path)
    records = Records()
    tables = _Tables(records)
    folder = place.parent if place.is_file() and place.suffix.lower() == ".csv" else place
    try:
        for name, file in members(folder, lambda name: name.lower().endswith(".csv")):
            _table(file, name, tables)
    except csv.Error as fault:
        raise DataError(f"{place} cannot be read as CSV: {fault}") from fault
    if not tables.found:
        raise DataError(f"{place} holds no table of the Open Fibre Data Standard (columns such as spans/0/id)")
    tables.hand_over()
    return draft_of(records, place, "ofds-csv")


class _Tables:
    """Objects that are put together of several tables."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.found = 0
        self.networks: dict[str, tuple[dict[str, Any], str, int]] = {}
        self.objects: dict[str, list[tuple[str, dict[str, Any], str, int]]] = {array: [] for array in ARRAYS}
        self.lists: dict[tuple[str, str, str], dict[str, list[dict[str, Any]]]] = {}

    def hand_over(self) -> None:
        """Give the objects to the records, each with its lists."""
        numbers: dict[str, int] = {}
        for network, (about, file, row) in self.networks.items():
            about.update(self.lists.get(("", network, ""), {}))
            numbers[network] = self.records.network({"id": network or None, **about}, file, row)
        for array in ARRAYS:
            for network, item, file, row in self.objects[array]:
                if network not in numbers:
                    numbers[network] = self.records.network({"id": network or None}, file, row)
                item.update(self.lists.pop((array, network, str(item.get("id"))), {}))
                self.records.one(array, item, numbers[network], file, row)


def _table(file: BinaryIO, name: str, tables: _Tables) -> None:
    csv.field_size_limit(_LARGEST_CELL)
    head = file.read(65_536)
    if not is_ofds_csv(head):
        return
    tables.found += 1
    raw = io.BufferedReader(_Joined(head, file))
    lines = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.reader(lines)
    header = next(reader)
    plan = _plan(header)
    array = next((path[0] for path in plan if path[0] in ARRAYS), "")
    depth = 2 if array else 0
    bad = 0
    for cells in reader:
        bad += any("\ufffd" in cell for cell in cells)
        if len(cells) > len(header):
            tables.records.reading.at(name, reader.line_num, cells[0])
            tables.records.reading.wrong("", cells[len(header)], "row has more cells than the header has columns")
        _row(cells, plan, (array, depth), (name, reader.line_num), tables)
    if bad:
        tables.records.reading.at(name, None, None)
        problem = f"{bad} rows have letters that are not UTF-8"
        tables.records.reading.tell("warning", "encoding", "", "", problem, "save the table as UTF-8")


class _Joined(io.RawIOBase):
    """A stream of bytes that begins with those already read."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        super().__init__()
        self._head, self._file = head, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  a writable buffer
        piece = self._head[: len(buffer)] or self._file.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _plan(header: list[str]) -> list[tuple[str, ...]]:
    return [tuple(part for part in name.strip().split("/")[:12]) for name in header]


def _kinds() -> dict[tuple[str, ...], str]:
    kinds = {(array, "0", *field.path): field.kind for array in ARRAYS for field in FIELDS[array]}
    return kinds | {field.path: field.kind for field in FIELDS["networks"]}


_KINDS: Final = _kinds()


def _row(
    cells: list[str], plan: list[tuple[str, ...]], where: tuple[str, int], at: tuple[str, int], tables: _Tables
) -> None:
    """Put the cells of a row into a network, an object of an array, or a list of an object."""
    array, depth = where
    network = ""
    item: dict[str, Any] = {}
    lists: dict[tuple[str, str], dict[str, Any]] = {}
    for path, cell in zip(plan, cells, strict=False):
        if cell == "":
            continue
        if path == ("id",):
            network = cell
        elif len(path) > depth + 2 and path[depth + 1].isdigit():
            lists.setdefault((path[depth], path[depth + 1]), {})["/".join(path[depth + 2 :])] = cell
        elif len(path) > depth and (path[:1] == (array,) or not array):
            _place(item, path[depth:], _typed(cell, path))
    key = str(item.get("id", ""))
    for (name, _), record in lists.items():
        tables.lists.setdefault((array, network, key), {}).setdefault(name, []).append(record)
    if array and (item.keys() - {"id"} or not lists):
        tables.objects[array].append((network, item, *at))
    elif not array and (item or network not in tables.networks) and not lists:
        tables.networks[network] = (item, *at)


def _place(item: dict[str, Any], path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401  any JSON value
    for step in path[:-1]:
        inner = item.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        item = inner
    item[path[-1]] = value


def _typed(cell: str, path: tuple[str, ...]) -> Any:  # noqa: ANN401  any JSON value
    """Give a cell as the JSON value that it stands for; as the text where it is none."""
    kind = _KINDS.get(path, "text")
    if kind == "flag":
        return {"true": True, "false": False}.get(cell.strip().lower(), cell)
    if kind in _NUMBERS:
        return _number(cell)
    if kind in _CODES:
        return [part for part in cell.split(";") if part]
    if kind in {"point", "route"}:
        return _shape(cell)
    if path[-1] == EXTRA:
        return _parsed(cell)
    return cell


def _parsed(cell: str) -> Any:  # noqa: ANN401  any JSON value
    try:
        return whole_letters(json.loads(cell))
    except (ValueError, RecursionError):
        return cell


def _number(cell: str) -> float | str:
    try:
        return int(cell) if re.fullmatch(r"-?\d{1,18}", cell) else float(cell)
    except ValueError:
        return cell


def _shape(cell: str) -> Any:  # noqa: ANN401  any JSON value
    match = _WKT.match(cell)
    if match is None:
        return cell
    try:
        places = [[float(number) for number in pair.split()] for pair in match[2].split(",")]
    except ValueError:
        return cell
    point = match[1].upper() == "POINT"
    return {"type": "Point" if point else "LineString", "coordinates": places[0] if point else places}


def write_ofds_csv(net: Network, path: Path, *, additional: bool = True) -> Path:
    """Write a network as OFDS CSV, every table whole or not at all.

    Parameters
    ----------
    path
        A folder, or an archive where the name ends in .zip.
    additional
        Whether columns that the standard has no word for stand in the additional column `sogdia` of each table.
    """
    place = Path(path)
    names = tuple(f"{name}.csv" for name in _columns(additional=additional))
    with replaced(place, names) as folder:
        _write(net, folder, additional=additional)
        if place.suffix.lower() == ".zip":
            with zipfile.ZipFile(folder / place.name, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in names:
                    archive.write(folder / name, name)
    return place


def _is_list(field: Field) -> bool:
    return field.kind in _LISTS


def _columns(*, additional: bool) -> dict[str, list[tuple[str, ...]]]:
    """Give the columns of each table, as paths inside its object."""
    tables: dict[str, list[tuple[str, ...]]] = {}
    for array in ("networks", *ARRAYS):
        plain: list[tuple[str, ...]] = [("id",)] if array != "networks" else []
        for field in FIELDS[array]:
            if field.kind in {"organisation", "phase"}:
                plain += [(*field.path, part) for part in _REFERENCE]
            elif not _is_list(field):
                plain.append(field.path)
            else:
                name = "_".join((array, *field.path)) if array != "networks" else "links"
                tables[name] = [(part,) for part in _LISTS[field.kind]]
        if array == "networks":
            plain[7:7] = [("crs", "name"), ("crs", "uri")]
        tables[array] = plain + ([(EXTRA,)] if additional else [])
    return tables


def _write(net: Network, folder: Path, *, additional: bool) -> None:
    columns = _columns(additional=additional)
    with ExitStack() as stack:
        writers = {}
        for name, paths in columns.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(_header(name, paths))
        for one in networks(net, additional=additional):
            key = one.head["id"]
            writers["networks"].writerow([key, *_cells(one.head, columns["networks"])])
            for link in one.head["links"]:
                writers["links"].writerow([key, *_cells(link, columns["links"])])
            for array in ARRAYS:
                for item in getattr(one, array)():
                    writers[array].writerow([key, *_cells(item, columns[array])])
                    for name, record in _records(array, item):
                        writers[name].writerow([key, item["id"], *_cells(record, columns[name])])


def _header(name: str, paths: list[tuple[str, ...]]) -> list[str]:
    if name == "networks":
        return ["id", *("/".join(path) for path in paths)]
    if name == "links":
        return ["id", *(f"links/0/{'/'.join(path)}" for path in paths)]
    array, _, inner = name.partition("_")
    stem = f"{array}/0/" + (f"{inner}/0/" if inner else "")
    return ["id", *([f"{array}/0/id"] if inner else []), *(stem + "/".join(path) for path in paths)]


def _records(array: str, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for field in FIELDS[array]:
        if _is_list(field):
            for record in item.get(field.path[0], []):
                yield f"{array}_{field.path[0]}", record


def _cells(item: dict[str, Any], paths: list[tuple[str, ...]]) -> list[Any]:
    row = []
    for path in paths:
        value: Any = item
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        row.append(_flat(value, path))
    return row


def _flat(value: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401  any cell
    """Give a JSON value as one cell."""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, dict):
        if path[-1] == EXTRA:
            return text(value)
        places = value["coordinates"]
        if value["type"] == "Point":
            return f"POINT ({places[0]!r} {places[1]!r})"
        return "LINESTRING (" + ", ".join(f"{x!r} {y!r}" for x, y in places) + ")"
    return value
