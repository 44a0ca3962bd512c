"""`Figure`: one figure of an indicator, with its range, how it was had and from where."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sogdia.results import BASES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.assessment.costs import Range

NONE = math.nan


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    base, low, high
        The figure and its bounds; `base` is NaN where only a range is published.
    basis
        measured, modelled or assumed.
    source
        Whence it is.
    note
        What a reader must know beside it.
    part, part_name
        Which part of the indicator it is (a hub, say), empty where it has none.
    """

    base: float
    low: float = NONE
    high: float = NONE
    basis: str = "modelled"
    source: str = ""
    note: str = ""
    part: str = ""
    part_name: str = ""

    @property
    def known(self) -> bool:
        """Whether there is any figure at all."""
        return any(math.isfinite(v) for v in (self.base, self.low, self.high))

    def noted(self, words: str) -> Figure:
        """Give the figure with `words` added to its note."""
        return replace(self, note="; ".join(w for w in (self.note, words) if w))


def of_range(amount: Range, basis: str, source: str, note: str = "") -> Figure:
    """Make a figure of a range."""
    return Figure(amount.base, amount.low, amount.high, basis, source, note)


def weakest(bases: Iterable[str]) -> str:
    """Give the weakest basis of several: assumed before modelled before measured.

    Examples
    --------
    >>> weakest(["measured", "modelled"])
    'modelled'
    """
    found = set(bases)
    return next((basis for basis in reversed(BASES) if basis in found), BASES[-1])
