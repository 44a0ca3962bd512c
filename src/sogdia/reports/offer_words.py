"""What the page of an offer says in words: the order by money, what would change it, what is not known."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from sogdia.economy.outage_cost import outage_range_musd
from sogdia.offers.binds import CLAUSE_KINDS
from sogdia.offers.debts import LEAST, MOST, PLANT
from sogdia.offers.figures import NOT_KNOWN
from sogdia.reports.numerals import MISSING, NARROW, significant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sogdia.offers import OfferResult
    from sogdia.offers.money import Account

NAMES: Final = {"nothing": "doing nothing", "offer": "this offer", "shared": "a shared build"}
IF: Final = {
    "cost_ratio": "it cost US$ {then} million to build in place of {now}",
    "operation_factor": "it cost US$ {then} million a year to run in place of {now}",
    "slip_years": "it came {then} years late",
    "share_carried": "it carried {then} of the country's traffic in place of {now}",
    "price_after": "the wholesale price with it were US$ {then} per Mbps per month in place of {now}",
    "price_before": "the wholesale price without it were US$ {then} per Mbps per month in place of {now}",
    "price_change": "wholesale prices changed by {then} a year in place of {now}",
    "demand_factor": "the country's traffic were {then} times what is expected",
    "growth": "traffic grew at first by {then} a year in place of {now}",
    "avoided_musd": "it ended US$ {then} million of other yearly costs in place of {now}",
    "grant_musd": "grants paid US$ {then} million of it in place of {now}",
    "outage_factor": "a day without service cost {then} times what studies say",
    "hurdle": "a dollar lost {then} of its worth with each later year in place of {now}",
}
"""What would have to be, in words, for each figure that may change the order."""
_OTHER_GAINS: Final = "it brought other gains of US$ {then} million a year (none is counted now)"
SURE: Final = 0.95
"""Share of draws from which on one alternative is told to be ahead of another without a word of doubt."""
LIKELY: Final = 0.80
"""Share of draws below which, either way, two alternatives cannot be told apart."""
STAR: Final = "*"
"""Mark of a fact that nobody stated and in whose place a figure stands."""
_SHARES: Final = {"of demand", "a year"}
_COUNTED: Final = {"jobs", "persons", "person-years", "ways", "ms"}
"""Units of which no part is told."""
_WHOLE: Final = 20.0
_TENTHS: Final = 2.0
_HUNDRED: Final = 100.0
_MILLION: Final = 1e6
_NOTHING: Final = 1e-6
"""Figures below this are zero but for rounding."""


def name_of(result: OfferResult, key: str) -> str:
    """Name an alternative in a sentence."""
    names = {a.key: a.name for a in result.alternatives}
    return f"the rival ({short(names[key])})" if key == "rival" else NAMES[key]


def order_words(result: OfferResult) -> str:
    """Tell the order of the alternatives by the money that could be counted; without a counted gain there is none."""
    mine = _account(result, "offer")
    if mine is not None and not mine.has_gains:
        return (
            f"No gain could be counted in money: {_wanting(mine)} not known. The figures below are costs alone. They "
            "cannot say whether the offer is worth its cost."
        )
    ranking = result.ranking
    if len(ranking.order) < 2:
        return "The money of no alternative could be counted: the cost to build is not known."
    places = decimals_for(ranking.worth.values())
    told = [f"{name_of(result, key)} {_least(result, key)}{_roughly(ranking.worth[key], places)}"
            for key in ranking.order]  # fmt: skip
    left = [name_of(result, a.key) for a in result.alternatives if a.key not in ranking.order]
    more = f" Not counted for want of a cost or of a gain: {', '.join(left)}." if left else ""
    return f"Gains less costs, by what could be counted, in US$ million: {'; '.join(told)}.{more}"


def surety_words(result: OfferResult) -> str:
    """Say how sure the order is: in how many draws each is ahead of the next; empty without an order.

    Below `LIKELY` of the draws, either way, two alternatives cannot be told apart; from `SURE` on the order is told
    without a word of doubt.
    """
    pairs = result.ranking.pairs
    if pairs.empty:
        return ""
    told = [
        _pair(name_of(result, p["first"]), name_of(result, p["second"]), p["share_ahead"])
        for p in pairs.to_dict(orient="records")
    ]
    count = f"{int(pairs.draws.iloc[0]):,}"
    return f"By the counted money alone, in {count} draws of cost, delay, traffic and prices: {'; '.join(told)}."


def _pair(first: str, second: str, ahead: float) -> str:
    """Say of two alternatives which is ahead, as far as the draws tell them apart.

    Examples
    --------
    >>> _pair("A", "B", 0.97), _pair("A", "B", 0.85)
    ('A is ahead of B in 97 of 100', 'A is likely ahead of B (85 of 100)')
    >>> _pair("A", "B", 0.6), _pair("A", "B", 0.1)
    ('A and B cannot be told apart (A is ahead in 60 of 100)', 'B, not A, is likely ahead (90 of 100)')
    """
    if ahead >= SURE:
        return f"{first} is ahead of {second} in {_of_hundred(ahead)}"
    if ahead >= LIKELY:
        return f"{first} is likely ahead of {second} ({_of_hundred(ahead)})"
    if ahead > 1.0 - LIKELY:
        return f"{first} and {second} cannot be told apart ({first} is ahead in {_of_hundred(ahead)})"
    doubt = "" if ahead <= 1.0 - SURE else "likely "
    return f"{second}, not {first}, is {doubt}ahead ({_of_hundred(1.0 - ahead)})"


def _of_hundred(share: float) -> str:
    """Write a share of draws; all of them is told of all alone."""
    if share >= 1.0:
        return "all"
    return f"{min(math.floor(100 * share + 1e-9), 99)} of 100"


def _roughly(value: float, decimals: int) -> str:
    text = plain(value, decimals)
    return "about 0" if text[0] in "<>" else text


def _least(result: OfferResult, key: str) -> str:
    """Give the word before a figure that is told as a bound."""
    rows = result.table[(result.table.row == "enpv") & (result.table.alternative == key)]
    return f"{LEAST} " if any(text.startswith(LEAST) for text in rows.text) else ""


def counted_words(result: OfferResult) -> str:
    """Tell which gains of the offer are counted, and which are left out for want of a fact."""
    mine = _account(result, "offer")
    if mine is None:
        return ""
    other = _because([m for m in mine.missing if m.partition(":")[0] not in mine.not_counted])
    if not mine.has_gains:
        return other
    told = ", ".join(mine.counted) or "none, as it brings no gain that is counted in money"
    if not mine.not_counted:
        return f"Gains counted in money: {told}. {other}".strip()
    left = _because([m for m in mine.missing if m.partition(":")[0] in mine.not_counted])
    words = f"Only some gains could be counted in money: {told}. {left} So gains are likely told too low. {other}"
    return words.strip()


def _because(missing: list[str]) -> str:
    """Say what follows from each fact that is not known; facts with the same consequence stand together."""
    by: dict[str, list[str]] = {}
    for words in missing:
        fact, _, what = words.partition(": ")
        by.setdefault(what or "it is left out", []).append(fact)
    told = [
        f"As the {' and the '.join(facts)} {'are' if len(facts) > 1 else 'is'} not known, {what}."
        for what, facts in by.items()
    ]
    return " ".join(told)


def _account(result: OfferResult, key: str) -> Account | None:
    return next((a.account for a in result.alternatives if a.key == key), None)


def _wanting(account: Account) -> str:
    facts = account.not_counted
    return f"the {' and the '.join(facts)} {'are' if len(facts) > 1 else 'is'}"


def blackout_words(result: OfferResult) -> str:
    """Say at how much a day without any service is counted; empty where GDP is not known."""
    gdp = result.need["gdp"]
    if not gdp.known:
        return ""
    base, low, high = (1e6 * musd for musd in outage_range_musd(gdp.base, 1.0))
    main, between = figure_text(base, low, high)
    return (
        f"A day without any service is counted alike for every country, at 1{NARROW}% of a day's GDP, from 0.4 to "
        f"1.9{NARROW}%: here US$ {main} ({between})."
    )


def outgrown_words(result: OfferResult) -> str:
    """Say that traffic outgrows the cables within the life of the offer, which the order leaves out; else nothing."""
    rows = result.table[result.table.row == "outgrown"]
    texts = rows.set_index("alternative").text
    if not texts.str.startswith(("year", "before")).any():
        return ""
    told = "; ".join(f"{name_of(result, str(k))}: {texts[k].partition(' (')[0]}" for k in texts.index)
    words = f"Left out above: if none is enlarged or added, traffic may outgrow all cables ({told}; all assumed)."
    mine = _account(result, "offer")
    turn = ", and the order may turn" if mine is not None and mine.has_gains else ""
    return f"{words} Doing nothing then costs something too{turn}."


def withdrawal_words(result: OfferResult) -> str:
    """Say whence the length of a withdrawal is."""
    need = result.definition.need
    source = need.sources.get("withdrawal_days", "")
    why = without_links(source) if source else "assumed, as for every offer whose file does not say it"
    return (
        f"A cable is taken to be out for {need.withdrawal_days:g} days: {why}; what that costs is on top of any "
        "shortage that there is anyway."
    )


def without_links(source: str) -> str:
    """Give a source in words: without addresses, and without the brackets around what is left.

    Examples
    --------
    >>> without_links("https://x.org/a (as in 2019)"), without_links("assumed: a month")
    ('as in 2019', 'assumed: a month')
    """
    words = re.sub(r"https?://\S+", "", source).strip()
    inner = re.fullmatch(r"\((.*)\)", words)
    return inner[1] if inner else words or source


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


def switch_words(result: OfferResult) -> list[str]:
    """Tell at which figure, all else as it is, the offer would be worth as much as another alternative."""
    return [f"As good as {other}, if {said}." for other, said in switches(result)]


def switches(result: OfferResult) -> list[tuple[str, str]]:
    """Give the alternative that the offer would equal, and what would have to be, for each figure that is told."""
    mine = _account(result, "offer")
    if mine is None:
        return []
    times = {"cost_ratio": mine.project.capex_musd, "operation_factor": mine.project.operation_musd}
    out = []
    for row in result.ranking.switches.to_dict(orient="records"):
        figure, unit = str(row["figure"]), str(row["unit"])
        scale = times.get(figure, 100.0 if unit in _SHARES else 1.0)
        now, then = (float(row[key]) * scale for key in ("now", "switch"))
        tail = f"{NARROW}%" if unit in _SHARES else ""
        words = _OTHER_GAINS if figure == "avoided_musd" and now == 0 else IF[figure]
        places = decimals_for([now, then])
        said = words.format(now=plain(now, places) + tail, then=plain(then, places) + tail)
        held = mine.ranges.get(figure)
        inside = held is None or held[0] <= float(row["switch"]) <= held[2]
        out.append((name_of(result, str(row["beside"])), said if inside else f"{said} (outside its range below)"))
    return out


def missing_words(result: OfferResult) -> str:
    """Name the facts that are not known, with a star where Sogdia computes or assumes a figure in their place."""
    table = result.completeness
    gone = table[~table.known]
    facts = gone.fact.where(gone.basis == "", gone.fact + STAR)
    parts = [f"of {who}: {', '.join(rows)}" for who, rows in facts.groupby(gone.alternative, sort=False)]
    return "; ".join(parts)


def clause_words(result: OfferResult, date: str) -> list[str]:
    """Tell each clause of the offer as a sentence with its source."""
    out = []
    for clause in result.definition.proposal.clauses:
        until = aged(f" until {clause.until}", date) if clause.until else ""
        cost = f"; leaving costs US$ {clause.cost_musd:g} million" if clause.cost_musd else ""
        kind = CLAUSE_KINDS[clause.kind]
        out.append(f"{kind[0].upper()}{kind[1:]}{until}: {clause.text}{cost} ({clause.source or 'no source'})")
    return out


def decimals_for(values: Iterable[float], unit: str = "") -> int:
    """Give how many decimals figures that stand together have, by the largest of them; none where all are whole.

    Examples
    --------
    >>> decimals_for([30.0, 0.0]), decimals_for([2.3, 1.2]), decimals_for([0.63, 1.0])
    (0, 1, 2)
    >>> decimals_for([2.0, 1.0]), decimals_for([14.2], "jobs")
    (0, 0)
    """
    known = [abs(x) for x in values if math.isfinite(x)]
    if unit in _COUNTED or all(abs(x - round(x)) < _NOTHING for x in known):
        return 0
    top = max(known, default=0.0)
    return 0 if top >= _WHOLE else 1 if top >= _TENTHS else 2


def figure_text(base: float, low: float, high: float, decimals: int | None = None) -> tuple[str, str]:
    """Write a figure, and its range where that says more.

    Parameters
    ----------
    decimals
        As of all figures of its row; by the figure itself where None.

    Examples
    --------
    >>> figure_text(30.0, 17.0, 32.2), figure_text(float("inf"), float("nan"), float("nan"))
    (('30', '17–32'), ('never', ''))
    """
    if base == math.inf:
        return "never", ""
    if not math.isfinite(base):
        return MISSING, ""
    places = decimals_for([base]) if decimals is None else decimals
    main = plain(base, places)
    ends = [plain(x, places) if math.isfinite(x) else "" for x in (low, high)]
    by = " to " if low < 0 else "–"
    return main, by.join(ends) if all(ends) and ends != [main, main] else ""


def value_text(figure: tuple[float, float, float], text: str, decimals: int) -> str:
    """Write a line of an offer's table: the figure (base, low, high) with its range, or its words.

    Examples
    --------
    >>> value_text((7.0, 4.2, 16.0), "at least; a loan is not known", 1)
    'at least 7.0 (4.2–16.0); a loan is not known'
    """
    main, told = figure_text(*figure, decimals)
    head, _, tail = text.partition("; ")
    if main == MISSING:
        return text or NOT_KNOWN
    if head in {LEAST, MOST, PLANT}:
        return " ".join(x for x in (head, main, f"({told})" if told else "") if x) + (f"; {tail}" if tail else "")
    return " ".join(x for x in (main, f"({told})" if told else "", text) if x)


def percent(share: float) -> str:
    """Write a share as a percentage without a decimal.

    Examples
    --------
    >>> percent(0.09)
    '9\u202f%'
    """
    return f"{100 * share:.0f}{NARROW}%"


def plain(value: float, decimals: int) -> str:
    """Write a number with so many decimals, three digits from a hundred on, millions as such.

    Examples
    --------
    >>> plain(-12.34, 1), plain(1234.0, 0), plain(13_812_000.0, 0), plain(0.003, 2), plain(1e-12, 2)
    ('−12.3', '1,230', '13.8 million', '<0.01', '0')
    """
    size = abs(value)
    if size < _NOTHING:
        return "0"
    if size >= _MILLION:
        return f"{significant(value / _MILLION, 3, 1)} million"
    if size >= _HUNDRED:
        return significant(value, 3, 0)
    if round(size, decimals) == 0:
        least = f"{10.0**-decimals:.{decimals}f}"
        return f"<{least}" if value > 0 else f">−{least}"
    return ("−" if value < 0 else "") + f"{size:.{decimals}f}"
