"""How concentrated shares are: the Herfindahl-Hirschman index and the effective number (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.dependence.holdings import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

COLUMNS: Final = (
    "country", "dimension", "hhi", "effective_number", "largest_actor", "largest_share", "share_unknown", "actors",
    "basis", "source",
)  # fmt: skip
BY_TOUCH: Final = ("strait", "transit_country", "landing")
"""Dimensions without exclusive shares: their touch is normalised."""


def herfindahl(shares: ArrayLike) -> float:
    """Give the sum of the squared shares, which are normalised to sum to 1: between 1 / n and 1; NaN without any.

    Source
    ------
    Hirschman (1964), The paternity of an index, American Economic Review 54, 761.

    Examples
    --------
    >>> round(herfindahl([17.4, 14.9, 4.9]), 3)
    0.397
    """
    given = np.asarray(shares, dtype=float)
    given = given[given > 0]
    if not given.size:
        return float("nan")
    return float(np.sum((given / given.sum()) ** 2))


def concentrate(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the concentration of each country and dimension.

    Parameters
    ----------
    rows
        Columns country, dimension, actor, stake, touch, basis. `unknown` actors are left out of the index, and their
        share stands beside it.

    Returns
    -------
    DataFrame
        `COLUMNS`; equal largest actors are all named, joined by ``;``.
    """
    out = []
    for (country, dimension), group in rows.groupby(["country", "dimension"], sort=True):
        by_touch = dimension in BY_TOUCH
        share = (group.touch if by_touch else group.stake).astype(float).to_numpy()
        named = (group.actor != UNKNOWN).to_numpy(dtype=bool) & (share > 0)
        if not named.any():
            continue
        exclusive = share[named] / share[named].sum()
        hhi = herfindahl(exclusive)
        top = exclusive > exclusive.max() - 1e-9
        unknown = float(np.nansum(np.where(named, 0.0, share)))
        words = "touch, normalised to sum to 1" if by_touch else "stakes of named actors, normalised to sum to 1"
        if group.basis.eq("measured").all():
            words = str(group.source.iloc[0])
        out.append(
            (
                country, dimension, hhi, 1.0 / hhi, ";".join(sorted(group.actor[named][top])), float(exclusive.max()),
                unknown, int(named.sum()), weakest(group.basis), words,
            )
        )  # fmt: skip
    return pd.DataFrame(out, columns=list(COLUMNS)).astype(
        {"country": "string", "dimension": "string", "largest_actor": "string", "basis": "string", "source": "string"}
    )


def weakest(basis: pd.Series[str]) -> str:
    """Name the weakest of the bases: assumed, else modelled, else measured."""
    return next(word for word in ("assumed", "modelled", "measured") if basis.eq(word).any())
