"""HTML that cannot go wrong by a title: whatever is not made by `tag` is escaped."""

from __future__ import annotations

import html
import re
from typing import Final

_VOID: Final = frozenset({"br", "hr", "img", "meta"})


class Raw(str):
    """Text that is HTML already and is put in as it stands."""

    __slots__ = ()


def escape(text: object) -> Raw:
    """Make any text safe between tags and within quoted attributes.

    Examples
    --------
    >>> escape("<script>")
    '&lt;script&gt;'
    """
    return text if isinstance(text, Raw) else Raw(html.escape(str(text), quote=True))


def tag(name: str, /, *children: object, **attributes: object) -> Raw:
    """Make an element.

    Parameters
    ----------
    name
        Element, such as ``p``.
    *children
        Text (escaped) and `Raw` (put in as it stands); None is left out.
    **attributes
        Attributes; a trailing underscore is dropped and inner ones become hyphens (``class_``, ``data_key``); None and
        False are left out, True stands as a bare name.

    Examples
    --------
    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    parts = [name]
    for key, value in attributes.items():
        word = key.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        parts.append(word if value is True else f'{word}="{escape(value)}"')
    head = "<" + " ".join(parts) + ">"
    if name in _VOID:
        return Raw(head)
    return Raw(f"{head}{join(*children)}</{name}>")


def join(*children: object, by: str = "") -> Raw:
    """Put pieces one after the other, escaping those that are not `Raw`."""
    return Raw(by.join(escape(child) for child in children if child is not None))


def text_of(made: str) -> str:
    """Give HTML without its elements' marks.

    Examples
    --------
    >>> text_of(tag("p", "so ", tag("b", "much")))
    'so much'
    """
    return re.sub(r"<[^>]+>", "", made)
