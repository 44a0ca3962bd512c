"""What goes to standard output and what to standard error, and progress for whoever waits at a terminal."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    Step = Callable[[str], None]


def tell(text: str, *, quiet: bool = False) -> None:
    """Print a message to standard error, unless `quiet`."""
    if not quiet:
        typer.echo(text, err=True)


def print_json(value: object) -> None:
    """Print a value as JSON to standard output; missing figures are null."""
    from sogdia.results import plain  # noqa: PLC0415  heavy

    typer.echo(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_csv(table: pd.DataFrame) -> None:
    """Print a table as CSV to standard output."""
    typer.echo(table.to_csv(index=False), nl=False)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a table's rows as plain dictionaries that JSON can say."""
    from sogdia.results import plain  # noqa: PLC0415  heavy

    return [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict(orient="records")]


@contextmanager
def working(first: str, *, quiet: bool = False) -> Iterator[Step]:
    """Show a transient bar on standard error while something takes its time.

    Parameters
    ----------
    first
        What is done first; the function given back names what is done next.
    quiet
        Show nothing. Nothing is shown either where standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  heavy
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415  heavy

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(first, total=None)
        yield lambda what: bar.update(task, description=what)
