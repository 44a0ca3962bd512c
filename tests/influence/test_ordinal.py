from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import norm

from sogdia.influence.dynamics import log_prior, variances, walk
from sogdia.influence.ordinal import between, observe, slopes


@pytest.mark.parametrize(("low", "high"), [(-np.inf, -1.0), (-0.3, 0.4), (7.0, 7.5), (-9.0, -8.0), (2.0, np.inf)])
def test_slopes_are_those_of_the_log_probability(low, high):
    value, by_low, by_high, *_ = slopes(low, high)
    assert value == pytest.approx(np.log(between(low, high)))
    if abs(low) < 5 or abs(high) < 5:
        assert between(low, high) == pytest.approx(norm.cdf(high) - norm.cdf(low))
    step = 1e-6
    if np.isfinite(low):
        assert by_low == pytest.approx(
            (slopes(low + step, high)[0] - slopes(low - step, high)[0]) / (2 * step), rel=1e-4
        )
    if np.isfinite(high):
        assert by_high == pytest.approx(
            (slopes(low, high + step)[0] - slopes(low, high - step)[0]) / (2 * step), rel=1e-4
        )


@pytest.mark.parametrize("category", [0, 1, 2])
def test_expected_slopes_are_those_of_the_expected_log_probability(category):
    out = np.zeros(14)

    def value(item):
        return observe(np.asarray(item), 2, category, 0.4, 0.3, np.zeros(14))

    item = np.array([1.3, -0.5, 0.6])
    observe(item, 2, category, 0.4, 0.3, out)
    np.testing.assert_allclose(out[2:5], approx_fprime(item, value, 1e-7), atol=1e-5)


def test_a_chain_has_the_variances_of_its_inverse():
    country = np.array([0, 0, 0, 1, 1, 1, 2])
    session = np.array([0, 1, 3, 0, 2, 3, 1])
    chamber = walk(country, session, 0.5)
    _, _, diagonal = log_prior(np.zeros(len(chamber.country)), chamber.following, chamber.tie, chamber.anchor)
    matrix = np.diag(diagonal + 3.0)
    for s, n in enumerate(chamber.following):
        if n >= 0:
            matrix[s, n] = matrix[n, s] = -chamber.tie[s]
    found = variances(diagonal + 3.0, chamber.following, chamber.tie)
    np.testing.assert_allclose(found, np.diagonal(np.linalg.inv(matrix)))


def test_a_gap_counts_as_one_step():
    chamber = walk(np.array([0, 0, 1, 1, 1]), np.array([0, 2, 0, 1, 2]), 0.5)
    own = chamber.tie[(chamber.country == 0) & (chamber.following >= 0)]
    assert (1 / own).sum() == pytest.approx(0.25)
    assert chamber.cast[(chamber.country == 0) & (chamber.session == 1)].tolist() == [0]
