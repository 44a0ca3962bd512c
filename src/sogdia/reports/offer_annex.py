"""The annex of an offer's page: every formula, every figure with its source, pictures, clauses, the same questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from sogdia.economy.effects import coefficients
from sogdia.offers.outcomes import left_out, past_projects
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.offer_pictures import debt_picture, fan_picture, tornado_picture
from sogdia.reports.offer_words import clause_words, figure_text
from sogdia.reports.pictures import picture
from sogdia.reports.tables import bullet_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sogdia.offers import OfferResult

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
        _grid(("figure", "rule"), pd.read_csv(FORMULAS).itertuples(index=False)),
        tag("h2", "Every figure with its source"),
        _figures(result),
        _loans(result),
        tag("h2", "Clauses of the offer, as facts"),
        bullet_list(clause_words(result, date)) or tag("p", "None is stated."),
        tag("h2", "The same questions to every home state"),
        _questions(result),
        tag("h2", "What is known"),
        _grid(
            ("of", "fact", "known", "source"),
            [(r.alternative, r.fact, "yes" if r.known else "no", r.source) for r in result.completeness.itertuples()],
        ),
        tag("h2", "Reference class: how such projects ended"),
        _grid(
            ("project", "final over planned cost", "delay, years", "planned", "outcome", "source"),
            [
                (r.project, _number(r.cost_ratio), _number(r.slip_years), r.planned, r.outcome, r.source)
                for r in past_projects().itertuples()
            ],
        ),
        _left_out(),
        tag("h2", "Published effects, with their scope and who paid for the study"),
        _grid(
            ("study", "outcome", "by", "low – base – high", "holds for", "paid by a seller", "source"),
            _effects(),
        ),
        class_="annex",
    )  # fmt: skip


def _left_out() -> Raw | None:
    """Say whose cost is not used, as its source says that it is no outcome."""
    gone = left_out()
    told = f"Not used as a cost: {', '.join(gone)}; its source says that the figure may leave out other finance."
    return tag("p", told, class_="small") if gone else None


def _effects() -> list[tuple[str, ...]]:
    """Give each published coefficient as a row of words."""
    return [
        (
            f"{r['study']} {r['year']}", str(r["outcome"]).replace("_", " "), str(r["driver"]),
            " – ".join(_number(r[end]) for end in ("low", "base", "high")), str(r["scope_words"]),
            str(r["sponsor_funded"]), str(r["source"]),
        )
        for r in coefficients().to_dict(orient="records")
    ]  # fmt: skip


def _number(value: object) -> str:
    return "–" if value != value else f"{value:g}"  # noqa: PLR0124  NaN


def _grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Raw:
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("table", tag("thead", tag("tr", *(tag("th", h, scope="col") for h in head))), tag("tbody", *body))


def _pictures(result: OfferResult) -> Raw | None:
    mine = next((a for a in result.alternatives if a.key == "offer"), None)
    if mine is None or mine.account is None or "offer" not in result.ranking.worth:
        return None
    made = [
        picture(tornado_picture(result.ranking.bars, mine.account.enpv), alt="Tornado of the offer's worth",
                caption="What the offer is worth with each figure alone at its low and its high end."),
        picture(fan_picture(mine.account.bands), alt="Fan of summed gains less costs",
                caption="Gains less costs, discounted and summed, over 1,000 draws by the outside view."),
    ]  # fmt: skip
    if len(mine.account.service):
        made.append(
            picture(debt_picture(mine.account.service), alt="Debt service by year and loan",
                    caption="Debt service by year, as contracted.")
        )  # fmt: skip
    return tag("div", *made, class_="two")


def _figures(result: OfferResult) -> Raw:
    rows = []
    for r in result.table[result.table.basis != ""].to_dict(orient="records"):
        main, told = figure_text(float(r["base"]), float(r["low"]), float(r["high"]))
        text = " ".join(x for x in ("" if main == "–" else main, f"({told})" if told else "", str(r["text"])) if x)
        rows.append((r["name"], r["unit"], r["alternative"], text, r["basis"], r["source"], r["note"]))
    return _grid(("figure", "unit", "column", "value", "basis", "source", "note"), rows)


def _loans(result: OfferResult) -> Raw | None:
    mine = next((a for a in result.alternatives if a.key == "offer"), None)
    if mine is None or mine.account is None or mine.account.service.empty:
        return None
    parts = ("drawn", "interest", "fees", "principal", "service", "closing", "service_musd")
    rows = [
        (r["lender"], r["currency"], int(r["year"]) + 1, *(f"{float(r[part]):.3f}" for part in parts))
        for r in mine.account.service.to_dict(orient="records")
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
    return join(tag("h2", "Debt service by year, million of each currency"), _grid(head, rows))


def _questions(result: OfferResult) -> Raw:
    words = {
        "compelled_access": "May the state compel access to what passes?",
        "interruption_power": "May the state have service interrupted?",
        "state_ownership_of_incumbent": "Does the state own the incumbent operator?",
    }
    rows = [
        (f"{r.name}: {r.who}", words.get(str(r.topic), str(r.topic)), r.fact or "no fact is recorded", r.source)
        for r in result.questions.itertuples()
    ]
    return _grid(("home state and who is at home there", "question", "fact", "source"), rows)
