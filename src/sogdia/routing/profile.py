"""The profile of a line: what it passes along its way, piece by piece, and the counts that a bill needs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.routing.globe import degrees, earth_km
from sogdia.routing.hazard import Exposure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.routing.polyline import Line
    from sogdia.routing.surroundings import Surroundings

    Floats = NDArray[np.float64]

COLUMNS = (
    "along_km", "km", "lon", "lat", "elevation_m", "depth_m", "slope_deg", "setting", "country", "zone",
    "seismic", "shipping", "urban",
)  # fmt: skip


def profile(line: Line, around: Surroundings, step_km: float = 10.0) -> pd.DataFrame:
    """Give what a line passes, piece by piece.

    Parameters
    ----------
    line
        The line with the height under each vertex.
    around
        Belts, shipping, towns and shores.
    step_km
        Longest piece, km, above 0; longer segments are divided, and their heights interpolated.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row for each piece: way from the start to its middle, its length, its middle, mean height, depth
        (0 on land), slope along the line, setting, country and zone (`waters.ZONES`), and shares in [0, 1] of seismic
        belt, dense shipping and town. On land, `elevation_m` may be negative (Flevoland, Qattara) and is no sea.
    """
    count = np.maximum(np.ceil(line.km / step_km), 1).astype(int)
    which = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    share = (turn + 0.5) / count[which]
    lon, lat = _between(line, which, share)
    km = (line.km / count)[which]
    sea = line.sea[which]
    height = line.elevation_m[which] + share * np.diff(line.elevation_m)[which]
    country, zone = around.waters(lon, lat, sea)
    shares = around.shares(lon, lat)
    return pd.DataFrame(
        {
            "along_km": np.cumsum(km) - km / 2.0,
            "km": km,
            "lon": lon,
            "lat": lat,
            "elevation_m": height,
            "depth_m": np.where(sea, np.maximum(-height, 0.0), 0.0),
            "slope_deg": line.slope_deg[which],
            "setting": line.setting[which],
            "country": country,
            "zone": zone,
            **shares,
        },
        columns=list(COLUMNS),
    )


def _between(line: Line, which: NDArray[np.intp], share: Floats) -> tuple[Floats, Floats]:
    """Give the points a share of the way along each segment (great arcs; segments are short)."""
    ends = earth_km(line.lon, line.lat)
    ends = ends / np.linalg.norm(ends, axis=1, keepdims=True)
    a, b = ends[:-1][which], ends[1:][which]
    angle = 2.0 * np.arcsin(np.clip(np.linalg.norm(b - a, axis=1) / 2.0, 0.0, 1.0))
    over = np.where(angle < 1e-9, 1.0, np.sin(angle))
    wa = np.where(angle < 1e-9, 1.0 - share, np.sin((1.0 - share) * angle) / over)
    wb = np.where(angle < 1e-9, share, np.sin(share * angle) / over)
    return degrees(wa[:, None] * a + wb[:, None] * b)


def exposure(pieces: pd.DataFrame, aerial: float = 0.0) -> Exposure:
    """Give what the pieces of a profile are exposed to; `aerial` is the share on poles, on land."""
    sea = (pieces.setting == "submarine").to_numpy(dtype=bool)
    columns = {name: pieces[name].to_numpy(dtype=float) for name in ("km", "elevation_m", "slope_deg")}
    shares = {name: pieces[name].to_numpy(dtype=float) for name in ("seismic", "shipping", "urban")}
    return Exposure(**columns, sea=sea, **shares, aerial=np.where(sea, 0.0, aerial))


@dataclass(frozen=True)
class Crossing:
    """What a line crosses, counted.

    Attributes
    ----------
    stretches
        Setting, km, and first and last piece of each run of pieces in one setting, in their order.
    open_ends
        Ends of each stretch that are no landings but branching units: 0, 1 or 2.
    landings
        Country (empty where it is not known), lon and lat of each place where a stretch at sea begins or ends.
    countries
        Countries whose land it crosses, in their order.
    borders
        Pairs of countries between which it crosses on land, in their order.
    territorial, eez
        States whose territorial waters, and whose zones beyond, it crosses, in their order.
    high_seas_km
        Way beyond the waters of any state, km.
    """

    stretches: tuple[tuple[str, float, int, int], ...]
    open_ends: tuple[int, ...]
    landings: tuple[tuple[str, float, float], ...]
    countries: tuple[str, ...]
    borders: tuple[tuple[str, str], ...]
    territorial: tuple[str, ...]
    eez: tuple[str, ...]
    high_seas_km: float


def summary(pieces: pd.DataFrame, line: Line) -> Crossing:
    """Count what the pieces of a profile of `line` cross: landings, countries, borders and waters."""
    setting = pieces.setting.to_numpy(dtype=object)
    turns = [0, *(np.flatnonzero(setting[1:] != setting[:-1]) + 1).tolist(), len(setting)]
    km, code, zone = (pieces[name].to_numpy() for name in ("km", "country", "zone"))
    stretches = tuple((str(setting[a]), float(km[a:b].sum()), a, b - 1) for a, b in pairwise(turns))
    spots = _ends(line)
    landings: list[tuple[str, float, float]] = []
    open_ends = []
    for i, (kind, _, a, b) in enumerate(stretches):
        landed = (i > 0 or line.landed[0], i < len(stretches) - 1 or line.landed[1])
        open_ends.append(0 if kind == "terrestrial" else 2 - sum(landed))
        if kind == "submarine":
            both = [(_state(code, zone, a), *spots[i]), (_state(code, zone, b), *spots[i + 1])]
            landings += [end for end, ashore in zip(both, landed, strict=True) if ashore]
    land = setting == "terrestrial"
    chain = [c for c, on_land in zip(code, land, strict=True) if on_land and c]
    border = land[1:] & land[:-1] & (code[1:] != code[:-1]) & (code[1:] != "") & (code[:-1] != "")
    return Crossing(
        stretches=stretches,
        open_ends=tuple(open_ends),
        landings=tuple(landings),
        countries=tuple(dict.fromkeys(chain)),
        borders=tuple((str(code[i]), str(code[i + 1])) for i in np.flatnonzero(border)),
        territorial=tuple(dict.fromkeys(code[zone == "territorial"])),
        eez=tuple(dict.fromkeys(code[zone == "eez"])),
        high_seas_km=float(km[zone == "high seas"].sum()),
    )


def _ends(line: Line) -> list[tuple[float, float]]:
    """Give lon and lat of the start, of each change between land and sea, and of the end."""
    turns = [0, *(np.flatnonzero(line.setting[1:] != line.setting[:-1]) + 1).tolist(), len(line.lon) - 1]
    return [(float(line.lon[i]), float(line.lat[i])) for i in turns]


def _state(code: NDArray[np.object_], zone: NDArray[np.object_], piece: int) -> str:
    """Give the state of a landing: that of the waters of the piece before it."""
    return "" if zone[piece] == "high seas" else str(code[piece])
