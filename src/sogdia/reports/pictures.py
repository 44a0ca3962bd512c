"""From a Figure to an element of a page: the picture itself within it, with words for those who do not see it."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from sogdia.reports import style
from sogdia.reports.markup import Raw, tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI: Final = 200
_SHADES: Final = (1.0, 0.75, 0.5, 0.25)


def as_png(figure: Figure, dpi: int = _DPI) -> bytes:
    """Draw a figure as a PNG of the house's colours and their shades on each ground: a third of the size."""
    raw = io.BytesIO()
    figure.savefig(raw, format="png", dpi=dpi)
    small = io.BytesIO()
    few = Image.open(raw).convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


@cache
def _palette() -> Image.Image:
    """Give an image that holds every ink of a map and its shades on every ground, 256 colours at most."""
    grounds = [np.array(to_rgb(colour)) for colour in style.GROUNDS]
    inks = [np.array(to_rgb(colour)) for colour in style.INKS]
    mixed = [share * ink + (1 - share) * ground for ink in inks for ground in grounds for share in _SHADES]
    colours = np.unique(np.round(255 * np.array([*grounds, *mixed])).astype(np.uint8), axis=0)[:256]
    image = Image.new("P", (1, 1))
    image.putpalette(colours.ravel().tolist())
    return image


def as_svg(figure: Figure) -> bytes:
    """Draw a figure as an SVG whose bytes depend on the figure alone; letters are shapes, so no font is needed."""
    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "sogdia", "svg.fonttype": "path"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def picture(figure: Figure, *, alt: str, caption: str, vector: bool = True) -> Raw:
    """Put a figure into a page.

    Parameters
    ----------
    alt
        What is to be seen, for those who cannot see it.
    caption
        Text below it.
    vector
        SVG, or PNG at twice the size: better for maps, whose many lines make a large SVG.
    """
    kind, data = ("svg+xml", as_svg(figure)) if vector else ("png", as_png(figure))
    address = f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
    return tag("figure", tag("img", src=address, alt=alt), tag("figcaption", caption))
