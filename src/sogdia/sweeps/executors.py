"""Who answers chunks: this process, several processes of this machine, or a Dask cluster."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Final, Protocol, Self

from sogdia.errors import DataError, MissingExtraError, ParameterError, pick
from sogdia.sweeps.chunks import answer
from sogdia.sweeps.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sogdia.sweeps.chunks import Chunk, Failed, Files, Schemas, Setup

EXECUTORS: Final = ("serial", "processes", "dask")
PATIENCE_S: Final = 5.0
"""A scheduler is given so many seconds to answer."""


class Executor(Protocol):
    """Answers chunks in any order; what it needs is started once and ended on leaving."""

    def __enter__(self) -> Self:
        """Start what is needed."""
        ...

    def __exit__(self, *_: object) -> None:
        """End what was started."""
        ...

    def run(self, tasks: Sequence[tuple[Chunk, Schemas]]) -> Iterator[tuple[Chunk, Files | Failed]]:
        """Answer each chunk once, whatever becomes of single workers."""
        ...


class Serial:
    """Answers chunks one after the other in this process."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, tasks: Sequence[tuple[Chunk, Schemas]]) -> Iterator[tuple[Chunk, Files | Failed]]:
        """Answer each chunk in turn."""
        for chunk, schemas in tasks:
            yield chunk, answer(self.setup, chunk, schemas)


def chosen(executor: str | None, jobs: int | None, scheduler: str | None) -> tuple[str, int]:
    """Give the executor that is meant and its number of workers.

    Raises
    ------
    ParameterError
        An executor that is not known, no worker at all, or a scheduler without Dask.
    MissingExtraError
        Dask is asked for and not installed.
    DataError
        Nothing answers at the scheduler's address.

    Examples
    --------
    >>> chosen(None, 1, None), chosen(None, 2, None)
    (('serial', 1), ('processes', 2))
    """
    count = _cores() if jobs is None else jobs
    if count < 1:
        raise ParameterError(f"jobs is 1 or more, not {count}")
    name = pick(executor, EXECUTORS, "executor") if executor else "dask" if scheduler else ""
    name = name or ("serial" if count == 1 else "processes")
    if scheduler and name != "dask":
        raise ParameterError(f"a scheduler is Dask's: give it with the executor dask, not {name}")
    if name == "dask":
        _need_dask()
        _reach(scheduler)
    return name, 1 if name == "serial" else count


def _cores() -> int:
    """Count the cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def made(name: str, setup: Setup, jobs: int, scheduler: str | None) -> Executor:
    """Make an executor that `chosen` named."""
    if name == "serial":
        return Serial(setup)
    if name == "processes":
        return Processes(setup, jobs)
    from sogdia.sweeps.cluster import Cluster  # noqa: PLC0415  Dask is an extra

    return Cluster(setup, jobs, scheduler)


def _need_dask() -> None:
    try:
        import distributed  # noqa: F401, PLC0415  whether it is there
    except ImportError as fault:
        raise MissingExtraError(
            "Dask is not there: install it with `pip install 'sogdia[sweep]'`, or take --executor processes"
        ) from fault


def _reach(scheduler: str | None) -> None:
    """See that something answers at an address, before the cases are read; others than TCP are left to Dask."""
    if scheduler is None:
        return
    kind, _, place = scheduler.rpartition("://")
    host, _, port = place.rpartition(":")
    if kind not in {"", "tcp", "tls"}:
        return
    if not host or not port.isdigit():
        raise ParameterError(f"{scheduler!r} is no address of a scheduler; write tcp://HOST:PORT")
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE_S).close()
    except (OSError, OverflowError) as fault:
        raise DataError(
            f"nothing answers at {scheduler} ({fault}); start a scheduler with `dask scheduler`, and give the address "
            "that it prints, such as tcp://192.0.2.1:8786"
        ) from fault
