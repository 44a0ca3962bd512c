"""Loans: what is drawn, owed and paid each year, in the loan's own currency (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from sogdia.economy.discounting import discount_factors
from sogdia.errors import Fault, ParameterError, raise_faults

if TYPE_CHECKING:
    from collections.abc import Sequence


REPAYMENTS: Final = ("equal_principal", "annuity", "bullet")
CONSTRUCTION_INTEREST: Final = ("paid", "capitalised")
COLUMNS: Final = (
    "period", "year", "drawn", "opening", "interest", "capitalised", "fees", "principal", "service", "closing",
)  # fmt: skip
"""Columns of a schedule."""
CONCESSIONAL_RATE: Final = 0.05
"""Discount rate of the grant element: the unified rate of the International Monetary Fund and World Bank (2013)."""
_CENT: Final = 0.005


@dataclass(frozen=True)
class Loan:
    """The terms of a loan; money is million of its currency.

    Attributes
    ----------
    principal
        What is lent, above 0.
    currency
        ISO 4217 code.
    rate
        Interest a year on what is owed, 0 or more.
    grace_years
        Years from the first drawing in which no principal is repaid, fewer than `tenor_years`.
    tenor_years
        Years from the first drawing to the last payment, above 0.
    repayment
        `equal_principal`: the same principal each period; `annuity`: the same payment; `bullet`: all at the end.
    drawn
        Shares of the principal drawn at the beginning of years 0, 1, ...; they add to 1.
    upfront_share
        Fee at signature as a share of the principal.
    commitment_share
        Fee a year on what is not drawn yet.
    periods_per_year
        Payments a year, 1, 2, 4 or 12.
    construction_interest
        Whether interest until the last drawing's year ends is `paid` or `capitalised` (added to what is owed).
    """

    principal: float
    currency: str
    rate: float
    grace_years: float
    tenor_years: float
    repayment: str = "equal_principal"
    drawn: tuple[float, ...] = (1.0,)
    upfront_share: float = 0.0
    commitment_share: float = 0.0
    periods_per_year: int = 2
    construction_interest: str = "paid"

    def __post_init__(self) -> None:
        raise_faults(loan_faults(self), "the loan has")


def loan_faults(loan: Loan, where: str = "loan") -> list[Fault]:
    """Give what is wrong with a loan's terms, each with its mend."""
    rules = [
        ("principal", loan.principal, loan.principal > 0, "must be above 0", "give what is lent, in million"),
        ("rate", loan.rate, 0 <= loan.rate < 1, "must be from 0 to under 1", "write 2 % a year as 0.02"),
        ("tenor_years", loan.tenor_years, loan.tenor_years > 0, "must be above 0",
         "give the years from the first drawing to the last payment"),
        ("grace_years", loan.grace_years, loan.grace_years >= 0, "must be 0 or more", "0 where there is none"),
        ("grace_years", loan.grace_years, loan.tenor_years <= 0 or loan.grace_years < loan.tenor_years,
         f"must be under the tenor of {loan.tenor_years:g} years",
         "the tenor counts from the first drawing and holds the grace"),
        ("upfront_share", loan.upfront_share, 0 <= loan.upfront_share < 1, "must be from 0 to under 1",
         "write 0.25 % as 0.0025"),
        ("commitment_share", loan.commitment_share, 0 <= loan.commitment_share < 1, "must be from 0 to under 1",
         "write 0.25 % as 0.0025"),
        ("periods_per_year", loan.periods_per_year, loan.periods_per_year in {1, 2, 4, 12},
         "must be 1, 2, 4 or 12", ""),
        ("repayment", loan.repayment, loan.repayment in REPAYMENTS, "is not known", f"one of {', '.join(REPAYMENTS)}"),
        ("construction_interest", loan.construction_interest, loan.construction_interest in CONSTRUCTION_INTEREST,
         "is not known", f"one of {', '.join(CONSTRUCTION_INTEREST)}"),
        ("drawn", " ".join(map(str, loan.drawn)), len(loan.drawn) > 0 and min(loan.drawn, default=0) >= 0
         and abs(sum(loan.drawn) - 1) < 1e-6, f"must be shares of 0 or more that add to 1, not {sum(loan.drawn):g}",
         "give the share drawn in each year"),
        ("drawn", " ".join(map(str, loan.drawn)), loan.tenor_years <= 0 or len(loan.drawn) <= max(loan.grace_years, 1),
         f"goes on after the grace of {loan.grace_years:g} years", "lengthen the grace or draw sooner"),
    ]  # fmt: skip
    return [Fault(where, column, str(value), words, mend) for column, value, good, words, mend in rules if not good]


def repayment_schedule(loan: Loan) -> pd.DataFrame:
    """Give what is drawn, owed and paid, period by period.

    Parameters
    ----------
    loan
        Terms; drawings come at the beginning of a year, payments at the end of each period.

    Returns
    -------
    DataFrame
        period (from 1), year (0 for the first), drawn, opening, interest, capitalised, fees, principal, service
        (interest paid, fees and principal) and closing, million of the loan's currency. The fee at signature falls in
        the first period.

    Examples
    --------
    100 for four years, two of grace, 10 % a year, once a year: interest of 10, then 50 with 10 and 50 with 5.

    >>> terms = Loan(100, "USD", 0.1, grace_years=2, tenor_years=4, periods_per_year=1)
    >>> repayment_schedule(terms).service.tolist()
    [10.0, 10.0, 60.0, 55.0]
    """
    m = loan.periods_per_year
    periods, grace = (
        max(round(loan.tenor_years * m), 1),
        min(round(loan.grace_years * m), round(loan.tenor_years * m) - 1),
    )
    rate = loan.rate / m
    building = len(loan.drawn) * m if loan.construction_interest == "capitalised" else 0
    owed, undrawn, rows = 0.0, loan.principal, []
    for period in range(1, periods + 1):
        year = (period - 1) // m
        first = (period - 1) % m == 0
        taken = loan.principal * loan.drawn[year] if first and year < len(loan.drawn) else 0.0
        undrawn -= taken
        opening = owed + taken
        interest = opening * rate
        fees = max(undrawn, 0.0) * loan.commitment_share / m + (
            loan.principal * loan.upfront_share if period == 1 else 0
        )
        added = interest if period <= min(building, grace) else 0.0
        paid = _principal(loan.repayment, opening, rate, period, periods, grace)
        owed = opening + added - paid
        rows.append((period, year, taken, opening, interest, added, fees, paid, interest - added + fees + paid, owed))
    columns = [
        "period",
        "year",
        "drawn",
        "opening",
        "interest",
        "capitalised",
        "fees",
        "principal",
        "service",
        "closing",
    ]
    return pd.DataFrame(rows, columns=columns)


def _principal(repayment: str, opening: float, rate: float, period: int, periods: int, grace: int) -> float:
    """Give what is repaid in a period: by what is owed and the periods that are left."""
    left = periods - period + 1
    if period <= grace or (repayment == "bullet" and left > 1):
        return 0.0
    if repayment == "annuity" and rate > 0:
        return opening / (math.expm1(left * math.log1p(rate)) / rate)
    return opening / left


def yearly_service(loan: Loan) -> pd.DataFrame:
    """Give the schedule by year: year, drawn, interest, fees, principal, service and closing."""
    table = repayment_schedule(loan)
    columns = ["drawn", "interest", "fees", "principal", "service"]
    sums = table.groupby("year")[columns].sum()
    return sums.assign(closing=table.groupby("year").closing.last()).reset_index()


def grant_element(loan: Loan, rate: float = CONCESSIONAL_RATE) -> float:
    """Give the share of the loan that is a gift: what is drawn less what is paid, both as of today, over what is drawn.

    Source
    ------
    International Monetary Fund and World Bank: unified discount rate of 5 %; 35 % or more is called concessional.

    Examples
    --------
    A loan at the discount rate itself gives nothing away.

    >>> at_five = Loan(100, "USD", 0.05, grace_years=1, tenor_years=10, periods_per_year=1)
    >>> abs(round(grant_element(at_five), 9))
    0.0
    """
    table = repayment_schedule(loan)
    m = loan.periods_per_year
    step = (1.0 + rate) ** (1.0 / m) - 1.0
    factors = discount_factors(len(table) + 1, step)
    lent = float(table.drawn.to_numpy() @ factors[:-1])
    paid = float(table.service.to_numpy() @ factors[1:])
    return 1.0 - paid / lent


def payment_faults(loan: Loan, stated: Sequence[float], where: str = "loan.payments") -> list[Fault]:
    """Hold the yearly payments that an offer states against those of its own terms.

    Parameters
    ----------
    stated
        Debt service of years 0, 1, ... as stated, million of the loan's currency.

    Returns
    -------
    list
        A fault where the years differ in number or a year differs by over half a hundredth of a million and 0.5 %.
    """
    ours = yearly_service(loan).service.to_numpy()
    if len(stated) != len(ours):
        words = f"a tenor of {loan.tenor_years:g} years has {len(ours)} yearly payments"
        mend = "give one figure a year from the first drawing on, 0 where nothing is paid"
        return [Fault(where, "", str(len(stated)), words, mend)]
    given = np.asarray(stated, dtype=float)
    off = np.flatnonzero(np.abs(given - ours) > np.maximum(_CENT, 0.005 * np.abs(ours)))
    if not len(off):
        return []
    year = int(off[0])
    words = (
        f"do not add up: year {year} states {given[year]:g} where the terms make {ours[year]:.3f}; "
        f"{len(off)} of {len(ours)} years differ, {given.sum():g} against {ours.sum():.3f} in all"
    )
    mend = "ask the lender which holds; mend rate, grace, tenor, fees or repayment, or the payments"
    return [Fault(where, "", "", words, mend)]


def in_usd(
    amounts: Sequence[float], currency: str, usd_per_unit: dict[str, float], change_per_year: float = 0.0
) -> np.ndarray:
    """Turn yearly amounts into US dollars, the currency's worth changing by a share each year.

    Raises
    ------
    ParameterError
        No rate for the currency.
    """
    if currency != "USD" and currency not in usd_per_unit:
        known = ", ".join(["USD", *sorted(usd_per_unit)])
        raise ParameterError(f"no rate for the currency {currency!r}; rates are given for: {known}")
    start = 1.0 if currency == "USD" else usd_per_unit[currency]
    years = np.arange(len(amounts), dtype=float)
    return np.asarray(amounts, dtype=float) * start * (1.0 + change_per_year) ** years
