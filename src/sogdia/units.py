"""Units, physical constants and price levels: every conversion of the house is here.

Money is US$ million of 2024 (``_musd``), capacity Gbit/s (``_gbps``), distance km (``_km``) and delay ms (``_ms``).
"""

from __future__ import annotations

from typing import Final

LIGHT_KM_PER_MS: Final = 299.792458
"""Speed of light in vacuum, km per ms (exact, SI)."""

REFRACTIVE_INDEX: Final[dict[str, float]] = {"terrestrial": 1.468, "submarine": 1.468, "satellite": 1.0}
"""Group index of the medium by `setting`: G.652 fibre near 1550 nm is 1.468; radio through space is 1.0.

Source: ITU-T G.652 fibre data sheets (effective group index 1.4680-1.4682 at 1550 nm).
"""

GEOSTATIONARY_HEIGHT_KM: Final = 35_786.0
"""Height of the geostationary orbit above the equator, km."""

PRICE_YEAR: Final = 2024

_GDP_DEFLATOR: Final[dict[int, float]] = {
    1995: 71.9, 1996: 73.2, 1997: 74.5, 1998: 75.3, 1999: 76.3, 2000: 78.0,
    2001: 79.8, 2002: 81.0, 2003: 82.6, 2004: 84.8, 2005: 87.4, 2006: 90.1,
    2007: 92.5, 2008: 94.3, 2009: 95.0, 2010: 96.1, 2011: 98.1, 2012: 100.0,
    2013: 101.8, 2014: 103.6, 2015: 104.6, 2016: 105.7, 2017: 107.7, 2018: 110.3,
    2019: 112.3, 2020: 113.8, 2021: 118.9, 2022: 127.2, 2023: 131.9, 2024: 135.1,
}  # fmt: skip
"""US GDP implicit price deflator, 2012 = 100; recalled from BEA table 1.1.9, good to about 0.5 %."""


def to_2024_usd(amount_musd: float, year: int) -> float:
    """Bring nominal US$ million of `year` to the price level of 2024.

    Parameters
    ----------
    amount_musd
        Nominal amount, US$ million.
    year
        Year of the amount; years outside 1995-2024 take the nearest year of the table.

    Returns
    -------
    float
        US$ million of 2024.

    Source
    ------
    US GDP implicit price deflator (BEA table 1.1.9), rounded.

    Examples
    --------
    >>> round(to_2024_usd(100.0, 2010), 1)
    140.6
    >>> to_2024_usd(100.0, 2024)
    100.0
    """
    years = sorted(_GDP_DEFLATOR)
    near = min(max(year, years[0]), years[-1])
    return amount_musd * _GDP_DEFLATOR[PRICE_YEAR] / _GDP_DEFLATOR[near]


def delay_ms(length_km: float, setting: str = "submarine") -> float:
    """Give the one-way delay of light over `length_km` of a medium.

    Examples
    --------
    >>> round(delay_ms(1000.0), 4)
    4.8967
    """
    return length_km * REFRACTIVE_INDEX[setting] / LIGHT_KM_PER_MS
