"""Opens what a command is asked about: a study, a study file, a stored network, a card's folder or the world."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.studies import Study

WORLD_YEAR: Final = 2026
"""Year that is meant for the world where none is given: the facts were gathered up to it."""

CARD_NETWORK: Final = "network.gpkg"
"""The network in a folder that `assess` wrote."""


@dataclass(frozen=True)
class Opened:
    """A network, the name by which to speak of it, and the year that is meant (None: all that is not retired)."""

    net: Network
    name: str
    year: int | None

    @property
    def heading(self) -> str:
        """The name and the year."""
        return f"{self.name}, {self.year}" if self.year is not None else f"{self.name}, all that is not retired"


def open_study(name: str) -> Study:
    """Open a shipped study or a study file.

    Raises
    ------
    DataError
        A file that is not there or cannot be read.
    ParameterError
        No study of this name.
    """
    from sogdia.errors import DataError, ParameterError
    from sogdia.studies import shipped_studies, study

    place = Path(name)
    shipped = ", ".join(shipped_studies())
    if place.is_dir():
        raise ParameterError(f"{name} is a folder and no study; give a study file (.toml) or one of: {shipped}")
    if (place.suffix or "/" in name) and not place.exists():
        raise DataError(f"no file {name}; give the path of a study file (.toml) or one of: {shipped}")
    return study(name)


def open_network(name: str, year: int | None = None) -> Opened:
    """Open the network that a user names: a study's case, a stored network, a card's folder, or `world`.

    Raises
    ------
    DataError
        A file or folder that cannot be read.
    ParameterError
        A name that is neither a path, nor a shipped study, nor `world`.
    """
    place = Path(name)
    if name == "world":
        from sogdia.data import world

        return Opened(world(), "world", year or WORLD_YEAR)
    if place.is_dir() and (place / CARD_NETWORK).is_file():
        place /= CARD_NETWORK
    if place.exists() and place.suffix != ".toml":
        from sogdia.formats import read

        return Opened(read(place), name, year)
    return _case(_known_study(name), year)


def _case(asked: Study, year: int | None) -> Opened:
    """Give a study's case, in another year where one is given, with all its spans counted as in service."""
    from sogdia.assessment.measures import still

    case = asked.definition.case
    when = case.year if year is None else year
    definition = asked.definition.model_copy(update={"case": case.model_copy(update={"year": when})})
    return Opened(still(replace(asked, definition=definition).case, when), f"case of {asked.id}", when)


def _known_study(name: str) -> Study:
    from sogdia.errors import ParameterError, nearest_name
    from sogdia.studies import shipped_studies

    known = shipped_studies()
    if Path(name).suffix or "/" in name or name in known:
        return open_study(name)
    hint = nearest_name(name, [*known, "world"])
    mend = hint or f"give `world`, one of {', '.join(known)}, or the path of a study file, a folder or a .gpkg"
    raise ParameterError(f"no study or network {name!r}; {mend}")


def pick_countries(net: Network, codes: list[str] | None) -> list[str]:
    """Give the countries asked for, in capitals.

    Raises
    ------
    ParameterError
        A country that the network does not know.
    """
    from sogdia.errors import pick

    known = {*net.countries.id, *net.nodes.country.dropna()}
    return [pick(code.upper(), known, "country") for code in codes or ()]
