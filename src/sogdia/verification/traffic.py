"""Traffic of a plan, phase by phase and loss by loss: how much of it cannot be carried."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from sogdia.verification.ground import rows_of
from sogdia.verification.most_flow import most_flow
from sogdia.verification.within_limits import LimitedWays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sogdia.verification.ground import Ground

MOST_STATES: Final = 200_000
"""Combinations of losses that are all looked at; beyond it those that meet no link in use are left out."""


def states_of(at: Ground) -> pd.DataFrame:
    """Carry the traffic of each phase, whole and after each loss.

    Returns
    -------
    DataFrame
        Two rows for each phase: phase, after_loss, lost (the worst of the losses), short (Gbps that cannot be carried),
        states (looked at), demands.
    """
    rows = []
    limited = LimitedWays(at)
    for phase in range(at.phases):
        goods, capacity = at.goods(phase), at.capacity(phase)
        short, used = _short(at, capacity, goods, 1.0, limited, set(), "most_ms")
        rows.append((phase, False, "", short, 1, len(goods)))
        worst, name, count = 0.0, "", 0
        for lost, after in _after_losses(at, capacity, goods, used, short, limited):
            count += 1
            if after > worst:
                worst, name = after, " and ".join(lost)
        rows.append((phase, True, name, worst, count, len(goods)))
    return pd.DataFrame(rows, columns=["phase", "after_loss", "lost", "short", "states", "demands"])


def ways_of(at: Ground, phase: int, demand: str, exits: int) -> float:
    """Count the link-disjoint ways of a demand, up to `exits`."""
    goods = at.goods(phase)
    alone = goods[goods.id == demand].assign(gbps=float(exits))
    short, _ = _unlimited(at, (at.capacity(phase) > 1e-6).astype(float), alone, 1.0)
    return exits - short


def _after_losses(
    at: Ground,
    capacity: NDArray[np.float64],
    goods: pd.DataFrame,
    used: NDArray[np.bool_],
    short: float,
    limited: LimitedWays,
) -> Iterator[tuple[tuple[str, ...], float]]:
    """Give what is lost together and what is then short; `used` and `short` are of the state without a loss.

    All combinations are looked at. When they are too many, one loss after another, where each meets a link that is in
    use after those before it: a loss that meets none leaves the flow as it is.
    """
    k, names = min(at.asked.rules.losses, len(at.risks)), sorted(at.risks)
    bounded = bool(goods.most_ms_lost.notna().any())
    if k and comb(len(names), k) <= MOST_STATES:
        for lost in combinations(names, k):
            idle = bounded and short <= 0.0 and not _met(at, lost, used)
            yield lost, 0.0 if idle else _lost_short(at, capacity, goods, lost, limited)[0]
        return
    seen: set[tuple[str, ...]] = set()
    open_ends: list[tuple[tuple[str, ...], NDArray[np.bool_]]] = [((), used)] if k else []
    while open_ends:
        before, carrying = open_ends.pop()
        for name in names:
            lost = tuple(sorted({*before, name}))
            if name not in before and lost not in seen and _met(at, (name,), carrying):
                seen.add(lost)
                after, now = _lost_short(at, capacity, goods, lost, limited)
                yield lost, after
                if len(lost) < k:
                    open_ends.append((lost, now))


def _met(at: Ground, lost: tuple[str, ...], used: NDArray[np.bool_]) -> bool:
    return any(bool(used[at.risks[name]].any()) for name in lost)


def _lost_short(
    at: Ground, capacity: NDArray[np.float64], goods: pd.DataFrame, lost: tuple[str, ...], limited: LimitedWays
) -> tuple[float, NDArray[np.bool_]]:
    """Give what is short once links are lost, and which links are used then."""
    gone = set(np.concatenate([at.risks[name] for name in lost]).tolist())
    left = capacity.copy()
    left[list(gone)] = 0.0
    return _short(at, left, goods, at.asked.rules.share_kept, limited, gone, "most_ms_lost")


def _short(
    at: Ground,
    capacity: NDArray[np.float64],
    goods: pd.DataFrame,
    kept: float,
    limited: LimitedWays,
    gone: set[int],
    limit: str,
) -> tuple[float, NDArray[np.bool_]]:
    """Give what cannot be carried, Gbps, and which links were used; within limits of latency where there are any."""
    short, used = _unlimited(at, capacity, goods, kept)
    if short > 1e-3 * max(len(goods), 1) or not goods[limit].notna().any():
        return short, used
    return limited.short(capacity, goods, kept, gone, limit)


def _unlimited(
    at: Ground, capacity: NDArray[np.float64], goods: pd.DataFrame, kept: float
) -> tuple[float, NDArray[np.bool_]]:
    if goods.empty:
        return 0.0, np.zeros(len(capacity), dtype=bool)
    if len(set(goods.destination)) > 1:
        return _short_of_several(at, capacity, goods, kept)
    count = at.nodes
    arcs: list[tuple[int, int, float]] = []
    for i, row in enumerate(rows_of(goods)):
        amount = float(row.gbps) * kept
        arcs.append((count, count + 2 + i, amount))
        arcs += [(count + 2 + i, node, amount) for node in sorted(at.groups[row.origin])]
    total = float(goods.gbps.sum()) * kept
    arcs += [(node, count + 1, total) for node in sorted(at.groups[goods.destination.iloc[0]])]
    extra_tail, extra_head, extra_size = (np.array(part) for part in zip(*arcs, strict=True))
    tail = np.concatenate([at.tail, at.head, extra_tail])
    head = np.concatenate([at.head, at.tail, extra_head])
    size = np.concatenate([capacity, capacity, extra_size])
    carried, flow = most_flow(tail, head, size, count, count + 1, count + 2 + len(goods))
    links = len(capacity)
    return total - carried, np.abs(flow[:links] - flow[links : 2 * links]) > 1e-6


def _short_of_several(
    at: Ground, capacity: NDArray[np.float64], goods: pd.DataFrame, kept: float
) -> tuple[float, NDArray[np.bool_]]:
    """Carry several destinations at once, by a linear programme with one commodity for each demand."""
    links, count, width = len(capacity), at.nodes, len(goods)
    balance, load, columns = [], [], 0
    for k, row in enumerate(rows_of(goods)):
        ends = list(at.groups[row.destination])
        for tail, head, shift in ((at.tail, at.head, 0), (at.head, at.tail, links)):
            here = columns + shift + np.arange(links)
            free_tail, free_head = ~np.isin(tail, ends), ~np.isin(head, ends)
            balance += [
                (k * count + tail[free_tail], here[free_tail], 1.0),
                (k * count + head[free_head], here[free_head], -1.0),
            ]
            load.append((np.arange(links), here))
        columns += 2 * links
    entries = [(k, node) for k, row in enumerate(rows_of(goods)) for node in sorted(at.groups[row.origin])]
    total = columns + len(entries)
    rows = [np.asarray(r) for r, _, _ in balance] + [np.array([k * count + n]) for k, n in entries]
    cols = [c for _, c, _ in balance] + [np.array([columns + i]) for i in range(len(entries))]
    inside = {k: at.groups[row.destination] for k, row in enumerate(rows_of(goods))}
    vals = [np.full(len(r), s) for r, _, s in balance] + [np.array([-float(n not in inside[k])]) for k, n in entries]
    equal = coo_matrix(
        (np.concatenate(vals), (np.concatenate(rows), np.concatenate(cols))), shape=(width * count, total)
    ).tocsr()
    most_rows = np.concatenate([r for r, _ in load] + [np.array([links + k]) for k, _ in entries])
    most_cols = np.concatenate([c for _, c in load] + [np.array([columns + i]) for i in range(len(entries))])
    most = coo_matrix((np.ones(len(most_rows)), (most_rows, most_cols)), shape=(links + width, total)).tocsr()
    limit = np.concatenate([capacity, goods.gbps.to_numpy(dtype=float) * kept])
    cost = np.zeros(total)
    cost[columns:] = -1.0
    found = linprog(cost, A_ub=most, b_ub=limit, A_eq=equal, b_eq=np.zeros(width * count), method="highs")
    used = found.x[:columns].reshape(-1, links).sum(axis=0) > 1e-6
    return float(goods.gbps.sum()) * kept + float(found.fun), used
