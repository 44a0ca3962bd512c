"""The box at the head of an offer's page: what is counted, what is not, the order by money, what would change it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from sogdia.economy.outage_cost import outage_range_musd
from sogdia.offers.facts import class_view
from sogdia.offers.figures import NOT_KNOWN
from sogdia.offers.money import BEFORE_GRANTS
from sogdia.offers.ranking import FOLLOWS, SHOWN
from sogdia.reports.numerals import NARROW
from sogdia.reports.offer_words import decimals_for, estimate_left_out, figure_text, name_of, plain

if TYPE_CHECKING:
    from sogdia.offers import OfferResult
    from sogdia.offers.money import Account

IF: Final = {
    "cost_ratio": "this offer's cost to build were US$ {then} million in place of {now}",
    "operation_factor": "this offer's added cost to run were US$ {then} million a year in place of {now}",
    "slip_years": "it came {then} years late",
    "share_carried": "it carried {then} of the country's traffic in place of {now}",
    "price_after": "the wholesale price with it were US$ {then} per Mbps per month in place of {now}",
    "price_before": "the wholesale price without it were US$ {then} per Mbps per month in place of {now}",
    "price_change": "wholesale prices changed by {then} a year in place of {now}",
    "demand_factor": "the country's traffic were {then} times what is expected",
    "growth": "traffic grew at first by {then} a year in place of {now}",
    "avoided_musd": "the yearly costs that end with it were US$ {then} million in place of {now}",
    "grant_musd": "grants paid US$ {then} million of this offer's cost in place of {now}",
    "outage_factor": "a day without any service cost US$ {then} million in place of {now}",
    "gdp_growth": "the country's output grew by {then} a year in place of {now}",
    "hurdle": "later money counted for less by {then} a year in place of {now}",
}
"""What would have to be, in words, for each figure that may change the order."""
_OTHER_GAINS: Final = "it brought other gains of US$ {then} million a year in place of none that is counted"
BEYOND: Final = "outside its range below"
NO_BREAK: Final = "\u00a0"
SURE: Final = 0.95
"""Share of draws from which on one alternative is told to be ahead of another without a word of doubt."""
LIKELY: Final = 0.80
"""Share of draws below which, either way, two alternatives cannot be told apart."""
_SHARES: Final = {"of demand", "a year"}
_BESIDE_MONEY: Final = {
    "lost_hours": "hours without service in {year}",
    "ways_out": "fully separate routes abroad",
    "outgrown": "year of service when traffic outgrows all cables, if none is enlarged or added",
}
"""Rows that the box tells beside the money, of every column alike, and their words there."""


def box_words(result: OfferResult) -> list[str]:
    """Give the lines of the box above the list of what would change the order: what is left out stands before it."""
    order = f"{order_words(result)} {surety_words(result)}".strip()
    counted, shortage = counted_words(result), shortage_words(result)
    mine = _account(result, "offer")
    study = study_words(result)
    first = f"{order} {study}".strip() if mine is not None and not mine.has_gains else ""
    second = " ".join(x for x in (counted, "" if first else study, payer_words(result), grant_words(result)) if x)
    lines = [first, second, beside_words(result), shortage, "" if first else order]
    return [line for line in lines if line]


def beside_words(result: OfferResult) -> str:
    """Tell what each column brings beside money: the same rows for every offer, from its table."""
    columns = [a.key for a in result.alternatives]
    told = []
    for row, words in _BESIDE_MONEY.items():
        rows = result.table[result.table.row == row].set_index("alternative")
        if not len(rows) or not (rows.basis != "").any():
            continue
        places = decimals_for(rows.base, str(rows.unit.iloc[0]))
        cells = [_short_cell(float(rows.base[k]), str(rows.text[k]), places) for k in columns]
        alike = len(set(cells)) == 1
        said = f"{cells[0]} in every column" if alike else f"{NO_BREAK}/ ".join(cells)
        told.append(f"{words.format(year=result.definition.offer.year)}: {said}")
    return f"Not in money, column by column as below: {'; '.join(told)}." if told else ""


def _short_cell(base: float, text: str, places: int) -> str:
    """Write a cell in as few words as can be."""
    if math.isfinite(base):
        return plain(base, places)
    return re.sub(r"^year (\d+)$", r"\1", text.partition(" (")[0]) or NOT_KNOWN


def shortage_words(result: OfferResult) -> str:
    """Say that traffic outgrows the cables within the life of the offer, which the order leaves out; else nothing."""
    if not short_of_capacity(result):
        return ""
    mine = _account(result, "offer")
    turn = ", which could turn the order below" if mine is not None and mine.has_gains else ""
    return (
        "Not counted in money: once traffic outgrows all cables (in the years told above, all assumed), doing nothing "
        f"costs something too{turn}."
    )


def short_of_capacity(result: OfferResult) -> bool:
    """Whether traffic outgrows the cables of a column within the life of the offer."""
    rows = result.table[result.table.row == "outgrown"]
    return bool(rows.text.str.startswith(("year", "before")).any())


def payer_words(result: OfferResult) -> str:
    """Say whose cost nobody stated: the price of the whole route stands in its place, whoever pays."""
    priced = [
        name_of(result, a.key)
        for a in result.alternatives
        if a.key in {"offer", "rival"}
        and a.proposal is not None
        and a.proposal.capex_musd is None
        and a.facts["capex"].known
        and not a.imagined
    ]
    if not priced:
        return ""
    return (
        f"The cost of {' and of '.join(priced)} is not stated: Sogdia's price of the route is counted, as if "
        f"{result.country_name} paid all of it; what it would pay is not known."
    )


def grant_words(result: OfferResult) -> str:
    """Say whose costs are told after grants and whose before, where the columns differ in it."""
    rows = result.table[(result.table.row == "whole_cost") & (result.table.alternative != "nothing")]
    told = rows[rows.basis != ""]
    before = told.text.str.endswith(BEFORE_GRANTS)
    if not len(told) or before.all() or not before.any():
        return ""
    who, others = (" and ".join(name_of(result, str(k)) for k in told.alternative[mask]) for mask in (~before, before))
    return (
        f"Costs over the years are told after grants for {who}, {BEFORE_GRANTS} for {others}, as these are not known: "
        "they do not compare."
    )


def study_words(result: OfferResult) -> str:
    """Name the gain that a study would expect of the users whom the offer promises; empty where it promises none."""
    one = estimate_left_out(result)
    if one is None:
        return ""
    main, between = figure_text(float(one.base), float(one.low), float(one.high))
    return (
        "One estimate is left out, as it rests on a study of other countries: more output of "
        f"US$ {main} million a year ({between}), {str(one.note).partition(';')[0]}."
    )


def order_words(result: OfferResult) -> str:
    """Tell the order of the alternatives by the money that could be counted; without a counted gain there is none."""
    mine = _account(result, "offer")
    if mine is not None and not mine.has_gains:
        shared = any(a.key == "shared" for a in result.alternatives)
        nobody = " The shared build is assumed: nobody has offered it." if shared else ""
        return (
            f"No gain could be counted in money: {_wanting(mine)} not known. The figures of money below are costs "
            f"alone. They cannot say whether the offer is worth its cost.{nobody}"
        )
    ranking = result.ranking
    if len(ranking.order) < 2:
        return "The money of no alternative could be counted: the cost to build is not known."
    places = decimals_for(ranking.worth.values())
    gross = [key for key in ranking.order if _before_grants(result, key)]
    every = len(gross) == len(ranking.order) - 1
    told = []
    for key in ranking.order:
        mark = " (the yardstick)" if key == "nothing" else " (assumed)" if key == "shared" else ""
        after = f" {BEFORE_GRANTS}" if key in gross and not every else ""
        told.append(f"{name_of(result, key)}{mark} {_roughly(ranking.worth[key], places)}{after}")
    left = [name_of(result, a.key) for a in result.alternatives if a.key not in ranking.order]
    more = f" Without a figure, for want of a cost or of a gain: {', '.join(left)}." if left else ""
    whole = f", {BEFORE_GRANTS}" if every else ""
    return f"Gains less costs, by what could be counted, in US$ million{whole}: {'; '.join(told)}.{more}"


def surety_words(result: OfferResult) -> str:
    """Say how sure the order is: in how many draws each is ahead of the next; empty without an order.

    Below `LIKELY` of the draws, either way, two alternatives cannot be told apart; from `SURE` on the order is told
    without a word of doubt. That a shared build has the gains of the offer is assumed, and told so.
    """
    pairs = result.ranking.pairs
    if pairs.empty:
        return ""
    told = []
    for p in pairs.to_dict(orient="records"):
        first, second = name_of(result, p["first"]), name_of(result, p["second"])
        if (p["first"], p["second"]) == ("shared", "offer"):
            told.append(f"{first} is ahead of {second} by assumption alone: {_assumed(result)}")
        else:
            told.append(_pair(first, second, p["share_ahead"]))
    if "shared" in {*pairs["first"], *pairs.second} and not any("by assumption" in words for words in told):
        told.append(f"a shared build is assumed to have {_assumed(result)}")
    count, view = f"{int(pairs.draws.iloc[0]):,}", class_view(result.definition)
    few = f"past projects are few: {view.cost_count} for cost, {view.slip_count} for delay"
    apart = ", and with the shortage left out" if short_of_capacity(result) else ""
    return (
        f"By the counted money alone{apart}, in {count} trial calculations with cost, delay, traffic and prices varied "
        f"by chance ({few}): {'; '.join(told)}."
    )


def _assumed(result: OfferResult) -> str:
    """Say what a shared build is taken to be beside the offer: its gains, for a part of its cost."""
    part = _part(result)
    if not part:
        return "the same gains, though nobody has offered it"
    return f"the same gains at {part} of the cost to build, though nobody has offered it"


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
    """Write a share of draws; every one is told of all alone."""
    if share >= 1.0:
        return "every one"
    return f"{min(math.floor(100 * share + 1e-9), 99)} of 100"


def _roughly(value: float, decimals: int) -> str:
    text = plain(value, decimals)
    return "about 0" if text[0] in "<>" else text


def _before_grants(result: OfferResult, key: str) -> bool:
    """Whether the worth of an alternative is told before any grants, as these are not known."""
    rows = result.table[(result.table.row == "enpv") & (result.table.alternative == key)]
    return bool((rows.text == BEFORE_GRANTS).any())


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


def switch_words(result: OfferResult) -> list[str]:
    """Tell at which figure, all else as it is, another would be first, and where the offer itself would pass."""
    return [f"{who} would pass {whom}, if {said}" for who, whom, said in switches(result)]


def switch_lead(result: OfferResult) -> tuple[str, list[str], str]:
    """Give the words before the list of what would put another first, the list, and the words after it."""
    told = switches(result)
    moves = _moves(result) if "shared" in result.ranking.order else ""
    apart = "Apart from running out of capacity, no" if short_of_capacity(result) else "No"
    other = "figure that was tried (the annex lists them and how far) would alone put another first."
    if not told:
        return f"{apart} {other}", [], ""
    rest = "" if len(told) >= SHOWN else f"{apart} other {other}"
    if len({(who, whom) for who, whom, _ in told}) == 1:
        who, whom, _ = told[0]
        comes = f" ({moves})" if moves else ""
        return f"What would change that order{comes}: {who} would pass {whom}, if", [s for *_, s in told], rest
    comes = f" ({moves})" if moves else ""
    return f"What would change who is first in that order{comes}:", switch_words(result), rest


def _moves(result: OfferResult) -> str:
    """Say how the cost of a shared build hangs on the offer's."""
    part = _part(result)
    return f"a shared build's cost is always taken as {part} of this offer's" if part else ""


def _part(result: OfferResult) -> str:
    """Give the cost of a shared build as a share of the offer's; empty where one is not known."""
    mine, shared = (_account(result, key) for key in ("offer", "shared"))
    if mine is None or shared is None or not mine.project.capex_musd > 0:
        return ""
    return f"{100 * shared.project.capex_musd / mine.project.capex_musd:.0f}{NARROW}%"


def _followed(result: OfferResult, figure: str, now: float, then: float) -> str:
    """Give a figure of the shared build that moves with the offer's, where it is another figure; else nothing."""
    mine, shared = _account(result, "offer"), _account(result, FOLLOWS)
    if mine is None or shared is None or figure not in {"cost_ratio", "operation_factor", "grant_musd"}:
        return ""
    of = "operation_musd" if figure == "operation_factor" else "capex_musd"
    whole, part = (float(getattr(account.project, of)) for account in (mine, shared))
    if not whole > 0 or part == whole:
        return ""
    ends = (then * part / whole, now * part / whole)
    places = decimals_for(ends)
    return f"a shared build's then {plain(ends[0], places)} in place of {plain(ends[1], places)}"


def switches(result: OfferResult) -> list[tuple[str, str, str]]:
    """Give who would pass whom, and what would have to be, for each figure that is told."""
    mine = _account(result, "offer")
    if mine is None:
        return []
    day = outage_range_musd(result.need["gdp"].base, 1.0)[0] if result.need["gdp"].known else 1.0
    times = {
        "cost_ratio": mine.project.capex_musd,
        "operation_factor": mine.project.operation_musd,
        "outage_factor": day,
    }
    out = []
    for row in result.ranking.switches.to_dict(orient="records"):
        figure, unit = str(row["figure"]), str(row["unit"])
        scale = times.get(figure, 100.0 if unit in _SHARES else 1.0)
        now, then, own = (float(row[key]) * scale for key in ("now", "switch", "own"))
        tail = f"{NARROW}%" if unit in _SHARES else ""
        words = _OTHER_GAINS if figure == "avoided_musd" and now == 0 else IF[figure]
        places = decimals_for([now, then, own])
        said = words.format(now=plain(now, places) + tail, then=plain(then, places) + tail)
        held = mine.ranges.get(figure, (-math.inf, 0.0, math.inf))
        out_of = [float(row[key]) < held[0] or float(row[key]) > held[2] for key in ("switch", "own")]
        notes = [BEYOND] if out_of[0] else []
        if FOLLOWS in {row["first"], row["beside"]} and "offer" not in {row["first"], row["beside"]}:
            at = plain(own, places) + tail if math.isfinite(own) else "at no figure tried"
            beyond = f", {BEYOND}" if out_of[1] and not out_of[0] else ""
            order = result.ranking.order
            passed = row["beside"] == FOLLOWS and order.index(row["first"]) < order.index("offer")
            follows = _followed(result, figure, now, then)
            notes += [follows] if follows else []
            whose = "a shared build" if follows else "it"
            ahead = f"{whose} is ahead of this offer already"
            notes.append(ahead if passed else f"this offer itself would pass at {at}{beyond}")
        more = f" ({'; '.join(notes)})" if notes else ""
        out.append((name_of(result, str(row["first"])), name_of(result, str(row["beside"])), said + more))
    return out
