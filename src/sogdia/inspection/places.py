"""Where nodes stand: swapped or mirrored coordinates, the wrong country, 0,0, too few digits, two in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from sogdia.inspection.countries import BORDER_KM, node_countries
from sogdia.inspection.flaws import Flaw, flaw
from sogdia.inspection.land import chord, country_at, km_from, on_sphere

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.inspection.subject import Subject

    Floats = NDArray[np.float64]
    Marks = NDArray[np.bool_]

SAME_PLACE_KM = 0.01
"""Two nodes nearer than this stand in one place."""

FAR_KM = 1000.0
"""At sea a node within this of its country may stand on an island that outlines at 1:50 million leave out."""

_TURNS = {"swapped": (False, 1, 1), "east_west": (True, -1, 1), "north_south": (True, 1, -1), "both": (True, -1, -1)}
_MIRROR = {"east_west": "east and west", "north_south": "north and south", "both": "both signs"}


def place_flaws(subject: Subject) -> tuple[list[Flaw], Marks]:
    """Find the nodes whose place is wrong.

    Returns
    -------
    tuple
        The flaws, and a mark for each node whose place is wrong beyond doubt: lengths and lines say nothing there.
    """
    nodes = subject.tables["nodes"]
    if nodes.empty:
        return [], np.zeros(0, dtype=bool)
    null = (subject.lon == 0) & (subject.lat == 0)
    flaws = flaw("null-island", ("nodes", "lon"), nodes, null, "stands at 0,0 in the Gulf of Guinea, where nothing is",
                 "give the place, or leave the row out", values=["0,0"] * int(null.sum()))  # fmt: skip
    turned, wrong = _turned(subject, null)
    return flaws + turned + _digits(subject, null) + _same(subject, null | wrong), null | wrong


def _turned(subject: Subject, null: Marks) -> tuple[list[Flaw], Marks]:
    """Compare each node with the country named for it, as it stands and with coordinates swapped or mirrored."""
    nodes, named = subject.tables["nodes"], node_countries(subject)
    lon, lat = subject.lon, subject.lat
    beyond = np.isfinite(lon) & np.isfinite(lat) & ~subject.placed
    asked = np.flatnonzero((subject.placed & (named != "") & ~null) | (beyond & (np.abs(lat) <= 180)))
    inside = asked[subject.placed[asked]]
    away = np.full(len(nodes), np.nan)
    away[inside] = km_from(lon[inside], lat[inside], named[inside])
    off = asked[(away[asked] > BORDER_KM) | beyond[asked]]
    fits = {name: np.zeros(len(off), dtype=bool) for name in _TURNS}
    for name, (keeps, east, north) in _TURNS.items():
        x, y = (lon[off] * east, lat[off] * north) if keeps else (lat[off], lon[off])
        able = np.flatnonzero((np.abs(x) <= 180) & (np.abs(y) <= 90) & (keeps <= ~beyond[off]))
        code = named[off[able]]
        near = km_from(x[able], y[able], code) <= BORDER_KM
        fits[name][able] = np.where(code == "", country_at(x[able], y[able]) != "", near)
    count = np.sum(list(fits.values()), axis=0)
    flaws = _swapped(subject, off[fits["swapped"] & (count == 1)], named)
    wrong = np.zeros(len(nodes), dtype=bool)
    wrong[off[count > 0]] = True
    for name, words in _MIRROR.items():
        rows = off[fits[name] & (count == 1)]
        flaws += flaw(
            "sign-error", ("nodes", "lat" if name == "north_south" else "lon"), nodes, rows,
            [f"is not in {named[i]}; with {words} changed it is" for i in rows],
            [f"write {_turned_text(subject, i, name)} if {named[i]} is right" for i in rows],
            values=_pairs(subject, rows),
        )  # fmt: skip
    rest = off[(count != 1) & ~beyond[off]]
    return flaws + _elsewhere(subject, rest, named, away), wrong


def _swapped(subject: Subject, rows: NDArray[np.int64], named: NDArray[np.object_]) -> list[Flaw]:
    lon, lat = subject.lon[rows], subject.lat[rows]
    given = [f"is not in {code}; swapped it is" if code else "is no latitude; swapped it is on land"
             for code in named[rows]]  # fmt: skip
    return flaw(
        "swapped-coordinates", ("nodes", "lon"), subject.tables["nodes"], rows,
        [f"longitude and latitude are swapped: as given the point {words}" for words in given],
        [f"write lon {y:.10g}, lat {x:.10g}" for x, y in zip(lon, lat, strict=True)],
        values=_pairs(subject, rows), cells={"lon": lat.tolist(), "lat": lon.tolist()},
    )  # fmt: skip


def _turned_text(subject: Subject, row: int, name: str) -> str:
    _, east, north = _TURNS[name]
    return f"lon {subject.lon[row] * east:.10g}, lat {subject.lat[row] * north:.10g}"


def _pairs(subject: Subject, rows: NDArray[np.int64]) -> list[str]:
    return [f"{x:.10g},{y:.10g}" for x, y in zip(subject.lon[rows], subject.lat[rows], strict=True)]


def _elsewhere(subject: Subject, rows: NDArray[np.int64], named: NDArray[np.object_], away: Floats) -> list[Flaw]:
    nodes = subject.tables["nodes"]
    at = country_at(subject.lon[rows], subject.lat[rows])
    land, sea = rows[at != ""], rows[(at == "") & (away[rows] > FAR_KM)]
    there = zip(land, at[at != ""], strict=True)
    words = [f"lies on land of {code}, {away[i]:.0f} km from {named[i]}" for i, code in there]
    mends = [f"write {code!r} if it stands there (territories have codes of their own), else mend the place"
             for code in at[at != ""]]  # fmt: skip
    flaws = flaw("country-mismatch", ("nodes", "country"), nodes, land, words, mends)
    return flaws + flaw(
        "far-at-sea", ("nodes", "country"), nodes, sea,
        [f"lies at sea, {away[i]:.0f} km from {named[i]}" for i in sea], "mend the country or the place",
    )  # fmt: skip


def _digits(subject: Subject, null: Marks) -> list[Flaw]:
    """Find the nodes whose longitude and latitude both have at most one decimal (about 11 km)."""
    rounded = subject.placed & ~null
    for degrees in (subject.lon, subject.lat):
        rounded &= np.abs(degrees * 10 - np.round(degrees * 10)) < 1e-9
    rows = np.flatnonzero(rounded)
    return flaw("few-digits", ("nodes", "lon"), subject.tables["nodes"], rows,
                "has one decimal at most: its place is known to about 10 km", values=_pairs(subject, rows))  # fmt: skip


def _same(subject: Subject, left_out: Marks) -> list[Flaw]:
    """Find the nodes that stand where an earlier one of the same kind stands; branching units are a cable's own."""
    nodes = subject.tables["nodes"]
    rows = np.flatnonzero(subject.placed & ~left_out)
    cell = np.round(np.column_stack([subject.lon[rows], subject.lat[rows]]) * 1e4).astype(np.int64)
    _, first, inverse = np.unique(cell, axis=0, return_index=True, return_inverse=True)
    earlier = rows[first][inverse.ravel()]
    partner = np.where(earlier < rows, earlier, -1)
    single = rows[np.sort(first)]
    points = on_sphere(subject.lon[single], subject.lat[single])
    near = chord(SAME_PLACE_KM)
    pairs = cKDTree(points).query_pairs(near, output_type="ndarray") if len(single) else np.empty((0, 2), dtype=int)
    at = np.full(len(nodes), -1)
    at[rows] = partner
    for a, b in np.sort(single[pairs], axis=1):
        at[b] = a if at[b] < 0 else at[b]
    later = np.flatnonzero(at >= 0)
    kind = nodes.kind.fillna("").to_numpy(dtype=object)
    alike = (kind[later] == kind[at[later]]) | (kind[later] == "") | (kind[at[later]] == "")
    later = later[alike & (kind[later] != "branching_unit")]
    ids = nodes.id.fillna("").to_numpy(dtype=object)
    metres = SAME_PLACE_KM * 1000
    return flaw("same-place", ("nodes", "lon"), nodes, later,
                [f"stands within about {metres:.0f} m of node {ids[at[i]]!r}" for i in later],
                "make one node of the two if they are one site", values=_pairs(subject, later))  # fmt: skip
