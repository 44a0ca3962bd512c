from __future__ import annotations

import warnings

import numpy as np
import pytest

from sogdia.errors import InfeasibleError
from sogdia.influence.imputation import imputation
from sogdia.influence.study_panel import lay_out


@pytest.mark.parametrize("covariates", [[], ["x"]])
@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize(("averages", "theirs"), [("cohort-year", "cohort_horizon"), ("horizon", "horizon")])
def test_it_agrees_with_diff_diff(adopt, covariates, missing, averages, theirs):
    diff_diff = pytest.importorskip("diff_diff")
    data = adopt(1, missing=missing)
    panel = lay_out(data, outcome="y", first="first", covariates=covariates)
    for leave_out in (False, True):
        found = imputation(panel, averages=averages, leave_out=leave_out)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            known = diff_diff.ImputationDiD(aux_partition=theirs, leave_one_out=leave_out).fit(
                data, outcome="y", unit="unit", time="year", first_treat="first", covariates=covariates or None,
                aggregate="event_study",
            )  # fmt: skip
        assert (found.att, found.errors[0]) == pytest.approx((known.overall_att, known.overall_se), abs=1e-8)
        for j in found.where("event"):
            event = known.event_study_effects.get(found.terms[j].at)
            if event and found.terms[j].at >= 0:
                assert (found.estimates[j], found.errors[j]) == pytest.approx((event["effect"], event["se"]), abs=1e-8)


def test_leads_find_a_trend_before_treatment(adopt):
    data = adopt(2, units=200)
    data["y"] += (data["first"] > 0) & (data["first"] - data["year"] == 1)
    found = imputation(lay_out(data, outcome="y", first="first"), leads=2)
    table = found.table().set_index("term")
    assert table.loc["event -1", "p"] < 0.01
    assert table.loc["event -1", "estimate"] == pytest.approx(1, abs=0.5)
    assert "event -3" not in table.index


def test_cells_without_a_counterfactual_are_counted(adopt):
    data = adopt(3).query("first > 0")
    found = imputation(lay_out(data, outcome="y", first="first"))
    assert found.settings["cells_without_counterfactual"] > 0
    assert max(t.at for t in found.terms if t.kind == "calendar") < 2008


def test_a_cohort_of_one_has_an_honest_error(adopt):
    data = adopt(4, units=40)
    alone = data["unit"] == data.loc[data["first"] > 0, "unit"].iloc[0]
    data.loc[alone, "first"] = 2007.0
    found = imputation(lay_out(data, outcome="y", first="first"))
    j = next(j for j, t in enumerate(found.terms) if (t.kind, t.at) == ("group", 2007))
    assert found.errors[j] > 0.2


def test_errors_cover_a_planted_effect(adopt):
    seen = [imputation(lay_out(adopt(s, units=40, years=10), outcome="y", first="first", covariates=["x"]), leads=0)
            for s in range(60)]  # fmt: skip
    inside = [row.low < 1 < row.high for row in (found.table().iloc[0] for found in seen)]
    assert np.mean(inside) > 0.85


def test_nothing_to_impute_from_is_refused(adopt):
    data = adopt(5)
    data["first"] = 2006
    with pytest.raises(InfeasibleError, match="all 60 units are first treated in 2006"):
        imputation(lay_out(data, outcome="y", first="first"))
