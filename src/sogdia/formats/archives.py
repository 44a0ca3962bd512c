"""Opens archives safely: nothing outside the folder, no links, no more bytes and members than stated."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Final

from sogdia.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sogdia.formats.draft import Draft

LARGEST_BYTES: Final = 500_000_000
"""Most bytes that an archive may unpack to."""
MOST_MEMBERS: Final = 20_000
"""Most members of an archive."""
LARGEST_RATIO: Final = 200
"""Most times that an archive may unpack to its own size, beyond its first 50 MB."""
_FREE_BYTES: Final = 50_000_000
_BLOCK: Final = 1 << 20
_SINGLE: Final[dict[bytes, Any]] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
ARCHIVE_FAULTS: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
                         RuntimeError, NotImplementedError, ValueError)  # fmt: skip
"""What a damaged archive raises while it is unpacked."""


def is_archive(path: Path) -> bool:
    """Tell whether a file is a zip, a tar or a compressed file by its first bytes."""
    with path.open("rb") as file:
        head = file.read(262)
    return head[:4] == b"PK\x03\x04" or head[:2] in _SINGLE or head[257:262] == b"ustar"


@contextmanager
def extracted(path: Path) -> Iterator[Path]:
    """Unpack an archive into a folder that is gone afterwards.

    Raises
    ------
    DataError
        A member would be written outside the folder, is a link, or the whole is too large; or the archive is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="sogdia-") as place:
        folder = Path(place).resolve()
        limit = _Limit(path)
        try:
            if zipfile.is_zipfile(path):
                _unzip(path, folder, limit)
            elif tarfile.is_tarfile(path):
                _untar(path, folder, limit)
            else:
                _uncompress(path, folder, limit)
        except DataError:
            raise
        except ARCHIVE_FAULTS as fault:
            raise DataError(f"{path} cannot be unpacked: {fault}") from fault
        yield folder


class _Limit:
    """Counts what an archive unpacks to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.most = min(LARGEST_BYTES, max(_FREE_BYTES, LARGEST_RATIO * path.stat().st_size))
        self.bytes = 0
        self.members = 0

    def copy(self, source: IO[bytes], folder: Path, name: str) -> None:
        """Copy one member; its name must stay within the folder."""
        self.members += 1
        if self.members > MOST_MEMBERS:
            raise DataError(f"{self.path} has more than {MOST_MEMBERS} members; unpack it yourself and give the folder")
        target = self.place(folder, name)
        if target.exists():
            raise DataError(f"{self.path} has the member {name[:80]!r} twice")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while block := source.read(_BLOCK):
                self.bytes += len(block)
                if self.bytes > self.most:
                    size = f"{self.most / 1e6:.0f} MB"
                    raise DataError(f"{self.path} unpacks to more than {size}; unpack it yourself and give the folder")
                file.write(block)

    def place(self, folder: Path, name: str) -> Path:
        """Give the path of a member within the folder."""
        parts = PurePosixPath(name.replace("\\", "/")).parts
        inside = bool(parts) and not any(part in {"..", "/"} or ":" in part or "\0" in part for part in parts)
        if not inside or len(name) > 1000 or any(len(part.encode()) > 250 for part in parts):
            raise DataError(f"{self.path} has a member that would be written elsewhere: {name[:80]!r}; it is not read")
        return folder.joinpath(*parts)


def _unzip(path: Path, folder: Path, limit: _Limit) -> None:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            if member.external_attr >> 28 == 0xA:
                raise DataError(f"{path} has a link as a member: {member.filename[:80]!r}; it is not read")
            with archive.open(member) as source:
                limit.copy(source, folder, member.filename)


def _untar(path: Path, folder: Path, limit: _Limit) -> None:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isdir():
                continue
            if not member.isreg():
                raise DataError(f"{path} has a link or device as a member: {member.name[:80]!r}; it is not read")
            source = archive.extractfile(member)
            if source is not None:
                limit.copy(source, folder, member.name)


def _uncompress(path: Path, folder: Path, limit: _Limit) -> None:
    with path.open("rb") as file:
        opener = _SINGLE.get(file.read(2))
    if opener is None:
        raise DataError(f"{path} is no archive that Sogdia opens: zip, tar, gz, bz2 or xz")
    with opener(path, "rb") as source:
        limit.copy(source, folder, path.stem or "content")


def named(draft: Draft, path: Path, folder: Path) -> Draft:
    """Give a draft of an unpacked file the name of its archive: `archive.zip/member`."""
    inside = draft.path.resolve()
    within = inside.relative_to(folder).as_posix() if inside != folder else ""
    own = inside.name

    def name_of(file: str) -> str:
        if file.startswith(str(folder)):
            return f"{path.name}/{file[len(str(folder)) :].strip('/')}"
        member = within if file == own else f"{within}/{file}" if within and not inside.is_file() else file
        return f"{path.name}/{member}".rstrip("/")

    return replace(
        draft,
        path=path,
        findings=tuple(replace(finding, file=name_of(finding.file)) for finding in draft.findings),
        rows={name: rows.assign(file=[name_of(file) for file in rows["file"]]) for name, rows in draft.rows.items()},
    )
