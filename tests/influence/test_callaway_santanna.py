from __future__ import annotations

import warnings

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.study_panel import lay_out


@pytest.mark.parametrize("covariates", [[], ["x"]])
@pytest.mark.parametrize(("controls", "theirs"), [("never", "never_treated"), ("not-yet", "not_yet_treated")])
@pytest.mark.parametrize(("method", "name"), [("outcome-regression", "reg"), ("inverse-probability", "ipw")])
def test_it_agrees_with_diff_diff(adopt, covariates, controls, theirs, method, name):
    diff_diff = pytest.importorskip("diff_diff")
    data = adopt(2, units=50, years=9)
    panel = lay_out(data, outcome="y", first="first", covariates=covariates)
    found = callaway_santanna(panel, controls=controls, method=method)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = diff_diff.CallawaySantAnna(control_group=theirs, estimation_method=name).fit(
            data, outcome="y", unit="unit", time="year", first_treat="first", covariates=covariates or None,
            aggregate="all",
        )  # fmt: skip
    assert (found.att, found.errors[0]) == pytest.approx((known.overall_att, known.overall_se), abs=1e-6)
    for j, term in enumerate(found.terms):
        if term.kind == "event":
            theirs_ = known.event_study_effects[term.at]
        elif term.kind == "group":
            theirs_ = known.group_effects[term.at]
        elif term.kind == "group_time":
            theirs_ = known.group_time_effects[(term.at, term.year)]
        else:
            continue
        pair = (found.estimates[j], found.errors[j])
        assert pair == pytest.approx((theirs_["effect"], theirs_["se"]), abs=1e-6), term.name


def test_a_difference_of_means_by_hand(adopt):
    data = adopt(3)
    panel = lay_out(data, outcome="y", first="first")
    found = callaway_santanna(panel)
    j = next(j for j, t in enumerate(found.terms) if (t.kind, t.at, t.year) == ("group_time", 2006, 2008))
    wide = data.pivot_table(index="unit", columns="year", values="y")
    change, first = wide[2008] - wide[2005], data.groupby("unit")["first"].first()
    assert found.estimates[j] == pytest.approx(change[first == 2006].mean() - change[first == 0].mean())


def test_the_universal_base_measures_all_from_the_year_before(adopt):
    found = callaway_santanna(lay_out(adopt(4), outcome="y", first="first"), base="universal")
    assert -1 not in [found.terms[j].at for j in found.where("event")]
    assert -2 in [found.terms[j].at for j in found.where("event")]


def test_anticipation_moves_the_base(adopt):
    panel = lay_out(adopt(5), outcome="y", first="first")
    plain, early = callaway_santanna(panel), callaway_santanna(panel, anticipation=1)
    assert plain.att != early.att
    assert early.estimates[early.where("event")].shape == plain.estimates[plain.where("event")].shape


def test_gaps_use_the_pairs_that_are_there(adopt):
    data = adopt(6, missing=0.2)
    found = callaway_santanna(lay_out(data, outcome="y", first="first"))
    assert np.isfinite(found.errors).all()
    assert abs(found.att - 1) < 4 * found.errors[0]


def test_without_the_never_treated_the_not_yet_treated_serve(adopt):
    panel = lay_out(adopt(7).query("first > 0"), outcome="y", first="first")
    with pytest.raises(InfeasibleError, match="not-yet"):
        callaway_santanna(panel)
    found = callaway_santanna(panel, controls="not-yet")
    assert {t.at for t in found.terms if t.kind == "group"} == {2005, 2006}


def test_unknown_choices_name_the_nearest(adopt):
    panel = lay_out(adopt(8), outcome="y", first="first")
    with pytest.raises(ParameterError, match="did you mean 'never'"):
        callaway_santanna(panel, controls="nevr")
