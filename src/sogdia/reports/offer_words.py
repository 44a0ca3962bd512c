"""What the page of an offer says in words: the order by money, what would change it, what is not known."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from sogdia.reports.numerals import NARROW, significant

if TYPE_CHECKING:
    from sogdia.offers import OfferResult
    from sogdia.offers.money import Account

NAMES: Final = {"nothing": "doing nothing", "offer": "this offer", "shared": "a shared build"}
_WANTING: Final = {
    "wholesale price": "wholesale prices are",
    "bandwidth in use": "bandwidth in use is",
    "GDP": "GDP is",
}
_SHARES: Final = {"of demand", "a year"}


def name_of(result: OfferResult, key: str) -> str:
    """Name an alternative in a sentence."""
    names = {a.key: a.name for a in result.alternatives}
    return f"{names[key]} (a rival)" if key == "rival" else NAMES[key]


def order_words(result: OfferResult) -> str:
    """Tell the order of the alternatives by the money that could be counted; without a counted gain there is none."""
    mine = _account(result, "offer")
    if mine is not None and not mine.has_gains:
        return (
            f"No gain could be counted: {_wanting(mine)} not known. What follows is cost alone and cannot say whether "
            "the offer is worth it."
        )
    ranking = result.ranking
    if len(ranking.order) < 2:
        return "The money of no alternative could be counted: the cost to build is not known."
    told = [f"{name_of(result, key)} ({money(ranking.worth[key])})" for key in ranking.order]
    left = [name_of(result, a.key) for a in result.alternatives if a.key not in ranking.order]
    more = f" Not counted for want of a cost or of a gain: {', '.join(left)}." if left else ""
    return f"By the money that could be counted, from most to least: {', '.join(told)}; US$ million.{more}"


def counted_words(result: OfferResult) -> str:
    """Tell which gains of the offer are counted, and which are left out for want of a fact."""
    mine = _account(result, "offer")
    if mine is None:
        return ""
    other = [m for m in mine.missing if m.partition(":")[0] not in mine.not_counted]
    more = f" Not known: {'; '.join(other)}." if other else ""
    if not mine.has_gains:
        return more.strip()
    told = ", ".join(mine.counted) or "none: it brings no gain that is counted in money"
    if not mine.not_counted:
        return f"Gains counted: {told}.{more}"
    left = "; ".join(m for m in mine.missing if m.partition(":")[0] in mine.not_counted)
    return (
        f"Only some gains could be counted: {told}. Left out, as not known: {left}. The worth is a low reading.{more}"
    )


def _account(result: OfferResult, key: str) -> Account | None:
    return next((a.account for a in result.alternatives if a.key == key), None)


def _wanting(account: Account) -> str:
    told = [_WANTING.get(fact, f"{fact} is") for fact in account.not_counted]
    return " not known, ".join(told)


def aged(text: str, date: str) -> str:
    """Say `ended` for `until` where the day of the page is past it.

    Examples
    --------
    >>> aged("law until 2026-08-14", "2026-11-22"), aged("law until 2026", "2026-11-22")
    ('law ended 2026-08-14', 'law until 2026')
    """

    def word(found: re.Match[str]) -> str:
        return f"ended {found[1]}" if found[1] < date[: len(found[1])] else found[0]

    return re.sub(r"until (\d{4}(?:-\d{2}){0,2})", word, text)


def short(name: str) -> str:
    """Give a name without what stands in brackets.

    Examples
    --------
    >>> short("Google (Alphabet)")
    'Google'
    """
    return re.sub(r"\s*\([^)]*\)", "", name).strip() or name


def money(value: float) -> str:
    """Write US$ million with a sign where it is under zero."""
    return "0" if abs(value) < 0.05 else significant(value, 2 if abs(value) < 10 else 3, 1)


def switch_words(result: OfferResult) -> list[str]:
    """Tell the figures at which the counted money of the offer is as good as that of another alternative."""
    out = []
    for row in result.ranking.switches.to_dict(orient="records"):
        now, then = (_amount(float(row[k]), str(row["unit"])) for k in ("now", "switch"))
        name = str(row["name"])
        even = name_of(result, str(row["beside"]))
        out.append(f"{name[0].upper()}{name[1:]}: at {then} {row['unit']} (now {now}), as good as {even}.")
    return out


def _amount(value: float, unit: str) -> str:
    return f"{significant(100 * value, 3, 1)}{NARROW}%" if unit in _SHARES else significant(value, 3, 2)


def missing_words(result: OfferResult) -> str:
    """Name the facts that are not known."""
    table = result.completeness
    gone = table[~table.known]
    parts = [f"of {who}: {', '.join(rows.fact)}" for who, rows in gone.groupby("alternative", sort=False)]
    return "; ".join(parts)


def clause_words(result: OfferResult, date: str) -> list[str]:
    """Tell each clause of the offer as a sentence with its source."""
    out = []
    for clause in result.definition.proposal.clauses:
        until = aged(f" until {clause.until}", date) if clause.until else ""
        cost = f"; leaving costs US$ {clause.cost_musd:g} million" if clause.cost_musd else ""
        out.append(f"{clause.kind.replace('_', '-')}{until}: {clause.text}{cost} ({clause.source or 'no source'})")
    return out


def figure_text(base: float, low: float, high: float) -> tuple[str, str]:
    """Write a figure, and its range where that says more.

    Examples
    --------
    >>> figure_text(30.0, 17.0, 32.2), figure_text(float("inf"), float("nan"), float("nan"))
    (('30', '17–32.2'), ('never', ''))
    """
    if base == math.inf:
        return "never", ""
    if not math.isfinite(base):
        return "–", ""
    main = _plain(base)
    ends = [_plain(x) if math.isfinite(x) else "" for x in (low, high)]
    told = "–".join(ends) if all(ends) and ends != [main, main] else ""
    return main, told.replace("–−", " to −")


def _plain(value: float) -> str:
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e6:
        return f"{significant(value / 1e6, 3, 1)}{NARROW}m"
    if size < 0.01:
        return "<0.01" if value > 0 else ">−0.01"
    return significant(value, 3, 0 if size >= 100 else 1 if size >= 10 else 2)
