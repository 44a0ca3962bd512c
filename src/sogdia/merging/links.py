"""What ties the joined network together: assumed joints at one place, and joints across a border.

Two operators' networks meet at a border where each has a node on its own side within reach of the other's. They are
tied through a node `border_crossing`; nodes of different kinds in one place by a short span. Both are marked derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.geodesy import distance_km
from sogdia.merging.places import nearest, on_sphere

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Texts = NDArray[Any]

LINK_COLUMNS: Final = [
    "kind", "decision", "input_a", "id_a", "name_a", "country_a", "input_b", "id_b", "name_b", "country_b",
    "distance_km", "node", "spans", "reason",
]  # fmt: skip
_CROSSING_KINDS: Final = ("border_crossing", "city", "junction", "")


@dataclass(frozen=True)
class Ends:
    """Nodes of all inputs; every array has shape (n,).

    Attributes
    ----------
    owner
        Input of the node.
    lon, lat
        Degrees.
    country
        ISO 3166-1 alpha-3 or XKX, empty where not known.
    kind
        Kind, empty where not known.
    on_land
        Whether a span on land comes to it.
    last
        Whether it is the last node of its span: one span alone comes to it, on land.
    """

    owner: Integers
    lon: Floats
    lat: Floats
    country: Texts
    kind: Texts
    on_land: NDArray[np.bool_]
    last: NDArray[np.bool_]


def border_pairs(a: Integers, b: Integers, far: Floats, ends: Ends) -> NDArray[np.bool_]:
    """Tell which near pairs are joints across a border.

    Both nodes are on land, known to lie in two countries, and each is the nearest of the other's network to it; of
    equally near ones none is chosen.

    Parameters
    ----------
    a, b, far
        Shape (m,): pairs of nodes of different inputs within reach, and their distance in km.
    """
    fit = ends.on_land & np.isin(ends.kind, _CROSSING_KINDS) & (ends.country != "")
    keep = fit[a] & fit[b] & (ends.country[a] != ends.country[b])
    at = np.flatnonzero(keep)
    out = np.zeros(len(a), dtype=bool)
    if not len(at):
        return out
    table = pd.DataFrame({"a": a[at], "b": b[at], "to_a": ends.owner[a[at]], "to_b": ends.owner[b[at]], "far": far[at]})
    best = np.ones(len(at), dtype=bool)
    for row, to in (("a", "to_b"), ("b", "to_a")):
        group = table.groupby([row, to]).far
        least = group.transform("min")
        alone = (table.far <= least + 1e-9).groupby([table[row], table[to]]).transform("sum") == 1
        best &= (table.far <= least + 1e-9).to_numpy() & alone.to_numpy()
    out[at[best]] = True
    return out


def joint_pairs(a: Integers, b: Integers, far: Floats, owner: Integers, place: Floats) -> NDArray[np.bool_]:
    """Of pairs to be linked, keep for each node the nearest of each other input; ties go by place.

    Parameters
    ----------
    a, b, far
        Shape (m,): pairs and their distance in km.
    owner
        Shape (n,): input of each node.
    place
        Shape (n, 2): degrees.
    """
    table = pd.DataFrame({"a": a, "b": b, "far": far.round(6), "to_a": owner[a], "to_b": owner[b]})
    for side in ("a", "b"):
        table[f"x_{side}"], table[f"y_{side}"] = place[table[side].to_numpy()].T
    keep = np.zeros(len(a), dtype=bool)
    for row, to, other in (("a", "to_b", "b"), ("b", "to_a", "a")):
        ordered = table.sort_values(["far", f"x_{other}", f"y_{other}"], kind="stable")
        keep[ordered.drop_duplicates([row, to]).index.to_numpy()] = True
    return keep


def nearest_elsewhere(rows: Integers, ends: Ends, *, abroad: bool) -> tuple[Integers, Floats]:
    """Give for nodes the nearest node on land of another network: abroad, or in the same country.

    Parameters
    ----------
    rows
        Positions of the nodes asked about; their countries are known.

    Returns
    -------
    tuple
        Positions of the nearest (-1 where there is none) and the distance in km.
    """
    other, far = np.full(len(rows), -1, dtype=np.int64), np.full(len(rows), np.nan)
    fit = ends.on_land & (ends.country != "")
    for code, owner in sorted({(str(ends.country[i]), int(ends.owner[i])) for i in rows}):
        mine = np.flatnonzero((ends.country[rows] == code) & (ends.owner[rows] == owner))
        there = np.flatnonzero(fit & ((ends.country != code) == abroad) & (ends.owner != owner))
        if len(there):
            found, km = nearest(ends.lon[rows[mine]], ends.lat[rows[mine]], ends.lon[there], ends.lat[there])
            other[mine], far[mine] = there[found], km
    return other, far


def midpoint(lon1: float, lat1: float, lon2: float, lat2: float) -> tuple[float, float]:
    """Give the point halfway between two near points, across ±180 degrees and over a pole too."""
    x, y, z = on_sphere(np.array([lon1, lon2]), np.array([lat1, lat2])).sum(axis=0)
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def joint_span(
    name: str, start: str, end: str, place: dict[str, tuple[float, float]], source: str, note: str
) -> dict[str, object]:  # fmt: skip
    """Give the row of an assumed joint: a short span on land along the geodesic."""
    return {
        "id": name,
        "start": start,
        "end": end,
        "setting": "terrestrial",
        "status": "in_service",
        "length_km": float(distance_km(*place[start], *place[end])),
        "source": source,
        "read": "derived",
        "note": note,
    }
