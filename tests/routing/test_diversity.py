from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from sogdia.errors import InfeasibleError, ParameterError
from sogdia.geodesy import densify, distance_km
from sogdia.network import Network
from sogdia.routing.diversity import cells_near, diverse
from sogdia.routing.lattice import Lattice
from sogdia.routing.surface import Surface

if TYPE_CHECKING:
    Point = tuple[float, float]


@pytest.fixture
def square() -> Network:
    """Ends a and b; by c 10 + 10 km, by d 12 + 12, by e 30 + 30; and a short cut from c to d."""
    nodes = pd.DataFrame(
        {"id": list("abcde"), "lon": [0.0, 0.02, 0.01, 0.01, 0.01], "lat": [0.0, 0.0, 0.01, -0.01, 0.02]}
    )
    rows = [("ac", 10), ("cb", 10), ("ad", 12), ("db", 12), ("ae", 30), ("eb", 30), ("cd", 3)]
    spans = pd.DataFrame(
        [{"id": i, "start": i[0], "end": i[1], "setting": "terrestrial", "length_km": float(km)} for i, km in rows]
    )
    return Network(nodes=nodes, spans=spans)


def test_two_ways_of_least_total_length(square: Network) -> None:
    found = diverse(square, "a", "b", 2)
    assert found.proved
    assert found.table.km.tolist() == [20.0, 24.0]


def test_a_shared_group_forbids_a_pair(square: Network) -> None:
    found = diverse(square, "a", "b", 2, groups={"ac": ["trench"], "db": ["trench"]})
    assert found.table.km.sum() == 80.0
    assert found.table.spans[0] == "ac cb"


def test_three_ways_and_no_more(square: Network) -> None:
    assert diverse(square, "a", "b", 3).table.km.sum() == 104.0
    with pytest.raises(InfeasibleError, match="not 4 ways"):
        diverse(square, "a", "b", 4)
    with pytest.raises(ParameterError, match="2 or more"):
        diverse(square, "a", "b", 1)
    with pytest.raises(ParameterError, match="no node"):
        diverse(square, "a", "z", 2)


def test_lines_on_a_surface_keep_apart() -> None:
    surface = Surface.of(Lattice(0.0, 0.0, 0.1, 0.1, 60, 80), sea=1.0)
    one, two = diverse(surface, (0.5, 3.0), (7.5, 3.0), 2, setting="submarine").lines
    middle = [
        float(
            distance_km(
                *one.interpolate(0.5, normalized=True).coords[0], *two.interpolate(0.5, normalized=True).coords[0]
            )
        )
    ]
    assert middle[0] > 10.0


@pytest.mark.parametrize(("a", "b"), [((172.0, 20.0), (-172.0, 20.0)), ((10.0, 80.0), (-150.0, 79.0))])
def test_lines_keep_their_distance_in_km_across_the_seam_and_by_the_pole(ocean: Surface, a: Point, b: Point) -> None:
    one, two = (shapely.get_coordinates(way) for way in diverse(ocean, a, b, 2, setting="submarine").lines)
    one, two = densify(one, 10.0), densify(two, 10.0)
    inner = [p for p in one if min(float(distance_km(*p, *end)) for end in (a, b)) > 420.0]
    assert inner
    assert min(float(distance_km(*p, two[:, 0], two[:, 1]).min()) for p in inner) >= 10.0


def test_cells_near_a_line_hold_all_within_reach(window: Lattice) -> None:
    mask = cells_near(window, np.array([[11.0, 21.0], [13.0, 23.0]]), 40.0)
    fine = densify(np.array([[11.0, 21.0], [13.0, 23.0]]), 1.0)
    lon, lat = np.meshgrid(window.lon, window.lat)
    away = np.array([distance_km(x, y, fine[:, 0], fine[:, 1]).min() for x, y in zip(lon.flat, lat.flat, strict=True)])
    away = away.reshape(mask.shape)
    assert mask[away <= 40.0].all()
    assert not mask[away > 90.0].any()
