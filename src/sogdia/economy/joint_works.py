"""What is saved by laying fibre while a road, rail or power line is built (workshop)."""

from __future__ import annotations

from typing import Final, NamedTuple

from sogdia.errors import ParameterError

SAVED_USD_PER_KM: Final = 7_379.0
SAVED_SHARE: Final = 0.5683
"""Least saving a km and share saved of fibre beside the Asian Highway in Myanmar.

Source: United Nations ESCAP, Cost-benefit analysis of fibre-optic co-deployment with the Asian Highway (2018).
"""


class CoDeployment(NamedTuple):
    """Cost of fibre built alone and jointly, US$ a km, and what is saved."""

    separate_usd_per_km: float
    joint_usd_per_km: float
    saved_usd_per_km: float
    saved_share: float


def co_deployment(
    separate_usd_per_km: float | None = None,
    saved_share: float = SAVED_SHARE,
    saved_usd_per_km: float | None = None,
) -> CoDeployment:
    """Give the cost of fibre built with another work.

    Parameters
    ----------
    separate_usd_per_km
        Cost of fibre built alone; from the saving and its share where None.
    saved_share
        Share saved, from 0 to under 1.
    saved_usd_per_km
        Saving a km; the published one where both it and the separate cost are None.

    Raises
    ------
    ParameterError
        A share outside [0, 1), a cost of 0 or less.

    Examples
    --------
    >>> [round(x) for x in co_deployment()[:3]]
    [12984, 5605, 7379]
    """
    if not 0 <= saved_share < 1:
        raise ParameterError(f"the share saved is from 0 to under 1, not {saved_share}; write 57 % as 0.57")
    if separate_usd_per_km is None:
        saved = SAVED_USD_PER_KM if saved_usd_per_km is None else saved_usd_per_km
        if saved_share == 0:
            raise ParameterError("a share saved of 0 tells no cost; give separate_usd_per_km")
        separate_usd_per_km = saved / saved_share
    if not separate_usd_per_km > 0:
        raise ParameterError(f"a cost a km is above 0, not {separate_usd_per_km}")
    joint = separate_usd_per_km * (1 - saved_share)
    return CoDeployment(separate_usd_per_km, joint, separate_usd_per_km - joint, saved_share)
