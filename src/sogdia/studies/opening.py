"""`study`: open a shipped study by name, or a study file, as a case and its baseline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import Fault, ParameterError, nearest_name, raise_faults
from sogdia.flows import lost_spans
from sogdia.studies.definition import Case, Definition, read_definition
from sogdia.studies.ground import lay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sogdia.network import Network

SHIPPED: Final = Path(__file__).resolve().parent / "shipped"


@dataclass(frozen=True)
class Study:
    """A question about corridors.

    Attributes
    ----------
    definition
        The study file as read.
    network
        The whole network with the study's corridors and additions, of all years.
    changes
        What the user changed from the study as shipped, in plain words; printed on the card's first page.
    sets
        The data sets and files of which the network was made, for the manifest: name, hash, licence, citation.
    laid
        What was joined, mended and counted together to make the network, in plain words; on the card's first page.
    """

    definition: Definition
    network: Network
    changes: tuple[str, ...] = field(default=())
    sets: tuple[dict[str, Any], ...] = field(default=())
    laid: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """Name of the study."""
        return self.definition.study.id

    @property
    def title(self) -> str:
        """Title on the card."""
        return self.definition.study.title

    @cached_property
    def case(self) -> Network:
        """The network of the case: what is asked about."""
        return _state(self.network, self.definition.case)

    @cached_property
    def baseline(self) -> Network:
        """The network that the case is set against."""
        return _state(self.network, self.definition.baseline)

    def only(self, projects: Sequence[str]) -> Study:
        """Give the study with only these of its projects in the case.

        Raises
        ------
        ParameterError
            A project that the study does not switch.
        """
        switched = self._switched(projects)
        rest = [p for p in self._projects() if p not in switched]
        return self._changed(rest, f"only {', '.join(switched)}")

    def without(self, projects: Sequence[str]) -> Study:
        """Give the study without these of its projects in the case.

        Raises
        ------
        ParameterError
            A project that the study does not switch.
        """
        switched = self._switched(projects)
        return self._changed(switched, f"without {', '.join(switched)}")

    def _projects(self) -> tuple[str, ...]:
        return (*self.definition.projects, *self.definition.rivals)

    def _switched(self, projects: Sequence[str]) -> list[str]:
        known = self._projects()
        for project in projects:
            if project not in known:
                hint = nearest_name(project, known) or f"it switches: {', '.join(known) or 'none'}"
                raise ParameterError(f"the study {self.id!r} has no project {project!r}; {hint}")
        return list(projects)

    def _changed(self, gone: Sequence[str], words: str) -> Study:
        case = self.definition.case
        merged = tuple(dict.fromkeys((*case.without, *gone)))
        definition = self.definition.model_copy(update={"case": case.model_copy(update={"without": merged})})
        return replace(self, definition=definition, changes=(*self.changes, words))


def shipped_studies() -> list[str]:
    """Name the studies that come with Sogdia."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def study(name: str | Path) -> Study:
    """Open a study.

    Parameters
    ----------
    name
        A shipped study's name, or the path of a TOML file.

    Raises
    ------
    ParameterError
        No study of this name (the nearest one is offered), or a fault in the file.
    DataError
        A file that is missing or cannot be read.

    Examples
    --------
    >>> study("digital-silk-road").title
    'The Digital Silk Road'
    """
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        definition = read_definition(path)
        base = path.parent
    else:
        if str(name) not in shipped_studies():
            hint = nearest_name(str(name), shipped_studies()) or f"shipped: {', '.join(shipped_studies())}"
            raise ParameterError(f"no study {str(name)!r}; {hint} (or give the path of a .toml file)")
        definition = read_definition(SHIPPED / f"{name}.toml")
        base = SHIPPED
    laid = lay(definition.network, base)
    network = _with_corridors(_with_additions(laid.network, definition), definition)
    changes = tuple(
        f"{len(rows)} {table} added by the study file"
        for table in ("nodes", "spans", "systems")
        if (rows := getattr(definition, table))
    )
    _check_names(network, definition)
    return Study(definition, network, changes, laid.sets, laid.changes)


def _with_additions(network: Network, definition: Definition) -> Network:
    added = {}
    for table in ("organisations", "systems", "nodes", "spans", "roles"):
        rows = getattr(definition, table)
        if rows:
            given = pd.DataFrame(list(rows)).astype(object)
            given["read"] = given["read"].fillna("given") if "read" in given else "given"
            old = getattr(network, table).astype(object)
            added[table] = pd.concat([old, given], ignore_index=True)
    return network.replace(**added) if added else network


def _with_corridors(network: Network, definition: Definition) -> Network:
    if not definition.corridors:
        return network
    rows = [
        {"id": c.id, "name": c.name, "parent": c.parent, "description": c.description} for c in definition.corridors
    ]
    members = [
        {"corridor": c.id, "kind": kind, "member": member}
        for c in definition.corridors
        for kind, listed in (("system", c.systems), ("project", c.projects), ("country", c.countries))
        for member in listed
    ]
    empty = pd.DataFrame({"corridor": [], "kind": [], "member": []}, dtype=object)
    return network.replace(corridors=pd.DataFrame(rows), members=pd.DataFrame(members) if members else empty)


def _check_names(network: Network, definition: Definition) -> None:
    """Hold every name of the study file against the network."""
    projects, nodes = set(network.projects.id), set(network.nodes.id)
    wanted: list[tuple[str, Sequence[str], set[Any]]] = [
        ("projects", definition.projects, projects),
        ("rivals", definition.rivals, projects),
        ("hubs", definition.hubs, nodes),
        ("case.dated_only", definition.case.dated_only, set(network.countries.id)),
        ("baseline.dated_only", definition.baseline.dated_only, set(network.countries.id)),
        ("case.build", definition.case.build, projects),
        ("case.without", definition.case.without, projects),
        ("baseline.without", definition.baseline.without, projects),
    ]
    faults = [
        Fault(f"study {definition.study.id!r}", key, name, "is not in the network", nearest_name(name, known))
        for key, names, known in wanted
        for name in names
        if name not in known
    ]
    raise_faults(faults, "the study's names have")


def _undated(net: Network, countries: Sequence[str]) -> pd.Series[bool]:
    """Mark the land spans without a year that cross a border of one of these countries."""
    spans, country = net.spans, net.nodes.set_index("id").country
    first, second = spans.start.map(country), spans.end.map(country)
    crosses = (first != second).fillna(value=False) & (first.isin(countries) | second.isin(countries))
    undated = spans.year_in_service.isna() & (spans.setting == "terrestrial")
    return (crosses & undated).fillna(value=False).astype(bool)


def _state(network: Network, case: Case) -> Network:
    now = network.in_service(case.year)
    spans = network.spans
    planned = spans.project.isin(case.build) & spans.status.isin(["proposed", "under_construction"])
    spans = spans[spans.id.isin(now.spans.id) | planned.fillna(value=False).astype(bool)]
    now = network.replace(spans=spans)
    spans = now.spans
    keep = ~spans.project.isin(case.without).fillna(value=False).astype(bool)
    keep &= ~_undated(now, case.dated_only)
    now = now.keep_spans(spans.id[keep])
    if not (case.cut or case.near or case.strait):
        return now
    lost = lost_spans(now, cut=case.cut, near=case.near, strait=case.strait).lost
    spans = now.spans
    return now.keep_spans(spans.id[~lost])
