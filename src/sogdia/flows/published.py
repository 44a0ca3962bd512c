"""Published bandwidth of countries, brought to a year: used figures as they are, lit ones by their usual fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from sogdia.network import Network

USED: Final = ("traffic_gbps", "capacity_used_gbps", "international_bandwidth_gbps")
"""Quantities of `observations` that say what a country uses."""
LIT: Final = ("capacity_lit_gbps",)
"""Quantities that say what is lit or equipped, of which a part is used."""
FILL: Final = 0.55
"""Used over lit international bandwidth. Source: Rwanda's regulator, 0.52-0.58 in 2021-23; Kenya's 0.46 and Côte
d'Ivoire's 0.44 are of available or installed capacity."""
USED_SD: Final = 0.10
LIT_SD: Final = 0.50
SD_PER_YEAR: Final = 0.05
"""Standard deviations of the logarithm (assumed): of a used figure, of a lit one, and what each year adds."""
OLDEST_YEARS: Final = 15


def published(net: Network, year: int, growth_per_year: float) -> pd.DataFrame:
    """Give each country's best published figure, grown to `year`.

    Returns
    -------
    DataFrame
        Columns country, gbps, sd (of the logarithm), age (years), used (True where the figure is of use), source.
        The best figure has the least deviation; of equal ones the newest, of those the smallest.
    """
    table = net.observations
    table = table[table.quantity.isin(USED + LIT) & table.counterpart.isna() & table.organisation.isna()]
    known = set(net.countries.id) | set(net.nodes.country.dropna())
    table = table[table.subject.isin(known) & (table.value > 0)]
    when = table.date.str.slice(0, 4).astype(float).to_numpy()
    age = np.abs(when - year)
    used = table.quantity.isin(USED).to_numpy(dtype=bool)
    value = table.value.astype(float).to_numpy() * np.where(used, 1.0, FILL)
    words = [
        f"{quantity} of {date}" + (f" ({source})" if isinstance(source, str) else "")
        for quantity, date, source in zip(table.quantity, table.date, table.source, strict=True)
    ]
    rows = pd.DataFrame(
        {
            "country": table.subject.astype("string").to_numpy(),
            "gbps": value * (1.0 + growth_per_year) ** (year - when),
            "sd": np.where(used, USED_SD, LIT_SD) + SD_PER_YEAR * age,
            "age": age,
            "used": used,
            "when": when,
            "source": words,
        }
    )
    rows = rows[rows.age <= OLDEST_YEARS]
    rows = rows.sort_values(["country", "sd", "when", "gbps"], ascending=[True, True, False, True])
    return rows.drop_duplicates("country").drop(columns="when").reset_index(drop=True)
