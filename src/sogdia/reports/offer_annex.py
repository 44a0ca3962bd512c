"""The annex of an offer's page: every formula, every figure with its source, pictures, clauses, the same questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.economy.effects import coefficients
from sogdia.offers.facts import past_projects
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.numerals import NARROW
from sogdia.reports.offer_pictures import debt_picture, fan_picture, tornado_picture
from sogdia.reports.offer_words import clause_words, decimals_for, value_text
from sogdia.reports.pictures import picture
from sogdia.reports.tables import bullet_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sogdia.offers import OfferResult

COLUMN_WORDS: Final = {"nothing": "do nothing", "offer": "this offer", "rival": "rival", "shared": "shared build"}
OUTCOMES: Final = {
    "employment": "people in work", "night_lights": "light at night", "internet_users": "people online",
    "gdp_growth": "growth of output", "gdp": "output", "export_growth": "growth of exports",
    "retail_price": "household price",
}  # fmt: skip
QUESTIONS: Final = {
    "compelled_access": "May the state compel access to what passes?",
    "interruption_power": "May the state have service interrupted?",
    "state_ownership_of_incumbent": "Does the state own its incumbent operator?",
}
FORMULAS: Final = Path(__file__).resolve().parent / "offer_formulas.csv"
"""How each figure of the page is computed, in words: figure, rule."""


def annex(result: OfferResult, date: str) -> Raw:
    """Give the annex."""
    return tag(
        "section",
        tag("h1", "Annex"),
        _pictures(result),
        tag("h2", "How each figure is computed"),
        tag("p", result.rule),
        tag("p", "Sogdia is the open program that made this page; its rules and its register of facts are public."),
        _grid(("figure", "rule"), pd.read_csv(FORMULAS).itertuples(index=False)),
        _tried(result),
        tag("h2", "Every figure with its source"),
        _figures(result),
        _loans(result),
        tag("h2", "Conditions in the contract or law, as facts"),
        bullet_list(clause_words(result, date)) or tag("p", "None was told to us."),
        tag("h2", "The same three questions to the home state of each firm"),
        tag("p", " ".join(QUESTIONS.values())),
        _questions(result),
        tag("h2", "What is known"),
        _grid(
            ("of", "fact", "known", "source"),
            [(r.alternative, r.fact, "yes" if r.known else "no", r.source) for r in result.completeness.itertuples()],
        ),
        tag("h2", "How past projects of this kind ended"),
        _grid(
            ("project", "final over planned cost", "delay, years", "planned", "outcome", "source"),
            [
                (r.project, _number(r.cost_ratio), _number(r.slip_years), r.planned, r.outcome, r.source)
                for r in past_projects(result.definition).itertuples()
            ],
        ),
        tag("h2", "Effects that studies found, where they hold, and who paid for the study"),
        _grid(
            ("study", "outcome", "by", "found", "holds for", "paid by a seller", "source"),
            _effects(),
        ),
        class_="annex",
    )  # fmt: skip


def _effects() -> list[tuple[str, ...]]:
    """Give each published coefficient as a row of words."""
    return [
        (
            f"{r['study']} {r['year']}", OUTCOMES[str(r["outcome"])], str(r["driver"]),
            _share(float(r["low"]), float(r["base"]), float(r["high"])), str(r["scope_words"]),
            str(r["sponsor_funded"]), str(r["source"]),
        )
        for r in coefficients().to_dict(orient="records")
    ]  # fmt: skip


def _share(low: float, base: float, high: float) -> str:
    """Write a coefficient as a percentage, with its range where it has one."""
    told, ends = ["" if x != x else f"{100 * x:.3g}" for x in (base, low, high)], ""  # noqa: PLR0124  NaN
    if told[1] and told[2]:
        ends = f"({told[1]} to {told[2]})" if told[0] else f"{told[1]} to {told[2]}"
    return f"{' '.join(x for x in (told[0], ends) if x)}{NARROW}%"


def _number(value: object) -> str:
    return "–" if value != value else f"{value:g}"  # noqa: PLR0124  NaN


def _grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Raw:
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("table", tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))), tag("tbody", *body))


def _pictures(result: OfferResult) -> Raw | None:
    mine = result.account("offer")
    if mine is None or "offer" not in result.ranking.worth:
        return None
    made = [
        picture(tornado_picture(result.ranking.bars, mine.enpv), alt="Tornado of the offer's worth",
                caption="Gains less costs of the offer when one figure alone goes to its low or to its high end."),
        picture(fan_picture(mine.bands), alt="Fan of summed gains less costs",
                caption="Gains less costs, summed up to each year: 1,000 draws of cost, delay, traffic and prices."),
    ]  # fmt: skip
    if len(mine.service):
        made.append(
            picture(debt_picture(mine.service), alt="Repayment and interest by year and loan",
                    caption="Repayment, interest and fees by year, as the loans say.")
        )  # fmt: skip
    return tag("div", *made, class_="two")


def _tried(result: OfferResult) -> Raw | None:
    """List every figure that was tried for what would put another column first, and what came of it."""
    rows = []
    for r in result.ranking.tried.to_dict(orient="records"):
        now, low, high = (_number(float(f"{r[key]:.3g}")) for key in ("now", "low", "high"))
        at, own = (_number(float(f"{r[key]:.3g}")) for key in ("switch", "own"))
        who = f"{COLUMN_WORDS[r['first']]} passes {COLUMN_WORDS[r['beside']]}" if r["first"] else "no change"
        tried = (
            (f"{low} to {high}", at, who, own) if low != "–" else ("–", "–", "not tried: it is not known or none", "–")
        )
        rows.append((f"{r['name']}, {r['unit']}", now, *tried))
    if not rows:
        return None
    head = ("figure, all else as it is", "now", "tried", "another is first at", "who passes whom", "this offer itself")
    return join(tag("h2", "Figures tried for what would change the order"), _grid(head, rows))


def _figures(result: OfferResult) -> Raw:
    """Set each figure with its columns below one another: those of one row have as many decimals."""
    heads = {a.key: COLUMN_WORDS[a.key] for a in result.alternatives}
    rows = []
    for _, here in result.table.groupby(["group", "row"], sort=False):
        places = decimals_for(here.base, str(here.unit.iloc[0]))
        first = here.iloc[0]
        name = ", ".join(x for x in (str(first["name"]), str(first["unit"])) if x)
        told = (here.basis != "") & ~here.source.str.startswith("by definition")
        for r in here[told].to_dict(orient="records"):
            text = value_text((r["base"], r["low"], r["high"]), r["text"], places)
            rows.append((name, heads[r["alternative"]], text, r["basis"], r["source"], r["note"]))
            name = ""
    return _grid(("figure", "column", "value", "basis", "source", "note"), rows)


def _loans(result: OfferResult) -> Raw | None:
    mine = result.account("offer")
    if mine is None or mine.service.empty:
        return None
    parts = ("drawn", "interest", "fees", "principal", "service", "closing", "service_musd")
    rows = [
        (r["lender"], r["currency"], int(r["year"]) + 1, *(f"{float(r[part]):.3f}" for part in parts))
        for r in mine.service.to_dict(orient="records")
    ]
    head = (
        "lender",
        "currency",
        "year",
        "drawn",
        "interest",
        "fees",
        "principal",
        "service",
        "owed after",
        "service, US$",
    )
    return join(tag("h2", "Repayment and interest by year, millions of each currency"), _grid(head, rows))


def _questions(result: OfferResult) -> Raw:
    """Put the questions to each state; one line where nothing is recorded of it."""
    rows = []
    for name, here in result.questions.groupby(["name", "who"], sort=False):
        who = ": ".join(str(x) for x in name) if isinstance(name, tuple) else str(name)
        if (here.fact == "").all():
            rows.append((who, "all three", "not looked up here", ""))
            continue
        for r in here.itertuples():
            rows.append((who, QUESTIONS[str(r.topic)], str(r.fact) or "not looked up here", str(r.source)))
            who = ""
    return _grid(("home state: its firms", "question", "fact", "source"), rows)
