"""How long a search may still take, and whether it was told to stop."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sogdia.errors import SogdiaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class OutOfTimeError(SogdiaError):
    """No plan was found in time; whether there is one is not known."""


@dataclass
class Clock:
    """Seconds of a search, by the wall or by the processor.

    Attributes
    ----------
    limit_s
        Seconds that the search may take.
    by_processor
        Count this process's own time, so that others at work on the machine take nothing away.
    stopped
        Set when the user interrupts.
    within
        The clock of the whole task, of which this search is a part: once it is stopped, so is this one.
    """

    limit_s: float
    by_processor: bool = False
    stopped: bool = False
    within: Clock | None = None
    begun: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.begun = self._now()

    def _now(self) -> float:
        return time.process_time() if self.by_processor else time.perf_counter()

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return self._now() - self.begun

    @property
    def left_s(self) -> float:
        """Seconds left, 0 when interrupted."""
        return 0.0 if self.halted else max(0.0, self.limit_s - self.spent_s)

    @property
    def halted(self) -> bool:
        """Say whether this search or the task that it is part of was interrupted."""
        return self.stopped or (self.within is not None and self.within.halted)

    def part(self, limit_s: float) -> Clock:
        """Give a clock of a part of the task, which begins now and is interrupted with it."""
        return Clock(limit_s, self.by_processor, within=self)

    @property
    def out(self) -> bool:
        """Say whether the search must end."""
        return self.left_s <= 0.0


@contextmanager
def interruptible(clock: Clock) -> Iterator[None]:
    """Let the first Ctrl-C stop the clock, and the second one everything."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        if clock.stopped and callable(before):
            before(number, frame)
        clock.stopped = True

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
