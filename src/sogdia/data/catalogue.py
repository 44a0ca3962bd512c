"""The catalogue: one row for each set that a room needs, with licence, citation, version, hash and known faults.

A set is `embedded` (it comes with Sogdia), `given` (a user adds it with `sogdia data add`) or for `tests` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sogdia.errors import pick
from sogdia.tables import read_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE: Final = Path(__file__).with_name("catalogue.csv")
KINDS: Final = ("embedded", "given", "tests")


@dataclass(frozen=True)
class Entry:
    """One set.

    Attributes
    ----------
    name, title, what
        Name (kebab case), title, and what it holds.
    kind
        `embedded`, `given` or `tests`.
    format, reader
        The published form, and by what it is read; empty where nothing reads it.
    licence, redistribution
        Licence (SPDX or words), and whether it allows passing the set on: `yes` or `no`.
    publisher, url, version, citation
        Whose it is, where to get it, which state is known, and how to cite it.
    sha256
        Hash of the published file where it is fixed, else empty.
    faults
        Known faults.
    """

    name: str
    title: str
    what: str
    kind: str
    format: str
    reader: str
    licence: str
    redistribution: str
    publisher: str
    url: str
    version: str
    sha256: str
    citation: str
    faults: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Give every set by its name, in the order of the table."""
    rows = read_csv(TABLE).fillna("")
    names = [field.name for field in fields(Entry)]
    return MappingProxyType({str(row["name"]): Entry(*(str(row[n]) for n in names)) for _, row in rows.iterrows()})


def entry(name: str) -> Entry:
    """Give a set.

    Raises
    ------
    ParameterError
        The catalogue has no set of this name; the nearest is offered.
    """
    return catalogue()[pick(name, catalogue(), "set")]
