"""Open Fibre Data Standard 0.3 as JSON: packages of networks, single networks, and networks line by line.

Read in memory that does not grow with the text; written piece by piece. What is kept and lost: docs/formats/ofds.md.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError
from sogdia.formats.ofds_draft import draft_of
from sogdia.formats.ofds_members import MOST_MEMBERS, opened
from sogdia.formats.ofds_records import Records
from sogdia.formats.ofds_stream import JsonStream
from sogdia.formats.ofds_terms import ARRAYS
from sogdia.formats.ofds_writing import networks, text
from sogdia.formats.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Read OFDS JSON with all its faults: a package, one network, one object a line, or a folder with such files.

    Raises
    ------
    DataError
        The file cannot be read as JSON or holds no network of the standard.
    """
    place = Path(path)
    records = Records()
    linked: set[Path] = set()
    for each in _files_of(place):
        if each.resolve() not in linked:
            with opened(each) as file:
                _documents(file, str(each), each.parent, records, linked)
    if not records.networks and not records.reading.counts["no-networks"]:
        raise DataError(f"{place} holds no network of the Open Fibre Data Standard: no 'networks', 'nodes' or 'spans'")
    return draft_of(records, place, "ofds-json")


def _files_of(place: Path) -> list[Path]:
    """Give a file, or those of a folder: packages before the files of nodes and spans to which they link."""
    if not place.is_dir():
        return [place]
    found = []
    for file in sorted(place.iterdir())[:MOST_MEMBERS]:
        if file.suffix.lower() in {".json", *LINES} and file.is_file() and not file.is_symlink():
            with opened(file) as stream:
                head = stream.read(65_536)
            if is_ofds_json(head):
                found.append((b'"rel"' not in head, file))
    return [file for _, file in sorted(found)]


def _documents(file: BinaryIO, name: str, folder: Path, records: Records, linked: set[Path]) -> None:
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
                _document(stream, name, folder, records, (number, linked))
        else:
            _document(stream, name, folder, records, (number, linked))
    if stream.latin:
        records.reading.at(name, None, None)
        problem = "text is not UTF-8"
        records.reading.tell(
            "warning", "encoding", "", "", problem, "read as Windows-1252: check the names", mended=True
        )


def _document(stream: JsonStream, name: str, folder: Path, records: Records, at: tuple[int, set[Path]]) -> None:
    """Read a package or a network; what stands before a network's id waits for it only as numbers do.

    `at` is the number of the document, and the files that were read because one links to them.
    """
    row, linked = at
    if stream.peek() != "{":
        raise DataError(f"{name} is no OFDS JSON: an object expected, {stream.peek()!r} found")
    about: dict[str, Any] = {}
    waiting = _Waiting(records, name, row)
    package = False
    for key in stream.keys():  # noqa: SIM118  a stream, not a dict
        if key == "networks":
            package = True
            _networks(stream, name, folder, records, linked)
        elif key in ARRAYS and stream.peek() == "[":
            waiting.array(stream, key)
        else:
            about[key] = stream.value()
    if not package:
        waiting.close(about, folder, linked)
    elif not records.networks:
        records.reading.at(name, None, None)
        records.reading.tell("warning", "no-networks", "networks", "", "package holds no network")


def _networks(stream: JsonStream, name: str, folder: Path, records: Records, linked: set[Path]) -> None:
    if stream.peek() != "[":
        found = stream.value()
        if found is not None:
            raise DataError(f"{name}: 'networks' is not a list but {str(found)[:60]!r}; put the networks in [ ]")
        return
    for place in stream.places():
        if stream.peek() == "{":
            _document(stream, name, folder, records, (place, linked))
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

    def close(self, about: dict[str, Any], folder: Path, linked: set[Path]) -> None:
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
        links = about.get("links")
        if isinstance(links, list):
            about = about | {"links": [link for link in links if not self._linked(link, folder, linked)]}
        self.records.name_network(self.number, about, self.name, self.row)
        for array in ARRAYS:
            self.records.take(array, about.get(array), self.number, self.name, self.row)

    def _linked(self, link: Any, folder: Path, linked: set[Path]) -> bool:  # noqa: ANN401  any JSON value
        """Read a bulk file that a network points to, if it lies beside it; nothing is fetched from elsewhere."""
        array = _FILES.get(str(link.get("rel"))) if isinstance(link, dict) else None
        if array is None:
            return False
        target = link.get("href")
        near = _beside(folder, target) if isinstance(target, str) else None
        if near is None:
            self.records.reading.at(self.name, self.row, None)
            mend = "put the file beside this one and name it in the link"
            self.records.reading.tell(
                "warning", "linked-file", "links", target, f"its {array} are in another file", mend
            )
            return False
        with opened(near) as file:
            stream = JsonStream(file, str(near))
            place = 0
            linked.add(near.resolve())
            while stream.peek():
                for value in _items(stream, array):
                    place += 1
                    self.records.one(array, value, self.number or 0, str(near), place)
        return True


def _beside(folder: Path, target: str) -> Path | None:
    """Give the file of a link that lies in the folder, or under it; that of a web address by its last part."""
    remote = re.fullmatch(r"https?://[^?#]*/([\w.-]{1,200})(?:[?#].*)?", target)
    name = remote[1] if remote else target
    if not re.fullmatch(r"(?:\./)?[\w.-]{1,200}(?:/[\w.-]{1,200}){0,8}", name):
        return None
    near = folder / name
    inside = near.is_file() and near.resolve().is_relative_to(folder.resolve())
    return near if inside else None


def _items(stream: JsonStream, array: str) -> Iterator[Any]:
    """Give the objects of a bulk file: one after another, a list of them, or a list under the name of the array."""
    if stream.peek() == "[":
        yield from stream.items()
        return
    value = stream.value()
    inner = value.get(array) if isinstance(value, dict) else None
    if isinstance(inner, list):
        yield from inner
    else:
        yield value


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
    with replacing(place) as target, target.open("w", encoding="utf-8", newline="\n") as file:
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
