"""One picture of a route: where it runs, what lies under it, and what it costs with the range of each item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sogdia import geodesy
from sogdia.reports import style
from sogdia.reports.labels import Placer
from sogdia.reports.layers import draw_land, draw_lines, draw_meridians, draw_sea
from sogdia.reports.maps import WIDTH_IN
from sogdia.reports.projection import fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.reports.projection import Projection
    from sogdia.routing.bill import Bill

    Floats = NDArray[np.float64]
    Place = tuple[str, float, float]

_STROKES: Final = {"submarine": style.BLUE, "terrestrial": style.ORANGE}
_WORDS: Final = {"submarine": "At sea", "terrestrial": "On land"}
_HEAD_IN, _PROFILE_IN, _ROW_IN, _GAP_IN = 0.42, 1.35, 0.17, 0.62
_LEFT, _RIGHT = 0.32, 0.985


def route_picture(made: Bill, title: str, places: Sequence[Place] = (), *, shape: float = 1.9) -> Figure:
    """Draw a route and its bill: a map, the profile of the ground, and bars of cost with their ranges.

    Parameters
    ----------
    made
        The bill of the route's lines.
    title
        What is shown, in a few words.
    places
        Name, lon and lat of the places to name.
    shape
        Width of the map over its height.
    """
    rows = made.items[::-1]
    tall_map, tall_bars = WIDTH_IN / shape, _ROW_IN * len(rows)
    height = _HEAD_IN + tall_map + _PROFILE_IN + tall_bars + 2.3 * _GAP_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    figure.text(0.006, 1 - 0.08 / height, title, fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    figure.text(0.006, 1 - 0.26 / height, _told(made), fontsize=style.SMALL, color=style.QUIET, va="top")
    top = _HEAD_IN
    _draw_map(figure, (0.002, 1 - (top + tall_map) / height, 0.996, tall_map / height), made.pieces, places)
    top += tall_map + 0.5 * _GAP_IN
    axes = figure.add_axes((0.09, 1 - (top + _PROFILE_IN) / height, _RIGHT - 0.09, _PROFILE_IN / height))
    _draw_profile(axes, made.pieces)
    top += _PROFILE_IN + _GAP_IN
    axes = figure.add_axes((_LEFT, 1 - (top + tall_bars) / height, _RIGHT - _LEFT, tall_bars / height))
    _draw_bars(axes, rows)
    return figure


def _told(made: Bill) -> str:
    """Say length, cost and faults in one line."""
    faults = made.faults[["faults_per_year", "low", "high"]].sum()
    cost, year = made.capex, made.opex
    return (
        f"{made.pieces.km.sum():,.0f} km on the map;  to build US\\$ {cost.musd:,.0f} million of 2024 "
        f"({cost.low_musd:,.0f} to {cost.high_musd:,.0f});  a year {year.musd:,.1f} "
        f"({year.low_musd:,.1f} to {year.high_musd:,.1f});  faults a year {_short(faults.faults_per_year)} "
        f"({_short(faults.low)} to {_short(faults.high)})"
    )


def _short(value: float) -> str:
    """Write a number with two figures, or whole from 10 upwards."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _draw_map(
    figure: Figure, box: tuple[float, float, float, float], pieces: pd.DataFrame, places: Sequence[Place]
) -> None:
    ends = np.array([[x, y] for _, x, y in places], dtype=float).reshape(-1, 2)
    axes, projection = draw_ground(figure, box, np.vstack([pieces[["lon", "lat"]].to_numpy(dtype=float), ends]))
    settings = [s for s in _STROKES if (pieces.setting == s).any()]
    for setting in settings:
        lines = [geodesy.line(run) for run in _runs(pieces, setting)]
        draw_lines(axes, projection, lines, colour=_STROKES[setting], width=1.9, order=5.0, halo=True)
    name_places(figure, axes, projection, places)
    handles = [Line2D([], [], color=_STROKES[s], linewidth=2.2, label=_WORDS[s]) for s in settings]
    axes.legend(handles=handles, loc="lower left", fontsize=style.SMALL, frameon=True, framealpha=0.9,
                edgecolor=style.RULE)  # fmt: skip


def draw_ground(figure: Figure, box: tuple[float, float, float, float], focus: Floats) -> tuple[Any, Projection]:
    """Draw sea and land around points (lon, lat; shape (n, 2)) into a box of a figure; give its axes and projection."""
    projection = fitting(focus)
    xy = projection.points(focus)
    xy = xy[np.isfinite(xy).all(axis=1)]
    axes = figure.add_axes(box)
    width, height = figure.get_size_inches()
    shape = box[2] * width / (box[3] * height)
    low, high = xy.min(axis=0), xy.max(axis=0)
    middle, pad = (low + high) / 2, max(0.08 * float((high - low).max()), 60.0)
    wide = max(high[0] - low[0] + 2 * pad, (high[1] - low[1] + 2 * pad) * shape)
    axes.set(xlim=middle[0] + np.array([-0.5, 0.5]) * wide, ylim=middle[1] + np.array([-0.5, 0.5]) * wide / shape,
             xticks=[], yticks=[])  # fmt: skip
    for spine in axes.spines.values():
        spine.set(color=style.RULE, linewidth=0.6)
    draw_sea(axes, projection)
    draw_meridians(axes, projection)
    draw_land(axes, projection, ())
    return axes, projection


def name_places(figure: Figure, axes: Any, projection: Projection, places: Sequence[Place]) -> None:  # noqa: ANN401
    """Mark places (name, lon, lat) and write their names where there is room."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    placer = Placer(axes, canvas.get_renderer())
    for name, lon, lat in places:
        x, y = projection.points(np.array([[lon, lat]]))[0]
        axes.plot([x], [y], "o", markersize=3.6, color=style.INK, zorder=8)
        placer.block(float(x), float(y), 4.0)
        placer.write(float(x), float(y), name)


def _runs(pieces: pd.DataFrame, setting: str) -> list[Any]:
    """Give the middles of pieces as lines, one for each run of one setting on one line."""
    own = (pieces.setting == setting).to_numpy(dtype=bool)
    line = pieces.line.to_numpy()
    fresh = np.flatnonzero(own & ~np.concatenate([[False], own[:-1] & (line[1:] == line[:-1])]))
    points = pieces[["lon", "lat"]].to_numpy(dtype=float)
    runs = []
    for first in fresh:
        last = first
        while last + 1 < len(own) and own[last + 1] and line[last + 1] == line[first]:
            last += 1
        if last > first:
            runs.append(points[first : last + 1])
    return runs


def _draw_profile(axes: Any, pieces: pd.DataFrame) -> None:  # noqa: ANN401  matplotlib's axes
    """Draw height and depth along the way, with lanes and belts marked below."""
    along = (np.cumsum(pieces.km) - pieces.km / 2).to_numpy(dtype=float)
    height = pieces.elevation_m.to_numpy(dtype=float)
    sea = (pieces.setting == "submarine").to_numpy(dtype=bool)
    low, high = min(float(height.min()), 0.0), max(float(height.max()), 0.0)
    room = 0.06 * max(high - low, 100.0)
    floor = low - 3.2 * room
    axes.fill_between(along, np.where(sea, 0.0, np.nan), height, color=style.SKY, alpha=0.45, linewidth=0)
    axes.fill_between(along, height, floor, color=style.LAND, linewidth=0)
    axes.plot(along, height, color=style.INK, linewidth=0.8)
    axes.axhline(0, color=style.QUIET, linewidth=0.5)
    marks = []
    for row, (name, label, colour) in enumerate(
        (("shipping", "Dense shipping", style.VERMILION), ("seismic", "Seismic belt", style.PURPLE))
    ):
        inside = pieces[name].to_numpy(dtype=float) > 0
        if inside.any():
            y = floor + (0.6 + 1.2 * row) * room
            axes.fill_between(along, y, y + 0.8 * room, where=inside, color=colour, linewidth=0, step="mid")
            marks.append(Patch(color=colour, label=label))
    for edge in np.flatnonzero(np.diff(pieces.line.to_numpy())):
        axes.axvline(along[edge] + pieces.km.iloc[edge] / 2, color=style.QUIET, linewidth=0.7, linestyle=(0, (3, 2)))
    axes.set(xlim=(0, along[-1] + pieces.km.iloc[-1] / 2), ylim=(floor, high + room))
    legs = " (a dashed line: the next leg)" if pieces.line.iloc[-1] > pieces.line.iloc[0] else ""
    axes.set_xlabel(f"Way, km{legs}", fontsize=style.SMALL, color=style.QUIET, labelpad=2)  # fmt: skip
    axes.set_ylabel("Height, m", fontsize=style.SMALL, color=style.QUIET)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}".replace("-", "−")))
    _head(axes, "The ground along the way")
    _plain(axes)
    if marks:
        axes.legend(handles=marks, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncol=2, frameon=False,
                    fontsize=style.SMALL, borderaxespad=0.1)  # fmt: skip


def _draw_bars(axes: Any, rows: pd.DataFrame) -> None:  # noqa: ANN401  matplotlib's axes
    """Draw each item's cost as a bar with its range, the first item on top."""
    y = np.arange(len(rows))
    cost, low, high = (rows[name].to_numpy(dtype=float) for name in ("cost_musd", "low_musd", "high_musd"))
    most = 1.9 * float(cost.max())
    axes.barh(y, cost, height=0.6, color=style.BLUE, alpha=0.75, zorder=2)
    axes.hlines(y, low, np.minimum(high, most), color=style.INK, linewidth=0.9, zorder=3)
    axes.plot(most * np.ones(int((high > most).sum())), y[high > most], ">", color=style.INK, markersize=3, zorder=3,
              clip_on=False)  # fmt: skip
    for at, figure, end in zip(y, cost, np.minimum(high, most), strict=True):
        axes.text(max(end, figure) + 0.012 * most, at, f"{figure:,.1f}", fontsize=style.SMALL - 0.5, va="center",
                  color=style.INK)  # fmt: skip
    labels = [item[:1].upper() + item[1:] for item in rows["item"]]
    axes.set(yticks=y, ylim=(-0.6, len(rows) - 0.4), xlim=(0, 1.08 * most))
    axes.set_yticklabels(labels, fontsize=style.SMALL, color=style.INK)
    axes.set_xlabel("US\\$ million of 2024; a line: low to high (an arrow: beyond the axis)", fontsize=style.SMALL,
                    color=style.QUIET, labelpad=2)  # fmt: skip
    _head(axes, "Cost to build, by item")
    _plain(axes)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=style.GRID, linewidth=0.6)


def _head(axes: Any, words: str) -> None:  # noqa: ANN401  matplotlib's axes
    axes.set_title(words, fontsize=style.NORMAL, color=style.INK, loc="left", pad=4)


def _plain(axes: Any) -> None:  # noqa: ANN401  matplotlib's axes
    axes.tick_params(labelsize=style.SMALL - 0.5, colors=style.QUIET, length=2, pad=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=style.RULE, linewidth=0.7)
    axes.set_axisbelow(True)
