"""The page of a plan: what to build, what it takes, what each rule costs, other plans, and what was recomputed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import MISSING, known, significant
from sogdia.reports.pictures import picture
from sogdia.reports.tables import basis_mark, bullet_list, legend_of_marks, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.figure import Figure

    from sogdia.planning import LivedResult, PlanResult

HERE: Final = Path(__file__).resolve().parent
NOT_EVEN_FREE: Final = (
    "{count} other lines on offer would not lower the cost even if their fixed cost were nothing, nor are they in the "
    "plans that were found for more traffic."
)
IDLE_SHARES: Final = (
    "A limit on shares of all capacity can be met by enlarging links that carry little or nothing: the largest "
    "holder's share sinks all the same. Shares of what is added, or of cost, can be asked for instead."
)
KINDS: Final = {"build": "new line", "enlarge": "enlarged"}


def plan_page(
    found: PlanResult, title: str, drawn: Figure, lived: LivedResult | None = None, bill: pd.DataFrame | None = None
) -> str:
    """Give the whole HTML of a plan's page; it needs nothing else.

    Parameters
    ----------
    found
        What `plan` answered.
    title
        What is planned.
    drawn
        Its picture (`plan_picture`).
    lived
        Years of faults without the plan and with it.
    bill
        Table of `planning.materials`.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="Sogdia"),
        tag("title", title),
        tag("style", Raw((HERE / "sheet.css").read_text(encoding="utf-8"))),
    )
    caption = "Width stands for the capacity that is added. Small maps: plans that cost nearly as little."
    alt = f"Map of the plan: {len(found.table)} purchases, listed in the table below"
    parts = [
        tag("p", "A plan, with its proof", class_="kind"),
        tag("h1", title),
        _facts(found),
        picture(drawn, alt=alt, caption=caption, vector=False),
        _bought(found),
        _left_out(found),
        _materials(bill),
        _rules(found),
        _lines(found),
        _alternatives(found),
        _lived(lived),
        _checks(found),
        tag("section", tag("h2", "How it was found"), tag("p", found.rule, class_="rule"), legend_of_marks()),
    ]
    body = tag("body", tag("main", join(*parts)))
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _facts(found: PlanResult) -> Raw:
    """Say the plan in a few figures."""
    rules = found.question.rules
    spent = float(found.spending.spent_musd.sum())
    survive = f"any {rules.losses} of: {', '.join(rules.survive)}" if rules.survive and rules.losses else "no loss"
    budget = " + ".join(f"{b:,.0f}" for b in rules.budget_musd)
    shares = {"home": "home state of suppliers"}
    limits = "; ".join(f"{shares.get(k, k)} {most:.0%} of {rules.share_of}" for k, most in rules.most_share.items())
    rows = [
        ("To spend, US$ million of 2024", f"{spent:,.1f} (discounted {found.cost_musd:,.1f})"),
        ("Budget, US$ million", budget or "none stated"),
        ("No plan costs less than", f"{found.bound_musd:,.1f} discounted, with these rules"),
        ("Traffic, Gbps", _traffic(found)),
        ("Survives", survive),
        ("Largest share", limits or "no limit"),
        ("Years of building", ", ".join(map(str, rules.phases))),
    ]
    if found.unserved_gbps > 0:
        rows.append(("Unserved after the worst loss", f"{found.unserved_gbps:,.1f} Gbps"))
    return tag("dl", *(part for name, value in rows for part in (tag("dt", name), tag("dd", value))), class_="facts")


def _traffic(found: PlanResult) -> str:
    by_phase = found.question.demands.groupby("phase").gbps.sum()
    years = found.question.rules.phases
    return ", ".join(f"{gbps:,.0f} in {year}" for gbps, year in zip(by_phase, years, strict=True))


def _bought(found: PlanResult) -> Raw:
    if found.table.empty:
        words = "Nothing need be built: what stands carries the traffic and survives what is asked."
        return tag("section", tag("h2", "What to build"), tag("p", words))
    head = ["What", "Name", "Kind", "Year", "Capacity added, Tbps", "US$ million", "Discounted", "Basis"]
    rows = [
        [row.option, row.name, KINDS[row.kind], row.phase, _num(row.added_gbps / 1000.0), _num(row.cost_musd),
         _num(row.discounted_musd), tag("td", basis_mark(row.basis))]
        for row in _rows_of(found.table)
    ]  # fmt: skip
    if len(found.table) > 1:
        total = found.table[["added_gbps", "cost_musd", "discounted_musd"]].sum()
        rows.append(["Sum", "", "", "", "", _num(total.cost_musd), _num(total.discounted_musd), ""])
    return tag("section", tag("h2", "What to build"), table(head, rows, caption="Purchases, by year"))


def _left_out(found: PlanResult) -> Raw | None:
    rows = found.served[~found.served.served.astype(bool)]
    if rows.empty:
        return None
    years = found.question.rules.phases
    body = [[row.demand, years[int(row.phase)], _num(row.gbps), _num(row.people)] for row in _rows_of(rows)]
    told = table(["Traffic", "Year", "Gbps", "People"], body, caption="Traffic that the plan leaves out, as it may")
    return tag("section", tag("h2", "Left out"), told)


def _materials(bill: pd.DataFrame | None) -> Raw | None:
    if bill is None or bill.empty:
        return None
    body = [
        [row.option, row.item, _num(row.quantity), row.unit, _num(row.cost_musd),
         f"{significant(row.low_musd)}–{significant(row.high_musd)}" if row.low_musd != row.high_musd else MISSING,
         tag("td", basis_mark(row.basis))]
        for row in _rows_of(bill)
    ]  # fmt: skip
    words = (
        "Quantities by the table of coefficients. A line's price in the plan may be published or priced as a whole, so "
        "the items need not add up to it; ships, permits and overheads are not listed."
    )
    head = ["What", "Item", "Quantity", "Unit", "US$ million", "Low to high", "Basis"]
    told = table(head, body, caption="What is bought and laid")
    return tag("section", tag("h2", "Bill of materials"), tag("p", words, class_="note"), told)


def _rules(found: PlanResult) -> Raw | None:
    if found.rules.empty:
        return None
    body = [[row.rule, _num(row.cost_without_musd), _num(row.price_musd)] for row in _rows_of(found.rules)]
    told = table(["Rule", "Cost without it, US$ million", "What it costs"], body, caption="Each rule left out alone")
    rules = found.question.rules
    note = tag("p", IDLE_SHARES, class_="note") if rules.most_share and rules.share_of == "capacity" else None
    return tag("section", tag("h2", "What each rule costs"), told, note)


def _lines(found: PlanResult) -> Raw | None:
    if found.choices.empty:
        return None
    near, idle = telling_choices(found.choices)
    body = [
        [row.option, "built" if row.built else "not built", _num(row.change_musd), _num(row.enters_at_musd),
         _num(row.enters_at_traffic)]
        for row in _rows_of(near.sort_values(["built", "change_musd"], ascending=[False, True]))
    ]  # fmt: skip
    head = [
        "Line",
        "In the plan",
        "Cost of the other choice",
        "Enters at a fixed cost of",
        "Enters at times the traffic",
    ]
    words = "What the plan would cost more, US$ million, without a line that is built, or with one that is not."
    told = table(head, body, caption=words, sortable=False) if body else None
    rest = tag("p", NOT_EVEN_FREE.format(count=idle), class_="note") if idle else None
    return tag("section", tag("h2", "Lines built and not built"), told, rest)


def telling_choices(choices: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Give the lines that are built or would be at some cost or traffic, and how many others there are."""
    built = choices.built.astype(bool)
    near = built | (choices.enters_at_musd > 0.0) | choices.enters_at_traffic.notna()
    return choices[near], int((~near).sum())


def _alternatives(found: PlanResult) -> Raw | None:
    if found.alternatives.empty:
        return None
    own = set(found.choice.option)
    items = []
    for number, rows in found.alternatives.groupby("plan"):
        fresh, gone = sorted(set(rows.option) - own), sorted(own - set(rows.option))
        cost = f"US$ {rows.cost_musd.iloc[0]:,.1f} million. "
        items.append(
            join(tag("b", f"Plan {number}: {cost}"), f"Instead of {', '.join(gone) or 'nothing'}: "
                 f"{', '.join(fresh) or 'nothing else'}.")
        )  # fmt: skip
    return tag("section", tag("h2", "Other plans that cost nearly as little"), bullet_list(items))


def _lived(lived: LivedResult | None) -> Raw | None:
    if lived is None:
        return None
    body = [
        [
            row.country,
            _share(row, "without"),
            _share(row, "with"),
            _num(row.lost_hours_without),
            _num(row.lost_hours_with),
        ]
        for row in _rows_of(lived.table)
    ]
    head = ["Country", "Demand lost without it, % of a year's", "With it", "Hours lost without it", "With it"]
    told = table(head, body, caption="Mean of a year; low to high say how well the mean is known")
    return tag("section", tag("h2", "Many years of faults"), told, tag("p", lived.rule, class_="rule"))


def _share(row: Any, word: str) -> Raw:  # noqa: ANN401  row of a table
    base, low, high = (getattr(row, f"demand_lost_{word}{end}") for end in ("", "_low", "_high"))
    if not known(base):
        return tag("td", MISSING, class_="num")
    span = tag("span", f"({significant(100 * low, 2, 4)}–{significant(100 * high, 2, 4)})", class_="range")
    return tag("td", tag("b", significant(100 * base, 2, 4)), " ", span, class_="num")


def _checks(found: PlanResult) -> Raw:
    body = [
        [
            row.check,
            _num(0.0 if abs(row.found) < 1e-6 else row.found),
            _num(row.limit),
            "holds" if row.holds else "DOES NOT HOLD",
        ]
        for row in _rows_of(found.checks)
    ]
    told = table(["What was recomputed", "Found", "Limit", ""], body, caption="By code that the planner does not share")
    return tag("section", tag("h2", "Checks"), told)


def _num(value: Any) -> Raw:  # noqa: ANN401  a cell
    return tag("td", significant(float(value), 4, 2) if known(value) else MISSING, class_="num")


def _rows_of(rows: pd.DataFrame) -> Iterator[Any]:
    """Give a table's rows, each with its columns as attributes."""
    yield from rows.itertuples(index=False)
