import numpy as np

from sogdia.flows.columns import Columns
from sogdia.flows.resettling import largest, resettled

WAYS = Columns(np.array([0, 0, 1]), np.array([0, 1, 2, 3]), np.array([0, 1, 0]))
"""The first pair may take edge 0 or 1, the second edge 0 alone."""
WANTED, ROOM, NONE = np.array([4.0, 4.0]), np.array([4.0, 4.0]), np.zeros(2)


def test_what_blocks_a_pair_goes_elsewhere():
    blocked = np.array([4.0, 0.0, 0.0])
    found = resettled(WAYS, WANTED, ROOM, blocked, np.array([True, True]), NONE)
    assert np.isclose(found.sum(), 8.0, rtol=0.05)
    assert found[0] + found[2] <= 4.0 + 1e-9


def test_pairs_that_may_not_move_stay():
    blocked = np.array([4.0, 0.0, 0.0])
    assert resettled(WAYS, WANTED, ROOM, blocked, np.array([False, True]), NONE).tolist() == blocked.tolist()


def test_the_largest_pairs_have_their_share():
    assert largest(np.array([1.0, 6.0, 3.0])).tolist() == [False, True, False]
