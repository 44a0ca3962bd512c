from __future__ import annotations

import numpy as np
import pytest

from sogdia.influence.two_way import TwoWay


def test_it_is_least_squares_on_dummies():
    chance = np.random.default_rng(0)
    y, cells = chance.normal(size=(3, 7, 5)), chance.random((7, 5)) < 0.7
    i, t = np.nonzero(cells)
    dummies = np.column_stack([i[:, None] == np.arange(7), t[:, None] == np.arange(5)]).astype(float)
    fit = TwoWay(cells).fit(y)
    for k in range(3):
        b = np.linalg.lstsq(dummies, y[k][cells], rcond=None)[0]
        assert fit[k][cells] == pytest.approx(dummies @ b)


def test_cells_that_nothing_ties_are_known():
    cells = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]], dtype=bool)
    known = TwoWay(cells).share
    assert known.tolist() == [[True, True, False, False]] * 2 + [[False, False, True, True], [False] * 4]
