"""The information on ideal points after the items are paid for: a block for each session and one for each neighbour.

With `A` the information on points (and the walk), `D` that on items and `B` what they share, points known up to the
items' own uncertainty have the information `A - B D^-1 B'`. It is kept within a session and between neighbours; an item
repeated over more sessions ties only neighbours here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from scipy.linalg import cho_factor, cho_solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sogdia.influence.dynamics import Walk


@dataclass(frozen=True)
class Blocks:
    """A symmetric block-tridiagonal matrix.

    Attributes
    ----------
    inner
        One matrix for each session, shape (states of it, states of it).
    outer
        One for each session but the last: its states by those of the next.
    """

    inner: Sequence[NDArray[np.float64]]
    outer: Sequence[NDArray[np.float64]]


@njit(cache=True)  # type: ignore[untyped-decorator]
def _take_items(
    starts: NDArray[np.int64],
    states: NDArray[np.int32],
    scaled: NDArray[np.float64],
    session: NDArray[np.int64],
    blocks: NDArray[np.int64],
    inner: NDArray[np.float64],
    inner_at: NDArray[np.int64],
    outer: NDArray[np.float64],
    outer_at: NDArray[np.int64],
) -> None:
    """Subtract from the blocks what the items cost; votes of one item are sorted by state."""
    for j in range(len(starts) - 1):
        first = starts[j]
        for v in range(starts[j], starts[j + 1]):
            s = states[v]
            t = session[s]
            while session[states[first]] < t:
                first += 1
            size = blocks[t + 1] - blocks[t]
            row = inner_at[t] + (s - blocks[t]) * size
            u0, u1, u2 = scaled[v, 0], scaled[v, 1], scaled[v, 2]
            for w in range(first, starts[j + 1]):
                o = states[w]
                if session[o] > t + 1:
                    break
                cost = u0 * scaled[w, 0] + u1 * scaled[w, 1] + u2 * scaled[w, 2]
                if session[o] == t:
                    inner[row + o - blocks[t]] -= cost
                else:
                    wide = blocks[t + 2] - blocks[t + 1]
                    outer[outer_at[t] + (s - blocks[t]) * wide + o - blocks[t + 1]] -= cost


def information(
    walk: Walk,
    starts: NDArray[np.int64],
    states: NDArray[np.int32],
    diagonal: NDArray[np.float64],
    shared: NDArray[np.float64],
    item_information: NDArray[np.float64],
) -> Blocks:
    """Build the information on points after items.

    Parameters
    ----------
    diagonal
        Information of votes and walk on each point, shape (states,).
    shared, item_information
        As `ordinal.observe_all` gives them.
    """
    sizes = np.diff(walk.blocks)
    inner_at = np.concatenate([[0], np.cumsum(sizes**2)])
    outer_at = np.concatenate([[0], np.cumsum(sizes[:-1] * sizes[1:])])
    inner, outer = np.zeros(inner_at[-1]), np.zeros(outer_at[-1])
    root = np.linalg.inv(np.linalg.cholesky(item_information))
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    scaled = np.einsum("vab,vb->va", root[owner], shared)
    _take_items(starts, states, scaled, walk.session, walk.blocks, inner, inner_at, outer, outer_at)
    within = [inner[a:b].reshape(n, n) for a, b, n in zip(inner_at[:-1], inner_at[1:], sizes, strict=True)]
    across = [
        outer[a:b].reshape(n, m) for a, b, n, m in zip(outer_at[:-1], outer_at[1:], sizes[:-1], sizes[1:], strict=True)
    ]
    for t, block in enumerate(within):
        block[np.diag_indices_from(block)] += diagonal[walk.blocks[t] : walk.blocks[t + 1]]
    for t, block in enumerate(across):
        here = np.arange(walk.blocks[t], walk.blocks[t + 1])
        tied = walk.following[here] >= 0
        block[np.flatnonzero(tied), walk.following[here[tied]] - walk.blocks[t + 1]] -= walk.tie[here[tied]]
    return Blocks(within, across)


def _eliminate(blocks: Blocks) -> tuple[list[Any], list[NDArray[np.float64]]]:
    """Factor a block-tridiagonal matrix: Cholesky factors of its pivots, and what each passes on to the next."""
    factors: list[Any] = []
    passed: list[NDArray[np.float64]] = []
    for t, block in enumerate(blocks.inner):
        pivot = block
        if t:
            passed.append(cho_solve(factors[-1], blocks.outer[t - 1], check_finite=False))
            pivot = block - blocks.outer[t - 1].T @ passed[-1]
        factors.append(cho_factor(pivot, lower=True, check_finite=False))
    return factors, passed


def solve(blocks: Blocks, right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve a block-tridiagonal system by block Thomas elimination.

    Parameters
    ----------
    right
        Right sides, shape (states, sides).

    Raises
    ------
    numpy.linalg.LinAlgError
        The matrix is not positive definite.
    """
    factors, passed = _eliminate(blocks)
    ends = np.cumsum([0, *(len(block) for block in blocks.inner)])
    rest = [right[a:b] for a, b in pairwise(ends)]
    for t in range(1, len(rest)):
        rest[t] = rest[t] - passed[t - 1].T @ rest[t - 1]
    for t in range(len(rest) - 1, -1, -1):
        rest[t] = cho_solve(factors[t], rest[t], check_finite=False)
        if t + 1 < len(rest):
            rest[t] = rest[t] - passed[t] @ rest[t + 1]
    return np.concatenate(rest)


def inverse_diagonal(blocks: Blocks) -> NDArray[np.float64]:
    """Give the diagonal of the inverse of a block-tridiagonal matrix, shape (states,).

    Raises
    ------
    numpy.linalg.LinAlgError
        The matrix is not positive definite.

    Source
    ------
    Takahashi, Fagan and Chin (1973), by blocks.
    """
    factors, passed = _eliminate(blocks)
    out = [np.zeros(0)] * len(factors)
    after = np.zeros((0, 0))
    for t in range(len(factors) - 1, -1, -1):
        own = cho_solve(factors[t], np.eye(len(blocks.inner[t])), check_finite=False)
        after = own + passed[t] @ after @ passed[t].T if t + 1 < len(factors) else own
        out[t] = np.diagonal(after).copy()
    return np.concatenate(out)
