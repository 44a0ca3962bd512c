"""Compares the tables of all inputs: nodes, organisations and systems first, then the spans between joined nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.geodesy import distance_km
from sogdia.merging.candidates import node_pairs, one_to_one, telling_words
from sogdia.merging.countries import countries_of
from sogdia.merging.decisions import rule
from sogdia.merging.namesakes import SYSTEM_PLACE_KM, organisation_pairs, system_pairs
from sogdia.merging.pairing import Pairing, pair_up
from sogdia.merging.spans import span_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from sogdia.merging.decisions import Decision
    from sogdia.merging.stacking import Stack

_ONE_ID = ("countries",)
_ONE_ROW = ("sources", "projects", "corridors", "hazards")


@dataclass(frozen=True)
class Match:
    """What was compared and what became of it.

    Attributes
    ----------
    groups
        For each table with ids: shape (n,), the lowest position of the rows that are one with each.
    nodes
        Pairs of nodes with positions `a` and `b`, `distance_km`, `decision` and `reason`.
    table
        Every candidate pair of every table, in the columns of a result.
    country
        Shape (n,): country of each node, as stated or by the outlines.
    notes
        What a reader must know.
    """

    groups: dict[str, NDArray[np.int64]]
    nodes: pd.DataFrame
    table: pd.DataFrame
    country: NDArray[Any]
    notes: list[str]


def match(
    stacks: Mapping[str, Stack],
    labels: Sequence[str],
    land: gpd.GeoDataFrame,
    within_km: float,
    decisions: Sequence[Decision],
) -> Match:
    """Compare all tables.

    Parameters
    ----------
    stacks
        Every table of all inputs.
    labels
        Name of each input.
    land
        Outlines of countries: columns `code` and `geometry`.
    within_km
        Reach of a joint, km.
    decisions
        What the user settled.
    """
    nodes, spans = stacks["nodes"], stacks["spans"]
    lon, lat = (nodes.rows[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    country = countries_of(lon, lat, nodes.text("country"), nodes.owner, land)
    told = telling_words(nodes, spans, stacks["systems"], stacks["organisations"], stacks["roles"])
    found: dict[str, tuple[pd.DataFrame, Pairing]] = {}

    def decide(table: str, pairs: pd.DataFrame, place: NDArray[np.float64]) -> None:
        ruled = rule(pairs, decisions, table)
        if table == "nodes":
            a, b = ruled.a.to_numpy(dtype=np.int64), ruled.b.to_numpy(dtype=np.int64)
            ruled["distance_km"] = distance_km(lon[a], lat[a], lon[b], lat[b])
        _no_two_of_one(ruled, stacks[table], labels, table)
        found[table] = ruled, pair_up(stacks[table].owner, ruled, place)

    decide("nodes", node_pairs(nodes, country, told, within_km), _order(nodes, lon, lat))
    decide("organisations", organisation_pairs(stacks["organisations"]), _order(stacks["organisations"]))
    ends = _system_ends(stacks)
    decide("systems", system_pairs(stacks["systems"], ends, max(SYSTEM_PLACE_KM, within_km)), _order(stacks["systems"]))
    pairs = span_pairs(
        spans.rows,
        spans.owner,
        found["nodes"][1].group[spans.positions("start", nodes)],
        found["nodes"][1].group[spans.positions("end", nodes)],
        _group_or_none(spans.positions("system", stacks["systems"]), found["systems"][1].group),
    )
    decide("spans", pairs.assign(identical=one_to_one(pairs, spans)), _order(spans))
    groups = {name: pairing.group for name, (_, pairing) in found.items()}
    for name in (*_ONE_ID, *_ONE_ROW):
        groups[name] = _by_id(stacks[name], whole=name in _ONE_ROW)
    table = pd.concat([_listed(name, *found[name], stacks[name], labels) for name in found], ignore_index=True)
    kept = found["nodes"][0].assign(decision=found["nodes"][1].decision, reason=found["nodes"][1].reason)
    return Match(groups, kept, table, country, _apart(nodes.owner, country, labels))


def _order(rows: Stack, *first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what breaks ties: places, then names; never ids, nor the order of inputs."""
    name = rows.text("name") if "name" in rows.rows else np.full(len(rows.rows), "", dtype=object)
    rank = np.unique(name.astype(str), return_inverse=True)[1].astype(float)
    return np.column_stack([*first, rank])


def _no_two_of_one(pairs: pd.DataFrame, rows: Stack, labels: Sequence[str], table: str) -> None:
    """Refuse decisions that would make one row of two of the same input."""
    heads = np.arange(len(rows.rows))
    for a, b in pairs.loc[pairs.ruled == "yes", ["a", "b"]].to_numpy(dtype=np.int64):
        heads[heads == heads[b]] = heads[a]
    joined = pd.DataFrame({"head": heads, "owner": rows.owner, "id": rows.text("id")})
    twice = joined[joined.duplicated(["head", "owner"], keep=False)]
    if len(twice):
        one = twice.iloc[0]
        ids = twice[(twice["head"] == one["head"]) & (twice["owner"] == one["owner"])].id
        raise ParameterError(
            f"the decisions would make one of {', '.join(map(repr, ids))}, "
            f"which {labels[int(one['owner'])]} keeps apart in {table}; take out one of the rows that join them"
        )


def _system_ends(stacks: Mapping[str, Stack]) -> pd.DataFrame:
    """Give the places where each system comes ashore or has a node."""
    nodes, spans = stacks["nodes"], stacks["spans"]
    system = spans.positions("system", stacks["systems"])
    at = np.concatenate([spans.positions("start", nodes), spans.positions("end", nodes)])
    of = np.concatenate([system, system])
    keep = (of >= 0) & (at >= 0)
    keep[keep] &= nodes.text("kind")[at[keep]] != "branching_unit"
    place = nodes.rows.iloc[at[keep]][["lon", "lat"]].reset_index(drop=True)
    return place.assign(system=of[keep]).drop_duplicates(ignore_index=True)


def _group_or_none(position: NDArray[np.int64], group: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(group):
        return position
    return np.where(position >= 0, group[np.maximum(position, 0)], -1)


def _by_id(rows: Stack, *, whole: bool) -> NDArray[np.int64]:
    """Group rows of one id; where `whole`, only those that say the same of everything else."""
    first: dict[object, int] = {}
    ids = rows.text("id")
    plain = rows.rows.drop(columns=["geometry"], errors="ignore").astype(object)
    plain = plain.where(plain.notna(), "").astype(str)
    keys = [tuple(values) for values in plain.to_numpy()] if whole else ids.tolist()
    return np.array([first.setdefault(key, i) for i, key in enumerate(keys)], dtype=np.int64)


def _listed(
    name: str, pairs: pd.DataFrame, pairing: Pairing, rows: Stack, labels: Sequence[str]
) -> pd.DataFrame:  # fmt: skip
    """Give the pairs of one table in the columns of a result."""
    ids, said = rows.text("id"), rows.text("name")
    columns: dict[str, object] = {"table": np.full(len(pairs), name, dtype=object)}
    for side in ("a", "b"):
        at = pairs[side].to_numpy(dtype=np.int64)
        columns |= {
            f"input_{side}": np.array([labels[o] for o in rows.owner[at]], dtype=object),
            f"id_{side}": ids[at],
            f"name_{side}": said[at],
        }
    for part in (
        "distance_km",
        "score",
        "name_likeness",
        "distance_score",
        "kind_score",
        "country_score",
        "place_score",
    ):
        columns[part] = pairs[part].to_numpy(dtype=float) if part in pairs else np.full(len(pairs), np.nan)
    shared = pairs.shared.astype("boolean") if "shared" in pairs else pd.array([pd.NA] * len(pairs), dtype="boolean")
    columns |= {"shared": shared, "decision": pairing.decision, "reason": pairing.reason}
    return pd.DataFrame(columns)


def _apart(owner: NDArray[np.int64], country: NDArray[Any], labels: Sequence[str]) -> list[str]:
    """Say which inputs have no country in common with any other."""
    held = {int(o): set(country[owner == o]) - {""} for o in np.unique(owner)}
    alone = [
        o for o, mine in held.items() if mine and not any(mine & other for p, other in held.items() if p != o)
    ]  # fmt: skip
    return [
        f"{labels[o]} ({', '.join(sorted(held[o]))}) has no country in common with the others: "
        "only joints across a border can tie it"
        for o in alone
    ]
