"""Tables in R data files (`.rda`, `.RData`), read once and kept as Parquet, since reading one takes half a minute."""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from pathlib import Path

import pandas as pd

from sogdia.errors import DataError

_LARGEST_BYTES = 400_000_000


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


def _keep(table: pd.DataFrame, place: Path) -> None:
    """Write the copy beside and rename it, so that no half of it is ever read."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
        os.close(handle)
        beside = Path(name)
        try:
            table.to_parquet(beside, index=False)
            beside.rename(place)
        finally:
            beside.unlink(missing_ok=True)
    except OSError:
        return
