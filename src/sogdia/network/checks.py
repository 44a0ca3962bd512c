"""Checks that need more than one table or column: lengths, ends, years, members."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import Fault, nearest_name
from sogdia.geodesy import distance_km
from sogdia.tables import Breach, breach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LENGTH_TOLERANCE = 0.995
"""A span may be this much of the geodesic between its ends and no less: places are known to a few hundred metres."""
LENGTH_SLACK_KM = 1.0


def cross_table_faults(tables: Mapping[str, pd.DataFrame], changed: set[str]) -> list[Fault]:
    """List every fault between tables that already have the right columns and references.

    Parameters
    ----------
    changed
        Names of the tables that are new; checks that read none of them are left out.
    """
    return [fault for each in cross_table_breaches(tables, changed) for fault in each.faults()]


def cross_table_breaches(tables: Mapping[str, pd.DataFrame], changed: set[str]) -> list[Breach]:
    """Give the faults of `cross_table_faults`, together by kind."""
    found: list[Breach] = []
    if "spans" in changed:
        found += self_loops(tables["spans"]) + retired_before(tables["spans"], "spans")
    if changed & {"spans", "nodes"}:
        found += _too_short(tables["spans"], tables["nodes"])
    if "systems" in changed:
        found += retired_before(tables["systems"], "systems")
    if changed & {"members", "systems", "projects", "countries"}:
        found += unknown_members(tables)
    for name in ("organisations", "corridors"):
        if name in changed:
            found += own_ancestors(tables[name], name)
    return found


def self_loops(spans: pd.DataFrame) -> list[Breach]:
    """Find the spans that end where they start."""
    loop = (spans.start == spans.end).fillna(value=False).to_numpy(dtype=bool)
    return breach("self-loop", ("spans", "end"), loop, spans.id, spans.end, "is also the start", "name another")


def geodesic_km(spans: pd.DataFrame, nodes: pd.DataFrame) -> NDArray[np.float64]:
    """Give the geodesic between each span's ends, km; not a number where an end is not among the nodes."""
    known = pd.Index(nodes.id.astype(object))
    place = np.vstack([nodes[["lon", "lat"]].to_numpy(dtype=float), [np.nan, np.nan]])
    a = place[known.get_indexer(spans.start.astype(object))]
    b = place[known.get_indexer(spans.end.astype(object))]
    return distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])


def too_short(length_km: NDArray[np.float64], straight_km: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the lengths that are under the geodesic, beyond what the places' precision explains."""
    return np.asarray(length_km < straight_km * LENGTH_TOLERANCE - LENGTH_SLACK_KM)


def _too_short(spans: pd.DataFrame, nodes: pd.DataFrame) -> list[Breach]:
    if spans.empty or nodes.empty:
        return []
    straight = geodesic_km(spans, nodes)
    return short_spans(spans, too_short(spans.length_km.to_numpy(dtype=float), straight), straight)


def short_spans(spans: pd.DataFrame, short: NDArray[np.bool_], straight_km: NDArray[np.float64]) -> list[Breach]:
    """Tell the spans marked `short` against the geodesics between their ends."""
    mend = "mend the length, its unit (km) or the ends' places"
    found = breach("under-geodesic", ("spans", "length_km"), short, spans.id, None, "", mend)
    lengths = spans.length_km.to_numpy(dtype=float)
    return [
        replace(
            each,
            values=[f"{lengths[i]:g}" for i in each.rows],
            problem=[f"is under the geodesic between its ends, {straight_km[i]:.1f} km" for i in each.rows],
        )
        for each in found
    ]


def retired_before(rows: pd.DataFrame, table: str) -> list[Breach]:
    """Find the rows that leave service before they enter it."""
    early = (rows.year_retired < rows.year_in_service).fillna(value=False).to_numpy(dtype=bool)
    return [
        replace(each, problem=[f"is before year_in_service {rows.year_in_service.iloc[i]}" for i in each.rows])
        for each in breach("retired-before-built", (table, "year_retired"), early, rows.id, rows.year_retired, "")
    ]


def unknown_members(tables: Mapping[str, pd.DataFrame]) -> list[Breach]:
    """Find the members of corridors that the table of their kind does not have."""
    rows = tables["members"]
    found: list[Breach] = []
    for kind, table in (("system", "systems"), ("project", "projects"), ("country", "countries")):
        known = tables[table]["id"].dropna()
        bad = ((rows.kind == kind).fillna(value=False) & ~rows.member.isin(known)).to_numpy(dtype=bool)
        if known.empty or not bad.any():
            continue
        words = f"is not in the table {table!r}"
        found += [
            replace(each, mend=[nearest_name(rows.member.iloc[i], known) for i in each.rows])
            for each in breach("unknown-reference", ("members", "member"), bad, None, rows.member, words)
        ]
    return found


def own_ancestors(rows: pd.DataFrame, table: str) -> list[Breach]:
    """Find the rows that are part of themselves."""
    parent: dict[Any, Any] = {
        child: above for child, above in zip(rows.id, rows.parent, strict=True) if not pd.isna(above)
    }
    ring = np.zeros(len(rows), dtype=bool)
    at_fault = {}
    for i, start in enumerate(rows.id):
        seen = {start}
        at = parent.get(start)
        while at is not None:
            if at in seen:
                ring[i] = True
                at_fault[i] = str(at)
                break
            seen.add(at)
            at = parent.get(at)
    return [
        replace(each, values=[at_fault[int(i)] for i in each.rows])
        for each in breach("own-ancestor", (table, "parent"), ring, rows.id, None, "is its own ancestor")
    ]
