"""The whole programme in a process of its own, beside the search; designs and bounds go both ways."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from sogdia.planning.solving import answer_of, loaded

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from sogdia.planning.solving import Program

_BETWEEN_BOUNDS_S: Final = 0.3


def _send(stream: IO[bytes], message: object) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack(">Q", len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:  # noqa: ANN401  whatever was sent
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    return pickle.loads(stream.read(struct.unpack(">Q", head)[0]))  # noqa: S301  our own process sent it


@dataclass(frozen=True)
class News:
    """What the other process has found: a design with its cost, a bound, or both; `done` when it has ended."""

    x: NDArray[np.float64] | None = None
    cost: float = np.inf
    bound: float = -np.inf
    done: bool = False


@dataclass
class Second:
    """Another process at work on a programme.

    Attributes
    ----------
    done
        It has ended, or could not begin.
    """

    done: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _news: queue.SimpleQueue[News] = field(default_factory=queue.SimpleQueue)

    @classmethod
    def begin(cls, program: Program, wide: int, limit_s: float, seed: int, *, by_processor: bool) -> Second:
        """Begin with a programme whose first `wide` columns are those of capacity."""
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-c", "from sogdia.planning.second import work; work()"]
        process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, start_new_session=True,
        )  # fmt: skip
        self = cls(_process=process)
        threading.Thread(target=self._listen, args=((program, wide, limit_s, seed, by_processor),), daemon=True).start()
        return self

    def _listen(self, task: object) -> None:
        process = self._process
        assert process is not None  # noqa: S101  begin has set it
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        try:
            _send(process.stdin, task)
            while True:
                self._news.put(_receive(process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._news.put(News(done=True))

    def offer(self, x: NDArray[np.float64], cost: float) -> None:
        """Tell the other process of a design: its columns of capacity and its cost."""
        if self._process is not None and self._process.stdin is not None and not self.done:
            with contextlib.suppress(OSError, ValueError):
                _send(self._process.stdin, (x, cost))

    def news(self, wait_s: float = 0.0) -> list[News]:
        """Give what has come in."""
        found: list[News] = []
        with contextlib.suppress(queue.Empty):
            found.append(self._news.get(timeout=wait_s) if wait_s > 0.0 else self._news.get_nowait())
            while True:
                found.append(self._news.get_nowait())
        self.done = self.done or any(item.done for item in found)
        return found

    def end(self) -> None:
        """End the other process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()


def _now(*, by_processor: bool) -> float:
    return time.process_time() if by_processor else time.perf_counter()


class _Work:
    """Solves the programme that it is sent, tells what it finds, and takes the designs that it is told of."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self.source, self.sink = source, sink
        self.program, self.wide, self.limit_s, self.seed, self.by_processor = _receive(source)
        self.told: tuple[NDArray[np.float64], float] | None = None
        self.best = np.inf
        self.bound = -np.inf
        self.last = self.begun = _now(by_processor=self.by_processor)

    def listen(self) -> None:
        """Take designs as they come; end with the process that sends them."""
        while True:
            try:
                self.told = _receive(self.source)
            except (EOFError, OSError):
                os._exit(0)

    def found(self, event: Any) -> None:  # noqa: ANN401  highspy's own event
        """Tell of a better design."""
        out = event.data_out
        if out.objective_function_value < self.best:
            self.best = out.objective_function_value
            _send(self.sink, News(np.array(out.mip_solution[: self.wide]), self.best, out.mip_dual_bound))

    def look(self, event: Any) -> None:  # noqa: ANN401
        """Tell of a better bound now and then, and stop in time."""
        now = _now(by_processor=self.by_processor)
        bound = event.data_out.mip_dual_bound
        if bound > self.bound and now - self.last > _BETWEEN_BOUNDS_S:
            self.bound, self.last = bound, now
            _send(self.sink, News(bound=bound))
        if now - self.begun > self.limit_s:
            event.interrupt()

    def take(self, event: Any) -> None:  # noqa: ANN401
        """Give HiGHS a design that it was told of, with the flows that go with it."""
        if self.told is None:
            return
        (x, cost), self.told = self.told, None
        if cost >= self.best - 1e-9 * abs(cost):
            return
        lower, upper = self.program.lower.copy(), self.program.upper.copy()
        lower[: self.wide] = upper[: self.wide] = x
        solver = loaded(replace(self.program, lower=lower, upper=upper), relaxed=True)
        solver.setOptionValue("time_limit", 20.0)
        solver.run()
        answer = answer_of(solver, mixed=False)
        if answer.x is not None and answer.optimal:
            self.best = min(self.best, answer.objective)
            event.data_in.setSolution(answer.x)

    def run(self) -> None:
        """Solve the programme."""
        solver: highspy.Highs = loaded(self.program)
        solver.setOptionValue("mip_rel_gap", 1e-6)
        solver.setOptionValue("random_seed", self.seed)
        solver.cbMipImprovingSolution += self.found
        solver.cbMipInterrupt += self.look
        solver.cbMipUserSolution += self.take
        threading.Thread(target=self.listen, daemon=True).start()
        solver.run()
        answer = answer_of(solver, mixed=True)
        x = None if answer.x is None else answer.x[: self.wide]
        _send(self.sink, News(x, answer.objective, answer.bound, done=True))


def work() -> None:
    """Be the other process."""
    _Work(sys.stdin.buffer, sys.stdout.buffer).run()
    os._exit(0)
