"""Logistic regression by Newton's method with errors that allow for states repeating: from arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import InfeasibleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS: Final = 60
TOLERANCE: Final = 1e-10


def fit_logit(
    x: NDArray[np.float64], y: NDArray[np.float64], cluster: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Fit a logit.

    Parameters
    ----------
    x
        Shape (rows, columns), the constant among them.
    y
        Shape (rows,), 0 or 1.
    cluster
        Shape (rows,): rows of one number may hang together.

    Returns
    -------
    tuple
        Coefficients, their covariance clustered (with the factor g / (g - 1)), and the log likelihood.

    Raises
    ------
    InfeasibleError
        Columns that are collinear, or that part zeros from ones without fault, so that no finite answer is.

    Source
    ------
    Allison (1982), Sociological Methodology 13, 61-98 (discrete time as a logit); Liang and Zeger (1986), Biometrika
    73(1), 13-22 (covariance).
    """
    beta = np.zeros(x.shape[1])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise InfeasibleError("the columns of the hazard are collinear: leave one out")
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -700, 700)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x
        step = np.linalg.lstsq(hessian, x.T @ (y - p), rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < TOLERANCE:
            break
    else:
        raise InfeasibleError("the hazard has no finite answer: a column parts those who joined from the others")
    if np.abs(beta).max() > 30:
        raise InfeasibleError("the hazard has no finite answer: a column parts those who joined from the others")
    p = 1 / (1 + np.exp(-x @ beta))
    bread = np.linalg.inv((x * (p * (1 - p))[:, None]).T @ x)
    scores = x * (y - p)[:, None]
    groups = np.unique(cluster, return_inverse=True)[1]
    sums = np.zeros((int(groups.max()) + 1, x.shape[1]))
    np.add.at(sums, groups, scores)
    count = len(sums)
    meat = sums.T @ sums * count / (count - 1)
    likelihood = float((y * np.log(p) + (1 - y) * np.log1p(-p)).sum())
    return beta, bread @ meat @ bread, likelihood
