"""Effects of several treatments together: their joint covariance, unit by unit, and the difference of two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sogdia.errors import ParameterError
from sogdia.influence.effects import Effects, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def stacked(parts: Sequence[Effects], kind: str = "att") -> Effects:
    """Put the terms of a kind of several effects side by side, on the union of their units.

    A unit that takes part in several has one influence on each; the covariance of the stack is their joint one. Units
    that are in one cluster in any part are in one cluster.

    Parameters
    ----------
    parts
        One or more.
    kind
        Kind of the terms, such as `att`.

    Returns
    -------
    Effects
        Without draws; parts with a bootstrap carry influence scaled to it.

    Raises
    ------
    ParameterError
        No parts, or one that has no term of the kind.

    Source
    ------
    Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29(2), section 2.1: sums of influence
    within clusters; the covariance of two estimators is the sum over clusters of products of their influence.
    """
    if not parts:
        raise ParameterError("give one effect or more")
    chosen = [part.only(kind) for part in parts]
    units = tuple(sorted({unit for part in chosen for unit in part.units}))
    place = {unit: i for i, unit in enumerate(units)}
    blocks, pairs = [], []
    for part in chosen:
        at = np.array([place[unit] for unit in part.units])
        block = np.zeros((len(units), len(part.terms)))
        block[at] = part.influence
        blocks.append(block)
        first = {code: at[j] for j, code in reversed(list(enumerate(part.clusters.tolist())))}
        pairs += [(at[j], first[code]) for j, code in enumerate(part.clusters.tolist())]
    rows, columns = np.array(pairs).T
    graph = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(units), len(units)))
    return Effects(
        "stacked", tuple(term for part in chosen for term in part.terms),
        np.concatenate([part.estimates for part in chosen]), np.column_stack(blocks), units,
        connected_components(graph, directed=False)[1].astype(np.int64),
        lost=tuple(each for part in chosen for each in part.lost),
        settings={"estimators": [part.estimator for part in chosen]},
    )  # fmt: skip


def contrast(one: Effects, other: Effects, kind: str = "att") -> Effects:
    """Give the effect of one treatment less that of another, with the variance of the difference.

    Parameters
    ----------
    one, other
        Effects on one outcome, whose units carry the same labels.
    kind
        Kind of the term to compare; the first of each kind is taken where there are several.

    Examples
    --------
    >>> part = Effects("x", (Term("att"),), np.array([2.0]), np.array([[1.0], [-1.0]]), ("a", "b"), np.arange(2))
    >>> gap = contrast(part, part)
    >>> gap.att, gap.errors.tolist()
    (0.0, [0.0])
    """
    both = stacked([one, other], kind)
    weights = np.zeros((1, len(both.terms)))
    weights[0, 0], weights[0, len(one.where(kind))] = 1.0, -1.0
    count = min(both.terms[0].n, both.terms[len(one.where(kind))].n)
    return replace(both.combined(weights, (Term("contrast", n=count),)), estimator="contrast")
