"""The chart of budgets: what each leaves unserved after the worst loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from sogdia.reports import style
from sogdia.reports.maps import WIDTH_IN

if TYPE_CHECKING:
    import pandas as pd


def frontier_picture(rows: pd.DataFrame, traffic_gbps: float) -> Figure:
    """Draw cost against loss, one disc for each budget.

    Parameters
    ----------
    rows
        Table of `planning.frontier`.
    traffic_gbps
        All traffic, of which the axis on the right tells shares.
    """
    figure = Figure(figsize=(WIDTH_IN, 3.6), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    best = rows.drop_duplicates("cost_musd").sort_values("cost_musd")
    axes.plot(best.cost_musd, best.unserved_gbps, color=style.BLUE, linewidth=1.3, drawstyle="steps-post", zorder=2)
    axes.plot(best.cost_musd, best.unserved_gbps, "o", color=style.BLUE, markersize=5, zorder=3)
    axes.vlines(best.cost_musd, best.unserved_bound_gbps, best.unserved_gbps, color=style.BLUE, linewidth=0.8)
    for x, y, count in zip(best.cost_musd, best.unserved_gbps, best.new_lines.astype(int), strict=True):
        lines = f"{count} new line{'' if count == 1 else 's'}" if count else "no new line"
        axes.annotate(lines, (x, y), xytext=(6, 6), textcoords="offset points",
                      fontsize=style.SMALL, color=style.INK)  # fmt: skip
    axes.set_xlabel("Spent, US\\$ million of 2024", fontsize=style.NORMAL, color=style.QUIET)
    axes.set_ylabel("Unserved after the worst loss, Gbps", fontsize=style.NORMAL, color=style.QUIET)
    top = max(float(best.unserved_gbps.max()), 1.0)
    axes.set_ylim(-0.04 * top, 1.15 * top)
    span = max(float(best.cost_musd.max() - best.cost_musd.min()), 1.0)
    axes.set_xlim(best.cost_musd.min() - 0.05 * span, best.cost_musd.max() + 0.16 * span)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.6g}".replace("-", "−")))
    if traffic_gbps > 0:
        beside = axes.twinx()
        beside.set_ylim(*(100.0 * end / traffic_gbps for end in axes.get_ylim()))
        beside.spines["top"].set_visible(False)
        beside.set_ylabel("% of all traffic", fontsize=style.NORMAL, color=style.QUIET)
        beside.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2)
    axes.tick_params(labelsize=style.SMALL, colors=style.QUIET, length=2)
    axes.grid(color=style.GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["top"].set_visible(False)
    for side in ("left", "bottom", "right"):
        axes.spines[side].set(color=style.RULE, linewidth=0.7)
    axes.set_title("What more money saves: the best plan found for each budget, with its proof", fontsize=style.LARGE,
                   color=style.INK, loc="left")  # fmt: skip
    return figure
