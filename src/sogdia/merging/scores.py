"""What speaks for and against two nodes being one: a score with its parts, and a verdict with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.merging.names import ALIKE, SAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Texts = NDArray[Any]

JOIN, LINK, MAYBE, APART = "join", "link", "maybe", "apart"

WEIGHT_NAME: Final = 0.7
WEIGHT_DISTANCE: Final = 0.2
WEIGHT_KIND: Final = 0.1
"""Parts of a node's score. Assumed: a name says more than a place that two publishers drew on two maps."""
ENOUGH: Final = 0.75
"""Score from which two nodes are one. One name, at `within_km`, of kinds that may agree: 0.7 + 0 + 0.05."""
SHARED_BONUS: Final = 0.1
IDENTICAL_KM: Final = 0.01
"""Places at most this far apart are one place: the fourth decimal of a degree."""
ONE_PLACE_KM: Final = 0.5
"""Things of one name and different kinds at most this far apart stand in one place: a site or a street. Assumed."""
UNNAMED_KM: Final = 0.1
"""A node without a name at most this far from another may be it. Assumed."""
OTHER_NAME_KM: Final = 0.25
"""Nodes of different names at most this far apart are worth a question. Assumed."""

_PLACES: Final = ("city", "junction", "")


@dataclass(frozen=True)
class Pairs:
    """What is known of pairs of nodes; every array has shape (m,).

    Attributes
    ----------
    distance_km
        Geodesic distance.
    name
        Likeness of the names in [0, 1].
    named_a, named_b
        Whether the name says anything.
    kind_a, kind_b
        Kinds, empty where not known.
    country_a, country_b
        Countries, empty where not known.
    shared
        Whether the name of one tells a system or an organisation of the other.
    equal
        Whether name, kind and country are the same.
    """

    distance_km: Floats
    name: Floats
    named_a: Flags
    named_b: Flags
    kind_a: Texts
    kind_b: Texts
    country_a: Texts
    country_b: Texts
    shared: Flags
    equal: Flags


def kind_score(a: Texts, b: Texts) -> Floats:
    """Give 1 for one kind, 0.5 for kinds that may agree (a city, a junction, not known), 0 for different things."""
    loose = np.isin(a, _PLACES) & np.isin(b, _PLACES)
    return np.where((a == b) & (a != ""), 1.0, np.where(loose, 0.5, 0.0))


def country_score(a: Texts, b: Texts) -> Floats:
    """Give 1 for one country, 0.5 where one is not known, 0 for two."""
    return np.where((a == "") | (b == ""), 0.5, (a == b).astype(float))


def distance_score(distance_km: Floats, within_km: float) -> Floats:
    """Give 1 at one place, falling straight to 0 at `within_km` and beyond."""
    if within_km <= 0:
        return (distance_km <= 0).astype(float)
    return np.clip(1.0 - distance_km / within_km, 0.0, 1.0)


def node_score(pairs: Pairs, within_km: float) -> Floats:
    """Give the score of each pair in [0, 1]: 0.7 name + 0.2 distance + 0.1 kind, and 0.1 for a shared system."""
    total = (
        WEIGHT_NAME * pairs.name
        + WEIGHT_DISTANCE * distance_score(pairs.distance_km, within_km)
        + WEIGHT_KIND * kind_score(pairs.kind_a, pairs.kind_b)
        + SHARED_BONUS * pairs.shared
    )
    return np.minimum(total, 1.0)


def identical(pairs: Pairs) -> Flags:
    """Tell which pairs are one thing beyond doubt: same place, name, kind and country."""
    return pairs.equal & (pairs.distance_km <= IDENTICAL_KM)


def node_verdicts(pairs: Pairs, within_km: float) -> tuple[Texts, Texts]:
    """Judge each pair by itself: the first rule that applies.

    Returns
    -------
    tuple
        `join`, `link` (not one node, but one place: to be tied by an assumed joint), `maybe` or `apart`; and the reason
        in words.
    """
    d, name = pairs.distance_km, pairs.name
    score = node_score(pairs, within_km)
    both_named = pairs.named_a & pairs.named_b
    kind = kind_score(pairs.kind_a, pairs.kind_b)
    other_kind = kind == 0.0
    at_sea = other_kind & ((pairs.kind_a == "branching_unit") | (pairs.kind_b == "branching_unit"))
    landing = (pairs.kind_a == "landing") | (pairs.kind_b == "landing")
    abroad = country_score(pairs.country_a, pairs.country_b) == 0.0
    rules: list[tuple[Flags, str, str]] = [
        (identical(pairs) & (d <= within_km), JOIN, "same place, name and kind"),
        (abroad, APART, "countries differ"),
        (at_sea, APART, "a branching unit at sea is no node on land"),
        (d > within_km, APART, "one name, but further apart than within_km"),
        (~both_named & (d <= UNNAMED_KM) & ~other_kind, MAYBE, "one place, but a name is missing"),
        (~both_named, APART, "a name is missing"),
        (pairs.shared & landing & (name < ALIKE), LINK, "the name of one tells a system that comes to the other"),
        ((name < ALIKE) & (name >= 0.6) & ~other_kind, MAYBE, "names are alike, but a part of them says otherwise"),
        ((name < ALIKE) & (d <= OTHER_NAME_KM) & ~other_kind, MAYBE, "one place, but the names differ"),
        (name < ALIKE, APART, "names differ"),
        (other_kind & (name >= SAME) & (d <= ONE_PLACE_KM), JOIN, "one name and one place, though of different kinds"),
        (other_kind, LINK, "one name nearby, but of different kinds"),
        ((score >= ENOUGH) & (name >= SAME), JOIN, "one name, near enough"),
        (score >= ENOUGH, JOIN, "names alike and very near"),
        (np.ones(len(d), dtype=bool), MAYBE, "names alike and near, but not enough to be sure"),
    ]
    conditions = [rule[0] for rule in rules]
    verdict = np.select(conditions, [np.full(len(d), rule[1], dtype=object) for rule in rules])
    reason = np.select(conditions, [np.full(len(d), rule[2], dtype=object) for rule in rules])
    return np.asarray(verdict, dtype=object), np.asarray(reason, dtype=object)
