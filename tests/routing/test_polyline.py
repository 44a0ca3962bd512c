"""The line with the ground under it."""

from __future__ import annotations

import numpy as np
import pytest

from sogdia.errors import ParameterError
from sogdia.geodesy import arc, distance_km
from sogdia.routing.line import LAND, SEA, Route
from sogdia.routing.polyline import Line


def test_a_route_becomes_a_line() -> None:
    route = Route(
        np.array([0.0, 1, 2]), np.zeros(3), np.array([-9.0, 0, 9]), np.array([SEA, LAND], np.uint8), np.ones(2)
    )
    line = Line.of(route)
    assert line.setting.tolist() == ["submarine", "terrestrial"]
    assert Line.of(line) is line


def test_a_drawn_line_is_densified_across_the_antimeridian() -> None:
    line = Line.along(arc(179.0, 5.0, -179.0, 6.0), "submarine", lambda lon, _: -4000.0 + 0.0 * lon)
    assert line.km.max() < 10.1
    assert line.length_km == pytest.approx(float(distance_km(179, 5, -179, 6)), rel=1e-6)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"elevation_m": np.array([0.0, np.nan])}, "elevation_m of a line is no number at vertices"),
        ({"lat": np.array([0.0, 91.0])}, "a vertex has 91"),
        ({"setting": np.array(["air"])}, "not 'air'"),
        ({"setting": np.array(["submarine"] * 2)}, "2 settings"),
        ({"lon": np.array([0.0])}, "two vertices"),
    ],
)
def test_a_wrong_line_is_refused(fault, words) -> None:
    good = {"lon": np.zeros(2), "lat": np.ones(2), "elevation_m": np.zeros(2), "setting": np.array(["submarine"])}
    with pytest.raises(ParameterError, match=words):
        Line(**(good | fault))
