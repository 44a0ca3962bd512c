"""The multiplier bootstrap: standard errors and bands that hold for all terms at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import stats

from sogdia.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.influence.effects import Effects

DRAWS: Final = 999
_LOW: Final = -(np.sqrt(5) - 1) / 2
_HIGH: Final = (np.sqrt(5) + 1) / 2
_SHARE_LOW: Final = (np.sqrt(5) + 1) / (2 * np.sqrt(5))


def multiplier_bootstrap(found: Effects, *, draws: int = DRAWS, seed: int = 0, level: float = 0.95) -> pd.DataFrame:
    """Reweight influence at random, cluster by cluster, with Mammen's two points.

    Parameters
    ----------
    found
        Effects; keep the terms that a band should hold for together (`found.only("event")`).
    draws
        20 or more.
    seed
        Seed of the draws.
    level
        Of the intervals and the band, in (0, 1).

    Returns
    -------
    pd.DataFrame
        The table of the effects with the bootstrap's `se`, `low`, `high`, and `band_low`, `band_high`, which hold for
        all terms at once.

    Source
    ------
    Callaway and Sant'Anna (2021), algorithm 1: standard errors from interquartile ranges, critical value of the
    largest studentised draw.

    Raises
    ------
    ParameterError
        Fewer than 20 draws.
    """
    if draws < 20:
        raise ParameterError(f"draws = {draws}: give 20 or more")
    codes = np.unique(found.clusters, return_inverse=True)[1]
    sums = np.zeros((int(codes.max()) + 1, found.influence.shape[1]))
    np.add.at(sums, codes, found.influence)
    weights = np.where(np.random.default_rng(seed).random((draws, len(sums))) < _SHARE_LOW, _LOW, _HIGH)
    moved = weights @ sums
    spread = np.quantile(moved, 0.75, axis=0) - np.quantile(moved, 0.25, axis=0)
    se = spread / (stats.norm.ppf(0.75) - stats.norm.ppf(0.25))
    some = se > 0
    widest = np.abs(moved[:, some] / se[some]).max(axis=1) if some.any() else np.zeros(draws)
    band, reach = float(np.quantile(widest, level)), stats.norm.ppf(0.5 + level / 2)
    table = found.table(level)
    return table.assign(
        se=se, low=found.estimates - reach * se, high=found.estimates + reach * se,
        p=2 * stats.norm.sf(np.abs(found.estimates) / np.where(some, se, np.nan)),
        band_low=found.estimates - max(band, reach) * se, band_high=found.estimates + max(band, reach) * se,
    )  # fmt: skip
