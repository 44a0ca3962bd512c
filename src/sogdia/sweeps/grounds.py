"""Opens what a sweep is asked about: the world, a study, a set of the local store, a file or a folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sogdia.assessment.measures import still
from sogdia.data.known_countries import with_countries
from sogdia.errors import ParameterError, nearest_name
from sogdia.studies import Study, shipped_studies
from sogdia.studies.naming import named

if TYPE_CHECKING:
    from pathlib import Path

    from sogdia.network import Network


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
    thing, when = named(name, year, folder, mend="paths in a cases file are relative to it")
    if not isinstance(thing, Study):
        if whole:
            shipped = ", ".join(shipped_studies())
            hint = nearest_name(name, shipped_studies()) or f"shipped: {shipped}"
            raise ParameterError(
                f"{name!r} is no study, and `assess` measures studies; {hint} (or a study file, .toml)"
            )
        net = with_countries(thing)
        return Ground(name, net, when, net.digest)
    meant = thing.definition.case.year
    key = f"{name} {meant}"
    if whole:
        said = json.dumps(thing.definition.model_dump(mode="json"), sort_keys=True)
        digest = hashlib.sha256(f"{thing.network.digest} {said}".encode()).hexdigest()
        return Ground(f"{key} whole", thing, meant, digest)
    net = still(thing.case, meant)
    return Ground(key, net, meant, net.digest)
