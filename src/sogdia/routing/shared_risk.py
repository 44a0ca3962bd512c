"""What lines share: strips of ground or seabed, landings and straits, as shared-risk groups.

Lines in one group fail together; they are never diverse. A trench that is shared is paid once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.routing.coefficients import values
from sogdia.routing.globe import Pieces, degrees, earth_km
from sogdia.routing.nearness import neighbours
from sogdia.routing.surroundings import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sogdia.routing.polyline import Line

    Floats = NDArray[np.float64]

KINDS: Final = {"terrestrial": "trench", "submarine": "seabed"}
"""Kind of a strip by the setting of the lines in it."""

_REACH: Final = {"terrestrial": ("shared_land_km", "shared_length_land_km"),
                 "submarine": ("shared_sea_km", "shared_length_sea_km")}  # fmt: skip


_PIECE_KM: Final = {"terrestrial": 2.5, "submarine": 10.0}
"""Pieces by whose middles nearness is judged: a strip's ends are good to half of it."""


def shared_strips(
    lines: Mapping[str, Any],
    settings: Mapping[str, str],
    reach_km: Mapping[str, float] | None = None,
    length_km: Mapping[str, float] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find which lines run beside one another for long enough, and the groups that one event would hit.

    Parameters
    ----------
    lines
        Lines (shapely, lon, lat, cut at the antimeridian; None for none), by id.
    settings
        ``terrestrial`` or ``submarine`` of each line, by id; only lines of one setting share a strip.
    reach_km, length_km
        By setting: distance within which lines share, and the length that makes it count, km; the coefficients'
        defaults where None.

    Returns
    -------
    tuple
        Pairs (one, other, kind, shared_km: the longer of both lines' ways beside the other) and groups (id, kind,
        members, shared_km, lon, lat). A group is a set of lines that all run within the distance of one place: along
        a line, wherever the set of lines near it stays the same for the length in all. Its id says kind and place.
        A pair is in a group of its own where no larger one holds it.

    Raises
    ------
    ParameterError
        A distance or length that is no number of 0 or more.
    """
    k = values()
    pairs, groups = [], []
    for setting, (reach_key, length_key) in _REACH.items():
        reach = (reach_km or {}).get(setting, k[reach_key])
        length = (length_km or {}).get(setting, k[length_key])
        for name, value in (("distance", reach), ("length", length)):
            if not (np.isfinite(value) and value >= 0):
                raise ParameterError(f"the {name} of sharing is a number of 0 or more km, not {value}")
        ids = sorted(i for i, line in lines.items() if settings[i] == setting and line is not None)
        found, sets = _strips(ids, Pieces.of([lines[i] for i in ids], _PIECE_KM[setting]), reach, length)
        kind = KINDS[setting]
        pairs += [(one, other, kind, km) for one, other, km in found]
        groups += [(kind, *group) for group in sets]
    return (
        pd.DataFrame(pairs, columns=["one", "other", "kind", "shared_km"]),
        _named(groups),
    )


def _strips(
    ids: list[str], pieces: Pieces, reach: float, length: float
) -> tuple[list[tuple[str, str, float]], list[tuple[str, float, float, float]]]:
    """Give pairs (two ids, km) and groups (members, km, lon, lat) of lines of one setting."""
    piece, line = neighbours(pieces, pieces, reach)
    other = pieces.line[piece] != line
    piece, line = piece[other], line[other]
    n = len(ids)
    key = pieces.line[piece] * n + line
    beside = np.bincount(key, weights=pieces.km[piece], minlength=0) if len(key) else np.empty(0)
    ways = {int(at): float(beside[at]) for at in np.flatnonzero(beside)}
    both = {
        (a, b): max(km, ways.get(b * n + a, 0.0)) for (a, b), km in ((divmod(at, n), km) for at, km in ways.items())
    }
    close = {(min(a, b), max(a, b)): max(km, both.get((b, a), 0.0)) for (a, b), km in both.items()}
    counted = {pair: km for pair, km in close.items() if km >= length}
    found = [(ids[a], ids[b], km) for (a, b), km in sorted(counted.items())]
    low, high = np.minimum(pieces.line[piece], line), np.maximum(pieces.line[piece], line)
    good = np.isin(low * n + high, [a * n + b for a, b in counted])
    if not good.any():
        return found, []
    return found, _groups(ids, pieces, piece[good], line[good], counted, length)


def _groups(
    ids: list[str],
    pieces: Pieces,
    piece: NDArray[np.intp],
    line: NDArray[np.intp],
    pairs: Mapping[tuple[int, int], float],
    length: float,
) -> list[tuple[str, float, float, float]]:
    """Gather the sets of lines that one place has near it: by set, the longest way of any line, and its middle."""
    edge = np.flatnonzero(np.diff(piece, prepend=-1))
    at, near = piece[edge], line.tolist()
    own = pieces.line[at]
    stops = [*edge.tolist(), len(near)]
    members = [tuple(sorted((a, *near[i:j]))) for a, (i, j) in zip(own.tolist(), pairwise(stops), strict=True)]
    table = pd.DataFrame({"members": members, "own": own, "km": pieces.km[at], "piece": at})
    by_line = table.groupby(["members", "own"], sort=True).agg(km=("km", "sum"), piece=("piece", "median"))
    longest = by_line.reset_index().sort_values(["members", "km"], ascending=[True, False]).drop_duplicates("members")
    kept = longest[longest.km >= length]
    chosen = {tuple(m): (float(km), int(p)) for m, km, p in zip(kept.members, kept.km, kept.piece, strict=True)}
    held = {(a, b) for m in chosen for i, a in enumerate(m) for b in m[i + 1 :]}
    first = pd.DataFrame({"a": np.minimum(pieces.line[piece], line), "b": np.maximum(pieces.line[piece], line),
                          "piece": piece}).groupby(["a", "b"]).piece.median()  # fmt: skip
    for pair in sorted(set(pairs) - held):
        chosen[pair] = (pairs[pair], int(first.loc[pair]))
    out = []
    for which, (km, middle) in sorted(chosen.items()):
        lon, lat = degrees((pieces.start[middle] + pieces.end[middle]) / 2.0)
        out.append((";".join(ids[i] for i in which), km, float(lon), float(lat)))
    return out


def landing_groups(ends: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Give the groups of lines that use one landing.

    Parameters
    ----------
    ends
        One row for each end: line, node.
    places
        Landings: id, lon, lat.

    Returns
    -------
    DataFrame
        id, kind ``landing``, members, shared_km (0: they meet at a place), lon, lat; landings of two lines or more.
    """
    at = ends[ends.node.isin(places.id)].drop_duplicates()
    spots = places.set_index("id")
    rows = [
        (
            f"landing-{node}",
            "landing",
            ";".join(sorted(set(of.line))),
            0.0,
            float(spots.lon[node]),
            float(spots.lat[node]),
        )
        for node, of in at.groupby("node", sort=True)
        if len(set(of.line)) > 1
    ]
    return pd.DataFrame(rows, columns=list(GROUP_COLUMNS))


def strait_groups(lines: Mapping[str, Any], straits: Mapping[str, Any]) -> pd.DataFrame:
    """Give the groups of lines at sea that pass one strait (an area, by id); shared_km is the longest way within."""
    ids = sorted(i for i, line in lines.items() if line is not None)
    pieces = Pieces.of([lines[i] for i in ids])
    lon, lat = degrees(pieces.middle) if len(pieces.km) else (np.empty(0), np.empty(0))
    rows = []
    for name, area in sorted(straits.items()):
        inside = within(lon, lat, (area,))
        km = np.bincount(pieces.line[inside], weights=pieces.km[inside], minlength=len(ids))
        members = [ids[i] for i in np.flatnonzero(km > 0)]
        if len(members) > 1:
            spot = area.representative_point()
            rows.append((f"strait-{name}", "strait", ";".join(members), float(km.max()), spot.x, spot.y))
    return pd.DataFrame(rows, columns=list(GROUP_COLUMNS))


GROUP_COLUMNS: Final = ("id", "kind", "members", "shared_km", "lon", "lat")


def groups_of(lines: Sequence[str], groups: pd.DataFrame) -> list[str]:
    """Give for each line the ids of its groups, joined by ``;``, empty where it shares nothing."""
    of: dict[str, list[str]] = {line: [] for line in lines}
    for group, members in zip(groups.id, groups.members, strict=True):
        for member in members.split(";"):
            if member in of:
                of[member].append(str(group))
    return [";".join(sorted(names)) for names in of.values()]


def trench_share(
    pieces: pd.DataFrame, lines: Sequence[Line], trenches: Sequence[Line] = (), reach_km: float | None = None
) -> Floats:
    """Give for each piece 1 where its trench is another's and need not be paid again, else 0.

    Parameters
    ----------
    pieces
        Profiles of `lines`, one below the other, with the number of the line in `line`.
    lines
        Lines in the order in which they pay: each shares the trenches of those before it.
    trenches
        Lines of others, which stand or are built at the same time.
    reach_km
        Distance within which a trench is shared, km; the coefficient where None.

    Notes
    -----
    Only land counts: at sea each cable is laid by itself. What runs beside another for less than the length that
    makes a shared strip is a crossing, and is paid.
    """
    share = np.zeros(len(pieces))
    first = len(trenches)
    if first + len(lines) < 2:
        return share
    numbered = pieces.assign(line=pieces.line + first)
    piece, other = trench_pairs(numbered, [*trenches, *lines], reach_km)
    own, km = numbered.line.to_numpy(dtype=np.intp), pieces.km.to_numpy(dtype=float)
    earlier = other < own[piece]
    piece, other = piece[earlier], other[earlier]
    if len(piece):
        pair = own[piece] * (first + len(lines)) + other
        beside = np.bincount(pair, weights=km[piece])
        share[piece[beside[pair] >= values()["shared_length_land_km"]]] = 1.0
    return share


def trench_pairs(
    pieces: pd.DataFrame, lines: Sequence[Line], reach_km: float | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give which pieces on land lie within the distance of sharing of which lines on land (their own among them).

    Parameters
    ----------
    pieces
        Profiles with the number of the line in `line`.
    lines
        The lines by number.
    reach_km
        The distance, km; the coefficient where None.

    Returns
    -------
    tuple
        Rows of `pieces` and numbers of lines, one of each for each pair.
    """
    reach = values()["shared_land_km"] if reach_km is None else reach_km
    rows = np.flatnonzero((pieces.setting == "terrestrial").to_numpy(dtype=bool))
    middle = earth_km(pieces.lon.to_numpy(dtype=float)[rows], pieces.lat.to_numpy(dtype=float)[rows])
    km, own = pieces.km.to_numpy(dtype=float)[rows], pieces.line.to_numpy(dtype=np.intp)[rows]
    piece, other = neighbours(Pieces(middle, middle, km, own), _land_pieces(lines), reach)
    return rows[piece], other


def _land_pieces(lines: Sequence[Line]) -> Pieces:
    """Cut the parts of lines on land into pieces, numbered by line."""
    starts, ends, numbers = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty(0, dtype=np.intp)]
    for number, line in enumerate(lines):
        points = np.column_stack([line.lon, line.lat])
        dry = np.flatnonzero(~line.sea)
        starts.append(points[dry])
        ends.append(points[dry + 1])
        numbers.append(np.full(len(dry), number, dtype=np.intp))
    return Pieces.between(np.vstack(starts), np.vstack(ends), np.concatenate(numbers))


def _named(groups: list[tuple[str, str, float, float, float]]) -> pd.DataFrame:
    """Name groups by kind and place; several at one place are numbered by length, then members."""
    table = pd.DataFrame(groups, columns=["kind", "members", "shared_km", "lon", "lat"])
    spots = [
        f"{kind}-{abs(lat):.1f}{'n' if lat >= 0 else 's'}-{abs(lon):.1f}{'e' if lon >= 0 else 'w'}"
        for kind, lon, lat in zip(table.kind, table.lon, table.lat, strict=True)
    ]
    table = table.assign(id=spots).sort_values(["id", "shared_km", "members"], ascending=[True, False, True])
    turn = table.groupby("id").cumcount()
    table["id"] = [name if not n else f"{name}-{n + 1}" for name, n in zip(table.id, turn, strict=True)]
    return table[list(GROUP_COLUMNS)].reset_index(drop=True)
