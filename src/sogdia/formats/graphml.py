"""GraphML, as networkx, Gephi, yEd and the Topology Zoo write it.

Kept on writing: all columns of nodes and spans, lines as WKT; other tables are lost. Read: Topology Zoo's attributes
(`Longitude`, `Latitude`, `label`, `Country`, `LinkSpeedRaw`) and any usual names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError
from sogdia.formats.findings import Findings
from sogdia.formats.graph_records import FACT_SOURCE, GraphRecords, draft_graph, records_of
from sogdia.formats.whole_files import replacing
from sogdia.formats.xml_files import elements, escaped, local
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from sogdia.formats.draft import Draft
    from sogdia.network import Network

FORMAT: Final = "graphml"
_WANTED: Final = frozenset({"key", "node", "edge", "hyperedge"})
_TYPE: Final = {"number": "double", "integer": "long", "year": "long", "flag": "boolean"}


def read_graphml(path: Path) -> Network:
    """Read a GraphML file; see `draft_graphml`."""
    return draft_graphml(path).network()


def draft_graphml(path: Path) -> Draft:
    """Read a GraphML file, with every fault as a finding.

    Raises
    ------
    DataError
        It is no XML, has no nodes, or no node has a place.
    """
    names: dict[str, str] = {}
    numeric: set[str] = set()
    nodes: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    found = Findings(path.name)
    for name, element, _ in elements(path, _WANTED):
        if name == "key":
            key = element.get("id", "")
            names[key] = element.get("attr.name") or key
            if element.get("attr.type") in {"int", "long", "float", "double"}:
                numeric.add(key)
        elif name == "node":
            nodes.append({"id": element.get("id", ""), **_data(element, names, numeric, {"id"})})
        elif name == "edge":
            ends = {"source": element.get("source", ""), "target": element.get("target", "")}
            own = {"id": element.get("id")} if element.get("id") else {}
            links.append({**ends, **_data(element, names, numeric, {"source", "target"}), **own})
        else:
            found.add("warning", "hyperedge", "an edge of more than two ends", mend="left out", mended=True)
    if not nodes:
        raise DataError(f"{path} has no nodes")
    if links and len({link.get("id") for link in links}) < len(links):
        links = [{name: value for name, value in link.items() if name != "id"} for link in links]
    return draft_graph(path, FORMAT, GraphRecords(nodes, links), found)


def _data(element: Element, names: dict[str, str], numeric: set[str], kept: set[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for child in element:
        key = child.get("key", "")
        text = (child.text or "").strip()
        if local(child.tag) != "data" or not text or names.get(key, key) in kept:
            continue
        out[names.get(key, key)] = _number(text) if key in numeric else text
    return out


def _number(text: str) -> float | int | str:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def write_graphml(net: Network, path: Path) -> Path:
    """Write a GraphML file that networkx reads with `read_graphml`."""
    keys = {
        (table, FACT_SOURCE if (table, column.name) == ("spans", "source") else column.name): (
            f"{table[0]}{i}",
            _TYPE.get(column.type, "string"),
        )
        for table in ("nodes", "spans")
        for i, column in enumerate(SCHEMAS[table].columns)
        if column.name not in {"id", "start", "end"}
    }
    with replacing(path) as target, target.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for (table, name), (key, kind) in keys.items():
            domain = "node" if table == "nodes" else "edge"
            file.write(f'  <key id="{key}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('  <graph edgedefault="undirected">\n')
        for row in records_of(net, "nodes"):
            file.write(f'    <node id="{escaped(row["id"])}">{_cells(row, "nodes", keys)}</node>\n')
        for row in records_of(net, "spans"):
            ends = f'source="{escaped(row["start"])}" target="{escaped(row["end"])}"'
            file.write(f'    <edge id="{escaped(row["id"])}" {ends}>{_cells(row, "spans", keys)}</edge>\n')
        file.write("  </graph>\n</graphml>\n")
    return path


def _cells(row: dict[str, Any], table: str, keys: dict[tuple[str, str], tuple[str, str]]) -> str:
    cells = ((keys[table, name][0], value) for name, value in row.items() if (table, name) in keys)
    return "".join(f'<data key="{key}">{escaped(value)}</data>' for key, value in cells)
