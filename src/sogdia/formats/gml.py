"""GML, the Graph Modelling Language, as networkx, igraph and the Topology Zoo write it (not the geographic GML).

Kept on writing: all columns of nodes and spans, lines as WKT; other tables are lost. Nodes are numbered, as the format
asks; their ids are the labels.

Source: M. Himsolt, GML: a portable graph file format, University of Passau, 1997.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

from sogdia.errors import DataError
from sogdia.formats.csv_text import read_text
from sogdia.formats.findings import Findings
from sogdia.formats.graph_records import GraphRecords, draft_graph, records_of
from sogdia.formats.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sogdia.formats.draft import Draft
    from sogdia.network import Network

FORMAT: Final = "gml"
LARGEST_CHARACTERS: Final = 100_000_000
_CREATOR: Final = "Sogdia"
_TOKEN = re.compile(r'"([^"]*)"|([\[\]])|([^\s\[\]"]+)')
_COMMENT = re.compile(r"(?m)^[^\S\n]*#.*$")
_GRAPH = re.compile(r"(?:^|\s)graph\s*\[")

Pairs = list[tuple[str, Any]]


def is_gml(head: str) -> bool:
    """Tell whether the beginning of a text is GML."""
    body = _COMMENT.sub("", head)
    return bool(re.match(r'\s*(?:[A-Za-z]\w*\s+(?:"[^"]*"|[^\s\[\]"]+)\s+)*graph\s*\[', body))


def read_gml(path: Path) -> Network:
    """Read a GML file; see `draft_gml`."""
    return draft_gml(path).network()


def draft_gml(path: Path) -> Draft:
    """Read a GML file, with every fault as a finding.

    Raises
    ------
    DataError
        It breaks the grammar, has no nodes, or no node has a place.
    """
    found = Findings(path.name)
    text = read_text(path, found)
    if len(text) > LARGEST_CHARACTERS:
        raise DataError(f"{path} is too large for GML; give it as node-link JSON, GeoPackage or CSV")
    top = _parsed(path, _COMMENT.sub("", text))
    graph = next((value for key, value in top if key == "graph" and isinstance(value, list)), None)
    if graph is None:
        raise DataError(f"{path} has no graph [ ... ]")
    nodes = [_flat(value) for key, value in graph if key == "node" and isinstance(value, list)]
    links = [_flat(value) for key, value in graph if key == "edge" and isinstance(value, list)]
    if ("Creator", _CREATOR) in top:
        label = {node.get("id"): node.get("label") for node in nodes}
        nodes = [{**node, "id": node.get("label")} for node in nodes]
        for node in nodes:
            node.pop("label", None)
        for link in links:
            link |= {"source": label.get(link.get("source")), "target": label.get(link.get("target"))}
    else:
        links = [{name: value for name, value in link.items() if name != "id"} for link in links]
    return draft_graph(path, FORMAT, GraphRecords(nodes, links), found)


def _parsed(path: Path, text: str) -> Pairs:
    top: Pairs = []
    open_lists = [top]
    key: str | None = None
    for string, bracket, word in _tokens(text):
        if bracket == "]":
            if key is not None or len(open_lists) == 1:
                raise DataError(f"{path} is no whole GML: a ] without its [")
            open_lists.pop()
        elif key is None:
            if not word or bracket:
                raise DataError(f"{path} is no GML: a value without a key ({(string or bracket)[:40]!r})")
            key = word
        elif bracket == "[":
            inner: Pairs = []
            open_lists[-1].append((key, inner))
            open_lists.append(inner)
            key = None
        else:
            open_lists[-1].append((key, _value(word) if word else html.unescape(string)))
            key = None
    if len(open_lists) > 1 or key is not None:
        raise DataError(f"{path} is no whole GML: it ends before its last ]")
    return top


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _TOKEN.finditer(text):
        string, bracket, word = match.groups()
        yield string or "", bracket or "", word or ""


def _value(word: str) -> float | int | str:
    if len(word) < 20 and re.fullmatch(r"[+-]?\d+", word):
        return int(word)
    try:
        return float(word)
    except ValueError:
        return html.unescape(word)


def _flat(pairs: Pairs) -> dict[str, Any]:
    """Give attributes by name; `graphics [ x 1 y 2 ]` is one level up, the first of a repeated one is taken."""
    out: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(value, list):
            if value not in ("", "NAN"):
                out.setdefault(key, value)
        elif key == "graphics":
            out |= {inner: cell for inner, cell in value if inner in {"x", "y"} and inner not in out}
    return out


def write_gml(net: Network, path: Path) -> Path:
    """Write a GML file that networkx reads with `read_gml`."""
    number = {name: i for i, name in enumerate(net.nodes.id)}
    with replacing(path) as target, target.open("w", encoding="ascii") as file:
        file.write(f'Creator "{_CREATOR}"\ngraph [\n  directed 0\n  multigraph 1\n')
        for i, row in enumerate(records_of(net, "nodes")):
            label = {"label": row.pop("id")}
            file.write(f"  node [\n    id {i}\n{_lines(label | row)}  ]\n")
        for row in records_of(net, "spans"):
            ends = f"    source {number[row.pop('start')]}\n    target {number[row.pop('end')]}\n"
            file.write(f"  edge [\n{ends}{_lines({'key': row['id']} | row)}  ]\n")
        file.write("]\n")
    return path


def _lines(row: dict[str, Any]) -> str:
    return "".join(f"    {name} {_written(value)}\n" for name, value in row.items())


def _written(value: object) -> str:
    if isinstance(value, float):
        return repr(value) if "." in repr(value) else repr(value).replace("e", ".0e")
    if isinstance(value, int):
        return str(int(value))
    text = html.escape(str(value), quote=False).replace('"', "&quot;")
    return '"' + "".join(c if 32 <= ord(c) < 127 else f"&#{ord(c)};" for c in text) + '"'
