"""Points near points, held against trying all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.routing.near_points import Cloud


@pytest.fixture(scope="module")
def clouds():
    rng = np.random.default_rng(5)
    return rng.normal(size=(300, 3)), rng.normal(size=(80, 3)), rng.uniform(0.0, 1.5, 80)


def test_pairs_within_reach_are_those_of_trying_all(clouds) -> None:
    points, asked, reach = clouds
    apart = np.linalg.norm(asked[:, None] - points[None, :], axis=2)
    for far in (reach, 0.7):
        which, found = Cloud.of(points).within(asked, far)
        wanted = np.argwhere(apart <= np.broadcast_to(far, 80)[:, None])
        assert sorted(zip(which.tolist(), found.tolist(), strict=True)) == [tuple(pair) for pair in wanted.tolist()]
        assert (np.diff(which) >= 0).all()


def test_the_nearest_is_that_of_trying_all_and_far_ones_are_none(clouds) -> None:
    points, asked, _ = clouds
    apart = np.linalg.norm(asked[:, None] - points[None, :], axis=2)
    away, found = Cloud.of(points).nearest(asked)
    np.testing.assert_allclose(away, apart.min(axis=1), rtol=1e-12)
    assert (found == apart.argmin(axis=1)).all()
    near, _ = Cloud.of(points).nearest(asked, 0.3)
    np.testing.assert_allclose(near, np.where(away <= 0.3, away, np.inf), rtol=1e-12)


def test_of_points_in_one_place_the_first_counts() -> None:
    twice = np.array([[0.0, 0.0, 1.0], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [9.0, 9.0, 9.0]])
    for z in (2.0, 4.0):
        assert Cloud.of(twice).nearest(np.array([[1.0, 2.0, z]]))[1][0] == 1
