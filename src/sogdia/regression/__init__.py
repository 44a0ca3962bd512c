"""Least squares and Poisson pseudo-maximum-likelihood (PPML) with fixed effects: arrays in, one `Regression` out.

Standard errors come from the influence of each row, so that any two regressions on the same rows have a joint
covariance. One fixed effect is absorbed here; two or more need the extra `influence` (pyfixest's projections).
"""

from sogdia.regression.covariances import sandwich
from sogdia.regression.fitted import Regression
from sogdia.regression.least_squares import ols
from sogdia.regression.poisson import ppml

__all__ = ["Regression", "ols", "ppml", "sandwich"]
