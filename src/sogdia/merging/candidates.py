"""Pairs of nodes that may be one: those within reach, and those of one name a little beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.merging.names import ALIKE, COMMON, Name, fold, likeness, organisation_name, place_name, system_name
from sogdia.merging.places import near_pairs
from sogdia.merging.scores import (
    APART,
    Pairs,
    country_score,
    distance_score,
    identical,
    kind_score,
    node_score,
    node_verdicts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.merging.stacking import Stack

    Integers = NDArray[np.int64]

BEYOND: Final = 4.0
"""Nodes of one name are listed up to this many times `within_km`, so that whoever set it too low sees so."""
CHAIN: Final = 2.0
"""Two nodes of one name may come into one group through a third up to this many times `within_km` apart."""
_TELLING: Final = 4
"""Letters that a word needs to tell a system."""


def node_pairs(nodes: Stack, country: NDArray[Any], told: list[frozenset[str]], within_km: float) -> pd.DataFrame:
    """Give every candidate pair of nodes with its score, the parts of it, and a verdict.

    Parameters
    ----------
    nodes
        Nodes of all inputs.
    country
        Shape (n,): country of each node, empty where not known.
    told
        For each node the words that tell the systems and organisations there.
    within_km
        Reach, km.
    """
    lon, lat = (nodes.rows[c].to_numpy(dtype=float) for c in ("lon", "lat"))
    named = [place_name(text or None) for text in nodes.text("name")]
    a, b, far = near_pairs(lon, lat, nodes.owner, within_km)
    beyond = _one_name(lon, lat, nodes.owner, named, within_km)
    a, b, far = (np.concatenate([x, y]) for x, y in zip((a, b, far), beyond, strict=True))
    kind, given = nodes.text("kind"), nodes.text("country")
    named_at = np.array([bool(name.forms) for name in named], dtype=bool)
    whole = np.array([fold(text) for text in nodes.text("name")], dtype=object)
    key = np.array([name.key for name in named], dtype=object)
    pairs = Pairs(
        distance_km=far,
        name=likenesses(named, a, b),
        named_a=named_at[a],
        named_b=named_at[b],
        kind_a=kind[a],
        kind_b=kind[b],
        country_a=country[a],
        country_b=country[b],
        shared=_shared(named, told, a, b),
        equal=(key[a] == key[b]) & (kind[a] == kind[b]) & (given[a] == given[b]),
    )
    verdict, reason = node_verdicts(pairs, within_km)
    chain = (pairs.name >= ALIKE) & (far <= CHAIN * within_km) & (country_score(country[a], country[b]) > 0)
    chain &= (kind_score(kind[a], kind[b]) > 0) | (verdict != APART)
    table = pd.DataFrame(
        {
            "a": a,
            "b": b,
            "distance_km": far,
            "score": node_score(pairs, within_km),
            "name_likeness": pairs.name,
            "distance_score": distance_score(far, within_km),
            "kind_score": kind_score(pairs.kind_a, pairs.kind_b),
            "country_score": country_score(pairs.country_a, pairs.country_b),
            "shared": pairs.shared,
            "verdict": verdict,
            "reason": reason,
            "identical": identical(pairs),
            "may_chain": chain,
            "whole": (whole[a] == whole[b]) & (whole[a] != ""),
        }
    )
    return table.assign(identical=one_to_one(table, nodes)).sort_values(["a", "b"], ignore_index=True)


def one_to_one(pairs: pd.DataFrame, rows: Stack) -> NDArray[np.bool_]:
    """Tell which identical pairs stand alone: a row with two identical partners in one input is no clear case.

    Of such rows those that also have one id are a pair.
    """
    sure = pairs.identical.to_numpy(dtype=bool).copy()
    many = np.zeros(len(pairs), dtype=bool)
    for side, other in (("a", "b"), ("b", "a")):
        key = pd.DataFrame({"row": pairs[side][sure], "to": rows.owner[pairs[other][sure].to_numpy()]})
        many[np.flatnonzero(sure)] |= key.duplicated(keep=False).to_numpy()
    ids = rows.text("id")
    return np.asarray(sure & (~many | (ids[pairs.a.to_numpy()] == ids[pairs.b.to_numpy()])), dtype=bool)


def likenesses(named: list[Name], a: Integers, b: Integers) -> NDArray[np.float64]:
    """Give the likeness of the names of each pair; each pair of names is compared once."""
    known: dict[tuple[Name, Name], float] = {}
    out = np.empty(len(a))
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        pair = (named[x], named[y])
        if pair not in known:
            known[pair] = known[pair[1], pair[0]] = likeness(*pair)
        out[i] = known[pair]
    return out


def _one_name(
    lon: NDArray[np.float64], lat: NDArray[np.float64], owner: Integers, named: list[Name], within_km: float
) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """Give the pairs of exactly one name that lie beyond `within_km` but not far beyond."""
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(named):
        if name.key:
            groups.setdefault(name.key, []).append(i)
    found: list[tuple[Integers, Integers, NDArray[np.float64]]] = []
    for rows in groups.values():
        at = np.array(rows, dtype=np.int64)
        if len(at) < 2 or (owner[at] == owner[at[0]]).all():
            continue
        a, b, far = near_pairs(lon[at], lat[at], owner[at], within_km * BEYOND)
        keep = far > within_km
        found.append((at[a[keep]], at[b[keep]], far[keep]))
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    first, second, far = (np.concatenate(part) for part in zip(*found, strict=True))
    return first, second, far


def _shared(named: list[Name], told: list[frozenset[str]], a: Integers, b: Integers) -> NDArray[np.bool_]:
    said = [
        frozenset("".join(form) for form in name.forms) | {w for form in name.forms for w in form} for name in named
    ]
    return np.array(
        [
            bool(said[x] & told[y]) or bool(said[y] & told[x])
            for x, y in zip(a.tolist(), b.tolist(), strict=True)
        ],
        dtype=bool,
    )  # fmt: skip


def telling_words(
    nodes: Stack, spans: Stack, systems: Stack, organisations: Stack, roles: Stack
) -> list[frozenset[str]]:
    """Give for each node the words that tell the systems that come there, and who owns or runs them.

    A word that also stands in the name of the node's place tells nothing and is left out.
    """
    count = len(nodes.rows)
    words: list[set[str]] = [set() for _ in range(len(systems.rows))]
    for i, text in enumerate(systems.text("name")):
        words[i] |= _words(system_name(text or None))
    holders = [_words(organisation_name(text or None)) for text in organisations.text("name")]
    for system, holder in zip(
        roles.positions("system", systems), roles.positions("organisation", organisations), strict=True
    ):
        if system >= 0 and holder >= 0:
            words[system] |= holders[holder]
    out: list[set[str]] = [set() for _ in range(count)]
    of = spans.positions("system", systems)
    for end in ("start", "end"):
        for node, system in zip(spans.positions(end, nodes), of, strict=True):
            if node >= 0 and system >= 0:
                out[node] |= words[system]
    return [frozenset(w) - {x for f in place_name(t or None).forms for x in f}
            for w, t in zip(out, nodes.text("name"), strict=True)]  # fmt: skip


def _words(name: Name) -> set[str]:
    said = {word for form in name.forms for word in form} | {"".join(form) for form in name.forms}
    return {word for word in said if len(word) >= _TELLING and not word.isdigit() and word not in COMMON}
