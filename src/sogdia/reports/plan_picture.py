"""One picture of a plan: what stands, what is enlarged, what is built, and the other plans beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sogdia.reports import style
from sogdia.reports.layers import draw_lines, span_lines
from sogdia.reports.maps import WIDTH_IN
from sogdia.reports.route_picture import draw_ground, name_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.planning import PlanResult
    from sogdia.reports.projection import Projection

    Floats = NDArray[np.float64]

HEAD_IN: Final = 0.5
FOOT_IN: Final = 0.4
SMALL_GAP_IN: Final = 0.42
THIN, BROAD = 1.1, 4.6
"""Widths of lines of the least and the most capacity added, points."""
MOST_NAMES: Final = 24
MOST_SMALL: Final = 3


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a plan does to spans.

    Attributes
    ----------
    built, enlarged
        Capacity added by span, Gbps.
    """

    built: dict[str, float]
    enlarged: dict[str, float]

    @property
    def spans(self) -> list[str]:
        """The spans that it touches."""
        return [*self.built, *self.enlarged]


def plan_picture(found: PlanResult, title: str, *, shape: float = 1.25) -> Figure:
    """Draw a plan.

    Parameters
    ----------
    found
        What `plan` answered; its alternatives are drawn small below.
    title
        What is planned, in a few words.
    shape
        Width of the map over its height.
    """
    lines = span_lines(found.network)
    whole = _drawn(found, found.choice)
    others = [rows for _, rows in found.alternatives.groupby("plan")][:MOST_SMALL]
    small = (WIDTH_IN / MOST_SMALL / shape + SMALL_GAP_IN) if others else 0.0
    tall = WIDTH_IN / shape
    height = HEAD_IN + tall + FOOT_IN + small
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    figure.text(0.006, 1 - 0.08 / height, title, fontsize=style.LARGE, color=style.INK, weight="bold", va="top")
    figure.text(0.006, 1 - 0.28 / height, _told(found), fontsize=style.SMALL, color=style.QUIET, va="top")
    focus = _focus(found, lines, whole)
    box = (0.002, 1 - (HEAD_IN + tall) / height, 0.996, tall / height)
    _map(figure, box, found, lines, whole, focus, named=True)
    _legend(figure, whole, 1 - (HEAD_IN + tall) / height)
    top = HEAD_IN + tall + FOOT_IN + SMALL_GAP_IN
    for k, rows in enumerate(others):
        wide = 1.0 / MOST_SMALL
        box = (
            k * wide + 0.004,
            1 - (top + small - SMALL_GAP_IN) / height,
            wide - 0.008,
            (small - SMALL_GAP_IN) / height,
        )
        _map(figure, box, found, lines, _drawn(found, rows), focus, named=False)
        figure.text(
            k * wide + 0.006, 1 - (top - 0.04) / height, _alternative(k + 1, rows, found), fontsize=style.SMALL - 0.5,
            color=style.INK, va="bottom",
        )  # fmt: skip
    return figure


def _told(found: PlanResult) -> str:
    """Say cost and size in one line."""
    spent = float(found.spending.spent_musd.sum())
    lines, enlarged = ((found.table.kind == kind).sum() for kind in ("build", "enlarge"))
    proof = "the least there is" if found.gap < 5e-5 else f"within {100 * found.gap:.1f} % of the least"
    if found.table.empty:
        return "Nothing need be built: what stands carries the traffic and survives what is asked."
    return (
        f"US\\$ {spent:,.1f} million of 2024: {_count(lines, 'new line')}, {_count(enlarged, 'line')} enlarged;  "
        f"proved {proof}, and recomputed by separate code"
    )


def _count(number: int, what: str) -> str:
    return f"{'no' if number == 0 else number} {what}{'' if number == 1 else 's'}"


def _alternative(number: int, rows: pd.DataFrame, found: PlanResult) -> str:
    """Say what another plan costs, and how many of its purchases are its own."""
    own = len(set(rows.option) - set(found.choice.option))
    return (
        f"Other plan {number}: US\\$ {rows.cost_musd.iloc[0]:,.1f} million,\n{own} of its {rows.option.nunique()} "
        f"purchases not in the plan"
    )


def _drawn(found: PlanResult, choice: pd.DataFrame) -> Drawn:
    """Add up the capacity that a choice adds to each span."""
    asked = found.question
    offers = asked.options.set_index("id")
    span_of = dict(zip(asked.links.id, asked.links.span, strict=True))
    total = choice.groupby("option").modules.sum()
    drawn = Drawn({}, {})
    for option, link in zip(asked.option_links.option, asked.option_links.link, strict=True):
        if option in total.index and total[option] > 0:
            part = drawn.built if offers.kind[option] == "build" else drawn.enlarged
            span = str(span_of[link])
            part[span] = part.get(span, 0.0) + float(total[option] * offers.module_gbps[option])
    return drawn


def _focus(found: PlanResult, lines: pd.DataFrame, drawn: Drawn) -> Floats:
    """Gather the places to show: those whose traffic is carried, and all that is bought; the hubs where little is."""
    nodes = found.network.nodes.set_index("id")
    places = found.question.places
    origins = set(found.question.demands.origin)
    own = nodes.reindex(places.node[places.group.isin(origins)])[["lon", "lat"]].to_numpy(dtype=float)
    bought = [shapely.get_coordinates(lines.line[name]) for name in drawn.spans if name in lines.index]
    parts = [own, *bought]
    if len(places.group.unique()) <= len(origins) + 1 and not bought:
        parts.append(nodes.reindex(places.node)[["lon", "lat"]].to_numpy(dtype=float))
    return np.vstack([part for part in parts if len(part)])


def _map(
    figure: Figure,
    box: tuple[float, float, float, float],
    found: PlanResult,
    lines: pd.DataFrame,
    drawn: Drawn,
    focus: Floats,
    *,
    named: bool,
) -> None:
    axes, projection = draw_ground(figure, box, focus)
    stands = found.question.links.span[found.question.links.capacity_gbps > 0]
    thin = 0.7 if named else 0.4
    _strokes(axes, projection, lines, dict.fromkeys(stands, 0.0), style.CABLE, thin, 3.0)
    part = 1.0 if named else 0.6
    most = max([*drawn.built.values(), *drawn.enlarged.values()], default=1.0)
    for gbps, colour, order in ((drawn.enlarged, style.BLUE, 4.5), (drawn.built, style.ORANGE, 5.0)):
        for name, added in sorted(gbps.items(), key=lambda pair: -pair[1]):
            width = part * (THIN + (BROAD - THIN) * np.sqrt(added / most))
            _strokes(axes, projection, lines, {name: added}, colour, width, order, halo=named)
    if named:
        name_places(figure, axes, projection, _places(found, drawn))


def _strokes(
    axes: Any,  # noqa: ANN401  matplotlib's axes
    projection: Projection,
    lines: pd.DataFrame,
    names: dict[str, float],
    colour: str,
    width: float,
    order: float,
    *,
    halo: bool = False,
) -> None:
    shown = lines.line[lines.index.isin(names) & (lines.setting != "satellite")]
    draw_lines(axes, projection, shown, colour=colour, width=width, order=order, halo=halo)


def _places(found: PlanResult, drawn: Drawn) -> list[tuple[str, float, float]]:
    """Choose the places to name: ends of what is built, then one of each country, then ends of what is enlarged."""
    net, places = found.network, found.question.places
    spans = net.spans.set_index("id")
    nodes = net.nodes.set_index("id")
    ties = net.spans.start.value_counts().add(net.spans.end.value_counts(), fill_value=0)
    ends = [
        [side for name in part if name in spans.index for side in (spans.start[name], spans.end[name])]
        for part in (drawn.built, drawn.enlarged)
    ]
    mains = [max(sorted(rows), key=lambda node: float(ties.get(node, 0.0))) for _, rows in places.groupby("group").node]
    units = set(net.nodes.id[(net.nodes.kind == "branching_unit").fillna(value=False)])
    listed = [node for node in dict.fromkeys([*ends[0], *mains, *ends[1]]) if node in nodes.index and node not in units]
    told: list[tuple[str, float, float]] = []
    for node in listed[:MOST_NAMES]:
        row = nodes.loc[node]
        name = row["name"] if isinstance(row["name"], str) else node
        if name not in [other for other, _, _ in told]:
            told.append((str(name), float(row["lon"]), float(row["lat"])))
    return told


def _legend(figure: Figure, drawn: Drawn, top: float) -> None:
    """Say what colours and widths mean, below the map."""
    handles = [Line2D([], [], color=style.CABLE, linewidth=0.9, label="Stands, with capacity that others leave free")]
    if drawn.enlarged:
        handles.append(Line2D([], [], color=style.BLUE, linewidth=2.6, label="Stands, and is enlarged"))
    if drawn.built:
        handles.append(Line2D([], [], color=style.ORANGE, linewidth=2.6, label="New line"))
    handles += [
        Line2D([], [], color=style.INK, linewidth=THIN + (BROAD - THIN) * np.sqrt(part), label=words)
        for part, words in _widths([*drawn.built.values(), *drawn.enlarged.values()])
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, top), ncol=3, frameon=False, fontsize=style.SMALL,
        borderaxespad=0.4, labelspacing=0.35, handlelength=2.6,
    )  # fmt: skip


def _widths(gbps: Sequence[float]) -> list[tuple[float, str]]:
    """Give three widths of the scale, as shares of the most, in words."""
    if not gbps:
        return []
    most = max(gbps)
    steps = dict.fromkeys(float(f"{most * part:.1g}") if part < 1 else most for part in (0.1, 0.4, 1.0))
    return [(step / most, f"{step / 1000:,.3g} Tbps added") for step in steps]
