"""Open Fibre Data Standard 0.3 as GeoJSON: a file of nodes and a file of spans, each feature with its network.

Contracts stand in the network of each feature; organisations and phases stand whole where they are named.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sogdia.errors import DataError
from sogdia.formats.ofds_draft import draft_of
from sogdia.formats.ofds_members import is_archive, members
from sogdia.formats.ofds_records import Records
from sogdia.formats.ofds_stream import JsonStream
from sogdia.formats.ofds_writing import networks, replaced, text

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from sogdia.formats.draft import Draft
    from sogdia.formats.ofds_writing import Published
    from sogdia.network import Network


def is_ofds_geojson(head: bytes) -> bool:
    """Tell whether a file's first bytes (64 kB or so) are those of nodes or spans in the standard's GeoJSON."""
    words = head.lstrip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", errors="replace")
    if not words.startswith("{") or '"FeatureCollection"' not in words:
        return False
    return '"featureType"' in words or bool(re.search(r'"network"\s*:\s*\{', words))


def read_ofds_geojson(path: Path) -> Network:
    """Read a network from OFDS GeoJSON; several networks become one, each a system of it.

    Raises
    ------
    DataError
        Nothing is there that can be read as such.
    TableError
        Faults that no reader may mend.
    """
    return draft_ofds_geojson(path).network()


def draft_ofds_geojson(path: Path) -> Draft:
    """Read OFDS GeoJSON with all its faults.

    Parameters
    ----------
    path
        A folder or an archive (zip, tar, tar.gz) with the files of nodes and spans of one or more networks, or one of
        the two files; the other is then looked for under the same name with `spans` for `nodes`.

    Raises
    ------
    DataError
        Nothing is there that can be read as such.
    """
    place = Path(path)
    records = Records(ends_are_nodes=True)
    files = [place, *_sibling(place)] if place.is_file() and not is_archive(place) else [place]
    count = 0
    for each in files:
        for name, file in members(each, _wanted):
            count += 1
            _collection(file, name, records)
    if not count:
        raise DataError(f"{place} holds no file of GeoJSON (.geojson or .json)")
    if not records.networks:
        raise DataError(f"{place} holds no node and no span of the Open Fibre Data Standard")
    return draft_of(records, place, "ofds-geojson")


def _wanted(name: str) -> bool:
    return name.lower().endswith((".geojson", ".json")) and not name.startswith(".")


def _sibling(path: Path) -> list[Path]:
    """Find the file of spans beside one of nodes, or the other way round."""
    for one, other in (("nodes", "spans"), ("spans", "nodes")):
        name = re.sub(one, other, path.name, flags=re.IGNORECASE)
        if name != path.name and path.with_name(name).is_file():
            return [path.with_name(name)]
    return []


def _collection(file: BinaryIO, name: str, records: Records) -> None:
    stream = JsonStream(file, name)
    if stream.peek() != "{":
        raise DataError(f"{name} is no GeoJSON: an object expected, {stream.peek()!r} found")
    for key in stream.keys():  # noqa: SIM118  a stream, not a dict
        if key == "features" and stream.peek() == "[":
            for row in stream.places():
                _feature(stream.value(), name, row, records)
        else:
            stream.value()
    if stream.latin:
        records.reading.at(name, None, None)
        problem = "text is not UTF-8"
        records.reading.tell(
            "warning", "encoding", "", "", problem, "read as Windows-1252: check the names", mended=True
        )


def _feature(feature: Any, name: str, row: int, records: Records) -> None:  # noqa: ANN401  any JSON value
    """Take in a feature: a node where it is a point, a span otherwise, whatever the file is called."""
    about = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(about, dict):
        records.one("features", None, 0, name, row)
        return
    geometry = feature.get("geometry")
    shape = str(geometry.get("type")) if isinstance(geometry, dict) else ""
    said = about.get("featureType")
    is_node = shape == "Point" if shape in {"Point", "LineString", "MultiLineString"} else said == "node"
    number = records.network(about.get("network"), name, row)
    item = {**about, "location" if is_node else "route": geometry}
    if said is not None and said != ("node" if is_node else "span"):
        records.reading.at(name, row, about.get("id"))
        mend = "taken for what its geometry is"
        records.reading.tell(
            "warning", "feature-type", "featureType", said, "does not fit the geometry", mend, mended=True
        )
    records.one("nodes" if is_node else "spans", item, number, name, row)


def write_ofds_geojson(net: Network, path: Path, *, additional: bool = True) -> Path:
    """Write a network as OFDS GeoJSON: `nodes.geojson` and `spans.geojson`, each whole or not at all.

    Parameters
    ----------
    path
        A folder, or an archive where the name ends in .zip.
    additional
        Whether columns that the standard has no word for stand in the additional field `sogdia` of each object.
    """
    place = Path(path)
    published = networks(net, additional=additional)
    with replaced(place, ("nodes.geojson", "spans.geojson")) as folder:
        with (
            (folder / "nodes.geojson").open("w", encoding="utf-8", newline="\n") as nodes,
            (folder / "spans.geojson").open("w", encoding="utf-8", newline="\n") as spans,
        ):
            _write(published, nodes, spans, additional=additional)
        if place.suffix.lower() == ".zip":
            with zipfile.ZipFile(folder / place.name, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in ("nodes.geojson", "spans.geojson"):
                    archive.write(folder / name, name)
    return place


def _write(published: list[Published], nodes: TextIO, spans: TextIO, *, additional: bool) -> None:
    for file in (nodes, spans):
        file.write('{"type": "FeatureCollection", "features": [')
    first = {nodes: True, spans: True}

    def put(file: TextIO, geometry: Any, about: dict[str, Any]) -> None:  # noqa: ANN401  any GeoJSON geometry
        file.write("\n" if first[file] else ",\n")
        first[file] = False
        file.write(text({"type": "Feature", "geometry": geometry, "properties": about}))

    for one in published:
        whole = _Whole(one, additional=additional)
        inside: dict[str, dict[str, Any]] = {}
        for node in one.nodes():
            inside[node["id"]] = node
            location = node["location"]
            about = {key: value for key, value in node.items() if key != "location"}
            put(nodes, location, {**whole.expand(about), "network": whole.network, "featureType": "node"})
        for span in one.spans():
            route = span.pop("route", None)
            about = whole.expand(span)
            about["start"], about["end"] = inside[span["start"]], inside[span["end"]]
            put(spans, route, {**about, "network": whole.network, "featureType": "span"})
    for file in (nodes, spans):
        file.write("\n]}\n")


class _Whole:
    """The organisations, phases and contracts of a network, to stand whole where they are named."""

    def __init__(self, one: Published, *, additional: bool) -> None:
        self.organisations = {each["id"]: each for each in one.organisations()}
        self.phases = {each["id"]: each for each in one.phases()}
        for phase in self.phases.values():
            if "funders" in phase:
                phase["funders"] = [self.organisations.get(f["id"], f) for f in phase["funders"]]
        contracts = list(one.contracts())
        for contract in contracts:
            if "relatedPhases" in contract:
                contract["relatedPhases"] = [self.phases.get(p["id"], p) for p in contract["relatedPhases"]]
        self.network = {**one.head, "contracts": contracts} if contracts else dict(one.head)
        if additional:
            self._unnamed(one)

    def _unnamed(self, one: Published) -> None:
        """Keep what no feature names in arrays of the network, as in JSON."""
        unnamed = [self.organisations[key] for key in one.unnamed_organisations if key in self.organisations]
        if unnamed:
            self.network["organisations"] = unnamed
        phases = [self.phases[key] for key in one.unnamed_phases if key in self.phases]
        if phases:
            self.network["phases"] = phases

    def expand(self, about: dict[str, Any]) -> dict[str, Any]:
        """Put whole organisations and phases for the references to them."""
        made = dict(about)
        if "phase" in made:
            made["phase"] = self.phases.get(made["phase"]["id"], made["phase"])
        for key in ("physicalInfrastructureProvider", "supplier"):
            if key in made:
                made[key] = self.organisations.get(made[key]["id"], made[key])
        if "networkProviders" in made:
            made["networkProviders"] = [self.organisations.get(p["id"], p) for p in made["networkProviders"]]
        return made
