"""Opens what a sweep is asked about: the world, a study, a set of the local store, a file or a folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.assessment.measures import still
from sogdia.errors import DataError, ParameterError, nearest_name
from sogdia.studies import shipped_studies, study
from sogdia.studies.ground import HELD, WORLD, opened

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.studies import Study

WORLD_YEAR: Final = 2026
"""Year that is meant for the world where none is given: the facts were gathered up to it."""


@dataclass(frozen=True)
class Ground:
    """What a verb is asked about.

    Attributes
    ----------
    key
        Name by which workers know it.
    thing
        A network, or a study where the verb asks one.
    year
        Year that is meant; None is all that is not retired.
    digest
        SHA-256 of the tables of its network, and of a study's definition.
    """

    key: str
    thing: Network | Study
    year: int | None
    digest: str


def open_ground(name: str, year: int | None, folder: Path, *, whole: bool = False) -> Ground:
    """Open what a cases file names.

    Parameters
    ----------
    name
        `world`, `held:NAME`, a shipped study, or a path.
    year
        The year asked for, None for the one that is meant.
    folder
        Folder of the cases file: paths are relative to it.
    whole
        Give a study itself, not the network of its case.

    Raises
    ------
    ParameterError
        A name that is not known, or no study where one is asked for.
    DataError
        A file that is not there or cannot be read.
    """
    path = folder / Path(name).expanduser()
    place = str(path) if path.suffix == ".toml" else name
    if path.suffix == ".toml" or name in shipped_studies():
        return _study_ground(name, study(place), year, whole=whole)
    if whole:
        hint = nearest_name(name, shipped_studies()) or f"shipped: {', '.join(shipped_studies())}"
        raise ParameterError(f"{name!r} is no study, and `assess` measures studies; {hint} (or a study file, .toml)")
    if name == WORLD:
        net = opened(name, folder)
        return Ground(name, net, WORLD_YEAR if year is None else year, net.digest)
    if not name.startswith(HELD) and not path.exists():
        if Path(name).suffix or "/" in name:
            raise DataError(f"no file {path}; paths in a cases file are relative to it")
        hint = nearest_name(name, [*shipped_studies(), WORLD]) or f"known: {WORLD}, {', '.join(shipped_studies())}"
        raise ParameterError(f"no study or network {name!r}; {hint}")
    net = opened(name, folder)
    return Ground(name, net, year, net.digest)


def _study_ground(name: str, asked: Study, year: int | None, *, whole: bool) -> Ground:
    definition = asked.definition
    when = definition.case.year if year is None else year
    dated = {"case": definition.case.model_copy(update={"year": when})}
    if year is not None and whole:
        dated["baseline"] = definition.baseline.model_copy(update={"year": year})
    asked = replace(asked, definition=definition.model_copy(update=dated))
    key = f"{name} {when}"
    if whole:
        said = json.dumps(asked.definition.model_dump(mode="json"), sort_keys=True)
        digest = hashlib.sha256(f"{asked.network.digest} {said}".encode()).hexdigest()
        return Ground(f"{key} whole", asked, when, digest)
    net = still(asked.case, when)
    return Ground(key, net, when, net.digest)
