from __future__ import annotations

import warnings

import pytest

from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.study_panel import lay_out
from sogdia.influence.sun_abraham import sun_abraham


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_it_agrees_with_diff_diff(adopt, missing):
    diff_diff = pytest.importorskip("diff_diff")
    data = adopt(1, missing=missing)
    found = sun_abraham(lay_out(data, outcome="y", first="first"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = diff_diff.SunAbraham().fit(data, outcome="y", unit="unit", time="year", first_treat="first")
    assert (found.att, found.errors[0]) == pytest.approx((known.overall_att, known.overall_se), abs=1e-8)
    for j in found.where("event"):
        event = known.event_study_effects[found.terms[j].at]
        assert (found.estimates[j], found.errors[j]) == pytest.approx((event["effect"], event["se"]), abs=1e-8)


def test_on_a_whole_panel_it_is_callaway_santanna_from_one_base(adopt):
    panel = lay_out(adopt(2), outcome="y", first="first")
    ours, other = sun_abraham(panel).only("event"), callaway_santanna(panel, base="universal").only("event")
    assert [t.at for t in ours.terms] == [t.at for t in other.terms]
    assert ours.estimates == pytest.approx(other.estimates)


def test_the_last_cohort_serves_where_nobody_is_never_treated(adopt):
    found = sun_abraham(lay_out(adopt(3).query("first > 0"), outcome="y", first="first"))
    assert max(t.at for t in found.terms if t.at is not None) == 2
