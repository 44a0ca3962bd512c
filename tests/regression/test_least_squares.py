from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import DataError, ParameterError
from sogdia.regression import ols


def table(seed=0, n=300):
    chance = np.random.default_rng(seed)
    out = pd.DataFrame({"f": chance.integers(0, 12, n), "g": chance.integers(0, 9, n), "x": chance.normal(size=n)})
    out["z"] = chance.normal(size=n) + out["x"]
    out["w"] = chance.random(n) + 0.5
    out["y"] = 1 + out["x"] - 0.5 * out["z"] + 0.1 * out["f"] + chance.normal(size=n) * (1 + out["x"].abs())
    return out


def oracle(formula, data, vcov, **more):
    pyfixest = pytest.importorskip("pyfixest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyfixest.feols(formula, data, vcov=vcov, **more)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effects", "clusters", "robust", "vcov"),
    [
        ([], [], False, "iid"),
        ([], [], True, "hetero"),
        (["f"], [], True, "hetero"),
        (["f", "g"], [], True, "hetero"),
        (["f", "g"], ["f"], True, {"CRV1": "f"}),
        (["g"], ["f", "g"], True, {"CRV1": "f+g"}),
    ],
)
def test_it_agrees_with_pyfixest(effects, clusters, robust, vcov):
    data = table()
    fit = ols(
        data.y, data[["x", "z"]], ["x", "z"], effects=[data[e] for e in effects],
        clusters=[data[c] for c in clusters], robust=robust,
    )  # fmt: skip
    known = oracle(f"y ~ x + z{' | ' + ' + '.join(effects) if effects else ''}", data, vcov)
    ours = fit.table().set_index("term")
    assert ours.loc[["x", "z"], "estimate"].to_numpy() == pytest.approx(known.coef()[["x", "z"]].to_numpy(), abs=1e-7)
    assert ours.loc[["x", "z"], "se"].to_numpy() == pytest.approx(known.se()[["x", "z"]].to_numpy(), rel=2e-3)


@pytest.mark.slow
def test_weights_agree_with_pyfixest():
    data = table(1)
    fit = ols(data.y, data[["x", "z"]], ["x", "z"], effects=[data.f], weights=data.w)
    known = oracle("y ~ x + z | f", data, "hetero", weights="w")
    assert fit.coefficients == pytest.approx(known.coef().to_numpy(), abs=1e-8)
    assert fit.errors == pytest.approx(known.se().to_numpy(), rel=1e-6)


def test_influence_gives_the_sandwich():
    data = table(2)
    fit = ols(data.y, data[["x", "z"]], ["x", "z"])
    assert fit.influence.T @ fit.influence * fit.factor == pytest.approx(fit.covariance)
    assert np.abs(fit.influence.sum(axis=0)).max() < 1e-12


def test_sizes_of_columns_do_not_matter():
    data = table(3)
    plain = ols(data.y, data[["x", "z"]], ["x", "z"])
    huge = ols(data.y, data[["x", "z"]] * [1e13, 1e-9], ["x", "z"])
    assert huge.coefficients * [1, 1e13, 1e-9] == pytest.approx(plain.coefficients)
    assert huge.errors * [1, 1e13, 1e-9] == pytest.approx(plain.errors)


def test_collinear_terms_and_singletons_are_told():
    data = table(4)
    data.loc[0, "f"] = 99
    x = data[["x", "z"]].assign(twice=2 * data.x, level=data.f)
    fit = ols(data.y, x, list(x), effects=[data.f])
    assert fit.collinear == ("twice", "level")
    assert (fit.singletons, fit.n, fit.used[0]) == (1, len(data) - 1, False)


def test_bad_input_is_refused():
    data = table(5, 20)
    with pytest.raises(DataError, match="nothing varies"):
        ols(np.ones(20), data[["x"]], ["x"])
    with pytest.raises(DataError, match=r"1 rows have no finite value .*rows 3"):
        ols(data.y.where(data.index != 3), data[["x"]], ["x"])
    with pytest.raises(ParameterError, match="own name"):
        ols(data.y, data[["x", "z"]], ["x", "x"])
    with pytest.raises(DataError, match="cannot fit"):
        ols(data.y[:2], data[["x", "z"]][:2], ["x", "z"])
    with pytest.raises(DataError, match="alone"):
        ols(data.y, data[["x"]], ["x"], effects=[np.arange(20)])
    with pytest.raises(DataError, match="one cluster"):
        ols(data.y, data[["x"]], ["x"], clusters=[np.ones(20)])
