"""How much of what is wanted fits onto given ways (workshop): shares and prices move by turns, compiled.

Unknown are the share of each way in what its pair wants, and the price of each edge that could be full. Steps are
scaled by what could meet at an edge, so that edges and pairs of any size move alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.flows.along_ways import fitted, over_full
from sogdia.flows.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.flows.columns import Columns

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Answer = tuple[Floats, Floats]


def pack(columns: Columns, wanted: Floats, capacity: Floats, begin: Answer, steps: int) -> tuple[Answer, Answer]:
    """Take steps towards the best shares of given ways and the prices that prove them.

    Best is the most traffic in sum: traffic served is worth 1 a Gbps, an edge's price is at most that.

    Parameters
    ----------
    columns
        Ways, sorted by pair.
    wanted
        Shape (p,), Gbps.
    capacity
        Shape (q,), Gbps.
    begin
        Shares of the ways, shape (k,), and prices, shape (q,), to begin from.

    Returns
    -------
    tuple
        Shares and prices of the last step, and their means over the steps.

    Source
    ------
    Chambolle and Pock (2011), A first-order primal-dual algorithm for convex problems, with the diagonal steps of
    Pock and Chambolle (2011), Diagonal preconditioning for first order primal-dual algorithms, equation 10, alpha 1.
    """
    row, most, start, entry, pair_start = over_full(columns.pair, columns.start, columns.edge, wanted, capacity)
    share, price = begin[0].copy(), begin[1][row]
    mean_share, mean_price = np.zeros(len(share)), np.zeros(len(row))
    _steps((pair_start, start, entry), wanted, (capacity[row], most), (share, price), (mean_share, mean_price), steps)
    last, mean = np.zeros(len(capacity)), np.zeros(len(capacity))
    last[row], mean[row] = price, mean_price / steps
    return (share, last), (mean_share / steps, mean)


@compiled
def _onto_simplex(value: Floats, most: float) -> None:
    """Move values to the nearest ones at least 0 with the sum `most`, in place; their sum above 0 is more than that.

    Source
    ------
    Michelot (1986), A finite algorithm for finding the projection of a point onto the canonical simplex.
    """
    shift, count = -np.inf, len(value) + 1
    while True:
        total, above = 0.0, 0
        for x in value:
            if x > shift:
                total += x
                above += 1
        if above >= count or above == 0:
            break
        shift, count = (total - most) / above, above
    for i in range(len(value)):
        value[i] = max(value[i] - shift, 0.0)


@compiled
def _steps(  # noqa: C901  one compiled loop, which calls would slow
    ways: tuple[Ints, Ints, NDArray[np.int32]],
    wanted: Floats,
    edges: tuple[Floats, Floats],
    at: tuple[Floats, Floats],
    mean: tuple[Floats, Floats],
    steps: int,
) -> None:
    """Take steps; `at` and `mean` are changed in place."""
    pair_start, start, entry = ways
    capacity, most = edges
    share, price = at
    load, moved = np.empty(len(price)), np.empty(len(share))
    for _ in range(steps):
        load[:] = 0.0
        for k in range(len(wanted)):
            a, b = pair_start[k], pair_start[k + 1]
            if a == b:
                continue
            longest = 1
            for p in range(a, b):
                longest = max(longest, start[p + 1] - start[p])
            kept = 0.0
            for p in range(a, b):
                cost = 0.0
                for q in range(start[p], start[p + 1]):
                    cost += price[entry[q]]
                moved[p] = share[p] + (1.0 - cost) / longest
                kept += max(moved[p], 0.0)
            if kept > 1.0:
                _onto_simplex(moved[a:b], 1.0)
            for p in range(a, b):
                new = max(moved[p], 0.0)
                gbps = wanted[k] * (2.0 * new - share[p])
                share[p] = new
                mean[0][p] += new
                if gbps != 0.0:
                    for q in range(start[p], start[p + 1]):
                        load[entry[q]] += gbps
        for e in range(len(price)):
            price[e] = max(0.0, price[e] + (load[e] - capacity[e]) / most[e])
            mean[1][e] += price[e]


def within(columns: Columns, wanted: Floats, capacity: Floats, share: Floats) -> Floats:
    """Turn shares into traffic that fits: over-full edges are shared out, then each way takes what is left.

    Returns
    -------
    ndarray
        Shape (k,), Gbps: traffic on each way.
    """
    return fitted(columns.pair, columns.start, columns.edge, wanted, capacity, share)
