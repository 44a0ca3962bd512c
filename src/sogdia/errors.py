"""The errors of Sogdia: what is wrong, where, and how to mend it.

A fault of an input is a `Fault`; a function gathers all of them and raises once, through `raise_faults`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SogdiaError(Exception):
    """Any error that a user of Sogdia can mend."""


class DataError(SogdiaError):
    """A file or a value that cannot be read or does not exist."""


class TableError(SogdiaError):
    """A table whose columns or rows break the contract of its schema."""


class ParameterError(SogdiaError):
    """A parameter outside its range, or a name that is not known."""


class InfeasibleError(SogdiaError):
    """A question without an answer: the message names the conflict."""


class MissingExtraError(SogdiaError):
    """An optional part that is not installed: the message says what to install."""


class DataWarning(UserWarning):
    """Faults of a file that its reader mended; `sogdia check` lists them."""


@dataclass(frozen=True)
class Fault:
    """One fault of an input.

    Attributes
    ----------
    where
        Table or file, with the row where there is one (`spans row 3 (id 'x')`).
    column
        Column or key, empty where the fault is the whole row's.
    value
        The value as found.
    problem
        What is wrong.
    mend
        What to do about it.
    """

    where: str
    column: str
    value: str
    problem: str
    mend: str = ""

    def __str__(self) -> str:
        at = f"{self.where}, column {self.column!r}" if self.column else self.where
        found = f" (found {self.value!r})" if self.value != "" else ""
        return f"{at}: {self.problem}{found}" + (f"; {self.mend}" if self.mend else "")


def raise_faults(faults: Sequence[Fault], heading: str) -> None:
    """Raise one `TableError` that lists `faults`, the first twenty in full; do nothing when there is none."""
    if not faults:
        return
    shown = [f"  - {fault}" for fault in faults[:20]]
    if len(faults) > 20:
        shown.append(f"  ... and {len(faults) - 20} more")
    count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
    raise TableError(f"{heading}: {count}\n" + "\n".join(shown))


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Say which known name is nearest to `name`, as the tail of an error message; empty when none is near.

    Examples
    --------
    >>> nearest_name("kgs", ["KGZ", "KAZ", "SGS"])
    "did you mean 'KGZ'?"
    >>> nearest_name("hmn", ["mtn", "hmn-technologies"])
    "did you mean 'hmn-technologies'?"
    """
    options = {option.lower(): option for option in sorted(known)}
    longer = [option for option in options if len(name) > 2 and option.startswith(name.lower())]
    if longer:
        return f"did you mean {options[min(longer, key=len)]!r}?"
    near = difflib.get_close_matches(name.lower(), options, n=5, cutoff=0.5)
    if not near:
        return ""
    likeness = difflib.SequenceMatcher(None, name.lower(), near[0]).ratio()
    equals = [other for other in near if difflib.SequenceMatcher(None, name.lower(), other).ratio() >= likeness - 1e-9]

    def begins_alike(other: str) -> int:
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(other, name.lower(), strict=False)))

    best = max(equals, key=begins_alike)
    return f"did you mean {options[best]!r}?"


def pick(name: str, known: Iterable[str], kind: str) -> str:
    """Return `name` when it is known; raise a `ParameterError` that offers the nearest one otherwise.

    Raises
    ------
    ParameterError
        `name` is not among `known`.
    """
    options = list(known)
    if name in options:
        return name
    hint = nearest_name(name, options)
    listing = f"known: {', '.join(sorted(options)[:12]) or 'none'}{' ...' if len(options) > 12 else ''}"
    raise ParameterError(f"unknown {kind} {name!r}; {hint or listing}")
