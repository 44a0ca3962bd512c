"""From a cases file to its cases: each with an id that is a hash of what is asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, raise_faults
from sogdia.sweeps.definition import read_definition
from sogdia.sweeps.grids import column, combinations
from sogdia.sweeps.grounds import open_ground
from sogdia.sweeps.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.sweeps.definition import Definition
    from sogdia.sweeps.grids import Combination
    from sogdia.sweeps.grounds import Ground
    from sogdia.sweeps.rows import Rows

    Tell = Callable[[str], None]

ID_BYTES: Final = 10
"""Length of a case's id: of 10 million different cases two share one with a probability of 4e-11."""


@dataclass(frozen=True)
class Part:
    """Cases of one verb that share network, year and parameters.

    Attributes
    ----------
    verb
        Name of the verb.
    network
        The network as the cases file names it.
    ground
        Key of the ground.
    year
        Year that is meant, None for all that is not retired.
    params
        Parameters that the cases file gives.
    own
        One row for each case: what this verb alone is told.
    ids
        Shape (rows,): id of each case.
    """

    verb: str
    network: str
    ground: str
    year: int | None
    params: Combination
    own: pd.DataFrame
    ids: NDArray[np.object_]

    @property
    def lead(self) -> dict[str, Any]:
        """Columns that are the same for all these cases."""
        named = {column(name): _cell(value) for name, value in self.params}
        return {"verb": self.verb, "network": self.network, "year": self.year, **named}


@dataclass(frozen=True)
class Plan:
    """All cases of a cases file, in their order, and what they are asked about.

    Attributes
    ----------
    repeated
        Cases that stood there before, and are counted once.
    """

    parts: tuple[Part, ...]
    grounds: dict[str, Ground]
    repeated: int

    def __len__(self) -> int:
        return sum(len(part.ids) for part in self.parts)

    def table(self, verb: str) -> pd.DataFrame:
        """Give the cases of a verb as a table."""
        frames = []
        for part in self.parts:
            if part.verb == verb:
                lead = pd.DataFrame({name: [value] * len(part.ids) for name, value in part.lead.items()})
                lead.insert(0, "case", part.ids)
                frames.append(pd.concat([lead, part.own], axis="columns"))
        table = pd.concat(frames, ignore_index=True)
        return table.astype({"year": "Int64"})


def _cell(value: object) -> object:
    return ";".join(map(str, value)) if isinstance(value, tuple) else value


def read_cases(path: Path, tell: Tell | None = None) -> Plan:
    """Read a cases file and everything that it names, and hold all of it to be right.

    Raises
    ------
    DataError
        A file that is not there or cannot be read.
    ParameterError
        Keys or values that a cases file may not have.
    TableError
        Names, places and parameters that are wrong: all of them, each with row and column.
    """
    asked = read_definition(path)
    opened = _Opened(path.parent, tell or (lambda _words: None))
    parts: list[Part] = []
    faults: dict[Fault, None] = {}
    repeated = 0
    for verb in VERBS:
        told = getattr(asked.verbs, verb)
        if told is None:
            continue
        grid, wrong = _grid(verb, told)
        faults |= dict.fromkeys(wrong)
        seen: set[str] = set()
        networks = list(dict.fromkeys(told.network or asked.network))
        for network in networks:
            for year in _years(told, asked):
                ground = opened.ground(network, year, whole=VERBS[verb].whole)
                rows, wrong = opened.rows(verb, told, ground)
                faults |= dict.fromkeys(_of(network, wrong) if len(networks) > 1 else wrong)
                for params in grid if not wrong else ():
                    part = _part(verb, network, ground, params, rows)
                    kept = _first(part, seen)
                    repeated += len(part.ids) - len(kept.ids)
                    parts += [kept] if len(kept.ids) else []
    raise_faults(list(faults), f"{path} has")
    return Plan(tuple(parts), opened.used, repeated)


def _of(network: str, faults: list[Fault]) -> list[Fault]:
    return [replace(fault, problem=f"{fault.problem} (network {network})") for fault in faults]


def _years(told: Any, asked: Definition) -> list[int | None]:  # noqa: ANN401  any verb's table
    return list(dict.fromkeys(told.year or asked.year)) or [None]


def _grid(verb: str, told: Any) -> tuple[list[Combination], list[Fault]]:  # noqa: ANN401  any verb's table
    kind = VERBS[verb].params
    return combinations(kind, told.params, f"verbs.{verb}.params") if kind else ([()], [])


class _Opened:
    """Grounds and rows of a cases file, each opened once."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self.folder, self.tell = folder, tell
        self.used: dict[str, Ground] = {}
        self._rows: dict[tuple[str, str, int | None], tuple[Rows, list[Fault]]] = {}
        self._grounds: dict[tuple[str, int | None, bool], Ground] = {}

    def ground(self, name: str, year: int | None, *, whole: bool) -> Ground:
        """Open a ground; the networks of one name are one for all years, unless it is a study."""
        if (name, year, whole) not in self._grounds:
            self.tell(f"opening {name}")
            ground = open_ground(name, year, self.folder, whole=whole)
            self.used.setdefault(ground.key, ground)
            self._grounds[name, year, whole] = ground
        return self._grounds[name, year, whole]

    def rows(self, verb: str, told: Any, ground: Ground) -> tuple[Rows, list[Fault]]:  # noqa: ANN401  any verb's table
        """Give a verb's rows on a ground, with what is wrong with them."""
        key = (verb, ground.key, ground.year if getattr(told, "each", ()) else None)
        if key not in self._rows:
            self.tell(f"checking the cases of {verb}")
            self._rows[key] = VERBS[verb].rows(told, ground, self.folder)
        return self._rows[key]


def _part(verb: str, network: str, ground: Ground, params: Combination, rows: Rows) -> Part:
    said = {"verb": verb, "network": network, "year": ground.year, "params": dict(params)}
    start = hashlib.blake2b(json.dumps(said, sort_keys=True, ensure_ascii=False).encode(), digest_size=ID_BYTES)
    names = list(rows.table.columns)
    ids = np.empty(len(rows.table), dtype=object)
    for k, cells in enumerate(zip(*(rows.table[name].tolist() for name in names), strict=True) if names else [()]):
        one = start.copy()
        one.update("\x1f".join(f"{n}={c}" for n, c in zip(names, cells, strict=True) if c != "").encode())
        ids[k] = one.hexdigest()
    return Part(verb, network, ground.key, ground.year, params, rows.table, ids)


def _first(part: Part, seen: set[str]) -> Part:
    """Leave out the cases that were seen before."""
    ids = pd.Series(part.ids)
    new = ~(ids.duplicated() | ids.isin(seen)).to_numpy(dtype=bool)
    seen.update(ids)
    if new.all():
        return part
    own = part.own[new].reset_index(drop=True)
    return Part(part.verb, part.network, part.ground, part.year, part.params, own, part.ids[new])
