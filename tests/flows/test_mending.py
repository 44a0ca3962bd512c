"""Mending by hand: two pairs, each with a way over an edge that is lost and one over an edge that is not."""

import numpy as np
import pytest

from sogdia.flows.mending import Torn, Ways, mend


@pytest.mark.parametrize(("left", "served"), [(6.0, [4.75, 1.25]), (12.0, [8.25, 3.75]), (20.0, [10.0, 5.0])])
def test_large_and_small_take_what_is_left_in_turns(left, served):
    """Of 10 and 5 Gbps each turn takes 2.5 and 1.25, until nothing is left."""
    ways = Ways(np.array([0, 2, 4]), np.array([0, 0, 1, 1]), np.arange(5), np.array([0, 1, 0, 1]),
                np.array([0, 2, 4]), np.array([0, 2, 1, 3]))  # fmt: skip
    whole = Torn(np.zeros(2, dtype=bool), np.zeros((0, 2), dtype=np.int64), np.zeros(2, dtype=bool),
                 np.zeros(0, dtype=np.int64), 0, np.zeros(2, dtype=bool))  # fmt: skip
    carried = np.array([10.0, 0.0, 5.0, 0.0]), np.array([15.0, 0.0]), np.array([10.0, 5.0])
    pairs, ends = (np.array([0, 2]), np.array([1, 3])), np.array([[0, 1], [0, 1]])
    hit, barred, change = mend(
        ways, pairs, ends, np.array([10.0, 5.0]), np.array([0.0, left]), carried, np.array([0]), whole
    )
    assert hit.tolist() == [0, 1]
    assert not barred.any()
    assert carried[2] == pytest.approx(served)
    assert change == pytest.approx(sum(served) - 15.0)
