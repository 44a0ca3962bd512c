"""Figures drawn by chance between their low and high ends, and the fan that they make (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

FAN: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a fan."""


def triangular_draws(ranges: Mapping[str, tuple[float, float, float]], count: int, seed: int = 0) -> dict[str, Floats]:
    """Draw each figure from a triangle between its ends with the base as its peak, all of them independently.

    Parameters
    ----------
    ranges
        Low, base and high of each figure, rising.
    count
        Draws, 1 or more.
    seed
        The same seed gives the same draws, and a figure's draws do not depend on which others are drawn.

    Raises
    ------
    ParameterError
        Ends that do not rise, or fewer than 1 draw.

    Examples
    --------
    >>> drawn = triangular_draws({"cost": (1.0, 2.0, 4.0)}, 1000, seed=1)["cost"]
    >>> bool(1.0 <= drawn.min() and drawn.max() <= 4.0)
    True
    """
    if count < 1:
        raise ParameterError(f"draws are 1 or more, not {count}")
    out = {}
    for name, (low, base, high) in ranges.items():
        if not low <= base <= high:
            raise ParameterError(f"{name}: low, base and high must rise, and are {low:g}, {base:g}, {high:g}")
        chance = np.random.default_rng([seed, *name.encode()])
        out[name] = chance.triangular(low, base, high, count) if low < high else np.full(count, float(base))
    return out


def fan(paths: ArrayLike, quantiles: tuple[float, ...] = FAN) -> pd.DataFrame:
    """Give the quantiles of paths year by year.

    Parameters
    ----------
    paths
        Shape (n, t).

    Returns
    -------
    DataFrame
        year and a column for each quantile (`q05`, `q25` ...).
    """
    made = np.asarray(paths, dtype=float)
    if made.ndim != 2 or not len(made):
        raise ParameterError("a fan needs paths as rows, one or more")
    table = pd.DataFrame(np.quantile(made, quantiles, axis=0).T, columns=[f"q{round(100 * q):02d}" for q in quantiles])
    table.insert(0, "year", np.arange(made.shape[1]))
    return table
