"""Country codes that are none: alpha-2, numbers, names, small letters, `UK` and `XK`, and Namibia's `NA`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sogdia.errors import nearest_name
from sogdia.formats.country_names import find_country
from sogdia.inspection.flaws import Flaw, flaw, whole
from sogdia.inspection.land import country_at, km_from, km_from_border
from sogdia.network import SCHEMAS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject

BORDER_KM = 30.0
"""A point this near to a country may be its own: outlines are drawn at 1:50 million, stations stand on borders."""

COAST_KM = 10.0
"""A branching unit this near to a coast is at sea: the outlines are no sea chart."""

_SURE = {"alpha2", "alpha3", "numeric", "short", "official", "alternate", "other_code", "former", "former_code"}
_WORDS = {
    "alpha2": "is the two-letter code",
    "numeric": "is the numeric code",
    "other_code": "is another code",
    "former_code": "is a former code",
    "alpha3": "is the code in other letters",
}


def meant(cells: pd.Series[Any]) -> dict[str, str]:
    """Give the alpha-3 code that each different cell of a column means, for those that mean one."""
    codes = {}
    for value in cells.dropna().unique():
        entry = find_country(str(value))
        if entry is not None and entry.code and entry.kind in _SURE:
            codes[str(value)] = entry.code
    return codes


def node_countries(subject: Subject) -> NDArray[np.object_]:
    """Give the country that each node means, whatever code it is written in; empty where none is told."""
    return _meanings(subject.tables["nodes"].country)


def _meanings(cells: pd.Series[Any]) -> NDArray[np.object_]:
    """Give the alpha-3 code that each cell means; empty where it means none."""
    codes = meant(cells)
    at, kinds = pd.factorize(cells)
    return np.array([*(codes.get(str(kind), "") for kind in kinds), ""], dtype=object)[at]


def country_flaws(subject: Subject) -> list[Flaw]:
    """Find the cells of all country columns that are no ISO 3166-1 alpha-3 code."""
    flaws: list[Flaw] = []
    for name, schema in SCHEMAS.items():
        for column in schema.columns:
            if column.references == "countries" and len(subject.tables[name]):
                flaws += _column(subject, name, column.name)
    return flaws + _without(subject)


def _column(subject: Subject, name: str, column: str) -> list[Flaw]:
    table = subject.tables[name]
    cells = table[column]
    codes = meant(cells)
    listed = set(subject.tables["countries"].id.dropna())
    plain = cells.fillna("").to_numpy(dtype=object)
    bad = (plain != "") & (plain != _meanings(cells)) & ~np.isin(plain, list(listed))
    if not bad.any():
        return []
    unsaid = bad & _not_namibia(subject, name, cells)
    known = bad & np.isin(plain, list(codes)) & ~unsaid
    values = cells[known].tolist()
    problems = {value: _problem(value) for value in set(values)}
    flaws = flaw(
        "country-code", (name, column), table, known, [problems[v] for v in values],
        [f"write {codes[v]!r}" for v in values], values=values, cells={column: [codes[v] for v in values]},
    )  # fmt: skip
    rest = bad & ~known
    mends = {value: _unknown(str(value)) for value in cells[rest].unique()}
    told = [mends[v] for v in cells[rest]]
    return flaws + flaw("unknown-country", (name, column), table, rest, "is no country of ISO 3166-1", told)


def _problem(value: str) -> str:
    entry = find_country(value)
    assert entry is not None  # noqa: S101  the caller asks only for what was found
    return f"{_WORDS.get(entry.kind, 'is a name')} of {entry.code}, not its ISO 3166-1 alpha-3 code"


def _unknown(value: str) -> str:
    entry = find_country(value)
    if value.upper() == "NA":
        return "write 'NAM' if Namibia is meant; leave it empty if it means that nothing is known"
    if entry is not None:
        return entry.note or "several countries or none of today: name the one in which the node stands"
    codes = [code for code in _alpha3() if code]
    return nearest_name(value, codes) or "give the ISO 3166-1 alpha-3 code (XKX for Kosovo)"


def _alpha3() -> list[str]:
    from sogdia.data import outlines  # noqa: PLC0415  only where a code is not known

    return [str(code) for code in outlines().code.dropna()]


def _not_namibia(subject: Subject, name: str, cells: pd.Series[Any]) -> NDArray[np.bool_]:
    """Mark the cells `NA` that do not mean Namibia: the node stands elsewhere, or no other cell has two letters."""
    is_na = (cells.str.upper() == "NA").fillna(value=False).to_numpy(dtype=bool)
    if not is_na.any():
        return is_na
    others = cells.dropna()[lambda c: c.str.upper() != "NA"]
    alpha2 = len(others) > 0 and bool((others.str.len() == 2).mean() > 0.5)
    unsaid = is_na.copy() if not alpha2 else np.zeros(len(is_na), dtype=bool)
    if name == "nodes":
        rows = np.flatnonzero(is_na & subject.placed)
        far = km_from(subject.lon[rows], subject.lat[rows], np.full(len(rows), "NAM", dtype=object)) > BORDER_KM
        unsaid[rows] = far
    return unsaid


def _without(subject: Subject) -> list[Flaw]:
    """Find the nodes on land that have no country."""
    nodes = subject.tables["nodes"]
    none = nodes.country.isna().to_numpy() & subject.placed & ((subject.lon != 0) | (subject.lat != 0))
    rows = np.flatnonzero(none)
    at = country_at(subject.lon[rows], subject.lat[rows])
    inland = at != ""
    at_sea = (nodes.kind.iloc[rows] == "branching_unit").fillna(value=False).to_numpy(dtype=bool) & inland
    inland[at_sea] = km_from_border(subject.lon[rows[at_sea]], subject.lat[rows[at_sea]]) > COAST_KM
    rows, at = rows[inland], at[inland]
    if not len(rows):
        return []
    if nodes.country.isna().all():
        words = f"no node has a country; {len(rows)} of {len(nodes)} lie on land"
        return whole("missing-country", ("nodes", "country"), words)
    namibia = at == "NAM"
    flaws = flaw(
        "namibia-as-missing", ("nodes", "country"), nodes, rows[namibia],
        "is empty, and the node lies in Namibia: its code NA was probably read as missing", "write 'NAM'",
        cells={"country": ["NAM"] * int(namibia.sum())},
    )  # fmt: skip
    mends = [f"write {code!r} if it stands there" for code in at[~namibia]]
    problems = [f"is empty, and the node lies on land of {code}" for code in at[~namibia]]
    return flaws + flaw("missing-country", ("nodes", "country"), nodes, rows[~namibia], problems, mends)
