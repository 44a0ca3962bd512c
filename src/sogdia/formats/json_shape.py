"""Tells what a JSON file is by its beginning: the keys of its outermost object and of the first objects within."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)\s*(:)?|[{}\[\]]', re.DOTALL)


def outer_keys(head: bytes) -> dict[int, set[str]]:
    """Give the keys that stand at depth 1, 2 and 3 of the beginning of a JSON text (lists do not count as depth).

    Examples
    --------
    >>> sorted(outer_keys(b'{"nodes": [{"id": 1}], "links": [')[1])
    ['links', 'nodes']
    """
    text = head.lstrip(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    keys: dict[int, set[str]] = {1: set(), 2: set(), 3: set()}
    depth = 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif match[2] and depth in keys:
            keys[depth].add(match[1])
    return keys


def is_node_link(head: bytes) -> bool:
    """Tell whether a JSON is a graph: `nodes` with `links` or `edges`, or nodes that have no `location`."""
    keys = outer_keys(head)
    if {"directed", "multigraph"} & keys[1] and "networks" not in keys[1]:
        return True
    if "nodes" not in keys[1]:
        return bool({"links", "edges"} & keys[1]) and not {"networks", "features", "type"} & keys[1]
    if {"links", "edges"} & keys[1]:
        return "spans" not in keys[1]
    return not {"spans", "phases", "organisations", "contracts", "publisher"} & keys[1] and "location" not in keys[2]


_PEERING: Final = {"clli", "npanxx", "proto_unicast", "ixf_net_count", "net_count"}


def is_peeringdb_json(head: bytes) -> bool:
    """Tell whether a JSON is a PeeringDB dump, whole or of facilities or exchanges, with its envelope or without."""
    keys = outer_keys(head)
    if {"fac", "ix"} & keys[1] and ("data" in keys[2] or {"org_id", "name", "country"} & keys[2]):
        return True
    if "data" in keys[1]:
        return bool(_PEERING & keys[2])
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") and bool(_PEERING & keys[1])


_GEOMETRIES: Final = re.compile(
    rb'"type"\s*:\s*"(?:Feature|Multi(?:Point|LineString)|Point|LineString|GeometryCollection)"'
)


def is_geojson(head: bytes) -> bool:
    """Tell whether a JSON is a GeoJSON: a collection, a single feature or geometry, or one feature a line."""
    keys = outer_keys(head)
    if "features" in keys[1]:
        return b'"FeatureCollection"' in head
    return bool({"geometry", "coordinates", "geometries"} & keys[1]) and _GEOMETRIES.search(head) is not None
