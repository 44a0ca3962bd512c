"""Which state a country was in a year: one row for each country and year, by ISO code and COW number.

Panels follow the country of today by its ISO 3166-1 code: the Soviet Union's years are Russia's, Yugoslavia's are
Serbia's (COW 345 throughout), Tanganyika's Tanzania's. Germany is COW 260 to 1990 and 255 from then on, Yemen 678 to
1989 and 679 after: the number changes, the row goes on. The German Democratic Republic, South Yemen and Zanzibar are
states of their own and no rows of such a panel.

Source
------
Correlates of War Project, State System Membership, version 2016; ISO 3166-1.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.data import world
from sogdia.formats.cow_states import cow_number

if TYPE_CHECKING:
    from collections.abc import Iterable

BEFORE: Final = {"DEU": (1990, 260), "YEM": (1990, 678)}
"""First year of the present number, and the number before it."""
NO_ROWS: Final = (265, 511, 680, 315)
"""States that are no country of today: their votes and points are left out of a panel, and told."""


@cache
def _present() -> dict[str, int | None]:
    return {str(code): cow_number(str(code)) for code in world().countries.id}


def cow_of(country: str, year: int) -> int | None:
    """Give the COW number of a country in a year; None where the project has none (territories).

    Examples
    --------
    >>> [cow_of("DEU", 1989), cow_of("DEU", 1990), cow_of("YEM", 1989), cow_of("SRB", 1995), cow_of("NAM", 2000)]
    [260, 255, 678, 345, 565]
    """
    first, before = BEFORE.get(country, (0, 0))
    return before if year < first else _present().get(country)


def countries_of(number: int) -> str:
    """Give the ISO code of the country whose rows a COW number's years stand in; empty where they stand in none.

    Examples
    --------
    >>> countries_of(345), countries_of(260), countries_of(255), countries_of(265), countries_of(511)
    ('SRB', 'DEU', 'DEU', '', '')
    """
    if number in NO_ROWS:
        return ""
    before = {cow: code for code, (_, cow) in BEFORE.items()}
    now = {cow: code for code, cow in _present().items() if cow is not None}
    return before.get(number) or now.get(number, "")


def grid(countries: Iterable[str], years: range) -> pd.DataFrame:
    """Give one row for each country and year: country, cow, year."""
    rows = [(code, cow_of(code, year), year) for code in sorted(set(countries)) for year in years]
    table = pd.DataFrame(rows, columns=["country", "cow", "year"])
    return table.assign(cow=table.cow.astype("Int64"))
