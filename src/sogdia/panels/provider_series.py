"""How far each country's known providers of technology have their home in one state, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.data import world
from sogdia.panels.accepted import states
from sogdia.panels.ecosystem_ties import ties
from sogdia.panels.long_rows import Series, stock

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "share_of_providers"
FAULT: Final = "known ties alone, cables before all; a country's share rests on few providers"


def provider_series(last: int, folder: Path, *, vintage: str, licence: str) -> list[Series]:
    """Give, for each country, home state and year, the share of the country's known providers that have it as home.

    None where the folder has no table of ecosystems. Suppliers of cables that land there, clouds, 5G equipment,
    navigation and payments count, each once. A country without any known tie is unknown; one's own providers are none
    of another state's.

    Parameters
    ----------
    last
        Last year.
    folder
        Tables of facts.
    vintage, licence
        Of the shipped facts.
    """
    if not (folder / "ecosystems.csv").is_file():
        return []
    every = ties(world(), folder).rename(columns={"home": "sponsor"})
    rows = stock(every, last)
    rows["value"] /= rows.groupby(["country", "year"]).value.transform("sum")
    rows = rows[rows.sponsor != rows.country]
    return [Series(
        "covariate", NAME, "share", "Share of the known providers of the country's cables, clouds, 5G, navigation and "
        "payments whose home is the state named.",
        rows[["country", "year", "sponsor", "value", "read", "source"]].reset_index(drop=True), blank="zero",
        years=(int(every.year.min()), last), undated=sorted(set(states().id) - set(every.country)), vintage=vintage,
        licence=licence, faults=(FAULT,),
    )]  # fmt: skip
