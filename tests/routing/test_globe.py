"""Pieces on the ellipsoid: lengths, seams and poles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sogdia.geodesy import arc, distance_km
from sogdia.routing.globe import Pieces, apart_km, degrees, earth_km


def test_degrees_are_the_inverse() -> None:
    lon, lat = np.array([-180.0, -10.0, 0.0, 99.0, 179.9]), np.array([-89.0, -45.0, 0.0, 60.0, 89.9])
    back = degrees(earth_km(lon, lat))
    assert np.abs((back[0] - lon + 180) % 360 - 180).max() < 1e-9
    assert back[1] == pytest.approx(lat, abs=1e-9)


@pytest.mark.parametrize("ends", [(170, 10, -170, 12), (0, 85, 180, 86), (-5, -60, 40, -70)])
def test_pieces_keep_the_length_and_cross_seams(ends) -> None:
    line = arc(*ends)
    pieces = Pieces.of([line], 5.0)
    assert pieces.km.max() <= 5.0
    assert pieces.km.sum() == pytest.approx(float(distance_km(*ends)), rel=1e-6)
    gap = np.linalg.norm(pieces.start[1:] - pieces.end[:-1], axis=1)
    assert gap.max() < 1e-6


def test_no_line_has_no_pieces() -> None:
    pieces = Pieces.of([None, shapely.LineString([(0, 0), (1, 0)])], 1000.0)
    assert pieces.line.tolist() == [1]


def test_the_distance_to_a_piece_is_the_nearest() -> None:
    start, end = earth_km([0.0, 0.0], [0.0, 0.0]), earth_km([0.05, 0.05], [0.0, 0.0])
    away = apart_km(earth_km([0.02, 0.06], [0.01, 0.0]), start, end)
    assert away[0] == pytest.approx(float(distance_km(0.02, 0.0, 0.02, 0.01)), rel=1e-3)
    assert away[1] == pytest.approx(float(distance_km(0.05, 0.0, 0.06, 0.0)), rel=1e-6)
