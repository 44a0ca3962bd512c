"""Pictures of an offer's annex: the tornado, the fan and the debt by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sogdia.reports import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def _framed(height_in: float, across: str, up: str = "") -> tuple[Figure, Axes]:
    """Give an empty picture as wide as half a side of A4, its axes named; years along it are whole."""
    figure = Figure(figsize=(3.6, height_in), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2)
    axes.set_xlabel(across, fontsize=style.SMALL, color=style.QUIET)
    if up:
        axes.set_ylabel(up, fontsize=style.SMALL, color=style.QUIET)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure, axes


def _with_legend(figure: Figure, columns: int) -> Figure:
    figure.legend(fontsize=6.5, frameon=False, loc="outside upper left", ncols=columns)
    return figure


def tornado_picture(bars: pd.DataFrame, worth: float) -> Figure:
    """Draw what the offer is worth with each figure alone at its low and high end."""
    rows = bars[bars.swing > 0].head(8)
    figure, axes = _framed(0.55 + 0.26 * max(len(rows), 1), "US$ million (left is worse)")
    y = np.arange(len(rows))[::-1]
    low, high = rows.answer_low.to_numpy(dtype=float), rows.answer_high.to_numpy(dtype=float)
    axes.barh(y, low - worth, left=worth, height=0.6, color=style.ORANGE, label="at its low end")
    axes.barh(y, high - worth, left=worth, height=0.6, color=style.BLUE, label="at its high end")
    axes.axvline(worth, color=style.INK, linewidth=0.8)
    axes.set_yticks(y, [str(n) for n in rows.name])
    return _with_legend(figure, 3)


def fan_picture(bands: pd.DataFrame) -> Figure:
    """Draw how the sum of gains less costs grows: the middle draw, half of them, nine of ten."""
    figure, axes = _framed(2.2, "year of the project", "US$ million, summed")
    axes.fill_between(bands.year, bands.q05, bands.q95, color=style.SKY, alpha=0.35, linewidth=0, label="nine of ten")
    axes.fill_between(bands.year, bands.q25, bands.q75, color=style.SKY, alpha=0.8, linewidth=0, label="half of them")
    axes.plot(bands.year, bands.q50, color=style.BLUE, linewidth=1.4, label="the middle one")
    axes.axhline(0, color=style.INK, linewidth=0.6)
    return _with_legend(figure, 3)


def debt_picture(service: pd.DataFrame) -> Figure:
    """Draw debt service by year, one bar of parts for each loan."""
    figure, axes = _framed(2.0, "year after the first drawing", "US$ million a year")
    floor = np.zeros(int(service.year.max()) + 1)
    strokes = style.project_strokes(service.lender.nunique())
    for (lender, rows), (colour, _) in zip(service.groupby("lender", sort=False), strokes, strict=True):
        height = np.zeros_like(floor)
        height[rows.year.to_numpy(dtype=int)] = rows.service_musd.to_numpy(dtype=float)
        axes.bar(np.arange(len(floor)) + 1, height, bottom=floor, color=colour, width=0.8, label=str(lender))
        floor += height
    return _with_legend(figure, 1)
