"""A solar superstorm as a scenario: repeaters fail by latitude, and a cable with them.

Source
------
Abdu Jyothi (2021), Solar Superstorms: Planning for an Internet Apocalypse, SIGCOMM, section 4: states S1 and S2 with
chances of failure of each repeater for cables that reach above 60 degrees, above 40, and neither (recalled);
repeaters every 50 to 150 km; a storm as large as that of 1859 has 1.6 to 12 % a decade.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from sogdia.errors import ParameterError, pick
from sogdia.flows.cuts import span_lines
from sogdia.flows.gateways import gateways
from sogdia.flows.layout import standing
from sogdia.network.graph import span_length_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

    Floats = NDArray[np.float64]

CHANCES: Final = {"severe": (1.0, 0.1, 0.01), "moderate": (0.1, 0.01, 0.001)}
"""Chance that a repeater fails: cables that reach above 60 degrees, above 40, others."""
BANDS_DEG: Final = (60.0, 40.0)
SPACING_KM: Final = 100.0
"""Middle of the 50 to 150 km of the source."""


def storm_chance(net: Network, storm: str = "severe", spacing_km: float = SPACING_KM) -> Floats:
    """Give the chance that each span fails, shape (m,): at sea where it has repeaters, 0 elsewhere.

    A span is judged by the highest latitude of its own line, north or south; one shorter than the spacing has none.

    Raises
    ------
    ParameterError
        An unknown storm, or a spacing that is not above 0.

    Examples
    --------
    >>> from sogdia.network import Network
    >>> nodes = pd.DataFrame({"id": ["a", "b"], "country": ["AZE", "KAZ"], "lon": [50, 51], "lat": [10, 14]})
    >>> net = Network(nodes=nodes).add("spans", id="s", start="a", end="b", setting="submarine", length_km=1000)
    >>> storm_chance(net, "severe").round(3).tolist()
    [0.096]
    """
    each = CHANCES[pick(storm, CHANCES, "storm")]
    if not spacing_km > 0:
        raise ParameterError(f"spacing_km is above 0, not {spacing_km}")
    spans = net.spans
    reach = np.array([np.abs(shapely.get_coordinates(line)[:, 1]).max() for line in span_lines(net)], dtype=float)
    repeaters = np.floor(span_length_km(spans, net.nodes) / spacing_km) if len(spans) else np.zeros(0)
    chance = np.select([reach > BANDS_DEG[0], reach > BANDS_DEG[1]], each[:2], each[2])
    sea = (spans.setting == "submarine").to_numpy(dtype=bool)
    return np.where(sea, 1.0 - (1.0 - chance) ** repeaters, 0.0)


def storm_losses(
    net: Network, storm: str = "severe", *, draws: int = 1000, seed: int = 0, year: int | None = None
) -> pd.DataFrame:
    """Draw storms, and give each country's share of capacity abroad that is lost.

    Returns
    -------
    DataFrame
        country, share_capacity_lost (mean), low and high (5th and 95th of a hundred draws), p_cut_off.
    """
    if draws < 1:
        raise ParameterError(f"draws is 1 or more, not {draws}")
    now = standing(net, year)
    doors = gateways(now)
    chance = storm_chance(now, storm)
    rng = np.random.default_rng(seed)
    left = np.array([doors.left((rng.random(len(chance)) < chance).astype(np.int64)) for _ in range(draws)])
    lost = 1.0 - left / doors.before
    low, high = np.quantile(lost, [0.05, 0.95], axis=0)
    return pd.DataFrame(
        {
            "country": pd.Series(doors.countries, dtype="string"),
            "share_capacity_lost": lost.mean(axis=0),
            "share_capacity_lost_low": low,
            "share_capacity_lost_high": high,
            "p_cut_off": (lost >= 1.0 - 1e-9).mean(axis=0),
        }
    )
