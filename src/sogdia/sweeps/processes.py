"""Processes of this machine that answer chunks; one that dies is replaced, and its chunk is done again."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING, Any, Final, Self, cast

from sogdia.sweeps.chunks import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sogdia.sweeps.chunks import Chunk, Files, Schemas, Setup

    Task = tuple[Chunk, Schemas]

TRIES: Final = 3
"""So often a chunk is tried when the worker that has it dies."""
ONE_THREAD: Final = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYTHON_CPU_COUNT"), "1"
)
"""Environment of a worker: one thread each."""


@dataclass(frozen=True)
class Broken:
    """A bug that a worker met: its traceback."""

    trace: str


class Processes:
    """Answers chunks by workers, each a process of its own that gets the networks once.

    Parameters
    ----------
    setup
        What each worker gets.
    jobs
        Number of workers, 1 or more.
    """

    def __init__(self, setup: Setup, jobs: int) -> None:
        self.workers = [Worker(setup) for _ in range(jobs)]
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        for worker in self.workers:
            worker.end()

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Chunk, Files | Failed]]:
        """Answer each chunk; a thread of this process drives each worker."""
        answers: SimpleQueue[tuple[Chunk, Files | Failed | Broken]] = SimpleQueue()
        todo, lock = iter(tasks), Lock()

        def drive(worker: Worker) -> None:
            while self._open:
                with lock:
                    task = next(todo, None)
                if task is None:
                    return
                answers.put((task[0], self._asked(worker, task)))

        for worker in self.workers[: len(tasks)]:
            Thread(target=drive, args=(worker,), daemon=True).start()
        for _ in tasks:
            chunk, reply = answers.get()
            if isinstance(reply, Broken):
                raise RuntimeError(  # noqa: TRY004  a bug elsewhere, not a wrong type here
                    f"{chunk} met a bug of Sogdia; report it with this:\n{reply.trace}"
                )
            yield chunk, reply

    def _asked(self, worker: Worker, task: Task) -> Files | Failed | Broken:
        for _ in range(TRIES):
            try:
                return worker.ask(task)
            except (EOFError, OSError, pickle.UnpicklingError):
                if not self._open:
                    break
        return Failed(f"its worker died {TRIES} times, perhaps for want of memory; try fewer --jobs")


class Worker:
    """A process that answers chunks, started when it is first asked."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, task: Task) -> Files | Failed | Broken:
        """Have a chunk answered.

        Raises
        ------
        EOFError, OSError, UnpicklingError
            The process died meanwhile; asked again it is started anew.
        """
        try:
            process = self.process or self._started()
            _send(cast("IO[bytes]", process.stdin), task)
            return cast("Files | Failed | Broken", pickle.load(cast("IO[bytes]", process.stdout)))  # noqa: S301  our own worker
        except (EOFError, OSError, pickle.UnpicklingError):
            self.end()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "sogdia.sweeps.worker"]
        pipe = subprocess.PIPE
        environment = {**os.environ, **ONE_THREAD}
        self.process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=pipe, stdout=pipe, env=environment, start_new_session=True
        )
        _send(cast("IO[bytes]", self.process.stdin), self.setup)
        return self.process

    def end(self) -> None:
        """End the process, if there is one."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                cast("IO[bytes]", pipe).close()
            except OSError:
                continue


def _send(pipe: IO[bytes], thing: Any) -> None:  # noqa: ANN401  a setup or a task
    pickle.dump(thing, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()
