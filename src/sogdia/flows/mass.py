"""How much international bandwidth each country uses: published where it is, modelled where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from sogdia.errors import ParameterError
from sogdia.flows.published import published
from sogdia.units import to_2024_usd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sogdia.network import Network

BASE_YEAR: Final = 2025
"""Year of the world total, and the year meant where none is given."""

INTERCEPT: Final = -14.440
PER_LOG_USER: Final = 0.945
PER_LOG_GDP_PER_HEAD: Final = 0.772
RESIDUAL_SD: Final = 1.134
"""ln(Gbps used) = INTERCEPT + PER_LOG_USER ln(users) + PER_LOG_GDP_PER_HEAD ln(GDP per head, US$ of 2024).

Source
------
Least squares over 192 countries in 2017, R2 0.82, residual standard deviation 1.134 (a factor of 3 either
way). Bandwidth: ITU indicator i4214 (figures 8 times off the running median of five years left out); users:
ITU through Our World in Data; GDP per head: World Bank through Gapminder, at constant prices. The slopes and
the deviation are of 2017; the intercept is raised so that the world of 2025 (users at 5 billion) totals
`WORLD_GBPS`. Hubs stand above the line (Hong Kong and Kenya 50 and 30 times, Luxembourg 20), closed countries
below it (Cuba 80 times).
"""

WORLD_GBPS: Final = 1_835_000.0
"""International internet bandwidth of the world in 2025, Gbps. Source: TeleGeography, 1,835 Tbps, +23 %."""

WORLD_COUNTRIES: Final = 150
"""A network with at least so many countries is taken as the world: its model is scaled to the total."""


@dataclass(frozen=True)
class MassParams:
    """How the use of a country is counted.

    Attributes
    ----------
    growth_per_year
        Growth of international bandwidth, share a year, above -1; 0.23 is the world's in 2025
        (TeleGeography).
    world_gbps
        Total of the world in 2025, Gbps, above 0.
    published_within_years
        A published figure of use counts as measured when it is at most so many years from the year asked for, 0 or
        more; an older one, and one of lit capacity, is weighed against the model by their deviations.
    """

    growth_per_year: float = 0.23
    world_gbps: float = WORLD_GBPS
    published_within_years: int = 3

    def __post_init__(self) -> None:
        if not self.growth_per_year > -1:
            raise ParameterError(f"growth_per_year is above -1, not {self.growth_per_year}")
        if not (np.isfinite(self.world_gbps) and self.world_gbps > 0):
            raise ParameterError(f"world_gbps is above 0, not {self.world_gbps}")
        if self.published_within_years < 0:
            raise ParameterError(f"published_within_years is 0 or more, not {self.published_within_years}")


def model_gbps(users: NDArray[np.float64], gdp_per_head_usd: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the used international bandwidth of 2025 by the fitted line, Gbps.

    Parameters
    ----------
    users
        Internet users, persons, above 0.
    gdp_per_head_usd
        US$ of 2024 a head, above 0.

    Source
    ------
    See `RESIDUAL_SD`.

    Examples
    --------
    >>> float(model_gbps(np.array([10e6]), np.array([5000.0])).round(0)[0])
    1583.0
    """
    line = INTERCEPT + PER_LOG_USER * np.log(users) + PER_LOG_GDP_PER_HEAD * np.log(gdp_per_head_usd)
    return np.asarray(np.exp(line), dtype=float)


def masses(net: Network, year: int, params: MassParams) -> tuple[pd.DataFrame, dict[str, str]]:
    """Give what each country uses in `year`.

    Returns
    -------
    tuple
        Rows country, demand_gbps, demand_low_gbps, demand_high_gbps, basis, source, sorted by country; and
        the countries without a figure, each with the reason.
    """
    modelled = _modelled(net.countries, year, params)
    found = published(net, year, params.growth_per_year)
    sure = found.used & (found.age <= params.published_within_years)
    measured = _rows(
        found.country[sure].tolist(),
        found.gbps[sure].to_numpy(dtype=float),
        1.25,
        "measured",
        found.source[sure].tolist(),
    )
    weighed = _weighed(modelled, found[~sure])
    rows = pd.concat([measured, weighed[~weighed.country.isin(measured.country)]], ignore_index=True)
    known = set(rows.country)
    dropped = {str(c): "its population, internet users or GDP is missing" for c in net.countries.id if c not in known}
    for code in net.nodes.country.dropna().unique():
        if code not in known and code not in dropped:
            dropped[str(code)] = "it is not in the table of countries"
    return rows.sort_values("country", ignore_index=True), dropped


def _modelled(countries: pd.DataFrame, year: int, params: MassParams) -> pd.DataFrame:
    population = countries.population.astype(float).to_numpy()
    users = population * countries.share_internet_users.astype(float).to_numpy()
    gdp_year = countries.gdp_year.astype(float).fillna(2024).astype(int)
    nominal = countries.gdp_musd.astype(float)
    gdp = np.array([to_2024_usd(g, y) for g, y in zip(nominal, gdp_year, strict=True)], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_head = gdp * 1e6 / population
    sure = (users > 0) & (per_head > 0)
    gbps = model_gbps(users[sure], per_head[sure])
    if len(gbps) >= WORLD_COUNTRIES:
        gbps = gbps * params.world_gbps / gbps.sum()
    else:
        gbps = gbps * params.world_gbps / WORLD_GBPS
    gbps = gbps * (1.0 + params.growth_per_year) ** (year - BASE_YEAR)
    return _rows(
        countries.id[sure].astype(str).tolist(),
        gbps,
        np.exp(RESIDUAL_SD),
        "modelled",
        [f"Sogdia's model of used international bandwidth from internet users and GDP per head, {year}"] * len(gbps),
    )


def _weighed(modelled: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Weigh the model against old figures and lit capacity: the mean of the logarithms by inverse variance."""
    both = modelled.merge(found, on="country", how="outer", suffixes=("", "_model"))
    model = np.log(both.demand_gbps.to_numpy(dtype=float))
    seen = np.log(both.gbps.to_numpy(dtype=float))
    by_model = np.where(np.isfinite(model), RESIDUAL_SD**-2, 0.0)
    by_seen = np.where(np.isfinite(seen), both.sd.astype(float).fillna(1.0).to_numpy() ** -2, 0.0)
    total = by_model + by_seen
    mean = (by_model * np.nan_to_num(model) + by_seen * np.nan_to_num(seen)) / total
    factor = np.exp(total**-0.5)
    words = [
        f"{told}, weighed against Sogdia's model" if isinstance(told, str) else plain
        for told, plain in zip(both["source_model"], both["source"], strict=True)
    ]
    return _rows(both.country.tolist(), np.exp(mean), factor, "modelled", words)


def _rows(
    country: list[str], gbps: NDArray[Any], factor: float | NDArray[np.float64], basis: str, source: list[str]
) -> pd.DataFrame:
    gbps = np.asarray(gbps, dtype=float)
    return pd.DataFrame(
        {
            "country": pd.Series(country, dtype="string"),
            "demand_gbps": pd.Series(gbps, dtype=float),
            "demand_low_gbps": pd.Series(gbps / factor, dtype=float),
            "demand_high_gbps": pd.Series(gbps * factor, dtype=float),
            "basis": pd.Series([basis] * len(country), dtype="string"),
            "source": pd.Series(source, dtype="string"),
        }
    )
