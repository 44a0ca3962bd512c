"""How well predictions fit what was seen: ranks, errors, recall and false alarms (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import rankdata

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def spearman(first: Floats, second: Floats) -> float:
    """Give the rank correlation of pairs that both have a number; NaN for fewer than three or for one value alone.

    Examples
    --------
    >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
    0.5
    """
    both = np.isfinite(first) & np.isfinite(second)
    a, b = rankdata(first[both]), rankdata(second[both])
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return round(float(np.corrcoef(a, b)[0, 1]), 12)


def scored(table: pd.DataFrame, every: pd.DataFrame, felt: float) -> pd.DataFrame:
    """Sum up by incident, and over all.

    Parameters
    ----------
    table
        Rows of `replay`.
    every
        Prediction for all countries: incident, country, predicted.
    felt
        Share from which a country counts as affected.

    Returns
    -------
    DataFrame
        incident, shares (observed), no_way (of them, countries of which the network knew no way), spearman (a country
        without a way counts as last), mean_error, bias, named, recall, unaffected, unaffected_right, false_alarms,
        alarms (their codes, the largest first).
    """
    rows = [
        _scores(name, part, every[every.incident == name], felt) for name, part in table.groupby("incident", sort=False)
    ]
    return pd.DataFrame([*rows, _scores("all", table, every, felt)])


def _scores(name: object, table: pd.DataFrame, every: pd.DataFrame, felt: float) -> dict[str, object]:
    shares = table[table.kind == "share"]
    observed = shares.observed.to_numpy(dtype=float)
    predicted = shares.predicted.to_numpy(dtype=float)
    error = np.abs(predicted - observed)
    felt_rows = table[(table.kind == "affected") | ((table.kind == "share") & (table.observed >= felt))]
    best = felt_rows.groupby(["incident", "country"]).predicted.max()
    spared = table[table.kind == "unaffected"]
    mentioned = set(zip(table.incident, table.country, strict=True))
    alarms = every[every.predicted >= felt].sort_values("predicted", ascending=False)
    false = [c for i, c in zip(alarms.incident, alarms.country, strict=True) if (i, c) not in mentioned]
    return {
        "incident": name,
        "shares": len(shares),
        "no_way": int(np.isnan(predicted).sum()),
        "spearman": spearman(np.nan_to_num(predicted, nan=-1.0), observed),
        "mean_error": float(np.nanmean(error)) if np.isfinite(error).any() else np.nan,
        "bias": float(np.nanmean(predicted - observed)) if np.isfinite(error).any() else np.nan,
        "named": len(best),
        "recall": float((best.fillna(0.0) >= felt).mean()) if len(best) else np.nan,
        "unaffected": len(spared),
        "unaffected_right": int((spared.predicted.fillna(0.0) < felt).sum()),
        "false_alarms": len(false),
        "alarms": ";".join(dict.fromkeys(false)) if name != "all" else "",
    }
