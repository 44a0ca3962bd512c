"""The local store: the sets that a user has added, each in a folder of its own with a small manifest.

`SOGDIA_DATA_DIR` names the store; without it the platform's folder for a user's data is taken. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sogdia.data.catalogue import catalogue, entry
from sogdia.errors import DataError
from sogdia.results import write_folder

if TYPE_CHECKING:
    from sogdia.data.recognition import Found

_MANIFEST: Final = "manifest.json"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Holding:
    """A set in the store.

    Attributes
    ----------
    name
        Its name in the catalogue.
    file
        Name of the file or folder as the user had it.
    sha256
        Hash of the file, or of a folder's files and their names.
    known
        Whether the hash is that of the version in the catalogue.
    size
        What the reader found, in words.
    faults
        How many faults of the publisher's file the reader told.
    added
        Date of adding, UTC.
    licence, citation
        From the catalogue, as they stood on that day.
    """

    name: str
    file: str
    sha256: str
    known: bool
    size: str
    faults: int
    added: str
    licence: str
    citation: str

    @property
    def path(self) -> Path:
        """Where it stands."""
        return store() / self.name / self.file


def store() -> Path:
    """Give the folder of the store; it need not be there yet."""
    if given := os.environ.get("SOGDIA_DATA_DIR"):
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))) / "sogdia"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sogdia"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sogdia"


def add(name: str, path: str | Path) -> tuple[Holding, Found]:
    """Read a set and copy it into the store, whole or not at all; what stood there under the name is replaced.

    Raises
    ------
    ParameterError
        No set of this name.
    DataError
        The set comes with Sogdia, has no reader yet, or the path does not hold it.
    """
    about = entry(name)
    if about.kind == "embedded":
        raise DataError(f"{name!r} comes with Sogdia: there is nothing to add")
    place = Path(path).absolute()
    if store().absolute() in (place, *place.parents) or place in store().absolute().parents:
        raise DataError(f"{path} is the store itself or around it; give the file or folder as you received it")
    from sogdia.data.recognition import take  # noqa: PLC0415  loads every reader, which `terrain` and `world` need not

    found = take(about, place)
    digest = sha256_of(place)
    known = bool(about.sha256) and digest == about.sha256
    day = datetime.now(tz=UTC).date().isoformat()
    file = "data" if place.name == _MANIFEST else place.name
    holding = Holding(name, file, digest, known, found.size, len(found.faults), day, about.licence, about.citation)

    def fill(beside: Path) -> None:
        target = beside / file
        if place.is_dir():
            shutil.copytree(place, target)
        else:
            shutil.copyfile(place, target)
        if sha256_of(target) != digest:
            raise DataError(f"{path} changed while it was copied; add it again")
        text = json.dumps(asdict(holding), indent=2, ensure_ascii=False)
        (beside / _MANIFEST).write_text(text + "\n", encoding="utf-8")

    write_folder(store() / name, fill)
    return holding, found


def holding(name: str) -> Holding | None:
    """Give what the store has under a name of the catalogue, None where it has nothing.

    Raises
    ------
    ParameterError
        No set of this name.
    DataError
        The manifest cannot be read.
    """
    entry(name)
    about = store() / name / _MANIFEST
    if not about.is_file():
        return None
    try:
        return Holding(**json.loads(about.read_text(encoding="utf-8")))
    except (ValueError, TypeError, OSError) as fault:
        raise DataError(f"{about} cannot be read: {fault}; add the set again: `sogdia data add {name} PATH`") from fault


def held(name: str) -> Path | None:
    """Give where a set stands in the store, None where the user has not added it.

    Raises
    ------
    ParameterError
        No set of this name.
    """
    found = holding(name)
    return found.path if found else None


def holdings() -> list[Holding]:
    """Give everything in the store, in the order of the catalogue."""
    return [found for name in catalogue() if (found := holding(name))]


def wrong(found: Holding) -> str:
    """Say what is wrong with a set in the store, by its hash; empty where nothing is."""
    if not found.path.exists():
        return "is missing"
    return "" if sha256_of(found.path) == found.sha256 else "has changed since it was added"


def remove(name: str) -> Path:
    """Take a set out of the store.

    Raises
    ------
    ParameterError
        No set of this name.
    DataError
        The store does not have it.
    """
    entry(name)
    place = store() / name
    if not (place / _MANIFEST).is_file():
        raise DataError(f"the store has no {name!r}; `sogdia data list` says what it has")
    shutil.rmtree(place)
    return place


def used(*names: str) -> list[dict[str, Any]]:
    """Name sets for a manifest: name, version, hash, date added, licence, citation of each.

    Raises
    ------
    ParameterError
        No set of this name.
    DataError
        A set that is neither embedded nor in the store.
    """
    rows = []
    for name in names:
        about = entry(name)
        found = holding(name)
        if found is None and about.kind != "embedded":
            raise DataError(f"the store has no {name!r}; add it: `sogdia data add {name} PATH`")
        rows.append(
            {
                "name": name,
                "version": about.version if found is None or found.known else None,
                "sha256": found.sha256 if found else None,
                "added": found.added if found else None,
                "licence": about.licence,
                "citation": about.citation,
            }
        )
    return rows


def sha256_of(path: Path) -> str:
    """Hash a file, or a folder by its files' names and hashes."""
    if path.is_dir():
        whole = hashlib.sha256()
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            whole.update(f"{file.relative_to(path).as_posix()}\0{sha256_of(file)}\n".encode())
        return whole.hexdigest()
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
