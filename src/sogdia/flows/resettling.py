"""Traffic of the pairs that a loss hit, and of the largest, divided anew over known ways (workshop).

What mending leaves unserved is most often blocked by traffic that could go elsewhere. A few steps over the ways of the
pairs that matter, all others staying where they are, are far cheaper than a round over all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.flows.columns import Columns
from sogdia.flows.packing import pack, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

COVER: Final = 0.5
"""Share of what is wanted that the largest pairs taken in have together."""
STEPS: Final = 15


def largest(wanted: Floats) -> Flags:
    """Mark the largest pairs that have `COVER` of what is wanted, shape (p,)."""
    order = np.argsort(-wanted, kind="stable")
    run = np.cumsum(wanted[order])
    marked = np.zeros(len(wanted), dtype=bool)
    marked[order[: int(np.searchsorted(run, COVER * run[-1])) + 1] if len(run) else order] = True
    return marked


def resettled(columns: Columns, wanted: Floats, room: Floats, gbps: Floats, pairs: Flags, price: Floats) -> Floats:
    """Give traffic that fits, shape (k,), Gbps: of the marked pairs anew, of the others as it was.

    Parameters
    ----------
    columns
        Ways that stand, sorted by pair.
    wanted
        Shape (p,), Gbps.
    room
        Shape (q,), Gbps.
    gbps
        Shape (k,): traffic that fits now.
    pairs
        Shape (p,): pairs that may move.
    price
        Shape (q,): prices to begin with.
    """
    rows = np.flatnonzero(pairs[columns.pair])
    number = np.cumsum(pairs) - 1
    mine = columns.take(rows)
    mine = Columns(number[mine.pair], mine.start, mine.edge)
    want = wanted[pairs]
    stay = np.where(pairs[columns.pair], 0.0, gbps)
    left = np.maximum(room - columns.load(stay, len(room)), 0.0)
    best, most = gbps[rows], float(gbps[rows].sum())
    for share, _ in pack(mine, want, left, (best / want[mine.pair], price), STEPS):
        found = within(mine, want, left, share)
        if found.sum() > most:
            best, most = found, float(found.sum())
    out = stay
    out[rows] = best
    return out
