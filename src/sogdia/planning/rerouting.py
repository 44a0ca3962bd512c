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
def _add(
    ground: Ground,
    load: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    demand: int,
    slot: int,
    state: int,
    amount: float,
) -> None:
    """Add an amount to the loads of a state along the path in a slot."""
    for i in range(count[slot, demand]):
        load[state, ground.row[path[slot, demand, i]]] += amount


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
        _add(ground, load, count, path, demand, use, slot if by_state else 0, amount)


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
    _clear(count, demand)
    if ground.kind == PAIR:
        length = np.empty(len(ground.tail))
        lengths(ground, load, needs(ground, load), 0, ground.amount[demand], noise, length)
        if not pair(ground, demand, length, count, path):
            _clear(count, demand)
            return False
        put(ground, load, count, path, demand, 1.0)
        return True
    met = _most_by_row(ground, load) if ground.kind == SHARED else load
    if not _choose_least(ground, load, met, count, path, demand, 0, noise):
        return False
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
def _choose_least(
    ground: Ground,
    load: NDArray[np.float64],
    met: NDArray[np.float64],
    count: NDArray[np.int64],
    path: NDArray[np.int64],
    demand: int,
    state: int,
    noise: float,
) -> bool:
    """Write the path of a demand in a state that costs least beside the loads met; say whether there is one."""
    length = np.empty(len(ground.tail))
    arcs = np.empty(ground.nodes, dtype=np.int64)
    lengths(ground, met, needs(ground, load), state, ground.amount[demand], noise, length)
    k = least_path(ground, demand, length, False, arcs)  # noqa: FBT003  numba takes no keywords here
    count[state, demand] = k
    for i in range(k):
        path[state, demand, i] = arcs[i]
    return bool(k > 0)


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
    amount = ground.amount[demand]
    if ground.kind == SHARED:
        _add(ground, load, count, path, demand, 0, state, -amount)
    if not _choose_least(ground, load, load, count, path, demand, state, noise):
        if ground.kind == SHARED:
            _add(ground, load, count, path, demand, 0, state, amount)
        return bool(ground.excused[state, demand])
    _add(ground, load, count, path, demand, state, state, amount)
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
    held: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]],
    into: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]],
    off: NDArray[np.int64],
    drawn: int,
) -> None:
    """Copy all loads, and the paths of the first `drawn` demands of `off`."""
    for s in range(held[0].shape[0]):
        for r in range(held[0].shape[1]):
            into[0][s, r] = held[0][s, r]
    for j in range(drawn):
        demand = off[j]
        for slot in range(held[1].shape[0]):
            into[1][slot, demand] = held[1][slot, demand]
            for i in range(held[1][slot, demand]):
                into[2][slot, demand, i] = held[2][slot, demand, i]


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
    held = (load, count, path)
    best_held = (np.empty_like(load), np.empty_like(count), np.empty_like(path))
    kept = (np.empty_like(load), np.empty_like(count), np.empty_like(path))
    off = np.arange(len(ground.amount))
    _keep(held, best_held, off, len(off))
    _keep(held, kept, off, len(off))
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
            _keep(held, kept, off, drawn)
            if now < best - 1e-9 * abs(best):
                best = now
                _keep(held, best_held, off, len(off))
        else:
            _keep(kept, held, off, drawn)
    _keep(best_held, held, off, len(off))
    return float(best)
