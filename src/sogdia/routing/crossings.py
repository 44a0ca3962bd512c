"""Where a line crosses other cables, at what angle, and how far it keeps from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.routing.coefficients import values
from sogdia.routing.globe import Pieces, degrees
from sogdia.routing.nearness import crossing_pairs, nearest_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sogdia.routing.polyline import Line


BESIDE_KM: Final = 100.0
"""A cable that is crossed and crossed back within this distance is one beside which the line can run (assumed)."""


def crossings(line: Line, others: Mapping[str, Any]) -> pd.DataFrame:
    """Give where a line crosses others.

    Parameters
    ----------
    line
        The line.
    others
        Lines that stand (shapely lines in lon, lat, cut at the antimeridian), by id.

    Returns
    -------
    DataFrame
        One row for each crossing in the order of the way: other (id), along_km, lon, lat, angle_deg in [0, 90],
        oblique (whether the angle is under the least one that is recommended) and setting of the line there.
        Lines that only meet at an end do not cross.
    """
    ids = list(others)
    own = _pieces(line)
    theirs = Pieces.of([others[i] for i in ids], near=own)
    i, j, angle, place = crossing_pairs(own, theirs)
    lon, lat = degrees(place)
    offset = np.linalg.norm(place - own.start[i], axis=1) if len(i) else np.empty(0)
    before = np.concatenate([[0.0], np.cumsum(own.km)])[:-1]
    least = values()["crossing_least_angle_deg"]
    table = pd.DataFrame(
        {
            "other": pd.Series([ids[n] for n in theirs.line[j]], dtype="string"),
            "along_km": before[i] + offset,
            "lon": lon,
            "lat": lat,
            "angle_deg": angle,
            "oblique": angle < least,
            "setting": pd.Series([str(line.setting[n]) for n in own.line[i]], dtype="string"),
        }
    )
    return table.sort_values(["along_km", "other"], ignore_index=True)


def lasting(crossed: pd.DataFrame, within_km: float = BESIDE_KM) -> pd.DataFrame:
    """Leave out crossings of a cable that the line crosses back within a distance: it could run beside it.

    Parameters
    ----------
    crossed
        As `crossings` gives it.
    within_km
        Crossings of one cable that follow each other within this distance are taken together: of an even number none
        is left, of an odd number the one at the widest angle.
    """
    own = crossed.sort_values(["other", "along_km"], ignore_index=True)
    along, other = own.along_km.to_numpy(dtype=float), own.other.to_numpy(dtype=object)
    fresh = np.flatnonzero((other[1:] != other[:-1]) | (np.diff(along) > within_km)) + 1
    angle = own.angle_deg.to_numpy(dtype=float)
    bunches = np.split(np.arange(len(own)), fresh) if len(own) else []
    kept = [int(bunch[np.argmax(angle[bunch])]) for bunch in bunches if len(bunch) % 2]
    return own.iloc[kept].sort_values(["along_km", "other"], ignore_index=True)


def separation_km(line: Line, others: Mapping[str, Any]) -> pd.DataFrame:
    """Give how far a line keeps from others along its way.

    Returns
    -------
    DataFrame
        One row for each piece of at most 5 km: along_km of its middle, km, and nearest_km to any of the others
        (infinite where there are none).
    """
    own = _pieces(line)
    near = nearest_km(own, Pieces.of(list(others.values())))
    return pd.DataFrame({"along_km": np.cumsum(own.km) - own.km / 2.0, "km": own.km, "nearest_km": near})


def _pieces(line: Line) -> Pieces:
    """Cut a line into pieces whose `line` is the number of the segment."""
    points = np.column_stack([line.lon, line.lat])
    return Pieces.between(points[:-1], points[1:], np.arange(len(points) - 1))
