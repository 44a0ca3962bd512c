"""`offer_report`: the page that goes into the room: one side of A4, then the annex with every formula."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.errors import ParameterError
from sogdia.offers.debts import LEAST, MOST
from sogdia.offers.figures import DOES_NOT_APPLY
from sogdia.offers.outcomes import class_view
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import BASIS_MARKS, MISSING, NARROW
from sogdia.reports.offer_annex import annex
from sogdia.reports.offer_words import (
    aged,
    counted_words,
    figure_text,
    missing_words,
    order_words,
    short,
    switch_words,
)
from sogdia.reports.tables import bullet_list
from sogdia.results import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sogdia.offers import OfferResult

_HERE: Final = Path(__file__).resolve().parent
HEADS: Final = {"nothing": "Do nothing", "offer": "This offer: ", "rival": "A rival: ", "shared": "A shared build"}
TITLES: Final = {"money": "What it costs and is worth", "gains": "What it brings", "binds": "What it depends on"}
MONEY: Final = (
    "capex", "grant", "operation", "whole_cost", "enpv", "enpv_outside", "eirr", "bcr", "firr", "debt",
    "peak_service", "dscr",
)  # fmt: skip
GAINS: Final = (
    "price", "affordability", "use_per_head", "rtt", "reached", "lost_hours", "outage_cost", "trade", "trade_income",
    "building_jobs", "operating_jobs", "electricity",
)  # fmt: skip
BINDS: Final = (
    "supplier", "home_of_supplier", "owner", "touch_home_of_supplier", "ways_out", "withdrawal_new",
    "withdrawal_standing", "lock_in", "debt_gdp", "service_revenue", "currency", "maintenance", "clauses",
)  # fmt: skip
_OF_GAINS: Final = {"enpv_outside", "eirr"}
"""Rows that are left out where no gain is counted: the net worth and the ratio say so already."""
_NAMES: Final = {"supplier", "owner", "operator"}
_HELD: Final = {*_NAMES, "home_of_supplier", "home_of_owner"}
_SEVERAL: Final = {
    "withdrawal_new": "Loss in {days:g} days if the new one goes, year 1 / 5 / 15",
    "withdrawal_standing": "Loss in {days:g} days if the largest standing one goes, year 1 / 5 / 15",
    "lock_in": "Cost of another vendor in year 1 / 5 / 15",
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
    by = f"made by {author}" if author else "its author is not stated"
    made = (
        f"Offered {about.date}; page of {date}, network of {about.year}; {by}. Money: US$ million (US$ m), discounted "
    )
    made += f"at {need.hurdle:.0%} (hurdle); the owner's cost of capital is {need.wacc:.0%}."
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


def _box(result: OfferResult) -> list[str]:
    """Give the first lines of the box: what could not be counted stands before the order."""
    order, counted = order_words(result), counted_words(result)
    return [counted, order] if counted.startswith("Only") else [order, counted]


def _switches(result: OfferResult) -> Raw | None:
    told = switch_words(result)
    if "offer" not in result.ranking.order:
        return None
    if not told:
        return tag(
            "p", "No single figure, within ten times what it is, would make it as good as the best of the others."
        )
    return join(tag("p", "The counted money of this offer would be as good as that of another at:"), bullet_list(told))


def _foot(result: OfferResult) -> Raw:
    known = f"{result.share_known:.0%} of the facts asked for are known."
    parts = [tag("p", tag("b", known), f" Not known: {missing_words(result)}.", class_="small")]
    notes = [*result.definition.offer.notes, *(f"Shared build: {a.note}." for a in result.alternatives if a.note)]
    others = [r.name for r in result.definition.rivals if r.name not in {a.name for a in result.alternatives}]
    if others:
        notes.append(f"Rivals not shown, as less money could be counted for them: {', '.join(others)}.")
    parts.append(tag("p", " ".join(dict.fromkeys(n for n in notes if n)), class_="small"))
    parts.append(tag("p", "These are figures, not advice; how each is computed stands in the annex.", class_="small"))
    return join(*parts)


def _marks() -> Raw:
    told = (join(tag("span", mark, class_="basis"), f" {word}") for word, mark in BASIS_MARKS.items())
    return tag("p", join(*told, by=" · "), " · – not known · in brackets: low to high", class_="small")


def decision_table(result: OfferResult, date: str) -> Raw:
    """Give the table of the four columns; rows that no column has are left out and stand in the list below it."""
    shown = [a.key for a in result.alternatives]
    head = [tag("th", "", scope="col")]
    names = {a.key: a.name for a in result.alternatives}
    for key in shown:
        name = names[key] if key in {"offer", "rival"} else ""
        head.append(tag("th", HEADS[key], name, scope="col", class_="offer" if key == "offer" else None))
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


def _rows(result: OfferResult, group: str, key: str, shown: Sequence[str], date: str) -> list[Raw]:
    table = result.table[result.table.group == group]
    if key in _SEVERAL:
        return _row_of_years(result, table[table.row.str.startswith(f"{key}_")], key, shown)
    several = key in {"rtt", "touch_home_of_supplier"}
    here = table[table.row.str.startswith(f"{key}_")] if several else table[table.row == key]
    out = []
    for _, rows in here.groupby("row", sort=False):
        if not _told(rows) or (key in _OF_GAINS and not (rows.basis[rows.alternative != "nothing"] != "").any()):
            continue
        cells = [_cell(rows[rows.alternative == column], column, date) for column in shown]
        unit = "" if key in _HELD else str(rows.unit.iloc[0])
        title = join(_name(key, str(rows["name"].iloc[0])), _unit(unit))
        out.append(tag("tr", tag("th", title, scope="row"), *cells))
    return out


def _name(key: str, name: str) -> str:
    """Give the name of a row; that of the outside view says how many projects it rests on."""
    if key != "enpv_outside":
        return name
    view = class_view()
    return f"{name} ({view.cost_count} costs, {view.slip_count} delays)"


def _told(rows: pd.DataFrame) -> bool:
    """Tell whether any column but doing nothing, which is nothing by definition, says something."""
    built = rows[(rows.alternative != "nothing") | rows.group.eq("gains")]
    return bool(((built.basis != "") | ~built.text.isin(["", DOES_NOT_APPLY])).any())


def _unit(unit: str) -> Raw | None:
    told = unit.replace("US$ million", "US$\u00a0m")
    return tag("span", f", {told}", class_="unit") if told else None


def _row_of_years(result: OfferResult, rows: pd.DataFrame, key: str, shown: Sequence[str]) -> list[Raw]:
    if not _told(rows):
        return []
    cells = [_cell_of_years(rows[rows.alternative == column], column, ranged=key != "lock_in") for column in shown]
    name = _SEVERAL[key].format(days=result.definition.need.withdrawal_days)
    return [tag("tr", tag("th", name, _unit(str(rows.unit.iloc[0])), scope="row"), *cells)]


def _cell_of_years(mine: pd.DataFrame, column: str, *, ranged: bool) -> Raw:
    if mine.empty or not mine.basis.iloc[0]:
        return tag("td", (str(mine.text.iloc[0]) if len(mine) else "") or MISSING, class_=_class(column))
    told = []
    for r in mine.to_dict(orient="records"):
        main, between = figure_text(*(float(r[end]) if ranged else float(r["base"]) for end in ("base", "low", "high")))
        told.append(join(tag("b", main), tag("span", f" ({between})", class_="range") if between else None))
    bound, tail = _bound(str(mine.text.iloc[0]))
    mark = tag("span", BASIS_MARKS[str(mine.basis.iloc[0])], class_="basis")
    return tag("td", bound, join(*told, by=" / "), tail, " ", mark, class_=_class(column))


def _bound(text: str) -> tuple[str, str]:
    """Part the words that stand before a figure, `at least` or `at most`, from those that stand after it."""
    head, _, tail = text.partition("; ")
    if head in {LEAST, MOST}:
        return f"{head} ", f"; {tail}" if tail else ""
    return "", f" {text}" if text else ""


def _class(column: str) -> str | None:
    return "offer" if column == "offer" else None


def _cell(rows: pd.DataFrame, column: str, date: str) -> Raw:
    if rows.empty or not rows.basis.iloc[0]:
        return tag("td", (str(rows.text.iloc[0]) if len(rows) else "") or MISSING, class_=_class(column))
    row = rows.iloc[0]
    main, told = figure_text(float(row.base), float(row.low), float(row.high))
    text = aged(short(str(row.text)) if row.row in _NAMES else str(row.text), date)
    if row.row in _HELD:
        main, text = f"{float(row.base):.0f}{NARROW}%", f"of all: {text}"
    bound, tail = _bound(text)
    parts = [bound, tag("b", main) if main != MISSING else None, tail.strip() if main == MISSING else tail]
    parts += [" ", tag("span", BASIS_MARKS[str(row.basis)], class_="basis", title=str(row.basis))]
    if told:
        parts.append(tag("span", f" ({told})", class_="range"))
    return tag("td", *parts, class_=_class(column))
