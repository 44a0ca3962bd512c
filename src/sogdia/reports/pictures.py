"""From a Figure to an element of a page: the picture itself within it, with words for those who do not see it."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from PIL import Image

from sogdia.reports.markup import Raw, tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DPI: Final = 200
_COLOURS: Final = 128


def as_png(figure: Figure, dpi: int = _DPI) -> bytes:
    """Draw a figure as a PNG of few colours: a third of the size, and no eye can tell."""
    raw = io.BytesIO()
    figure.savefig(raw, format="png", dpi=dpi)
    small = io.BytesIO()
    Image.open(raw).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


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
