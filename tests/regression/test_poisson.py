from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError
from sogdia.regression import ppml


def table(seed=0, n=400):
    chance = np.random.default_rng(seed)
    out = pd.DataFrame({"f": chance.integers(0, 20, n), "g": chance.integers(0, 15, n), "x": chance.normal(size=n)})
    out["z"] = chance.normal(size=n)
    out["y"] = chance.poisson(np.exp(0.3 * out["x"] - 0.2 * out["z"] + 0.05 * out["f"])).astype(float)
    return out


@pytest.mark.slow
def test_it_agrees_with_pyfixest():
    pyfixest = pytest.importorskip("pyfixest")
    data = table()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = pyfixest.fepois("y ~ x + z | f + g", data, vcov={"CRV1": "f"}, ssc=pyfixest.ssc(k_adj=False))
    fit = ppml(data.y, data[["x", "z"]], ["x", "z"], effects=[data.f, data.g], clusters=[data.f])
    assert fit.coefficients == pytest.approx(known.coef().to_numpy(), abs=1e-6)
    assert fit.errors == pytest.approx(known.se().to_numpy(), rel=1e-4)


def test_the_moments_are_zero_and_means_add_up():
    data = table(1)
    fit = ppml(data.y, data[["x", "z"]], ["x", "z"], effects=[data.f])
    assert data[["x", "z"]].to_numpy().T @ fit.residuals == pytest.approx(np.zeros(2), abs=1e-6)
    by = pd.Series(fit.residuals).groupby(data.f).sum()
    assert np.abs(by).max() < 1e-6


def test_scaling_the_outcome_changes_the_constant_alone():
    data = table(2)
    one, many = (ppml(k * data.y, data[["x", "z"]], ["x", "z"]) for k in (1, 1e6))
    assert many.coefficients - one.coefficients == pytest.approx([np.log(1e6), 0, 0], abs=1e-7)
    assert many.errors == pytest.approx(one.errors, rel=1e-6)


@pytest.mark.parametrize("effects", [[], ["f"], ["f", "g"]])
def test_separated_rows_are_left_out(effects):
    data = table(3)
    chance = np.random.default_rng(0)
    data["s"] = ((data.y == 0) & (chance.random(len(data)) < 0.3)).astype(float)
    names = ["x", "z", "s"]
    fit = ppml(data.y, data[names], names, effects=[data[e] for e in effects])
    kept = data[data.s == 0]
    plain = ppml(kept.y, kept[["x", "z"]], ["x", "z"], effects=[kept[e] for e in effects])
    assert fit.collinear == ("s",)
    assert fit.separated == int(data.s.sum())
    assert fit.coefficients == pytest.approx(plain.coefficients, abs=1e-7)


def test_bad_outcomes_are_refused():
    data = table(4, 30)
    with pytest.raises(DataError, match="0 and more"):
        ppml(data.y - 5, data[["x"]], ["x"])
    with pytest.raises(DataError, match="nothing varies"):
        ppml(data.y * 0, data[["x"]], ["x"])
