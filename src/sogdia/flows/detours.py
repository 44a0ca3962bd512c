"""Why traffic does not take the shortest way: it is handed over where networks meet, and land fibre follows roads.

Costs are one-way delays in ms. A way is priced by its fibre, with more for land fibre in countries of low income and
for each span at sea, and by where it is handed over: at an exchange, the dearer the smaller it is, or directly between
the two ends' networks. The expected delay is a soft minimum over all these ways, so that no added way ever raises it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError
from sogdia.units import to_2024_usd

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sogdia.flows.layout import Wires

    Floats = NDArray[np.float64]

LOW_INCOME_USD: Final = 15_000.0
"""GDP a head at which a country counts half as of low income, US$ of 2024. Source: the World Bank's line of high income
(US$ 13,845 of income a head in 2023), rounded up; LOW_INCOME_POWER (assumed) makes the step a slope."""
LOW_INCOME_POWER: Final = 2.5


@dataclass(frozen=True)
class Detours:
    """What a way costs beside the delay of its fibre; all one way, ms, 0 or more, unless said otherwise.

    Attributes
    ----------
    low_income_slack
        Land fibre in countries of low income: delay over that of the map's length, less 1.
    sea_span_ms
        Each span at sea: branches, landings and the wait for a better cable.
    hub_ms
        Handover at an exchange, for each factor of e by which its city's peak traffic is under the largest city's.
    domestic_share
        The same between two places of one country, as a share of `hub_ms`, at most 1.
    abroad_ms
        Handover abroad between two places of one country.
    direct_ms, direct_domestic_ms
        Handover at no exchange: between countries, and within one.
    spread_ms, spread_share
        How loosely the cheapest way is kept to: the scale of the soft minimum is the first plus the second (at most 1)
        times the cheapest way.

    Source
    ------
    Fitted by `benchmarks/latency_calibration.py`; see `LatencyParams`. `direct_ms` (as at an exchange of one Gbps) and
    `direct_domestic_ms` are assumed: the pairs at hand do not tell them.
    """

    low_income_slack: float = 1.28
    sea_span_ms: float = 1.7
    hub_ms: float = 2.23
    domestic_share: float = 0.54
    abroad_ms: float = 0.97
    direct_ms: float = 20.0
    direct_domestic_ms: float = 6.0
    spread_ms: float = 1.9
    spread_share: float = 0.033

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            most = 1.0 if name in {"domestic_share", "spread_share"} else np.inf
            if not (np.isfinite(value) and 0 <= value <= most):
                raise ParameterError(f"{name} is 0 or more{' and at most 1' if most == 1 else ''}, not {value}")


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
        str(code): 1.0 / (1.0 + (musd * 1e6 / count / LOW_INCOME_USD) ** LOW_INCOME_POWER)
        for code, musd, count in zip(rows.id, gdp, people.tolist(), strict=True)
        if count > 0 and musd > 0
    }


def extra_ms(wires: Wires, poor: dict[str, float], params: Detours) -> tuple[Floats, Floats]:
    """Give what each span costs beside its delay, shapes (m,), ms: slack of land fibre, and spans at sea.

    Land fibre between two countries counts by the poorer one.
    """
    setting = wires.net.spans.setting.to_numpy(dtype=str)[wires.row]
    lower = poorer_end(wires, poor)
    slack = np.where(setting == "terrestrial", wires.cost * params.low_income_slack * lower, 0.0)
    return slack, np.where(setting == "submarine", params.sea_span_ms, 0.0)


def poorer_end(wires: Wires, poor: dict[str, float]) -> Floats:
    """Give how far the poorer end of each span counts as of low income, shape (m,), in [0, 1]."""
    country = wires.net.nodes.set_index("id").country.reindex(wires.graph.node_ids)
    share = np.array([poor.get(c, 0.0) if isinstance(c, str) else 0.0 for c in country], dtype=float)
    return np.asarray(np.maximum(share[wires.graph.start], share[wires.graph.end]), dtype=float)


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
