"""Opens what a path holds: one file, the files of a folder, or the members of an archive; nothing is unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST_ARCHIVE_BYTES: Final = 1_000_000_000
"""Most bytes that are read out of an archive."""
MOST_MEMBERS: Final = 20_000
ARCHIVES: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
_FAULTS: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, ValueError,
                  NotImplementedError, RuntimeError, OverflowError, KeyError)  # fmt: skip


class _Counted(io.RawIOBase):
    """A stream that stops with an error once more bytes came out of an archive than any data set has."""

    def __init__(self, file: BinaryIO, name: str, left: list[int]) -> None:
        super().__init__()
        self._file, self._name, self._left = file, name, left

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._file.read(min(size, 1 << 24) if size >= 0 else 1 << 24)
        except _FAULTS as fault:
            raise DataError(f"{self._name} cannot be unpacked: {fault}") from fault
        self._left[0] -= len(piece)
        if self._left[0] < 0:
            raise DataError(
                f"{self._name} unpacks to over {LARGEST_ARCHIVE_BYTES / 1e9:.0f} GB; unpack it and give the parts"
            )
        return piece


def is_archive(path: Path) -> bool:
    """Tell whether a name is that of an archive that `members` opens."""
    return path.name.lower().endswith(ARCHIVES)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading, with errors of this family."""
    try:
        file = path.open("rb")
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror or fault}") from fault
    with file:
        yield file


def members(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, BinaryIO]]:
    """Open the wanted files of a folder or an archive one after another, in the order of their names or places.

    Parameters
    ----------
    wanted
        Tells of a file's name, without its folders, whether it is wanted.

    Yields
    ------
    tuple
        Name as the user would say it, and the open file; it is closed when the next one is asked for.

    Raises
    ------
    DataError
        Nothing is there, the archive is broken, or it holds too much.
    """
    if path.is_dir():
        found = sorted(f for f in path.rglob("*") if f.is_file() and not f.is_symlink() and wanted(f.name))
        for file in found[:MOST_MEMBERS]:
            with opened(file) as stream:
                yield str(file), stream
    elif not is_archive(path):
        with opened(path) as stream:
            yield str(path), stream
    elif path.name.lower().endswith(".zip"):
        yield from _of_zip(path, wanted)
    else:
        yield from _of_tar(path, wanted)


def _of_zip(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, BinaryIO]]:
    left = [LARGEST_ARCHIVE_BYTES]
    with opened(path) as file:
        try:
            archive = zipfile.ZipFile(file)
        except _FAULTS as fault:
            raise DataError(f"{path} cannot be read as a zip archive: {fault}") from fault
        with archive:
            entries = [e for e in archive.infolist() if not e.is_dir() and wanted(Path(e.filename).name)]
            for entry in sorted(entries, key=lambda e: e.filename)[:MOST_MEMBERS]:
                try:
                    stream = archive.open(entry)
                except _FAULTS as fault:
                    raise DataError(f"{path}/{entry.filename} cannot be unpacked: {fault}") from fault
                with stream:
                    name = f"{path}/{entry.filename}"
                    yield name, cast("BinaryIO", _Counted(cast("BinaryIO", stream), name, left))


def _of_tar(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, BinaryIO]]:
    with opened(path) as file:
        plain = _Counted(_uncompressed(file), str(path), [LARGEST_ARCHIVE_BYTES])
        try:
            archive = tarfile.open(fileobj=cast("BinaryIO", plain), mode="r|")  # noqa: SIM115  closed just below
        except _FAULTS as fault:
            raise DataError(f"{path} cannot be read as a tar archive: {fault}") from fault
        with archive:
            for _ in range(MOST_MEMBERS):
                try:
                    entry = archive.next()
                    stream = archive.extractfile(entry) if entry is not None and entry.isreg() else None
                except _FAULTS as fault:
                    raise DataError(f"{path} cannot be read as a tar archive: {fault}") from fault
                if entry is None:
                    return
                if stream is not None and wanted(Path(entry.name).name):
                    name = f"{path}/{entry.name.removeprefix('./')}"
                    yield name, cast("BinaryIO", _Counted(cast("BinaryIO", stream), name, [LARGEST_ARCHIVE_BYTES]))


def _uncompressed(file: BinaryIO) -> BinaryIO:
    """Give the stream inside a compressed file; the file itself where it is not compressed."""
    head = file.read(6)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if head.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(file))
    if head.startswith(b"\xfd7zXZ"):
        return cast("BinaryIO", lzma.LZMAFile(file))
    return file
