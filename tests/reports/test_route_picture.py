import numpy as np
import pytest
from matplotlib.collections import LineCollection

from sogdia.geodesy import densify
from sogdia.reports.pictures import as_png
from sogdia.reports.route_picture import route_picture
from sogdia.routing.bill import bill
from sogdia.routing.polyline import Line


def leg(start, end, setting="submarine", height=-3000.0):
    points = densify(np.array([start, end], dtype=float), 25.0)
    return Line(points[:, 0], points[:, 1], np.full(len(points), height), np.full(len(points) - 1, setting))


LEGS = {
    "two legs": [leg((62.3, 25.1), (50, 13)), leg((50, 13), (43, 11.6), "terrestrial", 500.0)],
    "antimeridian": [leg((140, 35), (-122, 37))],
    "polar": [leg((-170, 70), (20, 72))],
}


@pytest.mark.parametrize("legs", LEGS.values(), ids=LEGS)
def test_a_route_is_drawn_with_its_bill(legs):
    made = bill(legs)
    figure = route_picture(made, "A route", [("Here", float(legs[0].lon[0]), float(legs[0].lat[0]))])
    assert as_png(figure, dpi=50)[:4] == b"\x89PNG"
    ground, profile, bars = figure.axes
    assert {"Here"} <= {text.get_text() for text in ground.texts}
    assert profile.get_xlim()[1] == pytest.approx(made.pieces.km.sum())
    assert len(bars.get_yticklabels()) == len(made.items)
    assert any("US\\$" in text.get_text() for text in figure.texts)


@pytest.mark.parametrize("legs", LEGS.values(), ids=LEGS)
def test_no_stroke_of_a_route_leaps_over_the_map(legs):
    ground = route_picture(bill(legs), "A route").axes[0]
    wide = np.ptp(ground.get_xlim())
    for strokes in ground.collections:
        if isinstance(strokes, LineCollection) and strokes.get_zorder() >= 4:
            for segment in strokes.get_segments():
                assert np.hypot(*np.diff(segment, axis=0).T).max() < 0.2 * wide
