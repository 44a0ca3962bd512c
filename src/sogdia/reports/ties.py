"""Who may be named: a list is cut only where the figure changes, and equals at the cut are counted, not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def cut(figures: Sequence[str], most: int) -> tuple[int, int]:
    """Tell how many of a ranked list may be named, and how many equals then stand across the cut.

    Among equals the alphabet would choose whom to name, and a label must not.

    Parameters
    ----------
    figures
        Figures as they are written, in their order.
    most
        Most that are named.

    Returns
    -------
    tuple of int
        The first so many may be named; so many after them are equal and only counted. The rest follows.

    Examples
    --------
    >>> cut(["9", "7", "5"], 2), cut(["9", "7", "7", "5"], 2), cut(["7", "7", "7"], 2), cut(["7", "7"], 2)
    ((2, 0), (1, 2), (0, 3), (2, 0))
    """
    if len(figures) <= most or figures[most - 1] != figures[most]:
        return min(len(figures), most), 0
    start, end = most - 1, most + 1
    while start > 0 and figures[start - 1] == figures[most]:
        start -= 1
    while end < len(figures) and figures[end] == figures[most]:
        end += 1
    return start, end - start


def holders(names: Sequence[str]) -> str:
    """Name who alone holds a figure; count them where they are several.

    Examples
    --------
    >>> holders(["Aland"]), holders(["Aland", "Beland"])
    ('Aland', '2 countries')
    """
    return names[0] if len(names) == 1 else f"{len(names)} countries"
