"""What hours without the internet cost an economy (workshop)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from sogdia.errors import ParameterError, pick

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

DAILY_SHARES: Final = {"low": 0.004, "medium": 0.01, "high": 0.019}
"""Share of a day's GDP lost by a full shutdown of a day, by how connected the economy is.

Source: Deloitte, The economic impact of disruptions to internet connectivity (2016): 0.4, 1.0 and 1.9 %.
"""


def connectivity_class(share_internet_users: float) -> str:
    """Give the class of an economy by the share of its people who use the internet.

    Source
    ------
    Deloitte (2016) sets high connectivity above 80 % of people and low below 30 %; the edges are recalled.

    Examples
    --------
    >>> [connectivity_class(x) for x in (0.2, 0.5, 0.9)]
    ['low', 'medium', 'high']
    """
    if not 0 <= share_internet_users <= 1:
        raise ParameterError(f"a share of people is from 0 to 1, not {share_internet_users}")
    if share_internet_users >= 0.8:
        return "high"
    return "medium" if share_internet_users >= 0.3 else "low"


def outage_range_musd(
    gdp_musd: float, days: float, *, capacity_left_gbps: float = 0.0, demand_gbps: float = 1.0
) -> tuple[float, float, float]:
    """Give base, low and high of what an outage costs by one rule for every country: its middle, least and most share.

    The edges of the classes are recalled and shares of people online are often old, so that no country is put into a
    class: each has the same middle and the same range.

    Source
    ------
    See `outage_cost_musd`.

    Examples
    --------
    >>> [round(x, 3) for x in outage_range_musd(36_500, 1.0)]
    [1.0, 0.4, 1.9]
    """
    base, low, high = (
        outage_cost_musd(gdp_musd, days, connectivity=kind, capacity_left_gbps=capacity_left_gbps,
                         demand_gbps=demand_gbps)
        for kind in ("medium", "low", "high")
    )  # fmt: skip
    return base, low, high


def outage_cost_musd(
    gdp_musd: float,
    days: float,
    *,
    connectivity: str = "medium",
    capacity_left_gbps: float = 0.0,
    demand_gbps: float = 1.0,
    steepness: float = 1.0,
) -> float:
    """Give what an outage costs: nothing while the capacity that is left holds all demand.

    Parameters
    ----------
    gdp_musd
        Gross domestic product of a year, US$ million.
    days
        Length of the outage, 0 or more.
    connectivity
        `low`, `medium` or `high`; see `DAILY_SHARES`.
    capacity_left_gbps, demand_gbps
        What still stands, and what is asked for, above 0.
    steepness
        1 or more: how much worse a full loss is than a part of it; 1 for in proportion.

    Raises
    ------
    ParameterError
        A negative figure, a demand of 0, an unknown class.

    Source
    ------
    Full loss: s GDP / 365 a day (Deloitte 2016). Partial losses, ours: times max(0, 1 - left / demand)^steepness.

    Examples
    --------
    >>> outage_cost_musd(36_500, 1.0), outage_cost_musd(36_500, 1.0, capacity_left_gbps=5, demand_gbps=4)
    (1.0, 0.0)
    """
    share = DAILY_SHARES[pick(connectivity, DAILY_SHARES, "class of connectivity")]
    if min(gdp_musd, days, capacity_left_gbps) < 0 or not demand_gbps > 0 or steepness < 1:
        raise ParameterError("GDP, days and capacity left are 0 or more, demand is above 0, steepness 1 or more")
    missing = max(0.0, 1.0 - capacity_left_gbps / demand_gbps)
    return float(share * gdp_musd / 365.0 * days * missing**steepness)


@dataclass(frozen=True)
class OutagesAvoided:
    """What a project saves of the cost of outages, by how much traffic there is.

    Attributes
    ----------
    traffic_gbps
        Traffic, one value or more above 0, rising.
    share
        Share of a year's traffic that outages leave unserved without the project, less that with it, at each; under 0
        where there are more of them. Between two values it is linear in 1 / traffic, as the unserved share of fixed
        capacities is; before the first it is that of the first. The last is what the capacity without the project
        holds: of more traffic only so much counts, and its share of the cost.
    full_musd
        Cost of a year without any service, in output of year 0, US$ million, 0 or more.

    Raises
    ------
    ParameterError
        Traffic that does not rise from above 0, another count of shares, a negative cost.

    Examples
    --------
    A line of 10 Gbps is down for 2 % of the year, and a second one that never fails is built beside it.

    >>> OutagesAvoided((10.0,), (0.02,), full_musd=365.0).musd([5.0, 50.0]).round(6).tolist()
    [7.3, 1.46]
    """

    traffic_gbps: tuple[float, ...]
    share: tuple[float, ...]
    full_musd: float

    def __post_init__(self) -> None:
        rising = [0.0, *self.traffic_gbps]
        if len(self.share) != len(self.traffic_gbps) or not self.share:
            raise ParameterError("give a share for each value of traffic, one or more")
        if not all(a < b for a, b in pairwise(rising)) or not self.full_musd >= 0:
            raise ParameterError("traffic rises from above 0 Gbps, and a year without service costs 0 or more")

    def musd(self, traffic_gbps: ArrayLike) -> Floats:
        """Give what is saved a year at such traffic, 0 Gbps or more, US$ million in output of year 0."""
        traffic = np.maximum(np.asarray(traffic_gbps, dtype=float), self.traffic_gbps[0])
        inverse = 1.0 / np.array(self.traffic_gbps[::-1])
        share = np.interp(1.0 / traffic, inverse, self.share[::-1])
        return np.asarray(self.full_musd * share * np.minimum(self.traffic_gbps[-1] / traffic, 1.0))
