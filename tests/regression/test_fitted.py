from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sogdia.regression import ols, ppml


def test_least_squares_has_t_intervals_and_ppml_normal_ones():
    x, y = np.arange(8.0)[:, None], np.array([1.0, 2, 2, 4, 5, 5, 8, 8])
    line = ols(y, x, ["x"]).table(0.9).iloc[1]
    assert (line.high - line.low) / line.se == pytest.approx(2 * stats.t.ppf(0.95, 6))
    curve = ppml(y, x, ["x"]).table().iloc[1]
    assert (curve.high - curve.low) / curve.se == pytest.approx(2 * stats.norm.ppf(0.975))
    assert curve.p == pytest.approx(2 * stats.norm.sf(curve.estimate / curve.se))
