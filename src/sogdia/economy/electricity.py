"""Electricity that cables and data centres take, and the carbon of it (workshop)."""

from __future__ import annotations

from typing import Final

from sogdia.errors import ParameterError

HOURS: Final = 8_760.0
PUE: Final = (1.15, 1.3, 1.6)
"""Power usage effectiveness of data centres: low, base, high. Hyperscale sites publish 1.1-1.2; the rest is assumed."""
CABLE_KW_PER_1000_KM: Final = 2.0
"""Power fed to the repeaters of a submarine cable, kW per 1,000 km.

Assumed: about 1 A and some 2 kV per 1,000 km; power feeds of 10-15 kV carry systems of 6,000-9,000 km.
"""
SITE_KW: Final = 20.0
"""Load of a landing station or an amplifier site with cooling, kW; assumed."""
SITE_SPACING_KM: Final = 80.0
"""Spacing of amplifier sites of fibre on land, km: 60 to 100 by design handbooks."""


def data_centre_gwh(it_mw: float, load: float, pue: float = PUE[1]) -> float:
    """Give the yearly electricity of a data centre, GWh: MW times 8,760 h times load times PUE.

    Raises
    ------
    ParameterError
        Power under 0, a load outside [0, 1] or a PUE under 1.

    Examples
    --------
    >>> data_centre_gwh(10.0, 0.5, 1.2)
    52.56
    """
    if it_mw < 0 or not 0 <= load <= 1 or pue < 1:
        raise ParameterError("power is 0 MW or more, load from 0 to 1, and PUE 1 or more")
    return it_mw * HOURS * load * pue / 1000.0


def cable_gwh(sea_km: float, land_km: float, stations: int) -> float:
    """Give the yearly electricity of a cable, GWh: repeaters at sea, amplifier sites on land, landing stations.

    Examples
    --------
    1,000 km at sea with two stations: (2 + 40) kW.

    >>> round(cable_gwh(1000.0, 0.0, 2), 3)
    0.368
    """
    if min(sea_km, land_km, stations) < 0:
        raise ParameterError("lengths and stations are 0 or more")
    sites = land_km / SITE_SPACING_KM
    kilowatts = sea_km / 1000.0 * CABLE_KW_PER_1000_KM + (sites + stations) * SITE_KW
    return kilowatts * HOURS / 1e6


def carbon_kt(gwh: float, grid_g_per_kwh: float) -> float:
    """Give the carbon dioxide of electricity, thousand tonnes.

    Examples
    --------
    >>> carbon_kt(100.0, 500.0)
    50.0
    """
    if gwh < 0 or grid_g_per_kwh < 0:
        raise ParameterError("electricity and the grid's carbon are 0 or more")
    return gwh * grid_g_per_kwh / 1000.0
