import numpy as np
import pandas as pd

from sogdia.reports.charts import Panel, panels, ranked_bars
from sogdia.reports.numerals import scale_of
from sogdia.reports.pictures import as_svg

ROWS = pd.DataFrame({"base": [90.0, np.nan, 120.0], "baseline": [100.0, np.nan, np.nan]}, index=list("abc"))
NAMES = {"a": "Aland", "b": "Beland", "c": "Celand"}


def test_a_country_without_a_figure_has_a_dash():
    figure = panels(NAMES, [Panel("Round trip", scale_of("ms"), ROWS, "lower")])
    assert [text.get_text() for text in figure.axes[0].texts] == ["–"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == list(NAMES.values())
    assert figure.axes[0].get_xlabel() == "ms"


def test_powers_of_ten_leave_out_zeros():
    rows = ROWS.assign(base=[0.0, 10.0, 1e5])
    figure = panels(NAMES, [Panel("Capacity", scale_of("Gbps", rows.base), rows, "higher", log=True)])
    assert figure.axes[0].get_xscale() == "log"
    assert as_svg(figure)


def test_nothing_known_is_still_a_picture():
    empty = ROWS.assign(base=np.nan, baseline=np.nan)
    assert as_svg(
        panels(NAMES, [Panel("A", scale_of("ms"), empty), Panel("B", scale_of("1"), empty, full=1.0, bars=True)])
    )


def test_bars_say_their_figures_and_a_dash_for_none():
    rows = pd.DataFrame(
        {"label": ["one", "two"], "value": [50.0, np.nan], "low": [30.0, np.nan], "high": [80.0, np.nan]}
    )
    figure = ranked_bars(rows.assign(mark=["●", ""]), scale_of("US$ million", basis="modelled"), "Cost")
    words = [text.get_text().replace("\u202f", " ") for text in figure.axes[0].texts]
    assert words == ["● US$ 50 million", "–"]
