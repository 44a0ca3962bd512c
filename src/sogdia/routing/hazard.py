"""How often a line fails, by cause: expected faults per year, at sea and on land (workshop).

A rate is a mean over many cables; one cable's own may be several times it, and the range says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sogdia.routing.coefficients import SIDES, Values, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def sea_faults(depth_m: ArrayLike, seismic: ArrayLike, shipping: ArrayLike, k: Values) -> Mapping[str, Floats]:
    """Give the faults per 1,000 km and year at sea, by cause.

    Parameters
    ----------
    depth_m
        Depth, m, positive downwards.
    seismic, shipping
        Shares in [0, 1] in a seismic belt and in dense shipping.

    Examples
    --------
    >>> rates = sea_faults([50.0, 4000.0], 0.0, 0.0, values())
    >>> [round(float(v), 3) for v in sum(rates.values())]
    [0.535, 0.032]
    """
    depth, belt, ships = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (depth_m, seismic, shipping)))
    zones = [depth < k["depth_shallow_m"], depth < k["depth_burial_m"]]
    half_deep = k["fault_deep_human"] / 2.0
    fishing = np.select(zones, [k["fault_fishing_shallow"], k["fault_fishing_burial"]], half_deep)
    anchor = np.select(zones, [k["fault_anchor_shallow"], k["fault_anchor_burial"]], half_deep)
    one = np.ones_like(depth)
    return {
        "fishing": fishing,
        "anchors": anchor * (1.0 + (k["fault_shipping_factor"] - 1.0) * ships),
        "earthquakes": belt * k["fault_seismic_belt"] + (1.0 - belt) * k["fault_seismic_elsewhere"],
        "abrasion": one * k["fault_abrasion"],
        "components": one * k["fault_component"],
        "other": one * k["fault_sea_other"],
    }


def land_faults(
    elevation_m: ArrayLike, slope_deg: ArrayLike, seismic: ArrayLike, urban: ArrayLike, aerial: ArrayLike, k: Values
) -> Mapping[str, Floats]:
    """Give the faults per 1,000 km and year on land, by cause.

    Parameters
    ----------
    elevation_m, slope_deg
        Height, m, and slope, degrees.
    seismic, urban, aerial
        Shares in [0, 1].

    Examples
    --------
    >>> rates = land_faults(100.0, 0.0, 0.0, [0.0, 1.0], 0.0, values())
    >>> [round(float(v), 3) for v in sum(rates.values())]
    [10.0, 28.0]
    """
    given = (elevation_m, slope_deg, seismic, urban, aerial)
    height, slope, belt, town, poles = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in given))
    steep = np.interp(np.abs(slope), [k["slope_hilly_deg"], k["slope_mountain_deg"]], [0.0, 1.0])
    high = np.interp(height, [k["altitude_mountain_m"] / 2.0, k["altitude_mountain_m"]], [0.0, 1.0])
    rough = 1.0 + (k["fault_mountain_factor"] - 1.0) * np.maximum(steep, high)
    dig = k["fault_dig_land"] * (1.0 + (k["fault_urban_factor"] - 1.0) * town) * (1.0 - poles)
    other = k["fault_land_other"] * rough * (1.0 + (k["fault_aerial_factor"] - 1.0) * poles)
    return {"digging": dig, "land, other": other, "land, earthquakes": belt * k["fault_seismic_land"]}


@dataclass(frozen=True)
class Exposure:
    """What a line passes through, segment by segment.

    Attributes
    ----------
    km
        Length of each segment, km; shape (n,).
    sea
        Whether it lies at sea; shape (n,).
    elevation_m
        Mean height of each segment, m, under 0 below the sea; shape (n,).
    slope_deg
        Slope of each segment, degrees; shape (n,).
    seismic, shipping, urban, aerial
        Shares in [0, 1]; shape (n,).
    """

    km: Floats
    sea: NDArray[np.bool_]
    elevation_m: Floats
    slope_deg: Floats
    seismic: Floats
    shipping: Floats
    urban: Floats
    aerial: Floats


def segment_faults(exposure: Exposure, k: Values) -> dict[str, Floats]:
    """Give the expected faults per year of each segment, by cause."""
    e = exposure
    share = e.km / 1000.0
    at_sea = sea_faults(np.maximum(-e.elevation_m, 0.0), e.seismic, e.shipping, k)
    on_land = land_faults(e.elevation_m, e.slope_deg, e.seismic, e.urban, e.aerial, k)
    causes = {cause: np.where(e.sea, rate * share, 0.0) for cause, rate in at_sea.items()}
    return causes | {cause: np.where(e.sea, 0.0, rate * share) for cause, rate in on_land.items()}


def faults(exposure: Exposure, **changes: float) -> pd.DataFrame:
    """Give the expected faults of a line by cause, with the days of repair that they take.

    Parameters
    ----------
    exposure
        What the line passes through.
    **changes
        Coefficients to take instead of the table's, on all three sides.

    Returns
    -------
    DataFrame
        One row for each cause: cause, faults_per_year, low, high, days_per_year (faults times mean repair). A cause's
        low and high take all of its coefficients at that end.
    """
    per_side = {}
    days = {}
    for side in SIDES:
        k = values(side, **changes)
        per_side[side] = {cause: float(each.sum()) for cause, each in segment_faults(exposure, k).items()}
        if side == "default":
            land = {"digging", "land, other", "land, earthquakes"}
            days = {
                cause: count * k["repair_land_days" if cause in land else "repair_sea_days"]
                for cause, count in per_side[side].items()
            }
    table = pd.DataFrame(
        {
            "cause": list(per_side["default"]),
            "faults_per_year": list(per_side["default"].values()),
            "low": list(per_side["low"].values()),
            "high": list(per_side["high"].values()),
            "days_per_year": list(days.values()),
        }
    )
    return table[table.faults_per_year > 0].reset_index(drop=True)
