"""`ols`: least squares with fixed effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import DataError
from sogdia.regression.covariances import sandwich
from sogdia.regression.fitted import Regression
from sogdia.regression.fixed_effects import absorb, absorbed, independent
from sogdia.regression.samples import draw_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def ols(
    y: ArrayLike,
    x: ArrayLike,
    names: Sequence[str],
    *,
    effects: Sequence[ArrayLike] = (),
    clusters: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
    robust: bool = True,
) -> Regression:
    """Fit y = x b + fixed effects + e by (weighted) least squares.

    Parameters
    ----------
    y
        Outcome, shape (n,), finite.
    x
        Regressors, shape (n, k), finite, without a constant: it is added where there are no fixed effects.
    names
        Their k names.
    effects
        Fixed effects, each of shape (n,): any labels.
    clusters
        Ways of clustering, each of shape (n,): any labels; by default none. Two ways: Cameron, Gelbach and Miller.
    weights
        Shape (n,), above 0; by default 1.
    robust
        Without clusters: heteroskedasticity-robust (HC1); False: classical.

    Raises
    ------
    DataError
        Not finite, a constant outcome, or fewer rows than terms.
    MissingExtraError
        Two or more fixed effects without the extra `influence`.

    Source
    ------
    Frisch-Waugh-Lovell; sandwich: White (1980) with n / (n - k) (HC1); clusters: Cameron, Gelbach and Miller (2011),
    equation 2.7, with G / (G - 1) · (n - 1) / (n - k). Effects nested in a cluster count for nothing in k.

    Examples
    --------
    >>> fit = ols([1.0, 2.0, 3.0, 4.5], [[0.0], [1.0], [2.0], [3.0]], ["slope"], robust=False)
    >>> fit.table().round(3)[["term", "estimate", "se"]].to_numpy().tolist()
    [['constant', 0.9, 0.162], ['slope', 1.15, 0.087]]
    """
    sample = draw_sample(y, x, names, effects, weights)
    z = absorb(np.column_stack([sample.y, sample.x]), sample.effects, sample.w)
    kept = independent(z[:, 1:], sample.x, sample.w)
    part = z[:, 1:][:, kept]
    bread = np.linalg.inv((part * sample.w[:, None]).T @ part)
    b = bread @ (part.T @ (sample.w * z[:, 0]))
    e = z[:, 0] - part @ b
    scale = sample.scale[kept]
    influence = (part * (sample.w * e)[:, None]) @ bread / scale
    ways = sample.ways(clusters)
    n, terms = len(e), len(b) + absorbed(sample.effects, ways)
    if n <= terms:
        raise DataError(f"{n} rows cannot fit {terms} terms; leave out terms or fixed effects")
    factor, freedom = n / (n - terms), float(n - terms)
    if ways:
        covariance, freedom = sandwich(influence, ways)
        factor = (n - 1) / (n - terms)
    elif robust:
        covariance, _ = sandwich(influence, ())
    else:
        covariance = bread / np.outer(scale, scale) * float(sample.w @ e**2) / n
    centred = sample.y - np.average(sample.y, weights=sample.w)
    names_kept, collinear = sample.split(kept)
    return Regression(
        names=names_kept, coefficients=b / scale, covariance=covariance * factor, influence=influence,
        used=sample.used, fitted=sample.y - e, residuals=e, collinear=collinear, singletons=sample.singletons,
        separated=0, factor=factor, freedom=freedom, clusters=tuple(int(way.max()) + 1 for way in ways),
        r2=1 - float(sample.w @ e**2) / float(sample.w @ centred**2),
    )  # fmt: skip
