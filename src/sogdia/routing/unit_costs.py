"""What a km of a route costs to build, at sea and on land: arrays in, arrays out (workshop).

These are the costs that grow with length. A bill adds what comes in pieces: landings, branching units, permits,
crossings and loads of a ship. Both read the same coefficients, so that the search and the bill agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sogdia.errors import ParameterError
from sogdia.routing.coefficients import Values, values
from sogdia.routing.hazard import land_faults, sea_faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def depth_zone(depth_m: ArrayLike, k: Values) -> NDArray[np.int8]:
    """Give 0 for shallow water, 1 for the rest of the burial zone, 2 for deep water.

    Parameters
    ----------
    depth_m
        Depth, m, positive downwards; a height above the sea counts as shallow.
    """
    depth = np.asarray(depth_m, dtype=float)
    zone = (depth >= k["depth_shallow_m"]).astype(np.int8)
    return np.asarray(zone + (depth >= k["depth_burial_m"]), dtype=np.int8)


def cable_share(depth_m: ArrayLike, slope_deg: ArrayLike, k: Values) -> Floats:
    """Give the km of cable for each km of line on the map: bends, the slope's own length and the slack upon it.

    Parameters
    ----------
    depth_m, slope_deg
        Depth, m, and slope along the route, degrees in [0, 90).

    Examples
    --------
    Deep and flat: 2.5 % of slack. On a slope of 10 degrees the bottom is 1 / cos(10) = 1.0154 as long.

    >>> straight = values(bends_sea_share=0.0)
    >>> [round(float(v), 4) for v in cable_share([3000.0, 3000.0], [0.0, 10.0], straight)]
    [1.025, 1.0408]
    >>> round(float(cable_share(3000.0, 0.0, values())), 4)
    1.0916
    """
    steep = np.deg2rad(np.clip(np.abs(np.asarray(slope_deg, dtype=float)), 0.0, 60.0))
    slack = np.where(depth_zone(depth_m, k) == 2, k["slack_laid_share"], k["slack_buried_share"])
    return np.asarray((1.0 + k["bends_sea_share"]) * (1.0 + slack) / np.cos(steep), dtype=float)


def sea_parts(
    depth_m: ArrayLike, slope_deg: ArrayLike, shipping: ArrayLike, fibre_pairs: float, k: Values
) -> Mapping[str, Floats]:
    """Give the cost of a km of line at sea by part, US$ million of 2024 per km, before management and contingency.

    Parameters
    ----------
    depth_m, slope_deg
        Depth, m, and slope along the route, degrees.
    shipping
        Share in [0, 1] that runs through dense shipping.
    fibre_pairs
        Pairs of the cable.
    """
    zone = depth_zone(depth_m, k)
    length = cable_share(depth_m, slope_deg, k)
    price = np.array([k["cable_double_armoured_musd_per_km"], k["cable_armoured_musd_per_km"],
                      k["cable_lightweight_musd_per_km"]])  # fmt: skip
    plough, lay = k["ship_day_musd"] / k["plough_speed_km_per_day"], k["ship_day_musd"] / k["lay_speed_km_per_day"]
    guard = 1.0 + (k["shipping_lay_factor"] - 1.0) * np.asarray(shipping, dtype=float)
    load = k["ship_day_musd"] * k["ship_load_days"] / k["ship_load_km"]
    survey = np.where(zone == 2, k["survey_deep_musd_per_km"], k["survey_burial_musd_per_km"])
    way = 1.0 + k["bends_sea_share"]
    return {
        "cable": length * price[zone],
        "fibre": length * k["fibre_pair_musd_per_km"] * fibre_pairs,
        "lay": way * np.where(zone == 2, lay, plough) * guard,
        "load": length * load,
        "survey": way * survey + np.zeros_like(length),
        "repeaters": length * repeater_price(fibre_pairs, k) / k["repeater_spacing_km"],
    }


def repeater_price(fibre_pairs: float, k: Values) -> float:
    """Give the price of a repeater for so many pairs, US$ million of 2024."""
    return k["repeater_musd"] + k["repeater_pair_musd"] * max(fibre_pairs - k["repeater_pairs"], 0.0)


def civil_musd_per_km(elevation_m: ArrayLike, slope_deg: ArrayLike, k: Values) -> Floats:
    """Give the civil works of a km on land by the lie of the land, US$ million of 2024 per km.

    Between flat, hilly and mountain ground the cost is interpolated over the slope; height works likewise from half
    of `altitude_mountain_m` up to it; the dearer of the two counts.

    Examples
    --------
    >>> [round(float(v), 4) for v in civil_musd_per_km([100.0, 100.0, 4500.0], [0.0, 1.0, 0.0], values())]
    [0.0074, 0.0111, 0.044]
    """
    flat, top = k["civil_flat_musd_per_km"], k["civil_mountain_musd_per_km"]
    slope, height = np.abs(np.asarray(slope_deg, dtype=float)), np.asarray(elevation_m, dtype=float)
    steps = [0.0, k["slope_hilly_deg"], k["slope_mountain_deg"]]
    by_slope = np.interp(slope, steps, [flat, flat * k["civil_hilly_factor"], top])
    by_height = np.interp(height, [k["altitude_mountain_m"] / 2.0, k["altitude_mountain_m"]], [flat, top])
    return np.asarray(np.maximum(by_slope, by_height), dtype=float)


def land_parts(
    elevation_m: ArrayLike,
    slope_deg: ArrayLike,
    k: Values,
    *,
    along_road: ArrayLike = 0.0,
    protected: ArrayLike = 0.0,
    ground: Mapping[str, ArrayLike] | None = None,
    joint: ArrayLike = 0.0,
    aerial: ArrayLike = 0.0,
) -> Mapping[str, Floats]:
    """Give the cost of a km on land by part, US$ million of 2024 per km, before management and contingency.

    Parameters
    ----------
    elevation_m, slope_deg
        Height, m, and slope, degrees.
    along_road, protected, joint, aerial
        Shares in [0, 1]: beside an existing road or railway, in protected land, built together with a new road or
        in another line's trench, on poles.
    ground
        Shares in [0, 1] of ``rock``, ``urban`` and ``desert``; none where it is not given.
    """
    civil = civil_musd_per_km(elevation_m, slope_deg, k)
    for name, share in (ground or {}).items():
        civil = civil * (1.0 + (k[f"{name}_factor"] - 1.0) * np.asarray(share, dtype=float))
    civil = civil * (1.0 + (k["along_road_factor"] - 1.0) * np.asarray(along_road, dtype=float))
    civil = civil * (1.0 + (k["protected_factor"] - 1.0) * np.asarray(protected, dtype=float))
    civil = civil * (1.0 + (k["joint_civil_share"] - 1.0) * np.asarray(joint, dtype=float))
    poles = 1.0 + (k["aerial_factor"] - 1.0) * np.asarray(aerial, dtype=float)
    one = np.ones_like(civil)
    return {
        "civil": civil * poles,
        "fibre": one * k["fibre_land_musd_per_km"] * poles,
        "way": one * k["way_musd_per_km"],
        "survey": one * k["survey_land_musd_per_km"],
        "rivers": one * k["rivers_per_100_km"] * k["river_crossing_musd"] / 100.0,
        "huts": one * k["hut_musd"] / k["hut_spacing_km"],
    }


def overhead(k: Values) -> float:
    """Give the factor by which management and contingency raise all other cost."""
    return 1.0 + k["management_share"] + k["contingency_share"]


def sea_cost_per_km(
    depth_m: ArrayLike,
    slope_deg: ArrayLike = 0.0,
    seismic: ArrayLike = 0.0,
    shipping: ArrayLike = 0.0,
    *,
    fibre_pairs: float = 8.0,
    repairs: bool = True,
    k: Values | None = None,
) -> Floats:
    """Give what a km of route at sea costs, US$ million of 2024 per km.

    Parameters
    ----------
    depth_m
        Depth, m, positive downwards; any shape.
    slope_deg
        Slope along the route, degrees.
    seismic, shipping
        Shares in [0, 1] that run through a seismic belt and through dense shipping.
    fibre_pairs
        Pairs of the cable.
    repairs
        Whether the expected repairs of `capital_years` count too; cost to build alone where not.
    k
        Coefficients, the table's defaults where None.

    Raises
    ------
    ParameterError
        A value that is no finite number, or a negative slope or number of pairs.

    Examples
    --------
    >>> [round(float(v), 4) for v in sea_cost_per_km([50.0, 500.0, 4000.0], repairs=False)]
    [0.0425, 0.0362, 0.0151]
    """
    k = values() if k is None else k
    arrays = _finite(depth_m=depth_m, slope_deg=slope_deg, seismic=seismic, shipping=shipping)
    depth, slope, belt, ships = np.broadcast_arrays(*arrays)
    cost = np.sum(list(sea_parts(depth, slope, ships, fibre_pairs, k).values()), axis=0) * overhead(k)
    if repairs:
        rate = np.sum(list(sea_faults(depth, belt, ships, k).values()), axis=0)
        cost = cost + rate / 1000.0 * k["repair_sea_musd"] * k["capital_years"]
    return np.asarray(cost, dtype=float)


def land_cost_per_km(
    elevation_m: ArrayLike,
    slope_deg: ArrayLike = 0.0,
    along_road: ArrayLike = 0.0,
    protected: ArrayLike = 0.0,
    *,
    seismic: ArrayLike = 0.0,
    ground: Mapping[str, ArrayLike] | None = None,
    joint: ArrayLike = 0.0,
    aerial: ArrayLike = 0.0,
    repairs: bool = True,
    k: Values | None = None,
) -> Floats:
    """Give what a km of route on land costs, its bends (`slack_land_share`) included, US$ million of 2024 per km.

    Parameters
    ----------
    elevation_m, slope_deg
        Height, m, and slope, degrees; any shapes that broadcast together.
    along_road, protected, seismic, joint, aerial
        Shares in [0, 1], as in `land_parts`; `seismic` bears on repairs alone.
    ground
        Shares of ``rock``, ``urban`` and ``desert``.
    repairs
        Whether the expected repairs of `capital_years` count too.
    k
        Coefficients, the table's defaults where None.

    Raises
    ------
    ParameterError
        A value that is no finite number.

    Examples
    --------
    >>> [round(float(v), 4) for v in land_cost_per_km([100.0, 100.0, 4000.0], [0.0, 1.0, 5.0], repairs=False)]
    [0.0251, 0.0301, 0.0748]
    """
    k = values() if k is None else k
    extra = {"along_road": along_road, "protected": protected, "joint": joint, "aerial": aerial, "seismic": seismic}
    height, slope, *shares = np.broadcast_arrays(*_finite(elevation_m=elevation_m, slope_deg=slope_deg, **extra))
    road, kept, shared, poles, belt = shares
    kinds = dict(zip(ground or {}, _finite(**(ground or {})), strict=True))
    parts = land_parts(height, slope, k, along_road=road, protected=kept, ground=kinds, joint=shared, aerial=poles)
    cost = np.sum(list(parts.values()), axis=0) * (1.0 + k["slack_land_share"]) * overhead(k)
    if repairs:
        rate = np.sum(list(land_faults(height, slope, belt, kinds.get("urban", 0.0), poles, k).values()), axis=0)
        cost = cost + rate / 1000.0 * k["repair_land_musd"] * k["capital_years"]
    return np.asarray(cost, dtype=float)


def _finite(**given: ArrayLike) -> list[Floats]:
    """Bring what is given to float arrays; refuse what is no finite number."""
    arrays = {name: np.asarray(value, dtype=float) for name, value in given.items()}
    bad = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    if bad:
        raise ParameterError(
            f"costs need finite numbers: {', '.join(bad)} holds NaN or infinity; fill or mask it first"
        )
    return list(arrays.values())
