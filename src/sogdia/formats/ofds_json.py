"""Open Fibre Data Standard 0.3 as JSON: packages of networks, single networks, and networks line by line.

Read in memory that does not grow with the text; written piece by piece. What is kept and lost: docs/formats/ofds.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError
from sogdia.formats.ofds_draft import draft_of
from sogdia.formats.ofds_members import opened
from sogdia.formats.ofds_records import Records
from sogdia.formats.ofds_stream import JsonStream
from sogdia.formats.ofds_terms import ARRAYS
from sogdia.formats.ofds_writing import beside, networks, text

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from sogdia.formats.draft import Draft
    from sogdia.formats.ofds_writing import Published
    from sogdia.network import Network

LINES: Final = (".jsonl", ".ndjson", ".jsonlines")
_FILES: Final = {"tag:opentelecomdata.net,2022:nodesFile": "nodes", "tag:opentelecomdata.net,2022:spansFile": "spans"}
_PACKAGE: Final = re.compile(r'"networks"\s*:\s*(\[|null)|"networks"\s*:\s*$')
_NETWORK: Final = re.compile(r'"spans"\s*:|"location"\s*:\s*\{|open-fibre-data-standard|opentelecomdata|ofds')


def is_ofds_json(head: bytes) -> bool:
    """Tell whether a file's first bytes (64 kB or so) are those of a network in the standard's JSON."""
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", errors="replace")
    if not words.startswith("{") or '"FeatureCollection"' in words:
        return False
    return bool(_PACKAGE.search(words)) or bool(_NETWORK.search(words))


def read_ofds_json(path: Path) -> Network:
    """Read a network from OFDS JSON; several networks become one, each a system of it.

    Raises
    ------
    DataError
        The file cannot be read as JSON or holds no network of the standard.
    TableError
        Faults that no reader may mend.
    """
    return draft_ofds_json(path).network()


def draft_ofds_json(path: Path) -> Draft:
    """Read OFDS JSON with all its faults: a package, one network, or one object a line.

    Raises
    ------
    DataError
        The file cannot be read as JSON or holds no network of the standard.
    """
    place = Path(path)
    records = Records()
    with opened(place) as file:
        _documents(file, str(place), place.parent, records)
    if not records.networks and not records.reading.counts["no-networks"]:
        raise DataError(f"{place} holds no network of the Open Fibre Data Standard: no 'networks', 'nodes' or 'spans'")
    return draft_of(records, place, "ofds-json")


def _documents(file: BinaryIO, name: str, folder: Path, records: Records) -> None:
    """Read the one document of a file, or each of its lines."""
    stream = JsonStream(file, name)
    number = 0
    while True:
        mark = stream.peek()
        if not mark and number:
            break
        number += 1
        if mark == "[":
            for _ in stream.places():
                _document(stream, name, folder, records, number)
        else:
            _document(stream, name, folder, records, number)
    if stream.latin:
        records.reading.at(name, None, None)
        problem = "text is not UTF-8"
        records.reading.tell(
            "warning", "encoding", "", "", problem, "read as Windows-1252: check the names", mended=True
        )


def _document(stream: JsonStream, name: str, folder: Path, records: Records, row: int) -> None:
    """Read a package or a network; what stands before a network's id waits for it only as numbers do."""
    if stream.peek() != "{":
        raise DataError(f"{name} is no OFDS JSON: an object expected, {stream.peek()!r} found")
    about: dict[str, Any] = {}
    waiting = _Waiting(records, name, row)
    package = False
    for key in stream.keys():  # noqa: SIM118  a stream, not a dict
        if key == "networks":
            package = True
            _networks(stream, name, folder, records)
        elif key in ARRAYS and stream.peek() == "[":
            waiting.array(stream, key)
        else:
            about[key] = stream.value()
    if not package:
        waiting.close(about, folder)
    elif not records.networks:
        records.reading.at(name, None, None)
        records.reading.tell("warning", "no-networks", "networks", "", "package holds no network")


def _networks(stream: JsonStream, name: str, folder: Path, records: Records) -> None:
    if stream.peek() != "[":
        found = stream.value()
        if found is not None:
            raise DataError(f"{name}: 'networks' is not a list but {str(found)[:60]!r}; put the networks in [ ]")
        return
    for place in stream.places():
        if stream.peek() == "{":
            _document(stream, name, folder, records, place)
            continue
        records.reading.at(name, place, None)
        records.reading.tell(
            "warning", "no-object", "networks", stream.value(), "is not a network", "left out", mended=True
        )


class _Waiting:
    """A network whose id may come after its nodes: rows are gathered under a number and named at the end."""

    def __init__(self, records: Records, name: str, row: int) -> None:
        self.records, self.name, self.row = records, name, row
        self.number: int | None = None

    def array(self, stream: JsonStream, key: str) -> None:
        if self.number is None:
            self.number = self.records.open_network(self.name, self.row)
        for place in stream.places():
            self.records.one(key, stream.value(), self.number, self.name, place)

    def close(self, about: dict[str, Any], folder: Path) -> None:
        if self.number is None and not about.keys() & {"id", "links", "name", "nodes", "spans", "start", "location"}:
            if about.keys() - {"links"}:
                raise DataError(f"{self.name} is no OFDS JSON: no 'networks', 'nodes' or 'spans' in it")
            return
        if self.number is None and about.keys() & {"start", "location", "route"}:
            loose = self.records.loose_network(self.name)
            array = "nodes" if "location" in about else "spans"
            self.records.one(array, about, loose, self.name, self.row)
            return
        if self.number is None:
            self.number = self.records.open_network(self.name, self.row)
        self.records.name_network(self.number, about, self.name, self.row)
        for array in ARRAYS:
            self.records.take(array, about.get(array), self.number, self.name, self.row)
        links = about.get("links")
        for link in links if isinstance(links, list) else []:
            linked = _FILES.get(str(link.get("rel"))) if isinstance(link, dict) else None
            if linked is not None:
                self._linked(link, linked, folder)

    def _linked(self, link: dict[str, Any], array: str, folder: Path) -> None:
        """Read a bulk file that a network points to, if it lies beside it; nothing is fetched from elsewhere."""
        target = link.get("href")
        near = folder / target if isinstance(target, str) and re.fullmatch(r"[\w.-]{1,200}", target) else None
        if near is None or not near.is_file():
            self.records.reading.at(self.name, self.row, None)
            mend = "put the file beside this one and name it in the link"
            self.records.reading.tell(
                "warning", "linked-file", "links", target, f"its {array} are in another file", mend
            )
            return
        with opened(near) as file:
            stream = JsonStream(file, str(near))
            place = 0
            while stream.peek():
                place += 1
                self.records.one(array, stream.value(), self.number or 0, str(near), place)


def write_ofds_json(net: Network, path: Path, *, additional: bool = True) -> Path:
    """Write a network as OFDS JSON, piece by piece; the file appears whole or not at all.

    Parameters
    ----------
    path
        A package of networks, one for each system; one network a line where the name ends in .jsonl.
    additional
        Whether columns that the standard has no word for stand in the additional field `sogdia` of each object.
    """
    place = Path(path)
    lines = place.suffix.lower() in LINES
    with beside(place) as target, target.open("w", encoding="utf-8", newline="\n") as file:
        if not lines:
            file.write('{"networks": [')
        for number, one in enumerate(networks(net, additional=additional)):
            if number and not lines:
                file.write(",")
            file.write("" if lines else "\n")
            _write_network(file, one, "" if lines else "\n")
            file.write("\n" if lines else "")
        if not lines:
            file.write("\n]}\n")
    return place


def _write_network(file: TextIO, one: Published, gap: str) -> None:
    head = text(one.head)[:-1]
    file.write(head)
    for array in ARRAYS:
        first = True
        for item in getattr(one, array)():
            file.write(f', "{array}": [{gap}' if first else f",{gap}")
            file.write(text(item))
            first = False
        if not first:
            file.write("]")
    file.write("}")
