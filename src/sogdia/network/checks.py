"""Checks that need more than one table or column: lengths, ends, years, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.errors import Fault, nearest_name
from sogdia.geodesy import distance_km
from sogdia.tables import row_label

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    faults: list[Fault] = []
    if "spans" in changed:
        faults += _self_loops(tables["spans"]) + _years(tables["spans"], "spans")
    if changed & {"spans", "nodes"}:
        faults += _too_short(tables["spans"], tables["nodes"])
    if "systems" in changed:
        faults += _years(tables["systems"], "systems")
    if changed & {"members", "systems", "projects", "countries"}:
        faults += _members(tables)
    for name in ("organisations", "corridors"):
        if name in changed:
            faults += _parents(tables[name], name)
    return faults


def _self_loops(spans: pd.DataFrame) -> list[Fault]:
    loop = (spans.start == spans.end).fillna(value=False)
    return [
        Fault(
            row_label("spans", int(i), spans.id.iloc[i]),
            "end",
            str(spans.end.iloc[i]),
            "is also the start",
            "name another",
        )
        for i in np.flatnonzero(loop.to_numpy(dtype=bool))
    ]


def geodesic_km(spans: pd.DataFrame, nodes: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give the geodesic between each span's ends, km."""
    place = nodes.set_index("id")[["lon", "lat"]].astype(float)
    a = place.reindex(spans.start).to_numpy()
    b = place.reindex(spans.end).to_numpy()
    return distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])


def _too_short(spans: pd.DataFrame, nodes: pd.DataFrame) -> list[Fault]:
    if spans.empty or nodes.empty:
        return []
    straight = geodesic_km(spans, nodes)
    length = spans.length_km.astype(float).to_numpy()
    short = length < straight * LENGTH_TOLERANCE - LENGTH_SLACK_KM
    return [
        Fault(
            row_label("spans", int(i), spans.id.iloc[i]),
            "length_km",
            f"{length[i]:g}",
            f"is under the geodesic between its ends, {straight[i]:.1f} km",
            "mend the length, its unit (km) or the ends' places",
        )
        for i in np.flatnonzero(short)
    ]


def _years(rows: pd.DataFrame, table: str) -> list[Fault]:
    early = (rows.year_retired < rows.year_in_service).fillna(value=False).to_numpy(dtype=bool)
    return [
        Fault(row_label(table, int(i), rows.id.iloc[i]), "year_retired", str(rows.year_retired.iloc[i]),
              f"is before year_in_service {rows.year_in_service.iloc[i]}")
        for i in np.flatnonzero(early)
    ]  # fmt: skip


def _members(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    faults = []
    plural = {"system": "systems", "project": "projects", "country": "countries"}
    for i, row in enumerate(tables["members"].itertuples(index=False)):
        known = set(tables[plural[str(row.kind)]]["id"])
        if known and row.member not in known:
            where = row_label("members", i)
            table = plural[str(row.kind)]
            hint = nearest_name(str(row.member), known)
            faults.append(Fault(where, "member", str(row.member), f"is not in the table {table!r}", hint))
    return faults


def _parents(rows: pd.DataFrame, table: str) -> list[Fault]:
    parent = dict(zip(rows.id, rows.parent, strict=True))
    faults = []
    for i, start in enumerate(rows.id):
        seen = {start}
        at = parent.get(start)
        while at is not None and at is not pd.NA:
            if at in seen:
                faults.append(Fault(row_label(table, i, start), "parent", str(at), "is its own ancestor"))
                break
            seen.add(at)
            at = parent.get(at)
    return faults
