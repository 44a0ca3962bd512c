from __future__ import annotations

import numpy as np
import pytest

from sogdia.regression import sandwich


def test_one_way_sums_within_clusters():
    influence = np.array([[1.0], [1.0], [-2.0], [0.5]])
    covariance, freedom = sandwich(influence, [np.array([0, 0, 1, 1])])
    assert covariance[0, 0] == pytest.approx((2.0**2 + 1.5**2) * 2)
    assert freedom == 1


def test_two_ways_take_the_intersection_off():
    influence = np.array([[1.0], [2.0], [3.0], [4.0]])
    a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    covariance, _ = sandwich(influence, [a, b])
    by_hand = (3.0**2 + 7.0**2) + (4.0**2 + 6.0**2) - (1 + 4 + 9 + 16)
    assert covariance[0, 0] == pytest.approx(by_hand * 2)


def test_without_clusters_each_row_stands_alone():
    influence = np.array([[1.0, 0.0], [0.0, 2.0]])
    assert sandwich(influence, [])[0].tolist() == [[1.0, 0.0], [0.0, 4.0]]
