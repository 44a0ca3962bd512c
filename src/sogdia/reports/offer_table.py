"""The table of an offer's page: the columns beside one another, and the rows that are the same in all of them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sogdia.offers.debts import LEAST, MOST, PLANT
from sogdia.offers.figures import DOES_NOT_APPLY, NOT_KNOWN
from sogdia.offers.gains import BY_CABLE, OR_MORE
from sogdia.offers.money import BEFORE_GRANTS, BELOW_NOTHING
from sogdia.offers.shortage import AFTER_YEARS, EVENTS, SHORT_DAYS
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING
from sogdia.reports.offer_words import NEW_PART, aged, decimals_for, figure_text, not_held, percent, plain, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sogdia.offers import OfferResult

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
_OPEN: Final = {"peak_service", "service_revenue"}
"""Rows to which a loan adds whose terms are not known."""
_OF_THE_OFFER: Final = {"currency", "clauses"}
"""Rows of which nothing can be known of a build that nobody has offered: they are taken from the offer."""
_SEVERAL: Final = {
    **{f"withdrawal_{key}": SHORT_DAYS.replace("{what}", words) for key, words in EVENTS.items()},
    "lock_in": "Cost to change the vendor",
}
_EQUIPMENT: Final = "Cost if the vendor's equipment had to be replaced by another's"
_YEARS: Final = ", in year " + "\u00a0/\u00a0".join(str(year) for year in AFTER_YEARS)
_FULL: Final = " (lower once cables are full)"
"""Words after the name of a further loss that falls in a column: what is short already cannot be lost again."""
_ROLE: Final = {
    "supplier": "supplier", "home_of_supplier": "supplier", "touch_home_of_supplier": "supplier",
    "owner": "owner", "touch_home_of_owner": "owner",
}  # fmt: skip
"""Whose name a row hangs on."""
_OTHER_TERMS: Final = "other terms are not known"


@dataclass(frozen=True)
class _Row:
    """A row as it stands on the page: its name, its cells, and what a reader sees in each."""

    title: Raw
    cells: list[Raw]
    seen: list[str]
    silent: bool = False
    """Whether it is known of nothing that is built, and says of doing nothing what is so by definition."""


def decision_table(result: OfferResult, date: str) -> Raw:
    """Give the table of the columns; a row that says the same in all of them stands in a line below it."""
    shown = [a.key for a in result.alternatives]
    body, alike, silent = [], [], []
    for group, keys in (("money", MONEY), ("gains", GAINS), ("binds", BINDS)):
        made = []
        for row in (row for key in keys for row in _rows(result, group, key, shown, date)):
            if row.silent:
                silent.append(row.title)
            elif len(set(row.seen)) > 1:
                made.append(tag("tr", tag("th", row.title, scope="row"), *row.cells))
            else:
                alike.append(join(row.title, ": ", _inner(row.cells[0])))
        if made:
            title = tag("th", _group_title(result, group), colspan=str(len(shown) + 1), scope="colgroup")
            body += [tag("tr", title, class_="group"), *made]
    whole = tag("table", tag("thead", tag("tr", *_heads(result))), tag("tbody", *body), class_="decision")
    parts = [whole]
    for words, rows in (("The same in all columns.", alike), ("Not known for anything that would be built.", silent)):
        if rows:
            parts.append(tag("p", tag("b", words), " ", join(*rows, by="; "), ".", class_="small alike"))
    return join(*parts)


def _group_title(result: OfferResult, group: str) -> str:
    """Give the title of a group of rows; where no gain is counted the money is cost alone."""
    mine = next((a.account for a in result.alternatives if a.key == "offer"), None)
    if group != "money":
        return TITLES[group]
    title = "What it costs" if mine is not None and not mine.has_gains else TITLES[group]
    rows = result.table[result.table.row == "whole_cost"]
    return f"{title} (all {BEFORE_GRANTS})" if _all_before_grants(rows) else title


def _heads(result: OfferResult) -> list[Raw]:
    heads = HEADS | ({} if result.definition.rivals else {"rival": "No rival is known: "})
    head = [tag("th", "", scope="col")]
    for one in result.alternatives:
        name = _shared_with(result) if one.key == "shared" else one.name if one.key in {"offer", "rival"} else ""
        head.append(tag("th", heads[one.key], name, scope="col", class_=_class(one.key)))
    return head


def _shared_with(result: OfferResult) -> str:
    shared = result.definition.shared
    if shared is not None and shared.partners:
        return f"with {', '.join(p.name for p in shared.partners)}"
    return next((note.partition(" that")[0].partition(",")[0].replace("laid together ", "")
                 for a in result.alternatives if a.key == "shared" for note in [a.note]), "")  # fmt: skip


def _inner(cell: Raw) -> Raw:
    """Give what stands in a cell."""
    return Raw(re.sub(r"^<td[^>]*>|</td>$", "", str(cell)))


def _seen(cell: Raw) -> str:
    """Give what a reader sees in a cell, but for the letter of its basis."""
    return re.sub(r"<[^>]+>", "", re.sub(r'<span class="basis".*?</span>', "", str(cell))).strip()


def _rows(result: OfferResult, group: str, key: str, shown: Sequence[str], date: str) -> list[_Row]:
    table = result.table[result.table.group == group]
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
        if key in _HELD:
            cells, seen = _as_today(cells, told, shown, not_held(result, _ROLE.get(key, ""))), _held_seen(told, shown)
        elif key in _ROLE:
            gone = not_held(result, _ROLE[key])
            cells = [_without_new(cell, column, gone) for cell, column in zip(cells, shown, strict=True)]
            seen = [_seen(cell) for cell in cells]
        if key in _OF_THE_OFFER:
            cells = _as_the_offer(cells, told, shown)
        unit = "" if key in _HELD else str(told.unit.iloc[0])
        title = join(_name(result, key, str(told["name"].iloc[0]), gross=gross), _unit(unit))
        out.append(_Row(title, cells, seen, _silent(told, seen)))
    return out


def _silent(rows: pd.DataFrame, seen: list[str]) -> bool:
    """Whether nothing is known of what is built, and doing nothing has no figure but by definition."""
    now = rows[rows.alternative == "nothing"]
    empty = now.empty or now.basis.iloc[0] == "" or str(now.source.iloc[0]).startswith("by definition")
    return bool(empty) and set(seen[1:]) == {NOT_KNOWN}


def _all_before_grants(rows: pd.DataFrame) -> bool:
    """Whether all that a row tells of what is built is before any grants: the title of the group then says so."""
    built = rows[(rows.alternative != "nothing") & (rows.basis != "")]
    return len(built) > 0 and bool(built.text.str.endswith(BEFORE_GRANTS).all())


def _held_seen(rows: pd.DataFrame, shown: Sequence[str]) -> list[str]:
    """Give what the columns say of a holder: who, and a share without decimals."""
    by = rows.set_index("alternative")
    return [f"{by.text[k]} {by.base[k]:.0f}" if k in by.index and by.basis[k] else NOT_KNOWN for k in shown]


def _without_new(cell: Raw, column: str, gone: set[str]) -> Raw:
    """Say of a share that the new part is not counted, where its holder is not known and traffic would pass it."""
    if column not in gone or NOT_KNOWN in _seen(cell):
        return cell
    return Raw(f"{str(cell).removesuffix('</td>')}; {NEW_PART} not counted</td>")


def _as_today(cells: list[Raw], rows: pd.DataFrame, shown: Sequence[str], gone: set[str]) -> list[Raw]:
    """Say `as today` where a column names the same holder and share as doing nothing; `gone`: see `not_held`."""
    held = zip(rows.alternative, rows.text, rows.base.round(), strict=True)
    words = {column: (text, share) for column, text, share in held}
    basis = dict(zip(rows.alternative, rows.basis, strict=True))
    out = []
    for cell, column in zip(cells, shown, strict=True):
        same = column != "nothing" and words.get(column) == words.get("nothing") and basis.get(column)
        tail = f"; {NEW_PART} not known" if column in gone else ""
        out.append(tag("td", "as today\u00a0", _mark(basis[column]), tail, class_=_class(column)) if same else cell)
    return out


def _as_the_offer(cells: list[Raw], rows: pd.DataFrame, shown: Sequence[str]) -> list[Raw]:
    """Say of the shared build that what it is taken to be bound by is the offer's."""
    text, basis = rows.set_index("alternative").text, rows.set_index("alternative").basis
    same = {"offer", "shared"} <= set(text.index) and text["shared"] == text["offer"] and basis["shared"]
    words = tag("td", "taken as this offer's\u00a0", _mark("assumed"))
    return [words if same and column == "shared" else cell for cell, column in zip(cells, shown, strict=True)]


def _name(result: OfferResult, key: str, name: str, *, gross: bool) -> str:
    """Give the name of a row: with what its capital costs, or over how many years it is."""
    if key == "firr":
        return f"{name}, whose capital costs {percent(result.definition.need.wacc)} a year"
    if key == "lost_hours":
        return f"Hours without service because of cuts, in {result.definition.offer.year}"
    if key == "whole_cost":
        lives = {a.proposal.life_years for a in result.alternatives if a.proposal is not None}
        over = f"over {next(iter(lives))} years" if len(lives) == 1 else "in its life"
        return f"Added cost {over}, before savings{'' if gross else ', less grants'}"
    return name


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
    places = decimals_for(rows.base)
    built = rows[rows.basis != ""]
    alone = len(built) > 0 and bool(built.text.str.startswith(PLANT).all())
    told = rows.assign(text="") if alone else rows
    told = told.assign(text=told.text.where(told.basis != "", rows.text))
    cells = [_cell_of_years(told[told.alternative == column], column, places) for column in shown]
    name = _EQUIPMENT if alone else _SEVERAL[key].format(days=result.definition.need.withdrawal_days)
    full = _FULL if key.startswith("withdrawal") and _falls(rows) else ""
    title = join(f"{name}{_YEARS}", _unit(str(rows.unit.iloc[0])), full)
    return [_Row(title, cells, [_seen(cell) for cell in cells])]


def _falls(rows: pd.DataFrame) -> bool:
    """Whether a figure of years falls from one to the next in any column."""
    return any(bool((here.base.diff() < 0).any()) for _, here in rows.groupby("alternative"))


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
    main = tag("b", "\u00a0/\u00a0".join(main for main, _ in told))
    return tag("td", bound, main, "\u00a0", _mark(str(mine.basis.iloc[0])), " ",
               tag("span", between, class_="range") if between else None, class_=_class(column))  # fmt: skip


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
    if key in _HELD:
        return tag("td", *_holder(short(text) if key in _NAMES else text, float(row.base), mark), class_=_class(column))
    if key == "currency":
        head, _, tail = text.partition("; ")
        return tag("td", head, "\u00a0", mark, f"; {tail}" if tail else None, class_=_class(column))
    if key == "clauses":
        return tag("td", *_terms(text, date, mark), class_=_class(column))
    return tag("td", *_figure(key, (float(row.base), float(row.low), float(row.high)), text, mark, places),
               class_=_class(column))  # fmt: skip


def _holder(text: str, share: float, mark: Raw) -> list[Raw | str]:
    """Name the largest holder that is known, with its share of all, and of how much the holder is not known."""
    who, _, rest = text.partition("; ")
    gone = re.match(r"(\d+)", rest)
    if gone and float(gone[1]) > share:
        unknown = percent(float(gone[1]) / 100)
        return [f"largest known: {who}, {percent(share / 100)} of all\u00a0", mark, f"; not known for {unknown}"]
    return [tag("b", who), f" {percent(share / 100)}{f' ({rest})' if rest else ''}\u00a0", mark]


def _terms(text: str, date: str, mark: Raw) -> list[Raw | str]:
    """Tell terms and laws that bind now, then those that have ended on the day of the page, which bind no more."""
    parts = [(part, aged(part, date)) for part in text.split("; ")]
    ended = [new for old, new in parts if new != old]
    known = [new for old, new in parts if new == old and old != _OTHER_TERMS]
    open_ = any(old == _OTHER_TERMS for old, _ in parts)
    live = [*known, *([_OTHER_TERMS if known else _OTHER_TERMS.removeprefix("other ")] if open_ else [])]
    words = "; ".join(live or ["none known now"])
    if not known:
        return [tag("span", words, class_="unit"), *([f"; {'; '.join(ended)}\u00a0", mark] if ended else [])]
    rest = "; ".join([*live[len(known) :], *ended])
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
        return [tag("b", f"{main}\u00a0to\u00a0{plain(high, places)}"), "\u00a0", mark]
    if bound.strip() == LEAST and key in _OPEN:
        return [tag("b", main), "\u00a0", mark, " plus a loan of unknown terms"]
    if text.strip() in {OR_MORE, BY_CABLE, BEFORE_GRANTS}:
        bound, tail = "", f" {text.strip()}"
    tail = re.sub(r"^; loan of [^;]*", "", tail)
    between = tag("span", f" ({told})", class_="range") if told else None
    return [bound.replace(" ", "\u00a0"), tag("b", main), "\u00a0", mark, between, tail]
