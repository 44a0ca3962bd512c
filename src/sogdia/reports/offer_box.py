"""The box at the head of an offer's page: what is counted, what is not, what comes out, what would change it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from sogdia.economy.outage_cost import outage_range_musd
from sogdia.offers.binds import EQUIPMENT_YEARS
from sogdia.offers.facts import class_view
from sogdia.offers.money import BEFORE_GRANTS, COSTS_THAT_END, MORE_OUTAGES, OUTAGES
from sogdia.offers.ranking import FOLLOWS, SHOWN
from sogdia.reports.numerals import NARROW
from sogdia.reports.offer_notes import about_words, cost_words
from sogdia.reports.offer_words import (
    day_cost,
    decimals_for,
    estimate_left_out,
    figure_text,
    life_words,
    name_of,
    percent,
    plain,
    sentence,
    short_of_capacity,
    site_of,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

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
    "avoided_musd": "gains that are not counted here, less costs that are not, came to US$ {more} million a year",
    "grant_musd": "grants paid US$ {then} million of this offer's cost in place of {now}",
    "outage_factor": "a day without any service cost US$ {then} million in place of {now}",
    "gdp_growth": "the country's output grew by {then} a year in place of {now}",
    "hurdle": "later money counted for less by {then} a year over inflation in place of {now}",
}
"""What would have to be, in words, for each figure that may change the order."""
_FEWER_ENDED: Final = "the yearly costs that end with it were US$ {then} million in place of {now}"
VARIED: Final = {
    "cost_ratio": "cost", "slip_years": "delay", "operation_factor": "cost to run",
    "outage_factor": "the cost of a day without service", "demand_factor": "traffic", "growth": "its growth",
    "price_change": "the fall of prices", "share_carried": "the share that it carries",
}  # fmt: skip
"""What varies by chance, in words."""
SURE: Final = 0.95
"""Share of draws from which on one alternative is told to be ahead of another without a word of doubt."""
LIKELY: Final = 0.80
"""Share of draws below which, either way, two alternatives cannot be told apart."""
RIVAL_GAINS: Final = (
    " The rival's capacity is known, so that the table shows gains of it: they are not taken off either, and say "
    "nothing against this offer."
)
_SHARES: Final = {"of demand", "a year"}


def box_words(result: OfferResult) -> list[tuple[str, str]]:
    """Give the paragraphs of the box, each a head and its words: what is left out stands before what comes out."""
    lines = [
        ("About these offers:", about_words(result)),
        ("Counted in money:", counted_words(result)),
        ("Not counted:", left_out_words(result)),
        ("Costs:", cost_words(result)),
        ("By this count,", worth_words(result)),
        ("How sure:", surety_words(result)),
    ]
    return [(head, words) for head, words in lines if words]


def counted_words(result: OfferResult) -> str:
    """Tell which gains of the offer are counted, each with what its first year of service brings."""
    mine = result.account("offer")
    if mine is None:
        return ""
    if not mine.has_gains:
        others = RIVAL_GAINS if _rival_gains(result) else ""
        return (
            "costs alone. No gain of this offer could be counted, so the money below cannot say whether it is worth "
            f"its cost.{others}"
        )
    day = _a_day(result)
    beside = {COSTS_THAT_END: _named(result), OUTAGES: day, MORE_OUTAGES: day}
    told = [
        f"{name}{beside.get(name, '')} {plain(-musd if name == MORE_OUTAGES else musd, places)}"
        for name, musd in mine.first_gains.items()
        for places in (decimals_for([musd]),)
    ]
    if not told:
        return "no gain, as it brings none that is counted in money."
    grow = {OUTAGES, MORE_OUTAGES} & mine.first_gains.keys()
    lasts = (
        f" {sentence(' and '.join(grow))} are counted year by year, as traffic and GDP grow and no cable is enlarged."
        if grow
        else ""
    )
    same = (
        f" {sentence(COSTS_THAT_END)} are the same in every year and trial: were they kept or lower, this offer would "
        "come out worse; were they higher, better. They could be ended without it too; here doing nothing keeps them."
        if COSTS_THAT_END in mine.first_gains
        else ""
    )
    return f"in the first year of service, US$ million: {'; '.join(told)}.{lasts}{same}"


def _rival_gains(result: OfferResult) -> bool:
    """Whether the table shows that the rival makes outages cheaper."""
    rows = result.table[result.table.row.str.startswith("outage_cost_")]
    of = {key: rows[(rows.alternative == key) & (rows.text == "")].base.to_numpy() for key in ("rival", "nothing")}
    return len(of["rival"]) == len(of["nothing"]) and bool((of["rival"] < of["nothing"]).any())


def _a_day(result: OfferResult) -> str:
    """Say at how much a day without any service is counted."""
    if not result.need["gdp"].known:
        return ""
    return f" (a day without any service is counted at US$ {day_cost(result)[0]}, 1{NARROW}% of a day's GDP)"


def _named(result: OfferResult) -> str:
    """Name what of today ends with the offer, where its file does."""
    ended = result.definition.ended(result.definition.proposal)
    names = [", by ".join(x for x in (one.id.replace("-", " "), site_of(one.source)) if x) for one in ended]
    return f" ({'; '.join(names)})" if names else ""


def left_out_words(result: OfferResult) -> str:
    """Tell which gains are not counted, and for want of which fact; a shortage and new equipment never are."""
    mine = result.account("offer")
    if mine is None:
        return ""
    told = []
    for words in mine.else_missing:
        fact, _, what = words.partition(": ")
        told.append(f"As the {fact} is not known, {what or 'nothing can be said of money'}.")
    parts = [
        f"{what}, as the {' and the '.join(facts)} {'are' if len(facts) > 1 else 'is'} not known"
        for what, facts in mine.not_counted.items()
    ]
    if short_of_capacity(result):
        short = "what a shortage costs once traffic outgrows all cables, if none is enlarged or added"
        parts.append(
            f"{short}, which would speak against doing nothing and may outweigh all costs{_shortage_size(result)}"
        )
    if _at_home(result):
        parts.append("what the fibre does for traffic inside the country, such as fewer breaks")
    if result.definition.proposal.lays_cable and result.definition.proposal.more_users is None:
        parts.append("what additional users would gain, as nobody said how many come")
    parts.append("what better internet is worth to users beyond its price")
    higher = ": gains are likely higher than told here" if mine.has_gains else ""
    left = f"{'; '.join(parts)}{higher}."
    worn = f", and new equipment after {EQUIPMENT_YEARS:g} years"
    worn = worn if result.definition.proposal.life_years > EQUIPMENT_YEARS else ""
    onward = (
        "fees for the cables that carry traffic on from what is built"
        if result.definition.proposal.lays_cable
        else "power"
    )
    costs = f"Some costs are left out too, so that costs are likely higher than told here: {onward}{worn}."
    rate = percent(result.definition.need.hurdle)
    loans = (
        f"Loan terms are not counted either: what is borrowed counts in full when it is spent, and {rate} a year over "
        f"inflation stands for the cost of money, so that interest is not to be added. {_cheaper(result)}"
    )
    return " ".join(x for x in (left, *told, costs, loans, study_words(result)) if x)


def _cheaper(result: OfferResult) -> str:
    """Say how a loan's price changes its burden; of the offer's own where all that are known cost less than money."""
    rates = [one.rate for one in result.definition.proposal.loans]
    if rates and max(rates) < result.definition.need.hurdle:
        return "Each loan known costs less than that, and burdens whoever repays it less than told here."
    return "A cheaper loan burdens whoever repays it less than told here, a dearer one more."


def _at_home(result: OfferResult) -> bool:
    """Whether the offer builds spans between places of its country."""
    mine = next(a for a in result.alternatives if a.key == "offer")
    if mine.built is None:
        return False
    net, country = mine.built.net, result.definition.offer.country
    ends, place = net.spans[net.spans.id.isin(mine.built.spans.id)], net.nodes.set_index("id").country
    return bool(((ends.start.map(place) == country) & (ends.end.map(place) == country)).any())


def _shortage_size(result: OfferResult) -> str:
    """Give what doing nothing lacks beside the first column of known capacity, in the days of a failure."""
    rows = result.table[result.table.row.str.startswith("withdrawal_new_") & (result.table.base > 0)]
    for key in ("offer", "rival"):
        here = rows[(rows.alternative == key) & (rows.text == "")]
        if len(here):
            worst = max(here.to_dict(orient="records"), key=lambda row: float(row["base"]))
            days, year = result.definition.need.withdrawal_days, str(worst["row"]).rpartition("_")[2]
            main, between = figure_text(float(worst["base"]), float(worst["low"]), float(worst["high"]))
            cost = f"US$ {main} million ({between})" if between else f"US$ {main} million"
            return (
                f" ({days:g} days of it, without what {name_of(result, key)} would carry, cost {cost} in year {year})"
            )
    return ""


def study_words(result: OfferResult) -> str:
    """Name the gain that a study would expect of the users whom the offer promises; empty where it promises none."""
    one = estimate_left_out(result)
    if one is None:
        return ""
    main, between = figure_text(float(one.base), float(one.low), float(one.high))
    condition, _, scope = str(one.note).partition("; ")
    return (
        f"One estimate is left out: US$ {main} million more output a year ({between}), {condition}. It is for {scope}."
    )


def worth_words(result: OfferResult) -> str:
    """Tell what comes out for each column by the money that could be counted; nothing without a counted gain."""
    mine = result.account("offer")
    if mine is None or not mine.has_gains:
        return ""
    worth = result.ranking.worth
    if len(worth) < 2:
        return "nothing comes out: the cost to build is not known."
    places = decimals_for(worth.values())
    gross = {key for key in worth if _before_grants(result, key)}
    every = len(gross) == len(worth) - 1
    told = []
    for key in (k for k in (*result.ranking.order, FOLLOWS) if k in worth and k != "nothing"):
        after = f", {BEFORE_GRANTS}" if key in gross and not every else _after_grant(result, key)
        past = _outside(result, key, places)
        told.append(f"{name_of(result, key)} {_balance(worth[key], places)}{after}{past}")
    left = [name_of(result, a.key) for a in result.alternatives if a.key not in worth]
    more = f" {sentence(' and '.join(left))} cannot be counted so: a cost or a gain is not known." if left else ""
    whole = f", {BEFORE_GRANTS}" if every else ""
    return (
        f"{life_words(result)} in today's dollars{whole}, {'; '.join(told)}. Doing nothing is the yardstick, 0.{more}"
    )


def _outside(result: OfferResult, key: str, places: int) -> str:
    """Give gains less costs if it goes as in past projects; no words where there is no such figure."""
    rows = result.table[(result.table.row == "enpv_outside") & (result.table.alternative == key)]
    if rows.empty or rows.basis.iloc[0] == "":
        return ""
    base, low, high = (plain(float(rows[end].iloc[0]), places) for end in ("base", "low", "high"))
    past = "with cost and delay as in past projects" if key == "offer" else "as in past projects"
    return f" ({past}: {base}, in nine of ten trials {low} to {high})"


def _after_grant(result: OfferResult, key: str) -> str:
    """Say that a grant is taken off already."""
    account = result.account(key)
    grant = account.project.grant_musd if account is not None else 0.0
    told = plain(grant, decimals_for([grant]))
    words = f", if it had a grant of {told}" if key == FOLLOWS else f", after a grant of {told}"
    return words if grant > 0 else ""


def _balance(value: float, places: int) -> str:
    """Say by how much costs or gains are the larger."""
    text = plain(abs(value), places)
    if text[0] in "<0":
        return "brings about as much as it costs"
    return (
        f"costs US$ {text} million more than it brings"
        if value < 0
        else f"brings US$ {text} million more than it costs"
    )


def surety_words(result: OfferResult) -> str:
    """Say how much is known, and how sure the order is: in how many draws each is ahead of the next.

    Below `LIKELY` of the draws, either way, two alternatives cannot be told apart; from `SURE` on the order is told
    without a word of doubt.
    """
    known = (
        f"{percent(result.share_known)} of the facts that such a page needs (the annex lists them) are known, the rest "
        "assumed or missing."
    )
    pairs = result.ranking.pairs
    if pairs.empty:
        return known
    told = [
        _pair(name_of(result, p["first"]), name_of(result, p["second"]), p["share_ahead"])
        for p in pairs.to_dict(orient="records")
    ]
    count, view, mine = f"{int(pairs.draws.iloc[0]):,}", class_view(result.definition), result.account("offer")
    varied = [VARIED[name] for name in (mine.ranges if mine is not None else {}) if name in VARIED]
    rate = percent(result.definition.need.hurdle)
    few = f"past projects are few: {view.cost_count} for cost, {view.slip_count} for delay"
    return (
        f"{known} In {count} trial calculations of the counted money, with {', '.join(varied[:-1])} and {varied[-1]} "
        f"varied by chance, and nothing else, such as the {rate} a year ({few}), {'; '.join(told)}.{_little(mine)}"
    )


def _little(mine: Account | None) -> str:
    """Say that the trials tell little, where what is counted in a year is less than what running costs."""
    if mine is None or not mine.not_counted or sum(mine.first_gains.values()) > mine.project.operation_musd:
        return ""
    return " As less is counted as gain than running costs, this does not show that it is not worth having."


def _pair(first: str, second: str, ahead: float) -> str:
    """Say of two alternatives which is ahead, as far as the draws tell them apart.

    Examples
    --------
    >>> _pair("A", "B", 0.97), _pair("A", "B", 0.85)
    ('A is ahead of B in 97 of 100', 'A is likely ahead of B (85 of 100)')
    >>> _pair("A", "B", 0.6), _pair("A", "B", 0.1)
    ('A and B are too close to tell apart (A is ahead in 60 of 100)', 'B, not A, is likely ahead (90 of 100)')
    """
    if ahead >= SURE:
        return f"{first} is ahead of {second} in {_of_hundred(ahead)}"
    if ahead >= LIKELY:
        return f"{first} is likely ahead of {second} ({_of_hundred(ahead)})"
    if ahead > 1.0 - LIKELY:
        return f"{first} and {second} are too close to tell apart ({first} is ahead in {_of_hundred(ahead)})"
    doubt = "" if ahead <= 1.0 - SURE else "likely "
    return f"{second}, not {first}, is {doubt}ahead ({_of_hundred(1.0 - ahead)})"


def _of_hundred(share: float) -> str:
    """Write a share of draws; every one is told of all alone."""
    if share >= 1.0:
        return "every one"
    return f"{min(math.floor(100 * share + 1e-9), 99)} of 100"


def _before_grants(result: OfferResult, key: str) -> bool:
    """Whether the worth of an alternative is told before any grants, as these are not known."""
    rows = result.table[(result.table.row == "enpv") & (result.table.alternative == key)]
    return bool((rows.text == BEFORE_GRANTS).any())


def switch_words(result: OfferResult) -> tuple[str, list[str], str]:
    """Give the words before the list of what would put another first, the list, and the words after it."""
    if "offer" not in result.ranking.order:
        return "", [], ""
    told = switches(result)
    rest = "" if len(told) >= SHOWN else _no_other(result, found=bool(told))
    if not told:
        return rest, [], ""
    whose = {(who, whom) for who, whom, _ in told}
    if len(whose) == 1:
        who, whom, _ = told[0]
        held = "one of these alone held (smaller changes together would do too)" if len(told) > 1 else "this held"
        offered = f"If it goes as offered, {who}" if who == name_of(result, "offer") else sentence(who)
        return f"{offered} would come out ahead of {whom} if {held}:", [s for *_, s in told], rest
    lead = "What comes out first would change if one of these held:"
    return lead, [f"{said}: {who} would be ahead of {whom}" for who, whom, said in told], rest


def _no_other(result: OfferResult, *, found: bool) -> str:
    """Say that nothing else that was tried would change the order, even a build that costs nothing."""
    apart = "The cost of a shortage was not tried; no" if short_of_capacity(result) else "No"
    other = " other" if found else ""
    words = f"{apart}{other} single figure that was tried would change what comes out first (the annex lists them)"
    tried = result.ranking.tried.set_index("figure")
    free = tried.low["cost_ratio"] == 0 and math.isnan(tried.switch["cost_ratio"])
    behind = result.ranking.order[0] == "nothing" and free
    return f"{words}{': not even if building it cost nothing' if behind else ''}."


def switches(result: OfferResult) -> list[tuple[str, str, str]]:
    """Give who would pass whom, and what would have to be, for each figure that is told."""
    mine = result.account("offer")
    if mine is None:
        return []
    out = []
    for row in result.ranking.switches.to_dict(orient="records"):
        who, whom = name_of(result, str(row["first"])), name_of(result, str(row["beside"]))
        out.append((who, whom, _switch(result, mine, row)))
    return out


def _switch(result: OfferResult, mine: Account, row: dict[Hashable, Any]) -> str:
    """Say what a figure would have to be, and what the shared build's would."""
    figure, unit = str(row["figure"]), str(row["unit"])
    day = outage_range_musd(result.need["gdp"].base, 1.0)[0] if result.need["gdp"].known else 1.0
    times = {
        "cost_ratio": mine.project.capex_musd,
        "operation_factor": mine.project.operation_musd,
        "outage_factor": day,
    }
    scale = times.get(figure, 100.0 if unit in _SHARES else 1.0)
    now, then, shared = (float(row[key]) * scale for key in ("now", "switch", "shared"))
    tail = f"{NARROW}%" if unit in _SHARES else ""
    places = decimals_for([now, then])
    words = _FEWER_ENDED if figure == "avoided_musd" and then < now else IF[figure]
    more = plain(then - now, decimals_for([then - now]))
    said = words.format(now=plain(now, places) + tail, then=plain(then, places) + tail, more=more)
    low, _, high = mine.ranges.get(figure, (-math.inf, 0.0, math.inf))
    notes = []
    if not low <= float(row["switch"]) <= high:
        ends = "\u2013".join(plain(x * scale, places) for x in (low, high))
        notes.append(f"outside its range, {ends}{tail}")
    if figure == "cost_ratio" and mine.project.grant_musd > 0:
        notes.append("with the same grants")
    own = float(row["own"]) * scale
    if "offer" not in {row["first"], row["beside"]} and math.isfinite(own):
        notes.append(f"this offer: {plain(own, places)}{tail}")
    worth, mark = result.ranking.worth, str(row["first"] if row["beside"] == "offer" else row["beside"])
    if FOLLOWS in worth and (worth[FOLLOWS] - worth[mark]) * (worth["offer"] - worth[mark]) < 0:
        notes.append(f"a shared build is {'ahead' if worth[FOLLOWS] > worth[mark] else 'behind'} already")
    elif math.isfinite(shared):
        notes.append(f"a shared build: {_of_shared(result, mine, figure, (now, then, shared), tail)}")
    return said + (f" ({'; '.join(notes)})" if notes else "")


def _of_shared(result: OfferResult, mine: Account, figure: str, values: tuple[float, float, float], tail: str) -> str:
    """Give the figure at which the shared build turns: its own cost or grants where it has its own."""
    now, then, shared = values
    other = result.account(FOLLOWS)
    if figure == "avoided_musd":
        return plain(shared - now, decimals_for([then - now]))
    if other is None or figure not in {"cost_ratio", "operation_factor", "grant_musd"}:
        return plain(shared, decimals_for([now, then])) + tail
    of = "operation_musd" if figure == "operation_factor" else "capex_musd"
    whole, part = (float(getattr(account.project, of)) for account in (mine, other))
    ends = [x * part / whole if whole > 0 else x for x in (shared, now)]
    places = decimals_for(ends)
    return f"{plain(ends[0], places)} in place of {plain(ends[1], places)}"
