"""A verdict in one picture: each effect with its interval, the yardstick, and what could have been seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.figure import Figure

from sogdia.reports import style
from sogdia.reports.maps import WIDTH_IN
from sogdia.verdicts.readings import KINDS
from sogdia.verdicts.wording import doubts, numbers_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW_IN: Final = 0.2
_HEAD_IN: Final = 0.75
_FOOT_IN: Final = 0.55
_LEFT_IN: Final = 2.75
_RIGHT_IN: Final = 1.2
_CONTRAST: Final = "tech less cultural"
_OTHERS: Final = "other outcomes"
_TITLE: Final = "What programmes did, and what could have been seen"
_UNDER: Final = (
    "Dot and line: effect with its 95 % interval. Ticks: the effect found with 80 % power. Shade: the yardstick.\n"
    "All in standard deviations of the outcome."
)
_NOTE: Final = (
    "Filled: the interval excludes 0. Effects that are not estimated are not drawn. *: a test of chance, of dates\n"
    "or of trends gives reason to doubt it; the sentence says which."
)


def verdict_picture(effects: pd.DataFrame, contrast: pd.DataFrame) -> Figure:
    """Draw all effects that were estimated: tech less cultural first, then all by kind of outcome, acceptance first.

    Parameters
    ----------
    effects, contrast
        Tables of a verdict.
    """
    rows = _in_parts(effects, contrast)
    height = _HEAD_IN + _ROW_IN * max(len(rows), 1) + _FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    figure.text(0.006, 1 - 0.08 / height, _TITLE, fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    figure.text(0.006, 1 - 0.3 / height, _UNDER, fontsize=style.SMALL, color=style.QUIET, va="top")
    figure.text(0.006, 0.08 / height, _NOTE, fontsize=style.SMALL, color=style.QUIET)
    wide = 1 - (_LEFT_IN + _RIGHT_IN) / WIDTH_IN
    axes = figure.add_axes((_LEFT_IN / WIDTH_IN, _FOOT_IN / height, wide, 1 - (_HEAD_IN + _FOOT_IN) / height))
    _draw(axes, rows)
    return figure


def _in_parts(effects: pd.DataFrame, contrast: pd.DataFrame) -> pd.DataFrame:
    """Give the rows to draw, with a heading, whose `finding` is empty, before each part."""
    parts = [(f"{_CONTRAST}: the question of the page", contrast.assign(programme=_CONTRAST))]
    named = {name for names in KINDS.values() for name in names}
    parts += [(kind, effects[effects.outcome.isin(names)]) for kind, names in KINDS.items()]
    parts.append((_OTHERS, effects[~effects.outcome.isin(named)]))
    tables = []
    for title, table in parts:
        known = table[table.finding != "not estimated"]
        if len(known):
            tables += [pd.DataFrame([{"outcome": title, "finding": ""}]), known]
    return pd.concat(tables, ignore_index=True) if tables else effects.head(0)


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
    yardstick = (rows.yardstick / rows.sd).max() if len(rows) else 0.2
    axes.axvspan(-yardstick, yardstick, color=style.GRID, zorder=0)
    axes.axvline(0, color=style.RULE, linewidth=0.8, zorder=1)
    beside = axes.get_yaxis_transform()
    lines: Any = rows.itertuples()
    for i, row in enumerate(lines):
        if not row.finding:
            title = str(row.outcome).capitalize()
            axes.text(-0.02, float(i), title, transform=beside, ha="right", va="center", fontsize=style.SMALL,
                      color=style.INK, weight="bold")  # fmt: skip
            axes.axhline(i - 0.5, color=style.RULE, linewidth=0.4, zorder=1)
            continue
        y, effect, low, high, least = (
            float(i),
            *(_scaled(row, name) for name in ("effect", "low", "high", "detectable")),
        )
        axes.plot([low, high], [y, y], color=style.INK, linewidth=1.1, zorder=3, solid_capstyle="butt")
        fill = style.INK if low > 0 or high < 0 else "white"
        axes.plot([effect], [y], "o", color=style.INK, markerfacecolor=fill, markersize=4, zorder=4)
        axes.plot([-least, least], [y, y], "|", color=style.QUIET, markersize=6, zorder=2)
        outcome = str(row.outcome).replace("_", " ")
        words = f"{outcome}, {row.sponsor}, {row.programme}"
        axes.text(-0.02, y, words, transform=beside, ha="right", va="center", fontsize=style.SMALL, color=style.INK)
        axes.text(
            1.02, y, f"{row.finding}{_star(row)}", transform=beside, va="center", fontsize=style.SMALL, color=style.INK
        )
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_yticks([])
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2, pad=2)
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.spines["bottom"].set(color=style.RULE, linewidth=0.7)


def _scaled(row: Any, name: str) -> float:  # noqa: ANN401  a row of itertuples
    return float(getattr(row, name) / row.sd)


def _star(row: Any) -> str:  # noqa: ANN401  a row of itertuples
    return " *" if row.finding.startswith("moved") and doubts(numbers_of(row._asdict())) else ""
