"""Communities of a dense weighted graph by Louvain's method, and their consensus over many starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

_AGAIN: Final = 20


@njit(cache=True)  # type: ignore[untyped-decorator]
def _move(w: Floats, order: Codes, label: Codes, resolution: float) -> bool:
    """Move nodes, in the order given, to the community that gains most, until none moves; tell whether any did."""
    n = len(w)
    degree = w.sum(axis=1)
    total = degree.sum()
    whole = np.zeros(n)
    for i in range(n):
        whole[label[i]] += degree[i]
    ever, towards = False, np.zeros(n)
    for _ in range(1000):
        moved = False
        for i in order:
            towards[:] = 0.0
            for j in range(n):
                if j != i:
                    towards[label[j]] += w[i, j]
            own = label[i]
            whole[own] -= degree[i]
            best, gain = own, towards[own] - resolution * degree[i] * whole[own] / total
            for c in range(n):
                now = towards[c] - resolution * degree[i] * whole[c] / total
                if towards[c] > 0 and now > gain + 1e-12 * total:
                    best, gain = c, now
            whole[best] += degree[i]
            if best != own:
                label[i] = best
                moved = ever = True
        if not moved:
            break
    return ever


def louvain(w: Floats, chance: np.random.Generator, resolution: float = 1.0) -> Codes:
    """Part the nodes of a graph into communities of high modularity, from one random order.

    Parameters
    ----------
    w
        Symmetric weights of 0 and more, shape (n, n).
    chance
        Draws the order in which nodes move.
    resolution
        Above 0; larger gives smaller communities.

    Returns
    -------
    NDArray
        Labels from 0, shape (n,), by falling size.

    Source
    ------
    Blondel, Guillaume, Lambiotte and Lefebvre (2008), Journal of Statistical Mechanics P10008.
    """
    found = np.arange(len(w))
    level = np.ascontiguousarray(w, dtype=np.float64)
    while level.sum() > 0:
        label = np.arange(len(level))
        if not _move(level, chance.permutation(len(level)), label, resolution):
            break
        label = np.unique(label, return_inverse=True)[1]
        found = label[found]
        spread = np.zeros((len(level), int(label.max()) + 1))
        spread[np.arange(len(level)), label] = 1.0
        level = np.ascontiguousarray(spread.T @ level @ spread)
    return by_size(found)


def by_size(label: Codes) -> Codes:
    """Give communities numbers from 0 by falling size; equal ones by their first node."""
    _, start, code, count = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(count), dtype=np.int64)
    place[np.lexsort((start, -count))] = np.arange(len(count))
    return place[code]


def modularity(w: Floats, label: Codes, resolution: float = 1.0) -> float:
    """Give the share of weight within communities less what degrees alone would put there; 0 without any weight.

    Source
    ------
    Newman (2004), Physical Review E 70, 056131, equation 4.
    """
    degree, total = w.sum(axis=1), float(w.sum())
    if total <= 0:
        return 0.0
    same = label[:, None] == label[None, :]
    return float(w[same].sum() / total - resolution * (np.outer(degree, degree)[same]).sum() / total**2)


def adjusted_rand(one: Codes, other: Codes) -> float:
    """Give the agreement of two partitions of the same nodes beyond chance: 1 for the same, about 0 by chance.

    Source
    ------
    Hubert and Arabie (1985), Journal of Classification 2, equation 5.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1.0)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = len(one) * (len(one) - 1) / 2
    chance = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def consensus(w: Floats, runs: int, seed: int, resolution: float = 1.0) -> tuple[Codes, Floats, float]:
    """Run Louvain's method from many starts and give the partition that they agree on.

    The share of runs that put two nodes together, where at least half do, is a graph of its own; it is parted again
    until all runs agree.

    Parameters
    ----------
    w
        As of `louvain`.
    runs
        Starts, 2 or more.
    seed
        Of the starts.
    resolution
        As of `louvain`.

    Returns
    -------
    tuple
        Labels (n,) by falling size; share of the first runs that put two nodes together (n, n); stability: mean
        adjusted Rand index of the first runs with each other.

    Source
    ------
    Lancichinetti and Fortunato (2012), Scientific Reports 2, 336, with a threshold of one half.
    """
    chance = np.random.default_rng(seed)
    found = [louvain(w, chance, resolution) for _ in range(runs)]
    together = _together(found)
    rand = [adjusted_rand(a, b) for i, a in enumerate(found) for b in found[:i]]
    agreed, parts = together, found
    for _ in range(_AGAIN):
        if all((part == parts[0]).all() for part in parts):
            break
        kept = np.where(agreed >= 0.5, agreed, 0.0)
        np.fill_diagonal(kept, 0.0)
        parts = [louvain(kept, chance) for _ in range(runs)]
        agreed = _together(parts)
    return by_size(parts[0]), together, float(np.mean(rand))


def _together(parts: list[Codes]) -> Floats:
    out = np.zeros((len(parts[0]), len(parts[0])))
    for part in parts:
        out += part[:, None] == part[None, :]
    return out / len(parts)
