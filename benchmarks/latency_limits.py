"""What stands in the way of latency: how far its score depends on the draw of folds and cities, and what knowledge could add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from latency_calibration import held_out

if TYPE_CHECKING:
    import pandas as pd
    from latency_calibration import Pairs

SHORT_KM, DRAWS = 2000.0, 200
CITY_SEEDS, COUNTRY_SEEDS = 10, 5


def correlation(predicted: np.ndarray, observed: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Give the correlation of logarithms, weighted where weights are given."""
    both = np.cov(np.log(predicted), np.log(observed), aweights=weight)
    return float(both[0, 1] / np.sqrt(both[0, 0] * both[1, 1]))


def over_draws(pairs: Pairs, table: pd.DataFrame, count: int, regions: dict[str, str]) -> list[str]:
    """Say how the correlation varies with the draw of folds, and with each continent left out.

    Parameters
    ----------
    count
        Folds of cities and of countries.
    regions
        Continent of each country, by its code.
    """

    def of(first: np.ndarray, second: np.ndarray, folds: int, seeds: int) -> np.ndarray:
        told = [held_out(pairs, first, second, folds, seed=seed)[0] for seed in range(seeds)]
        return np.array([correlation(one, pairs.observed) for one in told])

    city = of(table.a.to_numpy(), table.b.to_numpy(), count, CITY_SEEDS)
    country = of(table.from_country.to_numpy(), table.to_country.to_numpy(), count, COUNTRY_SEEDS)
    where = np.array([regions.get(code, "") for code in pairs.country.tolist()])
    first, second = where[pairs.first], where[pairs.second]
    continent = of(first, second, len(np.unique(where)), 1)
    return [
        f"The draw of the folds matters: over {CITY_SEEDS} draws of cities the correlation is {_range(city)}, over {COUNTRY_SEEDS} "
        f"of countries {_range(country)}; with the continents of both ends left out, {continent[0]:.4f}.",
        "",
    ]


def limits(table: pd.DataFrame, told: np.ndarray) -> list[str]:
    """Say what stands in the way: noise of the cities at hand, effects of single cities, and short ways."""
    names = np.unique(table[["a", "b"]])
    ends = np.searchsorted(names, table[["a", "b"]].to_numpy())
    seen = table.observed_ms.to_numpy()
    off = np.log(seen / told)
    rng = np.random.default_rng(0)
    drawn = [np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names)) for _ in range(DRAWS)]
    noise = np.std([correlation(told, seen, count[ends].prod(axis=1)) for count in drawn])
    design = (ends[:, :1] == np.arange(len(names))).astype(float) + (ends[:, 1:] == np.arange(len(names)))
    own = correlation(told * np.exp(design @ np.linalg.lstsq(design, off, rcond=None)[0]), seen)
    without = max(correlation(told, seen, (ends != i).all(axis=1).astype(float)) for i in range(len(names)))
    short = table.geodesic_km.to_numpy() < SHORT_KM
    country = np.empty(len(names), dtype=object)
    country[ends[:, 0]], country[ends[:, 1]] = table.from_country, table.to_country
    most = max(set(country), key=list(country).count)
    every, rest = (shared_by_countries(ends, off, country, leave) for leave in (None, most))
    return [
        f"What limits it: with other cities drawn from these the correlation would differ by {noise:.3f} (standard deviation of "
        f"{DRAWS} draws of cities). A factor for each city, fitted on its own pairs, would give {own:.3f}; leaving out the one city "
        f"that fits worst, {without:.3f}. {short.mean():.0%} of the pairs, under {SHORT_KM:,.0f} km, hold "
        f"{(off[short] ** 2).sum() / (off**2).sum():.0%} of the squared error: neighbours that meet next door or an ocean away.",
        f"Two pairs of cities between the same two countries, no city in both, share {every:.0%} of their squared error, and "
        f"{rest:.0%} where the country of most cities is left out: no more is left for knowledge of cables, exchanges or policy "
        "between countries; the rest goes with the single server and its networks.",
        "",
    ]


def shared_by_countries(ends: np.ndarray, off: np.ndarray, country: np.ndarray, leave: object) -> float:
    """Give the covariance of residuals of pairs of cities of the same two countries, no city in both, over their variance.

    Parameters
    ----------
    ends
        Shape (p, 2): cities of each pair, by number.
    off
        Shape (p,): residuals.
    country
        Shape (n,): country of each city.
    leave
        Country whose pairs are left out.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for i, (a, b) in enumerate(ends.tolist()):
        if leave not in (country[a], country[b]):
            groups.setdefault(tuple(sorted((country[a], country[b]))), []).append(i)
    covariance, variance = 0.0, 0.0
    for rows in groups.values():
        a, b = ends[rows].T
        apart = ~((a[:, None] == a) | (a[:, None] == b) | (b[:, None] == a) | (b[:, None] == b))
        if apart.any():
            covariance += len(rows) * float(np.outer(off[rows], off[rows])[apart].mean())
            variance += float((off[rows] ** 2).sum())
    return covariance / variance


def _range(values: np.ndarray) -> str:
    return f"{values.min():.4f} to {values.max():.4f} (mean {values.mean():.4f})"
