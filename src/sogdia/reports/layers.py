"""The layers of a map, from the sea up: land, borders, meridians, lines and dots."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

from sogdia import geodesy
from sogdia.data import outlines
from sogdia.reports import style
from sogdia.reports.projection import rim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd
    from matplotlib.axes import Axes

    from sogdia.network import Network
    from sogdia.reports.projection import Floats, Projection

POLAR_CIRCLE: Final = 66.56


def span_lines(net: Network) -> pd.DataFrame:
    """Give, by span, system, project, setting and line: as drawn, or the geodesic of its ends where it is not."""
    nodes = net.nodes
    place = {i: (float(x), float(y)) for i, x, y in zip(nodes.id, nodes.lon, nodes.lat, strict=True)}
    spans = net.spans
    lines = [
        geometry if geometry is not None else geodesy.arc(*place[start], *place[end])
        for geometry, start, end in zip(spans.geometry, spans.start, spans.end, strict=True)
    ]
    out = spans[["id", "system", "project", "setting"]].copy()
    out["line"] = np.array([*lines, None], dtype=object)[:-1]
    return out.set_index("id")


def draw_sea(axes: Axes, projection: Projection) -> None:
    """Draw the sea: the globe's outline on a map of the world, else the whole ground."""
    if projection.kind == "world":
        axes.add_collection(PathCollection([Path(rim(projection), closed=True)], facecolors=style.SEA, zorder=0.1))
    else:
        axes.set_facecolor(style.SEA)


def draw_land(axes: Axes, projection: Projection, members: Collection[str]) -> None:
    """Draw the countries, the members of a corridor in another tint, with their borders and coasts."""
    codes, paths, rims = _land(projection)
    tints = [style.MEMBER if code in members else style.LAND for code in codes]
    axes.add_collection(PathCollection(paths, facecolors=tints, edgecolors="none", zorder=1))
    axes.add_collection(LineCollection(rims, colors=style.COAST, linewidths=0.35, zorder=2))


@lru_cache(maxsize=8)
def _land(projection: Projection) -> tuple[list[str], list[Path], list[Floats]]:
    codes: list[str] = []
    paths: list[Path] = []
    table = outlines()
    for code, shape in zip(table["code"], table.geometry, strict=True):
        for part in shapely.get_parts(projection.shape(shape)):
            if part.geom_type == "Polygon" and not part.is_empty:
                codes.append(str(code))
                paths.append(_path(part))
    return codes, paths, projection.strokes(table.geometry)


def _path(polygon: Any) -> Path:  # noqa: ANN401  shapely polygon
    """Make a path of a polygon whose holes stay open: they run the other way round."""
    whole = shapely.orient_polygons(polygon)
    rings = [shapely.get_coordinates(ring) for ring in (whole.exterior, *whole.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings if np.isfinite(ring).all()))


def draw_meridians(axes: Axes, projection: Projection) -> None:
    """Draw every thirtieth meridian and parallel, and the polar circles on a polar map."""
    lines = [shapely.LineString([(lon, -85), (lon, 85)]) for lon in range(-180, 180, 30)]
    lines += [shapely.LineString([(-180, lat), (180, lat)]) for lat in range(-60, 90, 30)]
    strokes = projection.strokes(lines)
    axes.add_collection(LineCollection(strokes, colors=style.GRID, linewidths=0.5, zorder=0.5))
    if abs(projection.lat) == 90.0:
        lat = np.sign(projection.lat) * POLAR_CIRCLE
        circle = shapely.LineString([(-180, lat), (180, lat)])
        axes.add_collection(
            LineCollection(
                projection.strokes([circle]), colors=style.QUIET, linewidths=0.7, linestyles=[(0, (4, 3))], zorder=2.5
            )
        )


def draw_lines(
    axes: Axes,
    projection: Projection,
    lines: Iterable[Any],
    *,
    colour: str,
    width: float,
    dash: Any = "-",  # noqa: ANN401  matplotlib's line style
    order: float = 3.0,
    halo: bool = False,
) -> None:
    """Draw lines, with a light edge below them where they must stand out."""
    strokes = projection.strokes(lines)
    if not strokes:
        return
    if halo:
        under = LineCollection(strokes, colors="white", linewidths=width + 1.6, zorder=order - 0.05, capstyle="round")
        axes.add_collection(under)
    axes.add_collection(LineCollection(strokes, colors=colour, linewidths=width, linestyles=[dash], zorder=order))
