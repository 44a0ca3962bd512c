"""A Dask cluster that answers chunks: one that is there, by the address of its scheduler, or one of this machine."""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import uuid4

from distributed import Client, KilledWorker, LocalCluster, Worker, WorkerPlugin, as_completed, get_worker

from sogdia.errors import DataError
from sogdia.sweeps.chunks import Failed, answer, code_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sogdia.sweeps.chunks import Chunk, Files, Schemas, Setup

    Task = tuple[Chunk, Schemas]

PATIENCE_S: Final = 5.0
"""A scheduler is given so many seconds to answer."""
WORKERS_PATIENCE_S: Final = 15.0
"""A scheduler without workers is given so many seconds to get one."""
AHEAD: Final = 2
"""Chunks given out at once for each thread of the cluster."""


class Carrier(WorkerPlugin):  # type: ignore[misc]  # distributed is not typed
    """Brings the networks to every worker once, also to one that comes later."""

    def __init__(self, name: str, setup: Setup) -> None:
        self.name = name
        self.carried = setup

    def setup(self, worker: Worker) -> None:
        """Leave the networks with a worker."""
        worker.sogdia_sweeps = {**getattr(worker, "sogdia_sweeps", {}), self.name: self.carried}

    def teardown(self, worker: Worker) -> None:
        """Take them away again."""
        getattr(worker, "sogdia_sweeps", {}).pop(self.name, None)


def answer_there(name: str, chunk: Chunk, schemas: Schemas) -> Files | Failed:
    """Answer a chunk on a worker of the cluster."""
    setup: Setup = get_worker().sogdia_sweeps[name]
    if setup.code != code_digest():
        return Failed("a worker of the cluster has another version of Sogdia or Python; install the same on all")
    return answer(setup, chunk, schemas)


class Cluster:
    """Answers chunks by the workers of a Dask cluster.

    Parameters
    ----------
    setup
        What each worker gets.
    jobs
        Workers of a cluster that is started here, 1 or more.
    scheduler
        Address of a scheduler that is there; None starts one.

    Raises
    ------
    DataError
        No scheduler answers, or it has no workers.
    """

    def __init__(self, setup: Setup, jobs: int, scheduler: str | None) -> None:
        self.setup, self.jobs, self.scheduler = setup, jobs, scheduler
        self.name = f"sogdia-sweep-{uuid4().hex}"

    def __enter__(self) -> Self:
        for noisy in ("distributed", "tornado", "asyncio"):
            logging.getLogger(noisy).setLevel(logging.CRITICAL)
        self.local: Any = None if self.scheduler else _local(self.jobs)
        try:
            self.client = self._client()
            self.client.register_plugin(Carrier(self.name, self.setup), name=self.name)
        except BaseException:
            self._close_local()
            raise
        return self

    def _client(self) -> Any:  # noqa: ANN401  distributed is not typed
        try:
            client = Client(self.scheduler or self.local, timeout=PATIENCE_S)
        except (OSError, ValueError, TimeoutError) as fault:
            raise DataError(
                f"no Dask scheduler answers at {self.scheduler}; start one with `dask scheduler`, and give the address "
                "that it prints, such as tcp://192.0.2.1:8786"
            ) from fault
        try:
            client.wait_for_workers(1, timeout=WORKERS_PATIENCE_S)
        except TimeoutError as fault:
            client.close()
            raise DataError(
                f"the Dask scheduler at {self.scheduler} has no workers; start some with `dask worker {self.scheduler}`"
            ) from fault
        return client

    def __exit__(self, *_: object) -> None:
        try:
            self.client.unregister_worker_plugin(name=self.name)
        except (OSError, ValueError, TimeoutError, CancelledError):
            pass
        finally:
            self.client.close()
            self._close_local()

    def _close_local(self) -> None:
        if self.local is not None:
            self.local.close()

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Chunk, Files | Failed]]:
        """Answer each chunk; a few are given out ahead, and Dask does again what a dead worker had."""
        todo = iter(tasks)
        given: dict[Any, Chunk] = {}

        def submit(task: Task) -> Any:  # noqa: ANN401  a future
            key = f"{self.name}-{task[0].name}"
            future = self.client.submit(answer_there, self.name, *task, key=key, pure=False)
            given[future] = task[0]
            return future

        threads = sum(self.client.nthreads().values())
        waiting = as_completed([submit(task) for task in islice(todo, AHEAD * max(threads, 1))])
        for future in waiting:
            chunk = given.pop(future)
            reply = self._reply(future)
            future.release()
            for task in islice(todo, 1):
                waiting.add(submit(task))
            yield chunk, reply

    def _reply(self, future: Any) -> Files | Failed:  # noqa: ANN401  a future
        try:
            reply: Files | Failed = future.result()
        except KilledWorker:
            return Failed("its workers died again and again, perhaps for want of memory")
        except (CancelledError, OSError, TimeoutError) as fault:
            where = f"the Dask scheduler at {self.scheduler}" if self.scheduler else "the Dask scheduler"
            raise DataError(f"{where} was lost; what was done is kept: run the same command again") from fault
        return reply


def _local(jobs: int) -> Any:  # noqa: ANN401  distributed is not typed
    """Start a cluster of this machine, of one thread a worker, without a page that shows it."""
    return LocalCluster(
        n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL, memory_limit=0
    )
