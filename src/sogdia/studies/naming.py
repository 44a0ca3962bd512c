"""What a user names: the world, a study, a set of the local store, a file, a folder, or what `assess` left in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.data import WORLD_YEAR
from sogdia.errors import DataError, ParameterError, nearest_name
from sogdia.studies.ground import HELD, WORLD, opened
from sogdia.studies.opening import Study, shipped_studies, study

if TYPE_CHECKING:
    from sogdia.network import Network

CARD_NETWORK: Final = "network.gpkg"
"""The network in a folder that `assess` wrote."""


def named(name: str, year: int | None, folder: Path = Path(), *, mend: str) -> tuple[Network | Study, int | None]:
    """Open what a user names.

    Parameters
    ----------
    name
        `world`, `held:NAME`, a shipped study, or a path.
    year
        The year asked for, None for the one that is meant.
    folder
        Paths are relative to it.
    mend
        What to do where there is no such file.

    Returns
    -------
    tuple
        A network, or a study moved to the year; and the year that is meant, None for all that is not retired.

    Raises
    ------
    ParameterError
        A name that is not known.
    DataError
        A file that is not there or cannot be read.
    """
    if name == WORLD:
        return opened(name, folder), WORLD_YEAR if year is None else year
    if name.startswith(HELD):
        return opened(name, folder), year
    place = folder / Path(name).expanduser()
    if name in shipped_studies() and not place.exists():
        return _dated(study(name), year)
    if place.is_dir() and (place / CARD_NETWORK).is_file():
        return opened(str(Path(name) / CARD_NETWORK), folder), year
    if place.exists():
        return _dated(study(str(place)), year) if place.suffix == ".toml" else (opened(name, folder), year)
    if Path(name).suffix or "/" in name:
        raise DataError(f"no file {name}; {mend}")
    known = [*shipped_studies(), WORLD]
    hint = nearest_name(name, known) or f"give one of {', '.join(known)}, or the path of a study file, folder or file"
    raise ParameterError(f"no study or network {name!r}; {hint}")


def _dated(asked: Study, year: int | None) -> tuple[Study, int]:
    """Move a study's case and baseline to a year, where one is given."""
    definition = asked.definition
    if year is None:
        return asked, definition.case.year
    dated = {side: getattr(definition, side).model_copy(update={"year": year}) for side in ("case", "baseline")}
    return replace(asked, definition=definition.model_copy(update=dated)), year
