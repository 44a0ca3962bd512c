"""Charts: before and after by country, ranked bars, ranges. One look for all: a ring before, a disc after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib import patheffects
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

from sogdia.reports import style
from sogdia.reports.maps import WIDTH_IN
from sogdia.reports.numerals import MISSING, Scale, known

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_ROW_IN: Final = 0.175
_LINE_IN: Final = 0.135
_FOOT_IN: Final = 0.55
_AXIS_IN: Final = 0.36


@dataclass(frozen=True)
class Panel:
    """One measure beside others, all over the same countries.

    Attributes
    ----------
    title
        What is measured.
    scale
        How figures are written.
    rows
        By subject: base, baseline, low, high.
    better
        ``lower``, ``higher`` or empty.
    log
        Whether the axis counts in powers of ten.
    full
        Right end of the axis in stored units, None where the figures choose it.
    bars
        Bars from zero instead of discs.
    """

    title: str
    scale: Scale
    rows: pd.DataFrame
    better: str = ""
    log: bool = False
    full: float | None = None
    bars: bool = False

    @property
    def heading(self) -> str:
        """What is measured, and which way is better."""
        return f"{self.title}\n({self.better} is better)" if self.better else self.title


def panels(labels: dict[str, str], shown: Sequence[Panel]) -> Figure:
    """Draw measures side by side over the same countries: a ring for the baseline, a disc for the case.

    Parameters
    ----------
    labels
        Name of each subject, in the order from top to bottom.
    shown
        The panels, left to right.
    """
    count = max(len(labels), 1)
    left = min(0.30, 0.02 + 0.0084 * max((len(v) for v in labels.values()), default=0))
    gap = 0.022
    width = (0.985 - left - gap * (len(shown) - 1)) / max(len(shown), 1)
    titles = [_wrap(panel.heading, int(width * WIDTH_IN * 13.5)) for panel in shown]
    head = 0.1 + _LINE_IN * max((title.count("\n") + 1 for title in titles), default=0)
    height = head + _ROW_IN * count + _FOOT_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    bottom, tall = _FOOT_IN / height, _ROW_IN * count / height
    for i, panel in enumerate(shown):
        axes = figure.add_axes((left + i * (width + gap), bottom, width, tall))
        _prepare(axes, labels, named=i == 0)
        _fill(axes, list(labels), panel)
        axes.set_title(titles[i], fontsize=style.SMALL, color=style.INK, loc="left", pad=4)
        axes.set_xlabel(panel.scale.axis, fontsize=style.SMALL, color=style.QUIET, labelpad=2)
    _key(figure, bars=any(p.bars for p in shown), discs=any(not p.bars for p in shown), height=height)
    return figure


def _prepare(axes: Any, labels: dict[str, str], *, named: bool) -> None:  # noqa: ANN401  matplotlib's axes
    axes.set(ylim=(len(labels) - 0.4, -0.6), yticks=range(len(labels)) if named else [])
    if named:
        axes.set_yticklabels(list(labels.values()), fontsize=style.SMALL, color=style.INK)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=style.SMALL - 0.5, colors=style.QUIET, length=2, pad=2)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=style.RULE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=style.GRID, linewidth=0.6)
    rows = range(0, len(labels), 2)
    axes.hlines(rows, 0, 1, transform=axes.get_yaxis_transform(), color=style.STRIPE, linewidth=72 * _ROW_IN, zorder=0)


def _fill(axes: Any, subjects: list[str], panel: Panel) -> None:  # noqa: ANN401  matplotlib's axes
    by = panel.rows.reindex(subjects)
    after = by.base.to_numpy(dtype=float) * panel.scale.factor
    before = by.baseline.to_numpy(dtype=float) * panel.scale.factor
    if panel.log:
        after, before = (np.where(v > 0, v, np.nan) for v in (after, before))
        axes.set_xscale("log")
    y = np.arange(len(subjects))
    if panel.bars:
        axes.barh(y, np.nan_to_num(after), height=0.62, color=style.AFTER, alpha=0.75, zorder=2)
        axes.plot(before, y, "|", color=style.BLACK, markersize=7.5, markeredgewidth=1.3, zorder=4)
    else:
        axes.hlines(y, before, after, color=style.AFTER, linewidth=1.5, zorder=2)
        axes.plot(before, y, "o", markersize=4.4, markerfacecolor="white", markeredgecolor=style.BEFORE, zorder=3)
        axes.plot(after, y, "o", markersize=3.8, color=style.AFTER, zorder=4)
    _limits(axes, np.concatenate([after, before]), panel)
    for i in np.flatnonzero(np.isnan(after) & np.isnan(before)):
        axes.annotate(
            MISSING,
            (0.01, i),
            xycoords=axes.get_yaxis_transform(),
            fontsize=style.SMALL,
            color=style.QUIET,
            va="center",
        )


def _limits(axes: Any, values: Any, panel: Panel) -> None:  # noqa: ANN401  matplotlib's axes, numpy's array
    seen = values[np.isfinite(values)]
    if panel.log and len(seen):
        axes.set_xlim(seen.min() / 1.8, seen.max() * 1.8)
        decades = np.log10(seen.max() / seen.min() + 1)
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0,) if decades > 2 else (1.0, 3.0), numticks=6))
        axes.xaxis.set_minor_locator(LogLocator(subs=(), numticks=6))
        axes.xaxis.set_major_formatter(FuncFormatter(_tick))
        return
    top = panel.full * panel.scale.factor if panel.full is not None else (seen.max() if len(seen) else 1.0) * 1.06
    axes.set_xlim(0, max(float(top), 1e-9))
    if panel.full is None:
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=panel.scale.decimals == 0))
    else:
        axes.set_xticks([top * quarter / 4 for quarter in range(4)])
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))


def _tick(value: float, _position: int | None = None) -> str:
    return f"{value:,.10g}".replace("-", "−")


def _key(figure: Figure, *, bars: bool, discs: bool, height: float) -> None:
    handles = []
    if discs:
        handles += [
            Line2D([], [], marker="o", linestyle="", markersize=4.4, markerfacecolor="white",
                   markeredgecolor=style.BEFORE, label="baseline"),
            Line2D([], [], marker="o", linestyle="", markersize=4, color=style.AFTER, label="case"),
        ]  # fmt: skip
    if bars:
        handles += [
            Line2D([], [], marker="s", linestyle="", markersize=6, color=style.AFTER, alpha=0.75, label="case"),
            Line2D(
                [], [], marker="|", linestyle="", markersize=7, markeredgewidth=1.3, color=style.BLACK, label="baseline"
            ),
        ]
    figure.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1.0, 0.02 / height), ncol=4, frameon=False,
        fontsize=style.SMALL, borderaxespad=0.0, handletextpad=0.3, columnspacing=1.2,
    )  # fmt: skip


def ranked_bars(rows: pd.DataFrame, scale: Scale, axis: str, *, full: float | None = None, log: bool = False) -> Figure:
    """Draw bars with their ranges as whiskers and their figures written beside them.

    Parameters
    ----------
    rows
        From top to bottom: label, value, low, high; optionally mark (how the figure was had) and colour.
    scale
        How figures are written.
    axis
        Title of the axis without its unit.
    full
        Right end of the axis in stored units.
    log
        Whether the axis counts in powers of ten; values at or below 0 are not shown.
    """
    height = 0.1 + 0.215 * max(len(rows), 1) + _AXIS_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    left = min(0.48, 0.02 + 0.0084 * max((len(str(v)) for v in rows.label), default=0))
    axes = figure.add_axes((left, _AXIS_IN / height, 0.985 - left, 0.215 * max(len(rows), 1) / height))
    _prepare(axes, dict(enumerate(rows.label)), named=True)  # type: ignore[arg-type]
    value, low, high = (rows[c].to_numpy(dtype=float) * scale.factor for c in ("value", "low", "high"))
    reach = np.fmax(np.fmax(value, high), 0.0)
    top = full * scale.factor if full is not None else (float(np.nanmax(reach)) if np.isfinite(reach).any() else 1.0)
    start = 0.0
    if log:
        seen = np.concatenate([value, low])
        start = float(np.nanmin(np.where(seen > 0, seen, np.nan))) / 2 if (seen > 0).any() else 0.1
        axes.set_xscale("log")
    y = np.arange(len(rows))
    colours = rows.colour.tolist() if "colour" in rows else style.AFTER
    edge = [patheffects.withStroke(linewidth=2.4, foreground="white")]
    axes.hlines(y, low, high, color=style.INK, linewidth=1.1, zorder=3, path_effects=edge)
    if log:
        axes.scatter(value, y, s=34, color=colours, zorder=4)
    else:
        axes.barh(y, np.nan_to_num(value), height=0.55, color=colours, alpha=0.75, zorder=2)
    axes.plot(low, y, "|", high, y, "|", color=style.INK, markersize=5, zorder=3)
    _write_figures(axes, rows, scale, np.where(np.isfinite(reach) & (reach > start), reach, start))
    longest = max((len(text.get_text()) for text in axes.texts), default=0)
    share = min(0.6, (0.065 * longest + 0.12) / ((0.985 - left) * WIDTH_IN))
    top = max(top, 1e-9)
    axes.set_xlim(start, top * (top / max(start, 1e-9)) ** (share / (1 - share)) if log else top / (1 - share))
    if not log:
        axes.xaxis.set_major_locator(MaxNLocator(5))
        if full is not None:
            axes.set_xticks([t for t in axes.get_xticks() if 0 <= t <= top])
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))
    axes.set_xlabel(
        f"{axis}, {scale.axis}" if scale.axis else axis, fontsize=style.SMALL, color=style.QUIET, labelpad=2
    )
    return figure


def _write_figures(axes: Any, rows: pd.DataFrame, scale: Scale, ends: Any) -> None:  # noqa: ANN401
    """Write each figure beside the end of its bar."""
    for i, (row, end) in enumerate(zip(rows.to_dict("records"), ends, strict=True)):
        words = scale.text(row["value"])
        words = f"{row['mark']} {words}" if row.get("mark") and words != MISSING else words
        axes.annotate(
            words,
            (end, i),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=style.SMALL,
            color=style.INK,
        )


def _wrap(text: str, width: int) -> str:
    """Break lines at words so that none is longer than `width` characters where that can be."""
    lines: list[str] = []
    for given in text.split("\n"):
        line = ""
        for word in given.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return "\n".join(lines)


def has_figures(rows: pd.DataFrame) -> bool:
    """Tell whether any row has a figure to draw."""
    return any(known(v) for column in ("base", "baseline") if column in rows for v in rows[column])
