"""Which column of a foreign table is meant by which of ours, where no mapping says it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from sogdia.formats.column_names import plain, words_of
from sogdia.formats.column_words import (
    END_KEYS,
    END_LATITUDES,
    END_LONGITUDES,
    END_NAMES,
    PAIRS,
    PHRASES,
    USUAL,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


MOST_COLUMNS: Final = 2000
"""Columns of a table that are looked at: a table with more is another kind of file."""


def guess_columns(table: str, columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Give for each of our columns the foreign one that is probably meant.

    Parameters
    ----------
    table
        `nodes` or `spans`.
    columns
        Names of the foreign columns.
    known
        Names of our columns; a foreign column of the same name is always taken.

    Examples
    --------
    >>> guess_columns("spans", ["A_END", "B_END", "LEN_M", "owner"], ["start", "end", "length_km"])
    {'start': 'A_END', 'end': 'B_END', 'length_km': 'LEN_M'}
    >>> guess_columns("spans", ["Site A Code", "Site B Code", "Länge (km)"], [])
    {'start': 'Site A Code', 'end': 'Site B Code', 'length_km': 'Länge (km)'}
    """
    given = list(islice(columns, MOST_COLUMNS))
    taken = {name: name for name in known if name in given}
    if table == "spans":
        if "start" not in taken and any(plain(name) == "target" for name in given):
            taken.pop("source", None)
        if not {"start", "end"} <= set(taken):
            taken |= guess_ends([name for name in given if name not in taken.values()])
    if table == "nodes" and "kind" not in taken and not {"lon", "lat"} & set(given):
        taken.pop("type", None)
    _usual(table, given, taken)
    for target, pattern in PHRASES[table].items():
        if target not in taken:
            free = [name for name in given if name not in taken.values()]
            match = next((name for name in free if re.fullmatch(pattern, words_of(name))), None)
            if match is not None:
                taken[target] = match
    if table == "spans" and set(taken) & {"start", "end"} == {"start"}:
        taken.pop("start")
    return taken


def _usual(table: str, given: list[str], taken: dict[str, str]) -> None:
    """Take the columns that have one of the usual names."""
    free = {plain(name): name for name in reversed(given) if name not in taken.values()}
    free |= {
        word: name
        for name in reversed(given)
        if name not in taken.values() and (word := words_of(name).replace(" ", "")) not in free
    }
    for target, usual in USUAL[table].items():
        if target in taken or (table == "spans" and target in {"start", "end"} and {"start", "end"} & set(taken)):
            continue
        match = next((word for word in usual.split() if word in free), None)
        if match is not None:
            taken[target] = free[match]
            free = {word: name for word, name in free.items() if name != taken[target]}


def guess_ends(columns: Iterable[str]) -> dict[str, str]:
    """Give the two columns that hold the ids of the ends, else their names; none where there are none."""
    given = list(islice(columns, MOST_COLUMNS))
    for words in (END_KEYS, END_KEYS | END_NAMES):
        pair = _pair(given, words)
        if pair is not None:
            return {"start": pair[0], "end": pair[1]}
    return {}


def guess_end_places(columns: Iterable[str]) -> dict[str, str]:
    """Give the columns `start_lon`, `start_lat`, `end_lon`, `end_lat` where a table of links holds them all.

    Examples
    --------
    >>> guess_end_places(["from_lat", "from_lon", "to_lat", "to_lon"])["end_lon"]
    'to_lon'
    """
    given = list(islice(columns, MOST_COLUMNS))
    lon = _pair(given, END_KEYS | END_LONGITUDES, END_LONGITUDES)
    lat = _pair(given, END_KEYS | END_LATITUDES, END_LATITUDES)
    if lon is None or lat is None:
        return {}
    return {"start_lon": lon[0], "start_lat": lat[0], "end_lon": lon[1], "end_lat": lat[1]}


def _pair(columns: list[str], allowed: Collection[str], wanted: Collection[str] = ()) -> tuple[str, str] | None:
    """Find two columns that differ by the words of one pair, and else hold allowed words only, one of them wanted."""
    words = {tuple(words_of(name).split()): name for name in reversed(columns)}
    for one, other in PAIRS:
        for parts, name in reversed(words.items()):
            places = [i for i, part in enumerate(parts) if part == one]
            for i in places:
                rest = parts[:i] + parts[i + 1 :]
                fits = set(rest) <= set(allowed) and (not wanted or bool(set(rest) & set(wanted)))
                match = words.get((*parts[:i], other, *parts[i + 1 :]))
                if fits and match is not None and match != name:
                    return name, match
    return None
