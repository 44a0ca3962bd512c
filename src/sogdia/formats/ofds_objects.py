"""Makes the objects of the Open Fibre Data Standard of the rows of a network's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sogdia.formats.ofds_places import route_of
from sogdia.formats.ofds_sayable import SAYERS, day, said_whole
from sogdia.formats.ofds_terms import DERIVED, EXTRA, FIELDS, KIND_OF_TYPE, PARTS, ROLES, STATUS_READ, split

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import pandas as pd

    from sogdia.formats.ofds_terms import Field
    from sogdia.network import Network

_CODES: Final = {role: code for code, role in ROLES.items()}
_TYPE_OF_KIND: Final = {kind: code for code, kind in KIND_OF_TYPE.items()}
_TOLD: Final = {
    "nodes": {"id", "lon", "lat", "status_published", "systems"},
    "spans": {"id", "system", "status_published", "start", "end"},
    "projects": {"id", "kind", "phases", "amount", "currency", "contract_type", "documents", "financier"},
    "organisations": {"id", "other_roles"},
    "systems": {"id"},
}
"""Columns that are said by a field of another name, or by the place of an object."""
_OF_CONTRACTS: Final = ("currency", "documents")
"""Columns of a project that its contract says, not its phase."""
_DEFAULT: Final = {("spans", "setting"): "terrestrial"}


def plain(values: pd.Series[Any]) -> list[Any]:
    """Give a column as plain values, None where it has none."""
    return values.astype(object).where(values.notna(), None).tolist()


class Objects:
    """Makes objects of rows; columns without any value cost nothing."""

    def __init__(self, net: Network, *, additional: bool = True) -> None:
        self.additional = additional
        self._tables = {name: getattr(net, name) for name in _TOLD}
        self._columns: dict[str, dict[str, list[Any]]] = {}
        for name, table in self._tables.items():
            filled = [c for c in table.columns if c != "geometry" and bool(table[c].notna().any())]
            self._columns[name] = {column: plain(table[column]) for column in filled}
        self._names = dict(zip(net.organisations["id"], plain(net.organisations["name"]), strict=True))
        self._phase_names = dict(zip(net.projects["id"], plain(net.projects["name"]), strict=True))
        self._roles: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in net.roles.astype(object).where(net.roles.notna(), None).to_dict("records"):
            if row["read"] != "derived":
                self._roles.setdefault((row["system"], row["organisation"]), []).append(
                    {str(c): v for c, v in row.items()}
                )
        self._writers: dict[str, Callable[[Any], Any]] = {
            **SAYERS,
            "organisation": self._organisation,
            "organisations": lambda cell: [self._organisation(k) for k in dict.fromkeys(split(cell))],
            "phase": self._phase, "phases": lambda cell: [self._phase(k) for k in dict.fromkeys(split(cell))],
        }  # fmt: skip

    def _organisation(self, key: str) -> dict[str, str]:
        name = self._names.get(key)
        return {"id": key} if name is None else {"id": key, "name": name}

    def _phase(self, key: str) -> dict[str, str]:
        name = self._phase_names.get(key)
        return {"id": key} if name is None else {"id": key, "name": name}

    def _make(self, table: str, fields: tuple[Field, ...], rows: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Make the object of each row: the fields that say a column, and the other columns in the additional field."""
        if not rows:
            return
        columns = self._columns[table]
        plan = [
            (field.path, columns[field.column], self._writers.get(field.kind), field)
            for field in fields
            if field.column in columns and field.kind not in {"point", "route", "end"}
        ]
        told = _TOLD[table] | {field.column for field in fields}
        rest = [(c, cells, _DEFAULT.get((table, c))) for c, cells in columns.items() if c not in told]
        ids = columns["id"]
        for i in rows:
            made: dict[str, Any] = {"id": ids[i]}
            unsaid: dict[str, Any] = {}
            for path, cells, writer, field in plan:
                cell = cells[i]
                if cell is None or cell == "":
                    continue
                value = cell if writer is None else writer(cell)
                if value is None or value == [] or (field.kind in PARTS and not said_whole(cell, field.kind)):
                    unsaid[field.column] = cell
                if value is not None and value != []:
                    _set(made, path, value)
            if self.additional:
                unsaid |= {c: cells[i] for c, cells, default in rest if cells[i] is not None and cells[i] != default}
                if unsaid:
                    made[EXTRA] = unsaid
            yield i, made

    def _cell(self, table: str, column: str, i: int) -> Any:  # noqa: ANN401  any cell
        cells = self._columns[table].get(column)
        return None if cells is None else cells[i]

    def _note(self, made: dict[str, Any], derived: list[str], **unsaid: Any) -> None:  # noqa: ANN401  any cells
        """Say in the additional field what the writer worked out, and what else the standard cannot say."""
        if not self.additional:
            return
        said = made.setdefault(EXTRA, {})
        said.update(unsaid)
        if derived:
            said[DERIVED] = derived
        if not said:
            del made[EXTRA]

    def _state(self, table: str, made: dict[str, Any], i: int) -> None:
        """Write the standard's own word for a status where ours says less."""
        word, status = self._cell(table, "status_published", i), self._cell(table, "status", i)
        if word is not None and STATUS_READ[word][0] == status:
            made["status"] = word
        elif word is not None:
            self._note(made, [], status_published=word)
        if status == "cancelled":
            self._note(made, ["status_published"], status=status)

    def network(self, row: int) -> dict[str, Any]:
        """Make the fields of the network of a system, without its arrays and its id."""
        return next(made for _, made in self._make("systems", FIELDS["networks"], [row]))

    def nodes(self, rows: list[int], loose: Collection[int]) -> Iterator[dict[str, Any]]:
        """Make nodes; `loose` ones do not belong to the network in which they stand."""
        lon, lat = (self._columns["nodes"].get(c, []) for c in ("lon", "lat"))
        for i, made in self._make("nodes", FIELDS["nodes"], rows):
            made["location"] = {"type": "Point", "coordinates": [lon[i], lat[i]]}
            derived = ["systems"] if i in loose else []
            self._state("nodes", made, i)
            kind, kinds = self._cell("nodes", "kind", i), [KIND_OF_TYPE.get(code) for code in made.get("type", [])]
            if "type" not in made and kind in _TYPE_OF_KIND:
                made["type"] = [_TYPE_OF_KIND[kind]]
                derived.append("type")
            if kind is None and any(kinds):
                derived.append("kind")
            self._note(made, derived + (["status_published"] if made.get(EXTRA, {}).get("status") else []))
            yield made

    def spans(self, rows: list[int]) -> Iterator[dict[str, Any]]:
        """Make spans, a thousand at a time."""
        if not rows:
            return
        shapes = self._tables["spans"]["geometry"].to_numpy(dtype=object)
        starts, ends = self._columns["spans"]["start"], self._columns["spans"]["end"]
        for first in range(0, len(rows), 1000):
            some = rows[first : first + 1000]
            routes = _routes(shapes[some])
            for (i, made), (route, sizes) in zip(self._make("spans", FIELDS["spans"], some), routes, strict=True):
                made["start"], made["end"] = starts[i], ends[i]
                if route is not None:
                    made["route"] = {"type": "LineString", "coordinates": route}
                    if sizes is not None:
                        self._note(made, [], parts=sizes)
                self._state("spans", made, i)
                self._worked_out(made, i)
                yield made

    def _worked_out(self, made: dict[str, Any], i: int) -> None:
        """Write what a span's other columns say in the standard's fields: the day of service, the count of fibres."""
        derived = ["status_published"] if made.get(EXTRA, {}).get("status") else []
        year, pairs = self._cell("spans", "year_in_service", i), self._cell("spans", "fibre_pairs", i)
        if "readyForServiceDate" not in made:
            if year is not None:
                made["readyForServiceDate"] = f"{year:04d}-01-01"
                derived.append("ready_for_service_date")
        elif year is None:
            derived.append("year_in_service")
        if year is not None and made.get("readyForServiceDate", "")[:4] == str(year):
            made.get(EXTRA, {}).pop("year_in_service", None)
        if "fibreCount" not in made:
            if pairs is not None and (2 * pairs) % 1 == 0:
                made["fibreCount"] = int(2 * pairs)
                derived.append("fibre_count")
        elif pairs is None:
            derived.append("fibre_pairs")
        if pairs is not None and made.get("fibreCount") == 2 * pairs:
            made.get(EXTRA, {}).pop("fibre_pairs", None)
        self._note(made, derived)

    def phases(self, rows: list[int], loose: Collection[int]) -> Iterator[dict[str, Any]]:
        """Make phases of projects."""
        for i, made in self._make("projects", FIELDS["phases"], rows):
            made.get(EXTRA, {}).pop("date_agreed", None)
            self._note(made, ["system"] if i in loose and self._cell("projects", "system", i) is None else [])
            yield made

    def contracts(self, projects: list[int], contracts: list[int], loose: Collection[int]) -> Iterator[dict[str, Any]]:
        """Make contracts: those that are, and one for each project that has a sum, a date, documents or a type."""
        fields = FIELDS["contracts"]
        for i, made in self._make("projects", fields, contracts):
            self._agreed(made, i)
            self._note(made, ["system"] if i in loose and self._cell("projects", "system", i) is None else [])
            yield made
        wanted = ("date_agreed", "amount", "amount_musd", "contract_type", "documents")
        some = [i for i in projects if any(self._cell("projects", column, i) is not None for column in wanted)]
        for i, made in self._make("projects", fields, some):
            unsaid = made.pop(EXTRA, {})
            self._note(made, [], **{column: unsaid[column] for column in _OF_CONTRACTS if column in unsaid})
            made.pop("description", None)
            made["relatedPhases"] = [self._phase(made["id"])]
            self._agreed(made, i)
            yield made

    def _agreed(self, made: dict[str, Any], i: int) -> None:
        """Write the sum and the day of a contract as the standard wants them."""
        derived = []
        sum_musd = self._cell("projects", "amount_musd", i)
        if "value" not in made and sum_musd is not None:
            made["value"] = {"amount": sum_musd * 1e6, "currency": "USD"}
            derived += ["amount", "currency"]
            self._note(made, [], amount_musd=sum_musd)
        elif "value" in made and made["value"].get("currency") == "USD" and sum_musd is None:
            derived.append("amount_musd")
        elif sum_musd is not None:
            self._note(made, [], amount_musd=sum_musd)
        agreed = self._cell("projects", "date_agreed", i)
        if agreed is not None and "dateSigned" not in made:
            full = next((d for d in (f"{agreed}-01-01", f"{agreed}-01") if day(d) is not None), None)
            if full is not None:
                made["dateSigned"] = full
            self._note(made, [], date_agreed=agreed)
        if derived:
            self._note(made, derived)

    def organisations(self, rows: list[int], system: str | None) -> Iterator[dict[str, Any]]:
        """Make organisations, with the roles that they have in a system."""
        for i, made in self._make(
            "organisations", tuple(f for f in FIELDS["organisations"] if f.kind != "codes"), rows
        ):
            roles = self._roles.get((system or "", made["id"]), [])
            others = split(self._cell("organisations", "other_roles", i) or "")
            codes = list(dict.fromkeys([*(_CODES[row["role"]] for row in roles), *others]))
            if codes:
                made["roles"] = codes
            more = ("share", "year_from", "year_to", "source", "read", "as_of", "note")
            if any(row[column] is not None for row in roles for column in more):
                kept = [{c: row[c] for c in ("role", *more) if row[c] is not None} for row in roles]
                self._note(made, [], roles=kept)
            yield made


def _set(made: dict[str, Any], path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401  any JSON value
    for step in path[:-1]:
        made = made.setdefault(step, {})
    made[path[-1]] = value


def _routes(shapes: Any) -> list[tuple[list[list[float]] | None, list[int] | None]]:  # noqa: ANN401  an array of shapes
    """Give the positions of lines, in one go for those that are in one part."""
    kinds = shapely.get_type_id(shapes)
    single = np.flatnonzero(kinds == 1)
    points, owner = shapely.get_coordinates(shapes[single], return_index=True)
    bounds = np.searchsorted(owner, np.arange(len(single) + 1))
    out: list[tuple[list[list[float]] | None, list[int] | None]] = [(None, None)] * len(shapes)
    for k, i in enumerate(single):
        out[i] = (points[bounds[k] : bounds[k + 1]].tolist(), None)
    for i in np.flatnonzero(kinds == 5):
        out[i] = route_of(shapes[i])
    return out
