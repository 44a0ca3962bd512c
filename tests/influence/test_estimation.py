from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from sogdia.errors import InfeasibleError, MissingExtraError, ParameterError
from sogdia.influence import estimate
from sogdia.influence.model_file import ESTIMATORS
from sogdia.influence.power import detectable

EFFECTS = [name for name in ESTIMATORS if name not in {"ols", "ppml"}]


@pytest.mark.parametrize("name", EFFECTS)
def test_every_estimator_answers_alike(adopt, name):
    data = adopt(1, units=40)
    options = {"interactive-effects": {"draws": 20}, "matrix-completion": {"folds": 2, "penalties": 2}}.get(name, {})
    found = estimate({"estimator": name, "outcome": "y", "first": "first", "options": options}, data)
    assert list(found.table.columns[:7]) == ["term", "estimate", "se", "low", "high", "p", "n"]
    assert found.table["term"][0] == "att"
    assert abs(found.table["estimate"][0] - 1) < 0.8
    assert found.fit.influence.shape == (len(found.fit.units), len(found.table))
    assert found.table["detectable"][0] == pytest.approx(
        float(detectable(found.table["se"][0], freedom=found.fit.freedom[0]))
    )
    assert found.sample["left"].iloc[-1] == len(data)
    assert name in found.rule


def test_regressions_count_every_restriction(adopt):
    data = adopt(2)
    data.loc[:4, "x"] = np.nan
    data["group"] = data["unit"].where(data["unit"] > 0).astype("Int64")
    found = estimate(
        {"estimator": "ols", "outcome": "log(y)", "regressors": ["x"], "fixed_effects": "group", "where": {"on": 0}},
        data,
    )
    cost = found.sample.set_index("restriction")["rows"]
    assert cost["where on is 0"] == int(data["on"].sum())
    assert cost["log(y): y is 0 or less"] > 0
    assert (found.sample["left"].diff().fillna(0) == -found.sample["rows"]).all()
    assert found.table["n"][0] == found.sample["left"].iloc[-1]


def test_separated_rows_and_collinear_terms_are_told(adopt):
    data = adopt(3)
    data["count"] = (data["y"] > 0).astype(float)
    data["never"] = ((data["count"] == 0) & (data["unit"] < 9)).astype(float)
    found = estimate({"estimator": "ppml", "outcome": "count", "regressors": ["x", "never"]}, data)
    assert found.sample["restriction"].str.contains("separated").any()
    assert "Left out as collinear: never" in found.rule


def test_the_extra_is_named_where_it_is_needed(adopt, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyfixest.core.demean", None)
    model = {"estimator": "ppml", "outcome": "on", "regressors": ["x"]}
    assert estimate(model, adopt(4)).table["n"][0] > 0
    with pytest.raises(MissingExtraError, match=r"sogdia\[influence\]"):
        estimate({**model, "fixed_effects": ["year", "first"]}, adopt(4))


def test_a_mapping_with_faults_is_told():
    with pytest.raises(ParameterError, match="did you mean 'regressors'"):
        estimate({"estimator": "ols", "outcome": "y", "regresors": ["x"]}, pd.DataFrame({"x": [1], "y": [1]}))
    with pytest.raises(ParameterError, match="needs regressors"):
        estimate({"estimator": "ols", "outcome": "y"}, pd.DataFrame({"x": [1], "y": [1]}))
    with pytest.raises(ParameterError, match="names no file"):
        estimate({"estimator": "ols", "outcome": "y", "regressors": ["x"]})


def test_refusals_come_through(adopt):
    model = {"estimator": "callaway-santanna", "outcome": "y", "treated": "on"}
    with pytest.raises(InfeasibleError, match="leave treatment"):
        estimate(model, adopt(5, ends=True))
    assert estimate({**model, "estimator": "chaisemartin-dhaultfoeuille"}, adopt(5, ends=True)).table["se"][0] > 0
