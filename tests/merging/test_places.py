from __future__ import annotations

import numpy as np
import pytest

from sogdia.merging.links import midpoint
from sogdia.merging.places import near_pairs, nearest


@pytest.mark.parametrize(
    ("a", "b", "km"), [((179.99, 0.0), (-179.99, 0.0), 2.226), ((0.0, 89.99), (180.0, 89.99), 2.234)]
)
def test_no_edge_of_the_map_is_an_edge(a, b, km):
    lon, lat = np.array([a, b]).T
    first, second, far = near_pairs(lon, lat, np.array([0, 1]), 5.0)
    assert (first.tolist(), second.tolist()) == ([0], [1])
    assert far[0] == pytest.approx(km, abs=0.002)
    assert nearest(lon[:1], lat[:1], lon[1:], lat[1:])[1][0] == pytest.approx(far[0])
    middle = midpoint(*a, *b)
    assert near_pairs(np.array([a[0], middle[0]]), np.array([a[1], middle[1]]), np.array([0, 1]), 2.0)[2][0] == (
        pytest.approx(km / 2, abs=0.002)
    )


def test_one_network_makes_no_pairs():
    assert near_pairs(np.zeros(3), np.zeros(3), np.zeros(3, dtype=np.int64), 5.0)[0].tolist() == []
