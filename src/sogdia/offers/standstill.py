"""The column of doing nothing: what is nothing by definition, and what does not apply (workshop)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sogdia.offers import binds, gains, money
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN
from sogdia.offers.shortage import AFTER_YEARS

if TYPE_CHECKING:
    from sogdia.offers.figures import Sheet

ZERO: Final = (
    *(money.ROWS[k] for k in ("capex", "grant", "operation", "whole_cost", "enpv", "enpv_outside", "debt",
                              "peak_service")),
    *(gains.ROWS[k] for k in ("growth", "employment", "building_jobs", "operating_jobs", "electricity")),
    binds.DEBT_GDP, binds.SERVICE_REVENUE,
)  # fmt: skip
NEVER: Final = (
    *(money.ROWS[k] for k in ("capex_per_km", "eirr", "bcr", "firr", "payback", "repaid_years", "dscr")),
    *(binds.lock_in_row(year) for year in AFTER_YEARS),
)
TODAY: Final = "of the cables of today; nobody was asked"


def nothing_lines(sheet: Sheet, laws: str) -> None:
    """Add what doing nothing costs, and what cannot be asked of it.

    Parameters
    ----------
    laws
        Laws that stand for all, in words; empty where none is named.
    """
    for row in ZERO:
        sheet.add(row, 0.0, basis="modelled", source="by definition: nothing is built or borrowed")
    for row in NEVER:
        sheet.add(row, text=DOES_NOT_APPLY)
    sheet.add(binds.BUILDER, text=DOES_NOT_APPLY)
    sheet.add(binds.HOLDER, text=DOES_NOT_APPLY)
    for row in (binds.LENDER, binds.CURRENCY):
        sheet.add(row, text="none", basis="modelled", source="by definition: nothing is borrowed")
    if laws:
        sheet.add(binds.CLAUSES, text=laws, basis="measured", source="laws named in the offer")
    else:
        sheet.add(binds.CLAUSES, text=NOT_KNOWN, note=TODAY)
    sheet.add(binds.MAINTENANCE, text=NOT_KNOWN, note=TODAY)
