"""Gives a network as objects of the Open Fibre Data Standard: one network of the standard for each system.

Nodes are in every network whose spans they end; organisations, phases and contracts in every one that names them. What
belongs to no system is in a network of its own, and what nothing names is in the last.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import uuid
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.ofds_objects import Objects, plain
from sogdia.formats.ofds_terms import CRS, DERIVED, EXTRA, SCHEMA_URL, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sogdia.network import Network

_NAMING: Final = {
    "systems": (("spans", "system", False), ("roles", "system", False), ("projects", "system", False)),
    "organisations": (
        ("spans", "physical_infrastructure_provider", False), ("spans", "supplier", False),
        ("spans", "network_providers", True), ("nodes", "physical_infrastructure_provider", False),
        ("nodes", "network_providers", True), ("projects", "financier", True), ("roles", "organisation", False),
    ),
    "projects": (("spans", "project", False), ("nodes", "project", False)),
}  # fmt: skip
"""Columns that name a row of each table, and whether they name several."""


@dataclass(frozen=True)
class Published:
    """One network of the standard: its own fields, and its arrays, each a call that gives the objects one by one."""

    head: dict[str, Any]
    nodes: Callable[[], Iterator[dict[str, Any]]]
    spans: Callable[[], Iterator[dict[str, Any]]]
    phases: Callable[[], Iterator[dict[str, Any]]]
    organisations: Callable[[], Iterator[dict[str, Any]]]
    contracts: Callable[[], Iterator[dict[str, Any]]]
    unnamed_organisations: tuple[str, ...] = ()
    unnamed_phases: tuple[str, ...] = ()


def text(value: Any) -> str:  # noqa: ANN401  any JSON value
    """Give a JSON value as text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@contextmanager
def replaced(path: Path, names: tuple[str, ...]) -> Iterator[Path]:
    """Give a folder in which to write the named files; then they take their places in `path`, or its archive does.

    The archive (where `path` ends in .zip) is to be written into the folder under the name of `path`.
    """
    packed = path.suffix.lower() == ".zip"
    parent = path.parent if packed else path
    if path.is_dir() == packed and path.exists():
        raise DataError(f"{path} is {'a folder' if packed else 'a file'}; give another name")
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ofds-", dir=parent) as folder:
        yield Path(folder)
        for name in (path.name,) if packed else names:
            made = Path(folder) / name
            if made.exists():
                made.replace(parent / name)


def networks(net: Network, *, additional: bool = True) -> list[Published]:
    """Give the networks of the standard that say what a network says.

    Parameters
    ----------
    additional
        Whether columns that the standard has no word for stand in the additional field `sogdia` of each object.
    """
    net = _with_named(net)
    parts = _Parts(net if additional else _without_unsayable_systems(net))
    objects = Objects(net, additional=additional)
    return [_published(net, parts, objects, place) for place in range(len(parts.systems))]


def _with_named(net: Network) -> Network:
    """Give a row to what other tables name where the table of it is empty: systems, organisations, projects."""
    rows: dict[str, pd.DataFrame] = {}
    for target in ("systems", "organisations", "projects"):
        if len(getattr(net, target)):
            continue
        named: dict[str, None] = {}
        for table, column, several in _NAMING[target]:
            cells = getattr(net, table)[column].dropna().unique()
            named.update(dict.fromkeys(name for cell in cells for name in (split(cell) if several else [cell])))
        if named:
            rows[target] = pd.DataFrame({"id": list(named)})
    return net.replace(**rows) if rows else net


def _without_unsayable_systems(net: Network) -> Network:
    """Leave out the systems of projects that no reader finds again without the additional field.

    These are the projects that nodes or spans name, and those that contracts tie to several networks: a reader can only
    see in which networks they stand.
    """
    projects = net.projects
    systems = dict(zip(projects["id"].tolist(), plain(projects["system"]), strict=True))
    if not any(systems.values()):
        return net
    used = _systems_of_projects(net)
    tied: dict[str, set[str]] = {key: {key} for key in systems}
    for key, cell in zip(systems, plain(projects["phases"]), strict=True):
        group: set[str] = set().union(*(tied[name] for name in [key, *split(cell or "")] if name in tied))
        tied |= dict.fromkeys(group, group)
    kept = [
        None
        if key in used or len(set().union(*(used.get(k) or {systems[k]} for k in tied[key])) - {None}) > 1
        else name
        for key, name in systems.items()
    ]
    return net.replace(projects=projects.assign(system=pd.Series(kept, index=projects.index, dtype="string")))


def _systems_of_projects(net: Network) -> dict[str, set[str | None]]:
    """Give the systems in whose networks the spans and nodes of each project stand; empty for that of no system."""
    used: dict[str, set[str | None]] = defaultdict(set)
    at: dict[str, set[str | None]] = defaultdict(set)
    for start, end, system, key in zip(
        *(plain(net.spans[c]) for c in ("start", "end", "system", "project")), strict=True
    ):
        at[start].add(system or "")
        at[end].add(system or "")
        if key is not None:
            used[key].add(system or "")
    for key, inside, project in zip(*(plain(net.nodes[c]) for c in ("id", "systems", "project")), strict=True):
        if project is not None:
            used[project] |= at.get(key, set()).union(split(inside or "")) or {""}
    return used


class _Parts:
    """Which rows are in which network of the standard, as row numbers.

    Attributes
    ----------
    systems
        Row of the table of systems, or None for what belongs to none.
    loose
        Rows that are in the last network without belonging to it, by table.
    """

    def __init__(self, net: Network) -> None:
        spans, nodes, projects = net.spans, net.nodes, net.projects
        place_of: dict[str, int] = {str(key): i for i, key in enumerate(net.systems["id"])}
        self.systems: list[int | None] = list(range(len(place_of)))
        systems = plain(spans["system"])
        if None in systems or not self.systems:
            self.systems.append(None)
        apart = len(self.systems) - 1
        self.spans: dict[int, list[int]] = defaultdict(list)
        self.nodes: dict[int, dict[int, None]] = defaultdict(dict)
        self.loose: dict[str, set[int]] = defaultdict(set)
        row_of = {key: i for i, key in enumerate(nodes["id"].tolist())}
        absent = sorted({*spans["start"], *spans["end"]} - row_of.keys())
        if absent:
            raise DataError(f"{len(absent)} ends of spans are no nodes, first {absent[0]!r}: give the nodes too")
        touched = bytearray(len(row_of))
        for i, (system, start, end) in enumerate(
            zip(systems, spans["start"].tolist(), spans["end"].tolist(), strict=True)
        ):
            place = apart if system is None else place_of[system]
            self.spans[place].append(i)
            for key in (start, end):
                self.nodes[place][row_of[key]] = None
                touched[row_of[key]] = 1
        self._lone_nodes(nodes, place_of, touched, apart)
        self._projects(net, projects, place_of)
        self._organisations(net)

    def _lone_nodes(self, nodes: pd.DataFrame, place_of: dict[str, int], touched: bytearray, apart: int) -> None:
        for i, inside in enumerate(plain(nodes["systems"])):
            named = [place_of[name] for name in split(inside) if name in place_of] if inside else []
            for place in named:
                self.nodes[place][i] = None
            if not named and not touched[i]:
                self.nodes[apart][i] = None
                if self.systems[apart] is not None:
                    self.loose["nodes"].add(i)

    def _projects(self, net: Network, projects: pd.DataFrame, place_of: dict[str, int]) -> None:
        """Put phases where nodes and spans name them, or where their system is; contracts with their phases."""
        self.phases: dict[int, dict[int, None]] = defaultdict(dict)
        self.contracts: dict[int, dict[int, None]] = defaultdict(dict)
        self.used: dict[int, set[int]] = {}
        row_of = {str(key): i for i, key in enumerate(projects["id"])}
        where: dict[int, set[int]] = defaultdict(set)
        for groups, table in ((self.spans, net.spans), (self.nodes, net.nodes)):
            if table["project"].isna().all():
                continue
            cells = plain(table["project"])
            for place, rows in groups.items():
                for name in dict.fromkeys(cells[i] for i in rows if cells[i] is not None):
                    where[row_of[name]].add(place)
                    self.used.setdefault(place, set()).add(row_of[name])
        for i, name in enumerate(plain(projects["system"])):
            if name in place_of:
                where[i].add(place_of[name])
        self._contracts(projects, row_of, where)

    def _contracts(self, projects: pd.DataFrame, row_of: dict[str, int], where: dict[int, set[int]]) -> None:
        """Put each phase and contract in its networks; what has none is in the last."""
        is_contract = [kind == "contract" for kind in plain(projects["kind"])]
        for i, phases in enumerate(plain(projects["phases"])):
            about = [row_of[name] for name in split(phases or "") if name in row_of] if is_contract[i] else []
            places = where[i].union(*(where.get(phase, ()) for phase in about))
            if not places:
                places = {len(self.systems) - 1}
                self.loose["projects"].add(i)
            for place in sorted(places):
                (self.contracts if is_contract[i] else self.phases)[place][i] = None
                self.phases[place].update(dict.fromkeys(phase for phase in about if not is_contract[phase]))

    def _organisations(self, net: Network) -> None:
        """Put organisations where spans, nodes, phases or roles name them; the others are in the last network."""
        self.organisations: dict[int, dict[int, None]] = defaultdict(dict)
        self.named: dict[int, set[int]] = {}
        row_of = {str(key): i for i, key in enumerate(net.organisations["id"])}
        if not row_of:
            return
        sources = (
            (self.spans, net.spans, ("physical_infrastructure_provider", "supplier", "network_providers")),
            (self.nodes, net.nodes, ("physical_infrastructure_provider", "network_providers")),
            (self.phases, net.projects, ("financier",)),
        )
        for groups, table, columns in sources:
            for column in columns:
                if table[column].isna().all():
                    continue
                cells = plain(table[column])
                for place, rows in groups.items():
                    for cell in dict.fromkeys(cells[i] for i in rows if cells[i] is not None):
                        names = [cell] if column in {"supplier", "physical_infrastructure_provider"} else split(cell)
                        self.organisations[place].update(dict.fromkeys(row_of[n] for n in names if n in row_of))
        self.named = {place: set(rows) for place, rows in self.organisations.items()}
        place_of = {str(net.systems["id"].iloc[row]): k for k, row in enumerate(self.systems) if row is not None}
        for system, organisation in zip(net.roles["system"], net.roles["organisation"], strict=True):
            self.organisations[place_of[system]][row_of[organisation]] = None
        somewhere = {i for rows in self.organisations.values() for i in rows}
        for i in range(len(row_of)):
            if i not in somewhere:
                self.organisations[len(self.systems) - 1][i] = None


def _published(net: Network, parts: _Parts, objects: Objects, place: int) -> Published:
    row = parts.systems[place]
    head = (
        _own_head(net, parts, objects, place) if row is None else _head(objects, row, str(net.systems["id"].iloc[row]))
    )
    links = [{"href": SCHEMA_URL, "rel": "describedby"}]
    head["links"] = links + [link for link in head.pop("links", []) if link.get("rel") != "describedby"]
    if parts.nodes.get(place):
        head["crs"] = CRS
    name = None if row is None else str(net.systems["id"].iloc[row])
    loose = parts.loose
    return Published(
        head,
        nodes=lambda: objects.nodes(sorted(parts.nodes[place]), loose["nodes"]),
        spans=lambda: objects.spans(parts.spans[place]),
        phases=lambda: objects.phases(sorted(parts.phases[place]), loose["projects"]),
        organisations=lambda: objects.organisations(sorted(parts.organisations[place]), name),
        unnamed_organisations=tuple(
            str(net.organisations["id"].iloc[i])
            for i in sorted(parts.organisations[place])
            if i not in parts.named.get(place, ())
        ),
        unnamed_phases=tuple(
            str(net.projects["id"].iloc[i]) for i in sorted(parts.phases[place]) if i not in parts.used.get(place, ())
        ),
        contracts=lambda: objects.contracts(
            sorted(parts.phases[place]), sorted(parts.contracts[place]), loose["projects"]
        ),
    )


def _head(objects: Objects, row: int, name: str) -> dict[str, Any]:
    """Give the fields of a system's network; its id is a UUID made of the system's where that is none."""
    head = objects.network(row)
    try:
        known = str(uuid.UUID(name)) == name
    except ValueError:
        known = False
    head["id"] = name if known else str(uuid.uuid5(uuid.NAMESPACE_URL, f"sogdia:{name}"))
    if not known and "name" not in head:
        head["name"] = name
        if objects.additional:
            head.setdefault(EXTRA, {})[DERIVED] = ["name"]
    if not known and objects.additional:
        head.setdefault(EXTRA, {})["system"] = name
    return head


def _own_head(net: Network, parts: _Parts, objects: Objects, place: int) -> dict[str, Any]:
    """Give the fields of the network of what belongs to no system; its id is made of its nodes' ids."""
    total = hashlib.sha256()
    ids = net.nodes["id"]
    for i in parts.nodes[place]:
        total.update(str(ids.iloc[i]).encode())
        total.update(b"\0")
    head: dict[str, Any] = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"sogdia:{total.hexdigest()}"))}
    return {**head, EXTRA: {"unassigned": True}} if objects.additional else head
