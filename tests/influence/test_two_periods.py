from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import InfeasibleError
from sogdia.influence.two_periods import METHODS, two_periods


def case(seed=0, n=4000):
    chance = np.random.default_rng(seed)
    x = chance.normal(size=n)
    treated = (chance.random(n) < 1 / (1 + np.exp(-x))).astype(float)
    return 2 * treated + 1.5 * x + chance.normal(size=n), treated, np.column_stack([np.ones(n), x])


@pytest.mark.parametrize("method", METHODS)
def test_covariates_take_the_trend_out(method):
    change, treated, x = case()
    effect, influence = two_periods(change, treated, x, method)
    assert effect == pytest.approx(2, abs=4 * np.sqrt((influence**2).sum()))
    assert influence.sum() == pytest.approx(0, abs=1e-8)
    assert two_periods(change, treated, x[:, :1])[0] > 2.5


@pytest.mark.parametrize("method", METHODS)
def test_standard_errors_are_those_of_repeated_draws(method):
    found = [two_periods(*case(s, 300), method) for s in range(150)]
    effects, errors = [e for e, _ in found], [np.sqrt((i**2).sum()) for _, i in found]
    assert np.std(effects) == pytest.approx(np.mean(errors), rel=0.2)


def test_wholly_different_covariates_are_refused():
    treated = np.repeat([0.0, 1.0], 10)
    x = np.column_stack([np.ones(20), np.arange(20.0)])
    with pytest.raises(InfeasibleError, match="no unit is comparable"):
        two_periods(np.arange(20.0), treated, x, "inverse-probability")
