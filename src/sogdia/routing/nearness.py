"""Which pieces of lines run near other lines, exactly on the ellipsoid (workshop).

Pieces whose middles are near enough are the candidates; the distance from a middle to each candidate is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sogdia.routing.globe import Pieces, apart_km
from sogdia.routing.near_points import Cloud

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_CHUNK = 50_000


def neighbours(pieces: Pieces, others: Pieces, reach_km: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the pairs (piece, line of `others`) where the piece's middle is within `reach_km` of that line.

    Parameters
    ----------
    pieces, others
        Pieces of lines; a line of `others` is named by its number in `others.line`.
    reach_km
        Distance, km, 0 or more.

    Returns
    -------
    tuple
        Numbers of pieces and of lines, each pair once, in their order.
    """
    none = np.empty(0, dtype=np.intp)
    if not len(pieces.km) or not len(others.km):
        return none, none
    cloud = Cloud.of(others.middle)
    reach = reach_km + float(others.km.max()) / 2.0 + 0.01
    middle, lines = pieces.middle, int(others.line.max()) + 1
    keys = []
    for first in range(0, len(middle), _CHUNK):
        part = slice(first, first + _CHUNK)
        i, j = cloud.within(middle[part], reach)
        i += first
        near = apart_km(middle[i], others.start[j], others.end[j]) <= reach_km
        keys.append(np.unique(i[near] * lines + others.line[j[near]]))
    key = np.concatenate(keys)
    return key // lines, key % lines


def nearest_km(pieces: Pieces, others: Pieces) -> Floats:
    """Give the distance from each piece's middle to the nearest of the others, km; infinite where there is none.

    Exact for distances up to some 100 km; beyond, the straight way through the Earth is up to 1 part in 10,000 short.
    """
    out = np.full(len(pieces.km), np.inf)
    if not len(pieces.km) or not len(others.km):
        return out
    cloud = Cloud.of(others.middle)
    rough, near = cloud.nearest(pieces.middle)
    bound = rough + float(others.km.max()) / 2.0 + 0.01
    out[:] = apart_km(pieces.middle, others.start[near], others.end[near])
    close = np.flatnonzero(bound < 100.0)
    which, other = cloud.within(pieces.middle[close], bound[close])
    which = close[which]
    np.minimum.at(out, which, apart_km(pieces.middle[which], others.start[other], others.end[other]))
    return out


def crossing_pairs(pieces: Pieces, others: Pieces) -> tuple[NDArray[Any], NDArray[Any], Floats, Floats]:
    """Give where pieces cross others: both numbers, the acute angle, degrees, and the place, km from the centre.

    Lines that only touch at an end do not cross; a crossing at a joint of two pieces counts once.
    """
    empty = np.empty(0, dtype=np.intp)
    if not len(pieces.km) or not len(others.km):
        return empty, empty, np.empty(0), np.empty((0, 3))
    reach = (float(pieces.km.max()) + float(others.km.max())) / 2.0 + 0.01
    i, j = Cloud.of(others.middle).within(pieces.middle, reach)
    a, b = np.cross(pieces.start[i], pieces.end[i]), np.cross(others.start[j], others.end[j])
    of_a = [np.einsum("ij,ij->i", a, v[j]) for v in (others.start, others.end)]
    of_b = [np.einsum("ij,ij->i", b, v[i]) for v in (pieces.start, pieces.end)]
    cut = ((of_a[0] > 0) != (of_a[1] > 0)) & ((of_b[0] > 0) != (of_b[1] > 0))
    i, j, a, b = i[cut], j[cut], a[cut], b[cut]
    cosine = np.abs(np.einsum("ij,ij->i", a, b)) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    share = np.abs(of_b[0][cut]) / np.maximum(np.abs(of_b[0][cut]) + np.abs(of_b[1][cut]), 1e-300)
    place = pieces.start[i] + share[:, None] * (pieces.end[i] - pieces.start[i])
    return i, j, np.rad2deg(np.arccos(np.clip(cosine, 0.0, 1.0))), place
