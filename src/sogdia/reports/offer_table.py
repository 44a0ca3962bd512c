"""The table of an offer's page: the columns beside one another, and the rows that are the same in all of them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sogdia.offers import outages
from sogdia.offers.debts import LEAST, MOST, PLANT
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN, OR_MORE
from sogdia.offers.gains import BY_CABLE
from sogdia.offers.money import BEFORE_GRANTS, BELOW_NOTHING
from sogdia.offers.shortage import AFTER_YEARS, EVENTS, SHORT_DAYS
from sogdia.reports.markup import Raw, join, tag, text_of
from sogdia.reports.numerals import MISSING
from sogdia.reports.offer_words import (
    NEW_PART,
    aged,
    decimals_for,
    figure_text,
    first_year,
    life_words,
    not_held,
    percent,
    plain,
    short,
    year_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sogdia.offers import OfferResult

HEADS: Final = {
    "nothing": "Do nothing", "offer": "This offer: ", "rival": "A rival: ", "shared": "A shared build (assumed), ",
}  # fmt: skip
SECTIONS: Final = {
    "At a glance, if no cable is enlarged or added besides": (
        "capex", "enpv", "enpv_outside", "lost_hours", "outage_cost", "ways_out", "outgrown",
    ),
    "More on what it costs and is worth": (
        "grant", "operation", "kept", "electricity", "eirr", "bcr", "firr", "debt", "peak_service", "repaid_years",
        "dscr",
    ),
    "More on what it brings": (
        "price", "affordability", "use_per_head", "rtt", "reached", "trade", "trade_income",
        "building_jobs", "operating_jobs",
    ),
    "What it depends on": (
        "builder", "holder", "lender", "withdrawal_new", "withdrawal_standing", "lock_in", "debt_gdp",
        "service_revenue", "maintenance", "clauses",
    ),
    "By Sogdia's model, traffic over cables": ("touch_home_of_supplier", "touch_home_of_owner"),
}  # fmt: skip
"""Rows of the page by group; what the first holds stands there also where it is the same in all columns."""
_GLANCE, _MONEY, *_, _TOUCH = SECTIONS
_OF_TOUCH: Final = "Traffic over cables "
"""Beginning of the names of rows that the title of their group says."""
_COSTS_ALONE: Final = {"enpv": "whole_cost"}
"""Row in the place of another where no gain is counted."""
_OF_GAINS: Final = {"enpv_outside", "eirr", "bcr", "firr", "dscr"}
"""Rows that are left out where no gain is counted, or where no column has a figure."""
LETTERS: Final = {"measured": "p", "modelled": "c", "assumed": "a"}
"""How a figure was had, as one letter."""
_IN_THE_NAME: Final = {"jobs", "persons", "person-years", "ways", "hours"}
"""Units that the name of the row says already."""
_RATES: Final = {"eirr", "firr"}
_REPAID: Final = "repaid_years"
_OPEN: Final = {"peak_service", "service_revenue", _REPAID}
"""Rows to which a loan adds whose terms are not known."""
_OF_THE_OFFER: Final = {"builder", "holder", "lender", "clauses"}
"""Rows of which nothing can be known of a build that nobody has offered: they are taken from the offer."""
_SEVERAL: Final = {
    "lost_hours": "Hours a year cut off by broken cables (model), of traffic that doing nothing can carry",
    "outage_cost": outages.ROWS["outage_cost"][0],
    **{f"withdrawal_{key}": SHORT_DAYS.replace("{what}", words) for key, words in EVENTS.items()},
    "lock_in": "Lost if the vendor had to be changed early",
}
_EQUIPMENT: Final = "Vendor's equipment lost if another's had to replace it early (successor's price not in it)"
WITHOUT_IT: Final = "does not apply: never has it"
"""What doing nothing is, where the others may lose what is new."""
_YEARS: Final = ", in year " + "\u00a0/\u00a0".join(str(year) for year in AFTER_YEARS)
_FULL: Final = " (once cables are full, less each year)"
_FALLING: Final = {
    **{f"withdrawal_{key}": _FULL for key in EVENTS},
    "outage_cost": " (falls once cables are full: the shortage that grows then is not in it)",
}
"""Words after the name of a row of years that falls in a column: what is short already cannot be lost again."""
_ROLE: Final = {"touch_home_of_supplier": "supplier", "touch_home_of_owner": "owner"}
"""Whose name a row hangs on."""
_NO_COMPARING: Final = " (at least so much in the model: do not compare columns)"
_FURTHER: Final = "further conditions are not known"


@dataclass(frozen=True)
class _Row:
    """A row as it stands on the page: its name, its cells, and what a reader sees in each."""

    title: Raw
    cells: list[Raw]
    seen: list[str]
    silent: bool = False
    """Whether it is known of nothing that is built."""


def decision_table(result: OfferResult, date: str) -> Raw:
    """Give the table of the columns; a row that says the same in all of them stands in a line below it."""
    shown = [a.key for a in result.alternatives]
    body, alike, silent = [], [], []
    gains = _has_gains(result)
    for section, keys in SECTIONS.items():
        made = []
        for row in (row for key in keys for row in _rows(result, _shown_as(key, gains=gains), shown, date)):
            if row.silent and section != _GLANCE:
                silent.append(row.title)
            elif len(set(row.seen)) > 1 or section == _GLANCE:
                title = Raw(str(row.title).removeprefix(_OF_TOUCH)) if section == _TOUCH else row.title
                made.append(tag("tr", tag("th", title, scope="row"), *row.cells))
            else:
                alike.append(join(row.title, ": ", _inner(row.cells[0])))
        if made:
            name = _section_title(result, section, gains=gains)
            head = tag("th", name, colspan=str(len(shown) + 1), scope="colgroup")
            body += [tag("tr", head, class_="group"), *made]
    whole = tag("table", tag("thead", tag("tr", *_heads(result))), tag("tbody", *body), class_="decision")
    parts = [whole]
    for words, rows in (("The same in all columns.", alike), ("Not known for anything that would be built.", silent)):
        if rows:
            parts.append(tag("p", tag("b", words), " ", join(*rows, by="; "), ".", class_="small alike"))
    return join(*parts)


def _has_gains(result: OfferResult) -> bool:
    mine = result.account("offer")
    return mine is None or mine.has_gains


def _shown_as(key: str, *, gains: bool) -> str:
    """Give the row that stands for a key: costs alone where no gain is counted, and nothing for what rests on gains."""
    if gains:
        return key
    return "" if key in _OF_GAINS else _COSTS_ALONE.get(key, key)


def _section_title(result: OfferResult, section: str, *, gains: bool) -> str:
    """Give the title of a group of rows; where no gain is counted the money is cost alone."""
    if section == _TOUCH:
        rows = result.table[result.table.row.str.startswith("touch_home_")]
        return f"{section}{_NO_COMPARING}" if rows.text.str.startswith(LEAST).any() else section
    if section != _MONEY:
        return section
    title = section if gains else "More on what it costs"
    rows = result.table[result.table.row == "whole_cost"]
    return f"{title} (all {BEFORE_GRANTS})" if _all_before_grants(rows) else title


def _heads(result: OfferResult) -> list[Raw]:
    heads = HEADS | ({} if result.definition.rivals else {"rival": "No rival is known: "})
    head = [tag("th", "", scope="col")]
    for one in result.alternatives:
        name = _shared_with(result) if one.key == "shared" else one.name if one.key in {"offer", "rival"} else ""
        gone = " and ".join(short(x) for x in result.taken_out) if one.key == "nothing" else ""
        name = f", without {gone}" if gone else name
        head.append(tag("th", heads[one.key], name, scope="col", class_=_class(one.key)))
    return head


def _shared_with(result: OfferResult) -> str:
    shared = result.definition.shared
    if shared is not None and shared.partners:
        return f"with {', '.join(p.name for p in shared.partners)}"
    return next((re.split(r",| \(| that | who ", a.note)[0].replace("laid together ", "")
                 for a in result.alternatives if a.key == "shared"), "")  # fmt: skip


def _inner(cell: Raw) -> Raw:
    """Give what stands in a cell, for a line of text."""
    within = re.sub(r"^<td[^>]*>|</td>$", "", str(cell))
    return Raw(within.replace("<div", "<span").replace("</div>", "</span>"))


def _seen(cell: Raw) -> str:
    """Give what a reader sees in a cell, but for the letter of its basis."""
    return text_of(re.sub(r'<span class="basis".*?</span>', "", str(cell))).strip()


def _rows(result: OfferResult, key: str, shown: Sequence[str], date: str) -> list[_Row]:
    table = result.table
    if key in _SEVERAL:
        return _row_of_years(result, table[table.row.str.startswith(f"{key}_")], key, shown)
    several = key in {"rtt", "touch_home_of_supplier", "touch_home_of_owner"}
    here = table[table.row.str.startswith(f"{key}_")] if several else table[table.row == key]
    out = []
    for _, rows in here.groupby("row", sort=False):
        if not _told(rows) or (key in _OF_GAINS and not (rows.basis[rows.alternative != "nothing"] != "").any()):
            continue
        gross = _all_before_grants(rows)
        told = rows.assign(text=rows.text.str.replace(rf",? ?{BEFORE_GRANTS}$", "", regex=True)) if gross else rows
        places = decimals_for(told.base, str(told.unit.iloc[0]))
        cells = [_cell(told[told.alternative == column], column, date, places) for column in shown]
        seen = [_seen(cell) for cell in cells]
        if key in _ROLE:
            gone = not_held(result, _ROLE[key])
            cells = [_without_new(cell, column, gone) for cell, column in zip(cells, shown, strict=True)]
            seen = [_seen(cell) for cell in cells]
        if key in _OF_THE_OFFER:
            cells = _as_the_offer(cells, told, shown)
        title = join(_name(result, key, str(told["name"].iloc[0]), gross=gross), _unit(str(told.unit.iloc[0])))
        out.append(_Row(title, cells, seen, _silent(seen)))
    return out


def _silent(seen: list[str]) -> bool:
    """Whether nothing is known of anything that is built."""
    return set(seen[1:]) == {NOT_KNOWN}


def _all_before_grants(rows: pd.DataFrame) -> bool:
    """Whether all that a row tells of what is built is before any grants: the title of the group then says so."""
    built = rows[(rows.alternative != "nothing") & (rows.basis != "")]
    return len(built) > 0 and bool(built.text.str.endswith(BEFORE_GRANTS).all())


def _without_new(cell: Raw, column: str, gone: set[str]) -> Raw:
    """Say of a share that the new part is not counted, where its holder is not known and traffic would pass it."""
    if column not in gone or NOT_KNOWN in _seen(cell):
        return cell
    return Raw(f"{str(cell).removesuffix('</td>')}; {NEW_PART} not counted</td>")


def _as_the_offer(cells: list[Raw], rows: pd.DataFrame, shown: Sequence[str]) -> list[Raw]:
    """Say of the shared build that what it is taken to be bound by is the offer's."""
    text, basis = rows.set_index("alternative").text, rows.set_index("alternative").basis
    same = {"offer", "shared"} <= set(text.index) and text["shared"] == text["offer"] and basis["shared"]
    words = tag("td", "taken as this offer's\u00a0", _mark("assumed"))
    return [words if same and column == "shared" else cell for cell, column in zip(cells, shown, strict=True)]


def _name(result: OfferResult, key: str, name: str, *, gross: bool) -> str:
    """Give the name of a row: with the year, the years or the rate of which it speaks."""
    before = f", {BEFORE_GRANTS}" if gross else ""
    whole = f"{life_words(result)} in today's dollars"
    made = {
        "eirr": f"{name} (over inflation; {percent(result.definition.need.hurdle)} is asked)",
        "firr": f"{name}, whose capital costs {percent(result.definition.need.wacc)} a year",
        "debt_gdp": f"{name} ({year_of(result.need['gdp'].source)})",
        "outgrown": f"Year when traffic outgrows all cables (year 1: {first_year(result)})",
        "enpv": f"Gains less costs, as counted above, {whole}{before}",
        "enpv_outside": f"{name} (in brackets: nine of ten trials)",
        "whole_cost": f"Added cost {whole}, no gain taken off{before or ', after grants'}",
    }
    return made.get(key, name)


def _told(rows: pd.DataFrame) -> bool:
    """Tell whether any column but doing nothing, which is nothing by definition, says something."""
    built = rows[(rows.alternative != "nothing") | rows.group.eq("gains")]
    return bool(((built.basis != "") | ~built.text.isin(["", DOES_NOT_APPLY])).any())


def _unit(unit: str) -> Raw | None:
    told = "" if unit in _IN_THE_NAME else unit.replace("US$ million", "US$\u00a0m")
    return tag("span", f", {told}".replace(", %", ",\u00a0%"), class_="unit") if told else None


def _row_of_years(result: OfferResult, rows: pd.DataFrame, key: str, shown: Sequence[str]) -> list[_Row]:
    if not _told(rows):
        return []
    built = rows[rows.basis != ""]
    alone = len(built) > 0 and bool(built.text.str.startswith(PLANT).all())
    told = rows.assign(text="") if alone else rows
    told = told.assign(text=told.text.where(told.basis != "", rows.text))
    cells = [_cell_of_years(told[told.alternative == column], column, decimals_for(rows.base)) for column in shown]
    if key == "withdrawal_new":
        cells = [
            _without(WITHOUT_IT, column) if column == "nothing" else cell
            for cell, column in zip(cells, shown, strict=True)
        ]
    name = _EQUIPMENT if alone else _SEVERAL[key].format(days=result.definition.need.withdrawal_days)
    full = _FALLING.get(key, "") if _falls(rows) else ""
    title = join(f"{name}{_YEARS}", _unit(str(rows.unit.iloc[0])), full)
    return [_Row(title, cells, [_seen(cell) for cell in cells])]


def _falls(rows: pd.DataFrame) -> bool:
    """Whether a figure of years falls from one to the next in any column."""
    return any(bool((here.base.diff() < 0).any()) for _, here in rows.groupby("alternative"))


def _cell_of_years(mine: pd.DataFrame, column: str, places: int) -> Raw:
    if mine.empty or not mine.basis.iloc[0]:
        return _without(str(mine.text.iloc[0]) if len(mine) else "", column)
    known = mine.base if (mine.base > 0).any() else mine.high
    places = max(places, decimals_for(known)) if known.max() < 1 else places
    told = [
        figure_text(float(base), float(low), float(high), places)
        for base, low, high in zip(mine.base, mine.low, mine.high, strict=True)
    ]
    ends = join(*(tag("span", between or main, class_="range") for main, between in told), by="\u00a0/ ")
    between = join("(", ends, ")") if any(between for _, between in told) else None
    bound, _ = _bound(str(mine.text.iloc[0]))
    main, mark = tag("b", "\u00a0/\u00a0".join(main for main, _ in told)), _mark(str(mine.basis.iloc[0]))
    if bound.strip() == MOST:
        return tag("td", main, "\u00a0", mark, " or less", class_=_class(column))
    return tag("td", bound, main, "\u00a0", mark, " ",
               tag("div", between, class_="ranges") if between else None, class_=_class(column))  # fmt: skip


def _bound(text: str) -> tuple[str, str]:
    """Part the words that stand before a figure, `at least` or `at most`, from those that stand after it."""
    head, _, tail = text.partition("; ")
    if head in {LEAST, MOST, PLANT}:
        return f"{head} ", f"; {tail}" if tail else ""
    return "", f" {text}" if text else ""


def _class(column: str) -> str | None:
    return "offer" if column == "offer" else None


def _mark(basis: str) -> Raw:
    return tag("span", LETTERS[basis], class_="basis", title=basis)


def _without(text: str, column: str) -> Raw:
    """Make a cell that has words in place of a figure."""
    return tag("td", tag("span", text or NOT_KNOWN, class_="unit"), class_=_class(column))


def _cell(rows: pd.DataFrame, column: str, date: str, places: int) -> Raw:
    if rows.empty or not rows.basis.iloc[0]:
        return _without(str(rows.text.iloc[0]) if len(rows) else "", column)
    row = rows.iloc[0]
    key, mark, text = str(row.row), _mark(str(row.basis)), str(row.text)
    if key == "clauses":
        return tag("td", *_terms(text, date, mark), class_=_class(column))
    return tag("td", *_figure(key, (float(row.base), float(row.low), float(row.high)), text, mark, places),
               class_=_class(column))  # fmt: skip


def _terms(text: str, date: str, mark: Raw) -> list[Raw | str]:
    """Tell terms and laws that bind on the day of the page; what has ended stands in the annex."""
    parts = [part for part in text.split("; ") if aged(part, date) == part]
    known = [part for part in parts if part != _FURTHER]
    live = [*known, *([_FURTHER if known else _FURTHER.removeprefix("further ")] if _FURTHER in parts else [])]
    if not known:
        return [tag("span", "; ".join(live or ["none known now"]), class_="unit")]
    rest = "; ".join(live[len(known) :])
    return ["; ".join(known), "\u00a0", mark, f"; {rest}" if rest else ""]


def _figure(key: str, figure: tuple[float, float, float], text: str, mark: Raw, places: int) -> list[Raw | str | None]:
    """Write a figure with its range and with the words before and after it; words alone where it has none."""
    base, _, high = figure
    main, told = figure_text(*figure, places)
    if key in _RATES and base < 0:
        main, told, text = MISSING, "", f"{BELOW_NOTHING}, {text}" if text else BELOW_NOTHING
    if main == MISSING:
        return [text, "\u00a0", mark]
    bound, tail = _bound(text)
    if bound.strip() == LEAST and math.isfinite(high) and high > base:
        most = plain(high, places)
        return [
            tag("b", main),
            "\u00a0",
            mark,
            f" and a loan of unknown size, up to {most} in all",
        ]
    if bound.strip() == MOST:
        return [tag("b", main), "\u00a0", mark, " or less"]
    if bound.strip() == LEAST and key in _OPEN:
        return [
            tag("b", main),
            "\u00a0",
            mark,
            " for what is known" if key == _REPAID else " plus a loan of unknown terms",
        ]
    if text.strip() in {OR_MORE, BY_CABLE, BEFORE_GRANTS}:
        bound, tail = "", f" {text.strip()}"
    tail = re.sub(r"^; loan of [^;]*", "", tail)
    between = tag("span", f" ({told})", class_="range") if told else None
    return [bound.replace(" ", "\u00a0"), tag("b", main), "\u00a0", mark, between, tail]
