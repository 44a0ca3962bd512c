"""Jobs of building and of operating (workshop)."""

from __future__ import annotations

from typing import Final, NamedTuple

from sogdia.errors import ParameterError

LABOUR_SHARE: Final = {"terrestrial": (0.6, 0.7, 0.8), "submarine": (0.05, 0.1, 0.2)}
"""Share of the cost to build that pays local labour: low, base, high.

Source: on land 60-80 % (Fiber Broadband Association and Cartesian, 2024); at sea ships and plant come from abroad, and
the shares are assumed.
"""
OPERATION_LABOUR_SHARE: Final = (0.2, 0.3, 0.4)
"""Share of operation and maintenance that pays local labour; assumed."""
DATA_CENTRE_JOBS_PER_MW: Final = (0.3, 0.6, 1.0)
"""Operating jobs of a data centre per MW of IT load; recalled, no solid source was found."""


class Jobs(NamedTuple):
    """Jobs, low, base and high."""

    low: float
    base: float
    high: float


def construction_person_years(
    land_musd: float, sea_musd: float, wage_usd_per_year: float, share_local: float = 1.0
) -> Jobs:
    """Give the person-years of local work to build: labour's share of the cost over the yearly wage.

    Parameters
    ----------
    wage_usd_per_year
        Wage with charges, above 0; four times GDP per head is a rule of thumb where none is known.
    share_local
        Share of labour hired in the country, 0 to 1.

    Examples
    --------
    US$ 10 million on land, wages of 10,000: 7 million pay 700 person-years.

    >>> construction_person_years(10.0, 0.0, 10_000.0).base
    700.0
    """
    if not wage_usd_per_year > 0 or not 0 <= share_local <= 1 or min(land_musd, sea_musd) < 0:
        raise ParameterError("the wage is above 0, the share hired locally from 0 to 1, costs 0 or more")
    ends = zip(LABOUR_SHARE["terrestrial"], LABOUR_SHARE["submarine"], strict=True)
    low, base, high = (
        (land * land_musd + sea * sea_musd) * 1e6 * share_local / wage_usd_per_year for land, sea in ends
    )
    return Jobs(low, base, high)


def operating_jobs(operation_musd_per_year: float, wage_usd_per_year: float, data_centre_mw: float = 0.0) -> Jobs:
    """Give the jobs that operation keeps: labour's share of its yearly cost over the wage, and the data centre's.

    Examples
    --------
    >>> operating_jobs(1.0, 10_000.0).base
    30.0
    """
    if not wage_usd_per_year > 0 or min(operation_musd_per_year, data_centre_mw) < 0:
        raise ParameterError("the wage is above 0, the yearly cost and the power 0 or more")
    ends = zip(OPERATION_LABOUR_SHARE, DATA_CENTRE_JOBS_PER_MW, strict=True)
    low, base, high = (
        share * operation_musd_per_year * 1e6 / wage_usd_per_year + mw * data_centre_mw for share, mw in ends
    )
    return Jobs(low, base, high)
