"""What goes to standard output and what to standard error, and progress for whoever waits at a terminal."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd


def tell(text: str, *, quiet: bool = False) -> None:
    """Print a message to standard error, unless `quiet`."""
    if not quiet:
        typer.echo(text, err=True)


def print_json(value: object) -> None:
    """Print a value as JSON to standard output; missing figures are null."""
    from sogdia.results import plain

    typer.echo(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_csv(table: pd.DataFrame) -> None:
    """Print a table as CSV to standard output."""
    typer.echo(table.to_csv(index=False), nl=False)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table's rows as plain dictionaries that JSON can say."""
    from sogdia.results import plain

    return [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict(orient="records")]


class Step:
    """Says what is being done; silent where nobody watches."""

    def __init__(self, show: Callable[[str, float | None], None] | None = None) -> None:
        self._show = show

    def __call__(self, words: str) -> None:
        """Name what is done next; how far it is is not known."""
        if self._show:
            self._show(words, None)

    def share(self, done: float, words: str) -> None:
        """Name what is done next, with the share done in [0, 1]."""
        if self._show:
            self._show(words, done)


@contextmanager
def working(first: str, *, quiet: bool = False) -> Iterator[Step]:
    """Show a transient bar on standard error while something takes its time.

    Parameters
    ----------
    first
        What is done first; the step given back names what is done next.
    quiet
        Show nothing. Nothing is shown either where standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield Step()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(first, total=None)

        def show(words: str, done: float | None) -> None:
            bar.update(task, description=words, total=None if done is None else 1.0, completed=done or 0.0)

        yield Step(show)
