"""Takes demands off their paths and puts them back where they cost least: ruin and recreate.

Source: Schrimpf, Schneider, Stamm-Wilbrandt, Dueck (2000), Record breaking optimization results using the ruin and
recreate principle, Journal of Computational Physics 159(2), 139-171.
"""

# ruff: noqa: NPY002  numba knows numpy's old generator alone, and it is seeded here

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray  # noqa: TC002  numba reads the annotations' names

from sogdia.planning.disjoint import pair
from sogdia.planning.loads import PAIR, SHARED, SPLIT_BY_STATE, Ground, least_path, lengths, needs, total

_TABU: Final = 3
"""How many times the demands drawn may be taken off where they share a link."""


@njit(cache=True)  # type: ignore[untyped-decorator]
def put(
    ground: Ground,
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    demand: int,
    sign: float,
) -> None:
    """Add a demand's paths to the loads, or take them off (`sign` -1).

    Parameters
    ----------
    count, path
        Shapes (slots, d) and (slots, d, n): arcs of each path. A slot is a state; with pairs slots 0 and 1; with shared
        backups slot 0 is the working path and slot s the backup when link s - 1 fails.
    """
    amount = sign * ground.amount[demand]
    by_state = ground.kind in (SPLIT_BY_STATE, SHARED)
    for slot in range(count.shape[0]):
        use = 0 if ground.kind == SHARED and count[slot, demand] == 0 else slot
        row = slot if by_state else 0
        for i in range(count[use, demand]):
            load[row, ground.row[path[use, demand, i]]] += amount


@njit(cache=True)  # type: ignore[untyped-decorator]
def _most_by_row(ground: Ground, load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the greatest load of each row in the states in which its link stands, shape (1, rows)."""
    worst = np.zeros((1, load.shape[1]))
    for s in range(load.shape[0]):
        for r in range(load.shape[1]):
            if s == 0 or ground.row_link[r] != s - 1:
                worst[0, r] = max(worst[0, r], load[s, r])
    return worst


@njit(cache=True)  # type: ignore[untyped-decorator]
def _clear(count: NDArray[np.int64], demand: int) -> None:
    """Forget the paths of a demand."""
    for slot in range(count.shape[0]):
        count[slot, demand] = 0


@njit(cache=True)  # type: ignore[untyped-decorator]
def insert(
    ground: Ground,
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    demand: int,
    noise: float,
) -> bool:
    """Put a demand that is on no path where it costs least now; say whether there is a way in every state."""
    length = np.empty(len(ground.tail))
    arcs = np.empty(ground.nodes, dtype=np.int64)
    amount = ground.amount[demand]
    need = needs(ground, load)
    _clear(count, demand)
    if ground.kind == PAIR:
        lengths(ground, load, need, 0, amount, noise, length)
        if not pair(ground, demand, length, count, path):
            _clear(count, demand)
            return False
        put(ground, load, count, path, demand, 1.0)
        return True
    lengths(ground, _most_by_row(ground, load) if ground.kind == SHARED else load, need, 0, amount, noise, length)
    k = least_path(ground, demand, length, False, arcs)  # noqa: FBT003  numba takes no keywords here
    if k == 0:
        return False
    count[0, demand] = k
    for i in range(k):
        path[0, demand, i] = arcs[i]
    put(ground, load, count, path, demand, 1.0)
    if ground.kind not in (SPLIT_BY_STATE, SHARED):
        return True
    whole = True
    for s in range(1, load.shape[0]):
        hit = False
        for i in range(count[0, demand]):
            hit = hit or ground.link[path[0, demand, i]] == s - 1
        if ground.kind == SHARED and not hit:
            continue
        whole = whole and _insert_in_state(ground, load, count, path, demand, s, noise)
    if not whole:
        put(ground, load, count, path, demand, -1.0)
        _clear(count, demand)
    return whole


@njit(cache=True)  # type: ignore[untyped-decorator]
def _insert_in_state(
    ground: Ground,
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    demand: int,
    state: int,
    noise: float,
) -> bool:
    """Put a demand on its cheapest path in one state; with shared backups in place of the working path there."""
    length = np.empty(len(ground.tail))
    arcs = np.empty(ground.nodes, dtype=np.int64)
    amount = ground.amount[demand]
    if ground.kind == SHARED:
        for i in range(count[0, demand]):
            load[state, ground.row[path[0, demand, i]]] -= amount
    lengths(ground, load, needs(ground, load), state, amount, noise, length)
    k = least_path(ground, demand, length, False, arcs)  # noqa: FBT003  numba takes no keywords here
    if k == 0:
        if ground.kind == SHARED:
            for i in range(count[0, demand]):
                load[state, ground.row[path[0, demand, i]]] += amount
        return bool(ground.excused[state, demand])
    count[state, demand] = k
    for i in range(k):
        path[state, demand, i] = arcs[i]
        load[state, ground.row[arcs[i]]] += amount
    return True


@njit(cache=True)  # type: ignore[untyped-decorator]
def _shuffle(order: NDArray[np.int64]) -> None:
    """Put numbers in any order."""
    for i in range(len(order) - 1, 0, -1):
        j = np.random.randint(i + 1)
        order[i], order[j] = order[j], order[i]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _drawn(ground: Ground, count: NDArray[np.int64], path: NDArray[np.int64], off: NDArray[np.int64]) -> int:
    """Draw demands to take off, those on one link or any; they stand first in `off`, which holds all in any order."""
    demands = len(ground.amount)
    few = 1 + int(np.random.random() ** 2 * min(demands - 1, 3 + demands // 6))
    _shuffle(off)
    if np.random.random() >= 0.6:
        return few
    link = np.random.randint(len(ground.steps.unit))
    drawn = 0
    for j in range(demands):
        on = False
        for slot in range(count.shape[0]):
            for i in range(count[slot, off[j]]):
                on = on or ground.link[path[slot, off[j], i]] == link
        if on and drawn < few * _TABU:
            off[drawn], off[j] = off[j], off[drawn]
            drawn += 1
    return drawn if drawn > 0 else few


@njit(cache=True)  # type: ignore[untyped-decorator]
def _greatest_first(ground: Ground, off: NDArray[np.int64], drawn: int) -> None:
    """Put the demands drawn in falling order of what they carry, with a little chance."""
    key = np.empty(drawn)
    for i in range(drawn):
        key[i] = ground.amount[off[i]] * (1.0 + 0.3 * np.random.random())
    for i in range(1, drawn):
        j = i
        while j > 0 and key[j - 1] < key[j]:
            key[j - 1], key[j] = key[j], key[j - 1]
            off[j - 1], off[j] = off[j], off[j - 1]
            j -= 1


@njit(cache=True)  # type: ignore[untyped-decorator]
def _keep(
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    into_count: NDArray[np.int64],
    into_path: NDArray[np.int64],
    demand: int,
) -> None:
    """Copy the paths of a demand."""
    for slot in range(count.shape[0]):
        into_count[slot, demand] = count[slot, demand]
        for i in range(count[slot, demand]):
            into_path[slot, demand, i] = path[slot, demand, i]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _keep_loads(load: NDArray[np.float64], into: NDArray[np.float64]) -> None:
    """Copy loads."""
    for s in range(load.shape[0]):
        for r in range(load.shape[1]):
            into[s, r] = load[s, r]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _keep_all(
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    into: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]],
) -> None:
    """Copy all loads and paths."""
    _keep_loads(load, into[0])
    for demand in range(count.shape[1]):
        _keep(count, path, into[1], into[2], demand)


@njit(cache=True)  # type: ignore[untyped-decorator]
def ruin_and_recreate(
    ground: Ground,
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    rounds: int,
    warmth: float,
    seed: int,
) -> float:
    """Take some demands off and put them back, `rounds` times; keep what is not dearer by more than chance allows.

    Parameters
    ----------
    warmth
        Share of the cost by which a design may be dearer and still be kept, at the beginning; it falls to 0.

    Returns
    -------
    float
        Cost of the best; `load`, `count` and `path` hold it.
    """
    np.random.seed(seed)
    now = best = total(ground, load)
    best_held = (np.empty_like(load), np.empty_like(count), np.empty_like(path))
    kept = (np.empty_like(load), np.empty_like(count), np.empty_like(path))
    _keep_all(load, count, path, best_held)
    _keep_all(load, count, path, kept)
    off = np.arange(len(ground.amount))
    for turn in range(rounds):
        drawn = _drawn(ground, count, path, off)
        for i in range(drawn):
            put(ground, load, count, path, off[i], -1.0)
        noise = 0.3 if np.random.random() < 0.3 else 0.0
        if np.random.random() < 0.5:
            _greatest_first(ground, off, drawn)
        whole = True
        for i in range(drawn):
            whole = whole and insert(ground, load, count, path, off[i], noise)
        cost = total(ground, load) if whole else np.inf
        if cost <= now + warmth * best * (1.0 - turn / rounds) * np.random.random() ** 2:
            now = cost
            for i in range(drawn):
                _keep(count, path, kept[1], kept[2], off[i])
            _keep_loads(load, kept[0])
            if now < best - 1e-9 * abs(best):
                best = now
                _keep_all(load, count, path, best_held)
        else:
            for i in range(drawn):
                _keep(kept[1], kept[2], count, path, off[i])
            _keep_loads(kept[0], load)
    _keep_all(best_held[0], best_held[1], best_held[2], (load, count, path))
    return float(best)
