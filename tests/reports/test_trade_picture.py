import numpy as np
import pandas as pd

from sogdia.geodesy import arc, line
from sogdia.reports.pictures import as_png
from sogdia.reports.trade_picture import trade_picture


def test_routes_are_drawn_with_what_each_gives_up():
    lines = [arc(140, 35, -122, 37), line(np.array([[140.0, 35.0], [-150.0, 20.0], [-122.0, 37.0]]))]
    table = pd.DataFrame(
        {
            "from": "Here",
            "to": "There",
            "capex_musd": [150.0, 170.0],
            "faults_per_year": [0.3, 0.2],
            "rtt_ms": [80.0, 95.0],
        }
    )
    figure = trade_picture(table, lines, [("Here", 140.0, 35.0), ("There", -122.0, 37.0)])
    assert as_png(figure, dpi=60)[:4] == b"\x89PNG"
    ground, faults, delay = figure.axes
    assert {text.get_text() for text in ground.get_legend().get_texts()} == {"1", "2"}
    assert {text.get_text() for text in faults.texts} == {text.get_text() for text in delay.texts} == {"1", "2"}
