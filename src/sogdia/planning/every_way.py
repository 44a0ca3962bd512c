"""All ways of a demand, and all sets of them that no risk meets twice, where they are few."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.planning.arrays import Arrays
    from sogdia.planning.risk_disjoint import RiskDisjoint, Way

MOST_WAYS: Final = 60
"""Ways of a demand beyond which they are not listed."""
MOST_STEPS: Final = 4000
"""Steps of the listing beyond which it is given up."""
MOST_SETS: Final = 400
"""Sets of ways of a demand beyond which they are not listed."""


def every_way(arrays: Arrays, d: int, shut: NDArray[np.bool_]) -> list[Way] | None:
    """List all ways of a demand that come to no place twice; None where they are too many.

    Parameters
    ----------
    shut
        Shape (m,): links that may not be used.
    """
    beside: dict[int, list[tuple[int, int]]] = {}
    for link in np.flatnonzero(~shut).tolist():
        one, other = int(arrays.start[link]), int(arrays.end[link])
        beside.setdefault(one, []).append((other, link))
        beside.setdefault(other, []).append((one, link))
    goal, steps = arrays.destination[d], 0
    found: list[Way] = []
    stack: list[tuple[int, frozenset[int], Way]] = [
        (node, frozenset([node]), ()) for node in np.flatnonzero(arrays.origin[d]).tolist()
    ]
    while stack:
        node, been, way = stack.pop()
        steps += 1
        if steps > MOST_STEPS or len(found) > MOST_WAYS:
            return None
        if goal[node]:
            found.append(way)
            continue
        stack += [(there, been | {there}, (*way, link)) for there, link in beside.get(node, []) if there not in been]
    return sorted(set(found))


def every_set(ways: Sequence[Way], size: int, apart: RiskDisjoint, *, ordered: bool) -> list[tuple[Way, ...]] | None:
    """List all sets of ways that no risk meets twice; None where they are too many.

    Parameters
    ----------
    ordered
        The first one is the working way, so that other orders are other sets.
    """
    found: list[tuple[Way, ...]] = []
    choose = permutations if ordered else combinations
    beside_itself = [way for way in ways for _ in range(size - 1) if not apart.meets(way)]
    for k, one in enumerate(choose([*ways, *beside_itself], size)):
        if k > 50 * MOST_SETS or len(found) > MOST_SETS:
            return None
        if all(apart.meets(a).isdisjoint(apart.meets(b)) for a, b in combinations(one, 2)):
            found.append(one)
    return sorted(set(found))
