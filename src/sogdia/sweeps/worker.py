"""A worker process: it reads a setup and then chunks from its input, and writes their answers to its output."""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING

from sogdia.sweeps.chunks import Failed, answer, code_digest
from sogdia.sweeps.processes import Broken

if TYPE_CHECKING:
    from sogdia.sweeps.chunks import Chunk, Files, Schemas, Setup


def main() -> None:
    """Answer chunks until the standard input ends, which it does when whoever started this process is gone."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    setup: Setup = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that started this one
    tasks: SimpleQueue[tuple[Chunk, Schemas]] = SimpleQueue()
    Thread(target=_read, args=(sys.stdin.buffer, tasks), daemon=True).start()
    while True:
        pickle.dump(_answered(setup, *tasks.get()), replies, protocol=pickle.HIGHEST_PROTOCOL)
        replies.flush()


def _read(source: IO[bytes], tasks: SimpleQueue[tuple[Chunk, Schemas]]) -> None:
    """Take in chunks; at the end of the input leave at once, whatever is being done: nobody would take the answer."""
    try:
        while True:
            tasks.put(pickle.load(source))  # noqa: S301  as above
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _answered(setup: Setup, chunk: Chunk, schemas: Schemas) -> Files | Failed | Broken:
    if setup.code != code_digest():
        return Failed("the code of Sogdia was changed while the sweep ran; run it again into a new folder")
    try:
        return answer(setup, chunk, schemas)
    except Exception:  # noqa: BLE001  a bug is told to whoever asked, with its traceback
        return Broken(traceback.format_exc())


if __name__ == "__main__":
    main()
