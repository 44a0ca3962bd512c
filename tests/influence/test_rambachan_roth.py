from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.influence.callaway_santanna import callaway_santanna
from sogdia.influence.imputation import imputation
from sogdia.influence.rambachan_roth import EventStudy, breakdown, event_study, folded_quantile, rambachan_roth
from sogdia.influence.study_panel import lay_out


def case(before, after, seed=0):
    chance = np.random.default_rng(seed)
    root = chance.normal(size=(before + after, before + after))
    covariance = 0.04 * root @ root.T / (before + after) + 0.01 * np.eye(before + after)
    beta = chance.multivariate_normal(np.r_[np.zeros(before), np.full(after, 0.5)], covariance)
    return EventStudy(beta[:before], beta[before:], covariance, np.full(after, 1 / after))


@pytest.mark.parametrize(("before", "after"), [(1, 1), (2, 3), (4, 3)])
@pytest.mark.parametrize("m", [0.0, 0.05])
def test_smoothness_agrees_with_diff_diff(before, after, m):
    pytest.importorskip("diff_diff")
    from diff_diff.honest_did import _compute_optimal_flci  # noqa: PLC0415  the oracle's own door needs its results

    study = case(before, after)
    known = _compute_optimal_flci(study.before, study.after, study.covariance, study.weights, before, after, m)
    row = rambachan_roth(study, "smoothness", [m]).iloc[0]
    assert (row.low, row.high) == pytest.approx(known, abs=2e-4)


def test_relative_magnitudes_have_the_known_set_and_a_wider_interval():
    pytest.importorskip("diff_diff")
    from diff_diff.honest_did import _solve_rm_bounds_union  # noqa: PLC0415  as above

    study = case(3, 2)
    known = _solve_rm_bounds_union(study.before, study.after, study.weights, 3, 1.0)
    row = rambachan_roth(study, "relative-magnitudes", [1.0]).iloc[0]
    assert (row.set_low, row.set_high) == pytest.approx(known)
    assert row.low < row.set_low - 1.9 * study.se
    assert row.high > row.set_high + 1.9 * study.se


def test_relative_magnitudes_by_hand():
    """One year before that was 0.2 off, one after: trends may part by 0.2 again."""
    study = EventStudy(np.array([0.2]), np.array([1.0]), np.diag([0.0, 0.01]), np.array([1.0]))
    row = rambachan_roth(study, sizes=[1.0]).iloc[0]
    assert (row.set_low, row.set_high) == pytest.approx((0.8, 1.2))
    assert (row.low, row.high) == pytest.approx((0.8 - 0.196, 1.2 + 0.196), abs=1e-4)
    assert breakdown(study) == pytest.approx((1 - 0.196) / 0.2, rel=1e-3)


def test_relative_magnitudes_cover_when_trends_part_as_much_as_before():
    covariance = 0.01 * (np.eye(4) + 1)
    truth = np.array([0.3, 0.15, 0.65, 0.8])  # effect 0.5, trends fall by 0.15 before and rise by 0.15 a year after
    inside = []
    for seed in range(300):
        beta = np.random.default_rng(seed).multivariate_normal(truth, covariance)
        row = rambachan_roth(EventStudy(beta[:2], beta[2:], covariance, np.array([0.0, 1.0])), sizes=[1.0]).iloc[0]
        inside.append(row.low < 0.5 < row.high)
    assert np.mean(inside) > 0.93


def test_intervals_grow_with_m_and_start_from_the_plain_one():
    study = case(3, 3, seed=1)
    for restriction in ("relative-magnitudes", "smoothness"):
        table = rambachan_roth(study, restriction)
        assert (np.diff(table["high"] - table["low"]) > 0).all()
    plain = rambachan_roth(study, sizes=[0.0]).iloc[0]
    assert plain.high - plain.low == pytest.approx(2 * 1.959964 * study.se)


def test_the_event_study_is_taken_from_effects_with_one_base(adopt):
    panel = lay_out(adopt(1), outcome="y", first="first")
    found = callaway_santanna(panel, base="universal")
    study, whole = event_study(found), event_study(found, window=None)
    assert (len(study.before), len(study.after)) == (5, 5)
    assert (len(whole.before), len(whole.after)) == (7, 7)
    assert event_study(found, at=2).weights.tolist() == [0, 0, 1, 0, 0]
    with pytest.raises(ParameterError, match="universal"):
        event_study(callaway_santanna(panel))
    with pytest.raises(ParameterError, match="universal"):
        event_study(imputation(panel))
    with pytest.raises(InfeasibleError, match="no event before"):
        event_study(callaway_santanna(lay_out(adopt(1).query("first in [0, 2005] and year >= 2004"), outcome="y",
                                              first="first"), base="universal"))  # fmt: skip


def test_the_folded_quantile_is_a_quantile():
    draws = np.abs(np.random.default_rng(0).normal(1.3, 1, 400_000))
    assert folded_quantile(1.3, 0.95) == pytest.approx(np.quantile(draws, 0.95), abs=0.01)
    assert folded_quantile(0, 0.95) == pytest.approx(1.959964)
