"""What cables and fibre cost to build and keep: laws fitted to published projects, each with its range (workshop).

Money is US$ million of 2024 or as the projects were published (2007-2024, not deflated: the laws are planning priors).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sogdia.errors import ParameterError, pick


class Range(NamedTuple):
    """A low, a base and a high figure."""

    low: float
    base: float
    high: float

    def times(self, factor: float) -> Range:
        """Give the range with all three figures multiplied."""
        return Range(self.low * factor, self.base * factor, self.high * factor)

    def plus(self, other: Range) -> Range:
        """Add two ranges end by end: the ends are bounds, as if both erred the same way."""
        return Range(self.low + other.low, self.base + other.base, self.high + other.high)


SUBMARINE_MUSD: Final = 0.897
SUBMARINE_EXPONENT: Final = 0.641
SUBMARINE_FACTOR: Final = 1.56
"""One standard deviation of the fit, as a factor (exp 0.445)."""

GROUNDS: Final[dict[str, Range]] = {
    "with_road": Range(4.0, 5.6, 9.0),
    "rural": Range(7.0, 12.0, 16.0),
    "backbone": Range(16.0, 27.0, 49.0),
    "mountain": Range(40.0, 54.0, 90.0),
}
"""Cost of fibre on land by ground, thousand US$ a km, from published projects:

- with_road: laid while a road is built (ESCAP 2018, Myanmar: 5.6 jointly against 13.0 alone);
- rural: plain, buried (Tanzania 15.9, Burundi 8.1, Kyrgyzstan 8.4);
- backbone: long-distance with equipment (builder's benchmark 25-30; Rwanda 26.1; Uganda 41-49);
- mountain: rock, height or insecurity (Khunjerab-Rawalpindi, Pakistan: 820 km for 44, 53.7 a km).
"""

OPERATION_SHARE: Final = Range(0.02, 0.04, 0.06)
"""Operation and maintenance of a year as a share of the cost to build; assumed, operators' rules of thumb."""

LIFE_YEARS: Final = Range(15.0, 25.0, 30.0)
"""Design life, years: 25 in contracts; large owners argue for less (NANOG 43; Submarine Networks Europe 2018)."""

OUTCOME_OVER_PLAN: Final = Range(0.6, 1.0, 1.3)
"""Final over planned cost of cables: Samoa ended at 0.61 of its estimate, Trans-Caspian rose to 1.27 of it."""


def submarine_capex_musd(km: float) -> Range:
    """Give the cost of a submarine system of `km` in all, US$ million.

    Parameters
    ----------
    km
        Length of the whole system with its branches, km, 0 or more. The law is concave: give it whole systems.

    Raises
    ------
    ParameterError
        `km` is under 0 or no number.

    Source
    ------
    Least squares on 15 published systems of 110 to 37,000 km, 2007-2024: ln C = -0.109 + 0.641 ln L, R2 0.85, residual
    standard deviation 0.445. Nominal dollars, mixed scope (some hold the wet plant only).

    Examples
    --------
    0.897 * 100^0.641 = 17.2 and 0.897 * 5000^0.641 = 210.8.

    >>> [round(submarine_capex_musd(km).base, 1) for km in (100, 5_000)]
    [17.2, 210.8]
    """
    _check(km)
    base = SUBMARINE_MUSD * km**SUBMARINE_EXPONENT if km > 0 else 0.0
    return Range(base / SUBMARINE_FACTOR, base, base * SUBMARINE_FACTOR)


def terrestrial_capex_musd(km: float, ground: str = "backbone") -> Range:
    """Give the cost of `km` of fibre on land, US$ million.

    Parameters
    ----------
    km
        Length, km, 0 or more.
    ground
        One of `GROUNDS`.

    Raises
    ------
    ParameterError
        `km` is under 0 or no number, or the ground is not known.

    Source
    ------
    `GROUNDS`: published projects, each with its year.

    Examples
    --------
    1,000 km of backbone at 27 thousand US$ a km (16 to 49).

    >>> terrestrial_capex_musd(1000.0)
    Range(low=16.0, base=27.0, high=49.0)
    """
    _check(km)
    return GROUNDS[pick(ground, GROUNDS, "ground")].times(km / 1000.0)


def operation_musd_per_year(capex: Range) -> Range:
    """Give the yearly cost to operate and maintain what cost `capex` to build: 4 % of it (2 to 6 %).

    Examples
    --------
    >>> operation_musd_per_year(Range(50.0, 100.0, 200.0))
    Range(low=1.0, base=4.0, high=12.0)
    """
    share = OPERATION_SHARE
    return Range(capex.low * share.low, capex.base * share.base, capex.high * share.high)


def _check(km: float) -> None:
    if not 0 <= km < float("inf"):
        raise ParameterError(f"a length is 0 km or more, not {km}")
