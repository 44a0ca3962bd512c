import numpy as np

from sogdia.flows.gravity import balance, reachable_totals


def test_rows_sum_to_totals_and_nearness_pays():
    total = np.array([10.0, 8.0, 6.0, 4.0])
    apart = np.array([[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 9], [9, 9, 9, 0]]) * 500.0
    flat, steep = balance(total, apart, 0.0), balance(total, apart, 1.0)
    for traffic in (flat, steep):
        assert np.allclose(traffic.sum(axis=1), total)
        assert (traffic == traffic.T).all()
        assert (np.diag(traffic) == 0).all()
    assert steep[0, 1] > flat[0, 1]


def test_nobody_exchanges_more_than_all_others_together():
    assert reachable_totals(np.array([100.0, 5.0, 6.0])).tolist() == [11.0, 5.0, 6.0]
    traffic = balance(np.array([100.0, 5.0]), np.full((2, 2), 500.0), 0.5)
    assert np.allclose(traffic, [[0, 5], [5, 0]])
    assert balance(np.array([3.0]), np.zeros((1, 1)), 0.5).tolist() == [[0.0]]


def test_places_without_use_have_no_traffic():
    traffic = balance(np.array([3.0, 0.0, 3.0]), np.full((3, 3), 500.0), 0.5)
    assert np.allclose(traffic, [[0, 0, 3], [0, 0, 0], [3, 0, 0]])
