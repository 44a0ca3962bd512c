"""Size of letters at which the page of an offer fits one side of A4."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.reports.markup import text_of

if TYPE_CHECKING:
    from sogdia.reports.markup import Raw

SMALLEST: Final = 0.75
"""Least size; a page that does not fit at it goes on overleaf."""
FULL: Final = 95.0
"""Lines of one em that a side holds below its title; measured on eight pages printed by a browser: 95 to 98."""
TITLE, CELL, BOX, NOTE, TERM = 46, 23, 133, 132, 71
"""Letters of usual size in a line of: the name of a row, a cell, the box, a note, a term."""
ROW_EM, RULE_EM, BOX_EM, NOTE_EM = 0.98, 0.2, 1.24, 0.99
"""Height of a line of the table, of what parts its rows, of a line of the box and of the notes: `offer_sheet.css`."""


def size_of_letters(lead: Raw, table: Raw, foot: Raw) -> float:
    """Give the size, from `SMALLEST` to 1, of the largest letters at which the side fits.

    Parameters
    ----------
    lead, table, foot
        The box; the table with the notes below it; the rest.
    """
    cells = [
        [len(text_of(cell)) for cell in re.split(r"<t[hd][^>]*>", row)[1:]]
        for row in str(table).partition("</table>")[0].split("<tr")[1:]
    ]
    notes, _, terms = f"{str(table).partition('</table>')[2]}{foot}".partition('terms"')
    box, wide, half = (_paragraphs(text) for text in (str(lead), notes, terms))

    def height(size: float) -> float:
        rows = sum(
            max(_lines(n, most, size) for n, most in zip(row, (TITLE, *[CELL] * 9), strict=False)) for row in cells
        )
        text = sum(_lines(n, NOTE, size) for n in wide) + _of_two_columns([_lines(n, TERM, size) for n in half])
        lines = (
            ROW_EM * rows
            + RULE_EM * len(cells)
            + BOX_EM * sum(_lines(n, BOX, size) + 0.25 for n in box)
            + NOTE_EM * text
        )
        return size * lines

    fitting = (float(size) for size in np.arange(1.0, SMALLEST, -0.005) if height(size) <= FULL)
    return next(fitting, SMALLEST)


def _lines(letters: int, of_a_line: int, size: float) -> int:
    return max(1, ceil(letters * size / of_a_line))


def _of_two_columns(lines: list[int]) -> int:
    """Give the height of paragraphs in two columns that break none of them.

    Examples
    --------
    >>> _of_two_columns([3, 1, 2, 2])
    4
    """
    return min(max(sum(lines[:i]), sum(lines[i:])) for i in range(len(lines) + 1))


def _paragraphs(text: str) -> list[int]:
    """Give the letters of each paragraph or point of a list."""
    return [len(text_of(part)) for part in re.split(r"<p|<li", text)[1:]]
