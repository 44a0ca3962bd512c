from __future__ import annotations

import numpy as np
import pytest

from sogdia.regression.separation import separated

NONE = np.zeros((8, 0), dtype=np.int64)


def test_a_combination_of_two_regressors_separates():
    x = np.array([[1.0, 2, 2], [1, 5, 5], [1, 3, 3], [1, 1, 1], [1, 4, 6], [1, 2, 3], [1, 2, 2], [1, 0, 0]])
    positive = np.array([True, True, True, True, False, False, False, False])
    assert separated(positive, x, NONE).tolist() == [False] * 4 + [True, True, False, False]


def test_opposite_signs_do_not_separate():
    x = np.array([[1.0, 0], [1, 0], [1, 0], [1, 0], [1, 1], [1, -1], [1, 0], [1, 0]])
    positive = np.array([True, True, True, True, False, False, False, False])
    assert not separated(positive, x, NONE).any()


def test_a_level_without_positives_separates():
    level = np.array([0, 0, 1, 1, 2, 2, 2, 0])[:, None]
    positive = np.array([True, False, True, True, False, False, False, False])
    assert separated(positive, np.zeros((8, 0)), level).tolist() == [False] * 4 + [True] * 3 + [False]


@pytest.mark.parametrize("both", [False, True])
def test_two_effects_separate_where_they_part_the_positives(both):
    """Exporters 0, 1 sell to importers 0, 1 and 2, 3 to 2, 3: zeros across, in one direction, are separated."""
    pairs = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (0, 2), *([(2, 0)] if both else [])]
    positive = np.array([True] * 8 + [False] * (len(pairs) - 8))
    found = separated(positive, np.zeros((len(pairs), 0)), np.array(pairs))
    assert found.tolist() == [False] * 8 + ([False, False] if both else [True])
