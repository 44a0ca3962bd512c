"""Ideal points through the sessions: a random walk that ties each country's point to its point one session before.

The points of all countries and sessions stand in one array, sorted by session and country; a session in which a
country cast no contested vote, between two in which it did, has a place of its own without votes.

Source
------
Bailey, Strezhnev and Voeten (2017), page 436: the prior of a point is normal around the point of the session before,
with variance `smooth` times the share of the later session in the votes of both; a gap counts as one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


DIFFUSE: Final = 0.01
"""Precision of the first point of a country that votes in several sessions: the walk alone ties it (N(0, 100))."""


@dataclass(frozen=True)
class Walk:
    """The places of a chamber and how they hang together.

    Attributes
    ----------
    country, session
        Number of the country and of the session (its place among those with contested votes), shape (states,); sorted
        by session, then country.
    cast
        Contested votes cast, shape (states,); 0 in a gap.
    following
        The same country's next place, or -1, shape (states,).
    tie
        Precision of the step to it, shape (states,).
    anchor
        Precision of the normal prior around 0 of a country's first point; 0 elsewhere, shape (states,).
    blocks
        First place of each session and one past the last, shape (sessions + 1,).
    """

    country: NDArray[np.int64]
    session: NDArray[np.int64]
    cast: NDArray[np.int64]
    following: NDArray[np.int64]
    tie: NDArray[np.float64]
    anchor: NDArray[np.float64]
    blocks: NDArray[np.int64]


def walk(country: NDArray[np.int64], session: NDArray[np.int64], smooth: float) -> Walk:
    """Lay out the places of a chamber.

    Parameters
    ----------
    country, session
        Of each contested vote cast, numbers from 0, shape (votes,).
    smooth
        Variance of the walk over one session when the two sessions have equally many votes is half of this.
    """
    sessions = int(session.max()) + 1
    keys, counts = np.unique(country * sessions + session, return_counts=True)
    who, when = np.divmod(keys, sessions)
    new = np.concatenate([[True], who[1:] != who[:-1]])
    gap = np.where(new, 1, np.diff(when, prepend=0))
    variance = smooth * counts / (counts + np.concatenate([[1], counts[:-1]]))
    end = np.cumsum(gap) - 1
    total = int(end[-1]) + 1
    owner = np.repeat(np.arange(len(keys)), gap)
    country_of, cast = who[owner], np.zeros(total, dtype=np.int64)
    cast[end] = counts
    session_of = when[owner] - (end[owner] - np.arange(total))
    first = np.zeros(total, dtype=bool)
    first[end[new]] = True
    into = np.where(first, 0.0, (gap / variance)[owner])
    order = np.lexsort((country_of, session_of))
    place = np.empty(total, dtype=np.int64)
    place[order] = np.arange(total)
    following = np.full(total, -1)
    tie = np.zeros(total)
    before = np.flatnonzero(~first) - 1
    following[place[before]] = place[before + 1]
    tie[place[before]] = into[before + 1]
    blocks = np.searchsorted(session_of[order], np.arange(sessions + 1))
    once = np.bincount(who)[country_of[order]] == 1
    anchor = np.where(first[order], np.where(once, 1.0, DIFFUSE), 0.0)
    return Walk(country_of[order], session_of[order], cast[order], following, tie, anchor, blocks)


@njit(cache=True)  # type: ignore[untyped-decorator]
def log_prior(
    means: NDArray[np.float64],
    following: NDArray[np.int64],
    tie: NDArray[np.float64],
    anchor: NDArray[np.float64],
) -> tuple[Any, Any, Any]:
    """Give the log density of the walk at `means` up to a constant, its slopes, and the diagonal of its precision."""
    slopes = -anchor * means
    precision = anchor.copy()
    total = -0.5 * np.sum(anchor * means * means)
    for s in range(len(means)):
        n = following[s]
        if n >= 0:
            step = means[n] - means[s]
            total -= 0.5 * tie[s] * step * step
            slopes[s] += tie[s] * step
            slopes[n] -= tie[s] * step
            precision[s] += tie[s]
            precision[n] += tie[s]
    return total, slopes, precision


@njit(cache=True)  # type: ignore[untyped-decorator]
def variances(diagonal: NDArray[np.float64], following: NDArray[np.int64], tie: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Give the variances of points whose precision is a chain for each country: the diagonal of its inverse.

    Parameters
    ----------
    diagonal
        Diagonal of the precision, shape (states,); the step to `following` has `-tie` off it.

    Source
    ------
    Forward and backward recursion of a Gaussian chain (Rauch, Tung and Striebel 1965).
    """
    ahead = diagonal.copy()
    for s in range(len(diagonal)):
        if following[s] >= 0:
            ahead[following[s]] -= tie[s] ** 2 / ahead[s]
    out = np.empty(len(diagonal))
    for s in range(len(diagonal) - 1, -1, -1):
        out[s] = 1 / ahead[s]
        if following[s] >= 0:
            out[s] += (tie[s] / ahead[s]) ** 2 * out[following[s]]
    return out
