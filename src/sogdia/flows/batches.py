"""Batches of years: run by threads, kept on disk as they are done, so that a run that was stopped goes on."""

from __future__ import annotations

import json
import os
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from sogdia.errors import DataError
from sogdia.flows.lost_demand import Losses
from sogdia.flows.years import Tally

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


B = TypeVar("B", Tally, Losses)
"""What a batch of years gives."""


def run(
    one: Callable[[int], B],
    count: int,
    jobs: int,
    kept: Kept[B] | None,
    progress: Callable[[int, int], None] | None,
) -> list[B]:
    """Give what each batch gives, in their order.

    Parameters
    ----------
    one
        Makes the batch of a number.
    count
        Number of batches.
    kept
        Where batches are kept; those that are there already are not run again.
    progress
        Told the batches done and all of them.
    """
    done = kept.read(count) if kept else {}
    missing = [i for i in range(count) if i not in done]
    with ThreadPoolExecutor(jobs) as pool:
        waiting: dict[Future[B], int] = {}
        try:
            while missing or waiting:
                while missing and len(waiting) < 2 * jobs:
                    number = missing.pop(0)
                    waiting[pool.submit(one, number)] = number
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    number = waiting.pop(future)
                    done[number] = future.result()
                    if kept:
                        kept.write(number, done[number])
                if progress:
                    progress(len(done), count)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [done[i] for i in range(count)]


class Kept(Generic[B]):
    """A folder of batches of a kind, with what they were made of.

    Raises
    ------
    DataError
        The folder holds batches of something else, or other things.
    """

    def __init__(self, folder: Path, made_of: dict[str, Any], kind: type[B]) -> None:
        self.folder = folder
        self.kind: type[B] = kind
        sheet = folder / "manifest.json"
        text = json.dumps(made_of, indent=2, sort_keys=True)
        if sheet.is_file():
            if sheet.read_text(encoding="utf-8") != text:
                raise DataError(
                    f"{folder} keeps years of another network, seed or parameters; give another folder or remove it"
                )
        elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(f"{folder} is no empty folder and keeps no years; give another one")
        folder.mkdir(parents=True, exist_ok=True)
        _write(sheet, text.encode())

    def read(self, count: int) -> dict[int, B]:
        """Give the batches that are there; one that cannot be read is left out, and will be run again."""
        found = {}
        for number in range(count):
            path = self._path(number)
            if path.is_file():
                try:
                    with np.load(path) as arrays:
                        found[number] = self.kind(*(arrays[name] for name in self.kind._fields))
                except (OSError, ValueError, KeyError, EOFError):
                    continue
        return found

    def write(self, number: int, batch: B) -> None:
        """Keep one batch; it appears whole or not at all."""
        beside = self._path(number).with_suffix(f".{os.getpid()}.part")
        with beside.open("wb") as file:
            np.savez_compressed(file, **batch._asdict())
        beside.replace(self._path(number))

    def _path(self, number: int) -> Path:
        return self.folder / f"batch-{number:06d}.npz"


def _write(path: Path, content: bytes) -> None:
    beside = path.with_suffix(f".{os.getpid()}.part")
    beside.write_bytes(content)
    beside.replace(path)
