"""Ids for rows that a file names only by their names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def slug(name: object) -> str:
    """Make an id of a name: small letters and digits joined by hyphens; empty where the name has neither.

    Examples
    --------
    >>> slug("Côte d’Ivoire (Abidjan)")
    'cote-divoire-abidjan'
    """
    letters = unicodedata.normalize("NFKD", str(name).casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’`")
    return re.sub(r"[^\w]+", "-", letters).replace("_", "-").strip("-")


def unique(ids: Iterable[str], fallback: str = "row") -> list[str]:
    """Make ids differ: the second `x` becomes `x-2`; an empty one becomes `fallback`-n.

    Examples
    --------
    >>> unique(["x", "x", "", "x-2"], "node")
    ['x', 'x-3', 'node-3', 'x-2']
    """
    given = list(ids)
    taken = set(given) - {""}
    seen: set[str] = set()
    out = []
    for place, name in enumerate(given, start=1):
        new = name
        if not name or name in seen:
            number = 2 if name else place
            stem = name or fallback
            while f"{stem}-{number}" in taken:
                number += 1
            new = f"{stem}-{number}"
            taken.add(new)
        seen.add(new)
        out.append(new)
    return out
