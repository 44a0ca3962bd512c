"""Effects on work and growth as published elsewhere, for connected places only; and how complete the data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sogdia.assessment.figure import Figure
from sogdia.assessment.registry import indicator

if TYPE_CHECKING:
    from sogdia.assessment.setting import Setting, Side
    from sogdia.assessment.subjects import Subject

LEAST_PEOPLE = 15_000.0
"""Towns of fewer people are not listed: fewer newly near people than this are none, persons."""

ELSEWHERE = "published elsewhere, applies to connected places only, and not to the country as a whole"
EMPLOYMENT = "Hjort and Poulsen (2019), The Arrival of Fast Internet and Employment in Africa, AER 109, 1032"
GROWTH = "survey of broadband and growth: Qiang and others (2009, World Bank), Koutroumpis (2009), Katz (2010)"


def _first_link(setting: Setting, side: Side, subject: Subject) -> str:
    """Say where the study's projects bring a first fast link: to the country, to towns, or nowhere (empty)."""
    if side.label != "case" or not subject.projects or not side.projects.intersection(subject.projects):
        return ""
    if _fixed_exits(side, subject) and not _fixed_exits(setting.baseline, subject):
        return "the country's first link by cable or fibre"
    before, after = setting.baseline.near, side.near
    if subject.id not in after.index:
        return ""
    was = float(before.near_people.get(subject.id, 0.0))
    new = float(after.near_people[subject.id]) - was
    return f"{new:,.0f} people of listed towns newly near a node of the network as known" if new >= LEAST_PEOPLE else ""


def _fixed_exits(side: Side, subject: Subject) -> bool:
    rows = side.exits[side.exits.country == subject.id]
    return bool((rows.setting != "satellite").any())


@indicator(
    "employment_effect",
    "Employment where fast internet first arrives",
    "%",
    "up",
    "country",
    EMPLOYMENT,
    compared=False,
)
def employment(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the published range of the effect on employment, only where the study brings a first fast link.

    Examples
    --------
    The cable is Kenya's first; Pakistan had one.

    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> employment(s, s.case, s.subject("KEN")).base, employment(s, s.case, s.subject("PAK"))
    (4.2, None)
    """
    where = _first_link(setting, side, subject)
    return Figure(4.2, 3.0, 10.0, "assumed", EMPLOYMENT, f"{where}; {ELSEWHERE}") if where else None


@indicator(
    "growth_effect", "Growth of income per +10 points of broadband use", "percentage points a year", "up", "country",
    GROWTH, compared=False,
)  # fmt: skip
def growth(setting: Setting, side: Side, subject: Subject) -> Figure | None:
    """Give the published range of the effect on growth, only where a first fast link arrives; it has no centre.

    Examples
    --------
    >>> from sogdia.assessment.sample import sample_setting
    >>> s = sample_setting()
    >>> f = growth(s, s.case, s.subject("KEN"))
    >>> f.low, f.high
    (0.24, 1.38)
    """
    where = _first_link(setting, side, subject)
    if not where:
        return None
    return Figure(float("nan"), 0.24, 1.38, "assumed", GROWTH, f"{where}; {ELSEWHERE}; only if use rises by 10 points")
