"""Tables in R data files (`.rda`, `.RData`), read once and kept as Parquet, since reading one takes half a minute."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from sogdia.errors import DataError
from sogdia.results import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LARGEST_BYTES = 400_000_000
_LARGEST_UNPACKED: Final = 600_000_000
_BLOCK: Final = 1 << 20
_PACKED: Final[Mapping[bytes, Callable[..., Any]]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
}
"""What opens each kind of packing that R uses, by its first bytes."""


def read_rda(path: Path, *, cache: Path | None = None) -> pd.DataFrame:
    """Read the one table of an R data file.

    Parameters
    ----------
    cache
        Folder for the Parquet copy, named by the file's hash; by default `sogdia` in `XDG_CACHE_HOME` or `~/.cache`.
        A folder that cannot be written to is done without.

    Raises
    ------
    DataError
        The file is missing, too large or damaged, or holds no table.
    """
    if not path.is_file():
        raise DataError(f"no file {path}")
    if path.stat().st_size > _LARGEST_BYTES:
        raise DataError(f"{path} is larger than {_LARGEST_BYTES / 1e6:.0f} MB; give it as CSV")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    place = (cache or _cache()) / f"rda-{digest[:32]}.parquet"
    if place.is_file():
        return pd.read_parquet(place)
    table = _read(path)
    _keep(table, place)
    return table


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sogdia"


def _read(path: Path) -> pd.DataFrame:
    _hold_size(path)
    import rdata  # noqa: PLC0415  heavy, and needed for this format only

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content = rdata.read_rda(path)
    except Exception as fault:  # the reader raises whatever a damaged file makes it trip over
        raise DataError(f"{path} cannot be read as an R data file: {fault}") from fault
    tables = [value for value in content.values() if isinstance(value, pd.DataFrame)]
    if len(tables) != 1:
        raise DataError(f"{path} holds {len(tables)} tables ({', '.join(content)}); one was expected")
    return tables[0].reset_index(drop=True)


def _hold_size(path: Path) -> None:
    """Refuse a file that unpacks to more than any table of a publisher has."""
    with path.open("rb") as file:
        head = file.read(6)
    opener = next((opens for mark, opens in _PACKED.items() if head.startswith(mark)), None)
    if opener is None:
        return
    size = 0
    try:
        with opener(path, "rb") as unpacked:
            while size <= _LARGEST_UNPACKED and (block := unpacked.read(_BLOCK)):
                size += len(block)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as fault:
        raise DataError(f"{path} cannot be unpacked: {fault}; copy it again") from fault
    if size > _LARGEST_UNPACKED:
        raise DataError(f"{path} unpacks to more than {_LARGEST_UNPACKED / 1e6:.0f} MB; give it as CSV")


def _keep(table: pd.DataFrame, place: Path) -> None:
    """Write the copy beside and rename it, so that no half of it is ever read."""
    try:
        with whole_file(place) as beside:
            table.to_parquet(beside, index=False)
    except OSError:
        return
