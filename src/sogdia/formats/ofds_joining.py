"""Joins the networks of a file into the tables of one: ids made unique, references kept, roles worked out.

An id that stands in several networks for the same thing is one row; where it stands for different things, each is
called `network/id`. Organisations are the same when neither their names nor their identifiers differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from sogdia.formats.ofds_ends import Ends
from sogdia.formats.ofds_terms import KIND_OF_TYPE, ROLES, join, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sogdia.formats.ofds_records import Records, Row

Key = tuple[int, str]
Cells = dict[str, Any]

_ORGANISATION: Final = ("physical_infrastructure_provider", "supplier")
_SAME: Final = ("name", "identifier", "country")
_REFERENCE_ROLES: Final = {
    "physical_infrastructure_provider": "owner",
    "network_providers": "operator",
    "supplier": "supplier",
}


class Joined:
    """The rows of one network, with the names that its parts have in it.

    Attributes
    ----------
    systems, nodes, spans, organisations, projects
        Rows with their final ids in `key`.
    roles
        Cells of the table of roles.
    """

    def __init__(self, records: Records) -> None:
        self.reading = records.reading
        self.ends = Ends(records)
        self.ends.resolve()
        self.systems = records.networks
        self.names = self._systems()
        self.nodes, self._node_names = self._unique(
            _by_network(self.ends.nodes.values()), lambda a, b: a.cells == b.cells
        )
        self.nodes += self.ends.twice
        self.spans, _ = self._unique(_by_network(self.ends.spans), lambda _a, _b: False)
        organisations, phases, contracts = (records.registered(n) for n in ("organisations", "phases", "contracts"))
        self._roles_of_networks(organisations)
        self.organisations, self._organisation_names = self._unique(organisations, _same_organisation)
        self._rename_organisations(phases)
        self.projects, self._project_names = self._unique(phases, lambda a, b: a.cells == b.cells)
        self._contracts(contracts)
        self._finish_references()
        self.roles = self._roles(phases)

    def _systems(self) -> list[str | None]:
        """Give the system of each network: its own id, or the one that Sogdia wrote beside it; None: no system."""
        names: list[str | None] = []
        taken: set[str] = set()
        for row in self.systems:
            given = row.extra.get("_system")
            wish = given if isinstance(given, str) and given.strip() else row.key
            wish = str(row.key if wish in taken else wish)
            name, number = wish, 1
            while name in taken:
                number += 1
                name = f"{wish}-{number}"
            if name != wish:
                self.reading.at(row.file, row.row, row.key)
                mend = f"the second is called {name}"
                self.reading.tell(
                    "warning", "duplicate-id", "id", row.key, "two networks have one id", mend, mended=True
                )
            taken.add(name)
            names.append(None if row.extra.get("_unassigned") is True else name)
        return names

    def _unique(self, rows: list[Row], same: Callable[[Row, Row], bool]) -> tuple[list[Row], dict[Key, str]]:
        """Make the ids of rows unique over all networks; give the rows that stay, and the new name of each other."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[str(row.key)].append(row)
        names: dict[Key, str] = {}
        kept: list[Row] = []
        taken = set(groups)
        for key, group in groups.items():
            if len(group) == 1 or all(same(group[0], other) for other in group[1:]):
                for other in group[1:]:
                    for column, cell in other.cells.items():
                        group[0].cells.setdefault(column, cell)
                    self._also_in(group[0], other)
                kept.append(group[0])
                continue
            for row in group:
                wish = name = f"{self.names[row.network] or 'network'}/{key}"
                number = 1
                while name in taken:
                    number += 1
                    name = f"{wish}-{number}"
                taken.add(name)
                names[row.network, key] = name
                row.key = name
                kept.append(row)
        if names:
            self.reading.at("", None, None)
            first = next(iter(names.values()))
            problem = f"{len(names)} ids stand for different things in several networks"
            self.reading.tell("note", "id-in-networks", "id", first, problem, "each is called network/id", mended=True)
        return kept, names

    @staticmethod
    def _also_in(row: Row, other: Row) -> None:
        row.extra.setdefault("_networks", {row.network}).add(other.network)

    def _rename_organisations(self, rows: list[Row]) -> None:
        names = self._organisation_names
        if not names:
            return
        for row in rows:
            for column in _ORGANISATION:
                if column in row.cells:
                    row.cells[column] = names.get((row.network, row.cells[column]), row.cells[column])
            for column in ("network_providers", "financier"):
                if column in row.cells:
                    found = [names.get((row.network, key), key) for key in split(row.cells[column])]
                    row.cells[column] = join(found)

    def _finish_references(self) -> None:
        """Write the final names into what refers to them."""
        everything = [*self.nodes, *self.spans]
        self._rename_organisations(everything)
        used: Counter[str] = Counter()
        for row in everything:
            if "project" in row.cells:
                key = row.cells["project"]
                row.cells["project"] = self._project_names.get((row.network, key), key)
                used[row.cells["project"]] += 1
        touched: set[Key] = set()
        for span in self.spans:
            for end in ("start", "end"):
                key = span.cells.get(end)
                if key is not None:
                    key = span.cells[end] = self._node_names.get((span.network, key), key)
                    touched.add((span.network, key))
            name = self.names[span.network]
            if name is not None:
                span.cells["system"] = name
        for row in self.nodes:
            self._finish_node(row, touched)
        self._finish_projects(used)

    def _finish_projects(self, used: Counter[str]) -> None:
        """Say of which system a project is that no node and no span names."""
        known = {None, *self.names}
        for row in self.projects:
            name = self.names[row.network]
            gone = "system" in row.cells and row.cells["system"] not in known
            if gone:
                del row.cells["system"]
            about = "phases" in row.cells or used[str(row.key)]
            if not (about or gone or "system" in row.derived) and name is not None:
                row.cells.setdefault("system", name)

    def _finish_node(self, row: Row, touched: set[Key]) -> None:
        """Say of which systems a node is part that has none of their spans, and what its type says it is."""
        inside = row.extra.pop("_networks", {row.network})
        found = [self.names[n] for n in sorted(inside) if (n, row.key) not in touched]
        if any(found) and "systems" not in row.derived:
            row.cells["systems"] = join(name for name in found if name is not None)
        codes = split(row.cells["type"]) if "type" in row.cells and "kind" not in row.derived else []
        kinds = [KIND_OF_TYPE[code] for code in codes if code in KIND_OF_TYPE]
        if kinds:
            row.cells.setdefault("kind", kinds[0])

    def _contracts(self, contracts: list[Row]) -> None:
        """Put contracts among the projects; a phase and the contract of the same id and name are one project."""
        rows, _ = self._unique(contracts, lambda a, b: a.cells == b.cells)
        phases = {str(row.key): row for row in self.projects}
        for row in rows:
            about = [self._project_names.get((row.network, key), key) for key in split(row.cells.get("phases", ""))]
            if about:
                row.cells["phases"] = join(about)
            phase = phases.get(str(row.key))
            if phase is not None and about == [phase.key] and row.cells.get("name") == phase.cells.get("name"):
                row.cells.pop("phases")
                for column, cell in row.cells.items():
                    phase.cells.setdefault(column, cell)
                phase.derived |= row.derived
                continue
            row.cells["kind"] = "contract"
            while str(row.key) in phases:
                row.key = f"contract-{row.key}"
            phases[str(row.key)] = row
            self.projects.append(row)

    def _roles_of_networks(self, rows: list[Row]) -> None:
        """Set aside the roles that each organisation says it has in its network, by the number of the network."""
        self._declared: list[tuple[int, str, list[str], list[Cells]]] = []
        for row in rows:
            name = self.names[row.network]
            codes = split(row.cells.pop("roles", ""))
            others = [code for code in codes if code not in ROLES or name is None]
            if others:
                known = split(row.cells.get("other_roles", ""))
                row.cells["other_roles"] = join(dict.fromkeys([*known, *others]))
            given = [one for one in row.extra.pop("_roles", []) if isinstance(one, dict)]
            row.cells.pop("_roles", None)
            if name is not None:
                self._declared.append((row.network, str(row.key), [ROLES[c] for c in codes if c in ROLES], given))

    def _roles(self, phases: list[Row]) -> list[Cells]:
        """Give the table of roles: those declared, then those that spans, nodes and phases show."""
        rows: list[Cells] = []
        for network, key, said, given in self._declared:
            who = {"system": self.names[network], "organisation": self._organisation_names.get((network, key), key)}
            full = [{**who, **_plain(one)} for one in given if one.get("role") in ROLES.values()]
            told = {one["role"] for one in full}
            rows += full + [{**who, "role": role} for role in said if role not in told]
        known = {(row["system"], row["organisation"], row["role"]) for row in rows}
        shown: dict[tuple[str, str, str], None] = {}
        for row in [*self.nodes, *self.spans]:
            name = self.names[row.network]
            for column, role in _REFERENCE_ROLES.items():
                if name is not None and column in row.cells:
                    for key in split(row.cells[column]) if column == "network_providers" else [row.cells[column]]:
                        shown[name, key, role] = None
        for row in phases:
            name = self.names[row.network]
            if name is not None and "financier" in row.cells:
                for key in split(row.cells["financier"]):
                    shown[name, key, "financier"] = None
        note = {"read": "derived"}
        return rows + [
            {"system": s, "organisation": o, "role": r, **note} for s, o, r in shown if (s, o, r) not in known
        ]


def _by_network(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.network)


def _same_organisation(one: Row, other: Row) -> bool:
    return all(
        one.cells.get(column) == other.cells.get(column) or column not in one.cells or column not in other.cells
        for column in _SAME
    )


def _plain(one: dict[str, Any]) -> Cells:
    columns = ("role", "share", "year_from", "year_to", "source", "read", "as_of", "note")
    return {c: one[c] for c in columns if isinstance(one.get(c), str | int | float)}
