"""How spans join nodes: ends that lead nowhere, loops, the same span twice, parts that are not joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from sogdia.inspection.flaws import Flaw, flaw, whole
from sogdia.inspection.subject import ENDS
from sogdia.network import SCHEMAS
from sogdia.network.checks import own_ancestors, self_loops, unknown_members
from sogdia.tables import Breach, broken_references

if TYPE_CHECKING:
    from sogdia.inspection.subject import Subject

_SHOWN = 5


def joint_flaws(subject: Subject) -> list[Breach]:
    """Find what is wrong between rows of one table and another."""
    tables = subject.tables
    flaws: list[Breach] = []
    for each in broken_references(tables, SCHEMAS):
        if each.column in ENDS and each.table == "spans":
            flaws.append(replace(each, code="dangling-end", problem="is no node"))
        elif not _is_country(each):
            flaws.append(each)
    flaws += [*self_loops(tables["spans"]), *unknown_members(tables)]
    for name in ("organisations", "corridors"):
        flaws += own_ancestors(tables[name], name)
    if tables["nodes"].empty and len(tables["spans"]):
        words = f"there are {len(tables['spans'])} spans and no node"
        flaws += whole("no-nodes", ("nodes", ""), words)
    return [*flaws, *_rows_twice(subject), *_spans_twice(subject), *_parts(subject)]


def _is_country(each: Breach) -> bool:
    return any(c.references == "countries" for c in SCHEMAS[each.table].columns if c.name == each.column)


def _rows_twice(subject: Subject) -> list[Flaw]:
    """Find the rows that are equal in every cell to an earlier row."""
    flaws: list[Flaw] = []
    for name, table in subject.tables.items():
        if table.empty or ("id" in table and not table.id.duplicated().any()):
            continue
        again = repeated(table)
        flaws += flaw("duplicate-row", (name, ""), table, again, "the row stands twice, the same in every cell",
                      "leave one out", drop=True)  # fmt: skip
    return flaws


def repeated(table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark the rows that are equal in every cell to an earlier row."""
    cells = table
    if "geometry" in table:
        cells = table.assign(geometry=shapely.to_wkb(table.geometry.to_numpy(dtype=object)))
    return cells.duplicated().to_numpy(dtype=bool)


def _spans_twice(subject: Subject) -> list[Flaw]:
    """Find the spans between the same ends, of the same system, setting, length and line as an earlier one."""
    spans = subject.tables["spans"]
    if spans.empty:
        return []
    ends = np.sort(subject.ends, axis=1)
    rows = np.flatnonzero((ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1]))
    frame = pd.DataFrame(ends, columns=["a", "b"]).iloc[rows]
    for name in ("system", "setting", "status", "year_in_service"):
        frame[name] = pd.factorize(spans[name].iloc[rows])[0]
    number = frame.groupby(list(frame.columns), sort=False).ngroup().to_numpy()
    _, lead = np.unique(number, return_index=True)
    ahead = rows[lead[number]]
    later = ahead != rows
    rows, ahead = rows[later], ahead[later]
    length = subject.numbers("spans", "length_km")
    near = np.abs(length[rows] - length[ahead]) <= 0.01 * np.maximum(length[ahead], 1.0)
    alike = near | np.isnan(length[rows]) | np.isnan(length[ahead])
    drawn = subject.lines
    missing = shapely.is_missing(drawn[rows]) | shapely.is_missing(drawn[ahead])
    alike &= missing | shapely.equals_exact(drawn[rows], drawn[ahead], 1e-6) | shapely.equals(drawn[rows], drawn[ahead])
    rows, ahead = rows[alike], ahead[alike]
    repeats = repeated(spans)[rows] if spans.id.duplicated().any() else np.zeros(len(rows), dtype=bool)
    rows, ahead = rows[~repeats], ahead[~repeats]
    ids = spans.id.fillna("").to_numpy(dtype=object)
    words = [f"joins the same ends along the same way as span {ids[i]!r}, of the same system" for i in ahead]
    return flaw("duplicate-span", ("spans", ""), spans, rows, words)


def _parts(subject: Subject) -> list[Flaw]:
    """Find the nodes without a span, and the parts that no span joins."""
    nodes, spans = subject.tables["nodes"], subject.tables["spans"]
    if nodes.empty or spans.empty:
        return []
    ends = subject.ends[(subject.ends >= 0).all(axis=1)]
    joined = np.zeros(len(nodes), dtype=bool)
    joined[subject.ends[subject.ends >= 0]] = True
    again = nodes.id.duplicated().to_numpy()
    flaws = flaw("isolated-node", ("nodes", ""), nodes, ~joined & ~again, "no span ends here")
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(nodes), len(nodes)))
    _, part = connected_components(graph, directed=False)
    labels, first, count = np.unique(part[joined], return_index=True, return_counts=True)
    if len(labels) < 2:
        return flaws
    order = np.argsort(-count, kind="stable")
    sizes = ", ".join(f"{count[i]:,}" for i in order[:_SHOWN]) + (", ..." if len(order) > _SHOWN else "")
    ids = nodes.id.fillna("").to_numpy(dtype=object)[joined][first]
    small = ", ".join(repr(str(ids[i])) for i in order[1 : _SHOWN + 1])
    words = f"the spans make {len(labels):,} parts that are not joined, of {sizes} nodes; smaller ones hold {small}"
    return flaws + whole("islands", ("spans", ""), words, value=f"{len(labels):,} parts")
