"""Routes that trade cost against faults and latency: where they run, and a chart of what each gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sogdia.reports import style
from sogdia.reports.layers import draw_lines
from sogdia.reports.maps import WIDTH_IN
from sogdia.reports.route_picture import draw_ground, name_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    Place = tuple[str, float, float]

_HEAD_IN: Final = 0.32
_CHART_IN: Final = 2.3
_GAP_IN: Final = 0.5
_AXES: Final = (
    ("faults_per_year", "Expected faults a year"),
    ("rtt_ms", "Round trip in the fibre, ms"),
)


def trade_picture(
    table: pd.DataFrame, lines: Sequence[Any], places: Sequence[Place] = (), *, shape: float = 1.9
) -> Figure:
    """Draw routes that no other beats: a map, and charts of cost against faults and against round trip.

    Parameters
    ----------
    table
        One row a route: from, to, capex_musd with `_low` and `_high`, faults_per_year, rtt_ms.
    lines
        The lines, in the order of the rows, cut at ±180°.
    places
        Name, lon and lat of the places to name.
    shape
        Width of the map over its height.
    """
    tall = WIDTH_IN / shape
    height = _HEAD_IN + tall + _CHART_IN + 1.6 * _GAP_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    ends = f"{table['from'].iloc[0]} to {table['to'].iloc[0]}"
    title = f"{ends}: {len(table)} routes that none beats in cost, faults and delay at once"
    figure.text(0.006, 1 - 0.08 / height, title, fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    focus = np.vstack([shapely.get_coordinates(list(lines)), *([[x, y]] for _, x, y in places)])
    box = (0.002, 1 - (_HEAD_IN + tall) / height, 0.996, tall / height)
    axes, projection = draw_ground(figure, box, focus)
    strokes = style.project_strokes(len(table))
    for line, (colour, dash) in zip(lines, strokes, strict=True):
        draw_lines(axes, projection, [line], colour=colour, width=1.7, order=5.0, halo=True, dash=dash)
    name_places(figure, axes, projection, places)
    handles = [
        Line2D([], [], color=c, linestyle=d, linewidth=2.0, label=str(i + 1)) for i, (c, d) in enumerate(strokes)
    ]
    axes.legend(handles=handles, title="Route", loc="lower left", fontsize=style.SMALL, title_fontsize=style.SMALL,
                frameon=True, framealpha=0.9, edgecolor=style.RULE, ncol=1 + len(handles) // 6)  # fmt: skip
    for i, (column, words) in enumerate(_AXES):
        spot = figure.add_axes((0.075 + 0.5 * i, 0.55 * _GAP_IN / height + 0.01, 0.405, _CHART_IN / height - 0.01))
        _draw_points(spot, table, strokes, column, words)
    return figure


def _draw_points(axes: Any, table: pd.DataFrame, strokes: Any, column: str, words: str) -> None:  # noqa: ANN401
    x, y = table.capex_musd.to_numpy(dtype=float), table[column].to_numpy(dtype=float)
    for i, (colour, _) in enumerate(strokes):
        axes.plot(x[i], y[i], "o", color=colour, markersize=6, zorder=3)
        axes.annotate(str(i + 1), (x[i], y[i]), xytext=(5, 4), textcoords="offset points", fontsize=style.SMALL,
                      color=style.INK)  # fmt: skip
    axes.margins(0.12, 0.16)
    axes.set_xlabel("To build, US\\$ million of 2024", fontsize=style.SMALL, color=style.QUIET, labelpad=2)
    axes.set_title(words, fontsize=style.NORMAL, color=style.INK, loc="left", pad=4)
    axes.tick_params(labelsize=style.SMALL - 0.5, colors=style.QUIET, length=2, pad=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=style.RULE, linewidth=0.7)
    axes.grid(color=style.GRID, linewidth=0.6)
    axes.set_axisbelow(True)
