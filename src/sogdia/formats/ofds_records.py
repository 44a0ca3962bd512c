"""Gathers the objects of files of the Open Fibre Data Standard as rows, whatever the publication format."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from sogdia.errors import DataError
from sogdia.formats.ofds_places import read_point, read_route
from sogdia.formats.ofds_terms import ARRAYS, CRS, DERIVED, EXTRA, FIELDS, SCHEMA_URL, Field, join, split
from sogdia.formats.ofds_values import Values
from sogdia.network import SCHEMAS

TABLES: Final = {"networks": "systems", "phases": "projects", "contracts": "projects"}
"""Table of ours for those arrays of the standard that have another name."""
MOST_NETWORKS: Final = 50_000
MOST_WORTHLESS: Final = 100_000
"""Elements that are no objects; a file with more of them is another kind of file."""
_KEPT_APART: Final = {"id", "start", "end", "geometry", "lon", "lat"}
_ASIDE: Final = {
    "networks": {"id", "crs", *ARRAYS},
    "nodes": {"id", "network", "featureType"},
    "spans": {"id", "network", "featureType"},
}


@dataclass(slots=True)
class Row:
    """One object of the standard: its network's number, its id, where it stands, its cells by our columns."""

    network: int
    key: str | None
    file: str
    row: int | None
    cells: dict[str, Any]
    declared: bool = True
    derived: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict)


def _plan(fields: tuple[Field, ...], depth: int = 0) -> dict[str, Any]:
    plan: dict[str, Any] = {}
    for each in fields:
        head = each.path[depth]
        if len(each.path) == depth + 1:
            plan[head] = each
        elif head not in plan:
            plan[head] = _plan(tuple(f for f in fields if len(f.path) > depth and f.path[depth] == head), depth + 1)
    return plan


_KNOWN: Final = {name: set(SCHEMAS[TABLES.get(name, name)].names) - _KEPT_APART for name in FIELDS}
_PLANS: Final = {name: _plan(fields) for name, fields in FIELDS.items()}


class Records:
    """What was found in one or more files.

    Parameters
    ----------
    ends_are_nodes
        Whether the format gives a span's ends as whole nodes (GeoJSON) or as ids (JSON, CSV).
    """

    def __init__(self, *, ends_are_nodes: bool = False) -> None:
        self.reading = Values()
        self.ends_are_nodes = ends_are_nodes
        self.networks: list[Row] = []
        self.nodes: list[Row] = []
        self.spans: list[Row] = []
        self.registers: dict[str, dict[tuple[int, str], Row]] = {"organisations": {}, "phases": {}, "contracts": {}}
        self._network_of: dict[str, int] = {}
        self._seen: dict[tuple[str, int, str], Any] = {}
        self._worthless = 0

    def network(self, raw: Any, file: str, row: int | None) -> int:  # noqa: ANN401  any JSON value may stand in a file
        """Take a network in (again, where it is met at each feature) and give its number."""
        given = raw if isinstance(raw, dict) else {}
        key = given.get("id")
        name = key if isinstance(key, str) else f"{file} {key}"
        number = self._network_of.get(name)
        if number is not None and self._seen.get(("networks", number, "")) == given:
            return number
        if number is None:
            number = self._network_of[name] = self.open_network(file, row)
        if raw is not None and not isinstance(raw, dict):
            self.reading.at(file, row, None)
            self.reading.wrong("network", raw, "is not an object")
        self._seen["networks", number, ""] = given
        self.name_network(number, given, file, row)
        for array in ("organisations", "phases", "contracts"):
            self.take(array, given.get(array), number, file, row)
        return number

    def open_network(self, file: str, row: int | None) -> int:
        """Make room for a network whose id is not known yet; give its number."""
        if len(self.networks) >= MOST_NETWORKS:
            raise DataError(f"{file} holds over {MOST_NETWORKS:,} networks; split it")
        self.networks.append(Row(len(self.networks), None, file, row, {}))
        return len(self.networks) - 1

    def loose_network(self, file: str) -> int:
        """Give the number of the network to which a file's nodes and spans belong that name none."""
        return self.network(None, file, None)

    def name_network(self, number: int, raw: dict[str, Any], file: str, row: int | None) -> None:
        """Take in what a network says of itself."""
        self.reading.at(file, row, raw.get("id"))
        known = self.networks[number]
        if known.key is None:
            known.key = self._network_id(raw.get("id"))
        self._merge(known, self._read("networks", number, raw))
        self._describe(raw)

    def _network_id(self, key: object) -> str:
        text = self.reading.text(key, "id")
        if text is None:
            made = f"network-{len(self.networks)}"
            self.reading.tell("note", "missing-id", "id", "", "network has no id", f"it is called {made}", mended=True)
            return made
        try:
            uuid.UUID(text)
        except ValueError:
            self.reading.tell(
                "note", "network-id", "id", text, "network's id is no UUID (RFC 4122)", "kept as it is", mended=True
            )
        return text

    def _describe(self, raw: dict[str, Any]) -> None:
        crs, links = raw.get("crs"), raw.get("links")
        if crs is not None and (not isinstance(crs, dict) or crs.get("uri", CRS["uri"]) != CRS["uri"]):
            problem = "coordinate reference system is not the standard's CRS84"
            self.reading.tell(
                "warning", "crs", "crs", crs, problem, "read as degrees of WGS 84, longitude first", mended=True
            )
        for link in links if isinstance(links, list) else []:
            about = link.get("href") if isinstance(link, dict) and link.get("rel") == "describedby" else None
            if isinstance(about, str) and about != SCHEMA_URL:
                problem = "file says that it follows another version of the standard"
                self.reading.tell("note", "schema-version", "links", about, problem, "read as version 0.3", mended=True)

    def take(self, array: str, items: Any, network: int, file: str, row: int | None) -> None:  # noqa: ANN401  any JSON
        """Take in the items of one of the standard's arrays."""
        if items is None:
            return
        if not isinstance(items, list):
            self.reading.at(file, row, None)
            self.reading.wrong(array, items, "is not a list")
            return
        for place, item in enumerate(items, start=1):
            self.one(array, item, network, file, place)

    def one(self, array: str, item: Any, network: int, file: str, place: int) -> None:  # noqa: ANN401  any JSON value
        """Take in one item of one of the standard's arrays."""
        key = item.get("id") if isinstance(item, dict) else None
        self.reading.at(file, place, key)
        if not isinstance(item, dict) or not item:
            self._worthless += 1
            if self._worthless > MOST_WORTHLESS:
                raise DataError(f"{file} holds over {MOST_WORTHLESS:,} {array} that are no objects; it is no OFDS file")
            self.reading.tell(
                "warning", "no-object", array, item, "is not an object with fields", "left out", mended=True
            )
            return
        name = self.reading.text(key, "id") if key is not None else None
        if array in {"nodes", "spans"}:
            row = self._read(array, network, item)
            row.key, row.file, row.row = name, file, place
            (self.nodes if array == "nodes" else self.spans).append(row)
            return
        if name is None:
            name = f"{array[:-1]}-{place}"
            self.reading.tell("warning", "missing-id", "id", "", "has no id", f"it is called {name}", mended=True)
        self._register(array, network, name, item, declared=True)

    def _register(self, array: str, network: int, key: str, raw: dict[str, Any], *, declared: bool) -> None:
        known = self.registers[array].get((network, key))
        if (
            known is not None
            and not declared
            and raw.keys() <= {"id", "name"}
            and raw.get("name") == known.cells.get("name")
        ):
            return
        if known is not None and not (declared and not known.declared) and self._seen.get((array, network, key)) == raw:
            return
        self._seen[array, network, key] = raw
        one = self._read(array, network, raw)
        one.key, one.declared, one.file, one.row = key, declared, self.reading.file, self.reading.row
        if known is None:
            self.registers[array][network, key] = one
            return
        if declared and known.declared and one.cells != known.cells:
            mend = "joined; what stood first counts"
            self.reading.tell(
                "warning", "duplicate-id", "id", key, f"id stands twice among the {array}", mend, mended=True
            )
        self._merge(known, one)
        if declared and not known.declared:
            known.declared, known.file, known.row = True, one.file, one.row

    def registered(self, register: str) -> list[Row]:
        """Give organisations, phases or contracts in the order of their array; by their ids where there is none."""
        arrays = not self.ends_are_nodes

        def order(row: Row) -> tuple[int, bool, int, str]:
            declared = arrays and row.declared
            return row.network, not declared, row.row or 0 if declared else 0, str(row.key)

        return sorted(self.registers[register].values(), key=order)

    def _merge(self, known: Row, one: Row) -> None:
        for column, cell in one.cells.items():
            old = known.cells.setdefault(column, cell)
            if column == "roles" and old != cell:
                known.cells[column] = join(dict.fromkeys([*split(old), *split(cell)]))
            elif old != cell and column not in known.extra:
                problem = f"differs from what stood first, {str(old)[:40]!r}"
                self.reading.tell(
                    "note", "told-differently", column, cell, problem, "what stood first counts", mended=True
                )
        known.derived |= one.derived
        for column, cell in one.extra.items():
            known.extra.setdefault(column, cell)

    def _read(self, array: str, network: int, raw: dict[str, Any]) -> Row:
        row = Row(network, None, self.reading.file, self.reading.row, {})
        self._fields(array, _PLANS[array], row, raw, "")
        if array == "spans":
            _work_out(row)
        if row.derived or row.extra:
            for column in row.derived:
                row.cells.pop(column, None)
            row.cells.update(row.extra)
        return row

    def _fields(self, array: str, plan: dict[str, Any], row: Row, raw: dict[str, Any], above: str) -> None:
        for key, value in raw.items():
            if value is None:
                continue
            step = plan.get(key)
            if isinstance(step, Field):
                self._put(step, row, value, above + key)
            elif step is not None:
                if isinstance(value, dict):
                    self._fields(array, step, row, value, f"{above}{key}/")
                else:
                    self.reading.wrong(above + key, value, "is not an object")
            elif key == EXTRA and not above:
                self._extra(array, row, value)
            elif key == "transmissionMediumOwner" and array in {"nodes", "spans"}:
                self._owner(row, value)
            elif above or key not in _ASIDE.get(array, {"id"}):
                self.reading.unknown(above + key, value)

    def _put(self, step: Field, row: Row, value: Any, column: str) -> None:  # noqa: ANN401  any JSON value
        cells, kind = row.cells, step.kind
        reader = self.reading.readers.get(kind)
        if reader is not None:
            found: Any = reader(value, column)
        elif kind in {"organisation", "phase"}:
            found = self.reference(f"{kind}s", row.network, value, column)
        elif kind in {"organisations", "phases"}:
            given = [self.reference(kind, row.network, one, column) for one in self.reading.items(value, column)]
            found = join(dict.fromkeys(key for key in given if key)) or None
        elif kind == "status":
            both = self.reading.status(value, column)
            found, word = both or (None, None)
            if word is not None:
                cells["status_published"] = word
        elif kind == "point":
            place = read_point(self.reading, value, column)
            found = None if place is None else place[0]
            if place is not None:
                cells["lat"] = place[1]
        elif kind == "route":
            found = read_route(self.reading, value, column)
        else:
            found = self._end(row, value, column)
        if found is not None:
            cells[step.column] = found

    def _end(self, row: Row, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON value
        """Read an end of a span; a whole node given for it is set aside under `_start` or `_end`."""
        if isinstance(value, dict):
            if not self.ends_are_nodes:
                self.reading.tell(
                    "note", "end-is-node", column, value, "is a node, not its id", "its id is read", mended=True
                )
            row.cells[f"_{column}"] = value
            value = value.get("id")
        elif self.ends_are_nodes:
            self.reading.tell(
                "warning", "end-is-text", column, value, "is an id, not the node", "read as its id", mended=True
            )
        return self.reading.text(value, column)

    def _owner(self, row: Row, value: Any) -> None:  # noqa: ANN401  any JSON value may stand in a file
        """Read the field that version 0.4 has for the owner of the fibre: version 0.3 counts it as passive."""
        found = self.reference("organisations", row.network, value, "transmissionMediumOwner")
        mend = "read as the physicalInfrastructureProvider of version 0.3, which owns what is passive"
        self.reading.once("field-of-0.4", "transmissionMediumOwner", value, "field is one of version 0.4", mend)
        if found is not None:
            row.cells.setdefault("physical_infrastructure_provider", found)

    def reference(self, register: str, network: int, value: Any, column: str) -> str | None:  # noqa: ANN401  any JSON
        """Read a reference to an organisation or a phase, with what it says of it; give its id."""
        if not isinstance(value, dict):
            text = self.reading.text(value, column) if isinstance(value, str) else None
            if text is None:
                if value != "":
                    self.reading.wrong(column, value, "is not an object with id and name")
                return None
            self.reading.tell(
                "note", "reference-is-text", column, value, "is a text, not an object", "read as the id", mended=True
            )
            value = {"id": text}
        key, name = value.get("id"), value.get("name")
        text = key.strip() if isinstance(key, str) else self.reading.text(key, f"{column}/id")
        if not text:
            text = name.strip() if isinstance(name, str) else None
            if text:
                problem = "reference has no id"
                self.reading.tell(
                    "note", "missing-id", f"{column}/id", "", problem, "its name is taken as its id", mended=True
                )
        if not text:
            self.reading.tell("note", "empty-reference", column, value, "names nothing", "read as absent", mended=True)
            return None
        self._register(register, network, text, value, declared=False)
        return text

    def _extra(self, array: str, row: Row, value: Any) -> None:  # noqa: ANN401  any JSON value may stand in a file
        """Read the columns that Sogdia wrote beside the standard's fields."""
        if not isinstance(value, dict):
            self.reading.unknown(EXTRA, value)
            return
        known = _KNOWN[array]
        for column, cell in value.items():
            if column == DERIVED and isinstance(cell, list):
                row.derived = frozenset(name for name in cell if isinstance(name, str) and name in known)
            elif (column in {"roles", "parts"} and isinstance(cell, list)) or (
                column in {"system", "unassigned"} and array == "networks"
            ):
                row.extra[f"_{column}"] = cell
            elif column not in known or not isinstance(cell, str | bool | int | float) or not _finite(cell):
                self.reading.unknown(f"{EXTRA}/{column}", cell)
            else:
                row.extra[column] = cell


def _work_out(span: Row) -> None:
    """Work out the year of service of its day, and the pairs of an even count of fibres."""
    day, count = span.cells.get("ready_for_service_date"), span.cells.get("fibre_count")
    if day is not None and 1850 <= int(day[:4]) <= 2100:
        span.cells["year_in_service"] = int(day[:4])
    if count is not None and count % 2 == 0 and count <= 2000:
        span.cells["fibre_pairs"] = count / 2


def _finite(cell: float | str) -> bool:
    return isinstance(cell, str) or (math.isfinite(cell) and abs(cell) < 1e15)
