"""Why traffic does not take the shortest way: it is handed over where networks meet, and land fibre follows roads.

Costs are one-way delays in ms. A way is priced by its fibre, with more for land fibre in countries of low income and
for each span at sea (the less it carries, the more), and by where it is handed over: at an exchange or at none. Which
way is taken is a choice among unequal ones: an exchange counts as many times as it carries traffic, and the scale of
the choice grows as the square root of the distance between the ends. The expected delay is a soft minimum over all
ways, so that no added way ever raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.flows.capacity import impute
from sogdia.units import to_2024_usd

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]

LOW_INCOME_USD: Final = 15_000.0
"""GDP a head at which a country counts half as of low income, US$ of 2024. Source: the World Bank's line of high income
(US$ 13,845 of income a head in 2023), rounded up."""
FAR_KM: Final = 5_000.0
"""Distance between two ends at which the scale of the choice is `spread_ms`, km; a round number."""
WIDE_GBPS: Final = 10_000.0
"""Lit capacity at which a span at sea counts as wide, Gbps: about the peak of the largest exchange. With 3,000 the
errors are the same; with 1,000 slightly larger."""
LEAST_GBPS: Final = 0.1
"""No span counts as thinner than this, Gbps: the first fibre across an ocean carried 0.28 (TAT-8, 1988)."""
DISTANCE_POWER: Final = 0.5
"""Power of distance by which the scale of the choice grows: as of a sum of independent detours along the way. Of 0.4 to
0.7 the errors differ little."""
NO_EXCHANGE_GBPS: Final = 10.0
"""Handover at no exchange costs as much as at an exchange of so much peak traffic: the smallest cities of the table
have 5 to 20 Gbps."""


@dataclass(frozen=True)
class Detours:
    """What a way costs beside the delay of its fibre; all one way, ms, 0 or more, unless said otherwise.

    Attributes
    ----------
    low_income_slack
        Land fibre in countries of low income: delay over that of the map's length, less 1.
    sea_span_ms
        Each span at sea, times `thinness`: branches, landings, and that small cables carry little of the traffic.
    spread_ms
        How loosely the cheapest way is kept to: the scale of the soft minimum between ends that are `FAR_KM` apart.
    least_handover
        Handover at the largest exchange, in units of that scale.
    foreign_handover
        More for handover in a country of low income, in units of that scale, for each end of another country: natural
        logarithm of how much seldomer its network is there.

    Source
    ------
    Choice among ways of unequal size: McFadden (1978), Modelling the choice of residential location; the logarithm of
    size has the factor 1 (fitted freely it is 1.1). Fitted by `benchmarks/latency_calibration.py`; see `LatencyParams`.
    """

    low_income_slack: float = 1.51
    sea_span_ms: float = 1.35
    spread_ms: float = 6.3
    least_handover: float = 0.65
    foreign_handover: float = 3.6

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (np.isfinite(value) and value >= 0):
                raise ParameterError(f"{name} is 0 or more, not {value}")

    def scale_ms(self, apart_km: Floats | float) -> Floats:
        """Give the scale of the choice between ends so far apart along the geodesic, ms.

        Examples
        --------
        >>> float(Detours(spread_ms=6.0).scale_ms(1250.0))
        3.0
        """
        return np.asarray(self.spread_ms * (apart_km / FAR_KM) ** DISTANCE_POWER, dtype=float)

    def handover_ms(self, smallness: Floats, foreign: Floats, apart_km: Floats | float) -> Floats:
        """Give the one-way cost of handover at exchanges, ms.

        Parameters
        ----------
        smallness
            0 or more, as of `Hubs`.
        foreign
            Low income of the exchange's country, in [0, 1], times the number of ends of another country.
        apart_km
            Geodesic between the ends, km; broadcast with the others.

        Examples
        --------
        >>> asked = Detours(spread_ms=6.0, least_handover=1.0, foreign_handover=4.0)
        >>> float(asked.handover_ms(np.array(2.0), np.array(0.5), 1250.0))
        15.0
        """
        steps = self.least_handover + smallness + self.foreign_handover * foreign
        return np.asarray(self.scale_ms(apart_km) * steps, dtype=float)


def low_income(countries: pd.DataFrame) -> dict[str, float]:
    """Give how far each country counts as of low income, in [0, 1]; one of unknown income does not.

    Parameters
    ----------
    countries
        Columns id, gdp_musd, gdp_year, population.
    """
    rows = countries[["id", "gdp_musd", "gdp_year", "population"]].dropna()
    gdp = [to_2024_usd(float(g), int(y)) for g, y in zip(rows.gdp_musd, rows.gdp_year, strict=True)]
    people = rows.population.to_numpy(dtype=float)
    return {
        str(code): 1.0 / (1.0 + musd * 1e6 / count / LOW_INCOME_USD)
        for code, musd, count in zip(rows.id, gdp, people.tolist(), strict=True)
        if count > 0 and musd > 0
    }


def thinness(wires: Wires) -> Floats:
    """Give how thin each span at sea is, shape (m,): ln(1 + `WIDE_GBPS` over its capacity), 0 of other spans.

    Capacity is as stated, else imputed (`impute`).
    """
    sea = (wires.net.spans.setting == "submarine").to_numpy(dtype=bool)[wires.row]
    gbps = impute(wires.net).capacity_gbps.to_numpy(dtype=float)[wires.row]
    return np.where(sea, np.log1p(WIDE_GBPS / np.maximum(gbps, LEAST_GBPS)), 0.0)


def land_ms(wires: Wires, poor: dict[str, float]) -> Floats:
    """Give the delay of land fibre in countries of low income, shape (m,), ms; either end's country has half of it."""
    land = (wires.net.spans.setting == "terrestrial").to_numpy(dtype=bool)[wires.row]
    return np.where(land, wires.cost * _income_at_ends(wires, poor).mean(axis=0), 0.0)


def poorer_end(wires: Wires, poor: dict[str, float]) -> Floats:
    """Give how far the poorer end of each span counts as of low income, shape (m,), in [0, 1]."""
    return np.asarray(_income_at_ends(wires, poor).max(axis=0), dtype=float)


def _income_at_ends(wires: Wires, poor: dict[str, float]) -> Floats:
    """Give how far both ends of each span count as of low income, shape (2, m)."""
    country = wires.net.nodes.set_index("id").country.reindex(wires.graph.node_ids)
    share = np.array([poor.get(c, 0.0) if isinstance(c, str) else 0.0 for c in country], dtype=float)
    return share[np.stack([wires.graph.start, wires.graph.end])]


def soft_least(cost: Floats, scale: float) -> float:
    """Give the soft minimum of costs: at most the least, and lower the more ways are nearly as good.

    Source
    ------
    Expected least cost under random tastes: McFadden (1978), Modelling the choice of residential location; the log-sum.

    Examples
    --------
    >>> round(soft_least(np.array([10.0, 10.0, np.inf]), 2.0), 3)
    8.614
    >>> soft_least(np.array([10.0, 12.0]), 0.0)
    10.0
    """
    least = float(cost.min())
    if scale <= 0 or not np.isfinite(least):
        return least
    return max(least - scale * float(np.log(np.exp(-(cost - least) / scale).sum())), 0.0)
