"""Acceptance of frameworks in one picture: how many states over time, and how many two of them share."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sogdia.reports import style
from sogdia.reports.maps import WIDTH_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

MOST: Final = 10
"""Frameworks that one picture can name."""
_CURVES_IN: Final = 2.9
_CELL_IN: Final = 0.29
_HEAD_IN: Final = 0.5
_GAP_IN: Final = 0.72
_LABELS_IN: Final = 2.45
_FOOT_IN: Final = 0.42
_TITLE: Final = "States that accept each framework"
_UNDER: Final = (
    "By the first act that counts: signing, joining, endorsing. A list ends where it is no longer known to be complete "
    "(*: never whole)."
)


def acceptance_picture(frameworks: pd.DataFrame, years: pd.DataFrame, overlap: pd.DataFrame) -> Figure:
    """Draw states over the years, and a table of what each two frameworks share.

    Parameters
    ----------
    frameworks
        Rows of `acceptance(...).frameworks` to name, at most `MOST`; their order is the order of the table.
    years
        framework, year, states, complete.
    overlap
        framework_a, framework_b, both, jaccard.
    """
    rows = frameworks.head(MOST).reset_index(drop=True)
    tall = _CELL_IN * len(rows)
    height = _HEAD_IN + _CURVES_IN + _GAP_IN + tall + _FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    figure.text(0.006, 1 - 0.08 / height, _TITLE, fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    figure.text(0.006, 1 - 0.27 / height, _UNDER, fontsize=style.SMALL, color=style.QUIET, va="top")
    left = 0.36 / WIDTH_IN
    bottom = 1 - (_HEAD_IN + _CURVES_IN) / height
    axes = figure.add_axes((left, bottom, 1 - left - _LABELS_IN / WIDTH_IN, _CURVES_IN / height))
    _curves(axes, rows, years)
    top = _HEAD_IN + _CURVES_IN + _GAP_IN
    figure.text(0.006, 1 - (top - 0.28) / height, "Shared by two frameworks: states that accept both (shade: share of "
                "those that accept either)", fontsize=style.NORMAL, color=style.INK, weight="bold")  # fmt: skip
    side = _LABELS_IN / WIDTH_IN
    _table(figure.add_axes((side, 1 - (top + tall) / height, 1 - side - 0.01, tall / height)), rows, overlap)
    figure.text(0.006, 0.12 / height, "Facts and their pages: frameworks.csv and acceptances.csv. Acceptance says what "
                "states signed, not what they do.", fontsize=style.SMALL, color=style.QUIET)  # fmt: skip
    return figure


def _curves(axes: Any, rows: pd.DataFrame, years: pd.DataFrame) -> None:  # noqa: ANN401
    ends = []
    strokes = style.project_strokes(len(rows))
    for i, ((colour, dash), row) in enumerate(zip(strokes, rows.itertuples(), strict=True)):
        mine = years[years.framework == row.framework].sort_values("year")
        mine = mine[mine.complete] if row.complete == "yes" else mine
        if mine.empty:
            continue
        x, y = mine.year.to_numpy(float), mine.states.to_numpy(float)
        if len(x) == 1:
            axes.plot(x, y, "o", color=colour, markersize=4.5, zorder=4)
        else:
            axes.plot(x, y, color=colour, linestyle=dash, linewidth=1.9, zorder=3, solid_capstyle="round")
            axes.plot(x[-1:], y[-1:], "o", color=colour, markersize=3.4, zorder=4)
        ends.append((x[-1], y[-1], f"{i + 1}  {_short(row.short, row.complete)}", colour))
    axes.set_xlim(axes.get_xlim()[0], max((end[0] for end in ends), default=2026) + 0.3)
    axes.set_ylim(bottom=0, top=axes.get_ylim()[1] * 1.04)
    _name(axes, ends)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2, pad=2)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.spines["bottom"].set(color=style.RULE, linewidth=0.7)
    axes.grid(axis="y", color=style.GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _short(name: object, complete: object) -> str:
    text = textwrap.shorten(str(name), 34, placeholder=" …")
    return text if complete == "yes" else f"{text} *"


def _name(axes: Any, ends: Sequence[tuple[float, float, str, str]]) -> None:  # noqa: ANN401
    """Write the names beside the chart, pushed apart, each tied to the end of its curve."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.062
    ordered = sorted(ends, key=lambda end: end[1])
    spots = spread([end[1] for end in ordered], step, low + step / 2, high - step / 2)
    right = axes.get_xlim()[1]
    wide = right - axes.get_xlim()[0]
    for (x, y, text, colour), spot in zip(ordered, spots, strict=True):
        line = axes.plot([x, right + wide * 0.012, right + wide * 0.03], [y, spot, spot], color=colour, linewidth=0.6,
                         clip_on=False, alpha=0.7, zorder=2)  # fmt: skip
        line[0].set_in_layout(False)
        axes.text(right + wide * 0.036, spot, text, color=style.INK, fontsize=style.SMALL, va="center", clip_on=False)


def spread(values: Sequence[float], step: float, low: float, high: float) -> NDArray[np.float64]:
    """Push ordered values apart by at least `step`, within [low, high] as far as there is room.

    Examples
    --------
    >>> spread([1.0, 1.1, 5.0], 1.0, 0.0, 6.0).tolist()
    [1.0, 2.0, 5.0]
    """
    out: NDArray[np.float64] = np.clip(np.asarray(values, dtype=float), low, high)
    for i in range(1, len(out)):
        out[i] = max(out[i], out[i - 1] + step)
    over = out[-1] - high if len(out) else 0.0
    if over > 0:
        out[-1] = high
        for i in range(len(out) - 2, -1, -1):
            out[i] = min(out[i], out[i + 1] - step)
    return out


def _table(axes: Any, rows: pd.DataFrame, overlap: pd.DataFrame) -> None:  # noqa: ANN401
    count = len(rows)
    known = {
        (pair["framework_a"], pair["framework_b"]): (str(pair["both"]), float(pair["jaccard"]))
        for pair in overlap.to_dict(orient="records")
    }
    shades = LinearSegmentedColormap.from_list("shared", ["#ffffff", style.SKY])
    axes.set_xlim(0, count)
    axes.set_ylim(count, 0)
    for i, one in enumerate(rows.itertuples()):
        axes.text(-0.12, i + 0.5, f"{_short(one.short, one.complete)}  {i + 1}", ha="right", va="center",
                  fontsize=style.SMALL, color=style.INK)  # fmt: skip
        axes.text(i + 0.5, -0.12, str(i + 1), ha="center", va="bottom", fontsize=style.SMALL, color=style.QUIET)
        for j, other in enumerate(rows.itertuples()):
            if i == j:
                both, near = str(one.states), 1.0
            else:
                both, near = known.get((one.framework, other.framework)) or known[other.framework, one.framework]
            shade = style.STRIPE if i == j else shades(0.0 if np.isnan(near) else near)
            axes.add_patch(_cell(j, i, shade))
            axes.text(j + 0.5, i + 0.52, both, ha="center", va="center", fontsize=style.SMALL, color=style.INK,
                      weight="bold" if i == j else "normal")  # fmt: skip
    axes.set_axis_off()


def _cell(x: int, y: int, shade: Any) -> Any:  # noqa: ANN401
    return Rectangle((x, y), 1, 1, facecolor=shade, edgecolor="white", linewidth=1.2)
