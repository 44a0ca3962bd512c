"""Opens what a command is asked about: a study, a study file, a stored network, a card's folder or the world."""

# ruff: noqa: PLC0415  heavy imports stand inside commands, so that help is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sogdia.network import Network
    from sogdia.studies import Study


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
    if name == "world":  # without the studies, whose import takes a second and 70 MB
        from sogdia.data import WORLD_YEAR, world

        return Opened(world(), name, WORLD_YEAR if year is None else year)
    from sogdia.studies import Study, shipped_studies
    from sogdia.studies.naming import named

    mend = f"give `world`, a network's file or folder, a study file (.toml), or one of: {', '.join(shipped_studies())}"
    thing, when = named(name, year, mend=mend)
    if not isinstance(thing, Study):
        return Opened(thing, name, when)
    from sogdia.assessment.measures import still

    meant = thing.definition.case.year
    return Opened(still(thing.case, meant), f"case of {thing.id}", meant)


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
