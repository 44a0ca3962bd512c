"""`offer_report`: the page that goes into the room: one side of A4, then the annex with every formula."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError
from sogdia.offers.debts import LEAST, MOST, PLANT
from sogdia.offers.facts import class_view
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN
from sogdia.offers.money import BELOW_NOTHING
from sogdia.offers.ranking import SHOWN
from sogdia.offers.shortage import AFTER_YEARS, EVENTS, SHORT_DAYS
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING
from sogdia.reports.offer_annex import annex
from sogdia.reports.offer_words import (
    aged,
    blackout_words,
    counted_words,
    decimals_for,
    figure_text,
    missing_words,
    name_of,
    order_words,
    outgrown_words,
    percent,
    short,
    surety_words,
    switch_words,
    switches,
    withdrawal_words,
)
from sogdia.reports.tables import bullet_list
from sogdia.results import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sogdia.offers import OfferResult

_HERE: Final = Path(__file__).resolve().parent
HEADS: Final = {
    "nothing": "Do nothing", "offer": "This offer: ", "rival": "A rival: ", "shared": "A shared build (assumed), ",
}  # fmt: skip
TITLES: Final = {"money": "What it costs and is worth", "gains": "What it brings", "binds": "What it depends on"}
MONEY: Final = (
    "capex", "grant", "operation", "kept", "whole_cost", "enpv", "enpv_outside", "eirr", "bcr", "firr", "debt",
    "peak_service", "dscr",
)  # fmt: skip
GAINS: Final = (
    "price", "affordability", "use_per_head", "rtt", "reached", "lost_hours", "outage_cost", "outgrown", "trade",
    "trade_income", "building_jobs", "operating_jobs", "electricity",
)  # fmt: skip
BINDS: Final = (
    "supplier", "home_of_supplier", "owner", "touch_home_of_supplier", "touch_home_of_owner", "ways_out",
    "withdrawal_new", "withdrawal_standing", "lock_in", "debt_gdp", "service_revenue", "currency", "maintenance",
    "clauses",
)  # fmt: skip
LETTERS: Final = {"measured": "p", "modelled": "c", "assumed": "a"}
"""How a figure was had, as one letter."""
_OF_GAINS: Final = {"enpv_outside", "eirr"}
"""Rows that are left out where no gain is counted: gains less costs and the ratio say so already."""
_NAMES: Final = {"supplier", "owner", "operator"}
_HELD: Final = {*_NAMES, "home_of_supplier", "home_of_owner"}
_IN_THE_NAME: Final = {"jobs", "persons", "person-years", "ways", "hours"}
"""Units that the name of the row says already."""
_RATES: Final = {"eirr", "firr"}
_BOUND_ALONE: Final = {
    "whole_cost", "enpv", "enpv_outside", "eirr", "bcr", "peak_service", "debt_gdp", "service_revenue",
}  # fmt: skip
"""Rows in which it is enough to say `at least`: why stands beside what is borrowed."""
_SEVERAL: Final = {
    **{f"withdrawal_{key}": f"{SHORT_DAYS}, in year 1 / 5 / 15".replace("{what}", EVENTS[key]) for key in EVENTS},
    "lock_in": "Cost to change the vendor, in year 1 / 5 / 15",
}


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
    lead = tag(
        "div",
        *(tag("p", words) for words in _box(result) if words),
        _switches(result),
        class_="lead",
    )
    return tag(
        "section",
        tag("h1", f"{about.title}, {result.country_name}"),
        tag("p", made, class_="kind small"),
        tag("p", about.question, class_="question") if about.question else None,
        lead,
        _marks(),
        decision_table(result, date),
        _foot(result),
    )


def _compared(result: OfferResult) -> str:
    """Say what is compared with what, and as of when: also where the offer has long been built."""
    about = result.definition.offer
    told = [status.replace("_", " ") for status in dict.fromkeys(result.standing.values())]
    stands = f"; {' or '.join(told)} in {about.year} by public sources" if told else ""
    late = "as if the choice were still open in" if int(about.date[:4]) < about.year else "as of"
    names = " and ".join(short(name) for name in result.taken_out)
    gone = f", less those of {names} that reach {result.country_name}" if names else ""
    nothing = f"doing nothing means the cables in service in {about.year}{gone}"
    return f"Offered {about.date}{stands}. Judged {late} {about.year}: {nothing}."


def _box(result: OfferResult) -> list[str]:
    """Give the first lines of the box: what could not be counted stands before the order."""
    order, counted = order_words(result), counted_words(result)
    first = [counted, order] if counted.startswith("Only") else [order, counted]
    sure = [f"{words} {surety_words(result)}".strip() if words == order else words for words in first]
    return [*sure, outgrown_words(result)]


def _switches(result: OfferResult) -> Raw | None:
    told = switches(result)
    if "offer" not in result.ranking.order:
        return None
    if not told:
        return tag(
            "p", "No single figure, within ten times what it is, would make it as good as the best of the others."
        )
    others = {other for other, _ in told}
    if len(others) == 1:
        words = f"What would change that order (a shared build moves with it): as good as {next(iter(others))}, if"
        rest = (
            "No other single figure of this offer would do it, within ten times what it is."
            if len(told) < SHOWN
            else ""
        )
        return join(tag("p", words), bullet_list(said for _, said in told), tag("p", rest) if rest else None)
    return join(tag("p", "What would change that order, one figure at a time. This offer would be:"),
                bullet_list(switch_words(result)))  # fmt: skip


def _foot(result: OfferResult) -> Raw:
    known = f"{percent(result.share_known)} of the facts asked for are known."
    gone = " Nobody stated, or it is only recalled or assumed (* Sogdia puts a figure in its place): "
    parts = [tag("p", tag("b", known), f"{gone}{missing_words(result)}.", class_="small")]
    notes = [*result.definition.offer.notes]
    notes += [note for a in result.alternatives if a.proposal is not None for note in a.proposal.notes]
    notes += [blackout_words(result), withdrawal_words(result), _drawn_words(result), _meets_words(result)]
    notes += [f"The shared build is {a.note}." for a in result.alternatives if a.note]
    others = [r.name for r in result.definition.rivals if r.name not in {a.name for a in result.alternatives}]
    if others:
        notes.append(f"Rivals not shown, behind by what could be counted: {', '.join(others)}.")
    told = result.table[(result.table.row == "enpv_outside") & (result.table.alternative == "offer")]
    if (told.basis != "").any():
        view = class_view(result.definition)
        words = (
            f"{view.cost_count} whose final cost and {view.slip_count} whose delay is known, without those offered here"
        )
        notes.append(f"Past projects are few: {words}.")
    parts.append(tag("p", " ".join(dict.fromkeys(n for n in notes if n)), class_="small"))
    last = "These are figures, not advice, by Sogdia, an open program; how each is computed stands in the annex."
    parts.append(tag("p", last, class_="small"))
    return join(*parts)


def _drawn_words(result: OfferResult) -> str:
    """Say what of a column is not on the map; empty where all is."""
    rows = result.table[(result.table.row == "reached") & (result.table.note != "")]
    told = {str(r.note): name_of(result, str(r.alternative)) for r in rows.itertuples() if r.alternative != "shared"}
    return " ".join(f"Of {who} {words}: people near it are a least figure." for words, who in told.items())


def _meets_words(result: OfferResult) -> str:
    """Say why shares of traffic add to more than all of it, where several are told."""
    rows = result.table[result.table.row.str.startswith("touch_home_of_")]
    if rows.row.nunique() < 2:
        return ""
    return "On its way abroad traffic meets cables of several firms and countries: those shares overlap."


def _marks() -> Raw:
    words = {
        "measured": "published or stated",
        "modelled": "calculated, in part from assumed facts",
        "assumed": "assumed, by a rule of thumb or recalled",
    }
    told = (join(tag("span", LETTERS[basis], class_="basis"), f" {said}") for basis, said in words.items())
    return tag("p", join(*told, by=" · "), " · in brackets: low to high", class_="small")


def decision_table(result: OfferResult, date: str) -> Raw:
    """Give the table of the four columns; rows that no column has are left out and stand in the list below it."""
    shown = [a.key for a in result.alternatives]
    head = [tag("th", "", scope="col")]
    names = {a.key: a.name for a in result.alternatives}
    heads = HEADS | ({} if result.definition.rivals else {"rival": "No rival is known: "})
    for key in shown:
        name = names[key] if key in {"offer", "rival"} else ""
        if key == "shared":
            name = _shared_with(result)
        head.append(tag("th", heads[key], name, scope="col", class_="offer" if key == "offer" else None))
    rows = []
    for group, keys in (("money", MONEY), ("gains", GAINS), ("binds", BINDS)):
        made = [row for key in keys for row in _rows(result, group, key, shown, date)]
        if made:
            rows.append(
                tag("tr", tag("th", TITLES[group], colspan=str(len(shown) + 1), scope="colgroup"), class_="group")
            )
            rows += made
    return tag(
        "table",
        tag("thead", tag("tr", *head)),
        tag("tbody", *rows),
        class_="decision",
    )


def _shared_with(result: OfferResult) -> str:
    shared = result.definition.shared
    if shared is not None and shared.partners:
        return f"with {', '.join(p.name for p in shared.partners)}"
    return next((note.partition(" that")[0].partition(",")[0].replace("laid together ", "")
                 for a in result.alternatives if a.key == "shared" for note in [a.note]), "")  # fmt: skip


def _rows(result: OfferResult, group: str, key: str, shown: Sequence[str], date: str) -> list[Raw]:
    table = result.table[result.table.group == group]
    if key in _SEVERAL:
        return _row_of_years(result, table[table.row.str.startswith(f"{key}_")], key, shown)
    several = key in {"rtt", "touch_home_of_supplier", "touch_home_of_owner"}
    here = table[table.row.str.startswith(f"{key}_")] if several else table[table.row == key]
    out = []
    for _, rows in here.groupby("row", sort=False):
        if not _told(rows) or (key in _OF_GAINS and not (rows.basis[rows.alternative != "nothing"] != "").any()):
            continue
        places = decimals_for(rows.base, str(rows.unit.iloc[0]))
        cells = [_cell(rows[rows.alternative == column], column, date, places) for column in shown]
        cells = _as_today(cells, rows, shown) if key in _HELD else cells
        unit = "" if key in _HELD else str(rows.unit.iloc[0])
        title = join(_name(result, key, str(rows["name"].iloc[0])), _unit(unit))
        out.append(tag("tr", tag("th", title, scope="row"), *cells))
    return out


def _as_today(cells: list[Raw], rows: pd.DataFrame, shown: Sequence[str]) -> list[Raw]:
    """Say `as today` where a column names the same holder and share as doing nothing."""
    held = zip(rows.alternative, rows.text, rows.base.round(), strict=True)
    words = {column: (text, share) for column, text, share in held}
    basis = dict(zip(rows.alternative, rows.basis, strict=True))
    out = []
    for cell, column in zip(cells, shown, strict=True):
        same = column != "nothing" and words.get(column) == words.get("nothing") and basis.get(column)
        mark = tag("span", LETTERS[basis[column]], class_="basis") if same else None
        out.append(tag("td", "as today ", mark, class_=_class(column)) if same else cell)
    return out


def _name(result: OfferResult, key: str, name: str) -> str:
    """Give the name of a row; that of the owner's return says what its capital costs."""
    if key != "firr":
        return name
    return f"{name}, whose capital costs {percent(result.definition.need.wacc)} a year"


def _told(rows: pd.DataFrame) -> bool:
    """Tell whether any column but doing nothing, which is nothing by definition, says something."""
    built = rows[(rows.alternative != "nothing") | rows.group.eq("gains")]
    return bool(((built.basis != "") | ~built.text.isin(["", DOES_NOT_APPLY])).any())


def _unit(unit: str) -> Raw | None:
    told = "" if unit in _IN_THE_NAME else unit.replace("US$ million", "US$\u00a0m")
    return tag("span", f", {told}", class_="unit") if told else None


def _row_of_years(result: OfferResult, rows: pd.DataFrame, key: str, shown: Sequence[str]) -> list[Raw]:
    if not _told(rows):
        return []
    places = decimals_for(rows.base)
    cells = [_cell_of_years(rows[rows.alternative == column], column, places) for column in shown]
    name = _SEVERAL[key].format(days=result.definition.need.withdrawal_days)
    return [tag("tr", tag("th", name, _unit(str(rows.unit.iloc[0])), scope="row"), *cells)]


def _cell_of_years(mine: pd.DataFrame, column: str, places: int) -> Raw:
    if mine.empty or not mine.basis.iloc[0]:
        return _without(str(mine.text.iloc[0]) if len(mine) else "", column)
    told = [
        figure_text(float(base), float(low), float(high), places)
        for base, low, high in zip(mine.base, mine.low, mine.high, strict=True)
    ]
    widest = max(range(len(mine)), key=lambda i: float(mine.base.iloc[i]))
    between = f"(year {AFTER_YEARS[widest]}: {told[widest][1]})" if told[widest][1] else ""
    bound, _ = _bound(str(mine.text.iloc[0]))
    mark = tag("span", LETTERS[str(mine.basis.iloc[0])], class_="basis")
    main = tag("b", " / ".join(main for main, _ in told))
    return tag("td", bound, main, "\u00a0", mark, " ", tag("span", between, class_="range"), class_=_class(column))


def _bound(text: str) -> tuple[str, str]:
    """Part the words that stand before a figure, `at least` or `at most`, from those that stand after it."""
    head, _, tail = text.partition("; ")
    if head in {LEAST, MOST, PLANT}:
        return f"{head} ", f"; {tail}" if tail else ""
    return "", f" {text}" if text else ""


def _class(column: str) -> str | None:
    return "offer" if column == "offer" else None


def _without(text: str, column: str) -> Raw:
    """Make a cell that has words in place of a figure."""
    return tag("td", tag("span", text or NOT_KNOWN, class_="unit"), class_=_class(column))


def _cell(rows: pd.DataFrame, column: str, date: str, places: int) -> Raw:
    if rows.empty or not rows.basis.iloc[0]:
        return _without(str(rows.text.iloc[0]) if len(rows) else "", column)
    row = rows.iloc[0]
    mark = tag("span", LETTERS[str(row.basis)], class_="basis", title=str(row.basis))
    text = aged(short(str(row.text)) if row.row in _NAMES else str(row.text), date)
    if row.row in _HELD:
        who, _, rest = text.partition("; ")
        gone = re.match(r"(\d+)", rest)
        if gone and float(gone[1]) > float(row.base):
            known = f"of the rest most: {who} {percent(float(row.base) / 100)}"
            return tag(
                "td", f"not known for {percent(float(gone[1]) / 100)}; {known}\u00a0", mark, class_=_class(column)
            )
        beside = f" ({rest})" if rest else ""
        return tag("td", tag("b", who), f" {percent(float(row.base) / 100)}{beside}\u00a0", mark, class_=_class(column))
    main, told = figure_text(float(row.base), float(row.low), float(row.high), places)
    if row.row in _RATES and float(row.base) < 0:
        main, told, text = MISSING, "", f"{BELOW_NOTHING}, without grants" if text else BELOW_NOTHING
    bound, tail = _bound(text)
    tail = "" if row.row in _BOUND_ALONE and main != MISSING else tail
    tail = re.sub(r"^; loan of [^;]*", "", tail)
    parts = [bound, tag("b", main), "\u00a0", mark] if main != MISSING else [tail.strip(), "\u00a0", mark]
    if told:
        parts += [" ", tag("span", f"({told})", class_="range")]
    return tag("td", *parts, tail if main != MISSING else None, class_=_class(column))
