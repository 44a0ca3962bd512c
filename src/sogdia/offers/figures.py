"""`Line`: one figure of an alternative, with its range, how it was had and whence (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

GROUPS: Final = ("money", "gains", "binds")
COLUMNS: Final = (
    "group", "row", "name", "unit", "alternative", "base", "low", "high", "text", "basis", "source", "note",
)  # fmt: skip
NOT_KNOWN: Final = "not known"
"""Text of a cell that says that nobody has told it: it has no basis."""
NOT_COUNTED: Final = "not counted"
OR_MORE: Final = "or more; how many more, if any, is not known"
"""Text after a figure that is a least one, as not all is on the map."""
DOES_NOT_APPLY: Final = "does not apply"
WITHOUT_BASIS: Final = (NOT_KNOWN, NOT_COUNTED, DOES_NOT_APPLY)
"""Texts in place of a figure, that have no basis."""
DERIVED: Final = "derived:"
"""Beginning of the source of a figure that is made of others."""
MARKS: Final = ("recalled:", "assumed:", DERIVED)
"""Words with which a source begins that was not read: they set the basis of its fact."""


@dataclass(frozen=True)
class Line:
    """One figure.

    Attributes
    ----------
    group, row, name, unit
        Where it stands and what it is.
    alternative
        `nothing`, `offer`, `rival` or `shared`.
    base, low, high
        The figure and its bounds; NaN where not known.
    text
        In place of a figure, where it is a name or a sentence.
    basis
        measured, modelled or assumed; empty where not known.
    source, note
        Whence, and what a reader must know.
    """

    group: str
    row: str
    name: str
    unit: str
    alternative: str
    base: float = math.nan
    low: float = math.nan
    high: float = math.nan
    text: str = ""
    basis: str = ""
    source: str = ""
    note: str = ""


@dataclass
class Sheet:
    """Lines gathered for one alternative."""

    alternative: str
    lines: list[Line] = field(default_factory=list)

    def add(
        self,
        row: tuple[str, str, str, str],
        base: float = math.nan,
        low: float = math.nan,
        high: float = math.nan,
        *,
        text: str = "",
        basis: str = "modelled",
        source: str = "",
        note: str = "",
    ) -> None:
        """Add a line: row is (group, row, name, unit); what is not known has no basis."""
        told = bool(text) and text not in WITHOUT_BASIS
        known = math.isfinite(base) or math.isfinite(low) or math.isfinite(high) or told or base == math.inf
        self.lines.append(
            Line(*row, self.alternative, base, low, high, text, basis if known else "", source if known else "", note)
        )


def table_of(lines: list[Line]) -> pd.DataFrame:
    """Give lines as a tidy table."""
    return pd.DataFrame([[getattr(line, c) for c in COLUMNS] for line in lines], columns=list(COLUMNS))


def basis_of(source: str) -> str:
    """Tell how a fact was had by the words with which its source begins.

    Examples
    --------
    >>> basis_of("derived: cost over length"), basis_of("recalled: ADB"), basis_of("https://adb.org")
    ('modelled', 'assumed', 'measured')
    """
    head = source.strip().lower()
    if head.startswith(DERIVED):
        return "modelled"
    return "assumed" if head.startswith(MARKS) or not head else "measured"
