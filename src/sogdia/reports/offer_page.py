"""`offer_report`: the page that goes into the room: one side of A4, then the annex with every formula."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.offer_annex import annex
from sogdia.reports.offer_box import box_words, switch_words
from sogdia.reports.offer_fit import size_of_letters
from sogdia.reports.offer_table import LETTERS, decision_table
from sogdia.reports.offer_words import (
    blackout_words,
    debt_words,
    equipment_words,
    hours_words,
    less_words,
    money_words,
    outgrown_words,
    past_words,
    percent,
    separate_words,
    short,
    touch_words,
    withdrawal_words,
    without_links,
    year_words,
)
from sogdia.reports.tables import bullet_list
from sogdia.results import whole_file

if TYPE_CHECKING:
    from sogdia.offers import OfferResult

_HERE: Final = Path(__file__).resolve().parent
UNITS: Final = {
    "kbit/s": "kbit/s: thousand bits a second",
    "Gbps": "Gbps: thousand million bits a second",
    "ms": "ms: thousandth of a second",
    "GWh": "GWh: million kilowatt-hours",
    "GDP": "GDP: what the country produces in a year",
}
"""Units and short words of the page, spelled out where they stand on it."""


def offer_report(result: OfferResult, path: str | Path, *, author: str = "", date: str | None = None) -> Path:
    """Write the page of an offer: one HTML file that needs nothing else; its first side fits A4.

    Parameters
    ----------
    result
        What `offer` answered.
    path
        The file to write; it is written beside and then renamed.
    author
        Who made it; empty says that it is not stated.
    date
        Day of the page, YYYY-MM-DD; None takes today (UTC).

    Raises
    ------
    ParameterError
        `path` is a folder.
    """
    target = Path(path)
    if target.is_dir():
        raise ParameterError(f"{target} is a folder; give the path of a file, such as {target / 'offer.html'}")
    day = date or dt.datetime.now(dt.UTC).date().isoformat()
    text = offer_html(result, author=author, date=day)
    with whole_file(target) as beside:
        beside.write_text(text, encoding="utf-8")
    return target


def offer_html(result: OfferResult, *, author: str, date: str) -> str:
    """Give the whole HTML of an offer's page."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="Sogdia"),
        tag("title", result.title),
        tag("style", Raw((_HERE / "offer_sheet.css").read_text(encoding="utf-8"))),
    )
    body = tag("body", _side(result, author, date), annex(result, date))
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _side(result: OfferResult, author: str, date: str) -> Raw:
    """Give the one side."""
    about, need = result.definition.offer, result.definition.need
    by = f"prepared by {author}, with Sogdia" if author else "made with Sogdia; by whom is not stated"
    rate = without_links(need.sources["hurdle"]) if "hurdle" in need.sources else "assumed"
    worth = round(100 / (1 + need.hurdle))
    later = f"{percent(need.hurdle)} a year over inflation, {rate}"
    made = (
        f"{_compared(result)} Page of {date}; {by}. Money is in millions of US dollars "
        f"(US$\u00a0m). A dollar a year later counts as {worth} cents today ({later})."
    )
    box = [tag("p", tag("b", head), f" {words}") for head, words in box_words(result)]
    lead = tag("div", *box, _switches(result), class_="lead")
    table = decision_table(result, date)
    foot = _foot(result, f"{lead}{table}")
    return tag(
        "section",
        tag("h1", f"{about.title}, {result.country_name}"),
        tag("p", made, class_="kind small"),
        tag("p", about.question, class_="question") if about.question else None,
        lead,
        _marks(),
        table,
        foot,
        style=f"font-size: {size_of_letters(lead, table, foot):.3f}em",
    )


def _compared(result: OfferResult) -> str:
    """Say what is compared with what, and as of when: also where the offer has long been built."""
    about = result.definition.offer
    told = [status.replace("_", " ") for status in dict.fromkeys(result.standing.values())]
    stands = f"; {' or '.join(told)} in {about.year} according to public sources" if told else ""
    late = (
        f" All is compared as if the choice were still open in {about.year}."
        if int(about.date[:4]) < about.year
        else ""
    )
    names = " and ".join(short(name) for name in result.taken_out)
    rented = " and what is rented" if result.definition.today else ""
    are, each = ("are", "each") if len(result.taken_out) > 1 else ("is", "it")
    whose = f"{each} is left out of every column but its own"
    gone = f" without {names}, which {are} in service: {whose}, to be weighed as if not yet built" if names else ""
    return f"Offered {about.date}{stands}.{late} Doing nothing means the cables of {about.year}{rented}{gone}."


def _switches(result: OfferResult) -> Raw:
    lead, told, rest = switch_words(result)
    return join(
        tag("p", tag("b", lead)) if lead and told else tag("p", lead) if lead else None,
        bullet_list(told) if told else None,
        tag("p", rest) if rest else None,
    )


def _foot(result: OfferResult, above: str) -> Raw:
    """Give the notes below the table: how much is known, what the words mean."""
    gone = "Where a fact is not known, the cell says so or Sogdia's figure stands. The annex lists all facts and rules."
    terms = [
        made(result)
        for made in (
            year_words, money_words, less_words, hours_words, separate_words, outgrown_words, blackout_words,
            withdrawal_words, debt_words, equipment_words, touch_words, past_words,
        )
    ]  # fmt: skip
    said = [tag("p", tag("b", term), f" {words}") for term, words in terms if words]
    units = _units(above + " ".join(words for _, words in terms))
    return join(
        tag(
            "p",
            tag("b", "These are figures, not advice,"),
            f" by Sogdia, an open-source program. {gone}",
            class_="small",
        ),
        tag("div", *said, tag("p", tag("b", "Units:"), f" {units}.") if units else None, class_="small terms"),
    )


def _units(text: str) -> str:
    """Spell out the units that a text has."""
    return "; ".join(words for unit, words in UNITS.items() if unit in text)


def _marks() -> Raw:
    words = {
        "measured": "published, or stated with its source",
        "modelled": "calculated, in part from assumed facts",
        "assumed": "assumed, by a rule of thumb or with no source at hand",
    }
    told = (join(tag("span", LETTERS[basis], class_="basis"), f" {said}") for basis, said in words.items())
    return tag(
        "p",
        join(*told, by=" · "),
        " · in brackets: from low to high, which are no limits",
        class_="small",
    )
