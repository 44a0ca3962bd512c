from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import DataError
from sogdia.regression.samples import draw_sample


def test_a_constant_stands_first_without_effects():
    sample = draw_sample([1.0, 2.0], [[3.0], [4.0]], ["x"], [], None)
    assert sample.names == ["constant", "x"]
    assert (sample.x * sample.scale).tolist() == [[1.0, 3.0], [1.0, 4.0]]
    assert draw_sample([1.0, 2.0], [[3.0], [4.0]], ["x"], [["a", "a"]], None).names == ["x"]


def test_rows_are_left_out_and_counted():
    sample = draw_sample([1.0, 2, 3, 4], [[1.0], [2], [3], [4]], ["x"], [["a", "a", "b", "b"]], None)
    rest = sample.without(np.array([False, True, False, False]))
    assert (rest.separated, rest.singletons, rest.used.tolist()) == (1, 1, [False, False, True, True])


def test_weights_above_zero_are_asked_for():
    with pytest.raises(DataError, match="no weight above 0"):
        draw_sample([1.0, 2.0], [[3.0], [4.0]], ["x"], [], [1.0, 0.0])
