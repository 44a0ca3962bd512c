"""Where a fit begins: in each session, the direction in which its contested votes differ most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.influence.dynamics import Walk


def first_guess(
    walk: Walk, states: NDArray[np.int32], items: NDArray[np.int64], votes: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Give the leading singular vector of each session's votes, turned to agree with the session before.

    Parameters
    ----------
    states, items, votes
        Place, item and vote (1, 2, 3) of each contested vote, shape (votes,). An absence counts as the item's mean.

    Returns
    -------
    numpy.ndarray
        Shape (states,): mean 0 and variance 1 within a session.
    """
    out = np.zeros(len(walk.country))
    session = walk.session[states]
    last = np.zeros(int(walk.country.max()) + 1)
    for t in range(len(walk.blocks) - 1):
        start, stop = walk.blocks[t], walk.blocks[t + 1]
        here = session == t
        _, column = np.unique(items[here], return_inverse=True)
        table = np.full((stop - start, int(column.max()) + 1), np.nan)
        table[states[here] - start, column] = votes[here]
        table = np.nan_to_num(table - np.nanmean(table, axis=0))
        vector = np.linalg.svd(table, full_matrices=False)[0][:, 0] * np.sqrt(stop - start)
        who = walk.country[start:stop]
        vector = vector if vector @ last[who] >= 0 else -vector
        out[start:stop] = vector
        last[who] = vector
    return out
