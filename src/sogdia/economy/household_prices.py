"""What the internet costs a household (workshop)."""

from __future__ import annotations

from typing import Final

from sogdia.errors import ParameterError

MARK: Final = 0.02
"""Two per cent of monthly gross national income per head: entry-level broadband at or under it counts as affordable.

Source: UN Broadband Commission for Sustainable Development, 2025 advocacy target 2.
"""


def affordability(price_usd_per_month: float, gni_usd_per_head: float) -> float:
    """Give a monthly price as a share of a month's gross national income per head.

    Raises
    ------
    ParameterError
        A negative price, or an income of 0 or less.

    Examples
    --------
    >>> affordability(20.0, 2400.0)
    0.1
    """
    if price_usd_per_month < 0:
        raise ParameterError(f"a price is 0 or more, not {price_usd_per_month}")
    if not gni_usd_per_head > 0:
        raise ParameterError(f"gross national income per head is above 0, not {gni_usd_per_head}")
    return price_usd_per_month / (gni_usd_per_head / 12.0)


def retail_price(before_usd: float, wholesale_before_usd: float, wholesale_after_usd: float, passed_on: float) -> float:
    """Give the retail price after a fall of the wholesale price of which a share is passed on.

    Parameters
    ----------
    passed_on
        Share of the relative fall that reaches the customer, 0 to 1.

    Examples
    --------
    A wholesale price halved, half of it passed on: a quarter less.

    >>> retail_price(20.0, 100.0, 50.0, 0.5)
    15.0
    """
    if not 0 <= passed_on <= 1:
        raise ParameterError(f"the share passed on is from 0 to 1, not {passed_on}")
    if not wholesale_before_usd > 0 or wholesale_after_usd < 0 or before_usd < 0:
        raise ParameterError("prices are 0 or more, and the wholesale price before is above 0")
    return before_usd * (1.0 - passed_on * (1.0 - wholesale_after_usd / wholesale_before_usd))
