"""What a measuring verb answers: a tidy table, the rule by which it was counted, and a manifest to repeat it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASES: Final = ("measured", "modelled", "assumed")
"""How a figure was had: published, as measured or as announced; computed by Sogdia; taken as a default."""

_PACKAGES = ("sogdia", "numpy", "pandas", "geopandas", "shapely", "pyproj", "scipy", "numba")


def manifest(verb: str, parameters: object, *, digest: str, seed: int | None = None) -> dict[str, Any]:
    """Record what is needed to repeat an answer.

    Parameters
    ----------
    verb
        Name of the door.
    parameters
        The door's frozen parameters, or a plain mapping.
    digest
        `Network.digest` of the network measured.
    seed
        Seed of whatever was drawn by chance, None where nothing was.
    """
    return {
        "verb": verb,
        "parameters": plain(parameters),
        "network_sha256": digest,
        "seed": seed,
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def plain(value: object) -> Any:  # noqa: ANN401  anything JSON can say
    """Turn dataclasses, arrays and paths into what JSON can say."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return plain(value.item())
    blank = value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value))
    known = value if isinstance(value, (str, int, float, bool)) else str(value)
    return None if blank else known


@dataclass(frozen=True)
class Result:
    """An answer: its table first.

    Attributes
    ----------
    table
        Tidy rows; uncertain figures have columns with ``low`` and ``high`` beside them, and each row says its
        ``basis`` (measured, modelled or assumed) and ``source``.
    rule
        The counting rule in one or two plain sentences, printed with every answer.
    manifest
        Parameters, seed, hash of the network, versions.
    """

    table: pd.DataFrame
    rule: str
    manifest: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.table.to_string(index=False, max_rows=60, na_rep='')}\n{self.rule}"

    def records(self) -> list[dict[str, Any]]:
        """Give the rows as plain dictionaries that JSON can say (missing figures are None)."""
        return [{str(k): plain(v) for k, v in row.items()} for row in self.table.to_dict(orient="records")]

    def save(self, folder: str | Path, name: str = "result") -> Path:
        """Write ``name.parquet``, ``name.csv`` and ``manifest.json``; `folder` is replaced whole."""

        def fill(beside: Path) -> None:
            self.table.to_parquet(beside / f"{name}.parquet", index=False)
            self.table.to_csv(beside / f"{name}.csv", index=False)
            text = json.dumps({**self.manifest, "rule": self.rule}, indent=2, ensure_ascii=False)
            (beside / "manifest.json").write_text(text + "\n", encoding="utf-8")

        return write_folder(Path(folder), fill)


def write_folder(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write into a folder beside `folder`, then put it in its place: whole or not at all.

    Parameters
    ----------
    folder
        The target. What stood there is replaced, but only when Sogdia had written it (it has a manifest.json).
    fill
        Writes the files into the path that it is given.

    Raises
    ------
    FileExistsError
        `folder` holds things that Sogdia did not write.
    """
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "manifest.json").exists():
        raise FileExistsError(f"{folder} holds other things; give a new folder or an empty one")
    with whole_folder(folder) as beside:
        fill(beside)
    return folder


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder beside `folder` to write into; it takes the place of `folder` when all went well.

    What stood there is gone then, so the caller makes sure first that it may go. After an error nothing has changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    try:
        beside.chmod(0o777 & ~_umask())
        yield beside
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write a file to; it takes the place of `path` when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name[:40]}-", dir=path.parent) as folder:
        beside = Path(folder) / path.name
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
