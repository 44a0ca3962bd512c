"""`sogdia sweep`: many cases by many verbs, kept as one store of Parquet files."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sogdia.cli.console import print_json, records, tell
from sogdia.cli.options import Json, Misuse, Quiet, examples

if TYPE_CHECKING:
    from sogdia.sweeps import SweepResult

EXAMPLES = examples(
    "sogdia sweep --example",
    "sogdia sweep cases.toml -o out/cases --jobs 2",
    "sogdia sweep cases.toml --scheduler tcp://192.0.2.1:8786 --json",
)
PULSE_S = 30.0
"""Where nobody watches a bar, a line tells so often how far it is."""


class Executor(StrEnum):
    """Who answers the cases."""

    SERIAL = "serial"
    PROCESSES = "processes"
    DASK = "dask"


def sweep(
    cases: Annotated[str, typer.Argument(metavar="CASES", help="A cases file (.toml); --example prints one.")] = "",
    out: Annotated[
        str,
        typer.Option(
            "--out", "-o", metavar="FOLDER", help="Where the store is, or goes.  [default: out/NAME OF CASES]"
        ),
    ] = "",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Workers of this machine.  [default: the cores that may be used]")
    ] = None,
    executor: Annotated[
        Executor | None,
        typer.Option(help="Who answers.  [default: processes; serial for one job]", case_sensitive=False),
    ] = None,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler that is there, tcp://HOST:PORT.")
    ] = "",
    example: Annotated[bool, typer.Option("--example", help="Print a commented cases file, and leave.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask verbs of many cases and keep the answers as Parquet files, in chunks that are never lost.

    Stopped by whatever cause, the same command goes on where it was: every finished chunk is on the disk. All cases
    are checked before anything runs.
    """
    if example:
        typer.echo(
            (Path(__file__).resolve().parents[1] / "sweeps" / "example.toml").read_text(encoding="utf-8"), nl=False
        )
        return
    if not cases:
        raise Misuse("give a cases file, or --example to print one")
    if scheduler and executor not in {None, Executor.DASK}:
        raise Misuse("--scheduler is Dask's: give it with --executor dask, or alone")
    from sogdia.sweeps import sweep as run

    folder = Path(out) if out else Path("out") / Path(cases).stem
    with _watched(quiet=quiet) as progress:
        result = run(cases, folder, executor=executor, jobs=jobs, scheduler=scheduler or None, progress=progress)
    if json:
        print_json(records(result.table))
    else:
        _print(result)


def _print(result: "SweepResult") -> None:
    from sogdia.cli.printing import print_table, print_text

    print_table(result.table.drop(columns="path"), title=f"{result.folder}")
    print_text("")
    print_text(f"Read it with DuckDB, say: from '{result.table.path.iloc[0]}'")
    print_text(result.rule)


@contextmanager
def _watched(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar with the time left, or a line now and then where standard error is no terminal."""
    if quiet:
        yield lambda _done, _all, _words: None
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=600) as bar:
        task = bar.add_task("opening the cases", total=None)

        def show(done: int, count: int, words: str) -> None:
            bar.update(task, description=words, total=count or None, completed=done)

        yield show


class _Lines:
    """Tells now and then how far it is and how long it will take."""

    def __init__(self) -> None:
        self.start: tuple[float, int] | None = None
        self.last = time.monotonic()

    def __call__(self, done: int, count: int, words: str) -> None:
        """Say how far it is, unless that was said just before."""
        now = time.monotonic()
        if count and self.start is None:
            self.start = (now, done)
        if now - self.last < PULSE_S:
            return
        self.last = now
        tell(f"{words}: {done:,} of {count:,} cases{self._left(now, done, count)}" if count else words)

    def _left(self, now: float, done: int, count: int) -> str:
        if self.start is None or done == self.start[1]:
            return ""
        return f", about {left_words((now - self.start[0]) / (done - self.start[1]) * (count - done))} left"


def left_words(seconds: float) -> str:
    """Say a time in words.

    Examples
    --------
    >>> left_words(40), left_words(600), left_words(10_000)
    ('40 s', '10 min', '2.8 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
