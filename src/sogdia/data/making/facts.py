"""The facts as written: CSV files, each row with its source, read and held to their own contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError, Fault, raise_faults
from sogdia.network import SCHEMAS
from sogdia.tables import read_csv

if TYPE_CHECKING:
    import pandas as pd

FOLDER: Final = Path(__file__).resolve().parent.parent / "facts"
TABLES: Final = (
    "sources",
    "countries",
    "organisations",
    "systems",
    "projects",
    "nodes",
    "roles",
    "observations",
    "laws",
)
"""Facts that are network tables already."""


def read_facts(folder: Path = FOLDER) -> dict[str, pd.DataFrame]:
    """Read every table of facts, and `routes`: the stops of each system in their order.

    Raises
    ------
    TableError
        A row without a source, or a stop that is no node.
    """
    facts = {name: read_csv(folder / f"{name}.csv") for name in (*TABLES, "routes", "hazards", "builds")}
    raise_faults(_unsourced(facts) + _unknown_stops(facts), f"the facts in {folder} have")
    return facts


_STOP = re.compile(r"^(?P<branch>~?)(?P<node>[a-z0-9-]+)(?:\[(?P<status>[a-z_]+)? ?(?P<year>\d{4})?\])?$")


@dataclass(frozen=True)
class Stop:
    """One stop of a route: a node, whether a branch leads to it, and the branch's own status and year."""

    node: str
    branch: bool = False
    status: str | None = None
    year: str | None = None


def stops_of(cell: str) -> list[Stop]:
    """Read the cell `stops`: nodes along the route joined by `>`; `~` marks a branch, brackets its own status or year.

    Raises
    ------
    DataError
        A stop that is not written so.

    Examples
    --------
    >>> [stop.node for stop in stops_of("marseille-fra > ~bizerte-tun[2024] > abu-talat-egy")]
    ['marseille-fra', 'bizerte-tun', 'abu-talat-egy']
    >>> stops_of("a-fra > ~b-dji[proposed] > c-egy")[1]
    Stop(node='b-dji', branch=True, status='proposed', year=None)
    """
    stops = []
    for part in cell.split(">"):
        found = _STOP.match(part.strip())
        if not found:
            raise DataError(f"the stop {part.strip()!r} is not written as node, ~node or ~node[status year]")
        stops.append(Stop(found["node"], bool(found["branch"]), found["status"], found["year"]))
    return stops


def _unsourced(facts: dict[str, pd.DataFrame]) -> list[Fault]:
    known = set(facts["sources"]["id"])
    faults = []
    for name, table in facts.items():
        if name == "sources":
            continue
        for i, source in enumerate(table["source"]):
            if source not in known:
                faults.append(Fault(f"{name}.csv row {i + 2}", "source", str(source), "is not in sources.csv"))
        if name in SCHEMAS:
            allowed = next(c.allowed for c in SCHEMAS[name].columns if c.name == "read")
            for i, read in enumerate(table["read"]):
                if read not in allowed:
                    faults.append(
                        Fault(f"{name}.csv row {i + 2}", "read", str(read), f"is none of {', '.join(allowed)}")
                    )
    return faults


def _unknown_stops(facts: dict[str, pd.DataFrame]) -> list[Fault]:
    known = set(facts["nodes"]["id"])
    return [
        Fault(f"routes.csv row {i + 2}", "stops", stop.node, "is not in nodes.csv")
        for i, cell in enumerate(facts["routes"]["stops"])
        for stop in stops_of(cell)
        if stop.node not in known
    ]
