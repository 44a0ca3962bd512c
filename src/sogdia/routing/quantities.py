"""How much of each thing lines need, and what one costs: the rows of a bill on one side of the range (workshop)."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sogdia.routing.hazard import segment_faults
from sogdia.routing.profile import Crossing, exposure
from sogdia.routing.unit_costs import cable_share, depth_zone, land_parts, repeater_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from sogdia.routing.coefficients import Values
    from sogdia.routing.works import Works

    Floats = NDArray[np.float64]


class Item(NamedTuple):
    """One row of a bill on one side of the range: what, how much, the price of one, and the coefficient of it."""

    item: str
    group: str
    quantity: float
    unit: str
    unit_cost_musd: float
    key: str


def sea_items(pieces: pd.DataFrame, works: Works, k: Values) -> list[Item]:
    """Give what the pieces at sea need by their length: cable, laying, survey."""
    at_sea = pieces[pieces.setting == "submarine"]
    drawn = at_sea.km.to_numpy(dtype=float)
    km = drawn * (1.0 + k["bends_sea_share"])
    depth, slope = at_sea.depth_m.to_numpy(dtype=float), at_sea.slope_deg.to_numpy(dtype=float)
    zone, cable = depth_zone(depth, k), drawn * cable_share(depth, slope, k)
    guard = 1.0 + (k["shipping_lay_factor"] - 1.0) * at_sea.shipping.to_numpy(dtype=float)
    deep = zone == 2
    kinds = ("double_armoured", "armoured", "lightweight")
    rows = [
        Item(f"cable, {kind.replace('_', ' ')}", "sea", float(cable[zone == i].sum()), "km",
             k[f"cable_{kind}_musd_per_km"], f"cable_{kind}_musd_per_km")
        for i, kind in enumerate(kinds)
    ]  # fmt: skip
    laid, ploughed = float((km * guard)[deep].sum()), float((km * guard)[~deep].sum())
    day = k["ship_day_musd"]
    loads = ceil(round(float(cable.sum()) / k["ship_load_km"], 9))
    return [
        *rows,
        Item("fibre in the cable", "sea", float(cable.sum()) * works.fibre_pairs, "pair-km",
             k["fibre_pair_musd_per_km"], "fibre_pair_musd_per_km"),
        Item("laying on the seabed", "sea", laid / k["lay_speed_km_per_day"], "ship-day", day, "lay_speed_km_per_day"),
        Item("laying and ploughing", "sea", ploughed / k["plough_speed_km_per_day"], "ship-day", day,
             "plough_speed_km_per_day"),
        Item("loading and transit", "sea", loads * k["ship_load_days"], "ship-day", day, "ship_load_days"),
        Item("survey, deep", "sea", float(km[deep].sum()), "km", k["survey_deep_musd_per_km"],
             "survey_deep_musd_per_km"),
        Item("survey, burial zone", "sea", float(km[~deep].sum()), "km", k["survey_burial_musd_per_km"],
             "survey_burial_musd_per_km"),
    ]  # fmt: skip


def system_items(
    pieces: Sequence[pd.DataFrame], crossed: Sequence[Crossing], stations: int, works: Works, k: Values
) -> list[Item]:
    """Give what a system at sea needs in pieces: repeaters, stations, terminals, crossings."""
    runs = [
        (_cable_km(part.iloc[a : b + 1], k), open_ends)
        for part, one in zip(pieces, crossed, strict=True)
        for (kind, _, a, b), open_ends in zip(one.stretches, one.open_ends, strict=True)
        if kind == "submarine"
    ]
    if not runs:
        return []
    long = [(km, 2 - open_ends) for km, open_ends in runs if km > k["unrepeated_km"] or open_ends]
    ends = sum(len(one.landings) for one in crossed)
    fed = sum(landed for _, landed in long)
    repeaters = sum(max(ceil(round(km / k["repeater_spacing_km"], 9)) - 1, 0) for km, _ in long)
    sines = np.sin(np.deg2rad(np.maximum(np.asarray(works.crossings, dtype=float), k["crossing_floor_angle_deg"])))
    return [
        Item("repeaters", "sea", repeaters, "each", repeater_price(works.fibre_pairs, k), "repeater_musd"),
        Item("branching units", "sea", works.branching_units, "each", k["branching_unit_musd"], "branching_unit_musd"),
        Item("crossings of cables, by angle", "sea", float(np.sum(1.0 / sines)), "right angle",
             k["crossing_cable_musd"], "crossing_cable_musd"),
        Item("desk study", "sea", 1, "project", k["desk_study_musd"], "desk_study_musd"),
        Item("landing stations", "landings", stations * works.stations, "each", k["landing_station_musd"],
             "landing_station_musd"),
        Item("beach works", "landings", ends, "each", k["beach_works_musd"], "beach_works_musd"),
        Item("power feed", "landings", fed, "each", k["power_feed_musd"], "power_feed_musd"),
        Item("terminals at sea", "landings", ends * works.fibre_pairs, "pair-end", k["terminal_sea_musd"],
             "terminal_sea_musd"),
    ]  # fmt: skip


def _cable_km(pieces: pd.DataFrame, k: Values) -> float:
    return float((pieces.km * cable_share(pieces.depth_m, pieces.slope_deg, k)).sum())


def permit_items(crossed: Sequence[Crossing], k: Values) -> list[Item]:
    """Give the permits, each state once: landings, territorial waters, zones, licences and borders on land."""
    landed = {code for one in crossed for code, _, _ in one.landings if code}
    near = {code for one in crossed for code in one.territorial}
    zones = {code for one in crossed for code in one.eez}
    states = {code for one in crossed for code in one.countries}
    borders = sum(len(one.borders) for one in crossed)
    counts = (
        ("landing licences", len(landed), "state", "permit_landing_musd"),
        ("permits, territorial waters", len(near), "state", "permit_territorial_musd"),
        ("consents, economic zones", len(zones), "state", "permit_eez_musd"),
        ("licences on land", len(states), "state", "permit_country_musd"),
        ("border crossings on land", borders, "each", "permit_border_musd"),
    )
    return [Item(name, "permits", float(count), unit, k[key], key) for name, count, unit, key in counts]


def land_items(pieces: pd.DataFrame, joint: Floats, crossed: Sequence[Crossing], works: Works, k: Values) -> list[Item]:
    """Give what the pieces on land need; `joint` is the share of each piece whose trench is paid elsewhere."""
    on_land = (pieces.setting == "terrestrial").to_numpy(dtype=bool)
    if not on_land.any():
        return []
    own = pieces[on_land]
    bends = 1.0 + k["slack_land_share"]
    km = own.km.to_numpy(dtype=float) * bends
    total = float(km.sum())
    shared = np.maximum(joint[on_land], works.share_joint)
    ground: dict[str, ArrayLike] = {
        "rock": works.share_rock,
        "urban": own.urban.to_numpy(dtype=float),
        "desert": works.share_desert,
    }
    parts = land_parts(
        own.elevation_m, own.slope_deg, k, along_road=works.share_road, protected=works.share_protected,
        ground=ground, joint=shared, aerial=works.share_aerial,
    )  # fmt: skip
    runs = [run * bends for one in crossed for kind, run, _, _ in one.stretches if kind == "terrestrial"]
    huts = sum(max(ceil(round(run / k["hut_spacing_km"], 9)) - 1, 0) for run in runs)
    steep = np.tan(np.deg2rad(own.slope_deg.to_numpy(dtype=float)))
    rise = float((own.km.to_numpy(dtype=float) * 1000.0 * steep).sum())
    rivers = total * k["rivers_per_100_km"] / 100.0 if works.rivers is None else float(works.rivers)

    def mean(name: str) -> float:
        return float((parts[name] * km).sum() / total)

    return [
        Item("civil works", "land", total, "km", mean("civil"), "civil_flat_musd_per_km"),
        Item("fibre on land with duct", "land", total, "km", mean("fibre"), "fibre_land_musd_per_km"),
        Item("spare ducts", "land", total * works.spare_ducts, "duct-km", k["spare_duct_musd_per_km"],
             "spare_duct_musd_per_km"),
        Item("rise and fall", "land", rise, "m", k["climb_musd_per_m"], "climb_musd_per_m"),
        Item("rights of way", "land", total, "km", k["way_musd_per_km"], "way_musd_per_km"),
        Item("survey and design on land", "land", total, "km", k["survey_land_musd_per_km"],
             "survey_land_musd_per_km"),
        Item("river crossings", "land", rivers, "each", k["river_crossing_musd"], "river_crossing_musd"),
        Item("amplifier huts", "land", huts, "each", k["hut_musd"], "hut_musd"),
        Item("terminals on land", "land", 2 * len(runs) * works.land_pairs, "pair-end", k["terminal_land_musd"],
             "terminal_land_musd"),
    ]  # fmt: skip


def yearly_items(pieces: pd.DataFrame, capex: Sequence[Item], aerial: float, k: Values) -> list[Item]:
    """Give what operation takes a year: upkeep by length, stations, the line on land, and the repairs expected."""
    spent = {group: sum(i.quantity * i.unit_cost_musd for i in capex if i.group == group) for group in _GROUPS}
    sea = (pieces.setting == "submarine").to_numpy(dtype=bool)
    each = np.sum(list(segment_faults(exposure(pieces, aerial), k).values()), axis=0)
    rows = [
        Item("upkeep at sea", "yearly", _cable_km(pieces[sea], k), "km", k["maintenance_sea_musd_per_km_year"],
             "maintenance_sea_musd_per_km_year"),
        Item("operation of stations", "yearly", spent["landings"], "US$ million", k["opex_station_share"],
             "opex_station_share"),
        Item("operation on land", "yearly", spent["land"], "US$ million", k["opex_land_share"], "opex_land_share"),
        Item("repairs at sea", "yearly", float(each[sea].sum()), "fault", k["repair_sea_musd"], "repair_sea_musd"),
        Item("repairs on land", "yearly", float(each[~sea].sum()), "fault", k["repair_land_musd"],
             "repair_land_musd"),
    ]  # fmt: skip
    return [row for row in rows if row.quantity > 0]


_GROUPS = ("sea", "landings", "permits", "land")
