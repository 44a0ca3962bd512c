"""Graphs as files give them, a list of nodes and a list of links with any attributes, to and from our tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from sogdia.errors import DataError
from sogdia.formats.column_guesses import guess_columns
from sogdia.formats.draft import Draft
from sogdia.formats.foreign_tables import Source, Taken, draft_tables
from sogdia.formats.geojson_lines import position
from sogdia.formats.well_known_text import from_wkt, to_wkt
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.formats.findings import Findings
    from sogdia.network import Network

FACT_SOURCE = "fact_source"
"""Our column `source` of spans in graph files, where `source` is an end."""
_PAIRS = ("pos", "position", "coordinates", "coords", "lonlat")


@dataclass(frozen=True)
class GraphRecords:
    """A graph as its file gives it.

    Attributes
    ----------
    nodes
        One dictionary a node; `id` is what the links name.
    links
        One dictionary a link, with `source` and `target` (or words that mean them).
    tables
        Other tables that the file carries.
    """

    nodes: list[dict[str, Any]]
    links: list[dict[str, Any]]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def draft_graph(path: Path, name: str, graph: GraphRecords, found: Findings) -> Draft:
    """Give the draft of a graph.

    Raises
    ------
    DataError
        There are no nodes, or none of them has a place.
    """
    if not graph.nodes:
        raise DataError(f"{path} has no nodes")
    nodes = pd.DataFrame([_placed(node) for node in graph.nodes])
    nodes.index = pd.RangeIndex(1, len(nodes) + 1)
    links = pd.DataFrame(graph.links).drop(columns="key", errors="ignore")
    links.index = pd.RangeIndex(1, len(links) + 1)
    nodes, links = _text_ids(nodes, links, found)
    nodes, links = _with_places(path, nodes, links, found)
    taken = {"id": Taken("id")} if "id" in nodes else {}
    ends = {"start": Taken("source"), "end": Taken("target")} if {"source", "target"} <= set(links) else {}
    if links.empty:
        links = pd.DataFrame({"source": [], "target": []}, dtype=object)
    tables, rows = draft_tables(Source(nodes, path.name, taken), Source(links, path.name, ends), found)
    return Draft(path, name, tables | graph.tables, found.listed(), rows)


def _placed(node: dict[str, Any]) -> dict[str, Any]:
    """Take a pair such as `pos: [lon, lat]` apart."""
    for key in _PAIRS:
        pair = position(node.get(key))
        if pair is not None:
            return {name: value for name, value in node.items() if name != key} | {"lon": pair[0], "lat": pair[1]}
    return node


def _text_ids(nodes: pd.DataFrame, links: pd.DataFrame, found: Findings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bring ids and ends to text; ends that count the nodes from 0 get the ids that they mean."""
    if "id" not in nodes:
        return nodes, links
    names = {"start": "source", "end": "target"}
    if not {"source", "target"} <= set(links):
        guessed = guess_columns("spans", map(str, links.columns), ())
        links = links.rename(columns={guessed[side]: name for side, name in names.items() if side in guessed})
    if not {"source", "target"} <= set(links):
        return nodes.assign(id=nodes["id"].map(_as_text)), links
    ends = set(links["source"].map(_as_text)) | set(links["target"].map(_as_text))
    ids = [_as_text(value) for value in nodes["id"]]
    counted = {str(i): name for i, name in enumerate(ids)}
    by_count = not ends & set(ids) and ends <= set(counted)
    if by_count and len(links):
        found.add("note", "ends-by-number", "links number their ends by the order of nodes, from 0", mended=True,
                  mend="the nodes' ids were put")  # fmt: skip
    ends_as = {side: links[side].map(_as_text) for side in ("source", "target")}
    if by_count:
        ends_as = {side: cells.map(counted) for side, cells in ends_as.items()}
    return nodes.assign(id=ids), links.assign(**ends_as)


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _with_places(
    path: Path, nodes: pd.DataFrame, links: pd.DataFrame, found: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out nodes without a place, their links, and links from a node to itself, each with a finding."""
    columns = guess_columns("nodes", map(str, nodes.columns), SCHEMAS["nodes"].names)
    if not {"lon", "lat"} <= set(columns) or nodes[[columns["lon"], columns["lat"]]].isna().any(axis=1).all():
        raise DataError(f"{path}: no node has a place; give each node lon and lat in degrees, or pos = [lon, lat]")
    nowhere = nodes[[columns["lon"], columns["lat"]]].isna().any(axis=1)
    lost = set(nodes.loc[nowhere, "id"]) if "id" in nodes else set()
    for row, key in nodes["id"][nowhere].items() if "id" in nodes else ():
        found.add("warning", "missing-place", "node has no longitude or latitude", row=int(str(row)), key=key,
                  mend="left out with its links; give it a place", mended=True)  # fmt: skip
    if {"source", "target"} <= set(links):
        loop = links["source"] == links["target"]
        for row, key in links["source"][loop].items():
            found.add("warning", "self-loop", "link ends where it starts", row=int(str(row)), key=key, mended=True,
                      mend="left out")  # fmt: skip
        links = links[~loop & ~links["source"].isin(lost) & ~links["target"].isin(lost)]
    return nodes[~nowhere], links


def records_of(net: Network, table: str) -> list[dict[str, Any]]:
    """Give a table's rows as dictionaries without missing cells; lines and areas as WKT."""
    rows = getattr(net, table)
    if "geometry" in rows:
        rows = rows.assign(geometry=pd.Series(to_wkt(rows.geometry), index=rows.index, dtype=object))
    whole = {c.name for c in SCHEMAS[table].columns if c.type in {"year", "integer"}}
    if table == "spans":
        rows = rows.rename(columns={"source": FACT_SOURCE})
    columns = {name: rows[name].astype(object).tolist() for name in rows.columns}
    given = {name: rows[name].notna().tolist() for name in rows.columns}
    return [
        {name: int(cells[i]) if name in whole else cells[i] for name, cells in columns.items() if given[name][i]}
        for i in range(len(rows))
    ]


def table_of(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame | None:
    """Give the table of dictionaries that `records_of` made; None where it is none of ours."""
    if name not in SCHEMAS or not rows or not set().union(*rows) <= set(SCHEMAS[name].names):
        return None
    table = pd.DataFrame(rows)
    if "geometry" in table:
        table["geometry"] = pd.Series(from_wkt(table.geometry), dtype=object)
    return table
