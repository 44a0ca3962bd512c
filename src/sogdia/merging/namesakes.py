"""Pairs of organisations, or of systems, that may be one: by name, home country, and the places where systems come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.merging.candidates import likenesses, one_to_one
from sogdia.merging.names import ALIKE, SAME, Name, fold, organisation_name, system_name, words
from sogdia.merging.places import near_pairs
from sogdia.merging.scores import APART, JOIN, MAYBE, country_score, kind_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.merging.stacking import Stack

    Texts = NDArray[Any]

LEAST: Final = 0.6
"""Names less alike than this are no candidates."""
SYSTEM_PLACE_KM: Final = 30.0
"""Two maps may draw one cable's landing this far apart: a town and its beach. Assumed."""
HALF: Final = 0.5
"""One name and at least this share of the places of the smaller system make one system. Assumed."""
_COMMON_WORD: Final = 200
_WEIGHTS: Final = (0.8, 0.2)


def organisation_pairs(rows: Stack) -> pd.DataFrame:
    """Give every pair of organisations whose names are alike, with a verdict.

    One name is joined unless two home countries are known; anything less than one name is a question.
    """
    named = [organisation_name(text or None) for text in rows.text("name")]
    a, b = _alike(named, rows.owner)
    name = likenesses(named, a, b)
    home = rows.text("country")
    country = country_score(home[a], home[b])
    kind = _kind(rows.text("kind"), a, b)
    rules = [
        ((name == 1.0) & (country > 0), JOIN, "one name"),
        (name == 1.0, MAYBE, "one name, but two home countries"),
        (country == 0, APART, "names are alike, but home countries differ"),
        (name >= ALIKE, MAYBE, "names are alike, but not one"),
        (np.ones(len(a), dtype=bool), APART, "names differ"),
    ]
    return _table(rows, a, b, name, country, kind, rules)


def system_pairs(systems: Stack, ends: pd.DataFrame, reach_km: float) -> pd.DataFrame:
    """Give every pair of systems whose names are alike, with the share of places that both have and a verdict.

    Parameters
    ----------
    systems
        Systems of all inputs.
    ends
        Columns `system` (position), `lon`, `lat`: places on land where each system comes.
    reach_km
        How far apart two maps may draw one place, km.
    """
    named = [system_name(text or None) for text in systems.text("name")]
    a, b = _alike(named, systems.owner)
    name = likenesses(named, a, b)
    kind = _kind(systems.text("kind"), a, b)
    share = _share_of_places(a, b, ends, reach_km)
    unknown = np.isnan(share)
    full = np.array(
        [_says_the_same(systems.rows, x, y) for x, y in zip(a.tolist(), b.tolist(), strict=True)], dtype=bool
    )
    rules = [
        ((kind == 0), APART, "one is at sea, the other on land or in space"),
        ((name >= SAME) & (share >= HALF), JOIN, "one name, and most places are shared"),
        ((name >= SAME) & unknown & full, JOIN, "one name, and all that is said is the same"),
        ((name >= SAME) & unknown, MAYBE, "one name, but no places to compare"),
        ((name >= SAME) & (share > 0), MAYBE, "one name, but few places are shared"),
        (name >= SAME, APART, "one name, but no place is shared"),
        ((name >= ALIKE) & (share >= HALF), MAYBE, "names are alike and places are shared"),
        (np.ones(len(a), dtype=bool), APART, "names differ"),
    ]
    return _table(systems, a, b, name, np.where(unknown, 0.5, share), kind, rules)


def _alike(named: Sequence[Name], owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give pairs of different inputs that share a word, or the beginning of a name."""
    groups: dict[str, list[int]] = {}
    for i, (name, said) in enumerate(zip(named, words(named), strict=True)):
        joined = {"".join(form) for form in name.forms}
        for key in said | joined | {f"{text[:4]}*" for text in joined}:
            groups.setdefault(key, []).append(i)
    pairs = {
        (x, y)
        for rows in groups.values()
        if len(rows) <= _COMMON_WORD
        for n, x in enumerate(rows)
        for y in rows[n + 1 :]
        if owner[x] != owner[y]
    }
    ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    likeness = likenesses(list(named), ordered[:, 0], ordered[:, 1])
    keep = ordered[likeness >= LEAST]
    return keep[:, 0], keep[:, 1]


def _kind(kind: Texts, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
    unknown = (kind[a] == "") | (kind[b] == "")
    return np.where(unknown, 0.5, kind_score(kind[a], kind[b]))


def _share_of_places(
    a: NDArray[np.int64], b: NDArray[np.int64], ends: pd.DataFrame, reach_km: float
) -> NDArray[np.float64]:
    """Give the share of the places of the smaller system that are near one of the other; NaN where one has none."""
    out = np.full(len(a), np.nan)
    where = ends[["lon", "lat"]].to_numpy(dtype=float)
    number = ends.system.to_numpy(dtype=np.int64)
    places = {int(key): where[number == key] for key in np.unique(number)}
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        if x not in places or y not in places:
            continue
        small, large = sorted((places[x], places[y]), key=len)
        both = np.vstack([small, large])
        side = np.repeat([0, 1], [len(small), len(large)])
        found = np.concatenate(near_pairs(both[:, 0], both[:, 1], side, reach_km)[:2])
        hits = [len(np.unique(found[(found >= low) & (found < low + size)])) / size
                for low, size in ((0, len(small)), (len(small), len(large)))]  # fmt: skip
        out[i] = max(hits) if len(small) == len(large) else hits[0]
    return out


def _says_the_same(rows: pd.DataFrame, x: int, y: int) -> bool:
    one, other = (rows.iloc[i].drop(labels=["id", "source", "read", "as_of", "note"]) for i in (x, y))
    said = one.notna() & other.notna()
    return bool((one.isna() == other.isna()).all() and (one[said] == other[said]).all() and said.sum() > 2)


def _table(
    rows: Stack,
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    name: NDArray[np.float64],
    other: NDArray[np.float64],
    kind: NDArray[np.float64],
    rules: list[tuple[NDArray[np.bool_], str, str]],
) -> pd.DataFrame:
    conditions = [rule[0] for rule in rules]
    verdict, reason = (
        np.select(conditions, [np.full(len(a), rule[k], dtype=object) for rule in rules]).astype(object) for k in (1, 2)
    )
    said = np.array([fold(text) for text in rows.text("name")], dtype=object)
    table = pd.DataFrame(
        {
            "a": a,
            "b": b,
            "score": _WEIGHTS[0] * name + _WEIGHTS[1] * other,
            "name_likeness": name,
            "kind_score": kind,
            "place_score": other,
            "verdict": verdict,
            "reason": reason,
            "identical": (verdict == JOIN) & (said[a] == said[b]),
            "may_chain": (verdict != APART) & (name >= SAME),
            "whole": said[a] == said[b],
        }
    )
    return table.assign(identical=one_to_one(table, rows))
