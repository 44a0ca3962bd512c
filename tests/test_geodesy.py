from __future__ import annotations

import numpy as np
import pytest
import shapely

from sogdia.geodesy import arc, circle, densify, distance_km, geometry_km, length_km, line


def test_a_degree_of_the_equator() -> None:
    assert float(distance_km(0, 0, 1, 0)) == pytest.approx(111.3195, abs=1e-3)


def test_a_degree_of_the_meridian_at_the_pole_is_longer() -> None:
    assert float(distance_km(0, 89, 0, 90)) == pytest.approx(111.694, abs=1e-2)


def test_distances_broadcast() -> None:
    assert distance_km(np.zeros(3), 0.0, [1.0, 2.0, 3.0], 0.0).shape == (3,)


def test_densify_keeps_the_length_and_the_step() -> None:
    points = np.array([[139.7, 35.7], [-122.3, 47.6]])
    fine = densify(points, 50.0)
    assert length_km(fine) == pytest.approx(length_km(points), rel=1e-9)
    assert distance_km(fine[:-1, 0], fine[:-1, 1], fine[1:, 0], fine[1:, 1]).max() <= 50.1


def test_a_line_over_the_antimeridian_is_cut_there() -> None:
    drawn = arc(170.0, 10.0, -170.0, -10.0)
    assert drawn.geom_type == "MultiLineString"
    assert all(part.bounds[2] - part.bounds[0] < 20 for part in drawn.geoms)
    assert geometry_km(drawn) == pytest.approx(float(distance_km(170, 10, -170, -10)), rel=1e-3)


def test_a_short_line_is_one_piece() -> None:
    assert line(np.array([[0.0, 0.0], [1.0, 1.0]])).geom_type == "LineString"


def test_no_geometry_has_no_length() -> None:
    assert geometry_km(None) == 0.0


def test_a_circle_has_its_radius() -> None:
    ring = shapely.get_coordinates(circle(43.0, 12.5, 150.0))
    assert distance_km(ring[:, 0], ring[:, 1], 43.0, 12.5) == pytest.approx(150.0, rel=1e-6)


def test_a_circle_over_the_antimeridian_lies_on_both_sides() -> None:
    both = circle(179.5, 0.0, 200.0)
    assert both.bounds[0] == pytest.approx(-180.0)
    assert both.bounds[2] == pytest.approx(180.0)


@pytest.mark.parametrize("radius", [0.0, -1.0, 30_000.0])
def test_a_circle_of_no_sense_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        circle(0.0, 0.0, radius)
