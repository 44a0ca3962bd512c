"""Coalitions in one picture: how many countries each community has over the years, and how firm they are."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sogdia.reports import style
from sogdia.reports.maps import WIDTH_IN

_SHADES: Final = (style.BLUE, style.ORANGE, style.PURPLE, style.SKY, style.CABLE)
_REST: Final = style.RULE
_HEIGHT_IN: Final = 5.2
_TITLES: Final = {
    "votes": "Communities of countries that vote alike on contested resolutions",
    "acceptance": "Communities of states that accept the same frameworks",
}
_UNDER: Final = (
    "A colour follows a community from year to year by its members; it stands for no state. Grey: small ones and "
    "countries alone."
)
_LINES: Final = (
    ("stability", "starts with each other", style.BLUE, "-"),
    ("like_year_before", "with the year before", style.INK, (0, (4, 1.5))),
)


def coalitions_picture(table: pd.DataFrame, years: pd.DataFrame, kind: str) -> Figure:
    """Draw the size of communities over the years, and below how far starts and years agree.

    Parameters
    ----------
    table
        country, year, community.
    years
        year, stability, like_year_before.
    kind
        `votes` or `acceptance`.
    """
    figure = Figure(figsize=(WIDTH_IN, _HEIGHT_IN), facecolor="white")
    figure.text(0.006, 0.985, _TITLES[kind], fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    figure.text(0.006, 0.945, _UNDER, fontsize=style.SMALL, color=style.QUIET, va="top")
    above = figure.add_axes((0.065, 0.4, 0.74, 0.49))
    below = figure.add_axes((0.065, 0.06, 0.74, 0.26), sharex=above)
    _sizes(above, table)
    _firmness(below, years)
    figure.text(0.065, 0.34, "How far partitions agree (adjusted Rand index: 1 the same, 0 by chance)",
                fontsize=style.SMALL, color=style.INK)  # fmt: skip
    return figure


def _sizes(axes: Any, table: pd.DataFrame) -> None:  # noqa: ANN401
    counts = pd.crosstab(table.year, table.community)
    main = counts.sum().sort_values(ascending=False, kind="stable").index[: len(_SHADES)]
    year, bottom = counts.index.to_numpy(dtype=float), np.zeros(len(counts))
    rest = counts.drop(columns=main).sum(axis=1)
    bands = [(f"community {number}", counts[number], shade) for number, shade in zip(main, _SHADES, strict=False)]
    bands += [("others", rest, _REST)] if rest.any() else []
    for name, values, shade in bands:
        size = values.to_numpy(dtype=float)
        axes.bar(year, size, bottom=bottom, width=0.9, color=shade, linewidth=0)
        if size[-1]:
            axes.text(year[-1] + 0.6, bottom[-1] + size[-1] / 2, f"{name}: {size[-1]:.0f}", fontsize=style.SMALL,
                      color=style.INK, va="center")  # fmt: skip
        bottom += size
    axes.set_ylabel("countries", fontsize=style.SMALL, color=style.QUIET)
    axes.set_xlim(year.min() - 0.7, year.max() + 0.7)
    axes.tick_params(labelbottom=False)
    _plain(axes)


def _firmness(axes: Any, years: pd.DataFrame) -> None:  # noqa: ANN401
    ends: list[tuple[float, float, str, str]] = []
    for name, words, colour, dash in _LINES:
        known = years[["year", name]].dropna()
        if known.empty:
            continue
        axes.plot(known.year, known[name], color=colour, linestyle=dash, linewidth=1.1)
        ends.append((float(known[name].iloc[-1]), float(known.year.iloc[-1]), words, colour))
    lowest = -np.inf
    for y, x, words, colour in sorted(ends):
        place = max(y, lowest + 0.14)
        lowest = place
        axes.text(x + 0.6, place, words, fontsize=style.SMALL, color=colour, va="center")
    axes.set_ylim(min(0.0, float(years[[name for name, *_ in _LINES]].min().min())), 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))
    _plain(axes)


def _plain(axes: Any) -> None:  # noqa: ANN401
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2, pad=2)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    for edge in ("left", "bottom"):
        axes.spines[edge].set(color=style.RULE, linewidth=0.7)
