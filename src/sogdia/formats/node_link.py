"""Node-link JSON, as networkx, D3 and topohub write it: `nodes` with `links` or `edges`.

Kept on writing: everything; tables other than nodes and spans stand under `graph.sogdia`. Read: places as `lon`/`lat`,
`longitude`/`latitude`, `x`/`y` or `pos: [lon, lat]`; ends as `source`/`target`, `u`/`v` or numbers of nodes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sogdia.errors import DataError
from sogdia.formats.findings import Findings
from sogdia.formats.graph_records import GraphRecords, draft_graph, records_of, table_of
from sogdia.formats.json_files import load_json, records
from sogdia.formats.whole_files import replacing
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.draft import Draft
    from sogdia.network import Network

FORMAT: Final = "node-link"


def read_node_link(path: Path) -> Network:
    """Read a node-link JSON; see `draft_node_link`."""
    return draft_node_link(path).network()


def draft_node_link(path: Path) -> Draft:
    """Read a node-link JSON, with every fault as a finding.

    Raises
    ------
    DataError
        It is no JSON, has no nodes, or no node has a place.
    """
    value = load_json(path)
    value = value if isinstance(value, dict) else {}
    nodes = records(value.get("nodes"))
    links = records(value.get("links", value.get("edges")))
    if not nodes:
        raise DataError(f"{path} has no list `nodes` of objects")
    nodes = [node if "id" in node or "name" not in node else {**node, "id": node["name"]} for node in nodes]
    about = value.get("graph")
    own = about.get("sogdia") if isinstance(about, dict) else None
    tables = {name: table_of(name, records(rows)) for name, rows in own.items()} if isinstance(own, dict) else {}
    kept = {name: table for name, table in tables.items() if table is not None and name not in {"nodes", "spans"}}
    return draft_graph(path, FORMAT, GraphRecords(nodes, links, kept), Findings(path.name))


def write_node_link(net: Network, path: Path) -> Path:
    """Write a node-link JSON that networkx reads with `node_link_graph(data, edges="edges")`."""
    others = {name: rows for name in SCHEMAS if name not in {"nodes", "spans"} and (rows := records_of(net, name))}
    spans = [{"source": row.pop("start"), "target": row.pop("end"), "key": row["id"], **row}
             for row in records_of(net, "spans")]  # fmt: skip
    value = {
        "directed": False,
        "multigraph": True,
        "graph": {"sogdia": others},
        "nodes": records_of(net, "nodes"),
        "edges": spans,
    }
    with replacing(path) as target, target.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, allow_nan=False)
        file.write("\n")
    return path
