"""Crossings of cables: where, at what angle; and how far a line keeps from others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sogdia.geodesy import arc
from sogdia.routing.crossings import crossings, lasting, separation_km
from sogdia.routing.polyline import Line


def straight(*ends) -> Line:
    return Line.along(arc(*ends), "submarine", lambda lon, _: -3000.0 + 0.0 * lon)


@pytest.mark.parametrize("lon", [0.0, 178.0])
def test_a_right_angle_on_the_equator(lon) -> None:
    end = (lon + 4 + 180) % 360 - 180
    middle = (lon + 2.01 + 180) % 360 - 180
    found = crossings(straight(lon, 0, end, 0), {"other": arc(middle, -2, middle, 2), "away": arc(lon, 5, end, 5)})
    assert found.other.tolist() == ["other"]
    assert found.angle_deg[0] == pytest.approx(90, abs=0.01)
    assert found.along_km[0] == pytest.approx(2.01 * 111.319, abs=0.1)
    assert (found.lon[0], found.lat[0]) == (pytest.approx(middle, abs=1e-3), pytest.approx(0, abs=1e-3))
    assert not found.oblique[0]


def test_a_sharp_angle_is_oblique() -> None:
    found = crossings(straight(0, 0, 4, 0), {"other": arc(0, -0.5, 4, 0.5)})
    assert found.angle_deg[0] == pytest.approx(np.rad2deg(np.arctan(1 / 4)), abs=0.2)
    assert found.oblique[0]


def test_lines_that_meet_at_an_end_do_not_cross() -> None:
    assert crossings(straight(0, 0, 4, 0), {"on": arc(4, 0, 8, 1), "from": arc(0, 0, 0, 3)}).empty
    assert crossings(straight(0, 0, 4, 0), {}).empty


def test_crossing_is_mutual() -> None:
    one, other = arc(-10, 70, 30, 75), arc(5, 60, 12, 80)
    there = crossings(Line.along(one, "submarine", lambda lon, _: 0 * lon), {"x": other})
    back = crossings(Line.along(other, "submarine", lambda lon, _: 0 * lon), {"x": one})
    assert len(there) == len(back) == 1
    assert there.angle_deg[0] == pytest.approx(back.angle_deg[0], abs=1e-3)


def test_separation_is_the_distance_kept() -> None:
    kept = separation_km(straight(0, 0, 4, 0), {"beside": arc(0, 0.2, 4, 0.2), "far": arc(0, 9, 4, 9)})
    assert kept.nearest_km.to_numpy() == pytest.approx(22.115, abs=0.1)
    assert np.isinf(separation_km(straight(0, 0, 4, 0), {}).nearest_km).all()


def test_a_cable_crossed_and_crossed_back_is_no_crossing() -> None:
    rows = [
        ("x", 100.0, 40.0),
        ("x", 150.0, 30.0),
        ("x", 900.0, 80.0),
        ("y", 120.0, 20.0),
        ("y", 180.0, 60.0),
        ("y", 240.0, 50.0),
    ]
    table = pd.DataFrame(rows, columns=["other", "along_km", "angle_deg"])
    left = lasting(table)
    assert list(zip(left.other, left.along_km, strict=True)) == [("y", 180.0), ("x", 900.0)]
    assert lasting(table.iloc[:0]).empty
