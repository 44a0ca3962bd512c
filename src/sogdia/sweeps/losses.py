"""The losses that a cases file asks for: as rows, held against a network, and as masks of its spans."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import Fault, ParameterError
from sogdia.flows import WITHDRAWALS, lost_spans
from sogdia.flows.cuts import known_names, nothing_called
from sogdia.flows.layout import standing
from sogdia.flows.losses import PLACES
from sogdia.sweeps.rows import Rows, faults_at, joined, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sogdia.network import Network
    from sogdia.sweeps.definition import FailCases

    Flags = NDArray[np.bool_]

KINDS: Final = ("cut", "near", "strait", "withdraw", "group")
COLUMNS: Final = ("name", *KINDS)
"""Columns of a table of losses; several things in a cell are separated by semicolons and lost together."""
HINTS: Final = 20
"""So many unknown names are told with the nearest known one."""


def loss_rows(asked: FailCases, net: Network, year: int | None, folder: Path) -> Rows:
    """Give a row for each loss that is asked for, in the order of `KINDS`, then together, each, table.

    Raises
    ------
    DataError, TableError
        A table of losses that cannot be read.
    ParameterError
        Nothing is lost at all.
    """
    parts = []
    for kind in KINDS:
        cases = getattr(asked, kind)
        table = _table([{kind: ";".join(case)} for case in cases])
        parts.append(Rows(table, ((f"verbs.fail.{kind} [{{}}]", len(cases)),)))
    mixed = [{"name": t.name, **{kind: ";".join(getattr(t, kind)) for kind in KINDS}} for t in asked.together]
    parts.append(Rows(_table(mixed), (("verbs.fail.together [{}]", len(mixed)),)))
    singles = [row for kind in asked.each for row in _each(standing(net, year), kind)]
    parts.append(Rows(_table(singles), (("verbs.fail.each [{}]", len(singles)),)))
    if asked.table:
        path = folder / asked.table
        given = read_rows(path, COLUMNS, (), keep=False)
        parts.append(Rows(given.reindex(columns=list(COLUMNS), fill_value=""), ((path.name, len(given)),)))
    rows = joined(parts)
    if rows.table.empty:
        raise ParameterError(
            f'verbs.fail loses nothing; add {", ".join(KINDS)}, together, each or table, say cut = ["aae-1"]'
        )
    return rows


def _table(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).fillna("")


def _each(net: Network, kind: str) -> Iterator[dict[str, str]]:
    """Lose each thing alone, as `sogdia.flows.single_losses` does."""
    spans = net.spans
    off_land = (spans.setting != "terrestrial").to_numpy(dtype=bool)
    if kind == "system":
        for system in sorted(set(spans.system[off_land].dropna())):
            yield {"name": system, "cut": system}
        return
    for node in sorted(net.nodes.id[net.nodes.kind == PLACES[kind]]):
        here = ((spans.start == node) | (spans.end == node)).to_numpy(dtype=bool)
        if kind == "landing":
            here &= off_land
        if here.any():
            yield {"name": node, "cut": ";".join(spans.id[here])}


def tidied(rows: Rows) -> Rows:
    """Write each cell in one way: its parts sorted, each once, circles as three numbers."""
    table = rows.table.copy()
    for kind in KINDS:
        codes, cells = pd.factorize(table[kind])
        neat = np.array([";".join(_parts(kind, str(cell))) for cell in cells], dtype=object)
        table[kind] = neat[codes] if len(cells) else table[kind]
    return Rows(table, rows.origins)


def _parts(kind: str, cell: str) -> list[str]:
    parts = {part.strip() for part in cell.split(";")} - {""}
    return sorted({_tidy_circle(part) for part in parts} if kind == "near" else parts)


def _tidy_circle(text: str) -> str:
    try:
        return ",".join(f"{float(x):.12g}" for x in text.split(","))
    except ValueError:
        return text


def loss_faults(rows: Rows, net: Network) -> list[Fault]:
    """Hold every loss against a network: names that it does not know, circles that are none, rows that lose nothing."""
    table = rows.table
    blank = (table[list(KINDS)] == "").all(axis=1).to_numpy(dtype=bool)
    words = ("nothing is lost", f"fill one of {', '.join(KINDS)}")
    faults = [Fault(rows.where(int(position))[0], "", "", *words) for position in np.flatnonzero(blank)]
    judge = _Judge(net)
    for kind in KINDS:
        codes, cells = pd.factorize(table[kind])
        problems = {str(cell): found for cell in cells if (found := judge.cell(kind, str(cell)))}
        bad = np.array([str(cell) in problems for cell in cells], dtype=bool)
        if bad.any():
            faults += faults_at(rows, kind, bad[codes], problems)
    return faults


class _Judge:
    """Says what is wrong with a cell of losses; each name is looked up once."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.ids, names = known_names(net)
        self.names = {name.casefold() for name in names}
        self.known = self.ids | names
        self.found: dict[tuple[str, str], str] = {}
        self.hints = HINTS

    def cell(self, kind: str, cell: str) -> tuple[str, str] | None:
        """Give problem and mend of a cell, None where it is in order."""
        for part in cell.split(";"):
            if part and (wrong := self._part(kind, part)):
                return wrong, ""
        return None

    def _part(self, kind: str, part: str) -> str:
        if kind == "cut" and "@" not in part:
            return "" if part in self.ids or part.casefold() in self.names else self._unknown(part)
        if (kind, part) not in self.found:
            self.found[kind, part] = self._tried(kind, part)
        return self.found[kind, part]

    def _unknown(self, part: str) -> str:
        self.hints -= 1
        return nothing_called(part, self.known if self.hints >= 0 else ())

    def _tried(self, kind: str, part: str) -> str:
        try:
            if kind == "near":
                _circle(part)
            else:
                lost_spans(self.net, **_keyword(kind, part))
        except ParameterError as fault:
            return str(fault)
        return ""


def _keyword(kind: str, part: str) -> dict[str, Any]:
    """Give a part of a cell as `lost_spans` takes it."""
    if kind == "near":
        return {"near": [_circle(part)]}
    if kind == "withdraw":
        role, equals, name = part.partition("=")
        if not equals or not name.strip():
            known = ", ".join(f"{known}=NAME" for known in WITHDRAWALS)
            raise ParameterError(f"{part!r} is no withdrawal; write one of {known}")
        return {"withdraw": {role.strip(): name.strip()}}
    return {kind: part}


def as_keywords(case: dict[str, Any]) -> dict[str, Any]:
    """Give a case as `fail` takes it."""
    given: dict[str, Any] = {"withdraw": {}}
    for kind in KINDS:
        for part in filter(None, str(case[kind]).split(";")):
            one = _keyword(kind, part)[kind]
            if kind == "withdraw":
                for role, name in one.items():
                    given["withdraw"].setdefault(role, []).append(name)
            else:
                given.setdefault(kind, []).extend(one if kind == "near" else [one])
    return given


def _circle(part: str) -> tuple[float, float, float]:
    try:
        lon, lat, km = (float(x) for x in part.split(","))
    except ValueError:
        raise ParameterError(f"{part!r} is no circle; write LON,LAT,KM") from None
    if not (abs(lon) <= 180 and abs(lat) <= 90 and 0 < km < 20_000):
        raise ParameterError(f"{part!r} is no circle: lon is within 180, lat within 90 and km above 0 and under 20,000")
    return lon, lat, km


@dataclass
class Masks:
    """Spans lost by the parts of cells; each name is looked up once, each circle anew.

    Attributes
    ----------
    net, year
        As `lost_spans` takes them.
    """

    net: Network
    year: int | None
    found: dict[tuple[str, str], Flags] = field(default_factory=dict)

    def of(self, case: dict[str, Any]) -> Flags:
        """Mark the spans of a case, shape (m,), in the order of ``net.spans``."""
        lost = np.zeros(len(self.net.spans), dtype=bool)
        for kind in KINDS:
            for part in filter(None, str(case[kind]).split(";")):
                lost |= self._part(kind, part)
        return lost

    def _part(self, kind: str, part: str) -> Flags:
        if (kind, part) in self.found:
            return self.found[kind, part]
        lost = lost_spans(self.net, **_keyword(kind, part), year=self.year).lost
        if kind != "near":
            self.found[kind, part] = lost
        return lost
