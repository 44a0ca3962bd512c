"""Pictures of an offer's annex: the tornado, the fan and the debt by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sogdia.reports import style

if TYPE_CHECKING:
    import pandas as pd


def _plain(axes: object) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)  # type: ignore[attr-defined]
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2)  # type: ignore[attr-defined]


def tornado_picture(bars: pd.DataFrame, worth: float) -> Figure:
    """Draw what the offer is worth with each figure alone at its low and high end."""
    rows = bars[bars.swing > 0].head(8)
    figure = Figure(figsize=(3.6, 0.55 + 0.26 * max(len(rows), 1)), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    y = np.arange(len(rows))[::-1]
    low, high = rows.answer_low.to_numpy(dtype=float), rows.answer_high.to_numpy(dtype=float)
    axes.barh(y, low - worth, left=worth, height=0.6, color=style.ORANGE, label="at its low end")
    axes.barh(y, high - worth, left=worth, height=0.6, color=style.BLUE, label="at its high end")
    axes.axvline(worth, color=style.INK, linewidth=0.8)
    axes.set_yticks(y, [str(n) for n in rows.name])
    axes.set_xlabel("net worth, US$ million (left is worse)", fontsize=style.SMALL, color=style.QUIET)
    _plain(axes)
    figure.legend(fontsize=6.5, frameon=False, loc="outside upper left", ncols=3)
    return figure


def fan_picture(bands: pd.DataFrame) -> Figure:
    """Draw how the sum of gains less costs grows: the middle draw, half of them, nine of ten."""
    figure = Figure(figsize=(3.6, 2.2), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    axes.fill_between(bands.year, bands.q05, bands.q95, color=style.SKY, alpha=0.35, linewidth=0, label="nine of ten")
    axes.fill_between(bands.year, bands.q25, bands.q75, color=style.SKY, alpha=0.8, linewidth=0, label="half of them")
    axes.plot(bands.year, bands.q50, color=style.BLUE, linewidth=1.4, label="the middle one")
    axes.axhline(0, color=style.INK, linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("year of the project", fontsize=style.SMALL, color=style.QUIET)
    axes.set_ylabel("US$ million, summed", fontsize=style.SMALL, color=style.QUIET)
    _plain(axes)
    figure.legend(fontsize=6.5, frameon=False, loc="outside upper left", ncols=3)
    return figure


def debt_picture(service: pd.DataFrame) -> Figure:
    """Draw debt service by year, one bar of parts for each loan."""
    figure = Figure(figsize=(3.6, 2.0), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    floor = np.zeros(int(service.year.max()) + 1)
    strokes = style.project_strokes(service.lender.nunique())
    for (lender, rows), (colour, _) in zip(service.groupby("lender", sort=False), strokes, strict=True):
        height = np.zeros_like(floor)
        height[rows.year.to_numpy(dtype=int)] = rows.service_musd.to_numpy(dtype=float)
        axes.bar(np.arange(len(floor)) + 1, height, bottom=floor, color=colour, width=0.8, label=str(lender))
        floor += height
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("year after the first drawing", fontsize=style.SMALL, color=style.QUIET)
    axes.set_ylabel("US$ million a year", fontsize=style.SMALL, color=style.QUIET)
    _plain(axes)
    figure.legend(fontsize=6.5, frameon=False, loc="outside upper left", ncols=1)
    return figure
