"""`ppml`: Poisson pseudo-maximum-likelihood with fixed effects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import DataError
from sogdia.regression.covariances import sandwich
from sogdia.regression.fitted import Regression
from sogdia.regression.fixed_effects import absorb, independent
from sogdia.regression.samples import Sample, draw_sample
from sogdia.regression.separation import separated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_ROUNDS: Final = 200


def ppml(
    y: ArrayLike,
    x: ArrayLike,
    names: Sequence[str],
    *,
    effects: Sequence[ArrayLike] = (),
    clusters: Sequence[ArrayLike] = (),
    weights: ArrayLike | None = None,
) -> Regression:
    """Fit E[y] = exp(x b + fixed effects) by Poisson pseudo-maximum-likelihood, for outcomes of 0 and more.

    Parameters are those of `ols`. Standard errors are robust (or clustered) with n / (n - 1) (G / (G - 1)), as is
    usual for maximum likelihood. Rows that separate (those whose zeros alone identify a term) are left out and counted.

    Raises
    ------
    DataError
        Not finite, below 0, all 0, or no finite estimate is reached.
    MissingExtraError
        Two or more fixed effects without the extra `influence`.

    Source
    ------
    Santos Silva and Tenreyro (2006), Review of Economics and Statistics 88(4), equation 9; iterations of Correia,
    Guimarães and Zylkin (2020), Stata Journal 20(1); separation: the same, arXiv 1903.01633, proposition 1.

    Examples
    --------
    >>> fit = ppml([1.0, 0.0, 3.0, 2.0], [[0.0], [0.0], [1.0], [1.0]], ["step"])
    >>> fit.coefficients.round(4).tolist()  # log 0.5, log 2.5 / 0.5
    [-0.6931, 1.6094]
    """
    sample = draw_sample(y, x, names, effects, weights)
    if (sample.y < 0).any() or not (sample.y > 0).any():
        raise DataError(
            f"PPML needs an outcome of 0 and more, some above 0; found {sample.y.min():g} to {sample.y.max():g}"
        )
    sample = sample.without(separated(sample.y > 0, sample.x, sample.effects))
    kept = independent(absorb(sample.x, sample.effects, sample.w), sample.x, sample.w)
    b, mu, part = _iterate(sample, kept)
    e = sample.y - mu
    n, scale = len(e), sample.scale[kept]
    bread = np.linalg.inv((part * (sample.w * mu)[:, None]).T @ part)
    influence = (part * (sample.w * e)[:, None]) @ bread / scale
    ways = sample.ways(clusters)
    covariance, _ = sandwich(influence, ways)
    factor = 1.0 if ways else n / (n - 1)
    varies = np.ptp(mu) > 0 and np.ptp(sample.y) > 0
    names_kept, collinear = sample.split(kept)
    return Regression(
        names=names_kept, coefficients=b / scale, covariance=covariance * factor, influence=influence,
        used=sample.used, fitted=mu, residuals=e, collinear=collinear, singletons=sample.singletons,
        separated=sample.separated, factor=factor, freedom=np.inf,
        clusters=tuple(int(way.max()) + 1 for way in ways),
        r2=float(np.corrcoef(sample.y, mu)[0, 1] ** 2) if varies else 0.0,
    )  # fmt: skip


def _iterate(sample: Sample, kept: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Reweight until the deviance rests: coefficients, means, and regressors without fixed effects at the end."""
    y, w = sample.y, sample.w
    mean = float(np.average(y, weights=w))
    mu = (y + mean) / 2
    eta = np.log(mu)
    deviance, rested = np.inf, 0
    for _ in range(_ROUNDS):
        z = absorb(np.column_stack([eta + (y - mu) / mu, sample.x[:, kept]]), sample.effects, w * mu)
        part, weight = z[:, 1:], w * mu
        b = np.linalg.solve((part * weight[:, None]).T @ part, part.T @ (weight * z[:, 0])).astype(np.float64)
        step = (eta + (y - mu) / mu) - (z[:, 0] - part @ b) - eta
        share = 1.0
        while True:
            tried = eta + share * step
            means = np.exp(np.clip(tried, -700, 700))
            now = _deviance(y, means, w)
            if (np.isfinite(now) and now <= deviance * (1 + 1e-9) + 1e-12) or share < 1e-4:
                break
            share /= 2
        still = abs(deviance - now) <= 1e-11 * max(now, 0.1 * float(w @ y) * 1e-6, 1e-300) and share == 1.0
        eta, mu, deviance = tried, np.maximum(means, 1e-300), now
        rested = rested + 1 if still else 0
        if rested == 2:
            part = absorb(sample.x[:, kept], sample.effects, w * mu)
            return b, mu, part
    raise DataError(
        f"PPML did not settle in {_ROUNDS} steps; terms may be nearly collinear, or of very different size: "
        f"see {', '.join(n for n, k in zip(sample.names, kept, strict=True) if k)}"
    )


def _deviance(y: Floats, mu: Floats, w: Floats) -> float:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        part = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mu), 0.0)
        return float(2 * (w @ (part - (y - mu))))
