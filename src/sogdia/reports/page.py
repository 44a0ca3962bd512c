"""The page: sections in their order, with the sheet of styles and the lines of script within it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sogdia.reports.corridors import corridor_section
from sogdia.reports.cover import cover
from sogdia.reports.markup import Raw, join, tag
from sogdia.reports.method import method_section
from sogdia.reports.nations import countries_section
from sogdia.reports.works import projects_section

if TYPE_CHECKING:
    from sogdia.reports.view import View

_HERE: Final = Path(__file__).resolve().parent


def page(view: View, *, author: str, date: str) -> str:
    """Give the whole HTML of a report.

    Parameters
    ----------
    author
        Who made the report.
    date
        Day of the report.
    """
    sheet = (_HERE / "sheet.css").read_text(encoding="utf-8")
    script = (_HERE / "sorting.js").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="Sogdia"),
        tag("title", view.card.title),
        tag("style", Raw(sheet)),
    )
    body = tag(
        "body",
        tag("a", "Skip to the key figures", href="#cover", class_="skip"),
        _contents(view),
        tag(
            "main",
            cover(view, author=author, date=date),
            *(corridor_section(view, corridor) for corridor in view.corridors),
            countries_section(view),
            projects_section(view),
            method_section(view),
        ),
        tag("script", Raw(script)),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _contents(view: View) -> Raw:
    """Give the links to the sections."""
    places = [("cover", "Summary"), *((f"corridor-{c.id}", c.name) for c in view.corridors)]
    places += [("countries", "Countries"), ("projects", "Projects"), ("method", "Method and sources")]
    return tag("nav", join(*(tag("a", name, href=f"#{key}") for key, name in places), by=" "), aria_label="Sections")
