"""Maps of networks: what was there, what the projects add, what is lost, on a projection that suits the places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sogdia.reports import style
from sogdia.reports.labels import Placer
from sogdia.reports.layers import draw_land, draw_lines, draw_meridians, draw_sea, span_lines
from sogdia.reports.projection import Projection, fitting, world
from sogdia.reports.theme import Theme, towns, towns_to_name

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.network import Network
    from sogdia.reports.projection import Floats

WIDTH_IN: Final = 7.5
"""Width of a picture on A4, inches."""

_WORLD_LON: Final = 39.0


def corridor_map(
    net: Network,
    baseline: Network | None = None,
    theme: Theme | None = None,
    *,
    shape: tuple[float, float] = (1.4, 2.1),
) -> Figure:
    """Draw a corridor: the network with and without what is asked about.

    Parameters
    ----------
    net
        The network of the case.
    baseline
        The network that it is set against; what only one of the two has is drawn apart.
    theme
        Countries, projects and hubs; by default every project of `net`, no country tinted.
    shape
        Least and most width of the map over its height.
    """
    theme = theme or Theme(projects=tuple((p, p) for p in net.spans.project.dropna().unique()))
    lines = span_lines(net)
    old = lines if baseline is None else span_lines(baseline)
    focus = _focus(net, theme, lines)
    projection = fitting(focus)
    figure, axes = _frame(projection, focus, shape)
    draw_sea(axes, projection)
    draw_meridians(axes, projection)
    draw_land(axes, projection, theme.countries)
    handles = _draw_projects(axes, projection, lines, theme)
    handles += _draw_rest(axes, projection, lines, old, theme)
    placer = Placer(axes, _renderer(figure))
    _number_projects(placer, projection, lines, theme)
    hub_named = _name_towns(placer, projection, net, theme)
    if theme.countries:
        handles.append(Patch(color=style.MEMBER, label="Countries of the corridor"))
    if hub_named:
        handles.append(
            Line2D([], [], color=style.INK, marker="s", linestyle="", markersize=4.2, label="Hub of the study")
        )
    _legend(figure, axes, handles)
    return figure


def network_map(net: Network) -> Figure:
    """Draw a whole network on a map of the world, each setting in its own stroke."""
    projection = world(_WORLD_LON)
    rim = np.array(
        [[_WORLD_LON - 179.99, 0], [_WORLD_LON + 179.99, 0], [_WORLD_LON, 82], [_WORLD_LON, -57]], dtype=float
    )
    figure, axes = _frame(projection, rim, (1.4, 2.4), pad=150.0)
    draw_sea(axes, projection)
    draw_meridians(axes, projection)
    draw_land(axes, projection, ())
    lines = span_lines(net)
    handles: list[Any] = []
    for setting, colour, dash in (
        ("submarine", style.BLUE, "-"),
        ("terrestrial", style.ORANGE, "-"),
        ("satellite", style.PURPLE, (0, (1, 2))),
    ):
        rows = lines[lines.setting == setting]
        draw_lines(axes, projection, rows.line, colour=colour, width=0.6, dash=dash, order=3.0)
        if len(rows):
            handles.append(
                Line2D([], [], color=colour, linestyle=dash, label=f"{setting.title()} ({len(rows):,} spans)")
            )
    _legend(figure, axes, handles, columns=3)
    return figure


def _frame(
    projection: Projection, focus: Floats, limits: tuple[float, float], pad: float | None = None
) -> tuple[Figure, Any]:
    """Make a figure whose axes show the places of `focus` and no more than a sensible shape needs."""
    xy = projection.points(focus) if len(focus) else np.array([[-9000.0, -4500.0], [9000.0, 7500.0]])
    xy = xy[np.isfinite(xy).all(axis=1)]
    (west, south), (east, north) = xy.min(axis=0), xy.max(axis=0)
    edge = max(0.06 * max(east - west, north - south), 60.0) if pad is None else pad
    wide, tall = east - west + 2 * edge, north - south + 2 * edge
    shape = float(np.clip(wide / tall, *limits))
    wide, tall = max(wide, tall * shape), max(tall, wide / shape)
    x, y = (west + east) / 2, (south + north) / 2
    figure = Figure(figsize=(WIDTH_IN, WIDTH_IN / shape), facecolor="white")
    axes = figure.add_axes((0.002, 0.002, 0.996, 0.996))
    axes.set(xlim=(x - wide / 2, x + wide / 2), ylim=(y - tall / 2, y + tall / 2), xticks=[], yticks=[])
    axes.set_facecolor("white")
    for spine in axes.spines.values():
        spine.set(color=style.RULE, linewidth=0.6)
    return figure, axes


def _renderer(figure: Figure) -> Any:  # noqa: ANN401  matplotlib's renderer
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas.get_renderer()


def _focus(net: Network, theme: Theme, lines: pd.DataFrame) -> Floats:
    """Gather the places that the map must show: the countries' towns but for outliers, the projects' lines whole."""
    inside = towns(net, theme.countries)[["lon", "lat"]].to_numpy(dtype=float)
    own = lines[lines.project.isin(theme.shown_whole)]
    parts = [shapely.get_coordinates(line) for line in own.line]
    inside = _common(inside) if theme.countries else inside
    found = [p for p in (inside, *parts) if len(p)]
    return np.vstack(found) if found else np.zeros((0, 2))


def _common(lonlat: Floats, share: float = 0.01) -> Floats:
    """Leave out the `share` of places farthest on each side."""
    if len(lonlat) < 20:
        return lonlat
    xy = fitting(lonlat).points(lonlat)
    low, high = np.nanquantile(xy, share, axis=0), np.nanquantile(xy, 1 - share, axis=0)
    return np.asarray(lonlat[((xy >= low) & (xy <= high)).all(axis=1)])


def _draw_projects(axes: Any, projection: Projection, lines: pd.DataFrame, theme: Theme) -> list[Any]:  # noqa: ANN401
    """Draw the projects of the study, those in focus broad, and give the handles of the legend."""
    handles = []
    for number, ((project, name), (colour, dash)) in enumerate(zip(theme.projects, _strokes(theme), strict=True), 1):
        rows = lines[lines.project == project]
        broad = project in theme.shown_whole
        width, order = (2.0, 5.0) if broad else (1.1, 4.0)
        draw_lines(axes, projection, rows.line, colour=colour, width=width, dash=dash, order=order, halo=broad)
        if broad and len(rows):
            handles.append(Line2D([], [], color=colour, linewidth=2.2, linestyle=dash, label=f"{number}  {name}"))
    return handles


def _strokes(theme: Theme) -> list[tuple[str, Any]]:
    return style.project_strokes(len(theme.projects))


def _draw_rest(
    axes: Any,  # noqa: ANN401  matplotlib's axes
    projection: Projection,
    lines: pd.DataFrame,
    old: pd.DataFrame,
    theme: Theme,
) -> list[Any]:
    """Draw the other spans by their state and give the handles of the legend."""
    others = lines[~lines.project.isin([p for p, _ in theme.projects])]
    handles = []
    for label, rows, colour, width, dash, order in (
        ("In both networks", others[others.index.isin(old.index)], style.CABLE, 0.4, "-", 3.0),
        ("Added, no project of the study", others[~others.index.isin(old.index)], style.ADDED, 0.8, "-", 3.2),
        ("Only in the baseline", old[~old.index.isin(lines.index)], style.LOST, 1.3, (0, (3, 1.6)), 4.5),
    ):
        for satellite in (False, True):
            part = rows[(rows.setting == "satellite") == satellite]
            stroke = (0, (1, 2.2)) if satellite else dash
            draw_lines(axes, projection, part.line, colour=colour, width=width, dash=stroke, order=order)
            if len(part):
                words = f"{label}, by satellite" if satellite else label
                handles.append(Line2D([], [], color=colour, linewidth=max(width, 1.0), linestyle=stroke, label=words))
    return handles


def _number_projects(placer: Placer, projection: Projection, lines: pd.DataFrame, theme: Theme) -> None:
    """Put each project's number on its line, the shortest project first: it has the least room."""
    lengths = lines.line.map(lambda line: line.length)
    sizes = {p: float(lengths[lines.project == p].sum()) for p, _ in theme.projects}
    entries = [(p, c, i) for i, ((p, _), (c, _)) in enumerate(zip(theme.projects, _strokes(theme), strict=True), 1)]
    for project, colour, number in sorted(entries, key=lambda entry: sizes[entry[0]]):
        if project not in theme.shown_whole:
            continue
        rows = lines[lines.project == project]
        order = lengths[rows.index].sort_values(ascending=False).index
        tries = [
            shapely.line_interpolate_point(part, share, normalized=True)
            for span in order[:12]
            for part in shapely.get_parts(rows.line[span])
            for share in (0.5, 0.35, 0.65, 0.2, 0.8)
        ]
        xy = projection.points(np.array([(p.x, p.y) for p in tries]).reshape(-1, 2))
        placer.mark([(float(x), float(y)) for x, y in xy], str(number), colour)


def _name_towns(placer: Placer, projection: Projection, net: Network, theme: Theme) -> bool:
    """Name the main towns that have room; say whether a hub is among them."""
    nodes = net.nodes.set_index("id")
    names = nodes.name.dropna().to_dict()
    written = 0
    any_hub = False
    for node in towns_to_name(net, theme):
        if written >= theme.labels:
            break
        x, y = projection.points(nodes.loc[[node], ["lon", "lat"]].to_numpy(dtype=float))[0]
        if not placer.write(float(x), float(y), str(names.get(node, node))):
            continue
        written += 1
        hub = node in theme.hubs
        any_hub |= hub
        placer.axes.plot([x], [y], "s" if hub else "o", markersize=4.2 if hub else 2.6, color=style.INK, zorder=8)
        placer.block(float(x), float(y), 4.0)
    return any_hub


def _legend(figure: Figure, axes: Any, handles: list[Any], columns: int = 2) -> None:  # noqa: ANN401
    """Put the legend on a strip below the map, and make the figure taller by that strip."""
    if not handles:
        return
    width, height = figure.get_size_inches()
    foot = 0.08 + 0.16 * -(-len(handles) // columns)
    figure.set_size_inches(width, height + foot)
    box = axes.get_position()
    axes.set_position((box.x0, foot / (height + foot), box.width, box.height * height / (height + foot)))
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 0.0),
        ncol=columns,
        frameon=False,
        fontsize=style.SMALL,
        borderaxespad=0.1,
        labelspacing=0.35,
    )
