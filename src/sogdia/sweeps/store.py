"""The store of a sweep: a folder of Parquet files for each data set, a journal of what is whole, and a manifest."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from typing import IO, TYPE_CHECKING, Any, Final, Self

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

MANIFEST: Final = "manifest.json"
JOURNAL: Final = "chunks.jsonl"
LOCK: Final = ".lock"
PARTIAL: Final = ".partial"
"""End of the name of a file that is being written; queries over ``*.parquet`` never see it."""


class Store:
    """A folder in which every finished chunk stays, whatever happens to whoever makes it.

    Parameters
    ----------
    folder
        New, empty, or of the same sweep.
    about
        What the sweep is: data, code, cases. It is written as the manifest, and must be the same on every resume.

    Raises
    ------
    DataError
        The folder holds other things, a sweep of other cases, data or code, or is being written by another process.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self.folder = folder
        self.about = dict(about)
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as fault:
            raise DataError(f"{self.folder} is a file or stands under one; give a folder with -o") from fault
        self._check()
        self._lock = _locked(self.folder / LOCK)
        try:
            if not (self.folder / MANIFEST).is_file():
                write_whole(self.folder / MANIFEST, _json(self.about))
            self.done = self._standing()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def _check(self) -> None:
        """See that the folder is new, empty or of this very sweep."""
        manifest = self.folder / MANIFEST
        found = [path for path in self.folder.iterdir() if path.name != LOCK and not path.name.endswith(PARTIAL)]
        if not manifest.is_file():
            if found:
                raise DataError(f"{self.folder} holds other things; give a new folder or an empty one with -o")
            return
        try:
            old = json.loads(manifest.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError) as fault:
            raise DataError(f"{manifest} cannot be read: {fault}; give a new folder with -o") from fault
        if old.get("verb") != "sweep":
            raise DataError(f"{self.folder} holds another answer of Sogdia; give a new folder with -o")
        new = json.loads(_json(self.about))
        changed = differences(old, new)
        if changed and any(self.folder.glob("*/*.parquet")):
            lines = "\n".join(f"  - {line}" for line in changed)
            raise DataError(
                f"{self.folder} holds a sweep of something else; give a new folder with -o, or take it away\n{lines}"
            )
        if changed:
            for path in (manifest, *self.folder.glob("cases_*.parquet")):
                path.unlink()

    def _standing(self) -> dict[str, dict[str, Any]]:
        """Give the records of the chunks that are whole, and take away what is not."""
        for path in self.folder.rglob(f"*{PARTIAL}"):
            path.unlink(missing_ok=True)
        journal = self.folder / JOURNAL
        lines = journal.read_bytes().split(b"\n") if journal.is_file() else []
        records: dict[str, dict[str, Any]] = {}
        for line in lines:
            try:
                record = json.loads(line)
                if all(_sha256(self.folder / path) == sha for path, sha in record["files"].items()):
                    records[record["chunk"]] = record
            except (ValueError, KeyError, TypeError, AttributeError, OSError):
                continue
        known = {path for record in records.values() for path in record["files"]}
        for path in self.folder.glob("*/*.parquet"):
            if path.relative_to(self.folder).as_posix() not in known:
                path.unlink()
        self._write_journal(records)
        return records

    def _write_journal(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        text = "".join(f"{json.dumps(records[name], sort_keys=True)}\n" for name in sorted(records))
        write_whole(self.folder / JOURNAL, text.encode())

    def keep(self, chunk: str, cases: int, files: Mapping[str, tuple[bytes, int]]) -> None:
        """Write the files of a chunk, then its line in the journal: from then on it is never made again.

        Parameters
        ----------
        files
            For each data set the bytes of its Parquet file, and its rows.

        Raises
        ------
        OSError
            The disk is full or broken; nothing of the chunk is left behind.
        """
        written: dict[str, str] = {}
        try:
            for data_set, (content, _) in files.items():
                path = self.folder / data_set / f"{chunk}.parquet"
                path.parent.mkdir(exist_ok=True)
                write_whole(path, content)
                written[path.relative_to(self.folder).as_posix()] = hashlib.sha256(content).hexdigest()
            rows = {data_set: count for data_set, (_, count) in files.items()}
            record = {"chunk": chunk, "cases": cases, "files": written, "rows": rows}
            with (self.folder / JOURNAL).open("ab") as journal:
                journal.write(json.dumps(record, sort_keys=True).encode() + b"\n")
                journal.flush()
                os.fsync(journal.fileno())
        except OSError:
            for name in written:
                (self.folder / name).unlink(missing_ok=True)
            raise
        self.done[chunk] = record

    def put(self, name: str, content: bytes) -> None:
        """Write a file beside the data sets, whole or not at all, unless it stands there already."""
        path = self.folder / name
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)

    def finish(self) -> None:
        """Put the journal in the order of the chunks: a finished store is the same whoever made it."""
        self._write_journal(self.done)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> list[str]:
    """Say in what two manifests differ, one line for each entry."""
    lines: list[str] = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, now = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(now, dict):
            lines += differences(before, now, f"{at}{key} ")
        elif before != now:
            lines.append(f"{at}{key.replace('_', ' ')}: {_short(before)} there, {_short(now)} now")
    return lines


def _short(value: object) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 24 else f"{text[:12]}..."


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, see it to the disk, and rename it: it appears whole or not at all."""
    beside = path.with_name(path.name + PARTIAL)
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def is_full(fault: OSError) -> bool:
    """Say whether a fault means that there is no room left."""
    return fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _sync_folder(folder: Path) -> None:
    """See a folder's entries to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(path: Path) -> IO[str]:
    """Take the folder for this process alone, until the file is closed or the process ends."""
    file = path.open("a", encoding="utf-8")
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  there is none elsewhere

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  there is none on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        file.close()
        raise DataError(
            f"{path.parent} is being written by another sweep; wait for it, or give another folder"
        ) from fault
    return file


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
