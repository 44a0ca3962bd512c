"""Tables at a terminal: aligned, as wide as the terminal; plain and unwrapped where the output is no terminal."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from typing import TYPE_CHECKING, Literal

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN_WIDTH = 1000
"""Columns of a table that goes into a pipe or a file: rows are not wrapped there."""


SHORT = 14
"""Cells of at most so many characters are not broken over lines; nor are ids up to a third of the width."""

NOISE = 1e-9
"""Figures under this are the rounding of sums that cancel: they are told as 0."""


def figure(value: object) -> str:
    """Write a number with three digits that count; nothing for a missing one, other things as they are.

    Examples
    --------
    >>> [figure(v) for v in (0.08791, 12179.65, 24308319.0, 2026, 3.0, float("nan"), "PEACE")]
    ['0.0879', '12,180', '24.3 M', '2026', '3.00', '', 'PEACE']
    """
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(figure(item) for item in value)
    return str(value)


def _decimal(value: float) -> str:
    if not math.isfinite(value):
        return "" if math.isnan(value) else str(value)
    if value == 0:
        return "0"
    if abs(value) < 1e-4:
        return f"{value:.2e}"
    for limit, letter in ((1e9, "bn"), (1e6, "M")):
        if abs(value) >= limit:
            return f"{_decimal(value / limit)} {letter}"
    places = 2 - math.floor(math.log10(abs(float(f"{value:.3g}"))))
    return f"{value:,.{max(places, 0)}f}"


def fact(value: object) -> str:
    """Write a fact with all the digits that it has.

    Examples
    --------
    >>> fact(51393010.0), fact(36.81667), fact(2022), fact(["a", "b"])
    ('51,393,010', '36.8167', '2022', 'a, b')
    """
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"
    return figure(value)


def ranged(value: object, low: object, high: object, *, unit: str = "", least: float = NOISE) -> str:
    """Write a figure with its range, without one where both bounds are the figure itself; under `least` it is 0.

    Examples
    --------
    >>> ranged(12.0, 9.5, 18.0), ranged(0.0, 0.0, 0.0), ranged(0.0879, 0.0805, 0.0879, unit="%")
    ('12.0 (9.50 to 18.0)', '0', '8.79 % (8.05 to 8.79)')
    """
    numbers = [float(v) if isinstance(v, (int, float)) else math.nan for v in (value, low, high)]
    numbers = [0.0 if abs(number) < least else number for number in numbers]
    if unit == "%":
        numbers = [100 * number for number in numbers]
    texts = [figure(number) for number in numbers]
    if not texts[0]:
        return ""
    tail = f" {unit}" if unit else ""
    if not texts[1] or not texts[2] or texts[1] == texts[2] == texts[0]:
        return texts[0] + tail
    return f"{texts[0]}{tail} ({texts[1]} to {texts[2]})"


def console() -> Console:
    """Give the console of standard output: coloured and wrapped only where it is a terminal."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    width = int(columns) if (columns := os.environ.get("COLUMNS", "")).isdigit() else PLAIN_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, color_system=None)


def print_text(text: str, *, strong: bool = False) -> None:
    """Print a paragraph, wrapped at a terminal's width."""
    console().print(escape(text), style="bold" if strong else None, soft_wrap=not sys.stdout.isatty())


def print_table(table: pd.DataFrame, *, title: str = "") -> None:
    """Print a table: numbers to the right, text to the left, missing cells empty."""
    if title:
        print_text(title, strong=True)
    if table.empty:
        print_text("(no rows)")
        return
    screen = console()
    ruled = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    grid = Table(box=ruled, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    cells = [[figure(cell) for cell in row] for row in table.astype(object).itertuples(index=False, name=None)]
    longest = [max(len(row[i]) for row in cells) for i in range(len(table.columns))]
    roomy = sum(min(width, SHORT) + 2 for width in longest) <= screen.width
    for i, (name, width) in enumerate(zip(table.columns, longest, strict=True)):
        number = pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
        code = i == 0 and width <= screen.width // 3 and not any(" " in row[i] for row in cells)
        whole = number or (roomy and (code or width <= SHORT))
        heading = str(name).replace("_", " ")
        if whole and sys.stdout.isatty():
            heading = textwrap.fill(heading, max(width, 8), break_long_words=False)
        least = min(width, SHORT) if roomy else None
        justify: Literal["left", "right"] = "right" if number else "left"
        grid.add_column(escape(heading), justify=justify, no_wrap=whole, overflow="fold", min_width=least)
    for row in cells:
        grid.add_row(*map(escape, row))
    _put(grid)


def _put(grid: Table) -> None:
    """Print a grid; without spaces at the ends of lines where the output is no terminal."""
    if sys.stdout.isatty():
        console().print(grid)
        return
    plain = console()
    with plain.capture() as caught:
        plain.print(grid)
    typer.echo("\n".join(line.rstrip() for line in caught.get().splitlines()))


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and facts, one a line; what is missing is left out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in facts.items():
        if text := fact(value):
            grid.add_row(escape(name.replace("_", " ")), escape(text))
    _put(grid)


def ranged_column(rows: pd.DataFrame, name: str, *, unit: str = "", least: float = NOISE) -> pd.Series[str]:
    """Give a column written with its range: ``x_ms`` with ``x_low_ms`` and ``x_high_ms``, or ``x`` with ``x_low``."""
    stem, _, tail = name.rpartition("_")
    pairs = ((f"{stem}_low_{tail}", f"{stem}_high_{tail}"), (f"{name}_low", f"{name}_high"))
    low, high = next(pair for pair in pairs if set(pair) <= set(rows.columns))
    texts = [
        ranged(*values, unit=unit, least=least).replace(" %", "", 1)
        for values in rows[[name, low, high]].itertuples(index=False, name=None)
    ]
    return pd.Series(texts, index=rows.index, dtype="string")
