"""Common factors of a set of units, and what they predict for others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_STEPS: Final = 2000
_STILL: Final = 1e-8


@dataclass(frozen=True)
class Factors:
    """Year effects and factors of n units over T years; leading dimensions are draws.

    Attributes
    ----------
    years
        Year effects, shape (..., T).
    base
        A column of ones and the r factors, shape (..., T, r + 1).
    filled, fitted
        Outcomes without gaps, and what the factors fit of them; shape (n, T).
    """

    years: Floats
    base: Floats
    filled: Floats
    fitted: Floats

    def without_each(self) -> Factors:
        """Estimate the factors without each unit in turn: n draws, from moments with that unit taken out."""
        y, n, width = self.filled, *self.filled.shape
        rows = y - y.mean(axis=1, keepdims=True)
        years = (y.sum(axis=0) - y) / (n - 1)
        centre = (rows.sum(axis=0) - rows) / (n - 1)
        moments = (
            rows.T @ rows - rows[:, :, None] * rows[:, None, :] - (n - 1) * centre[:, :, None] * centre[:, None, :]
        )
        top = _axes(moments, self.base.shape[-1] - 1) * np.sqrt(width)
        return Factors(years, np.concatenate([np.ones((n, width, 1)), top], axis=-1), self.filled, self.fitted)


def factors(outcome: Floats, r: int) -> Factors:
    """Estimate year effects and r factors by principal components; gaps are filled by what is fitted, until that rests.

    Parameters
    ----------
    outcome
        Shape (..., n, T); NaN for a gap, only where there are no leading dimensions.
    r
        Number of factors, 0 or more.

    Source
    ------
    Bai (2009), section 3; gaps: Gobillon and Magnac (2016), Review of Economics and Statistics 98(3), section III.
    """
    gaps = np.isnan(outcome)
    filled = outcome
    if gaps.any():
        year = np.nanmean(np.where(gaps.all(axis=0), 0.0, outcome), axis=0)
        unit = np.nanmean(outcome - year, axis=1)
        filled = np.where(gaps, year[None, :] + unit[:, None], outcome)
        size = float(np.nanstd(outcome)) or 1.0
        for _ in range(_STEPS):
            _, _, fitted = _components(filled, r)
            moved = float(np.abs(fitted[gaps] - filled[gaps]).max()) / size
            filled = np.where(gaps, fitted, outcome)
            if moved < _STILL:
                break
    years, base, fitted = _components(filled, r)
    return Factors(years, base, filled, fitted)


def _components(y: Floats, r: int) -> tuple[Floats, Floats, Floats]:
    years = y.mean(axis=-2)
    unit = (y - years[..., None, :]).mean(axis=-1, keepdims=True)
    within = y - years[..., None, :] - unit
    width = y.shape[-1]
    ones = np.ones((*y.shape[:-2], width, 1))
    if not r:
        return years, ones, years[..., None, :] + unit + np.zeros_like(y)
    top = _axes(np.swapaxes(within, -1, -2) @ within, r)
    fitted = years[..., None, :] + unit + (within @ top) @ np.swapaxes(top, -1, -2)
    return years, np.concatenate([ones, top * np.sqrt(width)], axis=-1), fitted


def _axes(moments: Floats, r: int) -> Floats:
    """Give the r leading eigenvectors of moments, shape (..., T, T), as columns."""
    return np.asarray(np.linalg.eigh(moments)[1][..., ::-1][..., :r])


def loadings(outcome: Floats, before: Flags, found: Factors) -> Floats:
    """Regress the untreated years of units, less year effects, on ones and factors; shape (..., m, r + 1).

    Parameters
    ----------
    outcome
        Shape (..., m, T), 0 where not observed.
    before
        Untreated years, shape (m, T); few different rows make it fast.
    found
        Factors.
    """
    gap = outcome - found.years[..., None, :]
    lead = np.broadcast_shapes(outcome.shape[:-2], found.years.shape[:-1])
    out = np.zeros((*lead, before.shape[0], found.base.shape[-1]))
    for mask in np.unique(before, axis=0):
        rows = np.flatnonzero((before == mask).all(axis=1))
        x = found.base[..., mask, :]
        across = np.swapaxes(x, -1, -2)
        inverse = np.linalg.pinv(across @ x, rcond=1e-12, hermitian=True)
        out[..., rows, :] = gap[..., rows, :][..., mask] @ x @ inverse
    return out


def predicted(outcome: Floats, before: Flags, found: Factors) -> Floats:
    """Give what units would have without treatment, shape (..., m, T); parameters as of `loadings`."""
    tied = loadings(outcome, before, found)
    return np.asarray(found.years[..., None, :] + tied @ np.swapaxes(found.base, -1, -2))
