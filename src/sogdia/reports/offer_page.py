"""`offer_report`: the page that goes into the room: one side of A4, then the annex with every formula."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError
from sogdia.offers.facts import class_view
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.offer_annex import annex
from sogdia.reports.offer_box import box_words, switch_lead
from sogdia.reports.offer_table import LETTERS, decision_table
from sogdia.reports.offer_words import (
    blackout_words,
    equipment_words,
    estimate_left_out,
    hours_words,
    missing_words,
    name_of,
    not_held,
    past_words,
    percent,
    route_words,
    separate_words,
    short,
    withdrawal_words,
    year_words,
)
from sogdia.reports.tables import bullet_list
from sogdia.results import whole_file

if TYPE_CHECKING:
    from sogdia.offers import OfferResult

_HERE: Final = Path(__file__).resolve().parent
MOST_LINES: Final = 70
"""Lines of a side of usual size; one with more is set in smaller letters."""
TITLE_LETTERS: Final = 52
CELL_LETTERS: Final = 26
LINE_LETTERS: Final = 145
"""Letters of a line of the names of rows, of a cell and of a text, of usual size."""
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
    by = f"prepared by {author}" if author else "who prepared it is not stated"
    worth = round(100 / (1 + need.hurdle))
    made = (
        f"{_compared(result)} Page of {date}; {by}. Money is in millions of US dollars "
        f"(US$\u00a0m). A dollar a year later counts as {worth} cents today ({percent(need.hurdle)} a year)."
    )
    lead = tag("div", *(tag("p", words) for words in box_words(result)), _switches(result), class_="lead")
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
        class_="dense" if _lines(table, lead, foot) > MOST_LINES else None,
    )


def _lines(table: Raw, *texts: Raw) -> float:
    """Reckon how many lines the side takes, by the letters of the cells of each row and of the texts."""
    total = 0.0
    for row in str(table).partition("</table>")[0].split("<tr")[1:]:
        cells = [len(re.sub(r"<[^>]+>", "", cell)) for cell in re.split(r"<t[hd][^>]*>", row)[1:]]
        total += max(-(-size // wide) for size, wide in zip(cells, (TITLE_LETTERS, *[CELL_LETTERS] * 9), strict=False))
    text = "".join(re.sub(r"<[^>]+>", "", str(one)) for one in (*texts, str(table).partition("</table>")[2]))
    return total + len(text) / LINE_LETTERS


def _compared(result: OfferResult) -> str:
    """Say what is compared with what, and as of when: also where the offer has long been built."""
    about = result.definition.offer
    told = [status.replace("_", " ") for status in dict.fromkeys(result.standing.values())]
    stands = f"; {' or '.join(told)} in {about.year} according to public sources" if told else ""
    late = "as if the choice were still open in" if int(about.date[:4]) < about.year else "as of"
    names = " and ".join(short(name) for name in result.taken_out)
    gone = f" without {names}, left out to be weighed as if not yet built" if names else ""
    nothing = f"doing nothing means the cables in service in {about.year}{gone}"
    return f"Offered {about.date}{stands}. Judged {late} {about.year}: {nothing}."


def _switches(result: OfferResult) -> Raw | None:
    if "offer" not in result.ranking.order:
        return None
    lead, told, rest = switch_lead(result)
    return join(tag("p", lead), bullet_list(told) if told else None, tag("p", rest) if rest else None)


def _foot(result: OfferResult, above: str) -> Raw:
    """Give the notes below the table: what is not known, what a reader must know, how it was counted."""
    known = f"{percent(result.share_known)} of the facts asked for are known."
    gone = " No source was found for the following; with * Sogdia used its own figure. "
    notes = [*result.definition.offer.notes]
    notes += [note for a in result.alternatives if a.proposal is not None for note in a.proposal.notes]
    notes += [f"The shared build is {a.note}." for a in result.alternatives if a.note]
    notes += [_drawn_words(result), _study_words(result)]
    others = [r.name for r in result.definition.rivals if r.name not in {a.name for a in result.alternatives}]
    if others:
        notes.append(f"Rivals not shown, behind by what could be counted: {', '.join(others)}.")
    counted = [
        year_words(result), blackout_words(result), withdrawal_words(result), hours_words(result),
        separate_words(result), equipment_words(result), _meets_words(result), route_words(result), past_words(result),
    ]  # fmt: skip
    told = result.table[(result.table.row == "enpv_outside") & (result.table.alternative == "offer")]
    if (told.basis != "").any() and result.ranking.pairs.empty:
        view = class_view(result.definition)
        words = f"final costs of {view.cost_count} and delays of {view.slip_count}"
        counted.append(f"Past projects are few: {words} are known, without those offered here.")
    counted.append(f"{_units(above + ' '.join([*notes, *counted]))}.")
    last = "These are figures, not advice, by Sogdia, an open program; how each is computed stands in the annex."
    return join(
        tag("p", tag("b", known), f"{gone}{missing_words(result)}.", class_="small"),
        _paragraph("About these offers.", notes),
        _paragraph("How it was counted.", counted),
        tag("p", last, class_="small"),
    )


def _paragraph(head: str, notes: list[str]) -> Raw | None:
    told = " ".join(dict.fromkeys(note for note in notes if note))
    return tag("p", tag("b", head), f" {told}", class_="small") if told else None


def _units(text: str) -> str:
    """Spell out the units that a text has."""
    return "; ".join(words for unit, words in UNITS.items() if unit in text)


def _drawn_words(result: OfferResult) -> str:
    """Say what of a column is not on the map; empty where all is."""
    rows = result.table[(result.table.row == "reached") & (result.table.note != "")]
    told = {str(r.note): name_of(result, str(r.alternative)) for r in rows.itertuples() if r.alternative != "shared"}
    return " ".join(f"Of {who} {words}: more people may live near it." for words, who in told.items())


def _study_words(result: OfferResult) -> str:
    """Tell for whom the study holds whose estimate the box leaves out; empty where the offer promises no users."""
    one = estimate_left_out(result)
    if one is None:
        return ""
    scope = str(one.note).partition("; ")[2].replace("recalled", "from memory")
    return f"The estimate that is left out is of {scope}."


def _meets_words(result: OfferResult) -> str:
    """Say why shares of traffic add to more than all of it, where several are told."""
    rows = result.table[result.table.row.str.startswith("touch_home_of_")]
    if rows.row.nunique() < 2:
        return ""
    unknown = not_held(result, "supplier") | not_held(result, "owner")
    gone = " Where the holder of the new part is not known it counts for no country." if unknown else ""
    return (
        "Traffic over cables of firms in a country: the share of traffic abroad that passes at least one such line on "
        f"Sogdia's map; it passes lines of several firms, so that shares overlap.{gone}"
    )


def _marks() -> Raw:
    words = {
        "measured": "published or stated",
        "modelled": "calculated, in part from assumed facts",
        "assumed": "assumed, by a rule of thumb or from memory, without a source",
    }
    told = (join(tag("span", LETTERS[basis], class_="basis"), f" {said}") for basis, said in words.items())
    return tag("p", join(*told, by=" · "), " · in brackets: low to high", class_="small")
