"""What the page of an offer says in words beside its table, and how its figures are written."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from sogdia.economy.demand_growth import GROWTH
from sogdia.economy.outage_cost import outage_range_musd
from sogdia.economy.project_model import GDP_GROWTH
from sogdia.offers.binds import CLAUSE_KINDS, EQUIPMENT_YEARS
from sogdia.offers.debts import LEAST, MOST, PLANT
from sogdia.offers.facts import NOTHING, class_view
from sogdia.offers.figures import NOT_KNOWN
from sogdia.offers.money import growth_ends
from sogdia.reports.numerals import MISSING, NARROW, significant

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from sogdia.offers import OfferResult

BRIEF: Final = {"nothing": "doing nothing", "offer": "this offer", "rival": "the rival", "shared": "a shared build"}
"""Columns in a sentence that has named the rival."""
NEW_PART: Final = "new part"
"""What a column builds, where nobody knows who holds it."""
OLD_YEARS: Final = 4
"""A figure of traffic older than so many years says little of today's."""
STAR: Final = "*"
"""Mark of a fact that nobody stated and in whose place a figure stands."""
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
    return f"{BRIEF[key]} ({short(names[key])})" if key == "rival" else BRIEF[key]


def estimate_left_out(result: OfferResult) -> pd.Series[Any] | None:
    """Give the row of what a study would expect of the users whom the offer promises; None where it promises none."""
    rows = result.table[(result.table.row == "growth") & (result.table.alternative == "offer")]
    told = rows[rows.base > 0]
    return None if told.empty else told.iloc[0]


def not_held(result: OfferResult, role: str) -> set[str]:
    """Give the columns of which it is not known who holds a role (supplier, owner) in what they build.

    What no traffic would pass is left out: it changes no share.
    """
    facts = result.completeness
    facts = facts[(facts.fact == f"{role}s") & ~facts.known]
    mine = result.definition.proposal.name
    gone = set()
    for one in result.alternatives:
        built = [*one.proposal.systems, "rival" if one.key == "rival" else "offer"] if one.proposal is not None else []
        name = mine if one.key == "shared" else one.name
        if name in set(facts.alternative) and any(one.measures.share_of("system", s) > 0 for s in built):
            gone.add(one.key)
    return gone


def life_words(result: OfferResult) -> str:
    """Say over how many years money is summed up."""
    lives = {a.proposal.life_years for a in result.alternatives if a.proposal is not None}
    return f"over {next(iter(lives))} years of service" if len(lives) == 1 else "in its life"


def first_year(result: OfferResult) -> int:
    """Give the year of the calendar that is the offer's first year of service."""
    mine = result.account("offer")
    return result.definition.offer.year + (mine.years.first if mine is not None else 0)


Term = tuple[str, str]
"""What is explained below the table, and the words that explain it; no words where it does not stand on the page."""


def _told(result: OfferResult, pattern: str) -> pd.DataFrame:
    """Give the lines of the rows of a pattern that say something."""
    return result.table[result.table.row.str.fullmatch(pattern) & (result.table.basis != "")]


def year_words(result: OfferResult) -> Term:
    """Say which year of the calendar is year 1, where years of service are told, and which is another column's own."""
    rows = _told(result, "outgrown|lost_hours_.*|withdrawal_.*|lock_in_.*")
    start, mine = result.definition.offer.year, first_year(result)
    rival = result.account("rival")
    own = start + rival.years.first if rival is not None and rival.project.capex_musd > 0 else mine
    apart = f", but for the rival's money and equipment, which count from its own, {own}" if own != mine else ""
    words = f"is this offer's first year of service, {mine}, as if building began in {start}{apart}."
    return "Year 1", "" if rows.empty else words


def short_of_capacity(result: OfferResult) -> bool:
    """Whether traffic outgrows the cables of a column within the life of the offer."""
    rows = result.table[result.table.row == "outgrown"]
    return bool(rows.text.str.startswith(("year", "before")).any())


def hours_words(result: OfferResult) -> Term:
    """Say what hours without service are, where they are told, and at which traffic."""
    rows = _told(result, "lost_hours_.*")
    rented = " What is rented today counts as long as it is kept." if result.definition.today else ""
    words = (
        "are an average year's of Sogdia's model of breaks and repairs of the cables that lead abroad, not of a record "
        f"of outages; an hour with half of the traffic lost counts as half an hour.{rented} {traffic_words(result)} In "
        "all columns only as much of it counts as doing nothing can carry, so that a column with more room has few "
        "hours: what breaks cut of its further traffic is left out. The fuller cables are, the more a break cuts."
    )
    return "Hours cut off", "" if rows.empty else words


def traffic_words(result: OfferResult) -> str:
    """Say how much traffic the country has, whence that is known, and how it grows."""
    demand = result.need["demand"]
    published = result.definition.need.demand_gbps is not None or demand.basis == "measured"
    whence = without_links(demand.source) if published else "by Sogdia's model"
    first = GROWTH[result.definition.need.growth].first
    low, base, high = (plain(gbps, decimals_for([demand.base])) for gbps in demand.ends)
    slow, fast = (percent(rate) for rate in growth_ends(first))
    ends = (
        (f"from growth by {slow}", fast)
        if low == high
        else (f"from {low} Gbps growing by {slow}", f"{high} Gbps growing by {fast}")
    )
    year = result.definition.offer.year
    dated = [int(x) for x in re.findall(r"\b(?:19|20)\d\d\b", whence)]
    age = year - max(dated, default=year)
    old = ", likely less than there is" if age > 0 else ""
    old += ": what rests on it may lie outside its brackets" if age > OLD_YEARS else ""
    return (
        f"Traffic of {year} is taken as {base} Gbps ({whence}{old}) and grows at first by {percent(first)} a year, "
        f"then ever less; brackets run {ends[0]} to {ends[1]} (assumed)."
    )


def separate_words(result: OfferResult) -> Term:
    """Say what separate routes are, where they are counted."""
    rows = _told(result, "ways_out")
    words = (
        "share no landing (where a sea cable comes ashore) and no border crossing: a new cable may add none. "
        "Satellites do not count."
    )
    return "Fully separate routes", "" if rows.empty else words


def outgrown_words(result: OfferResult) -> Term:
    """Say what it means that traffic outgrows all cables, where there is more to say than the row does."""
    rows = _told(result, "outgrown")
    ranged = rows.text.str.contains("(", regex=False).any()
    own = next((a.facts["capacity"] for a in result.alternatives if a.key == "offer"), NOTHING)
    mine = result.account("offer")
    full = ", and is full earlier" if mine is not None and mine.years.demand_gbps.max() > own.base else ""
    alone = f"; what is new alone holds {plain(own.base, 0)} Gbps{full}" if own.base > 0 else ""
    ends = "; in brackets with more and with less traffic" if ranged else ""
    words = f"when all that reach the country are full{alone}{ends}."
    return "Traffic outgrows all cables", words if len(rows) and (alone or ends) else ""


def debt_words(result: OfferResult) -> Term:
    """Say how much can be borrowed, where the size of a loan is not known."""
    rows = result.table[(result.table.row == "debt") & result.table.text.str.startswith(LEAST)]
    told = bool((rows.high > rows.base).any())
    mine = result.account("offer")
    usual = mine.project.capex_musd - mine.project.grant_musd if mine is not None else math.nan
    words = (
        "the highest cost told, less grants: no limit that anyone has set. At the cost stated it is US$ "
        f"{plain(usual, decimals_for([usual]))} million for this offer."
    )
    return "Borrowed, up to:", words if told else ""


def equipment_words(result: OfferResult) -> Term:
    """Say why replacing equipment costs nothing in late years, where that is told."""
    rows = result.table[result.table.row.str.startswith("lock_in_")]
    used_up = bool((rows.base == 0).any() and (rows.base > 0).any())
    share = percent(result.definition.proposal.equipment_share)
    road = any(a.key == "shared" for a in result.alternatives) and result.split is None
    whole = "the cost to build (for a shared build of this offer's)" if road else "the cost to build"
    words = (
        f"is the electronics at the ends of a cable or in a building, {share} of {whole}; it counts as used up after "
        f"{EQUIPMENT_YEARS:g} years, when nothing of it is left to lose. What its successor costs is not in the figure."
    )
    return "Equipment", words if used_up else ""


def past_words(result: OfferResult) -> Term:
    """Say at what part of the planned cost past projects ended, where the range of a stated cost is theirs."""
    view = class_view(result.definition)
    low, _, high = view.cost_ratio
    rows = _told(result, "enpv_outside")
    better = ", and gains less costs that may be better than as offered" if (rows.alternative == "offer").any() else ""
    words = (
        f"({view.cost_count} of them) ended at {percent(low)} to {percent(high)} of the planned cost: hence the range "
        f"of a stated cost, which is no limit{better}."
    )
    return "Past projects", words if result.definition.proposal.capex_musd is not None else ""


def money_words(result: OfferResult) -> Term:
    """Say what the sums over the life of a column are made of."""
    mine = result.account("offer")
    gains = " and gains" if mine is not None and mine.has_gains else ""
    grants = result.table[(result.table.row == "grant") & (result.table.alternative != "nothing")]
    grant = "after grants" if (grants.basis != "").any() else "no grant is known, so none is taken off"
    return "In today's dollars:", (
        f"the cost to build ({grant}) counts when it is paid, running{gains} in each year of service, each divided by "
        f"{1 + result.definition.need.hurdle:g} for every year that it lies ahead; prices are not raised, so that "
        "rates are over and above inflation."
    )


def less_words(result: OfferResult) -> Term:
    """Say why a cell tells no more than what doing nothing loses, where one does."""
    rows = result.table[(result.table.text == MOST) | result.table.text.str.endswith(" or later")]
    dear = [a.account.project for a in result.alternatives if a.account is not None]
    cheaper = any(p.price_after < p.price_before for p in dear)
    own = " (at the column's own traffic, which a lower price raises)" if cheaper else ""
    words = (
        f"the figure of doing nothing{own}, with its brackets, as how much traffic the new part can carry is not "
        "known; it may be better."
    )
    return "Or less, or later:", "" if rows.empty else words


def day_cost(result: OfferResult) -> tuple[str, str]:
    """Give at how much a day without any service is counted, US$, and its range; GDP is known."""
    base, low, high = outage_range_musd(result.need["gdp"].base, 1.0)
    return figure_text(1e6 * base, 1e6 * low, 1e6 * high)


def blackout_words(result: OfferResult) -> Term:
    """Say at how much a day without any service is counted; no words where GDP is not known."""
    gdp = result.need["gdp"]
    if not gdp.known:
        return "A day without any service", ""
    main, between = day_cost(result)
    old = year_of(gdp.source)
    small = (
        ", when it is likely higher (and losses with it),"
        if old.isdigit() and int(old) < result.definition.offer.year
        else ""
    )
    return "A day without any service", (
        f"is counted alike for every country, at 1{NARROW}% of a day's GDP, from 0.4 to 1.9{NARROW}% (Deloitte, 2016): "
        f"here US$ {main} ({between}), with a GDP of US$ {plain(gdp.base, 0)} million ({year_of(gdp.source)}), "
        f"taken for {result.definition.offer.year}{small} and grown by {percent(GDP_GROWTH)} a year from then on."
    )


def year_of(source: str) -> str:
    """Give the year at the end of a source; all of it in words where there is none.

    Examples
    --------
    >>> year_of("Country facts, Natural Earth, 2019"), year_of("the ministry")
    ('2019', 'the ministry')
    """
    found = re.search(r", (\d{4})$", source)
    return found[1] if found else without_links(source)


def withdrawal_words(result: OfferResult) -> Term:
    """Say what a further loss is, and whence the length of a failure is."""
    need = result.definition.need
    source = need.sources.get("withdrawal_days", "")
    why = without_links(source) if source else "assumed, as for every offer where nobody says it"
    rows = _told(result, "withdrawal_.*")
    full = (
        " It comes on top of any shortage that there is anyway: the longer cables are full, the less a failure adds."
        if short_of_capacity(result)
        else ""
    )
    proposal = result.definition.proposal
    left = "" if proposal.ends or proposal.ends_not_known else ": what it would have all year by doing nothing"
    words = (
        "is of service that is missing, not of repair, with no cable enlarged or added; a case by itself, not in the "
        f"sums above. If what is new fails, the country has for those days what it has besides{left}. A cable is taken "
        f"to fail for {need.withdrawal_days:g} days: {why}.{full}"
    )
    return "Loss to the economy", "" if rows.empty else words


def touch_words(result: OfferResult) -> Term:
    """Say why shares of traffic add to more than all of it, where several are told."""
    rows = result.table[result.table.row.str.startswith("touch_home_of_")]
    unknown = not_held(result, "supplier") | not_held(result, "owner")
    gone = (
        " A new part whose builder or owner is not known counts for no country, and traffic that moves to it changes "
        "the shares."
        if unknown
        else ""
    )
    words = (
        "the countries of the builders and owners whom the table names, and of the firms with most of it today; the "
        "figure is the share of traffic abroad that passes at least one such cable on Sogdia's map of the world's "
        "cables. It passes cables of several firms, so that shares overlap. Of some parts the builder or owner is not "
        f"known. Where a capacity is not known the usual one is taken: the true share may be lower or higher.{gone}"
    )
    return "Traffic over cables of firms in a country:", words if len(rows.row.unique()) > 1 else ""


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


def site_of(source: str) -> str:
    """Give the site of a source's address; empty where it has none.

    Examples
    --------
    >>> site_of("https://www.adb.org/x (2017)"), site_of("assumed")
    ('adb.org', '')
    """
    found = re.search(r"https?://(?:www\.)?([^/\s]+)", source)
    return found[1] if found else ""


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


def missing_words(result: OfferResult) -> str:
    """Name the facts that are not known, with a star where Sogdia computes or assumes a figure in their place."""
    table = result.completeness
    gone = table[~table.known]
    facts = gone.fact.where(gone.basis == "", gone.fact + STAR)
    parts = [f"{who}: {', '.join(rows)}" for who, rows in facts.groupby(gone.alternative, sort=False)]
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
    >>> value_text((7.0, 7.0, 16.0), "at least; a loan is not known", 1)
    '7.0 to 16.0; a loan is not known'
    >>> value_text((7.0, 4.2, 8.0), "equipment alone; a loan is not known", 1)
    'equipment alone 7.0 (4.2–8.0); a loan is not known'
    """
    main, told = figure_text(*figure, decimals)
    head, _, tail = text.partition("; ")
    if main == MISSING:
        return text or NOT_KNOWN
    if head == LEAST and math.isfinite(figure[2]) and figure[2] > figure[0]:
        return f"{main} to {plain(figure[2], decimals)}; {tail}"
    if head in {LEAST, MOST, PLANT}:
        return " ".join(x for x in (head, main, f"({told})" if told else "") if x) + (f"; {tail}" if tail else "")
    return " ".join(x for x in (main, f"({told})" if told else "", text) if x)


def sentence(words: str) -> str:
    """Begin with a capital.

    Examples
    --------
    >>> sentence("the rival")
    'The rival'
    """
    return words[:1].upper() + words[1:]


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
