"""Overlap against scikit-learn's kappa, Fleiss's own example, and the tables of Wilson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sogdia.panels.overlap import kappa, shared, wilson


@given(arrays(bool, (12, 4)))
def test_the_four_cells_make_all_states(accepts):
    counts = shared(accepts)
    total = sum(counts[key] for key in ("both", "only_a", "only_b", "neither"))
    assert (total == 12).all()
    for a, b, both in zip(counts["a"], counts["b"], counts["both"], strict=True):
        assert both == (accepts[:, a] & accepts[:, b]).sum()


def test_wilson_agrees_with_a_published_interval():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662.
    share, low, high = wilson(np.array([81]), np.array([263]))
    assert share[0] == pytest.approx(0.3080, abs=5e-5)
    assert low[0] == pytest.approx(0.2553, abs=5e-5)
    assert high[0] == pytest.approx(0.3662, abs=5e-5)


def test_wilson_of_nothing_is_missing():
    assert np.isnan(wilson(np.array([0]), np.array([0]))).all()


def test_kappa_agrees_with_statsmodels():
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    table = np.array([[20, 5], [10, 65]])
    theirs = inter_rater.cohens_kappa(table)
    value, low, high = kappa(*(np.array([cell]) for cell in (20, 5, 10, 65)))
    assert value[0] == pytest.approx(theirs.kappa)
    assert low[0] == pytest.approx(theirs.kappa_low)
    assert high[0] == pytest.approx(theirs.kappa_upp)


@given(st.tuples(*[st.integers(0, 40)] * 4))
def test_kappa_does_not_depend_on_which_is_named_first(cells):
    a, b, c, d = (np.array([cell]) for cell in cells)
    np.testing.assert_allclose(kappa(a, b, c, d), kappa(a, c, b, d), atol=1e-9)


def test_kappa_of_two_that_all_accept_is_missing():
    assert np.isnan(kappa(*(np.array([cell]) for cell in (5, 0, 0, 0)))[0][0])
