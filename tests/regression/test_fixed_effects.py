from __future__ import annotations

import sys

import numpy as np
import pytest

from sogdia.errors import MissingExtraError
from sogdia.regression.fixed_effects import absorb, absorbed, independent, recoded, without_singletons

CODES = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [1, 2], [0, 2]])


def test_absorbing_is_projecting_on_dummies():
    chance = np.random.default_rng(0)
    columns, weights = chance.normal(size=(6, 2)), chance.random(6) + 0.5
    dummies = np.column_stack([CODES[:, :1] == [0, 1], CODES[:, 1:] == [0, 1, 2]]).astype(float)
    root = np.sqrt(weights)[:, None]
    fit = dummies @ np.linalg.lstsq(root * dummies, root * columns, rcond=None)[0]
    assert absorb(columns, CODES, weights) == pytest.approx(columns - fit, abs=1e-8)
    one = dummies[:, :2] @ np.linalg.lstsq(root * dummies[:, :2], root * columns, rcond=None)[0]
    assert absorb(columns, CODES[:, :1], weights) == pytest.approx(columns - one)


def test_two_effects_need_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyfixest.core.demean", None)
    with pytest.raises(MissingExtraError, match=r"sogdia\[influence\]"):
        absorb(np.ones((6, 1)), CODES, np.ones(6))
    assert absorb(np.ones((6, 1)), CODES[:, :1], np.ones(6)).tolist() == [[0.0]] * 6


def test_independent_columns_are_found_whatever_stands_between():
    a = np.arange(6.0)
    x = np.column_stack([a, 2 * a, a**2, a + a**2, np.zeros(6), np.ones(6)])
    assert independent(x, x, np.ones(6)).tolist() == [True, False, True, False, False, True]


def test_singletons_go_until_none_is_left():
    codes = np.array([[0, 0], [0, 1], [1, 1], [2, 2], [2, 2]])
    keep, count = without_singletons(codes, np.ones(5, dtype=bool))
    assert (keep.tolist(), count) == ([False, False, False, True, True], 3)
    assert recoded(codes[keep]).tolist() == [[0, 0], [0, 0]]


def test_terms_of_effects_are_counted():
    assert absorbed(CODES, []) == 4
    assert absorbed(CODES, [CODES[:, 1]]) == 2
