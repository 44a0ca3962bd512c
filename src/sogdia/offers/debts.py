"""What is known of the debt of an alternative, and what is not (workshop)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sogdia.assessment.figure import weakest
from sogdia.offers.completing import terms_known
from sogdia.offers.figures import NOT_KNOWN, basis_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sogdia.offers.definition import Proposal
    from sogdia.offers.figures import Sheet

LEAST = "at least"
MOST = "at most"
PLANT = "equipment alone"
"""Word before a figure that counts the vendor's equipment, and neither loans nor fees, which are not known."""


@dataclass(frozen=True)
class Debt:
    """What an alternative borrows.

    Attributes
    ----------
    musd
        US$ million of the loans whose amount is known; NaN where no loan is known, nor that there is none.
    missing
        Lenders of loans whose amount is not known.
    basis, source
        How it was had, and whence.
    most_musd
        US$ million that can be borrowed at most: the high end of the cost to build, less grants; NaN where that is not
        known.
    """

    musd: float
    missing: tuple[str, ...]
    basis: str
    source: str
    most_musd: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a figure."""
        return math.isfinite(self.musd)

    def told(self, bound: str = LEAST) -> str:
        """Say that the figure is a bound where a loan is missing; empty where none is."""
        if not self.missing:
            return ""
        return f"{bound}; loan of {', '.join(self.missing)} not known"

    def add(
        self, sheet: Sheet, row: tuple[str, str, str, str], value: float, source: str, bound: str = LEAST,
        most: float = math.nan, ends: tuple[float, float] = (math.nan, math.nan),
    ) -> None:  # fmt: skip
        """Add a figure made from the debt, with its upper end where a loan is missing; `not known` without a debt.

        Parameters
        ----------
        ends
            Low and high where a rate floats; told where they differ and no loan is missing.
        """
        if not self.known:
            sheet.add(row, text=NOT_KNOWN)
            return
        basis = self.basis if value == 0 and not self.missing else "modelled"
        if self.missing or ends[0] == ends[1]:
            ends = (value, most) if self.missing and most > value else (math.nan, math.nan)
        told = self.told(bound) if math.isfinite(value) else ""
        sheet.add(row, value, *ends, text=told, basis=basis, source=source)


def debt_of(proposal: Proposal, usd_per_unit: Mapping[str, float], most_musd: float = math.nan) -> Debt:
    """Give the debt of a proposal, which can be no more than `most_musd`.

    With lenders missing and no other loan it is not known.
    """
    rates = {"USD": 1.0, **usd_per_unit}
    missing = proposal.loans_not_known
    total = sum(lending.amount * rates[lending.currency] for lending in proposal.loans)
    source = proposal.sources.get("loans", "")
    if not terms_known(proposal, "loans") or (missing and not proposal.loans):
        return Debt(math.nan, missing, "", "")
    told = [x.source for x in proposal.loans] or [source]
    basis = weakest([basis_of(x) if x else "measured" for x in told])
    return Debt(total, missing, basis, source or "the loans of the offer", most_musd)
