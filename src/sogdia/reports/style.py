"""Colours, sizes and type: one place for the look of maps, charts and pages.

The hues are those of Okabe and Ito, which people with any common colour blindness can tell apart. No colour stands for
a state or a vendor: projects take theirs in the order of the study, and carry a number as well. Red and green are no
project's colour.
"""

from __future__ import annotations

from itertools import cycle, islice
from typing import Final

BLACK: Final = "#000000"
BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
PURPLE: Final = "#CC79A7"
SKY: Final = "#56B4E9"
VERMILION: Final = "#D55E00"

INK: Final = "#1f2933"
QUIET: Final = "#52606d"
STRIPE: Final = "#f6f8fa"
RULE: Final = "#cbd2d9"
SEA: Final = "#f3f7fa"
LAND: Final = "#e4e4de"
MEMBER: Final = "#f1e4c3"
BORDER: Final = "#ffffff"
COAST: Final = "#b6bcb8"
GRID: Final = "#dde5eb"
CABLE: Final = "#8796a5"
ADDED: Final = "#3f6f96"
LOST: Final = VERMILION
BEFORE: Final = "#7b8794"
AFTER: Final = BLUE

FONT: Final = "DejaVu Sans"
SMALL: Final = 7.5
NORMAL: Final = 8.5
LARGE: Final = 10.0

GROUNDS: Final = (SEA, LAND, MEMBER, BORDER)
"""What lies below the lines of a map."""

INKS: Final = (BLUE, ORANGE, PURPLE, BLACK, SKY, CABLE, ADDED, LOST, INK, QUIET, GRID, COAST, RULE)
"""What a map is drawn with."""

_PROJECTS: Final = (BLUE, ORANGE, PURPLE, BLACK, SKY)
_DASHES: Final = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)))


def project_strokes(count: int) -> list[tuple[str, object]]:
    """Give each of `count` projects its colour and its dash, in their order.

    Examples
    --------
    >>> len(set(map(str, project_strokes(12))))
    12
    """
    return [
        (colour, _DASHES[min(i // len(_PROJECTS), len(_DASHES) - 1)])
        for i, colour in enumerate(islice(cycle(_PROJECTS), count))
    ]
