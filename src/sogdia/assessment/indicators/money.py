"""Money: what the study's projects cost to build and to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.assessment.costs import LIFE_YEARS, OPERATION_SHARE, Range, operation_musd_per_year
from sogdia.assessment.figure import Figure, of_range, weakest
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    import pandas as pd

    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

BOARDS = "basic data and financing tables of World Bank and ADB appraisals"


def _built(setting: Setting, side: Side, subject: Subject) -> pd.DataFrame:
    """Give the costs of the subject's projects that stand on a side and have a cost."""
    rows = setting.costs[setting.costs.index.isin(subject.projects) & setting.costs.index.isin(side.projects)]
    return rows[rows.capex_base_musd.notna()]


def _has_projects(setting: Setting, subject: Subject) -> bool:
    """Tell whether any project of the subject has a cost: without one, cost is not measured."""
    rows = setting.costs[setting.costs.index.isin(subject.projects)]
    return bool(rows.capex_base_musd.notna().any())


def _total(rows: pd.DataFrame) -> Range:
    low, base, high = (float(rows[f"capex_{end}_musd"].sum()) for end in ("low", "base", "high"))
    return Range(low, base, high)


def _words(rows: pd.DataFrame, subject: Subject) -> str:
    whole = "; whole projects, not the country's share of them" if subject.scope == "country" else ""
    if rows.empty:
        return "none of the projects is built"
    return f"{len(rows)} project{'s' if len(rows) > 1 else ''}: {', '.join(sorted(rows.name))}{whole}"


def _basis(rows: pd.DataFrame) -> str:
    return weakest(rows.capex_basis) if len(rows) else "measured"


@indicator("capex_musd", "Total project cost", "US$ million of 2024", "down", "both", BOARDS)
def capex_musd(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the cost to build the study's projects of the corridor, or those that reach the country.

    Examples
    --------
    A cable of 5,000 km without a published cost: 0.897 * 5000^0.641 = 211, over and times 1.56.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> f = capex_musd(s, s.case, s.subject("three-countries"))
    >>> round(f.low), round(f.base), round(f.high), f.basis
    (135, 211, 329, 'modelled')
    >>> capex_musd(s, s.baseline, s.subject("three-countries")).base
    0.0
    """
    if not _has_projects(setting, subject):
        return None
    rows = _built(setting, side, subject)
    sources = "; ".join(dict.fromkeys(rows.capex_source)) or "the study"
    return of_range(_total(rows), _basis(rows), sources, _words(rows, subject))


@indicator("capex_musd_per_1000km", "Project cost per 1,000 km", "US$ million per 1,000 km", "down", "both", BOARDS)
def capex_per_km(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the cost to build over the length: thousand US$ a km.

    Examples
    --------
    211 over 5,000 km.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> round(capex_per_km(s, s.case, s.subject("three-countries")).base, 1)
    42.2
    """
    rows = _built(setting, side, subject)
    rows = rows[rows.km.notna()]
    if rows.empty:
        return None
    km = float(rows.km.sum())
    return of_range(_total(rows).times(1000.0 / km), _basis(rows), "cost over length", f"{km:,.0f} km")


@indicator(
    "capex_kusd_per_gbps", "Project cost per Gbps of design capacity", "thousand US$ per Gbps", "down", "both", BOARDS
)
def capex_per_gbps(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the cost to build over the design capacity.

    Examples
    --------
    US$ 211 million over 96,000 Gbps.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> round(capex_per_gbps(s, s.case, s.subject("three-countries")).base, 2)
    2.2
    """
    rows = _built(setting, side, subject)
    rows = rows[rows.design_gbps.notna()]
    if rows.empty:
        return None
    gbps = float(rows.design_gbps.sum())
    basis = weakest([_basis(rows), *rows.design_basis])
    return of_range(_total(rows).times(1000.0 / gbps), basis, "cost over design capacity", f"{gbps:,.0f} Gbps")


@indicator(
    "operation_musd_per_year",
    "Annual operation and maintenance",
    "US$ million of 2024 per year",
    "down",
    "both",
    BOARDS,
)
def operation(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the yearly cost to operate and maintain: 4 % of the cost to build, 2 to 6 %.

    Examples
    --------
    4 % of 211.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> round(operation(s, s.case, s.subject("three-countries")).base, 1)
    8.4
    """
    if not _has_projects(setting, subject):
        return None
    rows = _built(setting, side, subject)
    share = OPERATION_SHARE
    words = f"{share.base:.0%} of the cost to build a year ({share.low:.0%} to {share.high:.0%})"
    return of_range(operation_musd_per_year(_total(rows)), "assumed", "operators' rule of thumb", words)


@indicator("life_years", "Design life", "years", "neutral", "corridor", BOARDS, compared=False)
def life(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the life over which the projects are counted: 25 years, 15 to 30.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> life(s, s.case, s.subject("three-countries")).base
    25.0
    """
    if _built(setting, side, subject).empty:
        return None
    return of_range(LIFE_YEARS, "assumed", "supply contracts; NANOG 43; Submarine Networks Europe 2018")
