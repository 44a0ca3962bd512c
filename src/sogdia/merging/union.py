"""One set of tables out of many: rows that are one become one, ids stay or are told apart, nothing is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.network import SCHEMAS
from sogdia.network.checks import LENGTH_SLACK_KM, LENGTH_TOLERANCE, geodesic_km

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.merging.stacking import Stack

_UNSAID: Final = frozenset({"id", "name", "title", "source", "read", "as_of", "note", "geometry", "lon", "lat"})
"""Columns in which a difference is no conflict: they stand in the list of pairs or in the provenance."""
_KEYS: Final = {
    "roles": ["system", "organisation", "role", "year_from", "year_to"],
    "members": ["corridor", "kind", "member"],
    "demands": ["start", "end"],
    "laws": ["country", "topic", "fact"],
    "observations": ["subject", "counterpart", "organisation", "quantity", "unit", "date"],
}
"""What makes a row of a table without ids the same row."""
_LISTS: Final = {
    ("projects", "vendor"): "organisations",
    ("projects", "financier"): "organisations",
    ("projects", "phases"): "projects",
    ("nodes", "systems"): "systems",
    ("nodes", "network_providers"): "organisations",
    ("spans", "network_providers"): "organisations",
}
"""Columns that name several rows, joined by a semicolon."""
_UNIONS: Final = {"nodes": ("systems", "type", "technologies", "international_connections", "network_providers")}
"""Columns that list several things: a joined row has those of all, so that they are no conflict."""
_MEMBER: Final = {"system": "systems", "project": "projects", "country": "countries"}
CONFLICT_COLUMNS: Final = ["table", "id", "column", "kept", "kept_from", "other", "other_from", "rule"]


@dataclass(frozen=True)
class Merged:
    """Tables of the union, how ids became ids, where each row is from, and values that did not agree."""

    tables: dict[str, pd.DataFrame]
    provenance: pd.DataFrame
    conflicts: pd.DataFrame
    ids: dict[str, NDArray[Any]]


def unite(
    stacks: Mapping[str, Stack], groups: Mapping[str, NDArray[np.int64]], labels: Sequence[str], origin: Sequence[str]
) -> Merged:
    """Make one set of tables.

    Parameters
    ----------
    stacks
        Every table of all inputs, by name.
    groups
        For each table with ids: shape (n,), the lowest position of the rows that are one with each.
    labels
        Name of each input.
    origin
        Id of the sources row of each input.
    """
    ids = {name: _new_ids(stacks[name], group, labels) for name, group in groups.items()}
    ids["sources"] = np.array([*ids["sources"]], dtype=object)
    lookup = {
        name: {
            (int(o), str(old)): str(new)
            for o, old, new in zip(stacks[name].owner, stacks[name].text("id"), ids[name], strict=True)
        }
        for name in ids
    }
    tables: dict[str, pd.DataFrame] = {}
    conflicts: list[dict[str, object]] = []
    for name, schema in SCHEMAS.items():
        rows = _rewritten(name, stacks[name], lookup)
        owner = stacks[name].owner
        if "source" in rows and len(rows):
            blank = rows.source.isna().to_numpy()
            rows["source"] = rows.source.mask(blank, pd.Series([origin[o] for o in owner], dtype=rows.source.dtype))
        if schema.key:
            rows["id"] = pd.array(ids[name], dtype="string")
            group = groups[name]
        else:
            group = _same_key(rows, _KEYS[name])
        tables[name] = _collapsed(name, rows, group, owner, labels, conflicts)
    conflicts += _mended(tables)
    return Merged(
        tables, _provenance(stacks, ids, groups, labels), pd.DataFrame(conflicts, columns=CONFLICT_COLUMNS), ids
    )


def _new_ids(rows: Stack, group: NDArray[np.int64], labels: Sequence[str]) -> NDArray[Any]:
    """Keep the first row's id; where another row has it already, put the input's name before it."""
    old = rows.text("id")
    taken: set[str] = set()
    chosen: dict[int, str] = {}
    for i, head in enumerate(group.tolist()):
        if head == i:
            name = str(old[i])
            if name in taken:
                stem = f"{labels[rows.owner[i]]}:{old[i]}"
                name, again = stem, 2
                while name in taken:
                    name, again = f"{stem}-{again}", again + 1
            taken.add(name)
            chosen[i] = name
    return np.array([chosen[head] for head in group.tolist()], dtype=object)


def _rewritten(name: str, rows: Stack, lookup: Mapping[str, Mapping[tuple[int, str], str]]) -> pd.DataFrame:
    """Let references name the new ids."""
    out = rows.rows.copy()
    owner = rows.owner.tolist()
    blank = [""] * len(owner)

    def put(column: str, new: Sequence[str]) -> None:
        out[column] = pd.Series(new, index=out.index, dtype="string").mask(out[column].isna())

    def renamed(column: str, tables: Sequence[str | None]) -> None:
        tables = tables if len(tables) == len(owner) else [tables[0]] * len(owner)
        old = rows.text(column).tolist()
        put(column, [lookup[t].get((o, v), v) if t else v for t, o, v in zip(tables, owner, old, strict=True)])

    for column in SCHEMAS[name].columns:
        if column.references:
            renamed(column.name, [column.references])
    for (table, listed), target in _LISTS.items():
        if table == name and listed in out:
            texts = zip(owner, rows.text(listed), strict=True)
            put(
                listed, [";".join(lookup[target].get((o, part), part) for part in text.split(";")) for o, text in texts]
            )
    if name == "observations":
        for subject in ("subject", "counterpart"):
            keys = list(zip(owner, rows.text(subject), strict=True))
            renamed(subject, ["systems" if key in lookup["systems"] else "countries" for key in keys] or blank)
    if name == "members":
        renamed("member", [_MEMBER.get(str(kind)) for kind in out.kind] or blank)
    return out


def _same_key(rows: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """Group rows of a table without ids: the lowest position of the rows of one key."""
    if rows.empty:
        return np.zeros(0, dtype=np.int64)
    plain = rows[list(columns)].astype(object).where(rows[list(columns)].notna(), "")
    number = plain.groupby(list(columns), sort=False).ngroup().to_numpy()
    first = pd.Series(np.arange(len(rows))).groupby(number).min()
    return first.reindex(number).to_numpy(dtype=np.int64)


def _collapsed(
    name: str,
    rows: pd.DataFrame,
    group: NDArray[np.int64],
    owner: NDArray[np.int64],
    labels: Sequence[str],
    conflicts: list[dict[str, object]],
) -> pd.DataFrame:
    """Make one row of each group: the first input's values, gaps filled from the others, differences listed."""
    heads = group == np.arange(len(group))
    out: pd.DataFrame = rows[heads].copy()
    several = np.isin(group, group[~heads]) & (~heads | np.isin(np.arange(len(group)), group[~heads]))
    if not several.any():
        return out.reset_index(drop=True)
    members = rows[several].assign(_group=group[several], _owner=owner[several])
    fill = members.drop(columns=["_owner"]).groupby("_group", sort=False).first()
    for column in out.columns:
        if column in {"source", "read", "as_of", "note"} or column not in fill:
            continue
        gaps = out.index[out[column].isna() & out.index.isin(fill.index)]
        if len(gaps):
            out.loc[gaps, column] = pd.Series(
                fill[column].reindex(gaps).to_numpy(), index=gaps, dtype=out[column].dtype
            )
    for column in _UNIONS.get(name, ()):
        listed = members[["_group", column]].dropna()
        all_ = listed.groupby("_group", sort=False)[column].agg(_unite_lists)
        out.loc[all_.index, column] = all_.astype("string")
    at = np.flatnonzero(several & ~heads)
    conflicts += _conflicts(name, rows.drop(columns=[*_UNIONS.get(name, ())]), at, group[at], owner, labels)
    if "note" in out and "id" in out and name != "countries":
        also = pd.DataFrame({"head": group[at], "label": [labels[o] for o in owner[at]]}).drop_duplicates()
        said = "also in " + also.groupby("head", sort=False).label.agg(", ".join)
        old = out.note.reindex(said.index)
        told = [
            o if not pd.isna(o) and n in o else n if pd.isna(o) else f"{o}; {n}" for o, n in zip(old, said, strict=True)
        ]
        out.loc[said.index, "note"] = pd.array(told, dtype="string")
    return out.reset_index(drop=True)


def _unite_lists(texts: pd.Series[Any]) -> str:
    return ";".join(dict.fromkeys(part for text in texts for part in str(text).split(";") if part))


def _conflicts(
    table: str,
    rows: pd.DataFrame,
    at: NDArray[np.int64],
    heads: NDArray[np.int64],
    owner: NDArray[np.int64],
    labels: Sequence[str],
) -> list[dict[str, object]]:
    """List the values of rows that are not those of the row that they became part of."""
    ends = ("start", "end") if table == "spans" else ()
    turned = np.zeros(len(at), dtype=bool)
    if ends:
        one, other = (
            rows[list(ends)].iloc[heads].to_numpy(dtype=object),
            rows[list(ends)].iloc[at].to_numpy(dtype=object),
        )
        turned = (one[:, 0] == other[:, 1]) & (one[:, 1] == other[:, 0])
    out: list[dict[str, object]] = []
    for column in rows.columns.difference([*_UNSAID], sort=False):
        mine, other = rows[column].iloc[heads].astype(object).array, rows[column].iloc[at].astype(object).array
        both = ~(pd.isna(mine) | pd.isna(other)) & ~(turned & (column in ends))
        for i in np.flatnonzero(both):
            if mine[i] == other[i]:
                continue
            head = rows.iloc[heads[i]]
            key = head["id"] if "id" in rows else " ".join(str(head[c]) for c in _KEYS[table] if not pd.isna(head[c]))
            kept_from, other_from = labels[owner[heads[i]]], labels[owner[at[i]]]
            found = (table, key, column, str(mine[i]), kept_from, str(other[i]), other_from, "the first argument wins")
            out.append(dict(zip(CONFLICT_COLUMNS, found, strict=True)))
    return out


def _mended(tables: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """Keep the contract where a union broke it: lengths under the geodesic of moved ends, years, rings of parents."""
    mended: list[dict[str, object]] = []

    def tell(table: str, key: object, column: str, kept: object, other: object, rule: str) -> None:
        mended.append(dict(zip(CONFLICT_COLUMNS, (table, key, column, kept, "", other, "", rule), strict=True)))

    spans, nodes = tables["spans"], tables["nodes"]
    if len(spans):
        straight = geodesic_km(spans, nodes)
        length = spans.length_km.to_numpy(dtype=float)
        short = length < straight * LENGTH_TOLERANCE - LENGTH_SLACK_KM
        for i in np.flatnonzero(short).tolist():
            tell("spans", spans.id.iloc[i], "length_km", f"{straight[i]:.3f}", f"{length[i]:g}",
                 "raised to the geodesic: an end moved to the node it was joined with")  # fmt: skip
        spans["length_km"] = np.where(short, straight, length)
    for table in ("spans", "systems"):
        rows = tables[table]
        early = (rows.year_retired < rows.year_in_service).fillna(value=False).to_numpy(dtype=bool)
        for i in np.flatnonzero(early).tolist():
            tell(table, rows.id.iloc[i], "year_retired", "", str(rows.year_retired.iloc[i]), "before year_in_service")
        rows["year_retired"] = rows.year_retired.mask(early)
    for table in ("organisations", "corridors"):
        rows = tables[table]
        parent = {k: v for k, v in zip(rows.id, rows.parent, strict=True) if not pd.isna(v)}
        for i, key in enumerate(rows.id):
            at, seen = parent.get(key), set()
            while at is not None and at != key and at not in seen:
                seen.add(at)
                at = parent.get(at)
            if at == key:
                tell(table, key, "parent", "", parent.pop(key), "a ring of parents")
                rows.loc[i, "parent"] = pd.NA
    return mended


def _provenance(
    stacks: Mapping[str, Stack],
    ids: Mapping[str, NDArray[Any]],
    groups: Mapping[str, NDArray[np.int64]],
    labels: Sequence[str],
) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "table": name,
                "id": ids[name],
                "input": [labels[o] for o in stacks[name].owner],
                "id_in_input": stacks[name].text("id"),
                "values_kept": groups[name] == np.arange(len(groups[name])),
            }
        )
        for name in SCHEMAS
        if name in ids and len(ids[name]) and name not in {"sources", "countries"}
    ]
    columns = ["table", "id", "input", "id_in_input", "values_kept"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
