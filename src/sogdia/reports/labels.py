"""Names on a picture that never cover each other: the most important first, those without room left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from matplotlib import patheffects
from matplotlib.transforms import Bbox

from sogdia.reports import style

_Across = Literal["left", "center", "right"]
_Up = Literal["bottom", "center", "top"]

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

_SIDES: Final[tuple[tuple[float, float, _Across, _Up], ...]] = (
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0, 1, "center", "bottom"),
    (0, -1, "center", "top"),
    (0.8, 0.8, "left", "bottom"),
    (0.8, -0.8, "left", "top"),
    (-0.8, 0.8, "right", "bottom"),
    (-0.8, -0.8, "right", "top"),
)


@dataclass
class Placer:
    """Puts texts and marks on axes where there is room.

    Attributes
    ----------
    axes
        Their limits and size are final.
    renderer
        Measures the texts.
    taken
        Boxes in pixels that are covered.
    """

    axes: Axes
    renderer: Any
    taken: list[Bbox] = field(default_factory=list)

    def block(self, x: float, y: float, radius: float) -> None:
        """Keep a square of pixels around a point free of texts."""
        px, py = self.axes.transData.transform((x, y))
        self.taken.append(Bbox.from_extents(px - radius, py - radius, px + radius, py + radius))

    def free(self, box: Bbox) -> bool:
        """Tell whether a box lies within the axes and covers nothing."""
        frame = self.axes.get_window_extent(self.renderer)
        inside = box.x0 >= frame.x0 + 2 and box.x1 <= frame.x1 - 2 and box.y0 >= frame.y0 + 2 and box.y1 <= frame.y1 - 2
        return bool(inside) and not any(box.overlaps(other) for other in self.taken)

    def write(self, x: float, y: float, text: str, *, gap: float = 4.0, size: float = style.SMALL) -> bool:
        """Write a text beside a point, on the first side that has room; say whether there was any."""
        shown = self.axes.annotate(
            text,
            (x, y),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=size,
            color=style.INK,
            zorder=9,
            path_effects=[patheffects.withStroke(linewidth=2.2, foreground="white")],
        )
        for dx, dy, across, up in _SIDES:
            shown.set_position((dx * gap, dy * gap))
            shown.set_horizontalalignment(across)
            shown.set_verticalalignment(up)
            box = shown.get_window_extent(self.renderer).padded(1.0)
            if self.free(box):
                self.taken.append(box)
                return True
        shown.remove()
        return False

    def mark(self, points: Iterable[tuple[float, float]], text: str, colour: str) -> bool:
        """Put a numbered disc on the first of several points that has room; say whether there was any."""
        radius = 8.0 * self.renderer.dpi / 100.0
        for x, y in points:
            px, py = self.axes.transData.transform((x, y))
            box = Bbox.from_extents(px - radius, py - radius, px + radius, py + radius)
            if not self.free(box):
                continue
            self.taken.append(box)
            self.axes.plot(
                [x], [y], "o", markersize=11.0, color="white", markeredgecolor=colour, markeredgewidth=1.6, zorder=10
            )
            self.axes.annotate(
                text,
                (x, y),
                ha="center",
                va="center_baseline",
                fontsize=6.8,
                fontweight="bold",
                color=style.INK,
                zorder=11,
            )
            return True
        return False
